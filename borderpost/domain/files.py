"""Files that are either old or new, never between."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from borderpost.domain.errors import EnvironmentFault
from borderpost.domain.words import N_


class DiskFull(EnvironmentFault):
    """No room is left where the file should go."""


def fault(error: OSError) -> EnvironmentFault:
    """Return the failure of the machine behind an OSError, with a sentence and no path."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(N_("The disk is full. Free some space and save again; what was typed is kept."))
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return EnvironmentFault(N_("This place cannot be written to. Choose another, or ask the administrator."))
    return EnvironmentFault(N_("The disk or stick does not answer. Plug it in again and repeat; nothing was lost."))


def fsync_folder(folder: Path) -> None:
    """Make a rename durable. Windows has no such call; NTFS journals the rename."""
    if os.name == "nt":
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
    part = path.with_name(path.name + ".part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if keep_previous and path.exists():
            previous = path.with_name(path.name + ".previous")
            link = path.with_name(path.name + ".link")
            with suppress(FileNotFoundError):
                link.unlink()
            try:
                os.link(path, link)
            except OSError:  # FAT sticks know no links; a copy serves
                link.write_bytes(path.read_bytes())
            link.replace(previous)
        part.replace(path)
        fsync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise fault(error) from error
