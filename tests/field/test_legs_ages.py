"""The cross-midnight rule and the younger-age rule, with the worked values of DOMAIN.md sections 2 and 5."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderpost.domain import ages
from borderpost.domain.clock import VIETNAM
from borderpost.domain.dates import PartialDate
from borderpost.domain.legs import leg_days, totals


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def test_the_worked_leg_over_midnight() -> None:
    days = leg_days(at("2026-03-14T22:30"), at("2026-03-15T05:30"), (at("2026-03-14T23:45"), at("2026-03-15T00:15")))
    assert [day.day for day in days] == [date(2026, 3, 14), date(2026, 3, 15)]
    assert [day.gross for day in days] == [timedelta(hours=1, minutes=30), timedelta(hours=5, minutes=30)]
    assert [day.net for day in days] == [timedelta(hours=1, minutes=15), timedelta(hours=5, minutes=15)]
    assert not any(day.estimated for day in days)
    assert totals(days) == (timedelta(hours=7), timedelta(hours=6, minutes=30))


def test_a_leg_that_ends_at_midnight_is_one_day() -> None:
    (only,) = leg_days(at("2026-03-14T22:30"), at("2026-03-15T00:00"))
    assert only.day == date(2026, 3, 14)
    assert only.rest == timedelta(0)


def test_times_of_another_zone_count_by_the_posts_day() -> None:
    first, second = leg_days(datetime(2026, 3, 14, 15, 30, tzinfo=UTC), datetime(2026, 3, 14, 22, 30, tzinfo=UTC))
    assert (first.day, second.day) == (date(2026, 3, 14), date(2026, 3, 15))
    assert first.gross == timedelta(minutes=90)


def test_a_rest_on_one_side_of_midnight_stays_there() -> None:
    days = leg_days(at("2026-03-14T20:00"), at("2026-03-15T04:00"), (at("2026-03-15T01:00"), at("2026-03-15T02:00")))
    assert [day.rest for day in days] == [timedelta(0), timedelta(hours=1)]


def test_a_rest_without_time_is_shared_and_says_so() -> None:
    days = leg_days(at("2026-03-14T23:00"), at("2026-03-15T02:00"), timedelta(minutes=31))
    assert [day.rest for day in days] == [timedelta(minutes=10), timedelta(minutes=21)]
    assert all(day.estimated for day in days)
    (only,) = leg_days(at("2026-03-14T20:00"), at("2026-03-14T21:00"), timedelta(minutes=31))
    assert only.rest == timedelta(minutes=31)
    assert not only.estimated


def test_rounding_never_makes_a_rest_longer_than_its_day() -> None:
    days = leg_days(at("2026-03-14T22:00:30"), at("2026-03-15T00:00:30"), timedelta(hours=2))
    assert sum((day.rest for day in days), timedelta(0)) == timedelta(hours=2)
    assert all(timedelta(0) <= day.rest <= day.gross for day in days)


@pytest.mark.parametrize(
    ("started", "ended", "rest"),
    [
        (at("2026-03-14T22:30"), at("2026-03-14T22:30"), None),
        (at("2026-03-14T22:30"), at("2026-03-14T21:30"), None),
        (at("2026-03-14T20:00"), at("2026-03-14T21:00"), (at("2026-03-14T19:00"), at("2026-03-14T20:30"))),
        (at("2026-03-14T20:00"), at("2026-03-14T21:00"), (at("2026-03-14T20:40"), at("2026-03-14T20:30"))),
        (at("2026-03-14T20:00"), at("2026-03-14T21:00"), timedelta(minutes=61)),
        (at("2026-03-14T20:00"), at("2026-03-14T21:00"), timedelta(minutes=-1)),
        (at("2026-03-14T20:00").replace(tzinfo=None), at("2026-03-14T21:00"), None),
        (at("2026-03-14T20:00"), at("2026-03-14T21:00").replace(tzinfo=None), None),
    ],
)
def test_an_impossible_leg_is_refused(
    started: datetime, ended: datetime, rest: tuple[datetime, datetime] | timedelta | None
) -> None:
    with pytest.raises(ValueError, match=r".*"):
        leg_days(started, ended, rest)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 5000), st.integers(1, 5000), st.data())
def test_leg_days_lose_and_add_nothing(offset: int, minutes: int, data: st.DataObject) -> None:
    started = at("2026-03-14T00:00") + timedelta(minutes=offset)
    ended = started + timedelta(minutes=minutes)
    share = timedelta(minutes=data.draw(st.integers(0, minutes)))
    begin = timedelta(minutes=data.draw(st.integers(0, minutes - int(share.total_seconds()) // 60)))
    for rest in (share, (started + begin, started + begin + share)):
        days = leg_days(started, ended, rest)
        assert totals(days) == (ended - started, ended - started - share)
        assert all(first.ended == second.started for first, second in pairwise(days))
        assert all(timedelta(0) <= day.rest <= day.gross for day in days)
        assert len({day.day for day in days}) == len(days)


def test_born_2010_is_under_16_on_15_march_2026() -> None:
    on = date(2026, 3, 15)
    assert ages.interval(PartialDate(2010), on) == (15, 16)
    assert ages.band("2010", on) == "under_16"


@pytest.mark.parametrize(
    ("birth", "on", "band"),
    [
        ("2010-03-15", "2026-03-15", "16_17"),
        ("2010-03-16", "2026-03-15", "under_16"),
        ("2010-03", "2026-03-30", "under_16"),
        ("2010-02", "2026-03-15", "16_17"),
        ("2008", "2026-12-30", "16_17"),
        ("2008-03-15", "2026-03-15", "adult"),
        ("2008-02-29", "2026-02-28", "16_17"),
        ("2008-02-29", "2026-03-01", "adult"),
        ("2007", "2026-01-01", "adult"),
        ("2026", "2026-06-01", "under_16"),
        ("2027", "2026-06-01", "unknown"),
        ("2026-06-02", "2026-06-01", "unknown"),
        ("nonsense", "2026-06-01", "unknown"),
        (None, "2026-06-01", "unknown"),
    ],
)
def test_the_younger_age_decides(birth: str | None, on: str, band: str) -> None:
    assert ages.band(birth, date.fromisoformat(on)) == band
    assert band in ages.BANDS


def test_a_child_born_this_year_is_not_of_negative_age() -> None:
    assert ages.interval(PartialDate(2026), date(2026, 6, 1)) == (0, 0)
    assert ages.band(PartialDate(2007, 1), date(2026, 3, 15)) == "adult"


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1930, 1, 1), date(2026, 1, 1)), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_knowing_less_never_makes_a_person_older(born: date, on: date) -> None:
    exact = ages.interval(PartialDate(born.year, born.month, born.day), on)
    for known in (PartialDate(born.year, born.month), PartialDate(born.year)):
        youngest, oldest = ages.interval(known, on)
        assert youngest <= exact[0] <= oldest
