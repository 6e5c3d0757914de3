"""Entries on the way: a CBOR sequence (RFC 8742) of `[rest, signature]` pairs, in frames of Zstandard (RFC 8878).

`rest` is the part of an entry's exact bytes that the reader cannot work out (journal/entry.py: everything after the hash of the
entry before), `signature` is its author's, or null. Feed and number follow from the manifest and the position. Numbers and
hashes left out make a bundle less than half as long. Every part is one frame that declares its length, so that a reader knows
what it will unpack before it unpacks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import zstandard

from borderpost.journal.entry import NOTHING, StoredEntry, with_prev, without_prev
from borderpost.sync.manifest import FeedRange
from borderpost.sync.rejections import BadEntries, BadMember, DamagedJournal, OverLimit

LEVEL = 3
PART = 4 * 1024 * 1024
"""A part is closed once it holds this many bytes, so it never holds more than this and one entry."""
LARGEST_ENTRY = 16 * 1024 * 1024
LARGEST_PART = PART + LARGEST_ENTRY + 128
_SIGNATURE = 64
_WINDOW = 8 * 1024 * 1024  # what every Zstandard reader must support (RFC 8878, 3.1.1.1.2)
_PAIR = 0x82
_NULL = b"\xf6"
_SIGNED = bytes([0x58, _SIGNATURE])
_HASH_AT_START = b"\x58\x20"


def _byte_string(length: int) -> bytes:
    """Return the CBOR head of a byte string, as short as it can be."""
    if length < 24:
        return bytes([0x40 | length])
    if length < 0x100:
        return bytes([0x58, length])
    if length < 0x10000:
        return b"\x59" + length.to_bytes(2, "big")
    return b"\x5a" + length.to_bytes(4, "big")


class Packer:
    """Turns the entries of one feed into parts, checking on the way that they form a chain."""

    def __init__(self, feed: str) -> None:
        self.feed = feed
        self.first = 0
        self.last = 0
        self.prev = NOTHING
        self.head = NOTHING
        self.raw_bytes = 0

    def parts(self, entries: Iterable[StoredEntry]) -> Iterator[bytes]:
        """Return the compressed parts; raises DamagedJournal where the chain is broken."""
        squeeze = zstandard.ZstdCompressor(level=LEVEL, write_content_size=True)
        held = bytearray()
        for entry in entries:
            held += self._pair(entry)
            if len(held) >= PART:
                self.raw_bytes += len(held)
                yield squeeze.compress(held)
                held.clear()
        if held:
            self.raw_bytes += len(held)
            yield squeeze.compress(held)

    def _pair(self, entry: StoredEntry) -> bytes:
        rest = without_prev(entry)
        if not self.last:
            end = len(entry.body) - len(rest)
            self.first, self.prev = entry.seq, entry.body[end - len(NOTHING) : end]
            self.last, self.head = entry.seq - 1, self.prev
        whole = with_prev(self.feed, self.last + 1, self.head, rest)
        signed = entry.signature is None or len(entry.signature) == _SIGNATURE
        if whole != entry.body or not signed or len(whole) > LARGEST_ENTRY:
            raise DamagedJournal(self.feed, entry.seq)
        self.last += 1
        self.head = hashlib.sha256(whole).digest()
        tail = _NULL if entry.signature is None else _SIGNED + entry.signature
        return b"\x82" + _byte_string(len(rest)) + rest + tail

    @property
    def range(self) -> FeedRange:
        """Return what was packed."""
        return FeedRange(self.feed, self.first, self.last, self.prev, self.head)


def unpack(part: bytes, room: int) -> bytes:
    """Return the clear bytes of one part. Raises OverLimit beyond `room` bytes, BadMember for anything but one sound frame."""
    try:
        shape = zstandard.get_frame_parameters(part)
        if shape.content_size == zstandard.CONTENTSIZE_UNKNOWN or shape.content_size < 1:
            raise BadMember("zstd length")
        if shape.content_size > min(room, LARGEST_PART) or shape.window_size > _WINDOW:
            raise OverLimit("journal")
        # One shot into a buffer of exactly the declared length: a frame that lies cannot write past it.
        return bytes(zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompress(part, allow_extra_data=False))
    except zstandard.ZstdError:
        raise BadMember("zstd") from None


def _length(raw: bytes, at: int) -> tuple[int, int]:
    """Read the head of a byte string; returns its length and where it begins. Raises ValueError or IndexError."""
    kind = raw[at]
    if 0x40 <= kind < 0x58:
        return kind & 0x1F, at + 1
    width = {0x58: 1, 0x59: 2, 0x5A: 4}.get(kind)
    if width is None:
        raise ValueError(kind)
    length = int.from_bytes(raw[at + 1 : at + 1 + width], "big")
    if _byte_string(length)[0] != kind:
        raise ValueError(length)
    return length, at + 1 + width


def pairs(raw: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """Split one part into (rest, signature); raises ValueError or IndexError for anything but whole pairs."""
    at, end = 0, len(raw)
    while at < end:
        if raw[at] != _PAIR:
            raise ValueError(at)
        length, begin = _length(raw, at + 1)
        at = begin + length
        rest = raw[begin:at]
        if raw[at] == _NULL[0]:
            at += 1
            yield rest, None
        elif raw[at : at + 2] == _SIGNED and at + 2 + _SIGNATURE <= end:
            yield rest, raw[at + 2 : at + 2 + _SIGNATURE]
            at += 2 + _SIGNATURE
        else:
            raise ValueError(at)


class Chain:
    """Rebuilds the entries of one feed and holds them against the signed range."""

    def __init__(self, signed: FeedRange) -> None:
        self.signed = signed
        self._next = signed.first
        self._prev = signed.prev

    def entries(self, raw: bytes) -> Iterator[StoredEntry]:
        """Return the entries of one part with their exact bytes; raises BadEntries."""
        feed = self.signed.feed
        try:
            for rest, signature in pairs(raw):
                if self._next > self.signed.last:
                    raise BadEntries(feed, str(self._next))
                body = with_prev(feed, self._next, self._prev, rest)
                if len(body) > LARGEST_ENTRY:
                    raise OverLimit("entry")
                self._prev = hashlib.sha256(body).digest()
                yield StoredEntry(feed, self._next, body, signature)
                self._next += 1
        except (ValueError, IndexError):
            raise BadEntries(feed, str(self._next)) from None

    def close(self) -> None:
        """Raise BadEntries unless the chain ends exactly where the sender signed."""
        if self._next != self.signed.last + 1 or self._prev != self.signed.head:
            raise BadEntries(self.signed.feed, str(self._next - 1))
