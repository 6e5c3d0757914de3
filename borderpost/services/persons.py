"""One person, several records: quiet hints, merging and its undoing, what a person was over time.

A record of a person is never changed or deleted by a merge. What somebody decided of two records is an entry of its own
(`person_pairs`), travels in bundles, and is read as a union: two posts may have merged differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from borderpost.domain import clock, codes
from borderpost.domain.errors import RefusedInput
from borderpost.domain.fields import Choice, Day, Moment, Plain, Rows
from borderpost.domain.records import Register, row_fields
from borderpost.domain.text import fold
from borderpost.domain.words import N_, Message, Problem, _
from borderpost.journal.heads import RecordState, project
from borderpost.keys.identity import NotGranted
from borderpost.registers import KINDS
from borderpost.services.checks import version_of
from borderpost.services.records import RecordService
from borderpost.services.session import Changes, Session, changes_of
from borderpost.storage import listing as lists
from borderpost.storage import tables
from borderpost.storage.unit_of_work import RecordMissing, Work, entries_of
from borderpost.storage.vault import Vault

SAME, DIFFERENT = "same", "different"
CANDIDATES = 60
"""So many records of one search are opened and scored: opening one costs a fifth of a millisecond."""
ENOUGH = 70.0
"""The score, of 100, from which a record is worth showing."""


@dataclass(frozen=True, slots=True)
class PersonHint:
    """A record that may be of the same person. `score` of 100; `reasons` are in words; `merged`: already decided so."""

    id: str
    number: str
    title: str
    score: int
    reasons: tuple[str, ...]
    merged: bool = False


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One record that speaks of a person; `when` is None when it has no date. `role` and `words` are in words."""

    when: datetime | None
    kind: str
    record_id: str
    number: str
    role: str
    words: str


