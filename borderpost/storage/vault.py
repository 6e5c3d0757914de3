"""Where the keys of sealed groups are kept: beside the journal, so that destroying one leaves the chain whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from borderpost.domain.ids import Version
from borderpost.keys import sealing
from borderpost.keys.identity import NotGranted
from borderpost.keys.keyring import Keyring
from borderpost.storage.tables import RECORD_KEYS

OWN = "post"

_INSERT = "INSERT OR REPLACE INTO record_keys (record, grp, holder, compartment, epoch, wrapped) VALUES (?, ?, 'post', ?, ?, ?)"
_SELECT = "SELECT compartment, epoch, wrapped FROM record_keys WHERE record = ? AND grp = ? AND holder = 'post'"


class Vault:
    """Seals and opens groups for one keyring."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def seal(
        self,
        connection: sa.Connection,
        key: int,
        kind: str,
        group: str,
        record: Version,
        values: Mapping[str, Any],
        compartment: str,
    ) -> bytes:
        """Seal a group of a new or known record; a known record keeps its key. Raises NotGranted if it is not ours."""
        known = connection.exec_driver_sql(_SELECT, (key, group)).first()
        record_key = None
        if known is not None:
            record_key = sealing.unwrap_key(known[2], self._keyring, known[0], known[1], str(record))
        sealed, record_key = sealing.seal_group(values, kind, group, str(record), record_key)
        if known is None:
            epoch, wrapped = sealing.wrap_key(record_key, self._keyring, compartment, str(record))
            connection.exec_driver_sql(_INSERT, (key, group, compartment, epoch, wrapped))
        return sealed

    def open(
        self, connection: sa.Connection, key: int, kind: str, group: str, record: Version, sealed: bytes
    ) -> dict[str, Any]:
        """Return the values of a group; raises NotGranted when this user holds no key to it, or it was erased."""
        known = connection.exec_driver_sql(_SELECT, (key, group)).first()
        if known is None:
            raise NotGranted
        record_key = sealing.unwrap_key(known[2], self._keyring, known[0], known[1], str(record))
        return sealing.open_group(sealed, kind, group, str(record), record_key)

    def compartment(self, connection: sa.Connection, key: int, group: str) -> str | None:
        """Return where the key of a group is kept."""
        known = connection.exec_driver_sql(_SELECT, (key, group)).first()
        return None if known is None else str(known[0])

    def move(self, connection: sa.Connection, key: int, group: str, record: Version, compartment: str) -> None:
        """Hand the key of a group to another compartment, and take it from the one before. Raises NotGranted."""
        known = connection.exec_driver_sql(_SELECT, (key, group)).first()
        if known is None or known[0] == compartment:
            return
        record_key = sealing.unwrap_key(known[2], self._keyring, known[0], known[1], str(record))
        epoch, wrapped = sealing.wrap_key(record_key, self._keyring, compartment, str(record))
        connection.execute(
            sa.delete(RECORD_KEYS).where(RECORD_KEYS.c.record == key, RECORD_KEYS.c.grp == group, RECORD_KEYS.c.holder == OWN)
        )
        connection.exec_driver_sql(_INSERT, (key, group, compartment, epoch, wrapped))

    def erase(self, connection: sa.Connection, key: int) -> None:
        """Destroy every key of a record's sealed groups: nobody can read them again. The journal stays whole."""
        connection.execute(sa.delete(RECORD_KEYS).where(RECORD_KEYS.c.record == key))
