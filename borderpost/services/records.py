"""Records of every register: check, create, amend, withdraw, resolve, load, list, search, history."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from borderpost.domain import clock, codes, reading
from borderpost.domain.clock import HybridClock
from borderpost.domain.errors import RefusedInput, UserError
from borderpost.domain.fields import Choice, Choices, Count, Length, Link, NamedField, Plain, Rows
from borderpost.domain.ids import Version
from borderpost.domain.records import Register, row_fields, walk_links
from borderpost.domain.text import fold
from borderpost.domain.words import N_, Message, Problem, _
from borderpost.journal.entry import Entry
from borderpost.journal.heads import COMPARTMENT, WITHDRAWN, Head, RecordState, project
from borderpost.keys.identity import NotGranted
from borderpost.registers import KINDS
from borderpost.services.session import Changes, Session, changes_of
from borderpost.services.states import RecordStates
from borderpost.services.states import load as load_states
from borderpost.services.views import (
    ConflictView,
    HistoryChange,
    HistoryItem,
    Hit,
    Listing,
    Option,
    RecordView,
    RowView,
    StateView,
    WayStep,
)
from borderpost.storage import listing as lists
from borderpost.storage import tables
from borderpost.storage.unit_of_work import RecordMissing, Work, entries_of
from borderpost.storage.vault import Vault

VICTIM_ROLES = frozenset({"possible_victim"})
"""A person with such a role is protected the moment it is written."""

_REPEATED = {
    "patrols": ("kind", "mode", "border", "section", "leader", "leader_rank", "leader_position", "unit", "border_guards"),
    "detections": ("border", "finder"),
    "receptions": ("border", "officer"),
    "handovers": ("officer",),
}


class UnknownRegister(UserError):
    """There is no register of this name."""

    def __init__(self, kind: str) -> None:
        super().__init__(N_("There is no register called {kind}."), kind=kind)


def register_of(kind: str) -> Register:
    """Return a register people write in; raises UnknownRegister."""
    found = KINDS.get(kind)
    if found is None or found.internal:
        raise UnknownRegister(kind)
    return found


class RecordService:
    """One per unlocked post. Every mutating call returns Changes; nothing is written when it raises."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[str, str] = {}

    # --- writing --------------------------------------------------------------------------------------------------------

    def defaults(self, kind: str, *, previous: bool = False) -> dict[str, Plain]:
        """Return what a new form starts with; with `previous`, all that can be repeated from the record before."""
        register = register_of(kind)
        found: dict[str, Plain] = {}
        with self._session.read() as connection:
            last = lists.first_keys(connection, kind, lists.Listing(order="id"), None, 1)
            if last:
                state = project(entries_of(connection, last[0]))
                names = register.by_name if previous else _REPEATED.get(kind, ())
                sealed = {name for group in register.sealed_groups.values() for name in group}
                found = {
                    name: state.values[name]
                    for name in names
                    if name in state.values and not register.by_name[name].automatic and name not in sealed
                }
        return found

    def check(self, kind: str, values: Mapping[str, Plain]) -> list[Problem]:
        """Return every problem of a record without writing: fields, rules, codes not in the list, references that are not here."""
        return self._checked(register_of(kind), values)[1]

    def create(self, kind: str, values: Mapping[str, Plain], *, protected: bool = False) -> Changes:
        """Write a new record; raises RefusedInput with every blocking problem. `protected` seals it for the victim compartment."""
        clean = self._acceptable(register_of(kind), values)
        with self._session.work() as work:
            work.create(kind, clean, "victim" if protected and KINDS[kind].sealed_groups else None)
            self._protect_victims(work, kind, clean)
        return changes_of(work)

    def create_many(self, items: Sequence[tuple[str, Mapping[str, Plain]]]) -> Changes:
        """Write several records in one transaction, all or none. A reference `@0` means the id of the first of them."""
        with self._session.work() as work:
            made: list[str] = []
            for kind, values in items:
                clean = self._acceptable(register_of(kind), _resolve(values, made), inside=frozenset(made))
                made.append(str(work.create(kind, clean)))
                self._protect_victims(work, kind, clean)
        return Changes(frozenset(work.kinds), tuple(made))

    def amend(
        self,
        kind: str,
        record_id: str,
        values: Mapping[str, Plain],
        seen: Mapping[str, Sequence[str]],
        reason: str | None = None,
    ) -> Changes:
        """Write what differs from what the author saw. `values` are the complete new values, `seen` the heads of the view.

        Fields somebody else changed meanwhile keep both values: a conflict to resolve, nothing is overwritten.
        """
        register = register_of(kind)
        record = _version(record_id)
        with self._session.read() as connection:
            before, hidden = self._seen_values(connection, register, record, seen)
        given = {name: value for name, value in values.items() if name not in hidden}
        clean = self._acceptable(register, {**given, **_automatic(register, before)}, hidden=hidden)
        changes = {
            name: clean.get(name)
            for name in register.by_name
            if name not in hidden and clean.get(name) != before.get(name) and not register.by_name[name].automatic
        }
        with self._session.work() as work:
            if changes:
                bases = {name: tuple(_version(item) for item in found) for name, found in seen.items()}
                work.amend(record, changes, bases, reason=reason)
                self._protect_victims(work, kind, clean)
        return changes_of(work)

    def withdraw(self, kind: str, record_id: str, reason: str) -> Changes:
        """Withdraw a record for a reason; it stays readable and leaves lists and figures."""
        register_of(kind)
        if not reason.strip():
            raise RefusedInput([Problem("reason", Message(N_("Write why the record is withdrawn.")))])
        with self._session.work() as work:
            work.withdraw(_version(record_id), reason.strip())
        return changes_of(work)

    def resolve(self, kind: str, record_id: str, field: str, value: Plain, reason: str) -> Changes:
        """Decide a field that has two values: a write that names every value seen. Raises RefusedInput."""
        register = register_of(kind)
        if not reason.strip():
            raise RefusedInput([Problem("reason", Message(N_("Write why this value is right.")))])
        record = _version(record_id)
        if value is not None:
            wrong = [item for item in register.check({field: value})[1] if item.field.split(".")[0] == field and item.blocking]
            if wrong:
                raise RefusedInput(wrong)
        with self._session.work() as work:
            state = work.state(record)
            heads = {field: tuple(head.version for head in state.heads.get(field, ()))}
            work.amend(record, {field: value}, heads, action="resolve", reason=reason.strip())
        return changes_of(work)

    # --- reading --------------------------------------------------------------------------------------------------------

    def load(self, record_id: str) -> RecordView:
        """Return a whole record; raises RecordMissing. Sealed groups this user holds no key to, or of a protected person, are hidden:
        a protected identity is read through `VictimService.reveal`, which asks why and writes it down.
        """  # noqa: D205
        record = _version(record_id)
        with self._session.read() as connection:
            key, entries = self._entries(connection, record)
            state = project(entries)
            register = KINDS[state.kind]
            values, hidden = self._values(connection, register, state, key)
            states = load_states(connection, self._session.database)
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
                self._way(entries, states, tip, shown),
                state.withdrawn is not None,
                state.withdrawn,
                frozenset(hidden),
                state.compartment != "post",
                _when(entries[0]),
                state.entries,
                tuple(self._referrers(connection, key)),
            )

    def history(self, record_id: str) -> list[HistoryItem]:
        """Return every act on a record, newest first, looks and prints included."""
        record = _version(record_id)
        with self._session.read() as connection:
            _key, entries = self._entries(connection, record)
            entries.sort(key=lambda entry: (entry.clock, entry.feed, entry.seq))
            register = KINDS[entries[0].kind]
            machines = {feed.name: feed.machine or "" for feed in self._session.database.feeds(connection)}
            standing: dict[str, Plain] = {}
            found = []
            for entry in entries:
                found.append(
                    HistoryItem(
                        _when(entry),
                        self.officer_name(connection, entry.actor),
                        machines.get(entry.feed, ""),
                        entry.action,
                        tuple(self._changes(connection, register, entry, standing)),
                        entry.reason,
                        str(entry.version),
                    )
                )
        return found[::-1]

    def ids(self, kind: str, listing: Listing) -> array[int]:
        """Return the keys of a list in its order."""
        with self._session.read() as connection:
            stored, window = self._listing(connection, kind, listing)
            return lists.keys(connection, kind, stored, window)

    def first_page(self, kind: str, listing: Listing, size: int = lists.PAGE) -> list[RowView]:
        """Return the first rows of a list at once, before its keys are known."""
        with self._session.read() as connection:
            stored, window = self._listing(connection, kind, listing)
            keys = lists.first_keys(connection, kind, stored, window, size)
            rows = self._rows(connection, kind, keys)
        return [rows[key] for key in keys]

    def rows(self, kind: str, keys: Sequence[int]) -> dict[int, RowView]:
        """Return rows by key."""
        with self._session.read() as connection:
            return self._rows(connection, kind, keys)

    def count(self, kind: str, listing: Listing) -> int:
        """Return how many rows a list has."""
        with self._session.read() as connection:
            stored, window = self._listing(connection, kind, listing)
            return lists.count(connection, kind, stored, window)

    def sums(self, kind: str, listing: Listing) -> dict[str, tuple[int, int]]:
        """Return (sum, rows without a value) of the listed counts and distances."""
        register = register_of(kind)
        names = [
            derived.name for derived in register.derived if isinstance(derived.field, Count | Length) and derived.field.listed
        ]
        with self._session.read() as connection:
            stored, window = self._listing(connection, kind, listing)
            return lists.sums(connection, kind, stored, names, window)

    def search(self, text: str, kinds: Sequence[str] | None = None, limit: int = 50) -> list[Hit]:
        """Return records of any register whose words begin as typed, accents ignored; exact accents come first."""
        wanted = [kind for kind in kinds or KINDS if tables.has_fts(kind) and not KINDS[kind].internal]
        hits: list[Hit] = []
        with self._session.read() as connection:
            for kind in wanted:
                keys = lists.search_keys(connection, kind, text, limit * 4)
                hits += self._hits(connection, kind, keys)
        exact = text.casefold()
        folded = fold(text)

        def rank(hit: Hit) -> tuple[int, int, str]:
            words = f"{hit.number} {hit.title} {hit.detail}"
            return (0 if exact in words.casefold() else 1 if folded in fold(words) else 2, -hit.key, hit.id)

        return sorted(hits, key=rank)[:limit]

    def title(self, record_id: str) -> str:
        """Return the words a record goes by: pseudonym or number; a clear name only while the post compartment holds it."""
        try:
            record = _version(record_id)
        except RecordMissing:
            return ""
        with self._session.read() as connection:
            key = self._session.database.known_key(connection, record)
            kind = self._kind_of(connection, key) if key is not None else None
            if key is None or kind is None:
                return _("record not here yet")
            hits = self._hits(connection, kind, [key])
        return hits[0].title if hits else str(record)

    def exists(self, record_id: str) -> bool:
        """Tell whether a record is in this database."""
        with self._session.read() as connection:
            key = self._session.database.known_key(connection, _version(record_id))
            return key is not None and self._kind_of(connection, key) is not None

    def key_to_id(self, key: int) -> str:
        """Return the id of a record from its key."""
        with self._session.read() as connection:
            return str(self._session.database.version(connection, key))

    def officer_name(self, connection: sa.Connection, uid: str) -> str:
        """Return the name behind a user code, as this machine knows it."""
        if uid not in self._names:
            table = tables.table("officers")
            for row in connection.execute(sa.select(table.c.uid, table.c.name).order_by(table.c.id)):
                self._names[row.uid] = row.name or row.uid
        return self._names.get(uid, uid)

    # --- inside ---------------------------------------------------------------------------------------------------------

    def _acceptable(
        self,
        register: Register,
        values: Mapping[str, Plain],
        *,
        hidden: frozenset[str] = frozenset(),
        inside: frozenset[str] = frozenset(),
    ) -> dict[str, Plain]:
        clean, problems = self._checked(register, values, inside)
        blocking = [
            item for item in problems if item.blocking and item.field not in hidden and not (hidden and item.field == "name")
        ]
        if blocking:
            raise RefusedInput(blocking)
        return clean

    def _checked(
        self, register: Register, values: Mapping[str, Plain], inside: frozenset[str] = frozenset()
    ) -> tuple[dict[str, Plain], list[Problem]]:
        clean, problems = register.check(values)
        problems += _unknown_codes(register.fields, clean, "")
        with self._session.read() as connection:
            for path, target, _holder in walk_links(register.fields, clean):
                if target in inside:
                    continue
                key = self._session.database.known_key(connection, Version.parse(target))
                if key is None or self._kind_of(connection, key) is None:
                    problems.append(Problem(path, Message(N_("This record is not here. Choose another, or write it first."))))
        return clean, problems

    def _protect_victims(self, work: Work, kind: str, values: Mapping[str, Plain]) -> None:
        """Move the identity of everyone this record calls a possible victim to the victim compartment."""
        people: list[str] = []
        if kind == "victim_cases" and values.get("person"):
            people.append(values["person"])
        if kind in ("detections", "receptions"):
            people += [
                item["person"]
                for item in values.get("people") or ()
                if item.get("person") and (kind == "receptions" or item.get("role") in VICTIM_ROLES)
            ]
        for person in dict.fromkeys(people):
            try:
                work.protect(Version.parse(person), "victim", None)
            except (NotGranted, RecordMissing):
                continue  # already out of this user's reach, which is what protection is for

    def _entries(self, connection: sa.Connection, record: Version) -> tuple[int, list[Entry]]:
        key = self._session.database.known_key(connection, record)
        found = entries_of(connection, key) if key is not None else []
        if key is None or not found:
            raise RecordMissing
        return key, found

    def _kind_of(self, connection: sa.Connection, key: int) -> str | None:
        from borderpost.journal.entry import decode

        row = connection.exec_driver_sql("SELECT body FROM journal WHERE id = ?", (key,)).first()
        return None if row is None else decode(row[0]).kind

    def _values(
        self, connection: sa.Connection, register: Register, state: RecordState, key: int
    ) -> tuple[dict[str, Plain], set[str]]:
        """Return (readable values, names of hidden fields)."""
        values = {name: value for name, value in state.values.items() if name in register.by_name}
        hidden: set[str] = set()
        vault = Vault(self._session.keyring)
        for group, names in register.sealed_groups.items():
            heads = state.heads.get(group)
            if not heads or heads[0].value is None:
                if state.compartment != "post":
                    hidden |= set(names)
                continue
            if state.compartment != "post":
                hidden |= set(names)
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
        key, entries = self._entries(connection, record)
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
                        then.heads[name] = tuple(
                            sorted({*then.heads.get(name, ()), head}, key=lambda item: (item.clock, item.version), reverse=True)
                        )
                        break
        if COMPARTMENT in state.heads:
            then.heads[COMPARTMENT] = state.heads[COMPARTMENT]
        values, hidden = self._values(connection, register, then, key)
        return values, frozenset(hidden)

    def _listing(self, connection: sa.Connection, kind: str, listing: Listing) -> tuple[lists.Listing, tuple[int, int] | None]:
        register_of(kind)
        window = None
        if listing.window is not None:
            first = datetime.combine(listing.window.first, datetime.min.time(), clock.VIETNAM)
            last = datetime.combine(listing.window.last + timedelta(days=1), datetime.min.time(), clock.VIETNAM)
            window = (clock.epoch(first), clock.epoch(last))
        stored = lists.Listing(
            listing.order,
            listing.descending,
            listing.text,
            listing.filters,
            conflicts=listing.state == "two_values",
            withdrawn=listing.state == "withdrawn",
            author=self._session.keyring.uid if listing.mine else None,
        )
        if listing.state == "not_sent":
            stored = replace(stored, above=load_states(connection, self._session.database).sent_tip)
        elif listing.state == "rejected":
            returned = connection.execute(sa.select(tables.RETURNED.c.record)).scalars()
            stored = replace(stored, only=tuple(returned))
        return stored, window

    def _rows(self, connection: sa.Connection, kind: str, keys: Sequence[int]) -> dict[int, RowView]:
        states = load_states(connection, self._session.database)
        database = self._session.database
        system = len(tables.SYSTEM)
        return {
            key: RowView(
                key,
                str(database.version(connection, key)),
                tuple(row[system:]),
                self._state(states, row.tip, key, row.conflicts, withdrawn=bool(row.withdrawn)),
                row.conflicts,
            )
            for key, row in lists.rows(connection, kind, keys).items()
        }

    @staticmethod
    def _state(states: RecordStates, tip: int, key: int, conflicts: int, *, withdrawn: bool) -> StateView:
        if withdrawn:
            return StateView("withdrawn")
        found = states.of(tip, key)
        return StateView("two_values") if conflicts and found.code != "rejected" else found

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

    def _way(self, entries: Sequence[Entry], states: RecordStates, tip: int, shown: StateView) -> tuple[WayStep, ...]:
        del shown
        saved = max((entry for entry in entries), key=lambda entry: entry.clock)
        steps = [WayStep("saved", _("Saved"), "", _when(saved))]
        steps += [WayStep(code, label, detail, at) for code, label, detail, at in states.way(tip)]
        return tuple(steps)

    def _changes(
        self, connection: sa.Connection, register: Register, entry: Entry, standing: dict[str, Plain]
    ) -> list[HistoryChange]:
        del connection
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
            kind = self._kind_of(connection, source)
            if kind is not None:
                by_kind.setdefault(kind, []).append(source)
        return [hit for kind, keys in by_kind.items() for hit in self._hits(connection, kind, keys)]

    def _hits(self, connection: sa.Connection, kind: str, keys: Sequence[int]) -> list[Hit]:
        register = KINDS[kind]
        listed = register.listed()
        rows = lists.rows(connection, kind, keys) if kind in KINDS and keys else {}
        found = []
        for key in keys:
            row = rows.get(key)
            if row is None:
                continue
            cells = {named.name: row[len(tables.SYSTEM) + at] for at, named in enumerate(listed)}
            number = str(cells.get("number") or "")
            named = cells.get("name") or (cells.get(register.title) if register.title else None)
            title = f"{named}" if named else number
            detail = [
                reading.show_column(item.field, cells[item.name])
                for item in listed
                if cells[item.name] is not None
                and item.name not in ("number", "name", register.title)
                and not isinstance(item.field, Link)
            ]
            record = str(self._session.database.version(connection, key))
            found.append(Hit(kind, record, key, number, title, " · ".join(detail[:3])))
        return found


