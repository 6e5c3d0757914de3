"""A panel that asks for one of many by typing: folded words, a list under the line, Enter. Nothing is chosen by accident."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from borderpost.domain.words import _
from ui.forms.line import LineEditor
from ui.forms.suggest import Suggestion, matching
from ui.overlay import Overlay
from ui.theme.look import look
from ui.widgets.cell import CellState, FormCell
from ui.widgets.text import Text


class Picker(Overlay):
    """`picked(value)` when a suggestion was chosen."""

    picked = Signal(str)

    def __init__(self, host: QWidget, title: str, label: str, offered: Sequence[Suggestion], now: str = "") -> None:
        super().__init__(host, 520, 96)
        self._offered = list(offered)
        px = look().px
        column = QVBoxLayout()
        column.setContentsMargins(px(20), px(14), px(20), px(14))
        column.setSpacing(px(6))
        column.addWidget(Text(title, "h3"))
        self.line = LineEditor()
        self.cell = FormCell(label, self.line)
        self.line.setPlaceholderText(now)
        self.line.set_source(lambda typed: matching(self._offered, typed) if typed else self._offered)
        self.line.picked.connect(self._take)
        self.line.advance.connect(self._refuse)
        column.addWidget(self.cell)
        self.panel.column.addLayout(column)
        self.closed.connect(self.deleteLater)

    def ask(self) -> None:
        """Show the panel and everything that can be chosen under the line."""
        self.open()
        self.line.setFocus()
        self.line.open_list()

    def _take(self, value: str, _text: str) -> None:
        self.close_panel()
        self.picked.emit(value)

    def _refuse(self) -> None:
        """Say that Enter chose nothing; what was chosen has closed the panel by now."""
        if self.isVisible():
            self.cell.set_state(CellState.WRONG, _("Nothing of this name is here. Choose from the list (F4)."))
            self.fit()
