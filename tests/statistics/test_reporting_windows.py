"""Reporting windows: the examples of the circular, and that they never overlap or leave a day out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderpost.statistics import windows

DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-03", date(2026, 2, 15), date(2026, 3, 14)),
        ("2026-01", date(2025, 12, 15), date(2026, 1, 14)),
        ("2026-Q1", date(2025, 12, 15), date(2026, 3, 14)),
        ("2026-H1", date(2025, 12, 15), date(2026, 6, 14)),
        ("2026-H2", date(2026, 6, 15), date(2026, 12, 14)),
        ("2026", date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_the_windows_of_the_circular(name: str, first: date, last: date) -> None:
    found = windows.by_name(name)
    assert (found.name, found.first, found.last) == (name, first, last)


@pytest.mark.parametrize("kind", windows.MONTHS)
@pytest.mark.parametrize("start_day", [1, 15])
def test_windows_partition_the_years(kind: str, start_day: int) -> None:
    found = [window for year in range(2024, 2032) for window in windows.of_year(kind, year, start_day)]
    assert all(after.first - before.last == timedelta(days=1) for before, after in pairwise(found))
    assert found[0].first == windows.by_name("2024", start_day).first
    assert found[-1].last == windows.by_name("2031", start_day).last


@given(DAYS, st.sampled_from(list(windows.MONTHS)), st.integers(1, 28))
def test_a_day_lies_in_the_window_named_for_it(day: date, kind: str, start_day: int) -> None:
    found = windows.by_date(day, kind, start_day)
    assert found.first <= day <= found.last
    assert windows.by_name(found.name, start_day) == found
    before = windows.previous(found, start_day)
    assert before.last + timedelta(days=1) == found.first
    assert windows.last_year(found, start_day).name == found.name.replace(found.name[:4], str(int(found.name[:4]) - 1), 1)


def test_the_year_so_far_begins_with_the_reporting_year() -> None:
    found = windows.year_to_date(windows.by_name("2026-03"))
    assert (found.kind, found.first, found.last) == ("ytd", date(2025, 12, 15), date(2026, 3, 14))


def test_the_last_minute_of_the_fourteenth_is_inside() -> None:
    start, end = windows.bounds(windows.by_name("2026-03"))
    assert datetime.fromtimestamp(start, UTC).isoformat() == "2026-02-14T17:00:00+00:00"
    assert datetime.fromtimestamp(end - 1, UTC).isoformat() == "2026-03-14T16:59:59+00:00"


@pytest.mark.parametrize("name", ["", "2026-13", "2026-Q5", "2026-H3", "26-03", "1979", "2026-3", "2026-03-01"])
def test_what_is_no_window_is_refused(name: str) -> None:
    with pytest.raises(windows.UnknownWindow, match="There is no reporting period"):
        windows.by_name(name)
