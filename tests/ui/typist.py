"""Somebody who has only a keyboard: keys go to whatever has the focus, and are counted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.support import press, send_text

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return


class Typist:
    """Types into a window. `presses` counts every key once, a letter with its accents as one."""

    def __init__(self, window: QWidget, qtbot: QtBot) -> None:
        self.window = window
        self.presses = 0
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()

    @property
    def here(self) -> QWidget:
        """What has the keyboard."""
        focused = QApplication.focusWidget()
        assert focused is not None, "the keyboard is nowhere"
        return focused

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1) -> None:
        """Press a key."""
        for _time in range(times):
            press(self.here, key, modifiers)
            self.presses += 1
            QApplication.processEvents()

    def text(self, text: str) -> None:
        """Type a text."""
        send_text(self.here, text)
        self.presses += len(text)
        QApplication.processEvents()

    def fill(self, *texts: str) -> None:
        """Type texts one after the other, each ended by Enter; an empty one only goes on."""
        for text in texts:
            if text:
                self.text(text)
            self.key(ENTER)

    def save(self) -> None:
        """Press Ctrl+S."""
        self.key(Qt.Key.Key_S, CTRL)
