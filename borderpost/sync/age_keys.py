"""Who an age file is for: the two native kinds of recipient this program knows (C2SP age specification, c2sp.org/age).

`mlkem768x25519` is what bundles use: a hybrid of ML-KEM-768 and X25519 (X-Wing), so that a file copied today stays shut when
quantum computers come. `X25519` is read and written to prove that other implementations and this one understand each other.
The two are never mixed in one file: the weaker one would decide.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from borderpost.sync import bech32

FILE_KEY = 16
_WRAPPED = FILE_KEY + 16
_ZERO_NONCE = bytes(12)
_MLKEM_PUBLIC = 1184
_MLKEM_SEED = 64
_ENCAPSULATED = 1120
_INFO_HYBRID = b"age-encryption.org/mlkem768x25519"
_INFO_X25519 = b"age-encryption.org/v1/X25519"
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


class AgeError(ValueError):
    """Bytes that are not an age file this program can open."""


class MalformedHeader(AgeError):
    """The header does not follow the specification."""


class NoMatch(AgeError):
    """A good header, addressed to somebody else."""


class WrongMac(AgeError):
    """The file key was found, but the header was changed."""


class MalformedPayload(AgeError):
    """The sealed part was changed, cut or prolonged."""


@dataclass(frozen=True, slots=True)
class Stanza:
    """One way to the file key: its arguments (at least the kind) and its body."""

    arguments: tuple[str, ...]
    body: bytes


class Recipient(Protocol):
    """Whoever a file can be sealed for."""

    @property
    def post_quantum(self) -> bool:
        """Tell whether the kind withstands quantum computers."""
        ...

    def wrap(self, file_key: bytes) -> Stanza:
        """Seal the key of one file."""
        ...


class Identity(Protocol):
    """Whoever can open a file."""

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key, or None when the stanza is for somebody else; raises MalformedHeader."""
        ...


def encode_base64(data: bytes) -> str:
    """Return standard base64 without padding."""
    return base64.b64encode(data).decode("ascii").rstrip("=")


def decode_base64(text: str) -> bytes:
    """Read standard base64 without padding, canonical only; raises MalformedHeader."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise MalformedHeader("base64") from None
    if encode_base64(data) != text:
        raise MalformedHeader("base64")
    return data


def derive(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """Return 32 bytes of HKDF-SHA-256."""
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def _share(stanza: Stanza, length: int) -> bytes:
    if len(stanza.arguments) != 2:
        raise MalformedHeader("arguments")
    share = decode_base64(stanza.arguments[1])
    if len(share) != length or len(stanza.body) != _WRAPPED:
        raise MalformedHeader("length")
    return share


def _exchange(key: X25519PrivateKey, share: bytes) -> bytes:
    try:
        return key.exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError:  # the specification: abort when the shared secret is all zero
        raise MalformedHeader("share") from None


@dataclass(frozen=True)
class HybridRecipient:
    """The public half of a hybrid identity: 1,216 bytes, `age1pq1…` as text."""

    public: bytes
    post_quantum = True

    def __post_init__(self) -> None:
        """Refuse bytes that are no key; raises ValueError."""
        if len(self.public) != _MLKEM_PUBLIC + 32:
            raise ValueError(len(self.public))
        _ = self._key

    @cached_property
    def _key(self) -> hpke.MLKEM768X25519PublicKey:
        return hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(self.public[:_MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(self.public[_MLKEM_PUBLIC:]),
        )

    @classmethod
    def parse(cls, text: str) -> HybridRecipient:
        """Read `age1pq1…`; raises ValueError."""
        prefix, data = bech32.decode(text)
        if prefix != "age1pq":
            raise ValueError(prefix)
        return cls(data)

    def __str__(self) -> str:
        return bech32.encode("age1pq", self.public)

    def wrap(self, file_key: bytes) -> Stanza:
        """Seal the key of one file by HPKE (RFC 9180, base mode)."""
        sealed = _SUITE.encrypt(file_key, self._key, info=_INFO_HYBRID)
        return Stanza(("mlkem768x25519", encode_base64(sealed[:_ENCAPSULATED])), sealed[_ENCAPSULATED:])


class HybridIdentity:
    """A hybrid key pair grown from a 32-byte seed; `AGE-SECRET-KEY-PQ-1…` as text."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != 32:
            raise ValueError(len(seed))
        grown = hashlib.shake_256(seed).digest(_MLKEM_SEED + 32)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(grown[:_MLKEM_SEED])
        x25519 = X25519PrivateKey.from_private_bytes(grown[_MLKEM_SEED:])
        self._x25519 = x25519
        self._key = hpke.MLKEM768X25519PrivateKey(mlkem, x25519)
        self.recipient = HybridRecipient(mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> HybridIdentity:
        """Return a new key pair."""
        return cls(os.urandom(32))

    @classmethod
    def parse(cls, text: str) -> HybridIdentity:
        """Read `AGE-SECRET-KEY-PQ-1…`; raises ValueError."""
        prefix, seed = bech32.decode(text)
        if prefix != "age-secret-key-pq-":
            raise ValueError(prefix)
        return cls(seed)

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Open the key of one file; None for another kind or another recipient."""
        if stanza.arguments[0] != "mlkem768x25519":
            return None
        share = _share(stanza, _ENCAPSULATED)
        _exchange(self._x25519, share[-32:])
        try:
            return _SUITE.decrypt(share + stanza.body, self._key, info=_INFO_HYBRID)
        except InvalidTag:
            return None


@dataclass(frozen=True)
class X25519Recipient:
    """The public half of an X25519 identity: 32 bytes, `age1…` as text."""

    public: bytes
    post_quantum = False

    @classmethod
    def parse(cls, text: str) -> X25519Recipient:
        """Read `age1…`; raises ValueError."""
        prefix, data = bech32.decode(text)
        if prefix != "age" or len(data) != 32:
            raise ValueError(prefix)
        return cls(data)

    def __str__(self) -> str:
        return bech32.encode("age", self.public)

    def wrap(self, file_key: bytes) -> Stanza:
        """Seal the key of one file under a fresh exchange."""
        fresh = X25519PrivateKey.generate()
        share = fresh.public_key().public_bytes_raw()
        secret = fresh.exchange(X25519PublicKey.from_public_bytes(self.public))
        key = derive(secret, share + self.public, _INFO_X25519)
        return Stanza(("X25519", encode_base64(share)), ChaCha20Poly1305(key).encrypt(_ZERO_NONCE, file_key, None))


class X25519Identity:
    """An X25519 key pair; `AGE-SECRET-KEY-1…` as text."""

    def __init__(self, secret: bytes) -> None:
        self._key = X25519PrivateKey.from_private_bytes(secret)
        self.recipient = X25519Recipient(self._key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> X25519Identity:
        """Return a new key pair."""
        return cls(os.urandom(32))

    @classmethod
    def parse(cls, text: str) -> X25519Identity:
        """Read `AGE-SECRET-KEY-1…`; raises ValueError."""
        prefix, secret = bech32.decode(text)
        if prefix != "age-secret-key-":
            raise ValueError(prefix)
        return cls(secret)

    def __str__(self) -> str:
        return bech32.encode("age-secret-key-", self._key.private_bytes_raw()).upper()

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Open the key of one file; None for another kind or another recipient."""
        if stanza.arguments[0] != "X25519":
            return None
        share = _share(stanza, 32)
        secret = _exchange(self._key, share)
        key = derive(secret, share + self.recipient.public, _INFO_X25519)
        try:
            return ChaCha20Poly1305(key).decrypt(_ZERO_NONCE, stanza.body, None)
        except InvalidTag:
            return None
