"""Who this place is to others, and whom it believes: the keys behind bundles, receipts and enrolment."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import Any

import cbor2
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from borderpost.domain.text import fold
from borderpost.services.session import Session
from borderpost.storage import tables
from borderpost.storage.database import get_setting, put_setting
from borderpost.sync.age_keys import HybridIdentity
from borderpost.sync.trust import Peer, Trust

_SEED = "sync/identity"
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Known:
    """A peer that is believed, and what was last taken in from it."""

    peer: Peer
    last_number: int = 0
    last_at: str = ""


def identity(session: Session) -> HybridIdentity:
    """Return the key pair that opens bundles for this place; made when it is first needed, kept in the encrypted database."""
    with session.read() as connection:
        seed = get_setting(connection, _SEED)
    if seed is None:
        seed = os.urandom(32)
        with session.database.write() as connection:
            put_setting(connection, _SEED, seed)
    return HybridIdentity(seed)


def feed_key(session: Session) -> Ed25519PrivateKey:
    """Return the key that signs for this machine's feed."""
    signer = session.database.feed_signer
    if signer is None:
        raise RuntimeError
    return Ed25519PrivateKey.from_private_bytes(signer.seed)


def peer_id(session: Session) -> str:
    """Return what others call this machine: the post's code without accents, and the number of the machine."""
    with session.read() as connection:
        code, machine = (get_setting(connection, f"post/{name}") for name in ("code", "machine"))
    plain = re.sub(r"[^A-Z0-9]+", "-", fold(str(code or "")).upper()).strip("-")[:_LONGEST]
    return f"{plain or session.database.own_feed}-{machine or 1}"


def me(session: Session) -> Peer:
    """Return this place as others are to know it. A headquarters shows its compartments' public keys, with their epoch."""
    with session.read() as connection:
        name = str(get_setting(connection, "post/name") or "")
    signer = session.database.feed_signer
    keys = () if signer is None else (signer.public,)
    compartments = {}
    if session.store.post.get("kind") == "hub":
        compartments = {f"{held}-{epoch}": public for held, (epoch, public) in session.keyring.public.items()}
    return Peer(peer_id(session), name, keys, str(identity(session).recipient), compartments)


def compartments_of(peer: Peer) -> dict[str, tuple[int, bytes]]:
    """Return (epoch, public key) by compartment, from the names `victim-1` of a headquarters' keys."""
    found: dict[str, tuple[int, bytes]] = {}
    for named, public in peer.compartments.items():
        name, _dash, epoch = named.rpartition("-")
        if name and epoch.isdigit() and int(epoch) >= found.get(name, (0, b""))[0]:
            found[name] = int(epoch), public
    return found


def all_known(connection: sa.Connection) -> list[Known]:
    """Return every peer that is believed."""
    rows = connection.execute(sa.select(tables.PEERS.c.body).order_by(tables.PEERS.c.peer))
    return [_read(row.body) for row in rows]


def known(connection: sa.Connection, peer: str) -> Known | None:
    """Return one peer."""
    body = connection.execute(sa.select(tables.PEERS.c.body).where(tables.PEERS.c.peer == peer)).scalar()
    return None if body is None else _read(body)


def believe(connection: sa.Connection, found: Known) -> None:
    """Keep a peer. A machine that was restored comes with another key: the ones before stay good for what they signed."""
    before = known(connection, found.peer.id)
    if before is not None:
        keys = tuple(dict.fromkeys((*before.peer.keys, *found.peer.keys)))
        found = replace(found, peer=replace(found.peer, keys=keys))
    connection.execute(sa.delete(tables.PEERS).where(tables.PEERS.c.peer == found.peer.id))
    body = cbor2.dumps({"peer": found.peer.plain(), "number": found.last_number, "at": found.last_at})
    connection.execute(sa.insert(tables.PEERS).values(peer=found.peer.id, body=body))


def trust(session: Session) -> Trust:
    """Return whom this place believes."""
    with session.read() as connection:
        peers = tuple(found.peer for found in all_known(connection))
    return Trust(peer_id(session), peers)


def _read(body: bytes) -> Known:
    plain: dict[str, Any] = cbor2.loads(body)
    return Known(Peer.from_plain(plain["peer"]), plain["number"], plain["at"])
