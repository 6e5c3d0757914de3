"""An empty list says so: an icon, the fact, one act, and where it helps what belongs here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.look import look
from ui.widgets.button import Button
from ui.widgets.text import IconLabel, Text

WIDE = 520
"""Px at the base size: a longer line is hard to read."""


class EmptyState(QWidget):
    """Centred in the space it is given."""

    def __init__(self, icon: str, fact: str, do: str = "", button: Button | None = None) -> None:
        super().__init__()
        self.button = button
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(4))
        column.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(IconLabel(icon, "text3", 28), 0, middle)
        self.fact = Text(fact, "body6", wrap=True)
        self.do = Text(do, "sm", "text2", wrap=True)
        for text in (self.fact, self.do):
            text.setAlignment(middle)
            column.addWidget(text)
        self.more = Text("", "sm", "text2", wrap=True)
        self.more.setMinimumWidth(px(WIDE // 2))
        self.more.setMaximumWidth(px(WIDE))
        self.more.setContentsMargins(0, px(8), 0, px(8))
        across = QHBoxLayout()  # an alignment would forget that a wrapped text grows in height
        across.addStretch(1)
        across.addWidget(self.more, 100)
        across.addStretch(1)
        column.addLayout(across)
        if button is not None:
            column.addSpacing(px(4))
            column.addWidget(button, 0, middle)
        column.addStretch(1)
        self.say(fact, do)

    def say(self, fact: str, do: str = "", more: str = "") -> None:
        """Show another fact; `more` is a longer text below."""
        self.fact.setText(fact)
        self.do.setText(do)
        self.do.setVisible(bool(do))
        self.more.setText(more)
        self.more.setVisible(bool(more))
        self.setAccessibleName(f"{fact} {do}".strip())
        self.setAccessibleDescription(more)
