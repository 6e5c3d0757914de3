"""The page of a marker or a border section: what patrols saw there over time, beside what its own record says."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain import dates, reading
from borderpost.domain.errors import BorderpostError
from borderpost.domain.fields import Packed, Rows
from borderpost.domain.reading import number_text
from borderpost.domain.words import _, ngettext, render
from borderpost.registers import KINDS
from borderpost.services.line_history import Sighting
from ui.forms.page import Page
from ui.registers.desk import Desk
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.footer import KeyHint
from ui.widgets.header import Header
from ui.widgets.keyvalues import Fact, KeyValueList
from ui.widgets.pane import Pane, scrolled
from ui.widgets.text import Line, Text
from ui.widgets.wordlist import Head, Row, WordList

_ICONS = {"intact": ("circle-check", "grn"), "unreached": ("circle-question-mark", "text2")}
_WRONG = ("triangle-alert", "red")


class LinePage(Page):
    """One marker or section. edited(id): F2, its form is wanted."""

    edited = Signal(str)

    def __init__(self, desk: Desk, record_id: str, kind: str) -> None:
        super().__init__()
        self.desk, self.record_id, self.kind = desk, record_id, kind
        self.items: list[Sighting] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        register = KINDS[kind]
        self.header = Header(_(register.singular))
        self.number = Text("", "h2", "text2")
        self.header.add_chip(self.number)
        change = Button(_("Change"), "secondary", "pencil-line", "F2")
        change.clicked.connect(lambda: self.edited.emit(self.record_id))
        self.header.add_act(change)
        column.addWidget(self.header)
        self.problem = Banner("red", "")
        self.problem.hide()
        column.addWidget(self.problem)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._left(), 3)
        row.addWidget(Line(vertical=True))
        self.facts = KeyValueList()
        row.addWidget(self._right(), 2)
        column.addLayout(row, 1)

    def _left(self) -> Pane:
        px = look().px
        title = _("State over all patrols") if self.kind == "markers" else _("Patrols of this section")
        pane = Pane("surface")
        self.title = Text(title, "h3")
        self.title.setContentsMargins(px(16), px(12), px(12), px(8))
        pane.body.addWidget(self.title)
        pane.body.addWidget(Line())
        state = _("State") if self.kind == "markers" else _("Kind")
        heads = (
            Head(_("Day"), 136),
            Head(state, 150, grows=True),
            Head(_("Record"), 110),
            Head(_("Note"), 160, grows=True, drops=1),
        )
        self.list = WordList(title, heads)
        self.list.opened.connect(self._open)
        pane.body.addWidget(self.list, 1)
        self.more = Text("", "sm", "text2")
        self.more.setContentsMargins(px(16), px(6), px(12), px(8))
        pane.body.addWidget(self.more)
        return pane

    def _right(self) -> Pane:
        px = look().px
        content = QWidget()
        down = QVBoxLayout(content)
        down.setContentsMargins(px(20), px(12), px(18), px(12))
        down.addWidget(self.facts)
        down.addStretch(1)
        pane = Pane()
        pane.body.addWidget(scrolled(content))
        return pane

    def reload(self) -> None:
        """Look up what patrols saw, and the record itself."""
        line, records, record_id, register = self.desk.line, self.desk.records, self.record_id, KINDS[self.kind]
        ask = line.marker_states if self.kind == "markers" else line.section_patrols

        def work() -> tuple[str, tuple[Fact, ...], list[Sighting], int]:
            view = records.load(record_id)
            facts = tuple(
                Fact(_(field.label), reading.show(field, view.values[name], title=records.title))
                for name, field in register.fields
                if view.values.get(name) not in (None, "", []) and name != "number" and not isinstance(field, Rows | Packed)
            )
            return (view.number, facts, *ask(record_id))

        self.desk.tasks.run(work, lambda found: self._show(*found), self._failed, owner=self)

    def _show(self, number: str, facts: tuple[Fact, ...], items: list[Sighting], more: int) -> None:
        self.items = items
        self.number.setText(number)
        self.facts.show_facts(facts)
        rows = []
        for at, item in enumerate(items):
            day = _("no date") if item.when is None else dates.date_text(item.when.date())
            icon, ink = _ICONS.get(item.state_code, _WRONG) if self.kind == "markers" else ("footprints", "text2")
            rows.append(Row((day, item.state, item.number, item.words), str(at), icon, "text", ink))
        self.list.show_rows(rows)
        words = ngettext("{n} older is not shown", "{n} older are not shown", more).format(n=number_text(more))
        self.more.setText(words if more else "" if items else _("No patrol has written of it yet."))
        self.told.emit()

    def _failed(self, error: BorderpostError) -> None:
        self.problem.say(render(error.message))
        self.problem.show()

    def _open(self, row: int) -> None:
        item = self.items[row]
        if item.kind == self.kind:
            self.edited.emit(self.record_id)
        else:
            self.opened.emit(item.kind, item.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change by F2."""
        if event.key() == Qt.Key.Key_F2:
            self.edited.emit(self.record_id)
        else:
            super().keyPressEvent(event)

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the page."""
        return (
            KeyHint(("Up", "Down"), _("row")),
            KeyHint(("Enter",), _("open")),
            KeyHint(("F2",), _("change")),
            KeyHint(("Esc",), _("back")),
        )

    def panes(self) -> tuple[QWidget, ...]:
        """Return the list."""
        return (self.list,)

    def enter(self) -> None:
        """Take the list; what was changed in the form over it is looked up anew."""
        self.reload()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
