"""One victim case: the chain of custody with its times, the sealed identity, the status machine, the support, who looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain import codes, dates, reading
from borderpost.domain.clock import local_date
from borderpost.domain.errors import BorderpostError
from borderpost.domain.fields import Plain
from borderpost.domain.words import _, ngettext, render
from borderpost.registers import KINDS
from borderpost.registers.victim_cases import allowed_statuses, entitled
from ui.forms.page import Page
from ui.lists.cells import CHIP_OF, state_words
from ui.registers.custody import STEP_WORDS, ChainStrip, moment
from ui.registers.desk import Desk
from ui.registers.identity import IdentityDoor, IdentityPane, look_words
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.chip import StateChip
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.header import Header
from ui.widgets.keyvalues import Fact, KeyValueList
from ui.widgets.paint import margin
from ui.widgets.pane import Pane, scrolled
from ui.widgets.text import ElidedText, IconLabel, Line, Text

STATUS_CHIPS = {
    "suspected": "suspected",
    "in_identification": "determining",
    "determined": "proven",
    "not_victim": "unused",
}


class VictimCasePage(Page):
    """A victim case. edited(id): the form is wanted. followed(letter): the next act is wanted, empty to choose one."""

    edited = Signal(str)
    followed = Signal(str)

    def __init__(self, desk: Desk, record_id: str) -> None:
        super().__init__()
        self.desk, self.record_id = desk, record_id
        self.view: Any = None
        self._titles: dict[str, str] = {}
        self._frame(desk)
        self._clock = QTimer(self)
        self._clock.setInterval(30_000)
        self._clock.timeout.connect(self._count_up)
        self._clock.start()
        self.reload()

    def _frame(self, desk: Desk) -> None:
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
        self.identity = IdentityPane(KINDS["persons"])
        self.door = IdentityDoor(desk, self.identity, lambda looks: self._show_looks(list(looks)), self._revealed)
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
            return view, titles, list(desk.identities.looks(view.values.get("person") or record_id))

        desk.tasks.run(work, lambda found: self._show(*found), self._failed, owner=self)

    def _show(self, view: Any, titles: dict[str, str], looks: list[Any]) -> None:
        self.view, self._titles = view, titles
        self.door.record_id = view.values.get("person") or self.record_id
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
        regimes = frozenset() if values.get("status") == "not_victim" else entitled(values.get("category"))
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look().px(8))
        grid.setVerticalSpacing(look().px(4))
        grid.setColumnStretch(2, 1)
        for row, item in enumerate(listed):
            letter = "abcdđeghik"[row] if row < 10 else ""
            has, open_to = given.get(item.code), item.code in regimes
            icon, ink = ("circle-check", "grn") if has else ("circle", "text2") if open_to else ("lock", "text3")
            grid.addWidget(Text(letter, "sm", "text2"), row, 0)
            grid.addWidget(IconLabel(icon, ink, 16), row, 1)
            grid.addWidget(ElidedText(item.label(), "body", "text" if has or open_to else "text3"), row, 2)
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
        for look_at in looks[:8]:
            self._looks.addWidget(Text(look_words(look_at), "sm", "text", wrap=True))
        last = max(look_at.at for look_at in looks)
        self.identity.last.setText(_("last seen {time}").format(time=dates.time_text(last)))

    # --- acts -----------------------------------------------------------------------------------------------------------

    def _failed(self, error: BorderpostError) -> None:
        self.problem.say(render(error.message))
        self.problem.show()

    def _revealed(self) -> None:
        self.enter()
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
        if self.view is not None:
            self.followed.emit("B")

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
        elif event.key() == Qt.Key.Key_F5:
            self.followed.emit("")
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
            KeyHint(("F5",), _("next act")),
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
