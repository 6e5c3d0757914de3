"""One victim case: the chain of custody with its times, the sealed identity, the status machine, the support, who looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from borderpost.domain import codes, dates, reading
from borderpost.domain.clock import VIETNAM, local_date
from borderpost.domain.errors import BorderpostError
from borderpost.domain.fields import Plain
from borderpost.domain.text import normal
from borderpost.domain.words import N_, _, ngettext, render
from borderpost.registers import KINDS
from borderpost.registers.victim_cases import STEPS, allowed_statuses
from ui.forms.line import LineEditor
from ui.forms.page import Page
from ui.icons import paint_icon
from ui.lists.cells import CHIP_OF, state_words
from ui.registers.desk import Desk
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.cell import CellState, FormCell
from ui.widgets.chip import StateChip
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.header import Header
from ui.widgets.keyvalues import Fact, KeyValueList
from ui.widgets.paint import box, draw_text, line, margin, painting, text_width
from ui.widgets.pane import Pane, scrolled
from ui.widgets.text import IconLabel, Line, Text

SIGHT_SECONDS = 5 * 60
"""How long a revealed identity stays before it is hidden again."""

STEP_ICONS = {
    "found": "binoculars",
    "received": "log-in",
    "needs_met": "utensils",
    "screened": "list-filter",
    "handed_over": "handshake",
    "feedback": "undo-2",
}
STEP_WORDS = {
    "found": N_("Found"),
    "received": N_("Received"),
    "needs_met": N_("Essential needs"),
    "screened": N_("Screened"),
    "handed_over": N_("Handed over"),
    "feedback": N_("Feedback"),
}
SHOWN_IDENTITY = ("name", "aliases", "birth", "document_no", "residence", "address", "phone", "relatives")
STATUS_CHIPS = {
    "suspected": "suspected",
    "in_identification": "determining",
    "determined": "proven",
    "not_victim": "unused",
}
REGIMES = {
    "determined": "a b c d đ e g h i k",
    "in_identification": "a b c d đ e g",
    "suspected": "a b c d đ e g",
}
"""Regimes of article 37, Law 53/2024, by status of a person in Viet Nam; shown as a reminder, decided by people."""


def spoken(minutes: int) -> str:
    """Return `2 giờ 30` or `40 phút`."""
    if minutes < 60:
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    return _("{hours} h {minutes}").format(hours=minutes // 60, minutes=f"{minutes % 60:02d}")


def moment(values: Mapping[str, Plain], name: str) -> datetime | None:
    """Return a moment of the case, or None."""
    found = values.get(name)
    return datetime.fromisoformat(found) if isinstance(found, str) else None


class ChainStrip(QWidget):
    """The six steps with the time between them; the first step not done yet counts up in red, for the law says "at once"."""

    def __init__(self) -> None:
        super().__init__()
        self._values: Mapping[str, Plain] = {}
        self._now: datetime | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("From finding to feedback"))

    def show_case(self, values: Mapping[str, Plain], now: datetime) -> None:
        """Show the moments of a case as they stand now."""
        self._values, self._now = values, now
        self.setAccessibleDescription("; ".join(f"{_(STEP_WORDS[step])} {self._words(step)[0]}" for step in STEPS))
        self.update()

    @property
    def due(self) -> str:
        """The first step that is not done, up to the hand-over; empty when all are."""
        return next((step for step in STEPS[:5] if moment(self._values, step) is None and self._reached(step)), "")

    def _reached(self, step: str) -> bool:
        return any(moment(self._values, earlier) is not None for earlier in STEPS[: STEPS.index(step)])

    def _words(self, step: str) -> tuple[str, str]:
        at = moment(self._values, step)
        if at is not None:
            local = at.astimezone(VIETNAM)
            return f"{local.hour:02d}:{local.minute:02d}", f"{local.day:02d}/{local.month:02d}"
        return (_("not yet"), "") if step == self.due else ("–", "")

    def elapsed(self) -> str:
        """Return how long it has been from the first moment to the hand-over, or to now."""
        first = next((at for step in STEPS if (at := moment(self._values, step)) is not None), None)
        if first is None or self._now is None:
            return ""
        end = moment(self._values, "handed_over") or self._now
        return spoken(max(0, int((end - first).total_seconds()) // 60))

    def sizeHint(self) -> QSize:
        """Return the height of circles, words and times."""
        return QSize(look().px(600), look().px(118))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw circles, lines, durations, and how long it has taken so far."""
        now, px = look(), look().px
        with painting(self) as painter:
            painter.fillRect(self.rect(), now.colour("surface"))
            painter.fillRect(0, self.height() - 1, self.width(), 1, now.colour("line"))
            clock = px(174)
            width = (self.width() - px(24) - clock) / len(STEPS)
            before: datetime | None = None
            for number, step in enumerate(STEPS):
                left = px(24) + number * width
                at = moment(self._values, step)
                self._paint_step(painter, left, width, step, at)
                if number:
                    self._paint_between(painter, left - width, width, before, at, step)
                before = at or before
            right = QRectF(self.width() - clock, 0, clock, self.height())
            painter.fillRect(QRectF(right.left(), px(14), 1, self.height() - px(28)), now.colour("line"))
            done = moment(self._values, "handed_over") is not None
            inside = right.adjusted(px(18), px(22), 0, 0)
            head = QRectF(inside.left(), inside.top(), inside.width(), px(20))
            draw_text(painter, head, _("since the first step"), now.font("sm"), now.colour("text2"))
            big = QRectF(inside.left(), head.bottom(), inside.width(), px(34))
            draw_text(painter, big, self.elapsed(), now.font("h1"), now.colour("text" if done else "red"))
            foot = QRectF(inside.left(), big.bottom(), inside.width(), px(20))
            draw_text(painter, foot, "" if done else _("the law says “at once”"), now.font("sm"), now.colour("text2"))

    def _paint_step(self, painter: Any, left: float, width: float, step: str, at: datetime | None) -> None:
        now, px = look(), look().px
        due = step == self.due
        ink = "grn" if at is not None else "red" if due else "text3"
        centre = QPointF(left + px(17), px(34))
        fill = now.colour("grnSoft" if at is not None else "redSoft" if due else "surface")
        area = QRectF(centre.x() - px(16), centre.y() - px(16), px(32), px(32))
        box(painter, area, px(16), fill, now.colour("grnLine" if at is not None else "redLine" if due else "border"), 2)
        paint_icon(painter, centre, "alarm-clock" if due else STEP_ICONS[step], now.colour(ink), 17)
        name = QRectF(left, px(56), width - px(6), px(20))
        draw_text(painter, name, _(STEP_WORDS[step]), now.font("body6"), now.colour("red" if due else "text"))
        first, second = self._words(step)
        words = now.font("sm6")
        draw_text(painter, QRectF(left, px(77), width, px(20)), first, words, now.colour("red" if due else "text"))
        wide = text_width(first, words) + px(8)
        draw_text(painter, QRectF(left + wide, px(77), width - wide, px(20)), second, now.font("sm"), now.colour("text2"))

    def _paint_between(
        self, painter: Any, left: float, width: float, before: datetime | None, at: datetime | None, step: str
    ) -> None:
        now, px = look(), look().px
        due = step == self.due
        start, end = QPointF(left + px(38), px(34)), QPointF(left + width - px(4), px(34))
        ink = "grnLine" if at is not None else "redLine" if due else "border"
        line(painter, start, end, now.colour(ink), 2 if at is not None or due else 1, dashed=due)
        words = ""
        if before is not None and at is not None:
            words = spoken(max(0, int((at - before).total_seconds()) // 60))
        elif before is not None and due and self._now is not None:
            words = dates.elapsed_text(self._now - before)
        font = now.font("sm6" if due else "sm")
        room = QRectF(start.x(), px(8), end.x() - start.x(), px(22))
        draw_text(painter, room, words, font, now.colour("red" if due else "text2"), Qt.AlignmentFlag.AlignHCenter)


class IdentityPane(QWidget):
    """Sealed bars of one length; a reason opens them for five minutes and is written into the journal.

    reveal(reason): the person asked. hidden: the time is over or Esc was pressed.
    """

    reveal = Signal(str)
    hidden = Signal()

    def __init__(self) -> None:
        super().__init__()
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(IconLabel("lock-keyhole", "vio"))
        head.addWidget(Text(_("Sealed identity"), "h3"))
        head.addStretch(1)
        self.last = Text("", "sm", "text2")
        head.addWidget(self.last)
        column.addLayout(head)
        self.facts = KeyValueList((), right=False)
        column.addWidget(self.facts)
        self.banner = Banner("vio", "", "", "lock-open")
        self.banner.hide()
        column.addWidget(self.banner)
        self.asking = Pane("vioSoft")
        self.asking.body.setContentsMargins(px(12), px(10), px(12), px(8))
        self.asking.body.setSpacing(px(4))
        self.asking.body.addWidget(Text(_("See the identity"), "body6", "vio"))
        words = _("The journal keeps who looked, when and why. The commander sees it at once, headquarters with the bundle.")
        self.asking.body.addWidget(Text(words, "sm", "text", wrap=True))
        self.reason = LineEditor()
        self.reason_cell = FormCell(_("Reason"), self.reason, required=True)
        self.asking.body.addWidget(self.reason_cell)
        acts = QHBoxLayout()
        self.button = Button(_("See for 5 minutes"), "sealed", "eye", "Enter")
        self.button.clicked.connect(self._ask)
        self.not_now = Button(_("Not now"), "quiet", key="Esc")
        self.not_now.clicked.connect(self.fold)
        acts.addWidget(self.button)
        acts.addWidget(self.not_now)
        acts.addStretch(1)
        self.asking.body.addLayout(acts)
        column.addWidget(self.asking)
        self.asking.hide()
        self.open_button = Button(_("See the identity"), "sealed", "eye", "F7")
        self.open_button.clicked.connect(self.unfold)
        column.addWidget(self.open_button)
        self.reason.advance.connect(self._ask)
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self.show_sealed()

    @property
    def seen(self) -> bool:
        """Whether the identity is in sight."""
        return self._left > 0

    @property
    def seconds_left(self) -> int:
        """How many seconds it stays in sight."""
        return self._left

    def show_sealed(self) -> None:
        """Show bars of one length in place of every value."""
        by_name = KINDS["persons"].by_name
        self.facts.show_facts(tuple(Fact(_(by_name[name].label), "", sealed=True) for name in SHOWN_IDENTITY[:6]))

    def unfold(self) -> None:
        """Ask for the reason (F7)."""
        if self.seen:
            return
        self.asking.show()
        self.open_button.hide()
        self.reason.setFocus(Qt.FocusReason.TabFocusReason)

    def fold(self) -> None:
        """Ask no more."""
        self.asking.hide()
        self.open_button.show()
        self.reason.clear()
        self.reason_cell.set_state(CellState.NORMAL)

    def _ask(self) -> None:
        reason = normal(self.reason.text())
        if not reason:
            self.reason_cell.set_state(CellState.WRONG, _("Write why the identity is needed."))
            self.reason.setFocus()
            return
        self.reveal.emit(reason)

    def refuse(self, words: str) -> None:
        """Say why the identity may not be seen."""
        self.reason_cell.set_state(CellState.WRONG, words)

    def show_identity(self, values: Mapping[str, Plain], seconds: int = SIGHT_SECONDS) -> None:
        """Show the identity and begin to count down."""
        self.fold()
        self.open_button.hide()
        by_name = KINDS["persons"].by_name
        facts = [Fact(_(by_name[name].label), reading.show(by_name[name], values.get(name)) or "–") for name in SHOWN_IDENTITY]
        self.facts.show_facts(tuple(facts))
        self._left = seconds
        self.banner.show()
        self._timer.start()
        self._tell()

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.hide_identity()
        else:
            self._tell()

    def _tell(self) -> None:
        minutes = (self._left + 59) // 60
        words = ngettext("The identity is open, {n} minute left", "The identity is open, {n} minutes left", minutes)
        self.banner.say(words.format(n=minutes), _("It hides itself; Esc hides it now."))

    def hide_identity(self) -> None:
        """Hide the identity again; nothing of it stays in the window."""
        self._timer.stop()
        self._left = 0
        self.banner.hide()
        self.show_sealed()
        self.open_button.show()
        self.hidden.emit()


class VictimCasePage(Page):
    """A victim case. edited(id): the form is wanted. handover(preset): a hand-over record of this person is wanted."""

    edited = Signal(str)
    handover = Signal(object)

    def __init__(self, desk: Desk, record_id: str) -> None:
        super().__init__()
        self.desk, self.record_id = desk, record_id
        self.view: Any = None
        self._titles: dict[str, str] = {}
        self._frame()
        self._clock = QTimer(self)
        self._clock.setInterval(30_000)
        self._clock.timeout.connect(self._count_up)
        self._clock.start()
        self.reload()

    def _frame(self) -> None:
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(_("Victim case"))
        self.header.add_icon("lock-keyhole", "vio")
        self.number = Text("", "h2", "text2")
        self.status_chip = StateChip("determining")
        self.child_chip = StateChip("child")
        self.state_chip = StateChip("saved")
        for part in (self.number, self.status_chip, self.child_chip, self.state_chip):
            self.header.add_chip(part)
        self.time_button = Button(_("Note a time"), "secondary", "plus", "M")
        self.time_button.clicked.connect(self.note_time)
        self.handover_button = Button(_("Hand-over record"), "primary", "handshake", "Ctrl+B")
        self.handover_button.clicked.connect(self._hand_over)
        self.header.add_act(self.time_button)
        self.header.add_act(self.handover_button)
        column.addWidget(self.header)
        self.chain = ChainStrip()
        column.addWidget(self.chain)
        self.problem = Banner("red", "", "", "circle-alert")
        self.problem.hide()
        column.addWidget(self.problem)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.identity = IdentityPane()
        self.identity.reveal.connect(self._reveal)
        self.identity.hidden.connect(self.told)
        self.facts = KeyValueList((), right=False)
        self._statuses = QVBoxLayout()
        self._statuses.setSpacing(px(6))
        self._support = QVBoxLayout()
        self._support.setSpacing(px(4))
        self._looks = QVBoxLayout()
        self._looks.setSpacing(px(4))
        row.addWidget(self._third([self.identity, Line(), self.facts]), 1)
        row.addWidget(Line(vertical=True))
        row.addWidget(self._third([Text(_("Determining the status"), "h3"), self._statuses]), 1)
        row.addWidget(Line(vertical=True))
        looked = QHBoxLayout()
        looked.setSpacing(px(8))
        looked.addWidget(IconLabel("eye", "vio", 16))
        looked.addWidget(Text(_("Who has seen the identity"), "body6"))
        looked.addStretch(1)
        row.addWidget(self._third([self._support_head(), self._support, Line(), looked, self._looks]), 1)
        column.addLayout(row, 1)

    def _support_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(look().px(8))
        head.addWidget(Text(_("Support"), "h3"))
        self.support_note = Text("", "sm", "text2")
        head.addWidget(self.support_note)
        head.addStretch(1)
        return head

    @staticmethod
    def _third(parts: Sequence[Any]) -> QWidget:
        px = look().px
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(px(24) - margin(), px(14), px(18), px(16))
        column.setSpacing(px(10))
        for part in parts:
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)
        column.addStretch(1)
        pane = Pane()
        pane.body.addWidget(scrolled(content))
        return pane

    # --- loading --------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Look the case up, and who has looked at the identity."""
        desk, record_id = self.desk, self.record_id

        def work() -> tuple[Any, dict[str, str], list[Any]]:
            view = desk.records.load(record_id)
            links = ("person", "detection", "reception", "handover")
            titles = {target: desk.records.title(target) for name in links if (target := view.values.get(name))}
            return view, titles, list(desk.victims.looks(view.values.get("person") or record_id))

        desk.tasks.run(work, lambda found: self._show(*found), self._failed, owner=self)

    def _show(self, view: Any, titles: dict[str, str], looks: list[Any]) -> None:
        self.view, self._titles = view, titles
        values = view.values
        by_name = KINDS["victim_cases"].by_name
        origin = titles.get(str(values.get("detection") or ""), "")
        at = moment(values, "received")
        parts = [_("pseudonym")]
        if origin:
            parts.append(_("from detection {number}").format(number=origin))
        if at is not None:
            parts.append(f"{dates.weekday_text(local_date(at), full=True)} {dates.moment_text(at)}")
        self.header.set_title(str(values.get("pseudonym") or view.number), " · ".join(parts))
        self.number.setText(view.number)
        status = str(values.get("status") or "")
        self.status_chip.set_state(STATUS_CHIPS.get(status, "neutral"), reading.show(by_name["status"], values.get("status")))
        band = KINDS["victim_cases"].derive(values).get("age_band")
        self.child_chip.setVisible(band in ("under_16", "16_17"))
        self.child_chip.set_state("child", codes.label("age_band", str(band)))
        self.state_chip.set_state(CHIP_OF[view.state.code], state_words(view.state))
        names = ("sex", "birth_year", "nationality", "ethnicity", "province", "occupation", "category", "route", "guardian")
        facts = [
            Fact(_(by_name[name].label), words) for name in names if (words := reading.show(by_name[name], values.get(name)))
        ]
        self.facts.show_facts(tuple(facts))
        self._show_statuses(values)
        self._show_support(values)
        self._show_looks(looks)
        self._count_up()
        self.told.emit()

    def _count_up(self) -> None:
        if self.view is not None:
            self.chain.show_case(self.view.values, self.desk.now())
            if self.chain.due:
                self.time_button.allow()
            else:
                self.time_button.refuse(_("every step has its time"))

    @staticmethod
    def _clear(layout: Any) -> None:
        while layout.count():
            item = layout.takeAt(0)
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _show_statuses(self, values: Mapping[str, Plain]) -> None:
        self._clear(self._statuses)
        by_name = KINDS["victim_cases"].by_name
        recommendation = reading.show(by_name["recommendation"], values.get("recommendation"))
        if recommendation:
            words = _("Screening recommends: {what}. A recommendation, not a decision.").format(what=recommendation)
            self._statuses.addWidget(Text(words, "sm", "text2", wrap=True))
        status = values.get("status")
        now = Banner("sla", reading.show(by_name["status"], status) or "–", self._grounds(values), "circle-dot")
        self._statuses.addWidget(now)
        nexts = sorted(allowed_statuses(status) - {status})
        if nexts:
            self._statuses.addWidget(Text(_("What may follow:"), "sm", "text2"))
        for code in nexts:
            button = Button(codes.label("victim_status", code), "secondary", "circle-dot")
            button.clicked.connect(lambda _checked=False, chosen=code: self.choose_status(chosen))
            self._statuses.addWidget(button)
        words = _("A decision needs the body, the evidence source, the paper and its date. It can be opened again.")
        self._statuses.addWidget(Text(words, "sm", "text3", wrap=True))

    @staticmethod
    def _grounds(values: Mapping[str, Plain]) -> str:
        by_name = KINDS["victim_cases"].by_name
        names = ("status_date", "deciding_body", "evidence_source", "paper_no")
        return " · ".join(words for name in names if (words := reading.show(by_name[name], values.get(name))))

    def _show_support(self, values: Mapping[str, Plain]) -> None:
        self._clear(self._support)
        given = {row.get("regime"): row for row in values.get("support") or ()}
        listed = list(codes.codes("support_regime"))
        letters = REGIMES.get(str(values.get("status")), "").split()
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look().px(8))
        grid.setVerticalSpacing(look().px(4))
        grid.setColumnStretch(2, 1)
        for row, item in enumerate(listed):
            letter = "abcdđeghik"[row] if row < 10 else ""
            has, open_to = given.get(item.code), letter in letters
            icon, ink = ("circle-check", "grn") if has else ("circle", "text2") if open_to else ("lock", "text3")
            grid.addWidget(Text(letter, "sm", "text2"), row, 0)
            grid.addWidget(IconLabel(icon, ink, 16), row, 1)
            grid.addWidget(Text(item.label(), "body", "text" if has or open_to else "text3"), row, 2)
            day = reading.show(by_name["day"], has.get("day")) if has and (by_name := _support_fields()) else ""
            words = day or (_("given") if has else _("not yet") if open_to else _("not open to this status"))
            grid.addWidget(Text(words, "sm", "text2"), row, 3, Qt.AlignmentFlag.AlignRight)
        self._support.addWidget(table)
        self.support_note.setText(ngettext("{n} given", "{n} given", len(given)).format(n=len(given)))

    def _show_looks(self, looks: list[Any]) -> None:
        self._clear(self._looks)
        self.identity.last.setText("")
        if not looks:
            self._looks.addWidget(Text(_("Nobody yet"), "sm", "text2"))
            return
        for at, name, reason in looks[:8]:
            local = at.astimezone(VIETNAM)
            stamp = f"{local.day:02d}/{local.month:02d} {dates.time_text(at)}"
            self._looks.addWidget(Text(f"{stamp}  {name} · {reason}", "sm", "text", wrap=True))
        self.identity.last.setText(_("last seen {time}").format(time=dates.time_text(max(row[0] for row in looks))))

    # --- acts -----------------------------------------------------------------------------------------------------------

    def _failed(self, error: BorderpostError) -> None:
        self.problem.say(render(error.message))
        self.problem.show()

    def _reveal(self, reason: str) -> None:
        if self.view is None:
            return
        desk, person = self.desk, self.view.values.get("person") or self.record_id
        desk.tasks.run(
            lambda: (desk.victims.reveal(person, reason), desk.victims.looks(person)),
            lambda found: self._revealed(*found),
            lambda error: self.identity.refuse(render(error.message)),
            owner=self,
        )

    def _revealed(self, values: Mapping[str, Plain], looks: Sequence[Any]) -> None:
        self.identity.show_identity(values)
        self._show_looks(list(looks))
        self.told.emit()

    def note_time(self) -> None:
        """Write the present moment for the step that is due (M)."""
        step = self.chain.due
        if not step:
            return
        desk, record_id, at = self.desk, self.record_id, self.desk.now()
        desk.tasks.run(
            lambda: desk.victims.note_time(record_id, step, at), lambda _changes: self._noted(step), self._failed, owner=self
        )

    def _noted(self, step: str) -> None:
        self.toast.emit(_("{step}: time noted").format(step=_(STEP_WORDS[step])), "")
        self.reload()

    def choose_status(self, status: str) -> None:
        """Go to the form for what a status needs: body, evidence, paper, date. Nothing is decided by one click."""
        del status
        self.edited.emit(self.record_id)

    def _hand_over(self) -> None:
        if self.view is None:
            return
        person = self.view.values.get("person")
        people = [{"person": person, "victim_case": self.record_id}] if person else []
        self.handover.emit({"people": people, "subject": ["people"]})

    def escape(self) -> bool:
        """Hide the identity first, then stop asking, then leave."""
        if self.identity.seen:
            self.identity.hide_identity()
            return True
        if self.identity.asking.isVisible():
            self.identity.fold()
            self.enter()
            return True
        return False

    def before_lock(self) -> None:
        """Hide the identity before the window goes."""
        self.identity.hide_identity()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Serve the keys of a case; letters act only while no editor has the keyboard."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_F7:
            self.identity.unfold()
        elif event.key() == Qt.Key.Key_M and not control:
            self.note_time()
        elif event.key() == Qt.Key.Key_B and control:
            self._hand_over()
        elif event.key() == Qt.Key.Key_F2:
            self.edited.emit(self.record_id)
        else:
            super().keyPressEvent(event)

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of a case."""
        return (
            KeyHint(("F7",), _("see identity")),
            KeyHint(("M",), _("note a time")),
            KeyHint(("Ctrl", "B"), _("hand over")),
            KeyHint(("F2",), _("change")),
            KeyHint(("F6",), _("next pane")),
            KeyHint(("Esc",), _("back to the list")),
        )

    def status(self) -> tuple[StatusNote, ...]:
        """Say that an open identity hides itself."""
        if not self.identity.seen:
            return ()
        return (StatusNote(_("the identity hides itself"), "timer", "vio"),)

    def panes(self) -> tuple[QWidget, ...]:
        """Return identity and acts."""
        return (self.identity.open_button, self.time_button, self.handover_button)

    def enter(self) -> None:
        """Take the act that is due."""
        (self.time_button if self.time_button.isEnabled() else self.handover_button).setFocus()


def _support_fields() -> dict[str, Any]:
    from borderpost.domain.records import row_fields
    from borderpost.registers.victim_cases import Support

    return dict(row_fields(Support))
