"""One entry of the journal, and its exact bytes.

An entry is a CBOR array of thirteen items (RFC 8949, definite lengths, shortest integers):

    [format, feed, seq, prev, clock, actor, schema, kind, record, action, {field: value}, {field: [base versions]}, reason]

`prev` is the hash of the entry before it in the feed, 32 zero bytes for the first. `record` and base versions are a plain
integer when they lie in the entry's own feed, `[feed, seq]` otherwise; `record` is 0 for an act that concerns no record.
The hash of an entry is the SHA-256 of its exact bytes. The bytes are kept as they were written: a reader of another version
keeps what it does not understand.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cbor2

from borderpost.domain.ids import Version, is_feed

FORMAT = 1
NOTHING = bytes(32)
"""The `prev` of a feed's first entry."""

_ITEMS = 13
_ARRAY_13 = 0x80 | _ITEMS
_PREV_ITEM = 34  # 0x58 0x20 and 32 bytes
_MAX_BYTES = 16 * 1024 * 1024


class MalformedEntry(ValueError):
    """Bytes that are not an entry of this format."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An act of a person at one workstation. `fields` holds CBOR-plain values only."""

    feed: str
    seq: int
    prev: bytes
    clock: int
    actor: str
    kind: str
    record: Version | None
    action: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    bases: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    reason: str | None = None
    schema: int = 1

    @property
    def version(self) -> Version:
        """Return the name of this entry."""
        return Version(self.feed, self.seq)


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as the journal keeps and the bundle ships it: exact bytes, and the author's signature over the hash of a
    transaction's last entry (`None` within a transaction).
    """  # noqa: D205

    feed: str
    seq: int
    body: bytes
    signature: bytes | None = None

    @property
    def hash(self) -> bytes:
        """Return the SHA-256 of the exact bytes."""
        return hashlib.sha256(self.body).digest()


def _short(version: Version | None, feed: str) -> int | list[Any]:
    if version is None:
        return 0
    return version.seq if version.feed == feed else [version.feed, version.seq]


def _long(item: object, feed: str) -> Version:
    if type(item) is int and item > 0:
        return Version(feed, item)
    if (
        type(item) is list
        and len(item) == 2
        and type(item[0]) is str
        and type(item[1]) is int
        and is_feed(item[0])
        and item[1] > 0
    ):
        return Version(item[0], item[1])
    raise MalformedEntry(item)


def encode(entry: Entry) -> bytes:
    """Return the exact bytes of an entry."""
    return cbor2.dumps(
        [
            FORMAT,
            entry.feed,
            entry.seq,
            entry.prev,
            entry.clock,
            entry.actor,
            entry.schema,
            entry.kind,
            _short(entry.record, entry.feed),
            entry.action,
            dict(entry.fields),
            {name: [_short(base, entry.feed) for base in bases] for name, bases in entry.bases.items()},
            entry.reason,
        ]
    )


def decode(body: bytes) -> Entry:
    """Read the exact bytes of an entry; raises MalformedEntry, and nothing else, for anything that is not one."""
    if len(body) > _MAX_BYTES:
        raise MalformedEntry(len(body))
    stream = io.BytesIO(body)
    try:
        items = cbor2.CBORDecoder(stream).decode()
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError, OverflowError, MemoryError) as error:
        raise MalformedEntry(str(type(error))) from None
    if stream.tell() != len(body) or type(items) is not list or len(items) != _ITEMS:
        raise MalformedEntry
    (version, feed, seq, prev, clock, actor, schema, kind, record, action, fields, bases, reason) = items
    if version != FORMAT or type(version) is not int:
        raise MalformedEntry(version)
    texts = (feed, actor, kind, action)
    numbers = (seq, clock, schema)
    if not (all(type(item) is str for item in texts) and all(type(item) is int and item >= 0 for item in numbers)):
        raise MalformedEntry
    if not is_feed(feed) or seq < 1 or type(prev) is not bytes or len(prev) != len(NOTHING):
        raise MalformedEntry
    if type(fields) is not dict or type(bases) is not dict or not (reason is None or type(reason) is str):
        raise MalformedEntry
    if not all(type(name) is str for name in fields) or not all(type(name) is str for name in bases):
        raise MalformedEntry
    if not all(type(found) is list for found in bases.values()):
        raise MalformedEntry
    return Entry(
        feed,
        seq,
        prev,
        clock,
        actor,
        kind,
        None if record == 0 and type(record) is int else _long(record, feed),
        action,
        fields,
        {name: tuple(_long(base, feed) for base in found) for name, found in bases.items()},
        reason,
        schema,
    )


def _head(feed: str, seq: int) -> bytes:
    return bytes([_ARRAY_13]) + cbor2.dumps(FORMAT) + cbor2.dumps(feed) + cbor2.dumps(seq)


def without_prev(entry: StoredEntry) -> bytes:
    """Return what of an entry travels: its bytes after `prev`. Feed, number and hash of the one before are known there."""
    return entry.body[len(_head(entry.feed, entry.seq)) + _PREV_ITEM :]


def with_prev(feed: str, seq: int, prev: bytes, rest: bytes) -> bytes:
    """Return the exact bytes again from what travelled and the hash of the entry before."""
    return _head(feed, seq) + b"\x58\x20" + prev + rest
