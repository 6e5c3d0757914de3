"""What every service works with: an unlocked post."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from borderpost.domain.clock import Clock
from borderpost.domain.errors import EnvironmentFault
from borderpost.keys.identity import Receiver
from borderpost.keys.keyring import Keyring
from borderpost.keys.roles import GRANTS
from borderpost.keys.store import Account, Store
from borderpost.services.setup import note_status
from borderpost.storage import engine
from borderpost.storage.database import Database
from borderpost.storage.unit_of_work import Work, open_work


@dataclass(frozen=True, slots=True)
class Changes:
    """What an act changed: the kinds whose lists must be read again, and the records, newest act first."""

    kinds: frozenset[str]
    records: tuple[str, ...] = ()


@dataclass(slots=True)
class Session:
    """An unlocked post: where it lives, its database, its key store, and who works."""

    home: Path
    database: Database
    store: Store
    clock: Clock
    training: bool = False
    listeners: list[Callable[[Changes], None]] = field(default_factory=list)

    @property
    def keyring(self) -> Keyring:
        """Return the keys of whoever unlocked."""
        return self.database.keyring

    @property
    def account(self) -> Account:
        """Return the account of whoever unlocked."""
        return self.store.account(self.keyring.uid)

    def read(self) -> AbstractContextManager[sa.Connection]:
        """Open one reading connection."""
        return self.database.read()

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Open one transaction: everything in it is signed and committed together, or nothing is; then tell the listeners."""
        with open_work(self.database, self.clock) as work:
            yield work
        changes = changes_of(work)
        for listener in self.listeners:
            listener(changes)

    def tell_status(self, **facts: str | int | None) -> None:
        """Change what may be seen before unlocking. Telling nothing is better than failing to save because of it."""
        with contextlib.suppress(EnvironmentFault):
            note_status(self.home, **facts)

    def rekey(self, key: bytes, receivers: Mapping[str, Receiver]) -> None:
        """Encrypt the database anew after somebody was removed, and take up the new keys of the compartments this user holds.

        Every other connection must be at rest. Killed at any moment, the file opens with exactly one of both keys.
        """
        path = self.home / engine.FILE
        self.database.engine.dispose()
        fresh = bytearray(key)
        engine.change_key(path, self.keyring.database[0], fresh)
        self.keyring.renew(fresh, receivers, GRANTS[self.keyring.role])
        self.database.engine = engine.open_engine(path, self.keyring.database[0])

    def close(self) -> None:
        """Drop connections and keys."""
        self.database.close()


def changes_of(work: Work) -> Changes:
    """Return what a transaction changed."""
    return Changes(frozenset(work.kinds), tuple(dict.fromkeys(str(record) for record in work.records)))
