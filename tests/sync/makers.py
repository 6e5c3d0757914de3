"""A post, a headquarters and what travels between them, made small for the tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from borderpost.domain.clock import VIETNAM
from borderpost.domain.ids import Version
from borderpost.journal.entry import NOTHING, Entry, StoredEntry, encode
from borderpost.sync import age
from borderpost.sync.age_keys import HybridIdentity
from borderpost.sync.bundle_v1 import BlobToSend, Limits, Manifest, OpenBundle, Outgoing, open_bundle
from borderpost.sync.container import front, member_head
from borderpost.sync.envelope import feed_name, seal
from borderpost.sync.manifest import KIND, FeedRange, plain
from borderpost.sync.trust import Peer, Trust
from borderpost.sync.wire import Packer

NOON = datetime(2026, 3, 14, 12, tzinfo=VIETNAM)
POST_KEY = Ed25519PrivateKey.from_private_bytes(b"P" * 32)
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"O" * 32)
HUB_KEY = Ed25519PrivateKey.from_private_bytes(b"H" * 32)
POST_PUBLIC = POST_KEY.public_key().public_bytes_raw()
HUB_PUBLIC = HUB_KEY.public_key().public_bytes_raw()
FEED = feed_name(POST_PUBLIC)
SECOND_FEED = feed_name(OTHER_KEY.public_key().public_bytes_raw())


@cache
def hub_identity() -> HybridIdentity:
    return HybridIdentity(b"h" * 32)


@cache
def post_identity() -> HybridIdentity:
    return HybridIdentity(b"p" * 32)


def post_peer() -> Peer:
    return Peer("BP-042", "Đồn Biên phòng Cửa khẩu", (POST_PUBLIC,), str(post_identity().recipient))


def hub_peer() -> Peer:
    return Peer("HQ", "Bộ Chỉ huy", (HUB_PUBLIC,), str(hub_identity().recipient), {"victim": b"\x01" * 1216})


def hub_trust() -> Trust:
    return Trust("HQ", (post_peer(),))


def post_trust() -> Trust:
    return Trust("BP-042", (hub_peer(),))


def chain(count: int, feed: str = FEED, *, first: int = 1, prev: bytes = NOTHING, note: str = "") -> list[StoredEntry]:
    entries = []
    for seq in range(first, first + count):
        fields = {"members": seq % 60, "note": f"Tuần tra mốc {seq} {note}"}
        record = Version(feed, max(1, seq - seq % 3))
        body = encode(Entry(feed, seq, prev, seq << 16, "an.nguyen", "patrol", record, "amend", fields, {"members": (record,)}))
        entries.append(StoredEntry(feed, seq, body, bytes([seq % 256]) * 64 if seq % 2 else None))
        prev = hashlib.sha256(body).digest()
    return entries


def blob_file(folder: Path, data: bytes) -> BlobToSend:
    digest = hashlib.sha256(data).hexdigest()
    (folder / digest).write_bytes(data)
    return BlobToSend(digest, folder / digest)


def outgoing(entries: Iterable[StoredEntry] = (), **changes: Any) -> Outgoing:
    whole = Outgoing(
        bundle="0123456789abcdef" * 2,
        number=7,
        sender="BP-042",
        recipient="HQ",
        signing_key=POST_KEY,
        recipient_keys=(hub_identity().recipient,),
        created=NOON,
        feeds=((FEED, entries),),
    )
    return replace(whole, **changes)


def opened(path: Path, **changes: Any) -> OpenBundle:
    return open_bundle(path, hub_trust(), hub_identity(), **changes)


class Sink:
    """Bytes in memory, for an age writer."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, data: bytes, /) -> None:
        self.data += data


def sealed(tar: bytes) -> bytes:
    """The age file over some tar bytes."""
    sink = Sink()
    writer = age.Writer(sink, [hub_identity().recipient])
    writer.write(tar)
    writer.close()
    return bytes(sink.data)


@dataclass
class Forge:
    """Makes bundles that are signed and sealed properly over contents no honest writer makes."""

    entries: tuple[StoredEntry, ...] = ()
    limits: Limits | None = None

    def member(self, name: str, data: bytes) -> bytes:
        return member_head(name, len(data)) + data + bytes(-len(data) % 512)

    def journal(self) -> tuple[bytes, FeedRange | None, int]:
        packer = Packer(FEED)
        parts = list(packer.parts(self.entries))
        members = b"".join(self.member(f"journal/{FEED}-{n:06d}.cborseq.zst", part) for n, part in enumerate(parts))
        return members, packer.range if self.entries else None, packer.raw_bytes

    def write(self, path: Path, tar: bytes, ranges: tuple[FeedRange, ...] = (), changes: dict[str, Any] | None = None) -> Path:
        """Write a signed bundle over the given tar bytes (two empty blocks are added)."""
        payload = sealed(tar + bytes(1024))
        words = plain(
            Manifest(
                bundle="f" * 32,
                number=1,
                sender="BP-042",
                recipient="HQ",
                created=NOON,
                classification="none",
                feeds=ranges,
                payload_sha256=hashlib.sha256(payload).digest(),
                payload_length=len(payload),
                limits=self.limits or Limits(members=8, journal_bytes=2**20, key_bytes=2**20, blobs=4, blob_bytes=2**20),
            )
        )
        words.update(changes or {})
        path.write_bytes(front(seal(words, KIND, POST_KEY)) + payload)
        return path
