"""Bundle v1, read. The checks, in their order; each names the rejection it raises:

 1. the head: magic (NotABundle), envelope, manifest and zero padding in their one spelling (DamagedHead, NewerFormat)
 2. the length (WrongLength) and the SHA-256 (WrongHash) of the sealed part
 3. a sender that is known (UnknownSender), its signature and its name (BadSignature), not withdrawn (RevokedSender)
    - this far goes `inspect`: the courier's check, without any private key. Then `open_bundle`:
 4. the recipient is this machine (WrongRecipient)
 5. the sequence: no feed begins after a gap, where the caller says what it has (SequenceGap)
 6. the signed limits against the ceilings of this machine (OverLimit)
 7. the sealed part opens (CannotOpen) and holds, in this order and nothing else, receipts, journal, keys, blobs: regular files
    with exactly the expected names, which are never used as paths (BadMember), within the signed limits (OverLimit)
 8. the entries form the signed chain from `prev` to `head` (BadEntries); the blobs are what their names say (WrongBlob)
 9. `finish`: everything was there, the totals are exactly those signed, and nothing follows (BadMember, OverLimit)

What an entry says is not looked at here: a malformed or refused record is quarantined by its reader and named in the receipt,
and never blocks the others. Nobody may act on anything before `finish` has returned: until then a sealed part with a good
beginning may still prove wrong. A bundle on a stick is copied to this machine before it is opened (courier.py), since a
hostile stick may show different bytes at every reading.
"""  # noqa: D400 - the summary is a list

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, TypeVar

from borderpost.domain.progress import Progress
from borderpost.journal.entry import StoredEntry
from borderpost.sync import age
from borderpost.sync.age_keys import AgeError, Identity
from borderpost.sync.container import HEAD, Member, TarReader, envelope_of
from borderpost.sync.envelope import Envelope, MalformedEnvelope, read
from borderpost.sync.files import sha256_of
from borderpost.sync.hashing import HashingThread
from borderpost.sync.manifest import KIND, FeedRange, Limits, Manifest, from_plain
from borderpost.sync.rejections import (
    BadMember,
    BadSignature,
    CannotOpen,
    DamagedHead,
    OverLimit,
    RevokedSender,
    SequenceGap,
    UnknownSender,
    Unreadable,
    Unwritable,
    WrongBlob,
    WrongHash,
    WrongLength,
    WrongRecipient,
)
from borderpost.sync.trust import Trust
from borderpost.sync.wire import LARGEST_PART, Chain, unpack
from borderpost.sync.writer_v1 import KEY_PART

_STEP = 64 * 1024
_BUFFER = 1024 * 1024
_BLOB = re.compile(r"blobs/([0-9a-f]{64})")
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Ceilings:
    """The most this machine takes from one bundle, whatever was signed. Bytes are unpacked bytes."""

    members: int = 4_000_000
    journal_bytes: int = 16 * 1024**3
    key_bytes: int = 4 * 1024**3
    receipt_bytes: int = 8 * 1024**2
    blobs: int = 2_000_000
    blob_bytes: int = 256 * 1024**3
    one_blob: int = 512 * 1024**2


@dataclass(frozen=True, slots=True)
class Blob:
    """An attachment taken out: its SHA-256 (64 hex digits), where it was staged (None: not wanted), its size in bytes."""

    sha256: str
    path: Path | None
    size: int


@contextmanager
def _writable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unwritable(error) from error


@contextmanager
def _only_rejections() -> Iterator[None]:
    try:
        yield
    except AgeError as error:
        raise CannotOpen(type(error).__name__) from None
    except OSError as error:
        raise Unreadable(error) from error


def _head(file: BinaryIO) -> tuple[Envelope, Manifest]:
    try:
        envelope = read(envelope_of(file.read(HEAD)), KIND)
    except MalformedEnvelope as error:
        raise DamagedHead(str(error)) from None
    return envelope, from_plain(envelope.words)


def _whole(file: BinaryIO, manifest: Manifest, progress: Progress) -> None:
    found = file.seek(0, 2)
    if found != HEAD + manifest.payload_length:
        raise WrongLength(HEAD + manifest.payload_length, found)
    file.seek(HEAD)
    if sha256_of(file, progress, manifest.payload_length) != manifest.payload_sha256:
        raise WrongHash


