"""Room kept for the worst day: on a full disk even deleting fails, so a file is there to be given up."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

FILE = "ballast"
SIZE = 64 * 1024 * 1024
_STEP = 1024 * 1024


def keep(home: Path, size: int = SIZE) -> bool:
    """Have the ballast there; returns whether it is. Half of the free room at most: it must not fill the disk itself."""
    import shutil

    path = home / FILE
    try:
        if path.exists():
            return True
        if shutil.disk_usage(home).free < 2 * size:
            return False
        with path.open("xb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, size)
            else:  # pragma: no cover - Windows: NTFS gives the room when the bytes are written
                for _ in range(0, size, _STEP):
                    file.write(bytes(_STEP))
    except OSError:
        with suppress(OSError):
            path.unlink()
        return False
    return True


def release(home: Path) -> bool:
    """Give the room back; returns whether there was any."""
    try:
        (home / FILE).unlink()
    except OSError:
        return False
    return True
