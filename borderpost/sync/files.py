"""Small things about files that must not be done in two ways: flushing a folder, hashing a file, opening one."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from borderpost.domain.progress import Progress
from borderpost.sync.rejections import Unreadable, Unwritable

STEP = 1024 * 1024


def fsync_folder(folder: Path) -> None:
    """Make a rename durable. Windows has no such call; its rename is journalled by NTFS."""
    if os.name == "nt":  # pragma: no cover - runs on Windows only
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def forget_pages(file: BinaryIO) -> None:
    """Ask the system to read the medium next time, not the memory that was just written from; where it can."""
    if hasattr(os, "posix_fadvise"):  # pragma: no branch - missing on Windows only
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sha256_of(file: BinaryIO, progress: Progress, total: int = 0) -> bytes:
    """Return the SHA-256 of the rest of a file; steps in bytes."""
    digest = hashlib.sha256()
    done = 0
    while data := file.read(STEP):
        digest.update(data)
        done += len(data)
        progress.step(done, total)
    return digest.digest()


def read_small(path: Path, most: int) -> bytes | None:
    """Return a whole file; None when it is longer than `most` bytes. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Unreadable(error) from error
    return data if len(data) <= most else None


def write_small(path: Path, data: bytes) -> None:
    """Write a whole file that is either there and flushed or not there at all. Raises Unwritable."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        fsync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise Unwritable(error) from error
