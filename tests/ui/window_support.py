"""The whole program on a real post, as a person meets it: keys in, sentences out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.posts import PASSPHRASES, Place
from tests.ui.support import nodes, press, send_text
from ui.app import Program
from ui.crash import CrashReport
from ui.joining import PostWindow, seams_of
from ui.main_window import MainWindow
from ui.unlock.window import UnlockWindow

CTRL = Qt.KeyboardModifier.ControlModifier
PATIENCE = 20_000
"""Milliseconds: the machine may be busy."""


class Desk:
    """The program of one test. `faults` are what the crash dialog would have said."""

    def __init__(self, qtbot: QtBot, place: Place) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.qtbot, self.place = qtbot, place
        self.faults: list[str] = []
        crash = CrashReport(place.home, place.clock, lambda happened, _do: self.faults.append(happened))
        self.program = Program(app, place.home, seams_of(place.home, clock=place.clock), place.clock, crash)
        self.program.start()

    @property
    def focus(self) -> QWidget:
        """Where the keyboard is."""
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None, timeout=PATIENCE)
        found = QApplication.focusWidget()
        assert found is not None
        return found

    @property
    def unlock_window(self) -> UnlockWindow:
        assert isinstance(self.program.front, UnlockWindow)
        return self.program.front

    @property
    def window(self) -> MainWindow:
        assert isinstance(self.program.post, PostWindow)
        return self.program.post.window

    @property
    def post(self) -> Any:
        assert isinstance(self.program.post, PostWindow)
        return self.program.post.post

    def wait(self, ready: Any) -> None:
        self.qtbot.waitUntil(ready, timeout=PATIENCE)
        assert self.faults == []

    def unlock(self, role: str) -> None:
        """Choose the person by typing letters of the code's name, type the passphrase, press Enter."""
        window = self.unlock_window
        window.activateWindow()
        self.wait(window.isActiveWindow)
        assert window.people is not None
        window.people.choose([user.uid for user in window.people.model().users].index(self.place.uids[role]))  # type: ignore[attr-defined] # PeopleModel
        window.passphrase.line.setFocus()
        send_text(self.focus, PASSPHRASES[role])
        press(self.focus, Qt.Key.Key_Return)
        self.wait(lambda: self.program.post is not None)
        self.activate()

    def activate(self) -> None:
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)
        self.wait(lambda: QApplication.focusWidget() is not None)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key the way the platform delivers it, shortcuts included."""
        QTest.keyClick(self.focus, key, modifiers)

    def settle(self) -> None:
        """Wait until everything asked of both lanes has come back."""
        for _round in range(3):
            for lane in ("writer", "files"):
                arrived: list[object] = []
                self.program.tasks.run(lambda: None, arrived.append, arrived.append, lane=lane)
                self.wait(lambda arrived=arrived: bool(arrived))

    def words(self) -> str:
        """Return every word of the front window that a screen reader could say."""
        front = self.program.front
        assert front is not None
        return "\n".join(node.text(which) for node in nodes(front) for which in _TEXTS)

    def end(self) -> None:
        front = self.program.front
        self.program.close()
        if front is not None:
            front.close()
            front.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        assert self.faults == []


def _texts() -> Any:
    from PySide6.QtGui import QAccessible

    return (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)


_TEXTS = _texts()


@contextmanager
def desk(qtbot: QtBot, place: Place) -> Iterator[Desk]:
    """Start the program on a post and end it whatever happens."""
    made = Desk(qtbot, place)
    try:
        yield made
    finally:
        made.end()
