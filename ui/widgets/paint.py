"""Drawing shared by the parts: boxes, focus rings and texts, with a painter that always ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPaintDevice, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui.theme.look import look


@contextmanager
def painting(device: QPaintDevice) -> Iterator[QPainter]:
    """Yield an antialiased painter and end it whatever happens: a painter left open crashes the process."""
    painter = QPainter(device)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        yield painter
    finally:
        painter.end()


def margin() -> int:
    """Return the width in px that every field and button keeps free for its focus ring: the ring and one px of ground."""
    return look().ring + 1


def inner(widget: QWidget) -> QRectF:
    """Return the box of a button or field inside its reserved focus margin."""
    free = margin()
    return QRectF(widget.rect()).adjusted(free, free, -free, -free)


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None,
    edge: QColor | None = None,
    width: float = 1,
    *,
    dashed: bool = False,
) -> None:
    """Draw a rounded box whose edge lies inside `rect`."""
    if edge is None:
        painter.setPen(Qt.PenStyle.NoPen)
        drawn = rect
    else:
        pen = QPen(edge, width)
        if dashed:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        half = width / 2
        drawn = rect.adjusted(half, half, -half, -half)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(drawn, radius, radius)


def ring(painter: QPainter, rect: QRectF, radius: float = 7, colour: QColor | None = None) -> None:
    """Draw the focus ring around the reserved margin of `rect` (the outer rectangle)."""
    box(painter, rect, radius, None, colour or look().colour("foc"), look().ring)


def text_width(text: str, font: QFont) -> float:
    """Return the advance width of a text in px."""
    return QFontMetricsF(font).horizontalAdvance(text)


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    colour: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Draw one line, vertically centred, cut with an ellipsis where it does not fit."""
    painter.setFont(font)
    painter.setPen(colour)
    metrics = QFontMetricsF(font)
    if metrics.horizontalAdvance(text) > rect.width() + 0.5:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)


def line(painter: QPainter, start: QPointF, end: QPointF, colour: QColor, width: float = 1, *, dashed: bool = False) -> None:
    """Draw a straight line; whole widths at half coordinates stay crisp."""
    pen = QPen(colour, width)
    if dashed:
        pen.setDashPattern([3, 2])
    painter.setPen(pen)
    painter.drawLine(start, end)


def border_width() -> int:
    """Return the edge of a control in px: one, or two in high contrast."""
    return 2 if look().theme.high_contrast else 1
