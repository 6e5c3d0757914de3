"""The visit planner: who is to be visited next, planning several at once, and the week by day and officer.

Space marks households, P proposes days for them as rows that are looked over and written together, D says a visit is done.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from borderpost.domain import codes, dates
from borderpost.domain.clock import local_date
from borderpost.domain.errors import BorderpostError
from borderpost.domain.progress import Progress
from borderpost.domain.reading import number_text
from borderpost.domain.words import _, ngettext, render
from borderpost.registers import KINDS
from borderpost.services.outgoing import Second
from borderpost.services.visit_plan import Candidate, Planned, Proposal, VisitRules
from ui.field.visit_panels import DonePanel, RulesPanel
from ui.forms.line import LineEditor
from ui.forms.page import Page
from ui.forms.suggest import Suggestion
from ui.quick.page import QuickPage
from ui.registers.desk import Desk
from ui.screen import Command
from ui.sheets.papers import PaperPanel, open_paper
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.cell import FormCell
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.header import Header
from ui.widgets.pane import Pane
from ui.widgets.text import ElidedText, Line, Text
from ui.widgets.wordlist import Head, Row, WordList

WEEK = 7


class VisitPlanPage(Page):
    """Candidates at the left, the week at the right; over them the rows that are about to be written."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.candidates: list[Candidate] = []
        self.planned: list[Planned] = []
        self.marked: set[str] = set()
        today = desk.today()
        self.first = today - timedelta(days=today.weekday())
        self.rows: QuickPage | None = None
        self._rules: VisitRules | None = None
        self._known: list[str] = []
        self._named: list[str] = []
        self._may = False
        self._frame()
        self.reload()

    # --- building -------------------------------------------------------------------------------------------------------

    def _frame(self) -> None:
        self._stack = QStackedLayout(self)
        home = QWidget()
        self._stack.addWidget(home)
        column = QVBoxLayout(home)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(_("Visit planner"), " ")
        self.print_button = Button(_("Print the week"), "secondary", "printer", "Ctrl+P")
        self.print_button.clicked.connect(self.print_week)
        self.plan_button = Button(_("Propose days"), "primary", "calendar-days", "P")
        self.plan_button.clicked.connect(self.propose)
        self.header.add_act(self.print_button)
        self.header.add_act(self.plan_button)
        column.addWidget(self.header)
        self.problem = Banner("amb", "")
        self.problem.hide()
        column.addWidget(self.problem)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self._left())
        halves.addWidget(self._right())
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 2)
        halves.setSizes([look().px(690), look().px(470)])
        column.addWidget(halves, 1)

    def _left(self) -> Pane:
        px = look().px
        pane = Pane("surface")
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(px(13), px(6), px(12), px(6))
        self.officers = LineEditor()
        self.officers.set_source(self._offered)
        self.officers.picked.connect(lambda _value, text: self._take(text))
        self.officers.textEdited.connect(self._take)
        self.officers.advance.connect(self.enter)
        cell = FormCell(_("Who visits (several parted by “;”)"), self.officers)
        row.addWidget(cell, 1)
        pane.body.addWidget(top)
        heads = (
            Head(_("Household"), 170, grows=True),
            Head(_("Village, commune"), 130, grows=True, drops=3),
            Head(_("Risk"), 92, drops=1),
            Head(_("Last visit"), 92, drops=4),
            Head(_("Next visit"), 92, drops=2),
            Head(_("Due"), 104),
        )
        self.list = WordList(_("Who is to be visited next"), heads, _("No household or person at risk is written yet."))
        self.list.moved.connect(self._tell_one)
        self.list.opened.connect(self._open_household)
        pane.body.addWidget(Line())
        pane.body.addWidget(self.list, 1)
        pane.body.addWidget(Line())
        facts = QWidget()
        below = QVBoxLayout(facts)
        below.setContentsMargins(px(16), px(8), px(16), px(8))
        below.setSpacing(px(2))
        self.why, self.help, self.where = (
            Text("", "sm", wrap=True),
            Text("", "sm", "text2", wrap=True),
            ElidedText("", "sm", "text2"),
        )
        for text in (self.why, self.help, self.where):
            below.addWidget(text)
        pane.body.addWidget(facts)
        return pane

    def _right(self) -> Pane:
        px = look().px
        pane = Pane("surface")
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(px(16), px(8), px(8), px(6))
        row.setSpacing(px(4))
        self.week_title = Text("", "h3")
        row.addWidget(self.week_title, 1)
        for words, icon, by in ((_("Earlier week"), "chevron-left", -1), (_("Later week"), "chevron-right", 1)):
            button = Button("", "quiet", icon)
            button.setAccessibleName(words)
            button.setToolTip(words)
            button.clicked.connect(partial(self.turn, by))
            row.addWidget(button)
        pane.body.addWidget(top)
        heads = (
            Head(_("Day, time"), 142),
            Head(_("Officer"), 92, grows=True, drops=2),
            Head(_("Household"), 108, grows=True),
            Head(_("State of the visit"), 104, drops=1),
        )
        self.week = WordList(_("Visits of the week"), heads, _("No visit this week."))
        self.week.opened.connect(self._open_visit)
        self.week.moved.connect(lambda _row: self.told.emit())
        pane.body.addWidget(Line())
        pane.body.addWidget(self.week, 1)
        self.done_button = Button(_("Visit done"), "secondary", "check", "D")
        self.done_button.clicked.connect(self.finish)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(12), px(6), px(12), px(8))
        foot.addWidget(self.done_button)
        foot.addStretch(1)
        pane.body.addLayout(foot)
        return pane

    # --- looking up -----------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Look up who is next, the week, and how often is visited."""
        visits, first, account = self.desk.visits, self.first, not self._known

        def work() -> tuple[Any, ...]:
            names = visits.officers() if account else self._known
            return (*visits.candidates(), visits.week(first), visits.rules(), names, visits.may_change())

        self.desk.tasks.run(work, lambda found: self._show(*found), self._failed, owner=self)

    def _show(
        self,
        candidates: list[Candidate],
        more: int,
        planned: list[Planned],
        rules: VisitRules,
        names: list[str],
        may_change: bool,
    ) -> None:
        self.candidates, self.planned, self._rules, self._known, self._may = candidates, planned, rules, names, may_change
        self.marked &= {item.id for item in candidates}
        every = ", ".join(f"{item.label()} {rules.days_of(item.code)}" for item in codes.codes("risk_level"))
        words = _("Days between visits by risk: {every}; at most {n} visits a day. The post's own choice.")
        self.header.set_title(_("Visit planner"), words.format(every=every, n=rules.visits_a_day))
        if more:
            count = ngettext("{n} more household is not shown", "{n} more households are not shown", more)
            self.problem.say(
                count.format(n=number_text(more)), _("Visit those on top first, or close those no longer at risk.")
            )
            self.problem.show()
        else:
            self.problem.hide()
        self._fill()
        self._fill_week()
        self.told.emit()

    def _fill(self) -> None:
        today = self.desk.today()
        rows = []
        for item in self.candidates:
            late = item.late >= 0
            words = _late_words(item.late)
            planned = "" if item.planned is None else _short(local_date(item.planned))
            missed = item.planned is not None and local_date(item.planned) < today
            if missed:
                planned = _("missed {day}").format(day=planned)
            cells = (
                item.title,
                item.village,
                item.level_words,
                _("never") if item.last is None else _short(item.last),
                planned,
                words,
            )
            coming = item.planned is not None and not missed
            icon, ink = ("triangle-alert", "red") if late and not coming else ("house", "text2")
            spoken = _("visit due") if late and not coming else ""
            rows.append(Row(cells, item.id, icon, "text2" if coming else "text", ink, item.id in self.marked, spoken))
        self.list.show_rows(rows)
        self._tell_one(self.list.at)
        words = _("Propose days")
        if self.marked:
            words = ngettext("Propose days for {n}", "Propose days for {n}", len(self.marked)).format(n=len(self.marked))
        self.plan_button.set_words(words)

    def _fill_week(self) -> None:
        last = self.first + timedelta(days=WEEK - 1)
        span = {"first": _short(self.first), "last": dates.date_text(last)}
        self.week_title.setText(_("Week {first} to {last}").format(**span))
        now = self.desk.now()
        rows = []
        for item in self.planned:
            if item.visited is not None:
                state, icon, ink = _("visited"), "check", "grn"
            elif item.at < now:
                state, icon, ink = _("not written yet"), "triangle-alert", "red"
            else:
                state, icon, ink = _("planned"), "clock", "text2"
            day = f"{dates.weekday_text(item.day)} {_short(item.day)} {dates.time_text(item.at)}"
            rows.append(Row((day, item.officer, item.household, state), item.id, icon, "text", ink))
        self.week.show_rows(rows)
        self.done_button.setEnabled(bool(rows))

    def _tell_one(self, row: int) -> None:
        item = self.candidates[row] if 0 <= row < len(self.candidates) else None
        if item is None:
            for text in (self.why, self.help, self.where):
                text.setText("")
            return
        self.why.setText(_("Why: {reasons}").format(reasons=item.reasons))
        self.help.setText(_("Help: {help}").format(help=item.help or _("none yet")))
        way = "" if item.distance is None else _("{km} km from the post").format(km=number_text(item.distance, 3))
        people = ngettext("{n} person", "{n} persons", item.people).format(n=item.people) if item.people else ""
        parts = (item.number, item.kind, item.village, people, way, item.officer)
        self.where.setText(" · ".join(part for part in parts if part))

    def _failed(self, error: BorderpostError) -> None:
        self.problem.say(render(error.message))
        self.problem.show()

    # --- who ------------------------------------------------------------------------------------------------------------

    def _take(self, text: str) -> None:
        self.problem.hide()
        self._named = [name.strip() for name in text.split(";") if name.strip()]

    def _offered(self, text: str) -> list[Suggestion]:
        """Return everybody who may visit, behind the names already written."""
        before, parted, _last = text.rpartition(";")
        return [Suggestion(name, f"{before}{parted} {name}".strip()) for name in self._known]

    # --- planning -------------------------------------------------------------------------------------------------------

    def mark(self) -> None:
        """Mark the household the keyboard is on, or take its mark away, and go on to the next."""
        at = self.list.at
        if 0 <= at < len(self.candidates):
            self.marked ^= {self.candidates[at].id}
            self._fill()
            self.list.choose(min(at + 1, len(self.candidates) - 1))

    def mark_due(self) -> None:
        """Mark every household whose visit is due and not planned; take the marks away when all have one."""
        due = {item.id for item in self.candidates if item.late >= 0 and item.planned is None}
        self.marked = set() if due <= self.marked else self.marked | due
        self._fill()

    def propose(self) -> None:
        """Ask for days for the marked households, or for all that fall due, and show them as rows."""
        self._take(self.officers.text())
        if not self._named:
            self.problem.say(_("Nobody is chosen to visit"), _("Write who visits, or choose from the list (F4)."))
            self.problem.show()
            self.officers.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        visits, officers, marked = self.desk.visits, list(self._named), frozenset(self.marked)
        self.desk.tasks.run(lambda: visits.propose(officers, marked), self._proposed, self._failed, owner=self)

    def _proposed(self, proposal: Proposal) -> None:
        self.problem.hide()
        if proposal.left_over:
            words = ngettext("{n} household found no day", "{n} households found no day", proposal.left_over)
            self.toast.emit(words.format(n=proposal.left_over), _("More officers, or plan them later."))
        elif not proposal.rows:
            self.toast.emit(
                _("Nothing falls due in the coming weeks"), _("Mark households with Space to plan them all the same.")
            )
        if not proposal.rows:
            return
        page = self.rows = QuickPage(KINDS["visits"], self.desk, one_day=False)
        page.told.connect(self.told)
        page.toast.connect(self.toast)
        page.saved.connect(lambda _ids: self._written())
        page.closed.connect(self._close_rows)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.start(proposal.rows, {item.id: f"{item.number} · {item.title}" for item in self.candidates})
        page.enter()
        began = date.fromisoformat(str(proposal.rows[0]["planned"])[:10])
        self.first = began - timedelta(days=began.weekday())
        self.told.emit()

    def _written(self) -> None:
        self.marked = set()
        self._close_rows()
        self.reload()

    def _close_rows(self) -> None:
        page, self.rows = self.rows, None
        if page is not None:
            self._stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._stack.setCurrentIndex(0)
        self.enter()
        self.told.emit()

    # --- the week -------------------------------------------------------------------------------------------------------

    def turn(self, by: int) -> None:
        """Show an earlier or a later week."""
        self.first += timedelta(days=by * WEEK)
        self.reload()

    def finish(self) -> DonePanel | None:
        """Say that the visit the keyboard is on is done."""
        at = self.week.at
        if not 0 <= at < len(self.planned):
            return None
        return DonePanel(self.window(), self.desk, self.planned[at], lambda _changes: self.reload())

    def change_rules(self) -> RulesPanel | None:
        """Choose how often is visited."""
        if self._rules is None or not self._may:
            return None
        return RulesPanel(self.window(), self.desk, self._rules, lambda _rules: self.reload())

    def print_week(self) -> PaperPanel:
        """Print the plan of the week."""
        visits, first = self.desk.visits, self.first

        def write(path: Path, reason: str, _progress: Progress, _second: Second | None) -> int:
            count: int = visits.print_week(first, path, reason)
            return count

        return open_paper(_("Print the week"), f"tham-ho-{first:%Y-%m-%d}", write, self.desk.tasks, self.window())

    def _open_household(self, row: int) -> None:
        self.opened.emit("households", self.candidates[row].id)

    def _open_visit(self, row: int) -> None:
        self.opened.emit("visits", self.planned[row].id)

    # --- what the window asks -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Serve the letters while no editor has the keyboard."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = event.key()
        if self.rows is not None or self.officers.hasFocus():
            super().keyPressEvent(event)
        elif control and key == Qt.Key.Key_P:
            self.print_week()
        elif control and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turn(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_Space and self.list.hasFocus():
            self.mark()
        elif key == Qt.Key.Key_A and self.list.hasFocus():
            self.mark_due()
        elif key == Qt.Key.Key_P:
            self.propose()
        elif key == Qt.Key.Key_D and self.week.hasFocus():
            self.finish()
        else:
            super().keyPressEvent(event)

    def commands(self) -> tuple[Command, ...]:
        """Return the acts of the planner for the palette."""
        if self.rows is not None:
            return (Command(_("Give up this draft"), self.rows.give_up, "trash-2"),)
        found = [
            Command(_("Propose days"), self.propose, "calendar-days", ("P",)),
            Command(_("Mark all that are due"), self.mark_due, "square-check", ("A",)),
            Command(_("Print the week"), self.print_week, "printer", ("Ctrl", "P")),
        ]
        if self._may:
            found.append(Command(_("Change how often is visited"), self.change_rules, "calendar-clock"))
        return tuple(found)

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the planner, or of the rows over it."""
        if self.rows is not None:
            return self.rows.keys()
        return (
            KeyHint(("Space",), _("mark")),
            KeyHint(("A",), _("all that are due")),
            KeyHint(("P",), _("propose days")),
            KeyHint(("F6",), _("to the week")),
            KeyHint(("D",), _("visit done")),
            KeyHint(("Ctrl", "LeftRight"), _("week")),
            KeyHint(("Enter",), _("open")),
        )

    def status(self) -> tuple[StatusNote, ...]:
        """Return how many are marked and due."""
        if self.rows is not None:
            return self.rows.status()
        due = sum(item.late >= 0 and item.planned is None for item in self.candidates)
        marked = len(self.marked)
        return (
            StatusNote(ngettext("{n} marked", "{n} marked", marked).format(n=marked), "square-check"),
            StatusNote(ngettext("{n} due", "{n} due", due).format(n=due), "triangle-alert" if due else "check"),
        )

    def panes(self) -> tuple[QWidget, ...]:
        """Return who is next, the week, who visits."""
        return self.rows.panes() if self.rows is not None else (self.list, self.week, self.officers)

    def escape(self) -> bool:
        """Leave the rows; they wait as a draft."""
        return self.rows is not None and self.rows.escape()

    def before_lock(self) -> None:
        """Keep the rows as a draft."""
        if self.rows is not None:
            self.rows.before_lock()

    def enter(self) -> None:
        """Take the list of who is next."""
        if self.rows is not None:
            self.rows.enter()
        else:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)


def _short(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}"


def _late_words(late: int) -> str:
    if late > 0:
        return ngettext("{n} day late", "{n} days late", late).format(n=number_text(late))
    if late == 0:
        return _("today")
    return ngettext("in {n} day", "in {n} days", -late).format(n=number_text(-late))
