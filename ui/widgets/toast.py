"""Toasts: what has just been done, bottom right for six seconds. They never take the focus and never tell an error."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.paint import box, draw_text, painting, text_width

SECONDS = 6


class Toast(QWidget):
    """One toast over a host widget; a new sentence replaces the one before."""

    def __init__(self, host: QWidget, above: int = 44) -> None:
        super().__init__(host)
        self._text, self._hint, self._icon = "", "", "circle-check"
        self._above = above
        self._timer = QTimer(self, singleShot=True, interval=SECONDS * 1000)
        self._timer.timeout.connect(self.hide)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        host.installEventFilter(self)
        self.hide()

    def say(self, text: str, hint: str = "", icon: str = "circle-check") -> None:
        """Show a sentence; `hint` is a key that takes it back or goes on (`Ctrl+Z hoàn lại`)."""
        self._text, self._hint, self._icon = text, hint, icon
        self.setAccessibleName(f"{text} {hint}".strip())
        self._place()
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self._timer.start()

    def sizeHint(self) -> QSize:
        """Return the size of the sentence and its hint."""
        now, px = look(), look().px
        wide = text_width(self._text, now.font("body")) + px(14 + 26 + 14)
        wide += text_width(self._hint, now.font("sm")) + px(24) if self._hint else 0
        return QSize(max(px(240), round(wide)), px(38))

    def _place(self) -> None:
        host = self.parentWidget()
        if host is not None:
            size = self.sizeHint()
            gap = look().px(16)
            width = min(size.width(), host.width() - 2 * gap)
            top = host.height() - size.height() - look().px(self._above)
            self.setGeometry(host.width() - width - gap, top, width, size.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner when the host changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dark box."""
        now, px = look(), look().px
        with painting(self) as painter:
            rect = QRectF(self.rect())
            edge = now.colour("railLine") if now.theme.dark else None
            box(painter, rect, px(6), now.colour("rail"), edge)
            paint_icon(painter, QPointF(px(14) + px(8), rect.center().y()), self._icon, now.colour("railMark"), 17)
            right = rect.right() - px(14)
            if self._hint:
                wide = text_width(self._hint, now.font("sm"))
                room = QRectF(right - wide, 0, wide + 1, rect.height())
                draw_text(painter, room, self._hint, now.font("sm"), now.colour("railText2"))
                right -= wide + px(16)
            room = QRectF(px(40), 0, right - px(40) + 1, rect.height())
            draw_text(painter, room, self._text, now.font("body"), now.colour("railText"))
