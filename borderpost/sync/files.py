"""Small things about files that must not be done in two ways: flushing a folder, hashing a file, opening one."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from borderpost.domain.progress import Progress

STEP = 1024 * 1024


def fsync_folder(folder: Path) -> None:
    """Make a rename durable. Windows has no such call; its rename is journalled by NTFS."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(file: BinaryIO, progress: Progress, total: int = 0) -> bytes:
    """Return the SHA-256 of the rest of a file; steps in bytes."""
    digest = hashlib.sha256()
    done = 0
    while data := file.read(STEP):
        digest.update(data)
        done += len(data)
        progress.step(done, total)
    return digest.digest()
