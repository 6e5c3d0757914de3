"""Check boxes drawn from tokens; `paint_check` draws the same box in a list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy

from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.paint import border_width, box, draw_text, margin, painting, ring, text_width


def paint_check(painter: QPainter, rect: QRectF, *, checked: bool, enabled: bool = True) -> None:
    """Draw a check box in the middle of `rect`."""
    now, px = look(), look().px
    side = px(16)
    area = QRectF(round(rect.center().x() - side / 2), round(rect.center().y() - side / 2), side, side)
    edge = now.colour("pri" if checked else "border") if enabled else now.colour("line")
    box(painter, area, px(3), now.colour("surface" if enabled else "canvas"), edge, 1 if not checked else border_width() + 0.5)
    if checked:
        paint_icon(painter, area.center(), "check", now.colour("pri" if enabled else "text3"), 13)


def _size(button: QAbstractButton) -> QSize:
    px = look().px
    wide = px(26) + text_width(button.text(), look().font("body")) + px(6)
    return QSize(round(wide) + 2 * margin(), max(px(28), 0) + 2)


def _text(painter: QPainter, button: QAbstractButton) -> None:
    now, px = look(), look().px
    left = margin() + px(24)
    rect = QRectF(left, 0, button.width() - left, button.height())
    draw_text(painter, rect, button.text(), now.font("body"), now.colour("text" if button.isEnabled() else "text3"))
    if button.hasFocus():
        ring(painter, QRectF(button.rect()).adjusted(0, 0, -1, 0), px(6))


class Check(QCheckBox):
    """A check box with its words; Space switches it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of box and words."""
        return _size(self)

    def minimumSizeHint(self) -> QSize:
        """Return the size of box and words."""
        return _size(self)

    def hitButton(self, _pos: object) -> bool:
        """Take a click anywhere on the words."""
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw box, words and ring."""
        px = look().px
        with painting(self) as painter:
            rect = QRectF(margin(), 0, px(16), self.height())
            paint_check(painter, rect, checked=self.isChecked(), enabled=self.isEnabled())
            _text(painter, self)


class Radio(QRadioButton):
    """One choice of several with its words; the arrow keys move the choice."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of circle and words."""
        return _size(self)

    def minimumSizeHint(self) -> QSize:
        """Return the size of circle and words."""
        return _size(self)

    def hitButton(self, _pos: object) -> bool:
        """Take a click anywhere on the words."""
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw circle, words and ring."""
        now, px = look(), look().px
        side = px(16)
        with painting(self) as painter:
            area = QRectF(margin(), round((self.height() - side) / 2), side, side)
            box(painter, area, side / 2, now.colour("surface"), now.colour("pri" if self.isChecked() else "border"), 1.5)
            if self.isChecked():
                dot = px(4)
                centre = QPointF(area.center())
                box(painter, QRectF(centre.x() - dot, centre.y() - dot, 2 * dot, 2 * dot), dot, now.colour("pri"))
            _text(painter, self)
