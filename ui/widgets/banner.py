"""Banners: line 1 what happened, line 2 what to do, at most one button. Toasts are elsewhere and never an error."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.look import look
from ui.widgets.button import Button
from ui.widgets.paint import box, painting
from ui.widgets.text import IconLabel, Text

Tone = Literal["red", "amb", "grn", "sla", "vio", "plain"]
_ICONS = {
    "red": "circle-alert",
    "amb": "triangle-alert",
    "grn": "circle-check",
    "sla": "info",
    "vio": "lock-keyhole",
    "plain": "info",
}


class Banner(QWidget):
    """A box in the tone of what happened. `button` is the one act it offers, or None."""

    def __init__(self, tone: Tone, happened: str, do: str = "", icon: str = "", button: Button | None = None) -> None:
        super().__init__()
        self._tone: Tone = tone
        self.button = button
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        px = look().px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(13), px(8), px(10), px(9))
        row.setSpacing(px(10))
        self._icon = IconLabel(icon or _ICONS[tone], self._ink(), 18)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        self.happened = Text(happened, "sm6", "text" if tone == "plain" else self._ink(), wrap=True)
        self.do = Text(do, "sm", "text" if tone in ("red", "plain") else "text2", wrap=True)
        column.addWidget(self.happened)
        column.addWidget(self.do)
        row.addLayout(column, 1)
        if button is not None:
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.say(happened, do)

    def _ink(self) -> str:
        return "text2" if self._tone == "plain" else self._tone

    def say(self, happened: str, do: str = "") -> None:
        """Show other sentences; readers of the screen get both."""
        self.happened.setText(happened)
        self.do.setText(do)
        self.do.setVisible(bool(do))
        self.setAccessibleName(happened)
        self.setAccessibleDescription(do)

    def set_tone(self, tone: Tone, icon: str = "") -> None:
        """Change the tone and with it the icon."""
        self._tone = tone
        self._icon.set_icon(icon or _ICONS[tone], self._ink())
        self.happened.set_ink("text" if tone == "plain" else self._ink())
        self.do.set_ink("text" if tone in ("red", "plain") else "text2")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box."""
        now = look()
        fill = "surface" if self._tone == "plain" else f"{self._tone}Soft"
        edge = "line" if self._tone == "plain" else f"{self._tone}Line"
        with painting(self) as painter:
            box(painter, QRectF(self.rect()), now.px(6), now.colour(fill), now.colour(edge))
