"""A whole record as its journal says: values, conflicts, its way to headquarters, its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from borderpost.domain import clock, reading
from borderpost.domain.clock import HybridClock
from borderpost.domain.errors import UserError
from borderpost.domain.fields import Plain
from borderpost.domain.ids import Version
from borderpost.domain.records import Register
from borderpost.domain.words import N_, _
from borderpost.journal.entry import Entry
from borderpost.journal.heads import COMPARTMENT, WITHDRAWN, Head, RecordState, project
from borderpost.keys.identity import NotGranted
from borderpost.registers import KINDS
from borderpost.services.checks import version_of
from borderpost.services.legal_clocks import missed
from borderpost.services.record_lists import RecordLists
from borderpost.services.views import ConflictView, HistoryChange, HistoryItem, Hit, MissedView, Option, RecordView, WayStep
from borderpost.storage.unit_of_work import RecordMissing, entries_of
from borderpost.storage.vault import Vault


class RecordViews(RecordLists):
    """What can be read of one record."""

    def load(self, record_id: str) -> RecordView:
        """Return a whole record; raises RecordMissing.

        Sealed groups this user holds no key to, or of a protected person, are hidden: a protected identity is read through
        `VictimService.reveal`, which asks why and writes it down.
        """
        record = version_of(record_id)
        with self._session.read() as connection:
            key, entries = self.entries(connection, record)
            entries.sort(key=lambda entry: (entry.clock, entry.feed, entry.seq))
            state = project(entries)
            register = KINDS[state.kind]
            values, hidden = self._values(connection, register, state, key)
            states = self._states.load(connection)
            tip = self._tip(connection, state)
            shown = self._state(states, tip, key, len(state.conflicts), withdrawn=state.withdrawn is not None)
            return RecordView(
                state.kind,
                str(record),
                key,
                str(values.get("number") or ""),
                values,
                {name: tuple(str(head.version) for head in heads) for name, heads in _by_field(register, state).items()},
                tuple(
                    self._conflict(connection, register, state, name) for name in state.conflicts if name in register.by_name
                ),
                shown,
                (WayStep("saved", _("Saved"), "", _when(entries[-1])), *states.way(tip)),
                state.withdrawn is not None,
                state.withdrawn,
                frozenset(hidden),
                state.compartment != "post",
                _when(entries[0]),
                state.entries,
                tuple(self._referrers(connection, key)),
                () if state.withdrawn is not None else self._missed(register, values),
            )

    def _missed(self, register: Register, values: Mapping[str, Plain]) -> tuple[MissedView, ...]:
        return tuple(missed(register.kind, register.whole(values), self._session.clock.now()))

    def history(self, record_id: str) -> list[HistoryItem]:
        """Return every act on a record, newest first, looks and prints included."""
        record = version_of(record_id)
        with self._session.read() as connection:
            _key, entries = self.entries(connection, record)
            entries.sort(key=lambda entry: (entry.clock, entry.feed, entry.seq))
            register = KINDS[entries[0].kind]
            machines = {feed.name: feed.machine or "" for feed in self._session.database.feeds(connection)}
            standing: dict[str, Plain] = {}
            found = [
                HistoryItem(
                    _when(entry),
                    self.officer_name(connection, entry.actor),
                    machines.get(entry.feed, ""),
                    entry.action,
                    tuple(self._changes(register, entry, standing)),
                    entry.reason,
                    str(entry.version),
                )
                for entry in entries
            ]
        return found[::-1]

    def entries(self, connection: sa.Connection, record: Version) -> tuple[int, list[Entry]]:
        """Return (key, entries) of a record; raises RecordMissing."""
        key = self._session.database.known_key(connection, record)
        found = entries_of(connection, key) if key is not None else []
        if key is None or not found:
            raise RecordMissing
        return key, found

    def _values(
        self, connection: sa.Connection, register: Register, state: RecordState, key: int
    ) -> tuple[dict[str, Plain], set[str]]:
        """Return (readable values, names of hidden fields)."""
        values = {name: value for name, value in state.values.items() if name in register.by_name}
        hidden: set[str] = set()
        vault = Vault(self._session.keyring)
        for group, names in register.sealed_groups.items():
            if state.compartment != "post":
                hidden |= set(names)
                continue
            heads = state.heads.get(group)
            if not heads or heads[0].value is None:
                continue
            try:
                values |= vault.open(connection, key, state.kind, group, state.record, heads[0].value)
            except NotGranted:
                hidden |= set(names)
        return values, hidden

    def _seen_values(
        self, connection: sa.Connection, register: Register, record: Version, seen: Mapping[str, Sequence[str]]
    ) -> tuple[dict[str, Plain], frozenset[str]]:
        """Return the values as the author saw them: of the heads they were shown, not of what stands now."""
        key, entries = self.entries(connection, record)
        state = project(entries)
        if state.withdrawn is not None:
            raise UserError(N_("This record was withdrawn. Take it back before changing it."))
        wanted = {name: {str(item) for item in found} for name, found in seen.items()}
        then = RecordState(state.kind, record, first=state.first, entries=state.entries)
        for entry in entries:
            for name, value in entry.fields.items():
                for field in register.sealed_groups.get(name, (name,)):
                    if str(entry.version) in wanted.get(field, ()):
                        head = Head(entry.version, value, entry.clock, entry.actor)
                        heads = [*then.heads.get(name, ()), head]
                        then.heads[name] = tuple(sorted(heads, key=lambda item: (item.clock, item.version), reverse=True))
                        break
        if COMPARTMENT in state.heads:
            then.heads[COMPARTMENT] = state.heads[COMPARTMENT]
        values, hidden = self._values(connection, register, then, key)
        return values, frozenset(hidden)

    def _tip(self, connection: sa.Connection, state: RecordState) -> int:
        own = self._session.database.own_feed
        return self._session.database.key(connection, Version(own, state.tips[own])) if own in state.tips else 0

    def _conflict(self, connection: sa.Connection, register: Register, state: RecordState, name: str) -> ConflictView:
        field = register.by_name[name]
        machines = {feed.name: feed.machine or "" for feed in self._session.database.feeds(connection)}
        options = tuple(
            Option(
                str(head.version),
                head.value,
                "" if head.value is None else reading.show(field, head.value, title=self.title),
                self.officer_name(connection, head.actor),
                HybridClock.instant(head.clock).astimezone(clock.VIETNAM),
                machines.get(head.version.feed, ""),
            )
            for head in state.heads[name]
        )
        return ConflictView(name, field.label, options)

    def _changes(self, register: Register, entry: Entry, standing: dict[str, Plain]) -> list[HistoryChange]:
        found = []
        for name, value in entry.fields.items():
            field = register.by_name.get(name)
            if name in register.sealed_groups:
                found.append(HistoryChange(name, _("Identity (sealed)"), "", ""))
            elif field is not None:
                before = standing.get(name)
                found.append(
                    HistoryChange(
                        name,
                        _(field.label),
                        "" if before is None else reading.show(field, before, title=self.title),
                        "" if value is None else reading.show(field, value, title=self.title),
                    )
                )
                standing[name] = value
            elif name == WITHDRAWN:
                found.append(HistoryChange(name, _("Withdrawn"), "", str(value or "")))
        return found

    def _referrers(self, connection: sa.Connection, key: int) -> list[Hit]:
        rows = connection.exec_driver_sql(
            "SELECT DISTINCT source FROM links WHERE target = ? ORDER BY source DESC LIMIT 50", (key,)
        )
        by_kind: dict[str, list[int]] = {}
        for (source,) in rows:
            by_kind.setdefault(str(self._kind_of(connection, source)), []).append(source)
        return [hit for kind, keys in by_kind.items() for hit in self._hits(connection, kind, keys)]


def _when(entry: Entry) -> datetime:
    return HybridClock.instant(entry.clock).astimezone(clock.VIETNAM)


def _by_field(register: Register, state: RecordState) -> dict[str, tuple[Head, ...]]:
    """Return the heads by field name, a sealed group's under each of its fields."""
    found: dict[str, tuple[Head, ...]] = {}
    for name, heads in state.heads.items():
        for field in register.sealed_groups.get(name, (name,)):
            if not field.startswith("@"):
                found[field] = heads
    return found
