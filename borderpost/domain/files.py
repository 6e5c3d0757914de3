"""Files that are either old or new, never between."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from borderpost.domain.errors import EnvironmentFault
from borderpost.domain.words import N_

_WINDOWS_FULL = frozenset({39, 112})
"""ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows."""

_WINDOWS_GONE = frozenset({21, 31, 55, 433, 1167})
"""Codes of Windows for a device that is not ready or no longer there; Python calls the first of them "permission denied"."""


class DiskFull(EnvironmentFault):
    """No room is left where the file should go."""


def fault(error: OSError) -> EnvironmentFault:
    """Return the failure of the machine behind an OSError, with a sentence and no path."""
    windows = getattr(error, "winerror", None)
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or windows in _WINDOWS_FULL:
        return DiskFull(N_("The disk is full. Free some space and save again; what was typed is kept."))
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM) and windows not in _WINDOWS_GONE:
        return EnvironmentFault(N_("This place cannot be written to. Choose another, or ask the administrator."))
    return EnvironmentFault(N_("The disk or stick does not answer. Plug it in again and repeat; nothing was lost."))


def fsync_folder(folder: Path) -> None:
    """Make a rename durable. Windows has no such call; NTFS journals the rename."""
    if os.name == "nt":  # pragma: no cover - runs on Windows only
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomic(path: Path, data: bytes, *, mode: int = 0o600, keep_previous: bool = False) -> None:
    """Replace a file: restrictive mode before data, flush, fsync, rename, fsync of the folder. Raises EnvironmentFault.

    With `keep_previous` the old file stays beside it as `NAME.previous`.
    """
    part, spare = (path.with_name(path.name + end) for end in (".part", ".link"))
    try:
        _write_new(part, data, mode)
        if keep_previous and path.exists():
            _link_or_copy(path, spare, mode)
            spare.replace(path.with_name(path.name + ".previous"))
        part.replace(path)
        fsync_folder(path.parent)
    except OSError as error:
        for left in (part, spare):
            with suppress(OSError):
                left.unlink()
        raise fault(error) from error


def _write_new(path: Path, data: bytes, mode: int) -> None:
    """Write a file that was not there: what an interrupted run left behind would lend its mode, or point elsewhere."""
    with suppress(FileNotFoundError):
        path.unlink()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _link_or_copy(path: Path, spare: Path, mode: int) -> None:
    """Give a file a second name. FAT sticks know no links, and an interrupted run may have left one: there a copy serves."""
    try:
        os.link(path, spare)
    except OSError:
        _write_new(spare, path.read_bytes(), mode)
