"""The courier: check a bundle without any private key, copy it so that it is really there, say when the stick may be taken out.

    check -> copy to `.part` -> fsync -> drop the system's cached pages -> read back, compare -> rename -> fsync the folder

The real name thus only ever stands for bytes that were read back from the medium.

The same way brings a bundle from the stick into the inbox of the receiving machine, which then opens its own copy only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from borderpost.domain.progress import Progress
from borderpost.sync.bundle_v1 import Manifest, inspect
from borderpost.sync.files import STEP, forget_pages, fsync_folder, sha256_of
from borderpost.sync.rejections import NoRoom, Unreadable, Unwritable, WroteWrong
from borderpost.sync.trust import Trust

_SPARE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Carried:
    """A copy that was read back and found equal: safe to remove. `sha256` is that of the whole file."""

    path: Path
    size: int
    sha256: bytes
    manifest: Manifest | None = None


def carry_bundle(source: Path, folder: Path, trust: Trust, progress: Progress | None = None) -> Carried:
    """Check a bundle and copy it into a folder under its customary name.

    Raises BundleRejected when the bundle is not sound, EnvironmentFault when the stick is full or gone, Cancelled. On any
    failure the folder is as it was before.
    """
    progress = progress or Progress()
    manifest = inspect(source, trust, progress)
    carried = carry(source, folder / manifest.file_name, progress)
    return Carried(carried.path, carried.size, carried.sha256, manifest)


def carry(source: Path, target: Path, progress: Progress | None = None) -> Carried:
    """Copy any file so that it is proven to be there; steps in bytes. Raises EnvironmentFault, Cancelled."""
    progress = progress or Progress()
    part = target.with_name(target.name + ".part")
    try:
        with _opened(source) as file:
            size = os.fstat(file.fileno()).st_size
            _room(target.parent, size)
            digest = _copy(file, part, progress, size)
        _compare(part, digest, progress)
        part.replace(target)
        fsync_folder(target.parent)
    except OSError as error:
        _forget(part)
        raise Unwritable(error) from error
    except BaseException:
        _forget(part)
        raise
    return Carried(target, size, digest)


def _forget(part: Path) -> None:
    with suppress(OSError):
        part.unlink(missing_ok=True)


def _opened(source: Path) -> BinaryIO:
    try:
        return source.open("rb", buffering=0)
    except OSError as error:
        raise Unreadable(error) from error


def _room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE:
        raise NoRoom(size, free)


def _copy(source: BinaryIO, part: Path, progress: Progress, size: int) -> bytes:
    digest = hashlib.sha256()
    done = 0
    with part.open("wb") as target:
        while data := _read(source):
            target.write(data)
            digest.update(data)
            done += len(data)
            progress.step(done, size)
        target.flush()
        os.fsync(target.fileno())
    return digest.digest()


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(STEP)
    except OSError as error:
        raise Unreadable(error) from error


def _compare(part: Path, digest: bytes, progress: Progress) -> None:
    with part.open("rb", buffering=0) as file:
        forget_pages(file)
        if sha256_of(file, progress, os.fstat(file.fileno()).st_size) != digest:
            raise WroteWrong
