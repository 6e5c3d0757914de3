"""What becomes of each row of a spreadsheet: new, changed, unchanged, wrong, or kept out for an unknown code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from borderpost.domain.errors import RefusedInput, UserError
from borderpost.domain.fields import Field, NamedField, Plain
from borderpost.domain.ids import Version
from borderpost.domain.records import Register, walk_links
from borderpost.domain.words import N_, Message, Problem, _
from borderpost.exchange import table_values
from borderpost.exchange.table_values import Columns, UnknownCode
from borderpost.journal.entry import Entry, decode
from borderpost.journal.heads import WRITES, RecordState, project
from borderpost.keys.identity import NotGranted
from borderpost.registers import KINDS
from borderpost.services.checks import check_step
from borderpost.services.session import Session
from borderpost.storage import tables as stored
from borderpost.storage.database import direct
from borderpost.storage.vault import Vault

PAGE = 500
"""Records read from the journal at once."""

REMEMBERED = 20_000
"""Cells whose reading is remembered."""

NEW, CHANGED, UNCHANGED, ERROR, QUARANTINED = "new", "changed", "unchanged", "error", "quarantined"

_BY_RECORD = "SELECT record, body FROM journal WHERE record IN (SELECT value FROM json_each(?)) ORDER BY record, id"

Line = tuple[int, list[str]]
"""Number of a row in the file, and its cells."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a row."""

    row: int
    what: str
    values: Mapping[str, Plain] = field(default_factory=dict)
    record: Version | None = None
    bases: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    column: str = ""
    message: Message | None = None


class _Refused(Exception):
    """A row that stays out."""

    def __init__(self, column: str, message: Message, what: str = ERROR) -> None:
        self.column, self.message, self.what = column, message, what
        super().__init__(str(message))


