"""Counting of legal periods (Criminal Procedure Code art. 134; DOMAIN.md section 4).

A period of days ends at 24:00 of its last day; one of months on the same day number, else on the last day of the month; an end
on a day nobody works moves to the next working day. Hours, and days of custody, end at their written hour and never move.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from borderpost.domain.clock import VIETNAM

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "legal"
_SATURDAY = 5
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days nobody works besides Saturdays and Sundays: holidays by year. They are data, because Tet moves."""

    years: Mapping[int, frozenset[date]]

    def works(self, day: date) -> bool:
        """Tell whether offices work on a day; of a year without data only the week is known."""
        return day.weekday() < _SATURDAY and day not in self.years.get(day.year, frozenset())

    def knows(self, day: date) -> bool:
        """Tell whether the holidays of a day's year are known."""
        return day.year in self.years

    def next_working(self, day: date) -> date:
        """Return the day itself, or the first working day after it."""
        while not self.works(day):
            day += timedelta(days=1)
        return day

    def last_working(self, day: date) -> date:
        """Return the day itself, or the last working day before it."""
        while not self.works(day):
            day -= timedelta(days=1)
        return day

    def add_working(self, day: date, count: int) -> date:
        """Return the `count`-th working day after a day; the day itself is not counted."""
        for _ in range(count):
            day = self.next_working(day + timedelta(days=1))
        return day


@cache
def calendar() -> Calendar:
    """Return the holidays of `resources/legal/holidays.json`."""
    found = json.loads((FOLDER / "holidays.json").read_text(encoding="utf-8"))["years"]
    return Calendar({int(year): frozenset(date.fromisoformat(day) for day in days) for year, days in found.items()})


def add_months(day: date, months: int) -> date:
    """Return the same day number that many months later, else the last day of that month."""
    year, month = divmod(day.year * _DECEMBER + day.month - 1 + months, _DECEMBER)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of(day: date) -> datetime:
    """Return 24:00 of a civil day at the post."""
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM)
