"""Sealed groups of fields: AES-256-GCM under a key of the record, itself wrapped for a compartment.

The ciphertext goes into the journal; the wrapped record keys do not, so that erasing them erases the identity and leaves the
chain whole. A writer who holds the compartment wraps symmetrically (61 bytes); one who does not seals by HPKE to its public
key, and so can write what they cannot read back.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import cbor2
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from borderpost.keys.identity import NotGranted, Receiver, seal_to
from borderpost.keys.keyring import Keyring

KEY = 32
_NONCE = 12
_SYMMETRIC = b"\x01"
_TO_PUBLIC = b"\x02"


def _bound(kind: str, group: str, record: str) -> bytes:
    return f"{kind}|{group}|{record}".encode()


def seal_group(values: Mapping[str, Any], kind: str, group: str, record: str, key: bytes | None = None) -> tuple[bytes, bytes]:
    """Return (sealed values, record key). The place they belong to is authenticated: a blob moved to another record fails."""
    record_key = key or os.urandom(KEY)
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(record_key).encrypt(nonce, cbor2.dumps(dict(values)), _bound(kind, group, record))
    return nonce + sealed, record_key


def open_group(sealed: bytes, kind: str, group: str, record: str, record_key: bytes) -> dict[str, Any]:
    """Return the values; raises NotGranted when key, place or bytes do not fit."""
    try:
        plain = AESGCM(record_key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(kind, group, record))
    except (InvalidTag, ValueError):
        raise NotGranted from None
    found: dict[str, Any] = cbor2.loads(plain)
    return found


@lru_cache(maxsize=16)
def _wrapping_key(seed: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY, None, b"borderpost record key").derive(seed))


def _purpose(compartment: str, epoch: int, record: str) -> bytes:
    return f"record key|{compartment}/{epoch}|{record}".encode()


def wrap_key(record_key: bytes, keyring: Keyring, compartment: str, record: str) -> tuple[int, bytes]:
    """Wrap a record key for a compartment of this post; returns (epoch, wrapped)."""
    epoch, public = keyring.public[compartment]
    if keyring.holds(compartment, epoch):
        nonce = os.urandom(_NONCE)
        cipher = _wrapping_key(keyring.receiver(compartment, epoch).seed)
        return epoch, _SYMMETRIC + nonce + cipher.encrypt(nonce, record_key, _purpose(compartment, epoch, record))
    return epoch, wrap_key_for(record_key, public, compartment, epoch, record)


def wrap_key_for(record_key: bytes, public: bytes, compartment: str, epoch: int, record: str) -> bytes:
    """Wrap a record key for somebody else's compartment, known by its public key."""
    return _TO_PUBLIC + seal_to(public, record_key, _purpose(compartment, epoch, record))


def unwrap_with(wrapped: bytes, receiver: Receiver, compartment: str, epoch: int, record: str) -> bytes:
    """Return the record key with a compartment's key pair; raises NotGranted."""
    purpose = _purpose(compartment, epoch, record)
    if wrapped[:1] == _TO_PUBLIC:
        return receiver.open(wrapped[1:], purpose)
    if wrapped[:1] != _SYMMETRIC:
        raise NotGranted
    try:
        return _wrapping_key(receiver.seed).decrypt(wrapped[1 : 1 + _NONCE], wrapped[1 + _NONCE :], purpose)
    except (InvalidTag, ValueError):
        raise NotGranted from None


def unwrap_key(wrapped: bytes, keyring: Keyring, compartment: str, epoch: int, record: str) -> bytes:
    """Return the record key; raises NotGranted when this user does not hold the compartment."""
    return unwrap_with(wrapped, keyring.receiver(compartment, epoch), compartment, epoch, record)


def seal_bytes(data: bytes, key: bytes, purpose: bytes) -> bytes:
    """Seal bytes under a symmetric key, bound to a purpose."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, purpose)


def open_bytes(sealed: bytes, key: bytes, purpose: bytes) -> bytes:
    """Return what `seal_bytes` sealed; raises NotGranted."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose)
    except (InvalidTag, ValueError):
        raise NotGranted from None
