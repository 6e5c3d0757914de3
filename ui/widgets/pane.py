"""Panes: areas of one ground colour, edge to edge, with 1 px lines between them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from ui.theme.look import look


class Pane(QFrame):
    """An area on `canvas`, `surface`, `sunken` …; its layout is `self.column` (or `self.row` when `across`)."""

    def __init__(self, ground: str = "canvas", *, across: bool = False) -> None:
        super().__init__()
        self.setProperty("ground", ground)
        self.body: QHBoxLayout | QVBoxLayout = QHBoxLayout(self) if across else QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)


def scrolled(content: QWidget, ground: str = "canvas") -> QScrollArea:
    """Put a content that may be taller than its pane into a vertical scroll area that the keyboard passes by."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setProperty("ground", ground)
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
    area.setWidget(content)
    return area


def tight(layout: QLayout, left: float = 0, top: float = 0, right: float = 0, bottom: float = 0, gap: float = 0) -> None:
    """Set margins and spacing of a layout in px at the base text size."""
    px = look().px
    layout.setContentsMargins(px(left), px(top), px(right), px(bottom))
    layout.setSpacing(px(gap))