class Judge:
    """Decides what becomes of each row, on a connection that may write or not; itself it writes nothing."""

    def __init__(
        self, session: Session, connection: sa.Connection, register: Register, columns: Columns, orders: Mapping[str, str]
    ) -> None:
        self.connection = connection
        self._session = session
        self._register = register
        self._columns = columns
        self._orders = orders
        self._mapped = mapped(register, columns)
        places = {name: place for place, name in columns.fields.items()}
        self._places = {name: places[name] for name, _spec in self._mapped}
        self._id_place, self._seen_place = places.get(table_values.ID), places.get(table_values.SEEN)
        self._twins: Twins | None = None
        self._numbers: dict[str, dict[str, str]] = {}
        self._there: dict[str, bool] = {}
        self._read_before: dict[tuple[str, str, str | None], Plain] = {}

    def judge(self, batch: Sequence[Line]) -> list[Outcome]:
        """Return the outcome of each row."""
        keys = {row: self._key(cells) for row, cells in batch}
        known = states(self.connection, [key for key in keys.values() if key is not None])
        found = []
        for row, cells in batch:
            try:
                if cell_at(cells, self._id_place).strip():
                    found.append(self._known(row, cells, known.get(keys[row] or 0)))
                else:
                    found.append(self._new(row, cells))
            except _Refused as refused:
                found.append(Outcome(row, refused.what, column=refused.column, message=refused.message))
        return found

    def _key(self, cells: Sequence[str]) -> int | None:
        try:
            version = Version.parse(cell_at(cells, self._id_place).strip())
        except ValueError:
            return None
        return self._session.database.known_key(self.connection, version)

    def _new(self, row: int, cells: Sequence[str]) -> Outcome:
        values: dict[str, Plain] = {}
        for name, spec in self._mapped:
            if (value := self._read(name, spec, cells, values.get("border"))) is not None:
                values[name] = value
        if table_values.KEPT in values.values():
            raise _Refused("", Message(N_("“{text}” stands only in rows with an id."), {"text": table_values.KEPT}))
        if self._twins is None:
            sealed = frozenset(name for name, spec in self._mapped if spec.sealed is not None)
            self._twins = Twins(self._session, self.connection, self._register, sealed)
        clean, _problems = self._register.check(values)
        # A record that is here says so before any rule speaks: the file may hold no more of it than its open columns.
        twin = self._twins.take(self.connection, clean) if clean.keys() == values.keys() else False
        if twin is None:
            raise _Refused(
                "",
                Message(
                    N_("A record with the same open values is here, and its sealed part is not compared. Nothing written.")
                ),
            )
        return Outcome(row, UNCHANGED if twin else NEW, clean if twin else self._checked(values, frozenset()))

    def _known(self, row: int, cells: Sequence[str], found: tuple[RecordState, list[Entry]] | None) -> Outcome:
        if found is None or found[0].kind != self._register.kind or found[0].first is None:
            raise _Refused(
                table_values.heading(table_values.ID, self._register),
                Message(N_("No record of this id is here. Empty the cell to take the row in as a new record.")),
            )
        state, entries = found
        if state.withdrawn is not None:
            raise _Refused("", Message(N_("This record was withdrawn. Take it back before changing it.")))
        then = self._then(cells, state, entries)
        sealed, hidden = sealed_values(self._session, self.connection, self._register, state)
        before = {**then.values, **sealed}
        changes: dict[str, Plain] = {}
        for name, spec in self._mapped:
            cell = cell_at(cells, self._places[name])
            if cell == table_values.write(spec, before.get(name)) or (spec.sealed is not None and not cell.strip()):
                continue
            if name in hidden:
                raise _Refused(_(spec.label), Message(N_("The identity is sealed. Change it in its form.")))
            value = self._read(name, spec, cells, before.get("border"))
            if value not in (before.get(name), table_values.KEPT):
                changes[name] = value
        standing = {**state.values, **sealed}
        wanted = {name: value for name, value in changes.items() if value != standing.get(name)}
        if not wanted:
            return Outcome(row, UNCHANGED)
        full = {name: value for name, value in {**standing, **wanted}.items() if name in self._register.by_name}
        clean = self._checked(full, hidden, set(wanted))
        try:
            check_step(self._register.kind, standing, clean)
        except RefusedInput as refused:
            raise self._refusal(refused.problems) from None
        bases = {name: tuple(head.version for head in then.heads.get(name, ())) for name in wanted}
        return Outcome(row, CHANGED, {name: clean.get(name) for name in wanted}, state.record, bases)

    def _then(self, cells: Sequence[str], state: RecordState, entries: Sequence[Entry]) -> RecordState:
        """Return the record as the exporter saw it, or as it stands when the file does not say."""
        told = cell_at(cells, self._seen_place).split()
        if not told:
            return state
        try:
            tips = {version.feed: version.seq for version in map(Version.parse, told)}
        except ValueError:
            raise _Refused(
                table_values.heading(table_values.SEEN, self._register),
                Message(N_("This cell was changed. Export the record again.")),
            ) from None
        if tips == state.tips:
            return state
        seen = [item for item in entries if item.action not in WRITES or item.seq <= tips.get(item.feed, 0)]
        then = project(seen)
        return then if then.first is not None else state

    def _read(self, name: str, spec: Field, cells: Sequence[str], border: Any) -> Plain:
        """Return the value of a cell. Columns repeat themselves: plain texts that were read once are remembered."""
        cell = cell_at(cells, self._places[name])
        if cell == table_values.KEPT:
            return cell
        side = border if isinstance(border, str) else None
        key = (name, cell, side)
        plain = type(cell) is str  # a formula or a number of the same letters is another thing
        if plain and key in self._read_before:
            return self._read_before[key]
        try:
            value = table_values.read(spec, cell, order=self._orders.get(name, "dmy"), border=side, find=self._find)
        except UnknownCode as unknown:
            raise _Refused(_(spec.label), unknown.message, QUARANTINED) from None
        except UserError as error:
            raise _Refused(_(spec.label), error.message) from None
        if plain and isinstance(value, str | int | None):
            if len(self._read_before) > REMEMBERED:
                self._read_before.clear()
            self._read_before[key] = value
        return value

    def _checked(self, values: Mapping[str, Plain], hidden: frozenset[str], only: set[str] | None = None) -> dict[str, Plain]:
        clean, problems = self._register.check(values)
        blocking = [item for item in problems if item.blocking and item.field not in hidden]
        if blocking:
            raise self._refusal(blocking)
        read_here = [(name, spec) for name, spec in self._mapped if only is None or name in only]
        named = table_values.unknown_code([item for item in self._register.fields if item in read_here], clean)
        if named is not None:
            raise _Refused(_(self._register.by_name[named[0]].label), UnknownCode(named[1]).message, QUARANTINED)
        for path, target, _holder in walk_links(self._register.fields, clean):
            if not self._is_there(target):
                label = self._register.by_name[path.split(".")[0]].label
                raise _Refused(_(label), Message(N_("This record is not here. Choose another, or write it first.")))
        return clean

    def _refusal(self, problems: Sequence[Problem]) -> _Refused:
        first = problems[0]
        spec = self._register.by_name.get(first.field.split(".")[0])
        return _Refused(_(spec.label) if spec is not None else "", first.message)

    def _is_there(self, target: str) -> bool:
        if target not in self._there:
            key = self._session.database.known_key(self.connection, Version.parse(target))
            found = key is not None and direct(self.connection).execute("SELECT 1 FROM journal WHERE id = ?", (key,)).fetchone()
            self._there[target] = bool(found)
        return self._there[target]

    def _find(self, kind: str, text: str) -> str | None:
        """Return the record of a number such as TT-26-0214; None for what is none, or an id."""
        if not kind:  # a record of any register: the letters before its number tell of which
            before = text.partition("-")[0]
            of_it = [name for name, register in KINDS.items() if before and register.prefix == before]
            return next((found for name in of_it if (found := self._find(name, text))), None)
        if kind not in self._numbers:
            table = stored.table(kind)
            rows = self.connection.execute(sa.select(table.c.number, table.c.id)) if "number" in table.c else ()
            self._numbers[kind] = {
                str(number): str(self._session.database.version(self.connection, key)) for number, key in rows if number
            }
        return self._numbers[kind].get(text)


