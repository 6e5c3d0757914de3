"""Sealed identities: who a protected record speaks of is shown for a reason that is written into the journal first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from borderpost.domain import clock
from borderpost.domain.clock import HybridClock
from borderpost.domain.errors import RefusedInput
from borderpost.domain.fields import Plain
from borderpost.domain.words import N_, Message, Problem
from borderpost.journal.entry import Entry
from borderpost.registers import KINDS
from borderpost.services.checks import version_of
from borderpost.services.records import RecordService
from borderpost.services.session import Session
from borderpost.storage.unit_of_work import entries_of

LOOK = "look"
PROTECTED = "victim"
"""The compartment a record of the post moves to when it is protected."""


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody read a sealed identity."""

    at: datetime
    actor_name: str
    reason: str


class IdentityService:
    """One per unlocked post. Victims and the reporters of tips are seen by the same door."""

    def __init__(self, session: Session, records: RecordService) -> None:
        self._session = session
        self._records = records

    def can_reveal(self, kind: str = "persons") -> bool:
        """Tell whether this user was given the key to the identities a register seals."""
        compartment = KINDS[kind].default_compartment
        return self._session.keyring.holds(PROTECTED if compartment == "post" else compartment)

    def reveal(self, record_id: str, reason: str) -> dict[str, Plain]:
        """Return the sealed identity of a record, after writing into the journal who looked and why.

        Raises RefusedInput without a reason, NotGranted when this account holds no key, RecordMissing. The look is committed
        before anything is shown: a power cut cannot hide it.
        """
        if not reason.strip():
            raise RefusedInput([Problem("reason", Message(N_("Write why the identity is needed.")))])
        record = version_of(record_id)
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

    def looks(self, record_id: str) -> list[Look]:
        """Return who looked at an identity, newest first."""
        with self._session.read() as connection:
            key = self._session.database.known_key(connection, version_of(record_id))
            entries = entries_of(connection, key) if key is not None else []
            found = [
                Look(_at(entry), self._records.officer_name(connection, entry.actor), entry.reason or "")
                for entry in entries
                if entry.action == LOOK
            ]
        return sorted(found, key=lambda look: look.at, reverse=True)


def _at(entry: Entry) -> datetime:
    return HybridClock.instant(entry.clock).astimezone(clock.VIETNAM)
