"""Encrypted databases of a post with a commander and a guard, made in some milliseconds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from borderpost.domain.clock import VIETNAM, FixedClock
from borderpost.keys import recovery, store
from borderpost.keys.keyring import Keyring
from borderpost.keys.passwords import Cost
from borderpost.keys.store import Store
from borderpost.storage import engine, schema
from borderpost.storage.database import Database
from borderpost.storage.unit_of_work import Work, open_work

CHEAP = Cost(64, 1, 1)
WORDS = ("mot hai ba", "bon nam sau", "bay tam chin")


@dataclass
class Base:
    """A post's folder and keys; `open` gives the database as one of its users."""

    home: Path
    store: Store
    uids: list[str]
    rings: list[Keyring]
    clock: FixedClock
    opened: list[Database] = field(default_factory=list)

    def open(self, who: int = 0) -> Database:
        """Open as the commander (0), the guard (1) or the victim officer (2)."""
        ring = self.rings[who]
        database = Database(engine.open_engine(self.home / engine.FILE, ring.database[0]), ring)
        with database.write() as connection:
            schema.upgrade(connection)
            database.resume_feed(connection)
            if not database.own_feed:
                database.start_feed(connection, "Máy 1")
        self.opened.append(database)
        return database

    def work(self, database: Database) -> AbstractContextManager[Work]:
        """Open one transaction."""
        return open_work(database, self.clock)


def new_base(home: Path) -> Base:
    """Make a post with three users; its database is made when it is first opened."""
    home.mkdir(parents=True, exist_ok=True)
    people = [
        ("Lường Văn Thái", "Đại úy", "Đồn trưởng", "commander", WORDS[0]),
        ("Giàng A Páo", "Thiếu úy", "Trinh sát", "guard", WORDS[1]),
        ("Lò Thị Hạnh", "Trung úy", "Cán bộ", "victim_officer", WORDS[2]),
    ]
    kept, uids, first = store.create({"name": "Đồn"}, people, recovery.new_secret(), CHEAP)
    rings = [first, *(store.unlock(kept, uid, words) for uid, words in zip(uids[1:], WORDS[1:], strict=True))]
    return Base(home, kept, uids, rings, FixedClock(datetime(2026, 3, 14, 12, tzinfo=VIETNAM)))


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Base]:
    """Return a post; what was opened is closed."""
    made = new_base(tmp_path / "post")
    yield made
    for database in made.opened:
        database.engine.dispose()


@pytest.fixture
def database(base: Base) -> Database:
    """Return the database as the commander has it open."""
    return base.open()
