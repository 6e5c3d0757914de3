"""What every service works with: an unlocked post."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from borderpost.domain.clock import Clock
from borderpost.keys.keyring import Keyring
from borderpost.keys.store import Account, Store
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

    def close(self) -> None:
        """Drop connections and keys."""
        self.database.close()


def changes_of(work: Work) -> Changes:
    """Return what a transaction changed."""
    return Changes(frozenset(work.kinds), tuple(dict.fromkeys(str(record) for record in work.records)))
