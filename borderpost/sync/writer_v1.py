"""Bundle v1, written: one pass from the journal to a file that is whole, sealed, signed, flushed and read back.

    reserve the head -> stream receipts, journal, keys and blobs through tar and age, hashing the sealed bytes in a thread
    -> seek back and write the signed head -> fsync -> read back and compare -> rename from `.part` -> fsync the folder

The sender, the recipient, the number, the date, the classification and sizes stay visible to the courier; nothing else.
Version 1 is fixed (docs/bundle-format.md). A change of the format is a new module beside this one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from borderpost.domain.progress import Progress
from borderpost.journal.entry import StoredEntry
from borderpost.sync import age
from borderpost.sync.age_keys import HybridRecipient
from borderpost.sync.container import HEAD, ROOM, HeadFull, TarWriter, front
from borderpost.sync.envelope import seal
from borderpost.sync.files import forget_pages, fsync_folder, sha256_of
from borderpost.sync.hashing import HashingFile, HashingThread
from borderpost.sync.manifest import FORMAT, KIND, FeedRange, Limits, Manifest, plain
from borderpost.sync.rejections import DamagedBlob, Unwritable, WroteWrong
from borderpost.sync.wire import Packer

_STEP = 1024 * 1024
_NO_ACKS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class BlobToSend:
    """An attachment: the SHA-256 of its sealed bytes (64 hex digits), and the file that holds them."""

    sha256: str
    path: Path


@dataclass(frozen=True, slots=True)
class Outgoing:
    """All that goes into one bundle. Iterators are read once; a feed without entries is left out.

    `keys` are opaque, already sealed byte strings of at most KEY_PART bytes; `receipts` are signed envelopes of receipts.
    `acks` and `wants` that no longer fit into the head are left out: receipts say the same, and the next bundle asks again.
    """

    bundle: str
    number: int
    sender: str
    recipient: str
    signing_key: Ed25519PrivateKey
    recipient_keys: tuple[HybridRecipient, ...]
    created: datetime
    feeds: tuple[tuple[str, Iterable[StoredEntry]], ...] = ()
    blobs: Iterable[BlobToSend] = ()
    keys: Iterable[bytes] = ()
    receipts: tuple[bytes, ...] = ()
    classification: str = "none"
    acks: Mapping[str, int] = field(default_factory=lambda: _NO_ACKS)
    wants: tuple[str, ...] = ()
    schema_written: int = 1
    min_reader: int = FORMAT


KEY_PART = 4 * 1024 * 1024


class _Sealing:
    """The sealed part while it grows: tar into age into the file, counting for the signed limits."""

    def __init__(self, outgoing: Outgoing, target: HashingFile, progress: Progress) -> None:
        self._outgoing = outgoing
        self._target = target
        self._progress = progress
        self._age = age.Writer(target, outgoing.recipient_keys)
        self._tar = TarWriter(self._age)
        self.feeds: list[FeedRange] = []
        self.limits = Limits()

    def write(self) -> None:
        """Write the members in their one order: receipts, journal, keys, blobs."""
        self._receipts()
        for feed, entries in self._outgoing.feeds:
            self._journal(feed, entries)
        self._keys()
        self._blobs()
        self._tar.close()
        self._age.close()
        self.limits = replace(self.limits, members=self._tar.members)

    def _step(self) -> None:
        self._progress.step(self._target.written)

    def _receipts(self) -> None:
        for number, receipt in enumerate(self._outgoing.receipts):
            self._tar.add(f"receipts/{number:06d}.json", receipt)
            self.limits = replace(self.limits, receipt_bytes=self.limits.receipt_bytes + len(receipt))

    def _journal(self, feed: str, entries: Iterable[StoredEntry]) -> None:
        packer = Packer(feed)
        for number, part in enumerate(packer.parts(entries)):
            self._tar.add(f"journal/{feed}-{number:06d}.cborseq.zst", part)
            self._step()
        if packer.last:
            self.feeds.append(packer.range)
            self.limits = replace(self.limits, journal_bytes=self.limits.journal_bytes + packer.raw_bytes)

    def _keys(self) -> None:
        for number, key in enumerate(self._outgoing.keys):
            if not 0 < len(key) <= KEY_PART:
                raise ValueError(len(key))
            self._tar.add(f"keys/{number:06d}.cbor", key)
            self.limits = replace(self.limits, key_bytes=self.limits.key_bytes + len(key))
            self._step()

    def _blobs(self) -> None:
        for blob in self._outgoing.blobs:
            size = self._blob(blob)
            self.limits = replace(self.limits, blobs=self.limits.blobs + 1, blob_bytes=self.limits.blob_bytes + size)

    def _blob(self, blob: BlobToSend) -> int:
        try:
            source = blob.path.open("rb", buffering=0)
        except OSError:
            raise DamagedBlob(blob.sha256) from None
        with source, HashingThread() as digest:
            size = os.fstat(source.fileno()).st_size
            self._tar.begin(f"blobs/{blob.sha256}", size)
            left = size
            while left:
                self._step()
                data = source.read(min(left, _STEP))
                if not data:
                    raise DamagedBlob(blob.sha256)
                digest.update(data)
                self._tar.write(data)
                left -= len(data)
            self._tar.end()
            if digest.hexdigest() != blob.sha256:
                raise DamagedBlob(blob.sha256)
        return size


def _fitted(manifest: Manifest, key: Ed25519PrivateKey) -> tuple[Manifest, bytes]:
    """Sign the manifest, leaving out wants, then acks, that do not fit into the head; raises HeadFull."""
    while True:
        envelope = seal(plain(manifest), KIND, key)
        if len(envelope) <= ROOM:
            return manifest, envelope
        if manifest.wants:
            manifest = replace(manifest, wants=manifest.wants[: len(manifest.wants) * 3 // 4])
        elif manifest.acks:
            kept = list(manifest.acks.items())[: len(manifest.acks) * 3 // 4]
            manifest = replace(manifest, acks=dict(kept))
        else:
            raise HeadFull(len(manifest.feeds))


def _write(outgoing: Outgoing, file: BinaryIO, progress: Progress) -> Manifest:
    file.write(bytes(HEAD))
    with HashingFile(file) as target:
        sealing = _Sealing(outgoing, target, progress)
        sealing.write()
        manifest = Manifest(
            bundle=outgoing.bundle,
            number=outgoing.number,
            sender=outgoing.sender,
            recipient=outgoing.recipient,
            created=outgoing.created,
            classification=outgoing.classification,
            feeds=tuple(sealing.feeds),
            payload_sha256=target.digest(),
            payload_length=target.written,
            limits=sealing.limits,
            schema_written=outgoing.schema_written,
            min_reader=outgoing.min_reader,
            acks=outgoing.acks,
            wants=outgoing.wants,
        )
    manifest, envelope = _fitted(manifest, outgoing.signing_key)
    file.seek(0)
    file.write(front(envelope))
    file.flush()
    os.fsync(file.fileno())
    return manifest


def write_bundle(outgoing: Outgoing, path: Path, progress: Progress | None = None) -> Manifest:
    """Write a bundle to `path`; returns the manifest as it was signed. Nothing is left behind on failure.

    Raises EnvironmentFault (Unwritable, WroteWrong, DamagedJournal, DamagedBlob), HeadFull, Cancelled.
    """
    progress = progress or Progress()
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb", buffering=_STEP) as file:
            manifest = _write(outgoing, file, progress)
        _read_back(part, manifest, progress)
        part.replace(path)
        fsync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise Unwritable(error) from error
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return manifest


def _read_back(path: Path, manifest: Manifest, progress: Progress) -> None:
    with path.open("rb", buffering=0) as file:
        forget_pages(file)
        file.seek(HEAD)
        found = sha256_of(file, progress, manifest.payload_length)
    if found != manifest.payload_sha256:
        raise WroteWrong
