"""The ground of every list of painted rows: blue with a bar where the keyboard is, grey where not; letters are the screen's."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem

from ui.theme.look import look


def paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Paint what lies under a row: chosen or not, with the keyboard or without it, and the line below."""
    now, rect = look(), QRectF(option.rect)
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    here = option.widget.hasFocus()
    painter.fillRect(rect, now.colour(("focSoft" if here else "sel") if chosen else "surface"))
    if chosen and here:
        painter.fillRect(QRectF(rect.left(), rect.top(), look().px(4), rect.height()), now.colour("foc"))
    painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), now.colour("line"))


class RowList(QListView):
    """Follows the keyboard and the text size. `opens()` is what Enter does, False where it is left to Qt."""

    def opens(self) -> bool:
        """Open the row the keyboard is on."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter; letters and digits belong to the screen, not to Qt's search by letters."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.opens():
            event.accept()
        elif event.text().strip() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Repaint the chosen row in blue."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Repaint the chosen row in grey."""
        super().focusOutEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.StyleChange:
            self.scheduleDelayedItemsLayout()
        super().changeEvent(event)