def _when(entry: Entry) -> datetime:
    return HybridClock.instant(entry.clock).astimezone(clock.VIETNAM)


def _version(record_id: str) -> Version:
    try:
        return Version.parse(record_id)
    except ValueError:
        raise RecordMissing from None


def _automatic(register: Register, values: Mapping[str, Plain]) -> dict[str, Plain]:
    return {name: values[name] for name, field in register.fields if field.automatic and name in values}


def _by_field(register: Register, state: RecordState) -> dict[str, tuple[Head, ...]]:
    """Return the heads by field name, a sealed group's under each of its fields."""
    found: dict[str, tuple[Head, ...]] = {}
    for name, heads in state.heads.items():
        for field in register.sealed_groups.get(name, (name,)):
            if not field.startswith("@"):
                found[field] = heads
    return found


def _resolve(value: Any, made: Sequence[str]) -> Any:
    if isinstance(value, str) and value.startswith("@") and value[1:].isdigit() and int(value[1:]) < len(made):
        return made[int(value[1:])]
    if isinstance(value, Mapping):
        return {name: _resolve(item, made) for name, item in value.items()}
    if isinstance(value, list):
        return [_resolve(item, made) for item in value]
    return value


def _unknown_codes(fields: Sequence[NamedField], values: Mapping[str, Plain], path: str) -> list[Problem]:
    found: list[Problem] = []
    for name, field in fields:
        value = values.get(name)
        if value is None:
            continue
        if isinstance(field, Rows):
            for index, row in enumerate(value):
                found += _unknown_codes(row_fields(field.row), row, f"{path}{name}.{index}.")
        elif isinstance(field, Choice | Choices):
            listed = codes.codes(field.codes)
            for code in value if isinstance(value, list) else [value]:
                if code not in listed:
                    message = Message(N_("“{code}” is not in the list; it is kept as written."), {"code": code})
                    found.append(Problem(path + name, message, blocking=False))
    return found
