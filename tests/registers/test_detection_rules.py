"""Detections: people once in each role, the law of the day, and hints a person decides on (DOMAIN.md sections 3 and 13)."""

from __future__ import annotations

from typing import Any

import pytest

from borderpost.domain import codes, words
from borderpost.registers import KINDS

DETECTIONS = KINDS["detections"]
FOUND: dict[str, Any] = {
    "found": "2026-03-15T00:40:00+07:00",
    "border": "la",
    "legal_class": "adm_exit_entry_282",
    "direction": "out",
}
NOT_IN_FORCE = ("legal_class", "This rule was not in force on that day. Choose the one that was.", False)
HINT = ("legal_class", "Five people or more with an organiser: article 348 if it was for gain. A person decides.", False)


def person(number: int) -> str:
    return f"0123456789abcdef:{number}"


def people(*roles: str, **more: Any) -> list[dict[str, Any]]:
    return [{"person": person(number + 1), "role": role, **more} for number, role in enumerate(roles)]


def told(**changed: Any) -> list[tuple[str, str, bool]]:
    problems = DETECTIONS.check({**FOUND, **changed})[1]
    assert all(words.render(problem.message) != str(problem.message) for problem in problems), "a guard reads Vietnamese"
    return [(problem.field, str(problem.message), problem.blocking) for problem in problems]


def test_a_group_found_at_night_is_complete_with_its_place_and_its_law() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("found", "legal_class", "said"),
    [
        ("2025-12-14T23:59:00+07:00", "adm_exit_entry_144", []),
        ("2025-12-14T23:59:00+07:00", "adm_exit_entry_282", [NOT_IN_FORCE]),
        ("2025-12-15T00:00:00+07:00", "adm_exit_entry_282", []),
        ("2025-12-15T00:00:00+07:00", "adm_exit_entry_144", [NOT_IN_FORCE]),
        ("2025-12-14T17:00:00+00:00", "adm_exit_entry_282", []),  # past midnight at the post, whatever the offset says
        ("2025-12-14T17:00:00+00:00", "adm_exit_entry_144", [NOT_IN_FORCE]),
        ("2020-10-09T12:00:00+07:00", "adm_border_area", [NOT_IN_FORCE]),
        ("2026-03-15T00:40:00+07:00", "penal_348", []),
        ("2026-03-15T00:40:00+07:00", "a_rule_of_2031", []),  # not known to this program: not judged by it
    ],
)
def test_section_3_the_decree_in_force_on_the_day_it_was_found(found: str, legal_class: str, said: list[Any]) -> None:
    assert told(found=found, legal_class=legal_class) == said


def test_section_3_every_row_of_the_law_can_be_chosen() -> None:
    known = [item.code for item in codes.codes("legal_class")]
    assert known == [
        "adm_exit_entry_144",
        "adm_exit_entry_282",
        "adm_border_area",
        "penal_347",
        "penal_348",
        "penal_349",
        "penal_150",
        "penal_151",
        "unclassified",
    ]


def test_a_person_has_a_role_once_but_may_have_two_roles() -> None:
    twice = people("crosser") * 2
    assert told(people=twice) == [("people.1.person", "This person already has this role. Remove one line.", True)]
    assert told(people=[*twice[:1], {"person": person(1), "role": "guide"}]) == []
    three = [*people("crosser", "guide"), *people("crosser")]
    assert told(people=three) == [("people.2.person", "This person already has this role. Remove one line.", True)]


def test_people_without_a_name_are_not_taken_for_one_another() -> None:
    assert told(people=[{"role": "crosser"}, {"role": "crosser"}]) == [
        ("people.0.person", "This must be filled in.", True),
        ("people.1.person", "This must be filled in.", True),
    ]


def test_section_13a_six_crossers_and_one_organiser_are_a_hint_and_never_a_decision() -> None:
    group = people(*["crosser"] * 6, "organiser")
    assert told(people=group) == [HINT]
    found = DETECTIONS.derive({**FOUND, "people": group})
    assert found == {"crossers": 6, "subjects": 1}


def test_section_13a_an_organiser_who_guided_six_is_a_hint_though_they_are_not_listed() -> None:
    assert told(people=people("organiser", guided=6)) == [HINT]
    assert told(people=people("broker", guided=5)) == [HINT]
    assert told(people=people("organiser", guided=4)) == []
    assert told(people=people("crosser", guided=6)) == []


@pytest.mark.parametrize(
    ("roles", "legal_class"),
    [
        (["crosser"] * 4 + ["organiser"], "adm_exit_entry_282"),  # fewer than five
        (["crosser"] * 6 + ["driver"], "adm_exit_entry_282"),  # nobody who organised
        (["crosser"] * 6 + ["organiser"], "penal_348"),  # decided already
    ],
)
def test_the_hint_is_for_organised_groups_under_an_administrative_rule(roles: list[str], legal_class: str) -> None:
    assert told(people=people(*roles), legal_class=legal_class) == []


def test_possible_victims_crossed_too_and_a_person_counts_once() -> None:
    group = [*people("crosser", "possible_victim", "guide", "organiser", "broker", "driver", "witness", "reporter")]
    group += [{"person": person(1), "role": "possible_victim"}, {"person": person(3), "role": "driver"}]
    assert DETECTIONS.derive({**FOUND, "people": group}) == {"crossers": 2, "subjects": 4}
