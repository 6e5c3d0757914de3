"""A sealed value: a hatched bar of one fixed length, because the length of a name must not leak."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from borderpost.domain.words import _
from ui.theme.look import look
from ui.widgets.paint import painting

LENGTH, HEIGHT = 150, 14


def paint_sealed(painter: QPainter, rect: QRectF) -> None:
    """Draw the bar at the left of `rect`, vertically centred."""
    now, px = look(), look().px
    area = QRectF(rect.left(), round(rect.center().y() - px(HEIGHT) / 2), px(LENGTH), px(HEIGHT))
    painter.save()
    try:
        painter.setClipRect(area)
        painter.fillRect(area, now.colour("vioSoft"))
        painter.setPen(QPen(now.colour("vioLine"), 1))
        at = area.left() - area.height()
        while at < area.right():
            painter.drawLine(QLineF(at, area.bottom(), at + area.height(), area.top()))
            at += px(6)
    finally:
        painter.restore()


class SealedBar(QWidget):
    """The bar as a part of its own."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.setAccessibleName(f"{name} {_('sealed')}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the one size every sealed value has."""
        return QSize(look().px(LENGTH), look().px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar."""
        with painting(self) as painter:
            paint_sealed(painter, QRectF(self.rect()))
