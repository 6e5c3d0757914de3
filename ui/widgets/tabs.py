"""Tabs: saved filters of a list with their counts, or the sections of a form with their marks. Arrow keys move."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.paint import box, draw_text, painting, ring, text_width

HEIGHT = 38
MARKS = {
    "": ("", ""),
    "done": ("circle-check", "grn"),
    "wrong": ("circle-alert", "red"),
    "open": ("circle", "text3"),
    "optional": ("circle-dashed", "text3"),
}
"""Mark of a section → (icon, colour token)."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: `count` as shown (already formatted), `urgent` puts it into a red box, `mark` is one of MARKS."""

    key: str
    text: str
    count: str = ""
    urgent: bool = False
    mark: str = ""


class Tabs(QWidget):
    """A row of tabs; `chosen(key)` when the person picks another one. What does not fit is reached by the arrow keys."""

    chosen = Signal(str)

    def __init__(self, tabs: tuple[Tab, ...] = (), name: str = "") -> None:
        super().__init__()
        self._tabs: tuple[Tab, ...] = ()
        self._at = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_tabs(tabs)

    @property
    def current(self) -> str:
        """The key of the chosen tab; empty without tabs."""
        return self._tabs[self._at].key if self._tabs else ""

    def set_tabs(self, tabs: tuple[Tab, ...]) -> None:
        """Show other tabs or other counts; the chosen key stays if it is still there."""
        before = self.current
        self._tabs = tabs
        keys = [tab.key for tab in tabs]
        self._at = keys.index(before) if before in keys else 0
        self._tell()

    def choose(self, key: str) -> None:
        """Choose a tab without emitting `chosen`; raises ValueError for an unknown key."""
        self._at = [tab.key for tab in self._tabs].index(key)
        self._tell()

    def step(self, by: int) -> None:
        """Choose the next (+1) or previous (-1) tab, around the ends."""
        if self._tabs:
            self._go((self._at + by) % len(self._tabs))

    def _go(self, at: int) -> None:
        if at != self._at:
            self._at = at
            self._tell()
            self.chosen.emit(self.current)

    def _tell(self) -> None:
        if self._tabs:
            tab = self._tabs[self._at]
            self.setAccessibleDescription(f"{tab.text} {tab.count}".strip())
        self.updateGeometry()
        self.update()

    def _rects(self) -> list[QRectF]:
        px, now = look().px, look()
        at = float(px(24))
        rects = []
        for index, tab in enumerate(self._tabs):
            font = now.font("body6" if index == self._at else "body")
            width = text_width(tab.text, font)
            width += px(22) if tab.mark else 0
            width += text_width(tab.count, now.font("sm")) + px(6) + (px(10) if tab.urgent else 0) if tab.count else 0
            rects.append(QRectF(at, 0, width, px(HEIGHT)))
            at += width + px(24)
        chosen = rects[self._at] if rects else QRectF()
        over = max(0.0, chosen.right() + px(16) - self.width())
        return [rect.translated(-over, 0) for rect in rects]

    def sizeHint(self) -> QSize:
        """Return a narrow width: a screen stretches it."""
        return QSize(look().px(200), look().px(HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrow keys, Home and End."""
        keys = {Qt.Key.Key_Left: self._at - 1, Qt.Key.Key_Right: self._at + 1, Qt.Key.Key_Home: 0}
        keys[Qt.Key.Key_End] = len(self._tabs) - 1
        if self._tabs and event.key() in keys:
            self._go(keys[Qt.Key(event.key())] % len(self._tabs))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the tab under the pointer."""
        for index, rect in enumerate(self._rects()):
            if rect.adjusted(-8, 0, 8, 0).contains(event.position()):
                self._go(index)
                return

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tabs and the bar under the chosen one."""
        with painting(self) as painter:
            for index, rect in enumerate(self._rects()):
                self._paint_tab(painter, rect, self._tabs[index], chosen=index == self._at)

    def _paint_tab(self, painter: QPainter, rect: QRectF, tab: Tab, *, chosen: bool) -> None:
        now, px = look(), look().px
        at = rect.left()
        icon, ink = MARKS[tab.mark]
        if icon:
            paint_icon(painter, QPointF(at + px(8), rect.center().y()), icon, now.colour(ink), 16)
            at += px(22)
        font = now.font("body6" if chosen else "body")
        width = text_width(tab.text, font)
        colour = now.colour("text" if chosen else "text2")
        draw_text(painter, QRectF(at, 0, width + 2, rect.height()), tab.text, font, colour)
        at += width + px(6)
        if tab.count:
            small = now.font("sm6" if tab.urgent else "sm")
            wide = text_width(tab.count, small)
            if tab.urgent:
                area = QRectF(at, rect.center().y() - px(10), wide + px(10), px(20))
                box(painter, area, px(4), now.colour("redSoft"), now.colour("redLine"))
                at += px(5)
            draw_text(
                painter, QRectF(at, 0, wide + 2, rect.height()), tab.count, small, now.colour("red" if tab.urgent else "text2")
            )
        if chosen:
            painter.fillRect(QRectF(rect.left(), rect.height() - px(3), rect.width(), px(3)), now.colour("pri"))
            if self.hasFocus():
                ring(painter, rect.adjusted(-px(7), 3, px(7), -px(4)))
