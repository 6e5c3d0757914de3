"""The outside of a bundle file (4,096 bytes of head) and its inside (a plain tar, POSIX ustar).

    0     8   magic "BPB1" CR LF 0x1A LF: a copy that changed line ends shows at once
    8     4   length of the envelope, big endian
    12    n   envelope
    12+n      zero bytes to 4,096
    4096      age file to the end

A tar header has one spelling here: the reader builds the header it expects from the name and the size and compares all 512
bytes. Links, devices, folders, owners, long names and other dialects need no rules of their own.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from borderpost.domain.errors import UserError
from borderpost.domain.words import N_
from borderpost.sync.rejections import BadMember, DamagedHead, NotABundle, OverLimit

MAGIC = b"BPB1\r\n\x1a\n"
HEAD = 4096
_FRONT = len(MAGIC) + 4
ROOM = HEAD - _FRONT
"""How long an envelope can be."""

BLOCK = 512
_END = bytes(2 * BLOCK)
_SIZE = re.compile(rb"[0-7]{11}\0")
LARGEST_MEMBER = 8**11 - 1


class HeadFull(UserError):
    """More feeds than one head can name."""

    def __init__(self, feeds: int) -> None:
        self.feeds = feeds
        super().__init__(N_("One bundle cannot name {feeds} journals. Make several bundles."), feeds=feeds)


def front(envelope: bytes) -> bytes:
    """Return the 4,096 bytes of a head; `envelope` is at most ROOM bytes."""
    return (MAGIC + len(envelope).to_bytes(4, "big") + envelope).ljust(HEAD, b"\0")


def envelope_of(head: bytes) -> bytes:
    """Return the envelope inside a head; raises NotABundle or DamagedHead."""
    if not head.startswith(MAGIC) or len(head) != HEAD:
        raise NotABundle
    length = int.from_bytes(head[len(MAGIC) : _FRONT], "big")
    if length > ROOM or head[_FRONT + length :].strip(b"\0"):
        raise DamagedHead("padding")
    return head[_FRONT : _FRONT + length]


def member_head(name: str, size: int) -> bytes:
    """Return the one tar header of a member."""
    info = tarfile.TarInfo(name)
    info.size = size
    return info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")


def _padding(size: int) -> int:
    return -size % BLOCK


class _Sink(Protocol):
    def write(self, data: bytes | memoryview, /) -> object: ...


class TarWriter:
    """Writes members one after the other; the size of each is known before its bytes."""

    def __init__(self, target: _Sink) -> None:
        self._target = target
        self._owed = 0
        self._pad = 0
        self.members = 0

    def begin(self, name: str, size: int) -> None:
        """Start a member of `size` bytes."""
        self._target.write(member_head(name, size))
        self.members += 1
        self._owed, self._pad = size, _padding(size)

    def write(self, data: bytes | memoryview) -> None:
        """Add bytes to the member; raises ValueError when they are more than announced."""
        self._owed -= len(data)
        if self._owed < 0:
            raise ValueError(self._owed)
        self._target.write(data)

    def end(self) -> None:
        """Finish the member; raises ValueError when bytes are missing."""
        if self._owed:
            raise ValueError(self._owed)
        self._target.write(bytes(self._pad))

    def add(self, name: str, data: bytes) -> None:
        """Write a whole member."""
        self.begin(name, len(data))
        self.write(data)
        self.end()

    def close(self) -> None:
        """Write the two empty blocks that end a tar."""
        self._target.write(_END)


@dataclass(frozen=True, slots=True)
class Member:
    """A regular file inside: its name, only ever compared with patterns, and its size in bytes."""

    name: str
    size: int


class TarReader:
    """Reads members one after the other from `read(n)`, which gives fewer bytes only at the end."""

    def __init__(self, read: Callable[[int], bytes], most_members: int) -> None:
        self._read = read
        self._most = most_members
        self._owed = 0
        self._pad = 0
        self.members = 0

    def next(self) -> Member | None:
        """Return the next member, None at the proper end; raises BadMember or OverLimit. The one before must have been read."""
        block = self._read(BLOCK)
        if not block.strip(b"\0"):
            if block + self._read(BLOCK + 1) != _END:
                raise BadMember("end")
            return None
        member = self._member(block)
        self.members += 1
        if self.members > self._most:
            raise OverLimit("members")
        self._owed, self._pad = member.size, _padding(member.size)
        return member

    @staticmethod
    def _member(block: bytes) -> Member:
        name, size = block[:100].rstrip(b"\0"), block[124:136]
        if len(block) != BLOCK or not name.isascii() or _SIZE.fullmatch(size) is None:
            raise BadMember("header")
        member = Member(name.decode("ascii"), int(size[:11], 8))
        if member_head(member.name, member.size) != block:
            raise BadMember("header")
        return member

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes of the member, fewer only at its end; raises BadMember when the file stops short."""
        wanted = min(size, self._owed)
        data = self._read(wanted)
        if len(data) != wanted:
            raise BadMember("short")
        self._owed -= wanted
        if not self._owed and self._pad:
            if self._read(self._pad) != bytes(self._pad):
                raise BadMember("padding")
            self._pad = 0
        return data
