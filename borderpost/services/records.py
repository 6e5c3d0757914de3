"""Records of every register: check, create, amend, withdraw, resolve. Reading is in `RecordViews`, lists in `RecordLists`."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from borderpost.domain.errors import RefusedInput
from borderpost.domain.fields import Field, Plain
from borderpost.domain.ids import Version
from borderpost.domain.words import N_, Message, Problem
from borderpost.journal.heads import project
from borderpost.keys.identity import NotGranted
from borderpost.registers import KINDS
from borderpost.services.checks import acceptable, automatic, check_step, checked, register_of, resolved, version_of
from borderpost.services.record_views import RecordViews
from borderpost.services.session import Changes, changes_of
from borderpost.storage import drafts
from borderpost.storage import listing as lists
from borderpost.storage.unit_of_work import Work, entries_of

VICTIM_ROLES = frozenset({"possible_victim"})
"""A person with such a role is protected the moment it is written."""

_REPEATED = {
    "patrols": ("kind", "mode", "border", "section", "leader", "leader_rank", "leader_position", "unit", "border_guards"),
    "detections": ("border", "finder"),
    "receptions": ("border", "officer"),
    "handovers": ("officer",),
}


def _unasked(field: Field) -> bool:
    """Tell whether no new record is asked for a field: the program writes it, or an older one did."""
    return field.automatic or field.former


class RecordService(RecordViews):
    """One per unlocked post. Every mutating call returns Changes; nothing is written when it raises."""

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
                    if name in state.values and not _unasked(register.by_name[name]) and name not in sealed
                }
        return found

    def check(self, kind: str, values: Mapping[str, Plain]) -> list[Problem]:
        """Return every problem of a record without writing: fields, rules, unknown codes, references that are not here."""
        return checked(self._session, register_of(kind), values)[1]

    def create(self, kind: str, values: Mapping[str, Plain], *, protected: bool = False, draft: str | None = None) -> Changes:
        """Write a new record; raises RefusedInput with every blocking problem.

        `protected` seals it for the victim compartment; `draft` is the kept form it came from, forgotten in the same moment.
        """
        clean = acceptable(self._session, register_of(kind), values)
        with self._session.work() as work:
            work.create(kind, clean, "victim" if protected and KINDS[kind].sealed_groups else None)
            self._protect_victims(work, kind, clean)
            self._forget(work, draft)
        return changes_of(work)

    def create_many(self, items: Sequence[tuple[str, Mapping[str, Plain]]], *, draft: str | None = None) -> Changes:
        """Write several records in one transaction, all or none. A reference `@0` means the id of the first of them.

        `draft` is the kept form they came from, forgotten in the same moment.
        """
        with self._session.work() as work:
            made: list[str] = []
            for kind, values in items:
                clean = acceptable(self._session, register_of(kind), resolved(values, made), inside=frozenset(made))
                made.append(str(work.create(kind, clean)))
                self._protect_victims(work, kind, clean)
            self._forget(work, draft)
        return Changes(frozenset(work.kinds), tuple(made))

    def create_rows(self, kind: str, rows: Sequence[Mapping[str, Plain]], draft: str | None = None) -> Changes:
        """Write records of one register in one transaction, all or none; `draft` as in `create`.

        Raises RefusedInput with every blocking problem of every row, `2.place` being a field of the third.
        """
        found = [
            replace(problem, field=f"{at}.{problem.field}")
            for at, values in enumerate(rows)
            for problem in self.check(kind, values)
            if problem.blocking
        ]
        if found:
            raise RefusedInput(found)
        made: list[str] = []
        with self._session.work() as work:
            for values in rows:
                clean = acceptable(self._session, register_of(kind), values)
                made.append(str(work.create(kind, clean)))
                self._protect_victims(work, kind, clean)
            self._forget(work, draft)
        return Changes(frozenset(work.kinds), tuple(made))

    def amend(
        self,
        kind: str,
        record_id: str,
        values: Mapping[str, Plain],
        seen: Mapping[str, Sequence[str]],
        reason: str | None = None,
        draft: str | None = None,
    ) -> Changes:
        """Write what differs from what the author saw. `values` are the complete new values, `seen` the heads of the view.

        Fields somebody else changed meanwhile keep both values: a conflict to resolve, nothing is overwritten.
        """
        register = register_of(kind)
        record = version_of(record_id)
        with self._session.read() as connection:
            before, hidden = self._seen_values(connection, register, record, seen)
        given = {name: value for name, value in values.items() if name not in hidden}
        clean = acceptable(self._session, register, {**given, **automatic(register, before)}, hidden=hidden)
        check_step(kind, before, clean)
        changes = {
            name: clean.get(name)
            for name in register.by_name
            if name not in hidden and clean.get(name) != before.get(name) and not register.by_name[name].automatic
        }
        with self._session.work() as work:
            if changes:
                bases = {name: tuple(version_of(item) for item in found) for name, found in seen.items()}
                work.amend(record, changes, bases, reason=reason)
                self._protect_victims(work, kind, clean)
            self._forget(work, draft)
        return changes_of(work)

    def withdraw(self, kind: str, record_id: str, reason: str) -> Changes:
        """Withdraw a record for a reason; it stays readable and leaves lists and figures."""
        register_of(kind)
        if not reason.strip():
            raise RefusedInput([Problem("reason", Message(N_("Write why the record is withdrawn.")))])
        with self._session.work() as work:
            work.withdraw(version_of(record_id), reason.strip())
        return changes_of(work)

    def resolve(self, kind: str, record_id: str, field: str, value: Plain, reason: str) -> Changes:
        """Decide a field that has two values: a write that names every value seen. Raises RefusedInput."""
        register = register_of(kind)
        if not reason.strip():
            raise RefusedInput([Problem("reason", Message(N_("Write why this value is right.")))])
        record = version_of(record_id)
        if value is not None:
            wrong = [item for item in register.check({field: value})[1] if item.field.split(".")[0] == field and item.blocking]
            if wrong:
                raise RefusedInput(wrong)
        with self._session.work() as work:
            state = work.state(record)
            heads = {field: tuple(head.version for head in state.heads.get(field, ()))}
            work.amend(record, {field: value}, heads, action="resolve", reason=reason.strip())
        return changes_of(work)

    def _forget(self, work: Work, draft: str | None) -> None:
        if draft is not None:
            drafts.discard(work.connection, self._session.database, draft)

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
            with contextlib.suppress(NotGranted):  # already out of this user's reach, which is what protection is for
                work.protect(Version.parse(person), "victim", None)
