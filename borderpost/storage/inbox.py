"""Entries of other feeds: taken in as they are, each once, unbroken, by proven authors; everything odd is set aside and named.

Bytes are stored as they came. Taking the same entries again changes nothing. An entry under a known number with other bytes is
a fork: set aside, never stored. Entries after a gap wait and are taken in when the gap is filled. A record that cannot be
read, or that breaks the rules of its register, stays out of the tables and never blocks the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from borderpost.domain.ids import Version
from borderpost.domain.progress import Progress
from borderpost.journal.entry import NOTHING, Entry, MalformedEntry, StoredEntry, decode
from borderpost.journal.heads import RecordState, project
from borderpost.keys.identity import verify
from borderpost.registers import KINDS
from borderpost.storage import tables
from borderpost.storage.chain import signing_keys
from borderpost.storage.database import Database, direct
from borderpost.storage.projector import Projector
from borderpost.storage.unit_of_work import entries_of
from borderpost.storage.vault import Vault

GAP = "gap"
FORK = "fork"
UNREADABLE = "unreadable"
AUTHOR = "author"
_STEP = 2000
_LOW = (1 << tables.SHIFT) - 1
_INSERT = "INSERT INTO journal (id, record, hash, body, signature) VALUES (?, ?, ?, ?, ?)"
_ASIDE = "INSERT OR REPLACE INTO quarantine (id, body, signature, reason, field) VALUES (?, ?, ?, ?, ?)"


@dataclass(slots=True)
class Outcome:
    """What became of the entries of one bundle. `rejected` are (record, field, reason); `forks` the numbers met twice."""

    new: int = 0
    known: int = 0
    waiting: int = 0
    forks: list[Version] = field(default_factory=list)
    rejected: list[tuple[Version, str, str]] = field(default_factory=list)
    records: int = 0
    kinds: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Feed:
    """Where a feed stands while entries come in."""

    no: int
    name: str
    seq: int
    hash: bytes
    clock: int
    unsigned: list[tuple[int, Entry | None]] = field(default_factory=list)
    """Entries no signature has covered yet, with the keys of their records."""


class Inbox:
    """Takes entries in on one writing connection. Nothing is certain before the caller commits."""

    def __init__(self, connection: sa.Connection, database: Database) -> None:
        self._connection = connection
        self._database = database
        self._driver = direct(connection)
        self._projector = Projector(connection, database, Vault(database.keyring))
        self._keys: dict[str, set[bytes]] = {uid: set(found) for uid, found in signing_keys(connection).items()}
        self._officers: dict[Version, str] = {}
        self._feeds: dict[str, _Feed] = {}
        self._touched: dict[int, None] = {}
        self._unproven: dict[int, None] = {}
        self._unreadable: dict[int, Version] = {}
        self.outcome = Outcome()

    def take(self, entries: Iterable[StoredEntry], progress: Progress | None = None) -> None:
        """Take entries in, feed by feed in their order; what waited behind a gap follows. Raises what the iterator raises."""
        rows: list[tuple[Any, ...]] = []
        feed: _Feed | None = None
        for count, entry in enumerate(entries, 1):
            if feed is None or feed.name != entry.feed:
                self._write(rows)
                if feed is not None:
                    self._drain(feed)
                feed = self._feed(entry.feed)
            row = self._one(feed, entry)
            if row is not None:
                rows.append(row)
            if len(rows) >= _STEP:
                self._write(rows)
                if progress is not None:
                    progress.step(count)
        self._write(rows)
        if feed is not None:
            self._drain(feed)

    def finish(self) -> Outcome:
        """Bring the tables up to date with what came in, judge every record touched, and move the heads of the feeds."""
        for feed in self._feeds.values():
            for key, _entry in feed.unsigned:
                self._unproven[key] = None
            self._driver.execute(
                "UPDATE feeds SET seq = ?, hash = ?, clock = max(clock, ?) WHERE no = ?",
                (feed.seq, feed.hash if feed.seq else None, feed.clock, feed.no),
            )
        # Time never runs back behind what was seen: an answer to a record written elsewhere must lie after it.
        newest = max((feed.clock for feed in self._feeds.values()), default=0)
        self._driver.execute("UPDATE feeds SET clock = max(clock, ?) WHERE own = 1", (newest,))
        for key in self._touched:
            self._judge(key)
        for key, version in self._unreadable.items():
            self._refuse(key, version, "", UNREADABLE)
        self.outcome.records = len(self._touched)
        return self.outcome

    # --- one entry --------------------------------------------------------------------------------------------------

    def _feed(self, name: str) -> _Feed:
        if name not in self._feeds:
            found = self._database.feed(self._connection, name)
            self._feeds[name] = _Feed(found.no, name, found.seq, found.hash or NOTHING, found.clock)
        return self._feeds[name]

    def _one(self, feed: _Feed, stored: StoredEntry) -> tuple[Any, ...] | None:
        """Return the row of a new entry; anything else is noted."""
        key = feed.no << tables.SHIFT | stored.seq
        if stored.seq <= feed.seq:
            self._again(key, stored)
            return None
        if stored.seq > feed.seq + 1:
            self._driver.execute(_ASIDE, (key, stored.body, stored.signature, GAP, None))
            self.outcome.waiting += 1
            return None
        try:
            entry: Entry | None = decode(stored.body)
        except MalformedEntry:
            entry = None
        if entry is not None and (entry.feed, entry.seq) != (stored.feed, stored.seq):
            entry = None
        if entry is not None and entry.prev != feed.hash:
            self._fork(key, stored)
            return None
        about = 0
        if entry is None:
            self._unreadable[key] = Version(stored.feed, stored.seq)
        elif entry.record is not None:
            about = self._database.key(self._connection, entry.record)
            self._touched[about] = None
        digest = stored.hash
        feed.seq, feed.hash = stored.seq, digest
        if entry is not None:
            feed.clock = max(feed.clock, entry.clock)
        self._prove(feed, about, entry, stored.signature, digest)
        self.outcome.new += 1
        return key, about, digest, stored.body, stored.signature

    def _again(self, key: int, stored: StoredEntry) -> None:
        known = self._driver.execute("SELECT hash FROM journal WHERE id = ?", (key,)).fetchone()
        if known is not None and known[0] == stored.hash:
            self.outcome.known += 1
        else:
            self._fork(key, stored)

    def _fork(self, key: int, stored: StoredEntry) -> None:
        # Under the negative key: the record of the same number may be refused on its own account.
        self._driver.execute(_ASIDE, (-key, stored.body, stored.signature, FORK, None))
        self.outcome.forks.append(Version(stored.feed, stored.seq))

    def _prove(self, feed: _Feed, about: int, entry: Entry | None, signature: bytes | None, digest: bytes) -> None:
        """Check the author of a transaction at its last entry; officers named in it count for it."""
        if entry is not None and entry.kind == "officers" and entry.record is not None:
            self._officer(entry)
        feed.unsigned.append((about, entry))
        if signature is None:
            return
        covered, feed.unsigned = feed.unsigned, []
        actors = {item.actor for _key, item in covered if item is not None}
        signed = entry is not None and any(verify(key, signature, digest) for key in self._keys.get(entry.actor, ()))
        for key, item in covered:
            if not signed or (item is not None and len(actors) > 1 and entry is not None and item.actor != entry.actor):
                self._unproven[key] = None

    def _officer(self, entry: Entry) -> None:
        record = entry.record or entry.version
        if entry.fields.get("uid"):
            self._officers[record] = str(entry.fields["uid"])
        uid = self._officers.get(record) or self._known_officer(record)
        key = entry.fields.get("signing_key")
        if uid is not None and isinstance(key, bytes):
            self._keys.setdefault(uid, set()).add(key)

    def _known_officer(self, record: Version) -> str | None:
        key = self._database.key(self._connection, record)
        row = self._driver.execute("SELECT uid FROM officers WHERE id = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def _write(self, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            self._driver.executemany(_INSERT, rows)
            rows.clear()

    def _drain(self, feed: _Feed) -> None:
        """Take in what waited for the entries that have just come."""
        ends = (feed.no + 1) << tables.SHIFT
        waiting = self._driver.execute(
            "SELECT id, body, signature FROM quarantine WHERE reason = ? AND id > ? AND id < ? ORDER BY id",
            (GAP, feed.no << tables.SHIFT, ends),
        ).fetchall()
        for key, body, signature in waiting:
            seq = key & _LOW
            if seq > feed.seq + 1:
                break
            self._driver.execute("DELETE FROM quarantine WHERE id = ? AND reason = ?", (key, GAP))
            row = self._one(feed, StoredEntry(feed.name, seq, body, signature))
            if row is not None:
                self._driver.execute(_INSERT, row)

    # --- records ----------------------------------------------------------------------------------------------------

    def _judge(self, key: int) -> None:
        state = project(entries_of(self._connection, key))
        self.outcome.kinds.add(state.kind)
        self._driver.execute("DELETE FROM quarantine WHERE id = ? AND reason <> ?", (key, GAP))
        faults = [("", AUTHOR)] if key in self._unproven else _faults(state)
        if faults:
            self._projector.drop(state.kind, key)
            self._refuse(key, state.record, *faults[0])
        else:
            self._projector.store(state, known=True)

    def _refuse(self, key: int, record: Version, name: str, reason: str) -> None:
        """Note why a record is refused: it is in no table until an entry mends it."""
        row = self._driver.execute("SELECT body, signature FROM journal WHERE id = ?", (key,)).fetchone()
        body, signature = row if row is not None else (b"", None)
        self._driver.execute(_ASIDE, (key, body, signature, reason, name or None))
        self.outcome.rejected.append((record, name, reason))


def _faults(state: RecordState) -> list[tuple[str, str]]:
    """Return (field, reason) of what the rules of a register refuse. Kinds of a newer program are kept without judgement."""
    register = KINDS.get(state.kind)
    if register is None or register.internal or state.first is None or state.withdrawn is not None:
        return []
    sealed = {name for names in register.sealed_groups.values() for name in names}
    problems = register.check(state.values)[1]
    return [
        (problem.field, str(problem.message) if problem.message.values else problem.message.text)
        for problem in problems
        if problem.blocking and problem.field not in sealed and problem.field.split(".")[0] in register.by_name
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """What this database has of one feed: everything through `seq`, the stretches missing behind it, the records refused."""

    feed: str
    seq: int
    hash: bytes
    wants: tuple[tuple[int, int], ...]
    refused: tuple[tuple[Version, str, str], ...]
    forked: int


def standing(connection: sa.Connection, database: Database, name: str) -> Standing:
    """Return where a feed stands, for its receipt."""
    feed = database.feed(connection, name)
    low, high = feed.no << tables.SHIFT, (feed.no + 1) << tables.SHIFT
    rows = direct(connection).execute(
        "SELECT id, reason, field FROM quarantine WHERE id > ? AND id < ? ORDER BY id", (low, high)
    )
    wants: list[tuple[int, int]] = []
    refused: list[tuple[Version, str, str]] = []
    reached = feed.seq
    for key, reason, at in rows:
        seq = key & _LOW
        if reason == GAP:
            if seq > reached + 1:
                wants.append((reached + 1, seq - 1))
            reached = seq
        else:
            refused.append((Version(name, seq), at or "", reason))
    forked = direct(connection).execute("SELECT count(*) FROM quarantine WHERE id < ? AND id > ?", (-low, -high)).fetchone()[0]
    return Standing(name, feed.seq, feed.hash or NOTHING, tuple(wants), tuple(refused), forked)
