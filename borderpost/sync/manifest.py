"""The manifest of a bundle: what the sender signs, and all that a courier sees.

Stays visible to anyone who holds the file: sender, recipient, number, date, classification, the ranges of the feeds, the hashes
wanted, and sizes. Nothing of any record.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from borderpost.domain.clock import moment_text
from borderpost.domain.ids import is_feed
from borderpost.journal.entry import NOTHING
from borderpost.sync.rejections import DamagedHead, NewerFormat
from borderpost.sync.trust import is_peer_id

FORMAT = 1
KIND = "application/vnd.borderpost.bundle+json"
SUFFIX = ".bpsync"

_BUNDLE = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
_CLASS = re.compile(r"[a-z][a-z0-9-]{0,31}")
_LARGEST = 2**53 - 1  # what every JSON reader keeps exact
_NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FeedRange:
    """A stretch of one feed: numbers first to last, the hash before it (32 zero bytes at the start) and the hash of its end."""

    feed: str
    first: int
    last: int
    prev: bytes
    head: bytes

    @property
    def count(self) -> int:
        """Return how many entries the stretch has."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What the sealed part holds exactly, signed before anything is unpacked. Bytes are unpacked bytes."""

    members: int = 0
    journal_bytes: int = 0
    key_bytes: int = 0
    receipt_bytes: int = 0
    blobs: int = 0
    blob_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """The signed description of one bundle. `acks` maps a feed to the last entry the sender holds of it."""

    bundle: str
    number: int
    sender: str
    recipient: str
    created: datetime
    classification: str
    feeds: tuple[FeedRange, ...]
    payload_sha256: bytes
    payload_length: int
    limits: Limits
    schema_written: int = 1
    min_reader: int = FORMAT
    acks: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    wants: tuple[str, ...] = ()

    @property
    def entries(self) -> int:
        """Return how many entries the bundle carries."""
        return sum(feed.count for feed in self.feeds)

    @property
    def file_name(self) -> str:
        """Return the customary name of the file: sender and number."""
        return f"{self.sender}-{self.number:06d}{SUFFIX}"


def new_bundle_id() -> str:
    """Return a fresh random name of a bundle: 32 hex digits."""
    return os.urandom(16).hex()


def plain(manifest: Manifest) -> dict[str, Any]:
    """Return the manifest as JSON-plain words."""
    return {
        "acks": dict(manifest.acks),
        "bundle": manifest.bundle,
        "classification": manifest.classification,
        "created": moment_text(manifest.created),
        "feeds": [
            {
                "count": feed.count,
                "feed": feed.feed,
                "first": feed.first,
                "head": feed.head.hex(),
                "last": feed.last,
                "prev": feed.prev.hex(),
            }
            for feed in manifest.feeds
        ],
        "format": FORMAT,
        "limits": {name: getattr(manifest.limits, name) for name in Limits.__slots__},
        "number": manifest.number,
        "payload": {"length": manifest.payload_length, "sha256": manifest.payload_sha256.hex()},
        "recipient": manifest.recipient,
        "schema": {"min_reader": manifest.min_reader, "written": manifest.schema_written},
        "sender": manifest.sender,
        "wants": list(manifest.wants),
    }


def _whole(words: Mapping[str, Any], name: str, least: int = 0) -> int:
    value = words.get(name)
    if type(value) is not int or not least <= value <= _LARGEST:
        raise DamagedHead(name)
    return value


def _text(words: Mapping[str, Any], name: str, shape: re.Pattern[str]) -> str:
    value = words.get(name)
    if type(value) is not str or shape.fullmatch(value) is None:
        raise DamagedHead(name)
    return value


def _part(words: Mapping[str, Any], name: str, kind: type) -> Any:
    value = words.get(name)
    if type(value) is not kind:
        raise DamagedHead(name)
    return value


def _feed(words: object) -> FeedRange:
    if type(words) is not dict or not is_feed(str(words.get("feed"))):
        raise DamagedHead("feeds")
    found = FeedRange(
        words["feed"],
        _whole(words, "first", 1),
        _whole(words, "last", 1),
        bytes.fromhex(_text(words, "prev", _HASH)),
        bytes.fromhex(_text(words, "head", _HASH)),
    )
    if found.count < 1 or found.count != _whole(words, "count", 1) or (found.first == 1) != (found.prev == NOTHING):
        raise DamagedHead("feeds")
    return found


def _peer(words: Mapping[str, Any], name: str) -> str:
    value = words.get(name)
    if not is_peer_id(value):
        raise DamagedHead(name)
    return str(value)


def from_plain(words: Mapping[str, Any]) -> Manifest:
    """Read a manifest. Names this reader does not know are left alone: later writers may add some.

    Raises NewerFormat when the writer says that this reader must not guess, DamagedHead for anything that is no manifest.
    """
    schema = _part(words, "schema", dict)
    min_reader = _whole(schema, "min_reader", 1)
    if min_reader > FORMAT:
        raise NewerFormat(min_reader)
    if _whole(words, "format", 1) != FORMAT:
        raise NewerFormat(words["format"])
    payload, limits, acks = (_part(words, name, dict) for name in ("payload", "limits", "acks"))
    feeds = tuple(_feed(item) for item in _part(words, "feeds", list))
    wants = tuple(_part(words, "wants", list))
    if len({feed.feed for feed in feeds}) != len(feeds):
        raise DamagedHead("feeds")
    if not all(type(want) is str and _HASH.fullmatch(want) for want in wants):
        raise DamagedHead("wants")
    if not all(is_feed(feed) for feed in acks):
        raise DamagedHead("acks")
    try:
        created = datetime.fromisoformat(_text(words, "created", re.compile(r"[0-9T:+-]{25}")))
    except ValueError:
        raise DamagedHead("created") from None
    return Manifest(
        bundle=_text(words, "bundle", _BUNDLE),
        number=_whole(words, "number", 1),
        sender=_peer(words, "sender"),
        recipient=_peer(words, "recipient"),
        created=created,
        classification=_text(words, "classification", _CLASS),
        feeds=feeds,
        payload_sha256=bytes.fromhex(_text(payload, "sha256", _HASH)),
        payload_length=_whole(payload, "length", 1),
        limits=Limits(**{name: _whole(limits, name) for name in Limits.__slots__}),
        schema_written=_whole(schema, "written", 1),
        min_reader=min_reader,
        acks={feed: _whole(acks, feed, 1) for feed in acks},
        wants=wants,
    )