def _believed(envelope: Envelope, manifest: Manifest, trust: Trust) -> None:
    found = trust.signer(envelope.signer)
    if found is None:
        raise UnknownSender(manifest.sender, envelope.signer)
    peer, key = found
    if peer.id != manifest.sender or not envelope.signed_by(key):
        raise BadSignature
    for feed in manifest.feeds:
        bound = peer.revoked_after.get(feed.feed)
        if bound is not None and feed.last > bound:
            raise RevokedSender(peer.id)
    if envelope.signer in peer.revoked_after and {feed.feed for feed in manifest.feeds} != {envelope.signer}:
        raise RevokedSender(peer.id)  # a withdrawn key vouches for its own old entries and for nothing else


def _checked(file: BinaryIO, trust: Trust, progress: Progress) -> Manifest:
    envelope, manifest = _head(file)
    _whole(file, manifest, progress)
    _believed(envelope, manifest, trust)
    return manifest


def inspect(path: Path, trust: Trust, progress: Progress | None = None) -> Manifest:
    """Check a bundle as a courier does, without opening it; steps in bytes.

    Raises BundleRejected (checks 1 to 3), EnvironmentFault when the medium fails, Cancelled.
    """
    with _only_rejections(), path.open("rb", buffering=0) as file:
        return _checked(file, trust, progress or Progress())


def describe(path: Path) -> Manifest:
    """Read what the head says and believe nothing of it; raises NotABundle, DamagedHead, NewerFormat, EnvironmentFault."""
    with _only_rejections(), path.open("rb", buffering=0) as file:
        return _head(file)[1]


def open_bundle(
    path: Path,
    trust: Trust,
    identity: Identity,
    *,
    have: Mapping[str, int] | None = None,
    ceilings: Ceilings | None = None,
    progress: Progress | None = None,
) -> OpenBundle:
    """Check and open a bundle that is for this machine. `have` maps each feed to the last number held; None skips check 5.

    Raises BundleRejected (checks 1 to 7), EnvironmentFault when the medium fails, Cancelled.
    """
    progress = progress or Progress()
    with _only_rejections():
        file = path.open("rb", buffering=_BUFFER)
        try:
            manifest = _checked(file, trust, progress)
            _for_me(manifest, trust, have, ceilings or Ceilings())
            file.seek(HEAD)
            return OpenBundle(manifest, file, identity, ceilings or Ceilings(), progress)
        except BaseException:
            file.close()
            raise


def _for_me(manifest: Manifest, trust: Trust, have: Mapping[str, int] | None, ceilings: Ceilings) -> None:
    if manifest.recipient != trust.me:
        raise WrongRecipient(manifest.recipient)
    if have is not None:
        for feed in manifest.feeds:
            if feed.first > have.get(feed.feed, 0) + 1:
                raise SequenceGap(feed.feed, have.get(feed.feed, 0), feed.first)
    for name in Limits.__slots__:
        if getattr(manifest.limits, name) > getattr(ceilings, name):
            raise OverLimit(name)


