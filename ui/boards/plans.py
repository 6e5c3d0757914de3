"""Plans against what was done: a bar for each, and beside it the numbers, how they were counted, and what was counted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError
from borderpost.domain.numbers import whole
from borderpost.domain.progress import Progress
from borderpost.domain.words import N_, _, language, render
from borderpost.registers import KINDS
from borderpost.services.outgoing import Second
from borderpost.services.progress_views import PLAN_STATES, Counted, PlanDone
from ui.boards.bars import paint_part
from ui.boards.frame import BoardScreen
from ui.boards.goals import Goals, goal_words
from ui.boards.lists import BoardList
from ui.boards.rows import BAR
from ui.registers.desk import Desk
from ui.reporting.lists import Entry, EntryList
from ui.screen import Command
from ui.sheets.papers import PaperPanel, open_paper
from ui.theme.look import look
from ui.widgets.button import Button
from ui.widgets.clock import paint_clock
from ui.widgets.empty import EmptyState
from ui.widgets.footer import KeyHint
from ui.widgets.paint import draw_text
from ui.widgets.pane import Pane, scrolled
from ui.widgets.tabs import Tab
from ui.widgets.text import Line, Text

ROW = 50
SIDE = 372
TABS = {"running": N_("In force"), "upcoming": N_("To come"), "ended": N_("Ended"), "all": N_("All")}


def plan_title(plan: PlanDone) -> str:
    """Return the words a plan goes by."""
    return " · ".join(part for part in (plan.paper_no or plan.number, plan.title) if part)


def short_words(plan: PlanDone) -> str:
    """Say in one line how far a plan is."""
    if not plan.goals:
        return _("The plan sets no number to reach.")
    if not plan.missing:
        return _("everything is reached")
    return _("missing {what}").format(what=plan.missing)


def plan_words(plan: PlanDone) -> str:
    """Return a plan as a sentence for readers of the screen."""
    return ", ".join((plan.left, plan.due, plan_title(plan), *(goal_words(goal) for goal in plan.goals)))


def paint_plan(painter: QPainter, rect: QRectF, plan: PlanDone) -> None:
    """Draw a plan: its clock, its title, its bar and what is missing."""
    now, px = look(), look().px
    narrow = rect.width() < px(640)
    left, middle = rect.left() + px(24), rect.left() + px(222 if not narrow else 190)
    right = rect.right() - px(16)
    paint_clock(painter, QRectF(left, rect.top(), middle - left - px(8), rect.height()), plan.urgency, plan.left, plan.due)
    first = QRectF(middle, rect.center().y() - px(20), right - middle, px(21))
    second = first.translated(0, px(21))
    draw_text(painter, first, plan_title(plan), now.font("body6"), now.colour("text"))
    at = middle
    if plan.goals:
        bar = QRectF(middle, second.center().y() - px(5), px(BAR if not narrow else 70), px(10))
        paint_part(painter, bar, plan.percent / 100)
        at = bar.right() + px(8)
        draw_text(
            painter, QRectF(at, second.top(), px(44), second.height()), f"{plan.percent} %", now.font("sm6"), now.colour("text")
        )
        at += px(48)
    ink = now.colour("red" if plan.urgency == "overdue" else "text2")
    draw_text(painter, QRectF(at, second.top(), right - at, second.height()), short_words(plan), now.font("sm"), ink)


def _same(one: PlanDone, other: PlanDone) -> bool:
    return one.id == other.id


class PlansScreen(BoardScreen):
    """Looks plans up off the GUI thread; `plans` is the service, `annexes` prints them."""

    key = "plan_board"

    def __init__(self, plans: Any, annexes: Any, desk: Desk) -> None:
        self._plans, self._annexes, self._desk = plans, annexes, desk
        self.state = "running"
        self.every: tuple[PlanDone, ...] = ()
        self._asked = self._records_asked = 0
        start = Button(_("New plan"), "secondary", "plus", "Ctrl+N")
        start.clicked.connect(lambda: self.start_new(""))
        title = _("Plans against done")
        super().__init__(
            title, BoardList(title, plan_words, paint_plan, ROW, _same), EmptyState("calendar-days", "", "", start)
        )
        self.list.opened.connect(lambda plan: self.open_record.emit("plans", plan.id))
        self.list.moved.connect(self._show_chosen)
        printing = Button(_("Print the annex"), "secondary", "printer", "Ctrl+P")
        printing.clicked.connect(self.print_annex)
        new = Button(_("New plan"), "primary", "plus", "Ctrl+N")
        new.clicked.connect(lambda: self.start_new(""))
        self.header.add_act(printing)
        self.header.add_act(new)
        self._side()
        self._show_tabs()

    def _side(self) -> None:
        px = look().px
        content = Pane("surface")
        column = content.body
        column.setContentsMargins(px(20), px(14), px(18), px(10))
        column.setSpacing(px(6))
        self.name = Text("", "h3", wrap=True)
        self.span = Text("", "sm", "text2", wrap=True)
        self.goals = Goals()
        for widget in (self.name, self.span, self.goals):
            column.addWidget(widget)
        column.addStretch(1)
        side = Pane("surface")
        self.area = scrolled(content, "surface")
        side.body.addWidget(self.area, 3)
        side.body.addWidget(Line())
        head = QWidget()
        row = QVBoxLayout(head)
        row.setContentsMargins(px(20), px(8), px(18), px(4))
        self.counted_title = Text(_("Records counted"), "sm6")
        row.addWidget(self.counted_title)
        side.body.addWidget(head)
        self.records = EntryList(_("Records counted"))
        self.records.asked.connect(lambda counted: self.open_record.emit(counted.kind, counted.id))
        side.body.addWidget(self.records, 2)
        self.across.addWidget(Line(vertical=True))
        self.across.addWidget(side)
        self._beside = side
        self._fit()

    def _fit(self) -> None:
        self._beside.setFixedWidth(min(look().px(SIDE), max(look().px(240), round(self.width() * 0.4))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the plans the room a narrow window has."""
        super().resizeEvent(event)
        self._fit()

    # --- looking up ---------------------------------------------------------------------------------------------------

    def kinds(self) -> frozenset[str]:
        """Return the registers plans are held against."""
        return frozenset({"plans", "patrols", "sessions", "business_checks", "boat_checks"})

    def reload(self) -> None:
        """Ask for the plans; only the newest answer is shown."""
        self._asked += 1
        asked = self._asked
        self._fit()
        self._desk.tasks.run(self._plans.plans, lambda plans: self._take(asked, plans), self._failed, owner=self)

    def _failed(self, error: BorderpostError) -> None:
        self.trouble.say(render(error.message))
        self.trouble.show()

    def _take(self, asked: int, plans: tuple[PlanDone, ...]) -> None:
        if asked != self._asked:
            return
        self.every = plans
        self.trouble.hide()
        self._show_tabs()
        self._show_state()

    def _show_tabs(self) -> None:
        n = partial(whole, language=language())
        counts = {state: sum(state in ("all", plan.state) for plan in self.every) for state in PLAN_STATES}
        self.tabs.set_tabs(tuple(Tab(state, _(TABS[state]), n(counts[state])) for state in PLAN_STATES))
        self.tabs.choose(self.state)

    def _show_state(self) -> None:
        shown = [plan for plan in self.every if self.state in ("all", plan.state)]
        short = sum(bool(plan.missing) for plan in shown)
        words = _("{n} with something missing").format(n=whole(short, language()))
        self.header.set_title(self.title, words)
        self.show_rows(shown, _("No plan is like this"), _("Write a plan, or choose another state."))

    def choose_state(self, state: str) -> None:
        """Show the plans of another state."""
        self.state = state
        self.tabs.choose(state)
        self._show_state()

    def _show_chosen(self) -> None:
        plan: PlanDone | None = self.list.chosen
        self.name.setText(plan_title(plan) if plan else "")
        self.span.setText(" · ".join(part for part in (plan.kind, plan.span) if part) if plan else "")
        self.goals.show_plan(plan)
        self._records_asked += 1
        asked = self._records_asked
        if plan is None:
            self._show_counted(asked, (), 0)
            return
        self._desk.tasks.run(
            lambda: self._plans.counted(plan.id),
            lambda found: self._show_counted(asked, *found),
            self._failed,
            owner=self,
        )

    def _show_counted(self, asked: int, counted: tuple[Counted, ...], more: int) -> None:
        if asked != self._records_asked:
            return
        n = partial(whole, language=language())
        words = f"{_('Records counted')}: {n(len(counted) + more)}"
        self.counted_title.setText(f"{words} ({_('the newest {n} are shown').format(n=n(len(counted)))})" if more else words)
        ways = {True: _("names the plan"), False: _("by time")}
        self.records.show_entries(
            tuple(
                Entry(KINDS[item.kind].icon, "text2", f"{item.number} · {item.words}", ways[item.named], item)
                for item in counted
            )
        )
        self.told.emit()

    # --- acts ---------------------------------------------------------------------------------------------------------

    def start_new(self, kind: str) -> bool:
        """Start a plan."""
        if kind not in ("", "plans"):
            return False
        self.new_record.emit("plans")
        return True

    def print_annex(self) -> PaperPanel:
        """Print all plans against what was done."""

        def write(path: Path, reason: str, progress: Progress, _second: Second | None) -> int:
            printed: int = self._annexes.print_plans(path, progress, reason)
            return printed

        return open_paper(_("Annex: plans against done"), "phu-luc-ke-hoach", write, self._desk.tasks, self.window())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the records by the right arrow and back by the left one; print by Ctrl+P."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        acts: dict[Qt.Key, Callable[[], object]] = {}
        if control:
            acts = {Qt.Key.Key_P: self.print_annex}
        elif self.list.hasFocus():
            acts = {Qt.Key.Key_Right: self.records.setFocus}
        elif self.records.hasFocus():
            acts = {Qt.Key.Key_Left: self.list.setFocus}
        act = acts.get(Qt.Key(event.key()))
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)

    def escape(self) -> bool:
        """Go back from the records to the plans."""
        if not self.records.hasFocus():
            return False
        self.list.setFocus()
        return True

    # --- what the window asks -----------------------------------------------------------------------------------------

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the pane that has the keyboard."""
        if self.records.hasFocus():
            return (KeyHint(("Enter",), _("open the record")), KeyHint(("Esc",), _("to the plans")))
        return (
            KeyHint(("Up", "Down"), _("choose")),
            KeyHint(("Enter",), _("open")),
            KeyHint(("Right",), _("records counted")),
            KeyHint(("Ctrl", "LeftRight"), _("state")),
            KeyHint(("Ctrl", "P"), _("annex")),
            KeyHint(("F1",), _("keys")),
        )

    def commands(self) -> tuple[Command, ...]:
        """Return the acts of the board."""
        return (Command(_("Print plans against done as an annex"), self.print_annex, "printer", ("Ctrl", "P")),)

    def panes(self) -> tuple[QWidget, ...]:
        """Return plans, records, and the tabs of states."""
        return (self.list, self.records, self.tabs)
