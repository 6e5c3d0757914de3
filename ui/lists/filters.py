"""Filter chips over a list: what the list is narrowed to, each taken away by its cross, Delete or Space."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from borderpost.domain.words import _
from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.paint import box, draw_text, margin, painting, ring, text_width


class FilterChip(QAbstractButton):
    """`Kỳ: 15/02–14/03 ×`. Clicked, Space, Enter or Delete take it away; the list hears `clicked`."""

    def __init__(self, what: str, value: str) -> None:
        super().__init__()
        self._what, self._value = what, value
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{what}: {value}")
        self.setAccessibleDescription(_("Take this filter away"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        """Return the size of the chip and its focus margin."""
        px, now = look().px, look()
        wide = text_width(f"{self._what}: ", now.font("sm")) + text_width(self._value, now.font("sm6"))
        return QSize(round(wide) + px(44) + 2 * margin(), px(30) + 2 * margin())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take it away by Enter or Delete too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        now, px, free = look(), look().px, margin()
        area = QRectF(self.rect()).adjusted(free, free, -free, -free)
        with painting(self) as painter:
            box(painter, area, px(4), now.colour("priSoft"), now.colour("pri"))
            if self.hasFocus():
                ring(painter, QRectF(self.rect()), px(7))
            at = area.left() + px(10)
            head = f"{self._what}: "
            draw_text(painter, QRectF(at, area.top(), px(300), area.height()), head, now.font("sm"), now.colour("text"))
            at += text_width(head, now.font("sm"))
            draw_text(painter, QRectF(at, area.top(), px(300), area.height()), self._value, now.font("sm6"), now.colour("text"))
            paint_icon(painter, QPointF(area.right() - px(14), area.center().y()), "x", now.colour("text2"), 14)
