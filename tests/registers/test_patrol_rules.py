"""Patrols: times over midnight, kilometres from marker to marker, people and markers (DOMAIN.md section 2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from borderpost.domain import reading, words
from borderpost.domain.legs import leg_days, totals
from borderpost.registers import KINDS

PATROLS = KINDS["patrols"]
NIGHT: dict[str, Any] = {
    "kind": "closed_loop",
    "border": "la",
    "started": "2026-03-14T22:30:00+07:00",
    "ended": "2026-03-15T05:30:00+07:00",
    "leader": "Lò Văn Pâng",
    "border_guards": 5,
    "legs": [
        {
            "departed": "2026-03-14T22:30:00+07:00",
            "arrived": "2026-03-15T05:30:00+07:00",
            "rest_from": "2026-03-14T23:45:00+07:00",
            "rest_to": "2026-03-15T00:15:00+07:00",
            "distance": 7_776,
        }
    ],
}


def told(**changed: Any) -> list[tuple[str, str, bool]]:
    """Return what the register says of a patrol that differs from the whole one: field, sentence, whether it blocks."""
    problems = PATROLS.check({**NIGHT, **changed})[1]
    assert all(words.render(problem.message) != str(problem.message) for problem in problems), "a guard reads Vietnamese"
    return [(problem.field, str(problem.message), problem.blocking) for problem in problems]


def leg(departed: str, arrived: str, **more: Any) -> dict[str, Any]:
    return {"departed": f"{departed}:00+07:00", "arrived": f"{arrived}:00+07:00", **more}


def test_section_2_a_leg_over_midnight_is_one_leg_and_two_leg_days() -> None:
    clean, problems = PATROLS.check(NIGHT)
    assert problems == []
    (only,) = PATROLS.typed(clean).legs
    days = leg_days(only.departed, only.arrived, (only.rest_from, only.rest_to))
    assert [day.gross for day in days] == [timedelta(hours=1, minutes=30), timedelta(hours=5, minutes=30)]
    assert [day.net for day in days] == [timedelta(hours=1, minutes=15), timedelta(hours=5, minutes=15)]
    assert totals(days) == (timedelta(hours=7), timedelta(hours=6, minutes=30))


@pytest.mark.parametrize(
    ("typed", "metres", "shown"),
    [("48,468", 48_468, "48,468"), ("7,776 km", 7_776, "7,776"), ("7776 m", 7_776, "7,776"), ("0,5", 500, "0,500")],
)
def test_section_2_kilometres_from_marker_to_marker_keep_three_decimals(typed: str, metres: int, shown: str) -> None:
    field = PATROLS.by_name["route_length"]
    found = reading.read(field, typed, now=datetime.fromisoformat(NIGHT["ended"]))
    assert found == metres
    assert reading.show(field, found) == shown


def test_section_2_from_marker_389_to_397_is_48_468_km() -> None:
    values = {**NIGHT, "marker_from": "LA:389", "marker_to": "LA:397", "route_length": 48_468, "legs": []}
    clean, problems = PATROLS.check(values)
    assert problems == []
    assert PATROLS.derive(clean)["distance"] == 48_468
    field = PATROLS.by_name["marker_to"]
    assert reading.show(field, clean["marker_to"]) == "397"


def test_the_sum_of_the_legs_counts_where_no_route_is_written() -> None:
    first, second = leg("2026-03-14T22:30", "2026-03-15T01:00", distance=4_000), leg("2026-03-15T01:30", "2026-03-15T05:30")
    assert PATROLS.derive({**NIGHT, "legs": [first, {**second, "distance": 3_776}]})["distance"] == 7_776
    assert PATROLS.derive({**NIGHT, "legs": [first, second]})["distance"] == 4_000
    assert PATROLS.derive({**NIGHT, "legs": [second]})["distance"] is None
    assert PATROLS.derive({**NIGHT, "route_length": 0})["distance"] == 0, "a route that is written counts, even nought"


def test_a_route_far_from_the_sum_of_its_legs_is_only_a_hint() -> None:
    sentence = "The route differs from the sum of the legs by more than 1 km."
    assert told(route_length=8_777) == [("route_length", sentence, False)]
    assert told(route_length=6_775) == [("route_length", sentence, False)]
    assert told(route_length=8_776) == told(route_length=6_776) == []
    assert told(route_length=48_468, legs=[]) == []


@pytest.mark.parametrize("ended", ["2026-03-14T22:30:00+07:00", "2026-03-14T05:30:00+07:00", "2026-03-14T15:30:00Z"])
def test_a_patrol_does_not_end_before_it_starts(ended: str) -> None:
    sentence = "The end lies before the start. Correct one of them; write the date if it is the next day."
    assert told(ended=ended) == [("ended", sentence, True)]


def test_a_patrol_of_weeks_is_a_question_and_no_refusal() -> None:
    assert told(ended="2026-03-29T22:30:00+07:00") == []
    assert told(ended="2026-03-29T22:31:00+07:00") == [("ended", "Longer than 15 days. Check the dates.", False)]


def test_a_patrol_that_has_not_come_back_is_complete() -> None:
    assert told(ended=None) == []


@pytest.mark.parametrize("arrived", ["2026-03-14T22:30", "2026-03-14T05:30"])
def test_a_leg_does_not_arrive_before_it_departs(arrived: str) -> None:
    sentence = "Leg 1: it arrives before it departs. Correct the time, or write the date if it is the next day."
    assert told(legs=[leg("2026-03-14T22:30", arrived)]) == [("legs.0.arrived", sentence, True)]


def test_legs_follow_one_another() -> None:
    first, second = leg("2026-03-14T22:30", "2026-03-15T01:00"), leg("2026-03-15T00:59", "2026-03-15T05:30")
    assert told(legs=[first, second]) == [("legs.1.departed", "Leg 2: it departs before the leg before arrived.", True)]
    assert told(legs=[first, {**second, "departed": first["arrived"]}]) == []
    third = leg("2026-03-15T05:00", "2026-03-15T06:00")
    later = {**second, "departed": first["arrived"]}
    assert told(legs=[first, later, third]) == [("legs.2.departed", "Leg 3: it departs before the leg before arrived.", True)]


def test_a_rest_has_both_ends_or_none() -> None:
    whole = leg("2026-03-14T22:30", "2026-03-15T05:30")
    at = "2026-03-14T23:45:00+07:00"
    sentence = "Leg 1: write both ends of the rest, or neither."
    assert told(legs=[{**whole, "rest_from": at}]) == [("legs.0.rest_to", sentence, True)]
    assert told(legs=[{**whole, "rest_to": at}]) == [("legs.0.rest_from", sentence, True)]


@pytest.mark.parametrize(
    ("rest_from", "rest_to"),
    [
        ("2026-03-14T22:29", "2026-03-14T23:00"),
        ("2026-03-15T05:00", "2026-03-15T05:31"),
        ("2026-03-15T00:15", "2026-03-14T23:45"),
    ],
)
def test_a_rest_lies_inside_its_leg(rest_from: str, rest_to: str) -> None:
    rest = {"rest_from": f"{rest_from}:00+07:00", "rest_to": f"{rest_to}:00+07:00"}
    whole = leg("2026-03-14T22:30", "2026-03-15T05:30")
    assert told(legs=[{**whole, **rest}]) == [("legs.0.rest_from", "Leg 1: the rest lies outside the leg.", True)]


def test_a_rest_may_fill_its_leg() -> None:
    whole = leg("2026-03-14T22:30", "2026-03-15T05:30")
    assert told(legs=[{**whole, "rest_from": whole["departed"], "rest_to": whole["arrived"]}]) == []


def test_a_joint_patrol_says_whose_turn_it_is() -> None:
    assert told(kind="joint") == [("host_side", "Say which side hosts the joint patrol.", False)]
    assert told(kind="joint", host_side="ours") == []


def test_nobody_is_no_patrol() -> None:
    assert told(border_guards=0) == [("border_guards", "A patrol needs at least one person.", True)]
    assert told(border_guards=0, militia=2) == []


def test_everybody_who_went_is_counted() -> None:
    assert PATROLS.derive(NIGHT)["strength"] == 5
    assert PATROLS.derive({**NIGHT, "militia": 2, "police": 1, "foreign": 4})["strength"] == 12


def test_a_marker_counts_once_and_one_that_was_not_reached_was_not_seen() -> None:
    visits = [
        {"marker": "LA:313", "state": "intact"},
        {"marker": "LA:313", "state": "damaged"},
        {"marker": "LA:314", "state": "moved"},
        {"marker": "LA:315", "state": "unreached"},
        {"marker": "LA:316", "state": "missing"},
    ]
    found = PATROLS.derive({**NIGHT, "markers": visits})
    assert (found["markers_seen"], found["markers_damaged"]) == (3, 3)
    found = PATROLS.derive({**NIGHT, "markers": [{"marker": "LA:313"}]})
    assert (found["markers_seen"], found["markers_damaged"]) == (1, 0)
