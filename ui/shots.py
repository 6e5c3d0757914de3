"""Walks through the window without a screen: unlocks a post, types records with keys only, and keeps a picture of every screen.

`python -m ui.shots --home DIR --user NAME --passphrase-file FILE [--type PATROLS.json] [--out DIR]`. Everything goes the way a
person takes: the unlock window, the form, Ctrl+S. It ends with 0, with 3 if the form refused something, with 4 if a window
did not come.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QMessageLogContext, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from borderpost.domain.clock import Clock, FixedClock, parse_moment
from borderpost.domain.errors import BorderpostError, EnvironmentFault, UserError
from borderpost.domain.text import fold
from borderpost.domain.words import N_, Message, _, render
from ui.app import application
from ui.appearance import Appearance
from ui.garbage import GuiGarbage
from ui.joining import PostWindow, seams_of
from ui.preferences import Preferences
from ui.tasks import Tasks
from ui.theme.look import BASE
from ui.unlock.window import UnlockWindow

SIZE = (1366, 728)
PATIENCE = 60.0
"""Seconds a window may take before the walk gives up."""
Typed = Sequence[tuple[str, str]]
"""What is typed into one record: (path of the field, text). `legs.0.departed` is a cell of a table."""


class TooSlow(EnvironmentFault):
    """The window did not do in time what was waited for."""

    def __init__(self, what: str) -> None:
        super().__init__(N_("The window did not answer in time: {what}"), what=what)


class Refused(UserError):
    """The form refused what was typed."""

    def __init__(self, number: int, sentences: Sequence[str]) -> None:
        super().__init__(N_("Record {n} was refused: {why}"), n=number, why=" ".join(sentences))


def wait(what: str, ready: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Serve the window until something is so; raises TooSlow."""
    end = monotonic() + seconds
    loop = QEventLoop()
    pulse = QTimer(interval=5)
    pulse.timeout.connect(loop.quit)
    pulse.start()
    while not ready():
        if monotonic() > end:
            raise TooSlow(what)
        loop.exec()
    pulse.stop()


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press and release one key where the keyboard is."""
    here = _focus()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        if isValid(here):
            QApplication.sendEvent(here, QKeyEvent(kind, key, modifiers))


def type_text(text: str) -> None:
    """Type a text letter by letter where the keyboard is."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(_focus(), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def _focus() -> QWidget:
    found = QApplication.focusWidget()
    if found is None:
        raise TooSlow("focus")
    return found


