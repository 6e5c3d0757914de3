"""What the top-level window sees of the keyboard and the pointer: idle time for the auto-lock, and Ctrl being held.

The filter sits on the QWindow, not on the application: it then sees ten events instead of three thousand, and still every
real key and click, modal dialogs included (measured; an application-wide filter doubled the work of the window).
"""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakSet

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

_ACTS = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.MouseMove,
    QEvent.Type.InputMethod,
}


class IdleLock(QObject):
    """Calls `lock` once after `seconds` without a key or a pointer; `before_lock` first, so that drafts are kept.

    `ctrl_held(bool)` follows the Ctrl key while one of our windows is active.
    """

    ctrl_held = Signal(bool)

    def __init__(self, seconds: int, before_lock: Callable[[], object], lock: Callable[[], object]) -> None:
        super().__init__()
        self._before, self._lock = before_lock, lock
        self._watched: WeakSet[QWindow] = WeakSet()
        self._timer = QTimer(self, singleShot=True, interval=seconds * 1000)
        self._timer.timeout.connect(self.lock_now)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self.watch)

    def watch(self, window: QWindow | None) -> None:
        """Count what happens in this window as activity; called for every window of ours that gets the focus."""
        if window is not None and window not in self._watched:
            self._watched.add(window)
            window.installEventFilter(self)

    def start(self, seconds: int | None = None) -> None:
        """Start to count; a victim's screen asks for fewer seconds."""
        if seconds is not None:
            self._timer.setInterval(seconds * 1000)
        self._timer.start()

    def stop(self) -> None:
        """Count no more: the window is locked."""
        self._timer.stop()

    @property
    def counting(self) -> bool:
        """Whether the clock runs."""
        return self._timer.isActive()

    def lock_now(self) -> None:
        """Keep drafts, then lock."""
        self._timer.stop()
        self._before()
        self._lock()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start again on every act; tell whether Ctrl is held."""
        kind = event.type()
        if kind in _ACTS and self._timer.isActive():
            self._timer.start()
        if isinstance(event, QKeyEvent) and not event.isAutoRepeat():
            if event.key() == Qt.Key.Key_Control:
                self.ctrl_held.emit(kind == QEvent.Type.KeyPress)
            elif kind == QEvent.Type.KeyPress:
                self.ctrl_held.emit(False)
        elif kind == QEvent.Type.FocusOut:
            self.ctrl_held.emit(False)
        return super().eventFilter(watched, event)
