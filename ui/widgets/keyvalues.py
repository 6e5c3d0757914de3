"""A list of facts: what at the left, the value at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme.look import look
from ui.widgets.sealed import SealedBar
from ui.widgets.text import IconLabel, Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its name, its value as text, optionally an icon before the name and a colour token for the value."""

    name: str
    value: str
    icon: str = ""
    ink: str = "text"
    sealed: bool = False


class KeyValueList(QWidget):
    """Facts under each other; long values wrap. `right` sets the values flush right, else after the widest name."""

    def __init__(self, facts: tuple[Fact, ...] = (), *, right: bool = True) -> None:
        super().__init__()
        self._right = right
        self._grid = QGridLayout(self)
        px = look().px
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(5))
        self._grid.setColumnStretch(2, 1)
        self.show_facts(facts)

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show other facts."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        top = Qt.AlignmentFlag.AlignTop
        for row, fact in enumerate(facts):
            if fact.icon:
                self._grid.addWidget(IconLabel(fact.icon, "text2", 16), row, 0, top)
            self._grid.addWidget(Text(fact.name, "sm", "text2"), row, 1, top)
            if fact.sealed:
                self._grid.addWidget(SealedBar(fact.name), row, 2, top)
                continue
            value = Text(fact.value, "sm5", fact.ink, wrap=True)
            value.setAlignment((Qt.AlignmentFlag.AlignRight if self._right else Qt.AlignmentFlag.AlignLeft) | top)
            value.setAccessibleName(f"{fact.name}: {fact.value}")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(value, row, 2, top)