class Walk:
    """A person at the window, by program. `windows` are closed by `end`."""

    def __init__(
        self,
        home: Path,
        out: Path | None,
        theme: str = "light",
        language: str = "vi",
        points: float = BASE,
        clock: Clock | None = None,
    ) -> None:
        self.app = application(("borderpost",))
        self.app.setCursorFlashTime(0)
        self._garbage = GuiGarbage()
        self._faults: list[BaseException] = []
        self.tasks = Tasks(self._faults.append)
        self._scratch = tempfile.TemporaryDirectory(prefix="borderpost-look-")
        self.appearance = Appearance(self.app, Preferences(Path(self._scratch.name)))
        self.appearance.speak(language)
        self.appearance.choose_theme(theme)
        self.appearance.choose_size(points)
        self.clock = clock
        self.seams = seams_of(home, clock=clock)
        self.out = out
        self.made: list[Path] = []
        self.post: PostWindow | None = None
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)

    def settle(self) -> None:
        """Let everything asked for arrive: twice through both lanes, then what the window does with it."""
        for _round in range(3):
            for lane in ("writer", "files"):
                arrived: list[object] = []
                self.tasks.run(lambda: None, arrived.append, arrived.append, lane=lane)
                wait("tasks", lambda arrived=arrived: bool(arrived))  # type: ignore[misc] # bound at once
        QApplication.processEvents()
        if self._faults:
            raise self._faults[0]

    def shot(self, widget: QWidget, name: str) -> None:
        """Keep a picture."""
        if self.out is not None:
            self.settle()
            path = self.out / f"{len(self.made) + 1:02d}_{name}.png"
            widget.grab().save(str(path))
            self.made.append(path)

    def unlock(self, user: str, passphrase: str) -> PostWindow:
        """Unlock as a person does; raises UserError for a wrong passphrase, TooSlow."""
        from borderpost.domain.clock import SystemClock

        lobby = self.seams.lobby()
        if lobby is None:
            raise UserError(N_("There is no post in this folder."))
        self.seams.warm()
        window = UnlockWindow(lobby, self.seams.unlock, self.tasks, self.appearance, self.clock or SystemClock())
        opened: list[object] = []
        window.opened.connect(opened.append)
        self._show(window)
        wanted = fold(user)
        if window.people is not None:
            for at, each in enumerate(lobby.users):
                if wanted in (fold(each.name), fold(each.uid)):
                    window.people.choose(at)
        window.passphrase.line.setFocus()
        type_text(passphrase)
        self.shot(window, "unlock")
        press(Qt.Key.Key_Return)
        wait("unlock", lambda: bool(opened) or bool(window.cell.message))
        if not opened:
            raise UserError(Message(window.cell.message))
        self.post = PostWindow(opened[0], self.tasks, self.appearance)
        window.hide()
        window.deleteLater()
        wait("unlock window", lambda: not isValid(window))
        self._show(self.post.window)
        self.post.window.start()
        self.post.window.idle.stop()
        self.settle()
        return self.post

    def _show(self, window: QWidget) -> None:
        window.resize(*SIZE)
        window.show()
        window.activateWindow()
        wait("window", window.isActiveWindow)

    # --- pictures -------------------------------------------------------------------------------------------------------

    def every_screen(self) -> None:
        """Go through every screen, the form of every register, the newest record of each, palette and keys."""
        post = self._open()
        window = post.window
        for key in window.keys:
            window.go(key)
            self.shot(window, key)
            window.toast.hide()
            screen: Any = window.screen_of(key)
            if hasattr(screen, "list") and hasattr(screen, "form"):
                self._pages(key, screen)
        window.go("today")
        self.settle()
        window.open_palette()
        self.shot(window, "palette")
        press(Qt.Key.Key_Escape)
        window.show_keys()
        self.shot(window, "keys")
        press(Qt.Key.Key_Escape)

    def _pages(self, key: str, screen: Any) -> None:
        window = self._open().window
        screen.start_new("")
        self.shot(window, f"{key}_new")
        self._back(screen)
        screen.list.tabs.choose("all")  # early in a month its own tab is empty
        screen.list.tabs.chosen.emit("all")
        self.settle()
        if screen.list.model.rowCount() == 0:
            return
        wait("detail", lambda: screen.list.detail.view is not None, 5)
        self.shot(window, f"{key}_all")
        view = screen.list.detail.view
        screen.show_record(key, view.id)
        self.shot(window, f"{key}_record")
        self._back(screen)
        screen.show_history(view.id)
        self.shot(window, f"{key}_history")
        self._back(screen)

    def _back(self, screen: Any) -> None:
        while screen.page is not screen.list:
            screen.escape()
            self.settle()

    # --- typing ---------------------------------------------------------------------------------------------------------

    def type_records(self, kind: str, records: Sequence[Typed]) -> int:
        """Type records into the form of a register and save each with Ctrl+S; return how many. Raises Refused, TooSlow."""
        for number, typed in enumerate(records, 1):
            self._type_record(kind, number, typed)
        return len(records)

    def _type_record(self, kind: str, number: int, typed: Typed) -> None:
        from ui.forms.screen import FormPage

        window = self._open().window
        window.new_record(kind)
        screen: Any = window.screen_of(kind)
        self.settle()
        page = screen.page
        if not isinstance(page, FormPage):
            raise TooSlow(kind)
        for path, text in typed:
            self._type_field(page.body, path, text)
        press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        self.settle()
        if screen.page is page:
            if number == 1 or self.out is not None:
                self.shot(window, f"{kind}_refused")
            raise Refused(number, [f"{problem.field}: {render(problem.message)}" for problem in page.body.problems()])

    def _type_field(self, body: Any, path: str, text: str) -> None:
        """Bring the keyboard into a cell, type over what is there, leave by Enter."""
        name, _dot, rest = path.partition(".")
        part = body.parts[name]
        if rest:
            row, _dot, column = rest.partition(".")
            part.focus_cell(int(row), column)
        else:
            body.take(part)
        focus = _focus()
        select = getattr(focus, "selectAll", None)
        if select is not None:
            select()
        type_text(text)
        self.settle()
        press(Qt.Key.Key_Return)

    def _open(self) -> PostWindow:
        if self.post is None:
            raise TooSlow("unlock")
        return self.post

    def end(self) -> None:
        """Keep drafts, drop keys, stop the threads."""
        post, self.post = self.post, None
        if post is not None:
            post.window.before_lock()
            self.settle()
            post.window.close()
            self.tasks.run(post.lock, lambda _done: None, lambda _error: None)
        self.tasks.finish()
        if post is not None:
            post.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        self._scratch.cleanup()
        self._garbage.stop()


@contextmanager
def walking(home: Path, out: Path | None, **look: Any) -> Iterator[Walk]:
    """Return a walk that ends whatever happens."""
    walk = Walk(home, out, **look)
    try:
        yield walk
    finally:
        walk.end()


def take(
    home: Path,
    user: str,
    passphrase: str,
    out: Path,
    theme: str = "light",
    language: str = "vi",
    points: float = BASE,
    clock: Clock | None = None,
) -> tuple[Path, ...]:
    """Keep a picture of every screen of a post; return the files. Raises UserError, TooSlow."""
    with walking(home, out, theme=theme, language=language, points=points, clock=clock) as walk:
        walk.unlock(user, passphrase)
        walk.every_screen()
        return tuple(walk.made)


def _quiet(_kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
    """Pass on what Qt says, except what a platform without a screen cannot do."""
    if "does not support" not in words:
        sys.stderr.write(words + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the command line; see the text of the module."""
    parser = argparse.ArgumentParser(prog="python -m ui.shots", description=_("Pictures of every screen, and typing by keys."))
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--user", required=True)
    parser.add_argument("--passphrase-file", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--type", type=Path, dest="typed")
    parser.add_argument("--kind", default="patrols")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--language", default="vi")
    parser.add_argument("--points", type=float, default=BASE)
    parser.add_argument("--at", type=parse_moment, help=_("stand still at this moment (ISO 8601)"))
    asked = parser.parse_args(arguments)
    qInstallMessageHandler(_quiet)
    passphrase = asked.passphrase_file.read_text(encoding="utf-8").strip()
    records = json.loads(asked.typed.read_text(encoding="utf-8")) if asked.typed else []
    clock = FixedClock(asked.at) if isinstance(asked.at, datetime) else None
    look = {"theme": asked.theme, "language": asked.language, "points": asked.points, "clock": clock}
    try:
        with walking(asked.home, asked.out, **look) as walk:
            walk.unlock(asked.user, passphrase)
            saved = walk.type_records(asked.kind, records)
            if asked.out is not None:
                walk.every_screen()
            sys.stdout.write(json.dumps({"saved": saved, "pictures": [str(path) for path in walk.made]}) + "\n")
    except BorderpostError as error:
        sys.stderr.write(render(error.message) + "\n")
        return 4 if isinstance(error, EnvironmentFault) else 3
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
