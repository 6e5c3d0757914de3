"""Victims: a person is protected, their identity is seen as any sealed one is, their case moves by the status machine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from borderpost.domain import clock
from borderpost.domain.errors import UserError
from borderpost.domain.fields import Plain
from borderpost.domain.words import N_
from borderpost.journal.heads import project
from borderpost.registers.victim_cases import STEPS
from borderpost.services.checks import version_of
from borderpost.services.identities import PROTECTED, IdentityService
from borderpost.services.session import Changes, changes_of


class VictimService(IdentityService):
    """One per unlocked post."""

    def protect(self, person_id: str, reason: str) -> Changes:
        """Move a person's identity to the victim compartment and clear its searchable copy. Raises NotGranted."""
        with self._session.work() as work:
            work.protect(version_of(person_id), PROTECTED, reason.strip() or None)
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
