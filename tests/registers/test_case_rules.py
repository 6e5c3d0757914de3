"""Criminal cases: the order of their steps, each person once, and an accused only after the decision to prosecute."""

from __future__ import annotations

from typing import Any

import pytest

from borderpost.registers import KINDS

ORGANISER, BROKER = "0123456789abcdef:5", "0123456789abcdef:6"


def case(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "criminal",
        "opened": "2026-03-15T09:00:00+07:00",
        "opened_by": "post_commander",
        "lead": "lead",
        "offence": "penal_348",
        "prosecuted": "2026-03-15T09:00:00+07:00",
        "people": [{"person": ORGANISER, "role": "organiser", "accused": True}, {"person": BROKER, "role": "broker"}],
    } | changes


def told(**changes: Any) -> list[tuple[str, bool]]:
    return [(problem.field, problem.blocking) for problem in KINDS["cases"].check(case(**changes))[1]]


def test_a_case_in_order_is_taken_as_it_is() -> None:
    later = dict.fromkeys(("decision_sent", "procuracy_sent", "sent"), "2026-03-16T09:00:00+07:00")
    assert told() == told(**later) == []


@pytest.mark.parametrize("name", ["prosecuted", "decision_sent", "procuracy_sent", "sent"])
def test_no_step_lies_before_the_one_before_it(name: str) -> None:
    assert told(**{name: "2026-03-15T08:59:00+07:00"}) == [(name, True)]


def test_a_step_is_not_measured_against_one_that_is_not_written() -> None:
    assert told(prosecuted=None, people=[], sent="2026-03-01T08:00:00+07:00") == []


def test_a_person_stands_in_a_case_once() -> None:
    twice = [{"person": ORGANISER, "role": "organiser"}, {"person": ORGANISER, "role": "driver"}]
    assert told(people=twice) == [("people.1.person", True)]


def test_an_accused_needs_the_decision_to_prosecute_but_nothing_is_blocked() -> None:
    assert told(prosecuted=None) == [("prosecuted", False)]
    assert told(prosecuted=None, people=[{"person": BROKER, "role": "broker"}]) == []
