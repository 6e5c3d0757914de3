"""Key caps: a small box with the name of a key. Arrows are icons, because the font has none."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.paint import box, draw_text, painting, text_width

ARROWS = {"Left": "arrow-left", "Right": "arrow-right", "Up": "arrow-up", "Down": "arrow-down", "LeftRight": "move-horizontal"}
HEIGHT = 20


def _parts(cap: str) -> list[str]:
    """Split `Alt+Left` into its text and its arrow; a cap of plain text stays whole."""
    head, plus, last = cap.rpartition("+")
    if cap in ARROWS:
        return [cap]
    return [head + plus, last] if last in ARROWS else [cap]


def cap_width(cap: str) -> float:
    """Return the width of one cap in px."""
    font = look().font("cap")
    inside = sum(look().px(14) if part in ARROWS else text_width(part, font) for part in _parts(cap))
    return max(look().px(HEIGHT), inside + look().px(10))


def paint_cap(painter: QPainter, left: float, middle: float, cap: str, ink: QColor, edge: QColor, fill: QColor | None) -> float:
    """Draw one cap from `left`, centred on the line `middle`; return its width."""
    px = look().px
    width, height = cap_width(cap), px(HEIGHT)
    rect = QRectF(left, round(middle - height / 2), width, height)
    box(painter, rect, px(4), fill, edge)
    font = look().font("cap")
    parts = _parts(cap)
    inside = sum(px(14) if part in ARROWS else text_width(part, font) for part in parts)
    at = rect.center().x() - inside / 2
    for part in parts:
        if part in ARROWS:
            paint_icon(painter, QPointF(at + px(7), rect.center().y()), ARROWS[part], ink, 14)
            at += px(14)
        else:
            wide = text_width(part, font)
            draw_text(painter, QRectF(at, rect.top(), wide + 1, height), part, font, ink, Qt.AlignmentFlag.AlignLeft)
            at += wide
    return width


class KeyCap(QWidget):
    """One key cap as a part of its own; it names a key and takes no focus."""

    def __init__(self, cap: str) -> None:
        super().__init__()
        self.cap = cap
        self.setAccessibleName(cap)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of the box."""
        return QSize(round(cap_width(self.cap)) + 1, look().px(HEIGHT) + 2)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the cap."""
        with painting(self) as painter:
            middle = self.height() / 2
            paint_cap(painter, 0, middle, self.cap, look().colour("text2"), look().colour("border"), look().colour("surface"))
