"""What is typed and not saved yet: kept every 1.5 seconds, sealed for its writer alone, inside the encrypted database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import cbor2
import sqlalchemy as sa

from borderpost.domain import clock
from borderpost.keys import sealing
from borderpost.keys.identity import NotGranted
from borderpost.storage.database import Database
from borderpost.storage.tables import DRAFTS


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A form as it was when it was last kept. `content` is what the form gave."""

    key: str
    kind: str
    saved: datetime
    content: dict[str, Any]


def keep(connection: sa.Connection, database: Database, key: str, kind: str, content: dict[str, Any], now: datetime) -> None:
    """Keep a form, replacing what was kept under this key."""
    keyring = database.keyring
    body = sealing.seal_bytes(cbor2.dumps(content), keyring.personal_key(), key.encode())
    connection.execute(sa.delete(DRAFTS).where(DRAFTS.c.key == key, DRAFTS.c.uid == keyring.uid))
    connection.execute(sa.insert(DRAFTS).values(key=key, uid=keyring.uid, kind=kind, saved=clock.epoch(now), body=body))


def all_of_user(connection: sa.Connection, database: Database) -> list[StoredDraft]:
    """Return the drafts of whoever unlocked, newest first."""
    keyring = database.keyring
    query = sa.select(DRAFTS).where(DRAFTS.c.uid == keyring.uid).order_by(DRAFTS.c.saved.desc(), DRAFTS.c.key)
    found = []
    for row in connection.execute(query):
        try:
            content = cbor2.loads(sealing.open_bytes(row.body, keyring.personal_key(), row.key.encode()))
        except NotGranted:
            continue  # sealed under keys this account had before it was reset: unreadable for ever
        found.append(StoredDraft(row.key, row.kind, clock.from_epoch(row.saved), content))
    return found


def discard(connection: sa.Connection, database: Database, key: str) -> None:
    """Forget a draft of this user."""
    connection.execute(sa.delete(DRAFTS).where(DRAFTS.c.key == key, DRAFTS.c.uid == database.keyring.uid))


def count(connection: sa.Connection) -> int:
    """Return how many drafts all users of this machine have."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(DRAFTS)).scalar_one())
