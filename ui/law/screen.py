"""The law library: on a chosen day, which classes, amounts, ceilings and deadlines are in force. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain import dates
from borderpost.domain.errors import BorderpostError
from borderpost.domain.words import N_, _, ngettext, render
from ui.forms.line import LineEditor
from ui.registers.areas import LIBRARY, area_of
from ui.registers.neighbours import AreaTabs
from ui.reporting.lists import Entry, EntryList
from ui.screen import Screen, ScreenSpec
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.cell import CellState, FormCell
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.header import Header
from ui.widgets.pane import Pane
from ui.widgets.tabs import Tab, Tabs
from ui.widgets.text import Line

TITLE = N_("Rules in force")
PARTS = (
    ("acts", N_("Acts and amounts")),
    ("ceilings", N_("Fine ceilings")),
    ("clocks", N_("Deadlines")),
    ("papers", N_("Texts")),
)


class LawScreen(Screen):
    """A day, four lists, a warning sign at what must be checked against the text."""

    def __init__(self, library: Any, tasks: TaskRunner, today: Callable[[], date]) -> None:
        super().__init__()
        self.title = _(TITLE)
        self.library, self.tasks, self._today = library, tasks, today
        self.found: Any = None
        self._asked: date | None = None
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.registers = AreaTabs(LIBRARY, self, self.go.emit)
        column.addWidget(self.registers)
        self.header = Header(self.title, _("What is in force on a day. It comes with the program and is not changed here."))
        column.addWidget(self.header)
        pane = Pane()
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(px(21), px(6), px(12), px(8))
        self.day = LineEditor()
        self.day_cell = FormCell(_("Day of the act"), self.day)
        self.day_cell.setFixedWidth(px(220))
        self.day.committed.connect(self.look_up)
        self.day.advance.connect(self._to_list)
        row.addWidget(self.day_cell)
        row.addStretch(1)
        pane.body.addWidget(bar)
        self.tabs = Tabs(self._tabs(), _("What is shown"))
        self.tabs.chosen.connect(lambda _key: self._show())
        pane.body.addWidget(self.tabs)
        pane.body.addWidget(Line())
        self.list = EntryList(self.title)
        pane.body.addWidget(self.list, 1)
        column.addWidget(pane, 1)

    def _tabs(self) -> tuple[Tab, ...]:
        counts = {key: str(len(getattr(self.found, key))) for key, _label in PARTS} if self.found is not None else {}
        return tuple(Tab(key, _(label), counts.get(key, "")) for key, label in PARTS)

    def look_up(self) -> None:
        """Read the day and show what was in force on it; a day that cannot be read is said under its cell."""
        try:
            day = dates.parse_date(self.day.text(), self._today())
        except dates.Unreadable as problem:
            self.day_cell.set_state(CellState.WRONG, render(problem.message))
            return
        self.day_cell.set_state(CellState.NORMAL)
        self.day.setText(dates.date_text(day))
        self.day_cell.set_unit(dates.weekday_text(day))
        if day == self._asked:
            return
        self._asked = day
        library = self.library
        self.tasks.run(lambda: library.on(day), self._arrived, self._failed, owner=self)

    def _arrived(self, found: Any) -> None:
        if found.day == self._asked:
            self.found = found
            self.tabs.set_tabs(self._tabs())
            self._show()

    def _show(self) -> None:
        if self.found is None:
            return
        entries = getattr(self.found, self.tabs.current)
        check = _("check against the text")
        self.list.show_entries(
            tuple(
                Entry("triangle-alert", "amb", item.text, f"{item.below} · {check}")
                if item.unsure
                else Entry("scale", "text2", item.text, item.below)
                for item in entries
            )
        )
        self.told.emit()

    def _failed(self, error: BorderpostError) -> None:
        self.day_cell.set_state(CellState.WRONG, render(error.message))

    def _to_list(self) -> None:
        if self.day_cell.state == CellState.NORMAL:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change the list by Ctrl and an arrow; Ctrl+F goes to the day."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.tabs.step(1 if event.key() == Qt.Key.Key_Right else -1)
        elif control and event.key() == Qt.Key.Key_F:
            self.day.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.day.selectAll()
        else:
            super().keyPressEvent(event)

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the library."""
        return (
            KeyHint(("Up", "Down"), _("row")),
            KeyHint(("Ctrl", "LeftRight"), _("what is shown")),
            KeyHint(("Ctrl", "F"), _("day")),
            KeyHint(("F6",), _("next pane")),
            KeyHint(("F1",), _("keys")),
        )

    def status(self) -> tuple[StatusNote, ...]:
        """Say how much of the list must be checked."""
        if self.found is None:
            return ()
        unsure = sum(item.unsure for item in getattr(self.found, self.tabs.current))
        words = ngettext("{n} line to check against the text", "{n} lines to check against the text", unsure).format(n=unsure)
        return (StatusNote(words, "triangle-alert" if unsure else "circle-check"),)

    def panes(self) -> tuple[QWidget, ...]:
        """Return the list and the day."""
        return (self.list, self.day)

    def enter(self) -> None:
        """Show today's law the first time, and put the keyboard on the list."""
        if self.found is None:
            self.day.setText(dates.date_text(self._today()))
            self.look_up()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)


def law_spec(library: Any, tasks: TaskRunner, today: Callable[[], date]) -> ScreenSpec:
    """Return how the library is registered with the window: in the area of the law, after its registers."""
    return ScreenSpec(
        key=LIBRARY,
        title=TITLE,
        icon="scale",
        factory=lambda: LawScreen(library, tasks, today),
        group=area_of(LIBRARY).group,
        area=area_of(LIBRARY),
    )
