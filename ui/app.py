"""The program's window from start to end: unlock first, everything heavy behind it.

`main` shows the unlock window before SQLAlchemy or any other slow import; `Seams.warm` imports them in a thread while the
person types. What joins the window with the services is handed in as `Seams`, so that this file knows no service.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QLockFile, QObject, QTimer, SignalInstance
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from borderpost.domain.clock import Clock, SystemClock
from borderpost.domain.errors import BorderpostError
from borderpost.domain.words import _, render
from ui.appearance import Appearance
from ui.crash import CrashReport, say
from ui.garbage import GuiGarbage
from ui.icons import icon
from ui.preferences import Preferences
from ui.tasks import TaskRunner, Tasks
from ui.unlock.lobby import Lobby, Unlock
from ui.unlock.window import UnlockWindow

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class Opened(Protocol):
    """An open post: its window, and how to lock it (drop pool and keys)."""

    window: MainWindow

    def lock(self) -> None:
        """Drop every key and connection. Called on the writer thread."""
        ...


class Wizard(Protocol):
    """What the program needs to know of the first-run wizard: a window with a signal `done` (`ui.wizard.window.FirstRun`)."""

    @property
    def done(self) -> SignalInstance:
        """Emitted once the post is ready to be unlocked."""
        ...


@dataclass(frozen=True, slots=True)
class Seams:
    """Where the window meets the services.

    `lobby` reads the key store, or returns None where there is no post yet; `warm` imports what is heavy; `unlock` opens the
    post; `opened` builds the main window for a session; `wizard` builds the first-run wizard, whose `done` signal carries
    nothing: the lobby is read again.
    """

    lobby: Callable[[], Lobby | None]
    warm: Callable[[], object]
    unlock: Unlock
    opened: Callable[[object, TaskRunner, Appearance], Opened]
    wizard: Callable[[TaskRunner, Appearance], Wizard]


class Program(QObject):
    """Goes from lobby to open post and back. One for each start."""

    def __init__(self, app: QApplication, home: Path, seams: Seams, clock: Clock, crash: CrashReport) -> None:
        super().__init__()
        self._app, self._seams, self._clock = app, seams, clock
        self._garbage = GuiGarbage()
        self.preferences = Preferences(home)
        self.appearance = Appearance(app, self.preferences)
        self.tasks = Tasks(crash)
        self.front: QWidget | None = None
        self.post: Opened | None = None
        app.setWindowIcon(icon("mark", "pri", 32))
        app.aboutToQuit.connect(self.close)

    def start(self) -> None:
        """Show the first window, then import what is heavy behind it."""
        self.show_lobby()
        QTimer.singleShot(0, self._warm)

    def _warm(self) -> None:
        self.tasks.run(self._seams.warm, lambda _done: self._garbage.settle(), lambda _error: None, owner=self)

    def _swap(self, front: QWidget) -> None:
        """Show a window where the one before stood."""
        before, self.front = self.front, front
        geometry = before.saveGeometry() if before is not None else self.preferences.geometry
        if geometry.isEmpty() or not front.restoreGeometry(geometry):
            front.resize(1366, 728)
        front.show()
        front.activateWindow()
        if before is not None:
            self.preferences.geometry = geometry
            before.destroyed.connect(front.activateWindow)
            before.hide()
            before.deleteLater()

    def show_lobby(self) -> None:
        """Show the unlock window, or the wizard where there is no post yet; a damaged key store is said and nothing opened."""
        try:
            lobby = self._seams.lobby()
        except BorderpostError as error:
            say(_("The post in this folder cannot be opened"), render(error.message))
            return
        if lobby is None:
            wizard = self._seams.wizard(self.tasks, self.appearance)
            wizard.done.connect(self.show_lobby)
            if isinstance(wizard, QWidget):
                self._swap(wizard)
            return
        unlock = UnlockWindow(lobby, self._seams.unlock, self.tasks, self.appearance, self._clock, self._seams.lobby)
        unlock.opened.connect(self.show_post)
        self._swap(unlock)

    def show_post(self, session: object) -> None:
        """Show the main window of an open post."""
        self.post = self._seams.opened(session, self.tasks, self.appearance)
        self.post.window.locked.connect(self.lock)
        self._swap(self.post.window)
        self.post.window.start()

    def lock(self) -> None:
        """Hide the post, drop its keys, show the lobby. Drafts were kept before."""
        post, self.post = self.post, None
        if post is None:
            return
        post.window.hide()

        def failed(error: BorderpostError) -> None:
            say(_("Locking did not end cleanly"), render(error.message))
            self.show_lobby()

        self.tasks.run(post.lock, lambda _done: self.show_lobby(), failed)

    def close(self) -> None:
        """Keep geometry and drafts, drop keys, stop threads. Safe to call twice."""
        if self.front is not None:
            self.preferences.geometry = self.front.saveGeometry()
        self.preferences.save()
        post, self.post = self.post, None
        if post is not None:
            post.window.before_lock()
            self.tasks.run(post.lock, lambda _done: None, lambda _error: None)
        self.tasks.finish()
        self._garbage.stop()


def application(arguments: Sequence[str]) -> QApplication:
    """Return the Qt application, made on the first call: Fusion, our font, no native menus."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(list(arguments))
    app.setApplicationName("Borderpost")
    app.setDesktopFileName("borderpost")
    app.setStyle("fusion")
    QGuiApplication.setQuitOnLastWindowClosed(True)
    return app


def take_lock(home: Path) -> QLockFile | None:
    """Take the post for this process; None if another living window has it. A lock left by a killed one is taken over."""
    home.mkdir(parents=True, exist_ok=True)
    held = QLockFile(str(home / "window.lock"))
    held.setStaleLockTime(0)
    return held if held.tryLock(100) else None


def run(home: Path, seams: Seams, arguments: Sequence[str] = (), clock: Clock | None = None) -> int:
    """Show the window for the post in `home` until it is closed; return the exit code (4: another window is open)."""
    app = application(arguments or sys.argv[:1])
    known = clock or SystemClock()
    crash = CrashReport(home, known)
    crash.install()
    held = take_lock(home)
    program = Program(app, home, seams, known, crash)
    if held is None:
        say(_("This post is already open in another window"), _("Use that window. This one closes."))
        return 4 if app.exec() == 0 else 1
    program.start()
    code = app.exec()
    held.unlock()
    return code


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window: `--home DIR` for a post, `--training` for the training post. Returns the exit code."""
    from ui.joining import home_of, seams_of

    home, training = home_of(sys.argv[1:] if arguments is None else arguments)
    return run(home, seams_of(home, training=training))


if __name__ == "__main__":
    raise SystemExit(main())
