"""The frame of a board: tabs of its area, head, tabs of its states, chips of what it is narrowed to, and the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from borderpost.domain.words import _
from ui.boards.lists import BoardList
from ui.lists.filters import FilterChip
from ui.registers.neighbours import AreaTabs
from ui.screen import Screen
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.empty import EmptyState
from ui.widgets.header import Header
from ui.widgets.pane import Pane
from ui.widgets.tabs import Tabs
from ui.widgets.text import Line

Chip = tuple[str, str, Callable[[], object]]
"""What the board is narrowed to: the sort, the value, how it is taken away."""


class BoardScreen(Screen):
    """A board of an area. It says what it shows in `show`, and what a tab of its states means in `choose_state`."""

    key = ""

    def __init__(self, title: str, board: BoardList, empty: EmptyState) -> None:
        super().__init__()
        self.title, self.list, self.empty = title, board, empty
        if empty.button is not None:
            empty.button.installEventFilter(self)
        self._stale = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.area_tabs = AreaTabs(self.key, self, self.go.emit)
        column.addWidget(self.area_tabs)
        self.header = Header(title)
        column.addWidget(self.header)
        self.trouble = Banner("red", "")
        self.trouble.hide()
        column.addWidget(self.trouble)
        self.tabs = Tabs((), _("State"))
        self.tabs.chosen.connect(self.choose_state)
        column.addWidget(self.tabs)
        self._chips = QWidget()
        self._chip_row = QHBoxLayout(self._chips)
        px = look().px
        self._chip_row.setContentsMargins(px(21), px(2), px(12), px(6))
        self._chips.hide()
        column.addWidget(self._chips)
        column.addWidget(Line())
        ground = Pane("surface")
        self._stack = QStackedWidget()
        ground.body.addWidget(self._stack)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self.across = QHBoxLayout()
        self.across.setSpacing(0)
        self.across.addWidget(ground, 1)
        column.addLayout(self.across, 1)

    # --- what is shown ------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Ask for the board anew."""
        raise NotImplementedError

    def choose_state(self, state: str) -> None:
        """Show another state."""
        raise NotImplementedError

    def show_rows(self, rows: Sequence[object], fact: str, do: str) -> None:
        """Show rows, or say that there are none; the keyboard stays on the board."""
        held = self.list.hasFocus() or self.empty.hasFocus() or (self.empty.button is not None and self.empty.button.hasFocus())
        self.list.show_rows(rows)
        self.empty.say(fact, do)
        self._stack.setCurrentWidget(self.list if rows else self.empty)
        if held:
            self._take_keyboard()
        self.told.emit()

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Show what the board is narrowed to."""
        while (item := self._chip_row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for sort, value, act in chips:
            chip = FilterChip(sort, value)
            chip.clicked.connect(act)
            self._chip_row.addWidget(chip)
        self._chip_row.addStretch(1)
        self._chips.setVisible(bool(chips))

    def _take_keyboard(self) -> None:
        target: QWidget | None = self.list if self._stack.currentWidget() is self.list else self.empty.button
        if target is not None:
            target.setFocus()

    # --- what the window asks -----------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Look up anew if anything changed, and put the keyboard into the list."""
        if self._stale:
            self._stale = False
            self.reload()
        self._take_keyboard()

    def kinds(self) -> frozenset[str]:
        """Return the registers the board is read from."""
        raise NotImplementedError

    def refresh(self, changes: object) -> None:
        """Look up anew when one of its registers changed."""
        if self.kinds() & frozenset(getattr(changes, "kinds", ())):
            if self.isVisible():
                self.reload()
            else:
                self._stale = True

    def panes(self) -> tuple[QWidget, ...]:
        """Return the list, the chips and the tabs of states."""
        return (self.list, *self._chips.findChildren(FilterChip)[:1], self.tabs)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the states by Ctrl with an arrow."""
        if not self._walked(event):
            super().keyPressEvent(event)

    def _walked(self, event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not control or event.key() not in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return False
        self.tabs.step(1 if event.key() == Qt.Key.Key_Right else -1)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk on from the button of an empty state too: a button of Qt keeps the arrows for itself."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._walked(event):
            return True
        return super().eventFilter(watched, event)