class OpenBundle:
    """A checked bundle, read once from front to end: `receipts`, then `entries`, `keys`, `blobs`, then `finish`.

    What is not read is still checked on the way. Use it as a context manager.
    """

    def __init__(self, manifest: Manifest, file: BinaryIO, identity: Identity, ceilings: Ceilings, progress: Progress) -> None:
        self.manifest = manifest
        self._file = file
        self._ceilings = ceilings
        self._progress = progress
        self._left = {name: getattr(manifest.limits, name) for name in Limits.__slots__}
        self._tar = TarReader(age.Reader(file, (identity,)).read, manifest.limits.members)
        self._member = self._tar.next()
        self.receipts: tuple[bytes, ...] = tuple(self._receipts())
        self._entries = self._guarded(self._journal())
        self._keys = self._guarded(self._key_parts())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def entries(self) -> Iterator[StoredEntry]:
        """Return the entries with their exact bytes, feed by feed in the order of the manifest; raises BundleRejected."""
        return self._entries

    def keys(self) -> Iterator[bytes]:
        """Return the sealed keys as they were given to the writer; raises BundleRejected."""
        for _ in self._entries:
            pass
        return self._keys

    def blobs(self, folder: Path, wanted: Callable[[str], bool] = lambda _: True) -> Iterator[Blob]:
        """Return the attachments, each staged in `folder` under its hash once the hash was found right and flushed to disk.

        Attachments that are not wanted are checked and not staged. Raises BundleRejected, EnvironmentFault.
        """
        for _ in self.keys():
            pass
        return self._guarded(self._attachments(folder, wanted))

    def finish(self) -> None:
        """Read what has not been read, and check that all of it was there; raises BundleRejected. Only then act on it."""
        for _ in self.blobs(Path(), lambda _: False):
            pass
        if self._member is not None:
            raise BadMember("name")
        if self._left.pop("members") != self._tar.members or any(self._left.values()):
            raise BadMember("totals")
        self._left["members"] = self._tar.members

    @staticmethod
    def _guarded(items: Iterator[_Item]) -> Iterator[_Item]:
        while True:
            with _only_rejections():
                try:
                    item = next(items)
                except StopIteration:
                    return
            yield item

    def _spend(self, name: str, amount: int) -> None:
        self._left[name] -= amount
        if self._left[name] < 0:
            raise OverLimit(name)

    def _next(self) -> None:
        self._member = self._tar.next()
        self._progress.step(self._file.tell() - HEAD, self.manifest.payload_length)

    def _take(self, name: str, most: int) -> bytes | None:
        """Return the bytes of the member at hand when it has exactly this name."""
        member = self._member
        if member is None or member.name != name:
            return None
        if member.size > most:
            raise OverLimit("member")
        data = self._tar.read(member.size)
        self._next()
        return data

    def _receipts(self) -> Iterator[bytes]:
        number = 0
        while (data := self._take(f"receipts/{number:06d}.json", self._left["receipt_bytes"])) is not None:
            self._spend("receipt_bytes", len(data))
            yield data
            number += 1

    def _journal(self) -> Iterator[StoredEntry]:
        for feed in self.manifest.feeds:
            yield from self._feed(feed)

    def _feed(self, feed: FeedRange) -> Iterator[StoredEntry]:
        chain = Chain(feed)
        number = 0
        while (part := self._take(f"journal/{feed.feed}-{number:06d}.cborseq.zst", LARGEST_PART)) is not None:
            clear = unpack(part, self._left["journal_bytes"])
            self._spend("journal_bytes", len(clear))
            yield from chain.entries(clear)
            number += 1
        chain.close()

    def _key_parts(self) -> Iterator[bytes]:
        number = 0
        while (data := self._take(f"keys/{number:06d}.cbor", KEY_PART)) is not None:
            self._spend("key_bytes", len(data))
            yield data
            number += 1

    def _attachments(self, folder: Path, wanted: Callable[[str], bool]) -> Iterator[Blob]:
        while self._member is not None and (found := _BLOB.fullmatch(self._member.name)) is not None:
            size = self._member.size
            self._spend("blobs", 1)
            self._spend("blob_bytes", size)
            if size > self._ceilings.one_blob:
                raise OverLimit("one_blob")
            digest = bytes.fromhex(found[1])
            path = folder / digest.hex() if wanted(digest.hex()) else None
            self._stage(self._member, digest, path)
            self._next()
            yield Blob(digest.hex(), path, size)

    def _stage(self, member: Member, digest: bytes, path: Path | None) -> None:
        if path is None:
            self._copy(member, digest, None)
            return
        part = path.with_name(path.name + ".part")
        try:
            with _writable():
                file = part.open("wb", buffering=_BUFFER)
            with file:
                self._copy(member, digest, file)
                with _writable():
                    file.flush()
                    os.fsync(file.fileno())
            with _writable():
                part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise

    def _copy(self, member: Member, digest: bytes, file: BinaryIO | None) -> None:
        with HashingThread() as found:
            left = member.size
            while left:
                data = self._tar.read(min(left, _STEP))
                left -= len(data)
                found.update(data)
                if file is not None:
                    with _writable():
                        file.write(data)
            if found.digest() != digest:
                raise WrongBlob(digest.hex())
