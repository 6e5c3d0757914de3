"""Signed words: a DSSE envelope (Dead Simple Signing Envelope) with one Ed25519 signature over canonical JSON.

The key id is the feed name of the signing key: the first 16 hex digits of the SHA-256 of its 32 public bytes. Both the
envelope and its payload have exactly one spelling (sorted keys, no blanks, UTF-8); every other spelling is refused, so that
no byte of a signed file can be changed unnoticed, not even one without meaning.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Any, NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class MalformedEnvelope(ValueError):
    """Bytes that are not an envelope of this kind in its one spelling."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A signed statement, not yet believed: its kind, words, exact payload, and whose signature it claims to carry."""

    kind: str
    words: dict[str, Any]
    payload: bytes
    signer: str
    signature: bytes

    def signed_by(self, public: bytes) -> bool:
        """Tell whether the holder of this Ed25519 key (32 bytes) signed exactly these words."""
        from securesystemslib.dsse import Envelope as Signed
        from securesystemslib.exceptions import VerificationError
        from securesystemslib.signer import Signature, SSlibKey  # type: ignore[attr-defined]  # re-exported without __all__

        signed = Signed(self.payload, self.kind, {self.signer: Signature(self.signer, self.signature.hex())})
        key = SSlibKey(feed_name(public), "ed25519", "ed25519", {"public": public.hex()})
        try:
            signed.verify([key], 1)
        except VerificationError:
            return False
        return True


def feed_name(public: bytes) -> str:
    """Return the name of the feed that a public Ed25519 key (32 bytes) signs for."""
    return hashlib.sha256(public).hexdigest()[:16]


def canonical(words: object) -> bytes:
    """Return the one spelling of JSON-plain words."""
    return json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _no_number(text: str) -> NoReturn:
    raise MalformedEnvelope(text[:16])


def read_canonical(data: bytes) -> dict[str, Any]:
    """Read a JSON object written in its one spelling, whole numbers only; raises MalformedEnvelope."""
    try:
        words = json.loads(data.decode(), parse_float=_no_number, parse_constant=_no_number)
        spelt = canonical(words)
    except (ValueError, RecursionError):
        raise MalformedEnvelope("json") from None
    if spelt != data or type(words) is not dict:
        raise MalformedEnvelope("json")
    return words


def seal(words: dict[str, Any], kind: str, key: Ed25519PrivateKey) -> bytes:
    """Return the exact bytes of a signed envelope."""
    from securesystemslib.dsse import Envelope as Signed
    from securesystemslib.signer import CryptoSigner, SSlibKey  # type: ignore[attr-defined]  # the same

    public = key.public_key().public_bytes_raw()
    signer = CryptoSigner(key, SSlibKey(feed_name(public), "ed25519", "ed25519", {"public": public.hex()}))
    signed = Signed(canonical(words), kind, {})
    signed.sign(signer)
    return canonical(signed.to_dict())


def _bytes(text: object) -> bytes:
    if type(text) is not str:
        raise MalformedEnvelope("base64")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedEnvelope("base64") from None
    if base64.b64encode(data).decode("ascii") != text:
        raise MalformedEnvelope("base64")
    return data


def read(data: bytes, kind: str) -> Envelope:
    """Read an envelope without believing it; raises MalformedEnvelope, and nothing else."""
    outer = read_canonical(data)
    if set(outer) != {"payload", "payloadType", "signatures"} or outer["payloadType"] != kind:
        raise MalformedEnvelope("envelope")
    match outer["signatures"]:
        case [{"keyid": str(signer), "sig": sig, **rest}] if not rest:
            payload = _bytes(outer["payload"])
            return Envelope(kind, read_canonical(payload), payload, signer, _bytes(sig))
        case _:
            raise MalformedEnvelope("signatures")
