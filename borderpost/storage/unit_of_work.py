"""One act of a person, in one transaction: entries of the journal and the views they change, signed by the author."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from borderpost.domain.clock import Clock, HybridClock
from borderpost.domain.errors import UserError
from borderpost.domain.fields import Plain
from borderpost.domain.ids import Version
from borderpost.domain.words import N_
from borderpost.journal.entry import NOTHING, Entry, StoredEntry, decode, encode
from borderpost.journal.heads import COMPARTMENT, WITHDRAWN, RecordState, bases_of, project
from borderpost.registers import KINDS
from borderpost.storage import tables
from borderpost.storage.database import Database, direct, next_number
from borderpost.storage.projector import Projector
from borderpost.storage.vault import Vault

_INSERT = "INSERT INTO journal (id, record, hash, body, signature) VALUES (?, ?, ?, ?, ?)"


class RecordMissing(UserError):
    """A record is not in this database."""

    def __init__(self) -> None:
        super().__init__(N_("This record is not here. It may not have arrived yet."))


def entries_of(connection: sa.Connection, record_key: int) -> list[Entry]:
    """Return every entry about a record, oldest first within each feed."""
    rows = direct(connection).execute("SELECT body FROM journal WHERE record = ? ORDER BY id", (record_key,))
    return [decode(row[0]) for row in rows]


class Work:
    """What may be done inside one transaction."""

    def __init__(self, connection: sa.Connection, database: Database, clock: Clock) -> None:
        self.connection = connection
        self._driver = direct(connection)
        self.database = database
        self.vault = Vault(database.keyring)
        self.projector = Projector(connection, database, self.vault)
        self._clock = clock
        self._feed = database.feed(connection, database.own_feed)
        self._seq = self._feed.seq
        self._hash = self._feed.hash or NOTHING
        self._hlc = HybridClock(self._feed.clock)
        self._pending: list[tuple[int, int, bytes, bytes]] = []
        self._last = 0
        self.kinds: set[str] = set()
        self.records: list[Version] = []

    def create(self, kind: str, values: Mapping[str, Plain], compartment: str | None = None) -> Version:
        """Write a new record of checked values; returns its name. `compartment` holds its sealed groups, if it has any."""
        register = KINDS[kind]
        record = Version(self.database.own_feed, self._seq + 1)
        fields = dict(values)
        if register.prefix and "number" in register.by_name:
            fields["number"] = self._record_number(kind, fields)
        where = compartment or register.default_compartment
        key = self._feed.no << tables.SHIFT | record.seq
        for group, names in register.sealed_groups.items():
            sealed = {name: fields.pop(name) for name in names if name in fields}
            if sealed:
                fields[group] = self.vault.seal(self.connection, key, kind, group, record, sealed, where)
        if register.sealed_groups and where != "post":
            fields[COMPARTMENT] = where
        entry = self._append(kind, record, "create", fields, {}, None)
        self.projector.store(project([entry]), known=False)
        return record

    def amend(
        self,
        record: Version,
        changes: Mapping[str, Plain],
        bases: Mapping[str, tuple[Version, ...]] | None = None,
        *,
        action: str = "amend",
        reason: str | None = None,
    ) -> RecordState:
        """Write changed fields (None clears one). `bases` are the versions the author saw; without them, what stands now."""
        state = self.state(record)
        register = KINDS[state.kind]
        fields = dict(changes)
        key = self.database.key(self.connection, record)
        for group, names in register.sealed_groups.items():
            sealed = {name: fields.pop(name) for name in names if name in fields}
            if sealed:
                fields[group] = self._reseal(state, key, group, sealed)
        if not fields:
            return state
        seen = {name: tuple(found) for name, found in bases.items() if name in fields} if bases is not None else {}
        for name in fields:
            if name not in seen and (bases is None or name in register.sealed_groups):
                seen |= bases_of(state, {name: None})
        self._append(state.kind, record, action, fields, seen, reason)
        return self._refresh(record)

    def withdraw(self, record: Version, reason: str | None) -> RecordState:
        """Withdraw a record for a reason, or with None take it back. Nothing is deleted."""
        state = self.state(record)
        self._append(state.kind, record, "withdraw", {WITHDRAWN: reason}, bases_of(state, {WITHDRAWN: None}), reason)
        return self._refresh(record)

    def protect(self, record: Version, compartment: str, reason: str | None = None) -> RecordState:
        """Move the keys of a record's sealed groups to another compartment and clear the searchable copy."""
        state = self.state(record)
        if state.compartment == compartment:
            return state
        key = self.database.key(self.connection, record)
        for group in KINDS[state.kind].sealed_groups:
            self.vault.move(self.connection, key, group, record, compartment)
        fields = {COMPARTMENT: compartment}
        self._append(state.kind, record, "protect", fields, bases_of(state, fields), reason)
        return self._refresh(record)

    def note(
        self, kind: str, record: Version | None, action: str, fields: Mapping[str, Any], reason: str | None = None
    ) -> Entry:
        """Write an act that changes no record: look, print, export, attach."""
        return self._append(kind, record, action, dict(fields), {}, reason)

    def state(self, record: Version) -> RecordState:
        """Return a record as it stands inside this transaction; raises RecordMissing."""
        self._flush()
        key = self.database.known_key(self.connection, record)
        found = entries_of(self.connection, key) if key is not None else []
        if not found:
            raise RecordMissing
        return project(found)

    def finish(self) -> None:
        """Sign the transaction's last entry as its author, and move the feed's head."""
        if self._seq == self._feed.seq:
            return
        signature = self.database.keyring.user.signer.sign(self._hash)
        if self._pending:
            *others, last = self._pending
            rows = [(*row, None) for row in others] + [(*last, signature)]
            self._driver.executemany(_INSERT, rows)
        else:
            self._driver.execute("UPDATE journal SET signature = ? WHERE id = ?", (signature, self._last))
        self._driver.execute(
            "UPDATE feeds SET seq = ?, hash = ?, clock = max(clock, ?) WHERE no = ?",
            (self._seq, self._hash, self._hlc.last, self._feed.no),
        )

    def _append(
        self,
        kind: str,
        record: Version | None,
        action: str,
        fields: Mapping[str, Any],
        bases: Mapping[str, tuple[Version, ...]],
        reason: str | None,
    ) -> Entry:
        self._seq += 1
        reading = self._hlc.tick(self._clock.now())
        entry = Entry(
            self.database.own_feed,
            self._seq,
            self._hash,
            reading,
            self.database.keyring.uid,
            kind,
            record,
            action,
            fields,
            bases,
            reason,
            KINDS[kind].schema if kind in KINDS else 1,
        )
        stored = StoredEntry(entry.feed, entry.seq, encode(entry))
        self._hash = stored.hash
        about = 0 if record is None else self.database.key(self.connection, record)
        self._last = self._feed.no << tables.SHIFT | self._seq
        self._pending.append((self._last, about, self._hash, stored.body))
        self.kinds.add(kind)
        if record is not None:
            self.records.append(record)
        return entry

    def _flush(self) -> None:
        if self._pending:
            self._driver.executemany(_INSERT, [(*row, None) for row in self._pending])
            self._pending.clear()

    def _refresh(self, record: Version) -> RecordState:
        state = self.state(record)
        self.projector.store(state, known=True)
        return state

    def _reseal(self, state: RecordState, key: int, group: str, changes: Mapping[str, Plain]) -> bytes:
        heads = state.heads.get(group)
        values: dict[str, Plain] = {}
        if heads and heads[0].value is not None:
            values = self.vault.open(self.connection, key, state.kind, group, state.record, heads[0].value)
        values |= changes
        kept = {name: value for name, value in values.items() if value is not None}
        return self.vault.seal(self.connection, key, state.kind, group, state.record, kept, state.compartment)

    def _record_number(self, kind: str, values: Mapping[str, Plain]) -> str:
        register = KINDS[kind]
        moment = values.get(register.moment) if register.moment else None
        year = str(moment)[2:4] if moment else f"{self._clock.now():%y}"
        machine = self._machine_digit()
        return f"{register.prefix}-{year}-{machine}{next_number(self.connection, f'number/{register.prefix}/{year}'):04d}"

    def _machine_digit(self) -> str:
        row = self._driver.execute("SELECT value FROM counters WHERE name = 'machine'").fetchone()
        return f"{row[0]}-" if row is not None and row[0] > 1 else ""


@contextmanager
def open_work(database: Database, clock: Clock) -> Iterator[Work]:
    """Open one transaction; everything in it is signed and committed together, or nothing is."""
    with database.write() as connection:
        work = Work(connection, database, clock)
        yield work
        work.finish()
