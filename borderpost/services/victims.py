"""Victims: their identity is shown for a reason that is written down first; their case moves by the status machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from borderpost.domain import clock
from borderpost.domain.clock import HybridClock
from borderpost.domain.errors import RefusedInput, UserError
from borderpost.domain.fields import Plain
from borderpost.domain.words import N_, Message, Problem
from borderpost.journal.entry import Entry
from borderpost.journal.heads import project
from borderpost.registers import KINDS
from borderpost.registers.victim_cases import STEPS
from borderpost.services.checks import version_of
from borderpost.services.records import RecordService
from borderpost.services.session import Changes, Session, changes_of
from borderpost.storage.unit_of_work import entries_of

LOOK = "look"
COMPARTMENT = "victim"


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody read a sealed identity."""

    at: datetime
    actor_name: str
    reason: str


class VictimService:
    """One per unlocked post."""

    def __init__(self, session: Session, records: RecordService) -> None:
        self._session = session
        self._records = records

    def can_reveal(self) -> bool:
        """Tell whether this user was given the key to victims' identities."""
        return self._session.keyring.holds(COMPARTMENT)

    def reveal(self, person_id: str, reason: str) -> dict[str, Plain]:
        """Return the sealed identity of a person, after writing into the journal who looked and why.

        Raises RefusedInput without a reason, NotGranted when this account holds no key, RecordMissing. The look is committed
        before anything is shown: a power cut cannot hide it.
        """
        if not reason.strip():
            raise RefusedInput([Problem("reason", Message(N_("Write why the identity is needed.")))])
        record = version_of(person_id)
        with self._session.work() as work:
            state = work.state(record)
            key = work.database.key(work.connection, record)
            found: dict[str, Plain] = {}
            for group in KINDS[state.kind].sealed_groups:
                heads = state.heads.get(group)
                if heads and heads[0].value is not None:
                    found |= work.vault.open(work.connection, key, state.kind, group, record, heads[0].value)
            work.note(state.kind, record, LOOK, {}, reason.strip())
        return found

    def looks(self, person_id: str) -> list[Look]:
        """Return who looked at an identity, newest first."""
        with self._session.read() as connection:
            key = self._session.database.known_key(connection, version_of(person_id))
            entries = entries_of(connection, key) if key is not None else []
            found = [
                Look(_at(entry), self._records.officer_name(connection, entry.actor), entry.reason or "")
                for entry in entries
                if entry.action == LOOK
            ]
        return sorted(found, key=lambda look: look.at, reverse=True)

    def protect(self, person_id: str, reason: str) -> Changes:
        """Move a person's identity to the victim compartment and clear its searchable copy. Raises NotGranted."""
        with self._session.work() as work:
            work.protect(version_of(person_id), COMPARTMENT, reason.strip() or None)
        return changes_of(work)

    def note_time(self, case_id: str, step: str, at: datetime) -> Changes:
        """Write when a step of a case was done; raises RefusedInput when it lies before the step before it."""
        if step not in STEPS:
            raise UserError(N_("A case has no such step."))
        return self._amend(case_id, {step: clock.moment_text(at)})

    def set_status(self, case_id: str, values: Mapping[str, Plain], reason: str = "") -> Changes:
        """Move a case to another status with what that status asks for; raises RefusedInput for a way the law does not know."""
        return self._amend(case_id, values, reason.strip() or None)

    def _amend(self, case_id: str, changes: Mapping[str, Plain], reason: str | None = None) -> Changes:
        with self._session.read() as connection:
            _key, entries = self._records.entries(connection, version_of(case_id))
            state = project(entries)
        seen = {name: [str(head.version) for head in heads] for name, heads in state.heads.items()}
        return self._records.amend("victim_cases", case_id, {**state.values, **changes}, seen, reason)


def _at(entry: Entry) -> datetime:
    return HybridClock.instant(entry.clock).astimezone(clock.VIETNAM)
