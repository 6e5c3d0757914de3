"""Icons: our SVG files in the colour of a token, drawn once per colour, size and density, then kept."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.theme.look import look

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "icons"


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text("utf-8")


@lru_cache(maxsize=1024)
def _drawn(name: str, code: str, pixels: int, density: float) -> QPixmap:
    side = round(pixels * density)
    pixmap = QPixmap(QSize(side, side))
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", code).encode()))
    painter = QPainter(pixmap)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, side, side))
    finally:
        painter.end()
    pixmap.setDevicePixelRatio(density)
    return pixmap


def pixmap(name: str, token: str, size: float = 18, density: float = 1.0) -> QPixmap:
    """Return an icon in a token's colour; `size` in px at the base text size. Raises OSError for an unknown name."""
    return _drawn(name, look().colour(token).name(), look().px(size), density)


def paint_icon(painter: QPainter, centre: QPointF, name: str, colour: QColor, size: float = 18) -> None:
    """Draw an icon around a point; `size` in px at the base text size."""
    drawn = _drawn(name, colour.name(), look().px(size), painter.device().devicePixelRatioF())
    half = look().px(size) / 2
    painter.drawPixmap(QPointF(round(centre.x() - half), round(centre.y() - half)), drawn)


def icon(name: str, ink: str = "text", size: float = 18) -> QIcon:
    """Return a QIcon for what Qt paints itself (menus, window icon)."""
    made = QIcon()
    for density in (1.0, 2.0):
        made.addPixmap(pixmap(name, ink, size, density))
    return made
