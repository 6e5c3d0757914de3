"""Key pairs: hybrid ML-KEM-768 + X25519 to be given secrets (HPKE, RFC 9180), Ed25519 to sign."""

from __future__ import annotations

import hashlib
import os

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from borderpost.domain.errors import UserError
from borderpost.domain.words import N_

SEED = 32
_MLKEM_SEED = 64
_MLKEM_PUBLIC = 1184
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class NotGranted(UserError):
    """The key for this was not given to this user."""

    def __init__(self) -> None:
        super().__init__(N_("This account was not given the key for this. Ask the commander or the victim officer."))


def _public(raw: bytes) -> hpke.MLKEM768X25519PublicKey:
    return hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC]), X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC:])
    )


def seal_to(public: bytes, secret: bytes, info: bytes) -> bytes:
    """Seal a secret for the holder of a KEM key pair; `info` binds it to its purpose. 1,136 bytes longer than the secret."""
    return bytes(_SUITE.encrypt(secret, _public(public), info))


def verify(public: bytes, signature: bytes, data: bytes) -> bool:
    """Tell whether `signature` over `data` is of this Ed25519 key; malformed keys and signatures are just wrong."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def feed_name(public: bytes) -> str:
    """Return the name of the feed that signs with this key."""
    return hashlib.sha256(public).hexdigest()[:16]


class Receiver:
    """A KEM key pair grown from 32 bytes as X-Wing does: SHAKE256 gives the ML-KEM seed and the X25519 scalar."""

    def __init__(self, seed: bytes) -> None:
        self.seed = bytes(seed)
        stream = hashlib.shake_256(self.seed).digest(_MLKEM_SEED + 32)
        first = MLKEM768PrivateKey.from_seed_bytes(stream[:_MLKEM_SEED])
        second = X25519PrivateKey.from_private_bytes(stream[_MLKEM_SEED:])
        self._private = hpke.MLKEM768X25519PrivateKey(first, second)
        self.public = first.public_key().public_bytes_raw() + second.public_key().public_bytes_raw()

    @classmethod
    def new(cls) -> Receiver:
        """Return a new key pair."""
        return cls(os.urandom(SEED))

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Return the secret; raises NotGranted when it was sealed for somebody else, for another purpose, or changed."""
        try:
            return bytes(_SUITE.decrypt(sealed, self._private, info))
        except (InvalidTag, ValueError):
            raise NotGranted from None


class Signer:
    """An Ed25519 key pair."""

    def __init__(self, seed: bytes) -> None:
        self.seed = bytes(seed)
        self._private = Ed25519PrivateKey.from_private_bytes(self.seed)
        self.public = self._private.public_key().public_bytes_raw()

    @classmethod
    def new(cls) -> Signer:
        """Return a new key pair."""
        return cls(os.urandom(SEED))

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte signature."""
        return self._private.sign(data)


class UserKeys:
    """What a user is in keys: 64 bytes, half to be given secrets, half to sign."""

    def __init__(self, seed: bytes) -> None:
        self.receiver = Receiver(seed[:SEED])
        self.signer = Signer(seed[SEED:])

    @property
    def seed(self) -> bytes:
        """Return the 64 bytes both pairs grow from."""
        return self.receiver.seed + self.signer.seed

    @classmethod
    def new(cls) -> UserKeys:
        """Return new keys."""
        return cls(os.urandom(2 * SEED))