class PersonService:
    """One per unlocked post."""

    def __init__(self, session: Session, records: RecordService) -> None:
        self._session = session
        self._records = records

    def hints(self, values: Mapping[str, Plain], record_id: str | None = None, limit: int = 5) -> list[PersonHint]:
        """Return records that may be of the person described, best first; nothing is blocked by them.

        Only a record whose identity lies in the post compartment can come out: a protected person has no searchable copy.
        """
        own = version_of(record_id) if record_id is not None else None
        with self._session.read() as connection:
            own_key = self._session.database.known_key(connection, own) if own is not None else None
            pairs = _pairs(connection)
            apart = {other for first, other in _both(pairs, DIFFERENT) if first == own_key}
            merged = _closure(pairs, own_key) if own_key is not None else frozenset()
            found: list[PersonHint] = []
            for key in self._candidates(connection, values):
                if key == own_key or (key in apart and key not in merged):
                    continue
                state = project(entries_of(connection, key))
                if state.withdrawn is not None or state.compartment != "post":
                    continue
                other = self._readable(connection, key, state)
                score, reasons = _compare(values, other)
                if score < ENOUGH:
                    continue
                if key in merged:
                    reasons = (_("Already taken as the same person"), *reasons)
                number = str(other.get("number") or "")
                title = str(other.get("name") or other.get("pseudonym") or number)
                found.append(PersonHint(str(state.record), number, title, round(score), reasons, key in merged))
        return sorted(found, key=lambda hint: (-hint.score, hint.number))[:limit]

    def refuse(self, first: str, second: str, reason: str = "") -> Changes:
        """Remember that two records are not of the same person: the hint stays away, here and wherever the entry arrives."""
        return self._decide(first, second, DIFFERENT, reason)

    def merge(self, first: str, second: str, reason: str) -> Changes:
        """Take two records as one person. Raises RefusedInput without a reason, for one record twice, for a withdrawn one."""
        if not reason.strip():
            raise RefusedInput([Problem("reason", Message(N_("Write why these are the same person.")))])
        return self._decide(first, second, SAME, reason)

    def unmerge(self, first: str, second: str, reason: str) -> Changes:
        """Withdraw every decision that two records are one person. Raises RefusedInput without a reason or a decision."""
        if not reason.strip():
            raise RefusedInput([Problem("reason", Message(N_("Write why these are not the same person.")))])
        with self._session.work() as work:
            ends = {work.database.known_key(work.connection, version_of(item)) for item in (first, second)}
            decided = [pair for pair in _pairs(work.connection) if {pair.first, pair.second} == ends and pair.verdict == SAME]
            if not decided:
                raise RefusedInput([Problem("second", Message(N_("These two records were not taken as one person.")))])
            for pair in decided:
                work.withdraw(work.database.version(work.connection, pair.id), reason.strip())
        return changes_of(work)

    def same_as(self, record_id: str) -> list[str]:
        """Return the other records of the same person, over every decision that stands and whoever made it."""
        with self._session.read() as connection:
            key = self._key(connection, record_id)
            others = sorted(_closure(_pairs(connection), key) - {key})
            return [str(self._session.database.version(connection, other)) for other in others]

    def timeline(self, record_id: str) -> list[TimelineItem]:
        """Return every record that speaks of the person, under any of the person's records, oldest first, undated last."""
        with self._session.read() as connection:
            own = _closure(_pairs(connection), self._key(connection, record_id))
            marks = ", ".join("?" * len(own))
            query = f"SELECT source, path, target FROM links WHERE target IN ({marks}) ORDER BY source, path"  # noqa: S608 - marks only
            by_source: dict[int, dict[str, None]] = {}
            for source, path, _target in connection.exec_driver_sql(query, tuple(own)).fetchall():
                by_source.setdefault(source, {})[path] = None
            names = {str(self._session.database.version(connection, key)) for key in own}
            items = [self._items(connection, source, tuple(paths), names) for source, paths in by_source.items()]
        found = [item for some in items for item in some]
        return sorted(found, key=lambda item: (item.when is None, clock.epoch(item.when) if item.when else 0, item.record_id))

    def _decide(self, first: str, second: str, verdict: str, reason: str) -> Changes:
        if first == second:
            raise RefusedInput([Problem("second", Message(N_("Choose two different records.")))])
        with self._session.work() as work:
            for name, item in (("first", first), ("second", second)):
                state = work.state(version_of(item))
                if state.kind != "persons" or state.withdrawn is not None:
                    raise RefusedInput([Problem(name, Message(N_("This is no standing record of a person.")))])
            self._clear(work, first, second, verdict, reason)
            values: dict[str, Plain] = {"first": first, "second": second, "verdict": verdict}
            work.create("person_pairs", values | ({"reason": reason.strip()} if reason.strip() else {}))
        return changes_of(work)

    @staticmethod
    def _clear(work: Work, first: str, second: str, verdict: str, reason: str) -> None:
        """Withdraw what was decided otherwise before: the newest decision is the one that stands."""
        ends = {work.database.known_key(work.connection, version_of(item)) for item in (first, second)}
        for pair in _pairs(work.connection):
            if {pair.first, pair.second} == ends and pair.verdict != verdict:
                work.withdraw(work.database.version(work.connection, pair.id), reason.strip() or _("Decided otherwise"))

    def _key(self, connection: sa.Connection, record_id: str) -> int:
        key = self._session.database.known_key(connection, version_of(record_id))
        if key is None:
            raise RecordMissing
        return key

    @staticmethod
    def _candidates(connection: sa.Connection, values: Mapping[str, Plain]) -> list[int]:
        """Return keys by rare words first: number and phone, the whole name, then the name without one of its words."""
        found: dict[int, None] = {}
        words = fold(str(values.get("name") or "")).split()
        texts = [str(values.get(name) or "") for name in ("document_no", "phone")]
        texts += [" ".join(words)]
        if len(words) > 2:
            texts += [" ".join(words[:at] + words[at + 1 :]) for at in range(len(words))]
        for text in texts:
            if text.strip():
                found |= dict.fromkeys(lists.search_keys(connection, "persons", text, CANDIDATES))
        return list(found)[: CANDIDATES * 2]

    def _readable(self, connection: sa.Connection, key: int, state: RecordState) -> dict[str, Plain]:
        values = dict(state.values)
        vault = Vault(self._session.keyring)
        for group in KINDS["persons"].sealed_groups:
            heads = state.heads.get(group)
            if heads and heads[0].value is not None:
                try:
                    values |= vault.open(connection, key, "persons", group, state.record, heads[0].value)
                except NotGranted:
                    return {}
        return values

    def _items(self, connection: sa.Connection, source: int, paths: tuple[str, ...], names: set[str]) -> list[TimelineItem]:
        state = project(entries_of(connection, source))
        register = KINDS.get(state.kind)
        if register is None or register.internal or state.withdrawn is not None:
            return []
        values = state.values
        when = _when(register, values)
        number = str(values.get("number") or "")
        return [
            TimelineItem(when, state.kind, str(state.record), number, role, _(register.singular))
            for role in dict.fromkeys(role for path in paths for role in _roles(register, values, path, names))
        ]


