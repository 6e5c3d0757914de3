"""What a QR code on paper proves: window, hash of the frozen figures, signature. It is checked offline with a public key.

The code holds `BP1:` and base45 (RFC 9285) of the CBOR array [window, SHA-256 of the frozen figures, Ed25519 signature]. The
signature is for integrity and origin; it is made over a label of its own, so that it can never stand for another act.
"""

from __future__ import annotations

from dataclasses import dataclass

import cbor2

from borderpost.keys import identity

PREFIX = "BP1:"
_LABEL = b"borderpost closed period 1\x00"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


@dataclass(frozen=True, slots=True)
class Proof:
    """A closed period in 110 bytes. `digest` is in hexadecimal."""

    window: str
    digest: str
    signature: bytes

    def holds(self, public: bytes) -> bool:
        """Tell whether the holder of this Ed25519 key closed the period with these figures."""
        return identity.verify(public, self.signature, statement(self.window, self.digest))


def statement(window: str, digest: str) -> bytes:
    """Return the bytes that are signed when a period is closed."""
    return _LABEL + window.encode() + b"\x00" + bytes.fromhex(digest)


def text(proof: Proof) -> str:
    """Return what the QR code holds: capitals, digits and few signs, so that the code stays small."""
    data = cbor2.dumps([proof.window, bytes.fromhex(proof.digest), proof.signature])
    return PREFIX + _base45(data)


def read(scanned: str) -> Proof:
    """Read what a scanner gave; raises ValueError for anything but a proof."""
    if not scanned.startswith(PREFIX):
        raise ValueError(scanned)
    try:
        window, digest, signature = cbor2.loads(_plain(scanned[len(PREFIX) :]))
        return Proof(str(window), bytes(digest).hex(), bytes(signature))
    except (cbor2.CBORDecodeError, TypeError) as error:
        raise ValueError(scanned) from error


def _base45(data: bytes) -> str:
    found = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        value, size = int.from_bytes(pair), len(pair) + 1
        for _ in range(size):
            value, digit = divmod(value, 45)
            found.append(_ALPHABET[digit])
    return "".join(found)


def _plain(written: str) -> bytes:
    found = bytearray()
    for at in range(0, len(written), 3):
        part = written[at : at + 3]
        value = sum(_ALPHABET.index(sign) * 45**place for place, sign in enumerate(part))
        if len(part) < 2 or value >= 1 << 8 * (len(part) - 1):
            raise ValueError(written)
        found += value.to_bytes(len(part) - 1)
    return bytes(found)
