"""Backups to a second place, and the drill that proves one can be taken up again."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from borderpost.domain.clock import moment_text, parse_moment
from borderpost.domain.errors import EnvironmentFault
from borderpost.domain.progress import Progress
from borderpost.domain.text import fold
from borderpost.domain.words import N_
from borderpost.services.session import Session
from borderpost.storage import backup, ballast, chain, engine, rebuild
from borderpost.storage.backup import Copy, NoBackup, OldKey
from borderpost.storage.database import Database, get_setting, put_setting

__all__ = ["BackupService", "BackupView", "DrillFailed", "NoBackup", "OldKey"]

_LAST = "backup/last"
_SCRATCH = "drill"


@dataclass(frozen=True, slots=True)
class BackupView:
    """A backup: its folder, when it was made, bytes without attachments."""

    path: Path
    at: datetime
    size: int


class DrillFailed(EnvironmentFault):
    """A backup opens, and what is in it is not what was written."""

    def __init__(self) -> None:
        super().__init__(N_("The newest backup does not hold what the journal says. Make a new one to another place."))


class BackupService:
    """Backs up one unlocked post."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def make(self, folder: Path, progress: Progress | None = None) -> BackupView:
        """Back up into a folder, read it back, keep three generations there. Raises EnvironmentFault, Cancelled."""
        session = self._session
        now = session.clock.now()
        copy = backup.make(
            session.database.engine, session.keyring.database[0], session.home, folder, self._who(), now, progress
        )
        with session.database.write() as connection:
            put_setting(connection, _LAST, {"path": str(copy.path), "at": moment_text(copy.at), "size": copy.size})
        session.tell_status(backup=moment_text(now))
        ballast.keep(session.home)
        return _view(copy)

    def all(self, folder: Path) -> list[BackupView]:
        """Return this post's backups in a folder, newest first."""
        return [_view(copy) for copy in backup.copies(folder, self._who())]

    def drill(self, folder: Path, progress: Progress | None = None) -> BackupView:
        """Restore the newest backup into a scratch folder, prove journal and registers there, and clear it away.

        Raises NoBackup, OldKey, DrillFailed, EnvironmentFault, Cancelled.
        """
        session = self._session
        found = backup.copies(folder, self._who())
        if not found:
            raise NoBackup
        scratch = session.home / _SCRATCH
        try:
            with suppress(FileNotFoundError):
                shutil.rmtree(scratch)
            path = backup.take_out(found[0], session.keyring.database[0], scratch)
            self._prove(path, progress)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        session.tell_status(drill=moment_text(session.clock.now()))
        return _view(found[0])

    def last(self) -> BackupView | None:
        """Return the newest backup this machine made, wherever it lies now."""
        with self._session.read() as connection:
            kept: dict[str, Any] | None = get_setting(connection, _LAST)
        return None if kept is None else BackupView(Path(kept["path"]), parse_moment(kept["at"]), kept["size"])

    def _prove(self, path: Path, progress: Progress | None) -> None:
        copy = Database(engine.open_engine(path, self._session.keyring.database[0]), self._session.keyring)
        try:
            with copy.read() as connection:
                copy.resume_feed(connection)
                proof = chain.prove(connection, progress)
                if proof.broken or proof.unproven or rebuild.differences(connection, copy, progress):
                    raise DrillFailed
        finally:
            copy.engine.dispose()  # not close(): the keyring stays in use

    def _who(self) -> str:
        with self._session.read() as connection:
            code, machine = get_setting(connection, "post/code"), get_setting(connection, "post/machine")
        kept = "".join(letter if letter.isalnum() else "-" for letter in fold(str(code or self._session.store.post["name"])))
        return f"{kept.strip('-').upper() or 'POST'}-{machine or 1}"


def _view(copy: Copy) -> BackupView:
    return BackupView(copy.path, copy.at, copy.size)