def _pairs(connection: sa.Connection) -> list[sa.Row[Any]]:
    table = tables.table("person_pairs")
    query = sa.select(table.c.id, table.c.first, table.c.second, table.c.verdict).where(table.c.withdrawn == 0)
    return list(connection.execute(query))


def _both(pairs: Iterable[sa.Row[Any]], verdict: str) -> Iterable[tuple[int, int]]:
    for pair in pairs:
        if pair.verdict == verdict:
            yield pair.first, pair.second
            yield pair.second, pair.first


def _closure(pairs: Iterable[sa.Row[Any]], start: int) -> frozenset[int]:
    near: dict[int, set[int]] = {}
    for first, second in _both(pairs, SAME):
        near.setdefault(first, set()).add(second)
    found, open_ = {start}, [start]
    while open_:
        fresh = near.get(open_.pop(), set()) - found
        found |= fresh
        open_ += fresh
    return frozenset(found)


def _compare(one: Mapping[str, Plain], other: Mapping[str, Plain]) -> tuple[float, tuple[str, ...]]:
    """Return (score of 100, reasons in words). A birth that contradicts costs more than any likeness of names gives."""
    from rapidfuzz import fuzz

    score, reasons = 0.0, []
    names = [fold(str(item.get("name") or "")) for item in (one, other)]
    if all(names):
        score = fuzz.token_sort_ratio(*names) * 0.8
        if score >= ENOUGH:
            reasons.append(_("Same name") if names[0] == names[1] else _("Similar name"))
    births = [str(item.get("birth") or item.get("birth_year") or "") for item in (one, other)]
    if all(births):
        shorter, longer = sorted(births, key=len)
        if longer.startswith(shorter):
            score += 20
            reasons.append(_("Same birth date") if len(shorter) > 4 else _("Same birth year"))
        else:
            score -= 30
    for name, words in (("document_no", _("Same document number")), ("phone", _("Same phone"))):
        texts = ["".join(letter for letter in fold(str(item.get(name) or "")) if letter.isalnum()) for item in (one, other)]
        if texts[0] and texts[0] == texts[1]:
            score = max(score, 90.0)
            reasons.append(words)
    return min(score, 100.0), tuple(reasons)


def _roles(register: Register, values: Mapping[str, Plain], path: str, names: set[str]) -> list[str]:
    """Return what the person is in a record, in words: the role of the row, or the label of the field that names them."""
    head, _dot, tail = path.partition(".")
    field = register.by_name[head]
    if not isinstance(field, Rows):
        return [_(field.label)]
    cells = dict(row_fields(field.row))
    role = cells.get("role")
    found = []
    for row in values.get(head) or ():
        if row.get(tail) in names:
            said = row.get("role")
            shown = codes.label(role.codes, said) if isinstance(role, Choice) and said else _(cells[tail].label)
            found.append(shown)
    return found


def _when(register: Register, values: Mapping[str, Plain]) -> datetime | None:
    """Return when a record's act was: its moment, else its first day or time; a day is its first minute in Viet Nam."""
    names = [register.moment] if register.moment else []
    names += [name for name, field in register.fields if isinstance(field, Moment | Day)]
    for name in names:
        if values.get(name):
            return clock.parse_moment(f"{values[name]}T00:00" if len(values[name]) == 10 else values[name])
    return None
