"""Watches for sticks and configured folders from the moment the post is open, so that a stick is offered at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from borderpost.domain.errors import BorderpostError
from ui.tasks import TaskRunner

EVERY_MS = 2000


class StickWatch(QObject):
    """Asks every two seconds, off the GUI thread, and never twice at a time.

    It asks on the writer's thread, where the post is closed too: never a question to a post whose keys are gone.

    changed: the folders present, after they changed. appeared: a removable folder that was not there at the last look.
    """

    changed = Signal(object)
    appeared = Signal(object)

    def __init__(self, bundles: Any, tasks: TaskRunner) -> None:
        super().__init__()
        self._bundles, self._tasks = bundles, tasks
        self._asking = False
        self.present: tuple[Any, ...] = ()
        self._known: frozenset[Path] = frozenset()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now and from now on."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more; before the post is closed."""
        self._timer.stop()

    def look(self) -> None:
        """Ask once which folders are there."""
        if self._asking:
            return
        self._asking = True
        self._tasks.run(self._bundles.folders, self._take, self._fail, owner=self)

    def _take(self, found: tuple[Any, ...]) -> None:
        self._asking = False
        before, self._known = self._known, frozenset(folder.path for folder in found)
        changed = tuple(found) != self.present
        self.present = tuple(found)
        if changed:
            self.changed.emit(self.present)
        for folder in found:
            if folder.removable and folder.path not in before:
                self.appeared.emit(folder)

    def _fail(self, _error: BorderpostError) -> None:
        self._asking = False
