"""What leaves in a bundle: the stretches of this machine's feeds that no receipt covers, and the keys of sealed groups.

Record keys are granted to headquarters at export: each is wrapped once for the public key of its compartment there and kept
beside our own. Whoever exports can do this only for what they can open; the rest waits for somebody who can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import cbor2
import sqlalchemy as sa

from borderpost.journal.entry import StoredEntry
from borderpost.keys import sealing
from borderpost.keys.identity import NotGranted
from borderpost.keys.keyring import Keyring
from borderpost.storage import tables
from borderpost.storage.database import Database, direct
from borderpost.storage.vault import OWN

KEYS_IN_PART = 500
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Entries `first` to `last` of a feed of this machine."""

    no: int
    feed: str
    first: int
    last: int


def own_feeds(connection: sa.Connection) -> list[tuple[int, str, int]]:
    """Return (number, name, last entry) of every feed this machine ever wrote: only those have a public key here."""
    rows = direct(connection).execute("SELECT no, name, seq FROM feeds WHERE public_key IS NOT NULL ORDER BY no")
    return [(int(no), str(name), int(seq)) for no, name, seq in rows]


def stretches(connection: sa.Connection, through: Mapping[int, int]) -> list[Stretch]:
    """Return everything after the last receipt of each feed. `through` is by feed number."""
    return [
        Stretch(no, name, through.get(no, 0) + 1, seq) for no, name, seq in own_feeds(connection) if seq > through.get(no, 0)
    ]


def entries(connection: sa.Connection, stretch: Stretch) -> Iterator[StoredEntry]:
    """Yield the entries of a stretch with their exact bytes, a thousand at a time: memory does not grow with the journal."""
    driver = direct(connection)
    base = stretch.no << tables.SHIFT
    at, last = base + stretch.first, base + stretch.last
    while at <= last:
        rows = driver.execute(
            "SELECT id, body, signature FROM journal WHERE id >= ? AND id <= ? ORDER BY id LIMIT ?", (at, last, _BATCH)
        ).fetchall()
        if not rows:
            return
        for key, body, signature in rows:
            yield StoredEntry(stretch.feed, key - base, body, signature)
        at = rows[-1][0] + 1


_UNGRANTED = """
SELECT own.record, own.grp, own.compartment, own.epoch, own.wrapped FROM record_keys AS own
LEFT JOIN record_keys AS theirs
  ON theirs.record = own.record AND theirs.grp = own.grp AND theirs.holder = ? AND theirs.compartment = own.compartment
WHERE own.holder = ? AND theirs.record IS NULL
"""


def grant(
    connection: sa.Connection, database: Database, holder: str, compartments: Mapping[str, tuple[int, bytes]]
) -> tuple[int, int]:
    """Wrap for a headquarters (`holder`) every record key it lacks; returns (granted, left for somebody who can open them).

    `compartments` are its public keys by name, with their epoch. On a writing connection.
    """
    driver = direct(connection)
    keyring = database.keyring
    granted = left = 0
    for record, group, compartment, epoch, wrapped in driver.execute(_UNGRANTED, (holder, OWN)).fetchall():
        theirs = compartments.get(compartment)
        name = str(database.version(connection, record))
        clear = _unwrapped(wrapped, keyring, compartment, epoch, name)
        if theirs is None or clear is None:
            left += 1
            continue
        sealed = sealing.wrap_key_for(clear, theirs[1], compartment, theirs[0], name)
        # The new row first: its mark must lie above every mark already sent.
        driver.execute(
            "INSERT INTO record_keys (record, grp, holder, compartment, epoch, wrapped) VALUES (?, ?, ?, ?, ?, ?)",
            (record, group, holder, compartment, theirs[0], sealed),
        )
        driver.execute(
            "DELETE FROM record_keys WHERE record = ? AND grp = ? AND holder = ? AND compartment <> ?",
            (record, group, holder, compartment),
        )
        granted += 1
    return granted, left


def locked(connection: sa.Connection, database: Database, holder: str) -> int:
    """Return how many sealed groups headquarters cannot open yet and this user cannot grant."""
    rows = direct(connection).execute(_UNGRANTED, (holder, OWN))
    return sum(1 for _record, _group, compartment, epoch, _wrapped in rows if not database.keyring.holds(compartment, epoch))


def _unwrapped(wrapped: bytes, keyring: Keyring, compartment: str, epoch: int, record: str) -> bytes | None:
    try:
        return sealing.unwrap_key(wrapped, keyring, compartment, epoch, record)
    except NotGranted:
        return None


def newest_key(connection: sa.Connection, holder: str) -> int:
    """Return the mark up to which keys for a headquarters exist now; later ones have a higher mark."""
    row = direct(connection).execute("SELECT max(rowid) FROM record_keys WHERE holder = ?", (holder,)).fetchone()
    return int(row[0] or 0)


def key_parts(connection: sa.Connection, database: Database, holder: str, after: int) -> Iterator[bytes]:
    """Yield the keys for a headquarters made after a mark, as CBOR lists of [record, group, compartment, epoch, wrapped]."""
    driver = direct(connection)
    at = after
    while True:
        rows = driver.execute(
            "SELECT rowid, record, grp, compartment, epoch, wrapped FROM record_keys "
            "WHERE holder = ? AND rowid > ? ORDER BY rowid LIMIT ?",
            (holder, at, KEYS_IN_PART),
        ).fetchall()
        if not rows:
            return
        at = rows[-1][0]
        yield cbor2.dumps([[str(database.version(connection, row[1])), *row[2:]] for row in rows])


def take_keys(connection: sa.Connection, database: Database, part: bytes, feeds: frozenset[str]) -> int:
    """Take in keys that a post granted to this headquarters; returns how many. Keys of other posts' records are passed over.

    Raises ValueError for bytes that are no such list.
    """
    from borderpost.domain.ids import Version

    try:
        rows = cbor2.loads(part)
        keys = [
            (Version.parse(record), str(group), str(compartment), int(epoch), bytes(wrapped))
            for record, group, compartment, epoch, wrapped in rows
        ]
    except (cbor2.CBORDecodeError, TypeError, ValueError) as error:
        raise ValueError(len(part)) from error
    driver = direct(connection)
    taken = 0
    for record, group, compartment, epoch, wrapped in keys:
        if record.feed not in feeds:
            continue
        key = database.key(connection, record)
        driver.execute("DELETE FROM record_keys WHERE record = ? AND grp = ? AND holder = ?", (key, group, OWN))
        driver.execute(
            "INSERT INTO record_keys (record, grp, holder, compartment, epoch, wrapped) VALUES (?, ?, ?, ?, ?, ?)",
            (key, group, OWN, compartment, epoch, wrapped),
        )
        taken += 1
    return taken
