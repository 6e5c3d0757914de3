"""Copies of a post in a second place: taken while it is open, read back, and opened again to prove that they can be.

A backup is a folder: the database under its own key, the key store, nothing else. Put into an empty home, it is the post.
Attachments are shared between the generations in one folder beside them; a file there never changes, its name is its hash.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from borderpost.domain.clock import VIETNAM
from borderpost.domain.errors import EnvironmentFault, UserError
from borderpost.domain.files import fault, fsync_folder
from borderpost.domain.progress import Progress
from borderpost.domain.words import N_
from borderpost.keys.storefile import FILE as KEYS
from borderpost.storage import engine as opening
from borderpost.storage import integrity
from borderpost.storage.database import direct

GENERATIONS = 3
ATTACHMENTS = "attachments"
_STAMP = "%Y-%m-%d-%H%M%S"
_NAME = re.compile(r"(?P<who>[\w-]+)_(?P<at>\d{4}-\d\d-\d\d-\d{6})")
_PAGES = 2048
_STEP = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Copy:
    """A finished backup: its folder, when it was begun, bytes without attachments."""

    path: Path
    at: datetime
    size: int


class NoBackup(UserError):
    """There is no backup in the folder."""

    def __init__(self) -> None:
        super().__init__(N_("There is no backup of this post in this folder. Make one first."))


class OldKey(UserError):
    """The backup was made before the keys were changed."""

    def __init__(self) -> None:
        super().__init__(N_("This backup is from before the keys were changed. Make a new one."))


class BadCopy(EnvironmentFault):
    """What was written does not read back."""

    def __init__(self) -> None:
        super().__init__(N_("The backup does not read back as it was written. Use another stick or disk."))


def copies(folder: Path, who: str) -> list[Copy]:
    """Return the finished backups of one post and machine, newest first; none when the folder cannot be read."""
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            parts = _NAME.fullmatch(path.name)
            if parts is not None and parts["who"] == who and (path / opening.FILE).is_file() and (path / KEYS).is_file():
                at = datetime.strptime(parts["at"], _STAMP).replace(tzinfo=VIETNAM)
                size = sum(item.stat().st_size for item in path.iterdir())
                found.append(Copy(path, at, size))
    return sorted(found, key=lambda copy: copy.at, reverse=True)


def make(
    source: sa.Engine, key: bytearray, home: Path, folder: Path, who: str, now: datetime, progress: Progress | None = None
) -> Copy:
    """Back up an open post; returns the copy after it was read back. Raises EnvironmentFault, Cancelled; leaves no half copy.

    The newest GENERATIONS copies stay, older ones go once the new one is proven.
    """
    path = folder / f"{who}_{now.astimezone(VIETNAM).strftime(_STAMP)}"
    part = path.with_name(path.name + ".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear(part)
        part.mkdir(mode=0o700)
        _database(source, key, part / opening.FILE, progress)
        _file(home / KEYS, part / KEYS)
        _attachments(home / ATTACHMENTS, folder / ATTACHMENTS, progress)
        _prove(part / opening.FILE, key)
        fsync_folder(part)
        _clear(path)
        part.rename(path)
        fsync_folder(folder)
        for old in copies(folder, who)[GENERATIONS:]:
            _clear(old.path)
    except OSError as error:
        raise fault(error) from error
    finally:
        with suppress(OSError):
            _clear(part)
    return next(copy for copy in copies(folder, who) if copy.path == path)


def take_out(copy: Copy, key: bytearray, scratch: Path) -> Path:
    """Restore a copy into an empty scratch folder and prove it there; returns the database. Raises OldKey, EnvironmentFault."""
    try:
        scratch.mkdir(mode=0o700, parents=True)
        for name in (opening.FILE, KEYS):
            _file(copy.path / name, scratch / name)
    except OSError as error:
        raise fault(error) from error
    path = scratch / opening.FILE
    if not opening.key_opens(path, key):
        raise OldKey
    _prove(path, key)
    return path


def _database(source: sa.Engine, key: bytearray, target: Path, progress: Progress | None) -> None:
    with source.connect() as connection:
        driver = direct(connection)
        driver.execute("SELECT count(*) FROM feeds").fetchone()  # one moment for the whole copy, whoever writes meanwhile
        copy = opening.connector(target, key)()
        try:
            copy.execute("PRAGMA journal_mode=DELETE").fetchall()

            def step(_status: int, remaining: int, total: int) -> None:
                if progress is not None:
                    progress.step(total - remaining, total)

            driver.backup(copy, pages=_PAGES, progress=step, sleep=0)
            copy.execute("PRAGMA journal_mode=DELETE").fetchall()  # the copied header says WAL; a stick gets one plain file
        except driver.DatabaseError as error:
            raise _fault(str(error)) from error
        finally:
            copy.close()
    _flush(target)


def _fault(text: str) -> EnvironmentFault:
    return fault(OSError(28, text)) if "full" in text else fault(OSError(text))


def _prove(path: Path, key: bytearray) -> None:
    """Read every page again, from the medium where the system allows it."""
    engine = opening.open_engine(path, key)
    try:
        if integrity.faults(engine):
            raise BadCopy
    finally:
        engine.dispose()
    connection = opening.connector(path, key)()
    connection.execute("PRAGMA journal_mode=DELETE").fetchall()  # opening it for the proof made it a WAL database again
    connection.close()


def _attachments(source: Path, target: Path, progress: Progress | None) -> None:
    if not source.is_dir():
        return
    target.mkdir(exist_ok=True)
    files = sorted(path for path in source.rglob("*") if path.is_file() and path.suffix != ".part")
    for done, path in enumerate(files, 1):
        copy = target / path.relative_to(source)
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            part = copy.with_name(copy.name + ".part")
            _file(path, part)
            part.replace(copy)
        if progress is not None:
            progress.step(done, len(files))


def _file(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as write:
        shutil.copyfileobj(read, write, _STEP)
    _flush(target)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):  # pragma: no branch - missing on Windows only
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _clear(path: Path) -> None:
    if path.exists():
        shutil.rmtree(path)
