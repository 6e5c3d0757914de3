"""Victim cases: clocks in order, the status machine, and the younger age (Law 53/2024; DOMAIN.md sections 5 and 13)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from borderpost.domain import ages, codes, words
from borderpost.domain.dates import PartialDate
from borderpost.registers import KINDS
from borderpost.registers.victim_cases import STEPS, TRANSITIONS, allowed_statuses

CASES = KINDS["victim_cases"]
CASE: dict[str, Any] = {
    "pseudonym": "Mận",
    "person": "0123456789abcdef:7",
    "category": "in_identification",
    "route": "rescued",
    "found": "2026-03-15T00:40:00+07:00",
    "received": "2026-03-15T03:10:00+07:00",
    "needs_met": "2026-03-15T03:40:00+07:00",
    "screened": "2026-03-15T04:20:00+07:00",
    "handed_over": "2026-03-15T07:30:00+07:00",
    "status": "suspected",
}
DECIDED = {
    "deciding_body": "police",
    "evidence_source": "rescuing_agency",
    "paper_no": "12/GXN",
    "status_date": "2026-03-15",
}
NEEDS = "A decision needs the body, the evidence source, the paper and its date."


def told(**changed: Any) -> list[tuple[str, str, bool]]:
    problems = CASES.check({**CASE, **changed})[1]
    assert all(words.render(problem.message) != str(problem.message) for problem in problems), "a guard reads Vietnamese"
    return [(problem.field, str(problem.message), problem.blocking) for problem in problems]


def between(first: str, last: str) -> str:
    minutes = int((datetime.fromisoformat(CASE[last]) - datetime.fromisoformat(CASE[first])).total_seconds()) // 60
    return f"{minutes // 60} h {minutes % 60:02d}"


def test_section_13a_the_chain_of_the_night_and_its_times() -> None:
    assert told() == []
    assert between("found", "handed_over") == "6 h 50"
    assert between("received", "handed_over") == "4 h 20"


def test_section_5_the_chain_has_six_steps_in_this_order() -> None:
    assert STEPS == ("found", "received", "needs_met", "screened", "handed_over", "feedback")
    assert [step for step in STEPS if step in CASES.by_name] == list(STEPS)


@pytest.mark.parametrize(("step", "at"), [("received", "00:39"), ("needs_met", "03:09"), ("handed_over", "04:19")])
def test_section_5_no_step_lies_before_the_one_before_it(step: str, at: str) -> None:
    sentence = "This step lies before the one before it. Correct one of the times."
    assert (step, sentence, True) in told(**{step: f"2026-03-15T{at}:00+07:00"})


def test_steps_that_are_not_done_yet_are_passed_over() -> None:
    assert told(found=None, needs_met=None, screened=None, handed_over=None) == []
    early = told(needs_met=None, screened=None, handed_over="2026-03-15T03:00:00+07:00")
    assert [field for field, _sentence, _blocking in early] == ["handed_over"]


def test_section_13c_steps_of_one_moment_are_in_order() -> None:
    at = "2026-06-14T16:10:00+07:00"
    assert told(found=at, received=at, needs_met=at, screened=at, handed_over=at, feedback=at) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, {"suspected", "in_identification"}),
        ("suspected", {"suspected", "in_identification", "not_victim"}),
        ("in_identification", {"in_identification", "determined", "not_victim"}),
        ("determined", {"determined", "in_identification"}),
        ("not_victim", {"not_victim", "in_identification"}),
        ("a_status_of_2031", {"a_status_of_2031"}),
    ],
)
def test_section_5_what_may_follow_a_status(before: str | None, after: set[str]) -> None:
    assert allowed_statuses(before) == after


def test_section_5_nobody_is_determined_without_identification_and_no_status_is_a_dead_end() -> None:
    listed = {item.code for item in codes.codes("victim_status")}
    assert {status for status in TRANSITIONS if status} == listed
    assert all(following <= listed and following for following in TRANSITIONS.values())
    assert [status for status, following in TRANSITIONS.items() if "determined" in following] == ["in_identification"]


@pytest.mark.parametrize("status", ["determined", "not_victim"])
def test_section_5_a_decision_carries_body_source_paper_and_date(status: str) -> None:
    assert told(status=status, **DECIDED) == []
    assert told(status=status) == [
        (name, NEEDS, True) for name in ("deciding_body", "evidence_source", "paper_no", "status_date")
    ]
    for name in DECIDED:
        assert told(status=status, **{**DECIDED, name: None}) == [(name, NEEDS, True)]


def test_section_13a_an_identification_says_what_it_rests_on() -> None:
    hint = ("evidence_source", "Say which source of evidence the identification rests on.", False)
    assert told(status="in_identification") == [hint]
    assert told(status="in_identification", evidence_source="rescuing_agency") == []


@pytest.mark.parametrize(
    ("birth_year", "band"),
    [
        (2010, "under_16"),
        (2011, "under_16"),
        (2009, "16_17"),
        (2008, "16_17"),
        (2007, "adult"),
        (1990, "adult"),
        (None, "unknown"),
    ],
)
def test_section_5_a_year_of_birth_takes_the_younger_age_at_reception(birth_year: int | None, band: str) -> None:
    assert CASES.derive({**CASE, "birth_year": birth_year})["age_band"] == band


def test_section_5_born_2010_is_15_to_16_on_15_march_2026_and_so_under_16() -> None:
    assert ages.interval(PartialDate(2010), date(2026, 3, 15)) == (15, 16)
    assert CASES.derive({**CASE, "birth_year": 2010}) == {"age_band": "under_16"}


def test_the_age_is_that_of_the_posts_day() -> None:
    sixteen_at_last = {**CASE, "birth_year": 2009}
    assert CASES.derive({**sixteen_at_last, "received": "2025-12-30T16:59:00+00:00"})["age_band"] == "under_16"
    past_midnight = {**sixteen_at_last, "received": "2025-12-30T17:00:00+00:00"}
    assert CASES.derive(past_midnight)["age_band"] == "16_17", "whoever was born on 31/12 is 16 now"


def test_a_case_that_was_not_received_yet_has_no_age() -> None:
    assert CASES.derive({**CASE, "birth_year": 2010, "received": None})["age_band"] == "unknown"
    assert CASES.derive({**CASE, "birth_year": 2030})["age_band"] == "unknown"


@pytest.mark.parametrize("birth_year", [2010, 2008])
def test_section_5_a_child_has_a_guardian_noted(birth_year: int) -> None:
    assert told(birth_year=birth_year) == [("guardian", "A child: note the guardian or representative.", False)]
    assert told(birth_year=birth_year, guardian="Lò Thị Mai, mẹ") == []


def test_an_adult_needs_no_guardian() -> None:
    assert told(birth_year=1990) == []
    assert told(birth_year=None) == []


def test_section_5_the_sources_of_evidence_are_the_closed_list_of_article_32() -> None:
    assert [item.code for item in codes.codes("evidence_source")] == [
        "procedural_body",
        "rescuing_agency",
        "mission",
        "domestic_body",
        "foreign_body",
        "person_relatives",
        "trafficker",
        "victims_witnesses",
        "other_lawful",
    ]


def test_the_name_of_a_victim_is_in_no_field_of_the_case() -> None:
    assert CASES.title == "pseudonym"
    assert not {"name", "aliases", "birth", "document_no", "phone", "residence"} & set(CASES.by_name)
    assert CASES.sealed_groups == {}
