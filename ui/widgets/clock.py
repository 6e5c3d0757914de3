"""Clocks of what is due: an icon, the time left, and the due moment under it.

`overdue` red; `now` (the law gives no number: counts up) red; `soon` under 24 h amber; `later` plain; `others` slate, the
turn of somebody else; `done` green. The words come from the deadlines, the clock only shows them.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.paint import draw_text, painting, text_width

CLOCKS = {
    "overdue": ("triangle-alert", "red"),
    "now": ("alarm-clock", "red"),
    "soon": ("hourglass", "amb"),
    "later": ("clock", "text"),
    "others": ("pause", "sla"),
    "done": ("circle-check", "grn"),
}
"""Urgency → (icon, colour token)."""


def paint_clock(painter: QPainter, rect: QRectF, urgency: str, left: str, due: str) -> None:
    """Draw a clock of two lines into `rect`, vertically centred; raises KeyError for an unknown urgency."""
    now, px = look(), look().px
    icon, ink = CLOCKS[urgency]
    first = rect.center().y() - px(19)
    indent = px(24)
    paint_icon(painter, QPointF(rect.left() + px(8), first + px(10)), icon, now.colour(ink), 16)
    room = rect.width() - indent
    draw_text(painter, QRectF(rect.left() + indent, first, room, px(20)), left, now.font("body6"), now.colour(ink))
    draw_text(painter, QRectF(rect.left() + indent, first + px(19), room, px(19)), due, now.font("sm"), now.colour("text2"))


class Clock(QWidget):
    """A clock as a part of its own."""

    def __init__(self, urgency: str, left: str, due: str = "") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_time(urgency, left, due)

    def show_time(self, urgency: str, left: str, due: str = "") -> None:
        """Show another time."""
        self.urgency, self.left, self.due = urgency, left, due
        self.setAccessibleName(f"{left}, {due}" if due else left)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of both lines."""
        now, px = look(), look().px
        wide = max(text_width(self.left, now.font("body6")), text_width(self.due, now.font("sm")))
        return QSize(round(wide) + px(26), px(40))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the clock."""
        with painting(self) as painter:
            paint_clock(painter, QRectF(self.rect()), self.urgency, self.left, self.due)
