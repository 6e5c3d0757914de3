"""One open database: connections, the numbering of feeds, and the person who works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cbor2
import sqlalchemy as sa
import sqlcipher3
from sqlalchemy import exc

from borderpost.domain.errors import EnvironmentFault
from borderpost.domain.files import DiskFull
from borderpost.domain.ids import Version
from borderpost.domain.words import N_
from borderpost.keys.identity import Signer, feed_name
from borderpost.keys.keyring import Keyring
from borderpost.storage import ballast, tables

_LOW = (1 << tables.SHIFT) - 1
_FEED = "SELECT no, name, public_key, machine, own, seq, hash, clock FROM feeds WHERE no = ?"
_COUNT = "INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"


@dataclass(frozen=True, slots=True)
class Feed:
    """One workstation's run of entries, as far as this database has it. `hash` is of entry `seq`."""

    no: int
    name: str
    public_key: bytes | None
    machine: str | None
    own: bool
    seq: int
    hash: bytes | None
    clock: int


class Database:
    """An open database and the keyring of whoever opened it."""

    def __init__(self, engine: sa.Engine, keyring: Keyring) -> None:
        self.engine = engine
        self.keyring = keyring
        self._numbers: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self.feed_signer: Signer | None = None
        self.own_feed = ""

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Give a connection whose reads all see one moment."""
        with _faults(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Give a connection that holds the write lock; committed at the end, undone on any exception."""
        with self._relief(), _faults(), self.engine.connect().execution_options(write=True) as connection:
            try:
                with connection.begin():
                    yield connection
            except BaseException:
                self._numbers.clear()
                self._names.clear()
                raise

    @contextmanager
    def _relief(self) -> Iterator[None]:
        """Give up the ballast when the disk is full: this save failed, the next one has room."""
        try:
            yield
        except DiskFull:
            with self.engine.connect() as connection:
                file = driver_of(connection).execute("PRAGMA database_list").fetchone()[2]
            ballast.release(Path(file).parent)
            raise

    def start_feed(self, connection: sa.Connection, machine: str) -> Signer:
        """Begin this workstation's own feed: at creation, and again on a restored or cloned machine."""
        signer = Signer.new()
        connection.execute(sa.update(tables.FEEDS).values(own=0))
        for table in tables.TABLES.values():  # nothing is written on the new feed yet, so no record has a newest own entry
            connection.execute(sa.update(table).where(table.c.tip != 0).values(tip=0))
        number = self._allocate(connection, feed_name(signer.public))
        connection.execute(
            sa.update(tables.FEEDS).where(tables.FEEDS.c.no == number).values(public_key=signer.public, machine=machine, own=1)
        )
        put_setting(connection, "feed/key", signer.seed)
        self.feed_signer, self.own_feed = signer, feed_name(signer.public)
        return signer

    def resume_feed(self, connection: sa.Connection) -> None:
        """Take up the feed this database was writing."""
        seed = get_setting(connection, "feed/key")
        if seed is not None:
            self.feed_signer = Signer(seed)
            self.own_feed = feed_name(self.feed_signer.public)

    def number(self, connection: sa.Connection, feed: str) -> int:
        """Return the number of a feed here; a feed not met before gets one (on a writing connection)."""
        if feed not in self._numbers:
            self._load(connection)
        found = self._numbers.get(feed)
        return self._allocate(connection, feed) if found is None else found

    def key(self, connection: sa.Connection, version: Version) -> int:
        """Return the 64-bit key of an entry or record."""
        return self.number(connection, version.feed) << tables.SHIFT | version.seq

    def version(self, connection: sa.Connection, key: int) -> Version:
        """Return the name of an entry or record from its key."""
        number = key >> tables.SHIFT
        if number not in self._names:
            self._load(connection)
        return Version(self._names[number], key & _LOW)

    def known_key(self, connection: sa.Connection, version: Version) -> int | None:
        """Return the key of a version, None when its feed was never met; writes nothing."""
        if version.feed not in self._numbers:
            self._load(connection)
        number = self._numbers.get(version.feed)
        return None if number is None else number << tables.SHIFT | version.seq

    def feeds(self, connection: sa.Connection) -> list[Feed]:
        """Return every feed."""
        rows = connection.execute(sa.select(tables.FEEDS).order_by(tables.FEEDS.c.no))
        return [
            Feed(row.no, row.name, row.public_key, row.machine, bool(row.own), row.seq, row.hash, row.clock) for row in rows
        ]

    def feed(self, connection: sa.Connection, name: str) -> Feed:
        """Return one feed, numbering it if it is new."""
        number = self.number(connection, name)
        no, name, public_key, machine, own, *head = direct(connection).execute(_FEED, (number,)).fetchone()
        return Feed(no, name, public_key, machine, bool(own), *head)

    def close(self) -> None:
        """Drop all connections and keys."""
        self.engine.dispose()
        self.keyring.close()

    def _allocate(self, connection: sa.Connection, feed: str) -> int:
        result = connection.execute(sa.insert(tables.FEEDS).values(name=feed))
        key = result.inserted_primary_key
        number = int(key[0]) if key else 0
        self._numbers[feed], self._names[number] = number, feed
        return number

    def _load(self, connection: sa.Connection) -> None:
        for row in connection.execute(sa.select(tables.FEEDS.c.no, tables.FEEDS.c.name)):
            self._numbers[row.name], self._names[row.no] = row.no, row.name


def direct(connection: sa.Connection) -> Any:
    """Return the driver's own connection, inside the transaction of this one.

    For the statements of a save: SQLAlchemy's 50 µs around each would be most of it.
    """
    if not connection.in_transaction():
        connection.begin()
    return driver_of(connection)


def driver_of(connection: sa.Connection) -> Any:
    """Return the driver's own connection as it is, in a transaction or not."""
    return connection.connection.driver_connection


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except (exc.DatabaseError, sqlcipher3.dbapi2.DatabaseError) as error:
        text = str(error.orig if isinstance(error, exc.DatabaseError) else error)
        if "full" in text:
            raise DiskFull(N_("The disk is full. Free some space and save again; what was typed is kept.")) from error
        if "locked" in text or "busy" in text:
            raise EnvironmentFault(N_("Another program holds the database. Close it and repeat.")) from error
        if "disk I/O" in text or "readonly" in text or "unable to open" in text:
            raise EnvironmentFault(N_("The disk does not answer. What was typed is kept; check the disk.")) from error
        if "malformed" in text or "not a database" in text:
            raise EnvironmentFault(N_("The database is damaged. Close the program and take up the newest backup.")) from error
        raise


def get_setting(connection: sa.Connection, name: str) -> Any:
    """Return a setting, or None."""
    row = direct(connection).execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return None if row is None else cbor2.loads(row[0])


def put_setting(connection: sa.Connection, name: str, value: Any) -> None:
    """Write a setting."""
    direct(connection).execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, cbor2.dumps(value)))


def next_number(connection: sa.Connection, name: str) -> int:
    """Count a counter up and return it; numbers are never given twice."""
    return int(direct(connection).execute(_COUNT, (name,)).fetchone()[0])
