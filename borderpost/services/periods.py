"""Closed periods as the journal holds them: frozen figures, their hash, and the signature they are verified by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from borderpost.domain.clock import VIETNAM, HybridClock
from borderpost.domain.errors import BorderpostError
from borderpost.domain.figures import Figures, Window
from borderpost.domain.words import N_
from borderpost.journal.heads import project
from borderpost.services.session import Session
from borderpost.statistics import snapshot
from borderpost.statistics.proof import Proof
from borderpost.storage import tables
from borderpost.storage.unit_of_work import entries_of

KIND = "periods"


class SnapshotChanged(BorderpostError):
    """The frozen figures are not what was signed."""

    exit_code = 4

    def __init__(self, window: str) -> None:
        super().__init__(
            N_("The frozen figures of {window} are not what was signed. Run the check of the database."), window=window
        )


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """A closed period. `heads`: the last sequence number counted, by feed; `proof` is what paper carries of it."""

    figures: Figures
    heads: Mapping[str, int]
    proof: Proof
    at: datetime
    actor: str


class ClosedPeriods:
    """Reads closed periods; each is verified once. Raises SnapshotChanged."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[int, ClosedPeriod] = {}

    def find(self, connection: sa.Connection, wanted: Sequence[Window]) -> dict[str, ClosedPeriod]:
        """Return the closed ones of some windows by name.

        Closed on two machines before they met, the close that came first stands, on every machine the same.
        """
        table = tables.table(KIND)
        query = sa.select(table.c.id, table.c.window).where(
            table.c.withdrawn == 0, table.c.window.in_([window.name for window in wanted])
        )
        found: dict[str, ClosedPeriod] = {}
        for key, name in connection.execute(query):
            if key not in self._known:
                self._known[key] = self._read(connection, key, name)
            closed = self._known[key]
            if name not in found or (closed.at, closed.proof.digest) < (found[name].at, found[name].proof.digest):
                found[name] = closed
        return found

    def _read(self, connection: sa.Connection, key: int, name: str) -> ClosedPeriod:
        state = project(entries_of(connection, key))
        values = state.values
        frozen, proof = values.get("snapshot"), Proof(name, values.get("snapshot_hash", ""), values.get("signature", b""))
        if state.first is None:  # an amendment arrived before the close itself
            raise SnapshotChanged(name)
        at, actor = HybridClock.instant(state.first.clock).astimezone(VIETNAM), state.first.actor
        public = self._public_key(connection, actor)
        if not isinstance(frozen, bytes) or snapshot.digest(frozen) != proof.digest:
            raise SnapshotChanged(name)
        if public is not None and not proof.holds(public):
            raise SnapshotChanged(name)
        return ClosedPeriod(snapshot.thaw(frozen), snapshot.heads(frozen), proof, at, actor)

    @staticmethod
    def _public_key(connection: sa.Connection, uid: str) -> bytes | None:
        """Return the signing key of an officer; None while the record of that officer has not arrived."""
        table = tables.table("officers")
        for key in connection.execute(sa.select(table.c.id).where(table.c.uid == uid)).scalars():
            public = project(entries_of(connection, key)).values.get("signing_key")
            if isinstance(public, bytes):
                return public
        return None
