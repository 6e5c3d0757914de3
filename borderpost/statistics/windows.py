"""Reporting windows: which days a month, a quarter, a half year and a year of the report cover.

Source: TT 58/2020/TT-BQP. With `start_day` 15 the month runs from the 15th of the month before to the 14th; the longer windows
are made of whole months. The rule belongs to the statistics form, so that a new circular is new data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from borderpost.domain.clock import VIETNAM, epoch
from borderpost.domain.errors import UserError
from borderpost.domain.figures import Window
from borderpost.domain.words import N_

START_DAY = 15
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""Length of each kind of window in months, in the order from short to long."""

_NAME = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?")


class UnknownWindow(UserError):
    """A name that is no window."""

    def __init__(self, name: str) -> None:
        super().__init__(N_("There is no reporting period {name}. Write it as 2026-03, 2026-Q1, 2026-H1 or 2026."), name=name)


def _month_start(year: int, month: int, start_day: int) -> date:
    """Return the first day of a reporting month; months below 1 belong to the year before."""
    number = year * 12 + month - 1 - (start_day > 1)
    return date(number // 12, number % 12 + 1, start_day)


def window(kind: str, year: int, index: int, start_day: int = START_DAY) -> Window:
    """Return the window `index` (from 1) of a kind in a reporting year."""
    months = MONTHS[kind]
    first_month = (index - 1) * months + 1
    first = _month_start(year, first_month, start_day)
    last = _month_start(year, first_month + months, start_day) - timedelta(days=1)
    names = {"month": f"{year:04d}-{index:02d}", "quarter": f"{year:04d}-Q{index}", "half": f"{year:04d}-H{index}"}
    return Window(kind, names.get(kind, f"{year:04d}"), first, last)


def _place(name: str) -> tuple[str, int, int]:
    found = _NAME.fullmatch(name)
    if found is None or not 1980 <= int(found[1]) <= 2200:
        raise UnknownWindow(name)
    for kind, text in zip(("month", "quarter", "half"), found.groups()[1:], strict=True):
        if text is not None:
            return kind, int(found[1]), int(text)
    return "year", int(found[1]), 1


def by_name(name: str, start_day: int = START_DAY) -> Window:
    """Return the window of that name; raises UnknownWindow."""
    return window(*_place(name), start_day)


def by_date(day: date, kind: str = "month", start_day: int = START_DAY) -> Window:
    """Return the window of a kind in which a day lies."""
    months = MONTHS[kind]
    number = day.year * 12 + day.month - 1 + (1 if start_day > 1 and day.day >= start_day else 0)
    return window(kind, number // 12, number % 12 // months + 1, start_day)


def previous(of: Window, start_day: int = START_DAY) -> Window:
    """Return the window of the same kind just before."""
    return by_date(of.first - timedelta(days=1), of.kind, start_day)


def last_year(of: Window, start_day: int = START_DAY) -> Window:
    """Return the same window a year earlier."""
    kind, year, index = _place(of.name)
    return window(kind, year - 1, index, start_day)


def year_to_date(of: Window, start_day: int = START_DAY) -> Window:
    """Return from the start of the reporting year to the end of this window, as a window of kind `ytd`."""
    return Window("ytd", of.name, window("year", _place(of.name)[1], 1, start_day).first, of.last)


def of_year(kind: str, year: int, start_day: int = START_DAY) -> Iterator[Window]:
    """Yield the windows of a kind that make up a reporting year, in order."""
    for index in range(1, 12 // MONTHS[kind] + 1):
        yield window(kind, year, index, start_day)


def bounds(of: Window) -> tuple[int, int]:
    """Return (first second inside, first second after) since 1970 UTC, by civil time of Viet Nam."""
    start = datetime.combine(of.first, time(), VIETNAM)
    return epoch(start), epoch(datetime.combine(of.last + timedelta(days=1), time(), VIETNAM))
