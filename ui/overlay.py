"""A panel over the window with the window dimmed behind it: the command palette and the list of keys. No second window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from ui.theme.look import look
from ui.widgets.paint import box, painting


class Panel(QFrame):
    """The panel itself."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 1, 1, 1)
        self.column.setSpacing(0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box; high contrast gives it a strong edge instead of the veil's contrast."""
        now = look()
        with painting(self) as painter:
            edge = now.colour("border" if now.theme.dark else "line")
            box(painter, QRectF(self.rect()), now.px(9), now.colour("surface"), edge, 2 if now.theme.high_contrast else 1)


class Overlay(QWidget):
    """Covers its host while open. Esc and a click beside the panel close it; the keyboard goes back where it was."""

    closed = Signal()

    def __init__(self, host: QWidget, width: int, top: int) -> None:
        super().__init__(host)
        self._wide, self._top = width, top
        self._before: QWidget | None = None
        self.panel = Panel()
        self.panel.setParent(self)
        host.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Cover the host and take the keyboard."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()

    def close_panel(self) -> None:
        """Uncover the host and give the keyboard back to who had it."""
        if not self.isVisible():
            return
        before, self._before = self._before, None
        self.hide()
        if before is not None and before.isVisible():
            before.setFocus()
        self.closed.emit()

    def fit(self) -> None:
        """Lay the panel out again after its content changed."""
        self._place()

    def _place(self) -> None:
        host = self.parentWidget()
        if host is None:
            return
        self.setGeometry(host.rect())
        px = look().px
        width = min(px(self._wide), self.width() - 2 * px(16))
        top = min(px(self._top), self.height() // 8)
        height = min(self.panel.sizeHint().height(), self.height() - top - px(24))
        self.panel.setGeometry((self.width() - width) // 2, top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the host."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc; let no other key through to the screen behind."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close on a click beside the panel."""
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_panel()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim what is behind."""
        veil = QColor("#000000" if look().theme.dark else "#16241D")
        veil.setAlphaF(0.6 if look().theme.dark else 0.36)
        with painting(self) as painter:
            painter.fillRect(self.rect(), veil)
