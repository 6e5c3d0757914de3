"""Writing what was generated: the same checks, journal entries and tables as a person's saving, many in one transaction."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import datetime

from borderpost.domain.clock import FixedClock
from borderpost.domain.errors import RefusedInput
from borderpost.domain.ids import Version
from borderpost.domain.progress import Progress
from borderpost.keys.identity import NotGranted
from borderpost.registers import KINDS
from borderpost.services.checks import resolved
from borderpost.services.session import Session
from borderpost.storage.unit_of_work import Work, open_work
from borderpost.training.generator import Group

BATCH = 2000
"""Groups in one transaction: a kill loses at most this much of a training post."""


def fill(session: Session, groups: Iterable[Group], progress: Progress | None = None, total: int = 0) -> int:
    """Write groups of records, each at its own time; returns their number. Raises RefusedInput, Cancelled, EnvironmentFault.

    A break keeps the transactions before it: a training post may be short, never half written.
    """
    written = done = 0
    batch: list[Group] = []
    for group in groups:
        batch.append(group)
        if len(batch) == BATCH:
            written += _write(session, batch)
            done += len(batch)
            batch = []
            (progress or Progress()).step(done, total)
    if batch:
        written += _write(session, batch)
    (progress or Progress()).step(total, total)
    return written


def _write(session: Session, batch: list[Group]) -> int:
    clock = FixedClock(batch[0].at)
    written = 0
    with open_work(session.database, clock) as work:
        for group in batch:
            clock.at = max(clock.at, group.at)
            written += _group(work, group)
    return written


def _group(work: Work, group: Group) -> int:
    made: list[str] = []
    for kind, values in group.items:
        given = {field: value for field, value in resolved(values, made).items() if value is not None}
        clean, problems = KINDS[kind].check(given)
        blocking = [problem for problem in problems if problem.blocking]
        if blocking:
            raise RefusedInput(blocking)
        made.append(str(work.create(kind, clean)))
        if kind in ("receptions", "victim_cases"):
            _protect(work, clean)
    return len(made)


def _protect(work: Work, values: dict[str, object]) -> None:
    named = values.get("people")
    people = [item.get("person") for item in named] if isinstance(named, list) else [values.get("person")]
    for person in people:
        if isinstance(person, str):
            with contextlib.suppress(NotGranted):
                work.protect(Version.parse(person), "victim", None)


def beginning(months: int, until: datetime) -> datetime:
    """Return a moment before the first record of a training post."""
    from datetime import timedelta

    return until - timedelta(days=31 * months + 2)
