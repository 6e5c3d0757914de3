"""Proving the journal from its own bytes: every feed unbroken, every act signed by whom it names."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa

from borderpost.domain.ids import Version
from borderpost.domain.progress import Progress
from borderpost.journal.entry import NOTHING, Entry, MalformedEntry, decode
from borderpost.keys.identity import verify
from borderpost.storage import tables
from borderpost.storage.database import direct

MOST = 50
_LOW = (1 << tables.SHIFT) - 1
_STEP = 2000
_OFFICERS = "SELECT body FROM journal WHERE record IN (SELECT id FROM officers) ORDER BY id"
_ENTRIES = "SELECT id, record, CAST(hash AS BLOB), CAST(body AS BLOB), CAST(signature AS BLOB) FROM journal ORDER BY id"


@dataclass(frozen=True, slots=True)
class Break:
    """An entry that proves nothing. `what`: changed (bytes or hash), order (not after the one before), head (the feed's end is
    not where it was), unsigned, signature (no published key of its author made it).
    """  # noqa: D205

    feed: str
    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What a pass over the journal found."""

    entries: int
    signatures: int
    broken: tuple[Break, ...]
    unproven: tuple[Break, ...]


def signing_keys(connection: sa.Connection) -> dict[str, frozenset[bytes]]:
    """Return every signing key the journal ever published, by user code: old entries stay signed by old keys."""
    uids: dict[object, str] = {}
    keys: defaultdict[str, set[bytes]] = defaultdict(set)
    for (body,) in direct(connection).execute(_OFFICERS):
        try:
            entry = decode(body)
        except MalformedEntry:
            continue  # the chain names it
        if "uid" in entry.fields:
            uids[entry.record] = str(entry.fields["uid"])
        if entry.record in uids and entry.fields.get("signing_key"):
            keys[uids[entry.record]].add(bytes(entry.fields["signing_key"]))
    return {uid: frozenset(found) for uid, found in keys.items()}


def prove(connection: sa.Connection, progress: Progress | None = None) -> Proof:
    """Read the whole journal once, in constant memory. Raises Cancelled."""
    driver = direct(connection)
    feeds = {row[0]: row[1:] for row in driver.execute("SELECT no, name, seq, hash FROM feeds")}
    total = driver.execute("SELECT count(*) FROM journal").fetchone()[0]
    pass_ = _Pass(signing_keys(connection), {row[0]: number for number, row in feeds.items()})
    reached: dict[int, tuple[int, bytes]] = dict.fromkeys(feeds, (0, NOTHING))
    rows = driver.execute(_ENTRIES)
    for done, (key, record, digest, body, signature) in enumerate(rows, 1):
        number, seq = key >> tables.SHIFT, key & _LOW
        name = feeds[number][0] if number in feeds else ""
        before, prev = reached.get(number, (0, NOTHING))
        reached[number] = seq, digest
        pass_.entry(name, seq, body, digest, signature, before, prev, record)
        if progress is not None and done % _STEP == 0:
            progress.step(done, total)
    for number, (name, seq, digest) in feeds.items():
        if reached[number] != (seq, digest or NOTHING):
            pass_.broken.append(Break(name, seq, "head"))
    pass_.tails()
    return Proof(total, pass_.signatures, tuple(pass_.broken[:MOST]), tuple(pass_.unproven[:MOST]))


class _Pass:
    """What must be remembered from entry to entry."""

    def __init__(self, keys: dict[str, frozenset[bytes]], numbers: dict[str, int]) -> None:
        self.broken: list[Break] = []
        self.unproven: list[Break] = []
        self.signatures = 0
        self._keys = keys
        self._numbers = numbers
        self._open: dict[str, tuple[int, str]] = {}
        """By feed: the newest entry no signature has covered yet, and its author."""

    def entry(
        self,
        feed: str,
        seq: int,
        body: bytes,
        digest: bytes,
        signature: bytes | None,
        before: int,
        prev: bytes,
        record: int,
    ) -> None:
        entry = _read(body, digest)
        if entry is None or (entry.feed, entry.seq, self._key(entry.record)) != (feed, seq, record):
            self.broken.append(Break(feed, seq, "changed"))
            return
        if seq != before + 1 or entry.prev != prev:
            self.broken.append(Break(feed, seq, "order"))
        waiting = self._open.pop(feed, None)
        if waiting is not None and waiting[1] != entry.actor:
            self.unproven.append(Break(feed, waiting[0], "unsigned"))
        if signature is None:
            self._open[feed] = seq, entry.actor
            return
        self.signatures += 1
        if not any(verify(key, signature, digest) for key in self._keys.get(entry.actor, ())):
            self.unproven.append(Break(feed, seq, "signature"))

    def _key(self, record: Version | None) -> int:
        return 0 if record is None else self._numbers.get(record.feed, 0) << tables.SHIFT | record.seq

    def tails(self) -> None:
        """Name what no signature covers at the end of each feed."""
        self.unproven += [Break(feed, seq, "unsigned") for feed, (seq, _) in self._open.items()]


def _read(body: bytes, digest: bytes) -> Entry | None:
    if hashlib.sha256(body).digest() != digest:
        return None
    try:
        return decode(body)
    except MalformedEntry:
        return None
