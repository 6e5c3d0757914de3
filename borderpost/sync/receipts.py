"""Receipts: the only proof that something arrived.

A receipt says, signed by the hub: of this feed I hold everything through this number, and its hash is this; these records I
refused, field and reason; these stretches I miss. It travels inside downstream bundles, alone as a small file, and as a QR code
on the courier's slip (numbers and hash only). A receipt below an earlier one means that the hub was restored: the post resends.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from borderpost.domain.clock import epoch, from_epoch, moment_text
from borderpost.domain.ids import is_feed
from borderpost.sync.envelope import MalformedEnvelope, feed_name, read, seal
from borderpost.sync.files import read_small, write_small
from borderpost.sync.rejections import BadReceipt, BadSignature, NewerFormat, RevokedSender, UnknownSender
from borderpost.sync.trust import Peer, Trust, is_peer_id

KIND = "application/vnd.borderpost.receipt+json"
SUFFIX = ".bpreceipt"
FORMAT = 1
LARGEST = 1024 * 1024
_LARGEST_FILE = 16 * LARGEST
_LARGEST_NUMBER = 2**53 - 1
_HASH = re.compile(r"[0-9a-f]{64}")
_LABEL = "BPR1:"
_SLIP = struct.Struct(">8s8sQ32sQ")
_PURPOSE = b"borderpost receipt slip v1\0"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record the hub did not take: its name (`feed:seq`), the field at fault (may be empty), the reason."""

    record: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a hub holds of one feed. `head` is the hash of entry `have_through` (32 zero bytes at 0), `wants` the missing
    stretches (first, last), `signer` the feed name of the key that signed it.
    """  # noqa: D205

    hub: str
    feed: str
    have_through: int
    head: bytes
    at: datetime
    rejected: tuple[Rejected, ...] = ()
    wants: tuple[tuple[int, int], ...] = ()
    signer: str = ""


def sign_receipt(receipt: Receipt, key: Ed25519PrivateKey) -> bytes:
    """Return a signed receipt: the bytes that a file or a downstream bundle carries."""
    words = {
        "at": moment_text(receipt.at),
        "feed": receipt.feed,
        "format": FORMAT,
        "have_through": receipt.have_through,
        "head": receipt.head.hex(),
        "hub": receipt.hub,
        "rejected": [{"field": item.field, "reason": item.reason, "record": item.record} for item in receipt.rejected],
        "wants": [list(want) for want in receipt.wants],
    }
    return seal(words, KIND, key)


def read_receipt(data: bytes, trust: Trust) -> Receipt:
    """Read and believe one signed receipt; raises BundleRejected, one class per reason."""
    if len(data) > LARGEST:
        raise BadReceipt("length")
    try:
        envelope = read(data, KIND)
    except MalformedEnvelope as error:
        raise BadReceipt(str(error)) from None
    hub = envelope.words.get("hub")
    peer, key = _signer(trust, envelope.signer, hub if type(hub) is str else "")
    if not envelope.signed_by(key) or peer.id != hub:
        raise BadSignature
    return _receipt(envelope.words, envelope.signer)


def _signer(trust: Trust, signer: str, hub: str) -> tuple[Peer, bytes]:
    found = trust.signer(signer)
    if found is None:
        raise UnknownSender(hub, signer)
    if signer in found[0].revoked_after:
        raise RevokedSender(found[0].id)
    return found


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value <= _LARGEST_NUMBER:
        raise BadReceipt("number")
    return value


def _rejected(item: object) -> Rejected:
    match item:
        case {"field": str(field), "reason": str(reason), "record": str(record)}:
            return Rejected(record, field, reason)
        case _:
            raise BadReceipt("rejected")


def _want(item: object) -> tuple[int, int]:
    match item:
        case [int(first), int(last)] if 1 <= _number(first) <= _number(last):
            return first, last
        case _:
            raise BadReceipt("wants")


def _receipt(words: Mapping[str, Any], signer: str) -> Receipt:
    if words.get("format") != FORMAT:
        raise NewerFormat(_number(words.get("format")))
    match words:
        case {
            "at": str(at),
            "feed": str(feed),
            "have_through": through,
            "head": str(head),
            "hub": hub,
            "rejected": list(rejected),
            "wants": list(wants),
        } if is_feed(feed) and is_peer_id(hub) and _HASH.fullmatch(head):
            try:
                moment = datetime.fromisoformat(at)
            except ValueError:
                raise BadReceipt("at") from None
            if moment.tzinfo is None:
                raise BadReceipt("at")
            return Receipt(
                hub,
                feed,
                _number(through),
                bytes.fromhex(head),
                moment,
                tuple(map(_rejected, rejected)),
                tuple(map(_want, wants)),
                signer,
            )
        case _:
            raise BadReceipt("fields")


def write_receipts(path: Path, signed: Iterable[bytes]) -> None:
    """Write a receipt file: one signed receipt a line. Raises EnvironmentFault."""
    write_small(path, b"".join(line + b"\n" for line in signed))


def read_receipts(path: Path, trust: Trust) -> tuple[Receipt, ...]:
    """Read a receipt file: every line is believed, or the file is refused. Raises BundleRejected, EnvironmentFault."""
    data = read_small(path, _LARGEST_FILE)
    if data is None or not data.endswith(b"\n"):
        raise BadReceipt("length")
    return tuple(read_receipt(line, trust) for line in data[:-1].split(b"\n"))


def slip_text(receipt: Receipt, key: Ed25519PrivateKey) -> str:
    """Return the QR text of a receipt: 210 characters of the QR alphanumeric set. Without rejections and gaps.

    `BPR1:` and base32 (RFC 4648, no padding) of: 8 bytes feed, 8 bytes signer, 8 bytes have_through, 32 bytes head,
    8 bytes seconds since 1970, 64 bytes Ed25519 over `borderpost receipt slip v1` NUL and the bytes before.
    """
    signer = feed_name(key.public_key().public_bytes_raw())
    body = _SLIP.pack(bytes.fromhex(receipt.feed), bytes.fromhex(signer), receipt.have_through, receipt.head, epoch(receipt.at))
    return _LABEL + base64.b32encode(body + key.sign(_PURPOSE + body)).decode("ascii").rstrip("=")


def read_slip(text: str, trust: Trust) -> Receipt:
    """Read and believe the QR text of a receipt; raises BundleRejected."""
    packed = text.strip().upper().removeprefix(_LABEL)
    try:
        data = base64.b32decode(packed + "=" * (-len(packed) % 8))
        feed, signer, through, head, seconds = _SLIP.unpack(data[: _SLIP.size])
        at = from_epoch(seconds)
    except (binascii.Error, ValueError, struct.error, OverflowError, OSError):
        raise BadReceipt("qr") from None
    peer, key = _signer(trust, signer.hex(), signer.hex())
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(data[_SLIP.size :], _PURPOSE + data[: _SLIP.size])
    except InvalidSignature:
        raise BadSignature from None
    return Receipt(peer.id, feed.hex(), through, head, at, signer=signer.hex())
