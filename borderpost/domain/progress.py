"""Progress and cancelling of long work, without Qt."""

from __future__ import annotations

import threading
from collections.abc import Callable

from borderpost.domain.errors import Cancelled

Report = Callable[[int, int], None]
"""Called with (done, total) in units of the work; total 0 means unknown."""


class Progress:
    """Handed to long work. The work calls `step`, which raises Cancelled once somebody called `cancel`."""

    def __init__(self, report: Report | None = None) -> None:
        self._report = report
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def step(self, done: int, total: int = 0) -> None:
        """Say how far the work is; raises Cancelled if it is to stop."""
        if self._stop.is_set():
            raise Cancelled
        if self._report is not None:
            self._report(done, total)


class Stage(Progress):
    """One stage of a longer work: its own steps appear as from `first` to `last` per cent of the whole.

    Stopping the whole stops the stage.
    """

    def __init__(self, whole: Progress, first: int, last: int) -> None:
        super().__init__()
        self._whole, self._first, self._last = whole, first, last

    def cancel(self) -> None:
        """Ask the whole work to stop."""
        self._whole.cancel()

    def step(self, done: int, total: int = 0) -> None:
        """Say how far the stage is; raises Cancelled if the whole is to stop."""
        part = (self._last - self._first) * min(done, total) // total if total else 0
        self._whole.step(self._first + part, 100)
