"""Where the keys of sealed groups are kept: beside the journal, so that destroying one leaves the chain whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from borderpost.domain.ids import Version
from borderpost.keys import sealing
from borderpost.keys.identity import NotGranted
from borderpost.keys.keyring import Keyring
from borderpost.storage.database import direct

OWN = "post"
"""The holder of this post's own copies of record keys; the statements below read no other."""

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
        known = direct(connection).execute(_SELECT, (key, group)).fetchone()
        record_key = None
        if known is not None:
            record_key = sealing.unwrap_key(known[2], self._keyring, known[0], known[1], str(record))
        sealed, record_key = sealing.seal_group(values, kind, group, str(record), record_key)
        if known is None:
            epoch, wrapped = sealing.wrap_key(record_key, self._keyring, compartment, str(record))
            direct(connection).execute(_INSERT, (key, group, compartment, epoch, wrapped))
        return sealed

    def open(
        self, connection: sa.Connection, key: int, kind: str, group: str, record: Version, sealed: bytes
    ) -> dict[str, Any]:
        """Return the values of a group; raises NotGranted when this user holds no key to it, or it was erased."""
        known = direct(connection).execute(_SELECT, (key, group)).fetchone()
        if known is None:
            raise NotGranted
        record_key = sealing.unwrap_key(known[2], self._keyring, known[0], known[1], str(record))
        return sealing.open_group(sealed, kind, group, str(record), record_key)

    def compartment(self, connection: sa.Connection, key: int, group: str) -> str | None:
        """Return where the key of a group is kept."""
        known = direct(connection).execute(_SELECT, (key, group)).fetchone()
        return None if known is None else str(known[0])

    def move(self, connection: sa.Connection, key: int, group: str, record: Version, compartment: str) -> None:
        """Hand the key of a group to another compartment, and take it from the one before. Raises NotGranted."""
        known = direct(connection).execute(_SELECT, (key, group)).fetchone()
        if known is None or known[0] == compartment:
            return
        record_key = sealing.unwrap_key(known[2], self._keyring, known[0], known[1], str(record))
        epoch, wrapped = sealing.wrap_key(record_key, self._keyring, compartment, str(record))
        direct(connection).execute("DELETE FROM record_keys WHERE record = ? AND grp = ? AND holder = 'post'", (key, group))
        direct(connection).execute(_INSERT, (key, group, compartment, epoch, wrapped))

    def erase(self, connection: sa.Connection, key: int) -> None:
        """Destroy every key of a record's sealed groups: nobody can read them again. The journal stays whole."""
        direct(connection).execute("DELETE FROM record_keys WHERE record = ?", (key,))
