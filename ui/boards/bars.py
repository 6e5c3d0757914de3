"""A part of a whole: what is done filled, what is missing hatched, so that both read in grey too."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from ui.theme.look import look


def paint_part(painter: QPainter, rect: QRectF, part: float) -> None:
    """Draw a bar of which `part`, 0 to 1, is done."""
    now = look()
    painter.fillRect(rect, now.colour("surface"))
    done = QRectF(rect.left(), rect.top(), rect.width() * min(1.0, max(0.0, part)), rect.height())
    rest = QRectF(done.right(), rect.top(), rect.right() - done.right(), rect.height())
    painter.fillRect(rest, QBrush(QColor(now.colour("border")), Qt.BrushStyle.BDiagPattern))
    painter.fillRect(done, now.colour("pri"))
    painter.setPen(QPen(now.colour("border"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
