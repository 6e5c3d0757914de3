"""The cross-midnight rule: a leg over midnight is one leg and two leg-days, and its rest splits at midnight too.

Vector: 22:30 to 05:30, rest 23:45 to 00:15 = 1 h 30 + 5 h 30, net 1 h 15 + 5 h 15.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from borderpost.domain.clock import VIETNAM

_NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class LegDay:
    """The part of a leg inside one civil day of Viet Nam.

    ended: the midnight that ends the day belongs to it (24:00). estimated: the rest was given as a length without a time
    and was shared out by the length of each part.
    """

    day: date
    started: datetime
    ended: datetime
    rest: timedelta = _NONE
    estimated: bool = False

    @property
    def gross(self) -> timedelta:
        """Time on the way, rest included."""
        return self.ended - self.started

    @property
    def net(self) -> timedelta:
        """Time on the way without rest."""
        return self.gross - self.rest


def _by_day(started: datetime, ended: datetime) -> Iterator[tuple[datetime, datetime]]:
    while started < ended:
        midnight = datetime(started.year, started.month, started.day, tzinfo=VIETNAM) + timedelta(days=1)
        yield started, min(midnight, ended)
        started = midnight


def leg_days(
    started: datetime, ended: datetime, rest: tuple[datetime, datetime] | timedelta | None = None
) -> tuple[LegDay, ...]:
    """Split a leg into leg-days. rest: its two ends, or only its length, or nothing.

    Raises ValueError for moments without offset, an end not after the start, or a rest outside the leg.
    """
    if started.tzinfo is None or ended.tzinfo is None or ended <= started:
        raise ValueError((started, ended))
    started, ended = started.astimezone(VIETNAM), ended.astimezone(VIETNAM)
    days = [LegDay(first.date(), first, last) for first, last in _by_day(started, ended)]
    if rest is None:
        return tuple(days)
    if isinstance(rest, timedelta):
        return _share(days, rest, ended - started)
    rest_from, rest_to = rest
    if not started <= rest_from <= rest_to <= ended:
        raise ValueError(rest)
    return tuple(replace(day, rest=max(_NONE, min(day.ended, rest_to) - max(day.started, rest_from))) for day in days)


def _share(days: list[LegDay], rest: timedelta, whole: timedelta) -> tuple[LegDay, ...]:
    """Share a rest of unknown time by length, in whole minutes; the last part takes what rounding left over."""
    if not _NONE <= rest <= whole:
        raise ValueError(rest)
    if len(days) == 1:
        return (replace(days[0], rest=rest),)
    shared: list[LegDay] = []
    left = rest
    for day in days[:-1]:
        part = timedelta(minutes=(rest * (day.gross / whole)) // timedelta(minutes=1))
        shared.append(replace(day, rest=part, estimated=True))
        left -= part
    last = days[-1]
    if left > last.gross:  # rounding of earlier parts can exceed a very short last part
        over = left - last.gross
        left = last.gross
        shared[0] = replace(shared[0], rest=shared[0].rest + over)
    return (*shared, replace(last, rest=left, estimated=True))


def totals(days: tuple[LegDay, ...]) -> tuple[timedelta, timedelta]:
    """Return (gross, net) of a leg's days."""
    return sum((day.gross for day in days), _NONE), sum((day.net for day in days), _NONE)
