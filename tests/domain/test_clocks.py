"""Instants keep their offset, dates are those of the post, and the order of entries survives a clock that jumps back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderpost.domain import clock
from borderpost.domain.clock import VIETNAM, FixedClock, HybridClock, SystemClock

NIGHT = datetime(2026, 3, 15, 0, 40, tzinfo=VIETNAM)


def test_the_machines_clock_is_read_in_the_zone_of_the_post() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(hours=7)


def test_a_clock_that_stands_still_moves_when_it_is_told_to() -> None:
    standing = FixedClock(NIGHT)
    assert standing.now() == standing.now() == NIGHT
    standing.advance(hours=2, minutes=30)
    assert standing.now() == datetime(2026, 3, 15, 3, 10, tzinfo=VIETNAM)


def test_an_instant_is_written_with_its_offset_and_without_fractions() -> None:
    assert clock.moment_text(NIGHT.replace(microsecond=999_999)) == "2026-03-15T00:40:00+07:00"


def test_an_instant_without_offset_is_never_written() -> None:
    with pytest.raises(ValueError, match="2026"):
        clock.moment_text(NIGHT.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-15T00:40:00+07:00", NIGHT),
        ("2026-03-15T00:40", NIGHT),
        ("2026-03-15 00:40:00", NIGHT),
        ("2026-03-14T17:40:00Z", NIGHT),
        ("2026-03-15T01:40:00+08:00", NIGHT),
    ],
)
def test_a_text_without_offset_is_civil_time_of_viet_nam(text: str, instant: datetime) -> None:
    assert clock.parse_moment(text) == instant


@pytest.mark.parametrize("text", ["2026-03-15", "20260315", "2026-W11-6", "", "22:30", "2026-03-15T25:00", "2026-02-30T00:00"])
def test_a_missing_time_is_not_taken_for_midnight(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        clock.parse_moment(text)


def test_the_date_of_an_instant_is_that_of_the_post() -> None:
    assert clock.local_date(datetime(2026, 3, 14, 17, 0, tzinfo=UTC)) == date(2026, 3, 15)
    assert clock.local_date(datetime(2026, 3, 14, 16, 59, 59, tzinfo=UTC)) == date(2026, 3, 14)


@given(st.datetimes(datetime(1980, 1, 1), datetime(2200, 1, 1)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001 - zone is added
def test_a_table_gives_back_the_instant_it_was_given(naive: datetime, minutes: int) -> None:
    at = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    back = clock.from_epoch(clock.epoch(at))
    assert back == at == clock.parse_moment(clock.moment_text(at))
    assert back.utcoffset() == timedelta(hours=7)


def test_a_reading_holds_the_wall_clock_and_a_counter() -> None:
    reading = HybridClock().tick(NIGHT)
    assert reading & 0xFFFF == 0
    assert HybridClock.instant(reading) == NIGHT
    assert HybridClock.instant(reading).tzinfo is UTC


def test_two_entries_of_one_moment_keep_their_order() -> None:
    hybrid = HybridClock()
    first, second = hybrid.tick(NIGHT), hybrid.tick(NIGHT)
    assert second == first + 1
    assert HybridClock.instant(second) == NIGHT


def test_what_another_machine_wrote_earlier_stays_earlier_though_its_clock_runs_ahead() -> None:
    ahead = HybridClock().tick(NIGHT + timedelta(hours=3))
    ours = HybridClock()
    ours.witness(ahead)
    assert ours.tick(NIGHT) > ahead
    ours.witness(0)
    assert ours.tick(NIGHT) > ahead


def test_without_an_instant_the_machines_clock_counts() -> None:
    earliest = datetime.now(UTC) - timedelta(milliseconds=1)
    assert earliest <= HybridClock.instant(HybridClock().tick()) <= datetime.now(UTC)


def test_a_restart_goes_on_after_the_last_reading() -> None:
    last = HybridClock().tick(NIGHT)
    assert HybridClock(last).tick(NIGHT - timedelta(days=400)) == last + 1


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("tick"), st.integers(-(10**9), 10**9)),
            st.tuples(st.just("witness"), st.integers(0, 1 << 58)),
        ),
        min_size=2,
        max_size=40,
    )
)
def test_readings_only_grow_under_a_clock_that_jumps(steps: list[tuple[str, int]]) -> None:
    hybrid = HybridClock()
    seen = [0]
    for act, value in steps:
        if act == "tick":
            seen.append(hybrid.tick(NIGHT + timedelta(seconds=value)))
        else:
            hybrid.witness(value)
            assert hybrid.last >= value
    assert all(earlier < later for earlier, later in pairwise(seen))
