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
