"""Drafts of one open form: 1.5 s after the last change, off the GUI thread, never lost on the way to a record."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from borderpost.domain.errors import BorderpostError
from borderpost.domain.fields import Plain
from ui.tasks import TaskRunner

DELAY = 1500
"""Milliseconds after the last change; what a kill can cost at most."""


class DraftKeeper(QObject):
    """Saves what `take` returns. kept(at): the draft is on the disk. failed(error): it is not, and the form says so.

    Its clock must not outlive the form: give the form as `parent`.
    A draft is named by a random key that stays with the form; saving twice replaces, so nothing is ever there twice.
    """

    kept = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        service: Any,
        tasks: TaskRunner,
        now: Callable[[], datetime],
        take: Callable[[], tuple[str, str | None, dict[str, Plain], dict[str, str], Any]],
        key: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._service, self._tasks, self._now, self._take = service, tasks, now, take
        self.key = key or secrets.token_hex(8)
        self._stored = bool(key)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self.save)

    @property
    def waiting(self) -> bool:
        """Whether a change has not been saved yet."""
        return self._timer.isActive()

    @property
    def stored(self) -> bool:
        """Whether a draft of this form exists."""
        return self._stored

    def changed(self) -> None:
        """Take note of a change; the clock starts anew."""
        self._timer.start()

    def save(self) -> None:
        """Save now, off the GUI thread."""
        self._timer.stop()
        kind, record_id, values, typed, seen = self._take()
        key, at = self.key, self._now()
        self._stored = True
        self._tasks.run(
            lambda: self._service.save(key, kind, record_id, values, typed, seen),
            lambda _nothing: self.kept.emit(at),
            self._report,
            owner=self,
        )

    def flush(self) -> None:
        """Save what is still waiting; before the window locks or the form is left."""
        if self._timer.isActive():
            self.save()

    def forget(self) -> None:
        """Stop the clock; the record is being committed and nothing may be written behind it."""
        self._timer.stop()

    def gone(self) -> None:
        """Take note that the commit of the record has deleted the draft in the same transaction."""
        self._timer.stop()
        self._stored = False

    def discard(self, done: Callable[[], object] = lambda: None) -> None:
        """Take the draft off the disk: its record is committed, or a person gave it up."""
        self._timer.stop()
        if not self._stored:
            done()
            return
        self._stored = False
        key = self.key
        self._tasks.run(lambda: self._service.discard(key), lambda _nothing: done(), self._report, owner=self)

    def _report(self, error: BorderpostError) -> None:
        self.failed.emit(error)
