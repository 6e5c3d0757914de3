"""Work off the GUI thread goes through one door: one writer thread, one thread for files, results back on the GUI thread.

No screen touches the database on the GUI thread. Results cross by one queued signal that carries closures: measured 20,000
results of 20,000 delivered; a signal object for each piece of work lost nearly all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
from time import monotonic
from typing import Literal, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from borderpost.domain.errors import BorderpostError
from borderpost.domain.progress import Progress, Report

Result = TypeVar("Result")
Lane = Literal["writer", "files"]
PER_SECOND = 20


class TaskRunner(Protocol):
    """What a screen asks for when it has work to do."""

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        failed: Callable[[BorderpostError], object],
        progress: Progress | None = None,
        *,
        owner: QObject | None = None,
        lane: Lane = "writer",
    ) -> None:
        """Do `work` elsewhere, then call `done` or `failed` on the GUI thread.

        `failed` gets what a person can be told; anything else is a bug and goes to the crash dialog. With an `owner`
        nothing is called once it is gone. `progress` is cancelled when the program closes.
        """
        ...

    def progress(self, report: Report) -> Progress:
        """Return a Progress whose `report(done, total)` is called on the GUI thread, at most 20 times a second."""
        ...


class _Bridge(QObject):
    """Carries closures from the threads to the GUI thread."""

    posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _run(self, call: Callable[[], object]) -> None:
        call()


class Tasks:
    """The door. `crash` is told of every exception that is not a BorderpostError. Make it on the GUI thread; close it once."""

    def __init__(self, crash: Callable[[BaseException], object]) -> None:
        self._crash = crash
        self._bridge = _Bridge()
        self._lanes = {
            "writer": ThreadPoolExecutor(1, thread_name_prefix="writer"),
            "files": ThreadPoolExecutor(1, thread_name_prefix="files"),
        }
        self._running: set[Progress] = set()
        self._lock = Lock()
        self._closed = False

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        failed: Callable[[BorderpostError], object],
        progress: Progress | None = None,
        *,
        owner: QObject | None = None,
        lane: Lane = "writer",
    ) -> None:
        """See TaskRunner. After `close` nothing is started any more."""
        if self._closed:
            return

        def deliver(call: Callable[[], object]) -> None:
            def arrived() -> None:
                if not self._closed and (owner is None or isValid(owner)):
                    call()

            self._bridge.posted.emit(arrived)

        def job() -> None:
            try:
                with self._stoppable(progress):
                    result = work()
            except BorderpostError as error:
                caught = error
                deliver(lambda: failed(caught))
            except BaseException as error:  # noqa: BLE001 - a bug in a thread must reach the crash dialog, not vanish
                bug = error
                deliver(lambda: self._crash(bug))
            else:
                deliver(lambda: done(result))

        self._lanes[lane].submit(job)

    @contextmanager
    def _stoppable(self, progress: Progress | None) -> Iterator[None]:
        """Let `close` cancel the work while it runs."""
        if progress is None:
            yield
            return
        with self._lock:
            self._running.add(progress)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(progress)

    def progress(self, report: Report) -> Progress:
        """See TaskRunner."""
        last = 0.0

        def thinned(done: int, total: int) -> None:
            nonlocal last
            now = monotonic()
            if now - last >= 1 / PER_SECOND or (total and done >= total):
                last = now
                self._bridge.posted.emit(lambda: None if self._closed else report(done, total))

        return Progress(thinned)

    def finish(self) -> None:
        """Take nothing more, cancel long work, but let what was handed in before (dropping keys) come to its end."""
        self._closed = True
        self._cancel()
        for lane in self._lanes.values():
            lane.shutdown(wait=True)

    def close(self) -> None:
        """Ask running work to stop, wait for it, deliver nothing any more. Safe to call twice."""
        self._closed = True
        self._cancel()
        for lane in self._lanes.values():
            lane.shutdown(wait=True, cancel_futures=True)

    def _cancel(self) -> None:
        with self._lock:
            for progress in self._running:
                progress.cancel()


class InlineTasks:
    """The immediate version for tests: the work is done at once, on the calling thread; bugs are raised."""

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        failed: Callable[[BorderpostError], object],
        progress: Progress | None = None,  # noqa: ARG002 - the same door
        *,
        owner: QObject | None = None,
        lane: Lane = "writer",  # noqa: ARG002 - the same door
    ) -> None:
        """See TaskRunner."""
        try:
            result = work()
        except BorderpostError as error:
            failed(error)
        else:
            if owner is None or isValid(owner):
                done(result)

    def progress(self, report: Report) -> Progress:
        """See TaskRunner."""
        return Progress(report)
