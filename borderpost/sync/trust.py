"""Whom this machine believes: peers, their keys, and until when.

A peer is a post or a headquarters. It signs with the Ed25519 keys of its feeds (one per workstation), receives under one age
recipient, and has a public key for each compartment of sealed identities. A withdrawn key keeps the entries up to the number
named at its withdrawal: what was receipted before stays valid.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from borderpost.sync.age_keys import HybridRecipient
from borderpost.sync.envelope import canonical, feed_name

_PEER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_COMPARTMENT = re.compile(r"[a-z][a-z0-9-]{0,31}")
_MAX_NAME = 120
_MAX_KEYS = 16
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def is_peer_id(text: object) -> bool:
    """Tell whether a value can name a peer: up to 32 letters, digits, dots, hyphens and underscores."""
    return type(text) is str and _PEER.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Peer:
    """A post or a headquarters as others know it: public things only. `revoked_after` maps a feed to its last good number."""

    id: str
    name: str
    keys: tuple[bytes, ...]
    recipient: str
    compartments: Mapping[str, bytes] = field(default_factory=lambda: _NOTHING)
    revoked_after: Mapping[str, int] = field(default_factory=lambda: _NOTHING)

    @property
    def feeds(self) -> tuple[str, ...]:
        """Return the names of the feeds its keys sign for."""
        return tuple(feed_name(key) for key in self.keys)

    def plain(self) -> dict[str, Any]:
        """Return the key material as JSON-plain words: what a fingerprint covers and an enrolment file carries."""
        return {
            "compartments": {name: key.hex() for name, key in self.compartments.items()},
            "id": self.id,
            "keys": sorted(key.hex() for key in self.keys),
            "name": self.name,
            "recipient": self.recipient,
        }

    @classmethod
    def from_plain(cls, words: object) -> Peer:
        """Read what `plain` wrote; raises ValueError."""
        match words:
            case {
                "compartments": dict(compartments),
                "id": id_,
                "keys": list(keys),
                "name": str(name),
                "recipient": str(recipient),
                **rest,
            } if not rest and is_peer_id(id_) and 1 <= len(keys) <= _MAX_KEYS and len(name) <= _MAX_NAME:
                HybridRecipient.parse(recipient)
                return cls(id_, name, tuple(map(_key, keys)), recipient, dict(map(_compartment, compartments.items())))
            case _:
                raise ValueError("peer")

    def fingerprint(self) -> str:
        """Return 8 groups of 4 digits to be read aloud: the SHA-256 of the canonical key material, modulo 10^32."""
        number = int.from_bytes(hashlib.sha256(canonical(self.plain())).digest(), "big") % 10**32
        digits = f"{number:032d}"
        return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def _key(text: object) -> bytes:
    if type(text) is not str or re.fullmatch(r"[0-9a-f]{64}", text) is None:
        raise ValueError("key")
    return bytes.fromhex(text)


def _compartment(item: tuple[object, object]) -> tuple[str, bytes]:
    name, key = item
    if type(name) is not str or _COMPARTMENT.fullmatch(name) is None or type(key) is not str:
        raise ValueError("compartment")
    if re.fullmatch(r"(?:[0-9a-f]{2}){1,4096}", key) is None:
        raise ValueError("compartment")
    return name, bytes.fromhex(key)


@dataclass(frozen=True, slots=True)
class Trust:
    """The list of peers, and who reads it. `me` is empty for a courier, who opens nothing."""

    me: str
    peers: tuple[Peer, ...] = ()

    def peer(self, id_: str) -> Peer | None:
        """Return the peer of this name."""
        return next((peer for peer in self.peers if peer.id == id_), None)

    def signer(self, feed: str) -> tuple[Peer, bytes] | None:
        """Return the peer, and its Ed25519 key, that signs for a feed."""
        for peer in self.peers:
            for key in peer.keys:
                if feed_name(key) == feed:
                    return peer, key
        return None
