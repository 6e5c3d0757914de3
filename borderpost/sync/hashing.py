"""SHA-256 beside the work: a thread hashes while the next bytes are sealed or opened (hashlib lets go of the interpreter)."""

from __future__ import annotations

import hashlib
import queue
import threading
from types import TracebackType
from typing import BinaryIO, Self

_WAITING = 16
_BATCH = 1024 * 1024


class HashingThread:
    """Takes bytes in order and gives their SHA-256 in the end. At most 16 batches wait, so memory stays bounded."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._queue: queue.Queue[bytes | None] = queue.Queue(_WAITING)
        self._thread: threading.Thread | None = None
        self._held: list[bytes] = []
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._finish()

    def update(self, data: bytes) -> None:
        """Hash some more bytes, which must not change any more."""
        self._held.append(data)
        self._size += len(data)
        if self._size < _BATCH:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="sha256", daemon=True)
            self._thread.start()
        for item in self._held:
            self._queue.put(item)
        self._held.clear()
        self._size = 0

    def digest(self) -> bytes:
        """Return the hash of all the bytes; nothing can be added after."""
        self._finish()
        return self._hash.digest()

    def hexdigest(self) -> str:
        """Return the hash of all the bytes as 64 hex digits."""
        return self.digest().hex()

    def _run(self) -> None:
        while (data := self._queue.get()) is not None:
            self._hash.update(data)

    def _finish(self) -> None:
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None
        for item in self._held:
            self._hash.update(item)
        self._held.clear()


class HashingFile(HashingThread):
    """A file to write to, hashed on the way. `written` counts its bytes."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self.written = 0

    def write(self, data: bytes) -> None:
        """Write and hash."""
        self._file.write(data)
        self.update(data)
        self.written += len(data)