class Twins:
    """The records a row without id may have made before: by what they were created with, and by what they hold now.

    Each record answers for one row, so that a register with two equal records takes two equal rows for known, and a third
    for new. Sealed columns the file does not have count as unchanged. Built once, before anything is written.
    """

    def __init__(self, session: Session, connection: sa.Connection, register: Register, sealed: frozenset[str]) -> None:
        self._session = session
        self._register = register
        self._sealed = sealed
        self._kept = {name for name, spec in table_values.taken_in(register).items() if spec.sealed is None}
        self._by_values: dict[bytes, list[int]] = {}
        self._used: set[int] = set()
        driver = direct(connection)
        table = register.kind
        later = []
        for key, entries, body in driver.execute(
            f"SELECT r.id, r.entries, j.body FROM {table} r JOIN journal j ON j.id = r.id ORDER BY r.id"  # noqa: S608 - declared
        ):
            self._add(decode(body).fields, key)
            if entries > 1:
                later.append(key)
        for start in range(0, len(later), PAGE):
            for key, (state, _entries) in states(connection, later[start : start + PAGE]).items():
                self._add(state.values, key)

    def take(self, connection: sa.Connection, clean: Mapping[str, Plain]) -> bool | None:
        """Tell whether a record has these values, and use it up; None when a sealed part keeps it from being known."""
        unsure = False
        for key in self._by_values.get(self._digest(clean), ()):
            if key in self._used:
                continue
            same = self._same_sealed(connection, key, clean)
            if same:
                self._used.add(key)
                return True
            unsure = unsure or same is None
        return None if unsure else False

    def _same_sealed(self, connection: sa.Connection, key: int, clean: Mapping[str, Plain]) -> bool | None:
        if not self._sealed:
            return True
        mine = {name: clean[name] for name in self._sealed if name in clean}
        state, entries = states(connection, [key])[key]
        versions = [state, project([state.first])] if len(entries) > 1 and state.first is not None else [state]
        for version in versions:
            there, hidden = sealed_values(self._session, connection, self._register, _as_protected_now(version, state))
            if hidden:
                return None
            if {name: text for name, text in there.items() if name in self._sealed} == mine:
                return True
        return False

    def _add(self, values: Mapping[str, Plain], key: int) -> None:
        keys = self._by_values.setdefault(self._digest(values), [])
        if key not in keys[-1:]:
            keys.append(key)

    def _digest(self, values: Mapping[str, Plain]) -> bytes:
        kept = {name: value for name, value in values.items() if name in self._kept and value is not None}
        return hashlib.blake2b(json.dumps(kept, sort_keys=True, default=repr).encode(), digest_size=16).digest()


def _as_protected_now(version: RecordState, now: RecordState) -> RecordState:
    """Return an earlier state of a record with the protection it has now."""
    heads = {name: found for name, found in version.heads.items() if name[0] != "@"}
    return replace(version, heads=heads | {name: found for name, found in now.heads.items() if name[0] == "@"})


def sealed_values(
    session: Session, connection: sa.Connection, register: Register, state: RecordState
) -> tuple[dict[str, Plain], frozenset[str]]:
    """Return (sealed values, names of hidden fields). A protected identity is never opened here: that asks for a reason."""
    values: dict[str, Plain] = {}
    hidden: set[str] = set()
    vault = Vault(session.keyring)
    for group, names in register.sealed_groups.items():
        heads = state.heads.get(group)
        if not heads or heads[0].value is None:
            continue
        key = session.database.key(connection, state.record)
        if state.compartment != "post":
            hidden |= set(names)
            continue
        try:
            values |= vault.open(connection, key, register.kind, group, state.record, heads[0].value)
        except NotGranted:
            hidden |= set(names)
    return values, frozenset(hidden)


def states(connection: sa.Connection, keys: Sequence[int]) -> dict[int, tuple[RecordState, list[Entry]]]:
    """Return the state and the entries of records that are here, by key."""
    rows = direct(connection).execute(_BY_RECORD, (json.dumps(keys),)).fetchall() if keys else []
    found = {}
    for key, group in groupby(rows, key=lambda row: row[0]):
        entries = [decode(row[1]) for row in group]
        found[int(key)] = (project(entries), entries)
    return found


def mapped(register: Register, columns: Columns) -> list[NamedField]:
    """Return (name, field) of every column that is taken in, in declared order: a marker is read after its border."""
    taken = table_values.taken_in(register)
    present = set(columns.fields.values())
    return [named for named in register.fields if named.name in taken and named.name in present]


def cell_at(cells: Sequence[str], place: int | None) -> str:
    """Return a cell, empty beyond the end of its row."""
    return cells[place] if place is not None and place < len(cells) else ""
