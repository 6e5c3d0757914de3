"""People, receptions and hand-overs: who it is, in which order it happened, and what must come back (DOMAIN.md 3, 5, 13)."""

from __future__ import annotations

from typing import Any

import pytest

from borderpost.domain import words
from borderpost.registers import KINDS

PERSONS, RECEPTIONS, HANDOVERS = KINDS["persons"], KINDS["receptions"], KINDS["handovers"]
CHILD, WOMAN = "0123456789abcdef:7", "0123456789abcdef:8"
RECEPTION: dict[str, Any] = {
    "route": "rescued",
    "found": "2026-03-15T00:40:00+07:00",
    "received": "2026-03-15T03:10:00+07:00",
    "officer": "Nguyễn Thị Hạnh",
    "needs_met": "2026-03-15T03:40:00+07:00",
    "medical": "2026-03-15T04:00:00+07:00",
    "people": [{"person": CHILD, "category": "in_identification"}, {"person": WOMAN, "category": "in_identification"}],
}
HANDOVER: dict[str, Any] = {
    "handed": "2026-03-15T07:30:00+07:00",
    "direction": "outgoing",
    "subject": ["victim"],
    "receiver_kind": "commune",
    "receiver": "UBND xã Pa Ủ",
    "officer": "Lò Văn Pâng",
    "people": [{"person": CHILD, "escort": "Lò Thị Mai, mẹ"}, {"person": WOMAN}],
    "feedback_due": "2026-03-22",
}


def told(kind: str, values: dict[str, Any]) -> list[tuple[str, str, bool]]:
    problems = KINDS[kind].check(values)[1]
    assert all(words.render(problem.message) != str(problem.message) for problem in problems), "a guard reads Vietnamese"
    return [(problem.field, str(problem.message), problem.blocking) for problem in problems]


# --- persons -------------------------------------------------------------------------------------------------------------


def test_a_person_has_a_name_or_a_pseudonym() -> None:
    nameless = ("name", "Write a name, or a pseudonym if the name is unknown.", True)
    assert told("persons", {"sex": "female"}) == [nameless]
    assert told("persons", {"name": "Vàng Thị Sính"}) == []
    assert told("persons", {"pseudonym": "Mận"}) == []


@pytest.mark.parametrize("birth", ["2010", "2010-05", "2010-05-17"])
def test_the_year_of_birth_agrees_with_the_date_of_birth(birth: str) -> None:
    differs = ("birth_year", "The birth year differs from the birth date.", True)
    assert told("persons", {"pseudonym": "Mận", "birth": birth, "birth_year": 2010}) == []
    assert told("persons", {"pseudonym": "Mận", "birth": birth, "birth_year": 2011}) == [differs]
    assert told("persons", {"pseudonym": "Mận", "birth": birth}) == []
    assert told("persons", {"pseudonym": "Mận", "birth_year": 2011}) == []


def test_what_tells_who_a_person_is_is_sealed_together() -> None:
    assert PERSONS.sealed_groups == {
        "identity": (
            "name",
            "aliases",
            "birth",
            "document_kind",
            "document_no",
            "document_date",
            "residence",
            "address",
            "phone",
            "relatives",
            "religion",
            "note",
        )
    }
    assert not [name for name, field in PERSONS.fields if field.sealed and field.dimension], "nothing sealed is counted by"


# --- receptions ----------------------------------------------------------------------------------------------------------


def test_section_13a_a_reception_in_the_order_of_the_night() -> None:
    assert told("receptions", RECEPTION) == []
    assert RECEPTIONS.derive(RECEPTION) == {"received_people": 2}


def test_a_person_received_twice_counts_once() -> None:
    again = [*RECEPTION["people"], {"person": CHILD, "category": "minor_with_victim"}]
    assert RECEPTIONS.derive({**RECEPTION, "people": again}) == {"received_people": 2}
    assert RECEPTIONS.derive({}) == {"received_people": 0}


def test_nobody_is_received_before_they_were_found() -> None:
    early = {**RECEPTION, "received": "2026-03-15T00:39:00+07:00"}
    assert told("receptions", early) == [("received", "Received before found. Correct one of the times.", True)]
    assert told("receptions", {**RECEPTION, "found": RECEPTION["received"]}) == []
    assert told("receptions", {**early, "found": None}) == []


@pytest.mark.parametrize("name", ["needs_met", "medical"])
def test_care_before_the_reception_is_a_question(name: str) -> None:
    early = {**RECEPTION, name: "2026-03-15T03:09:00+07:00"}
    assert told("receptions", early) == [(name, "This lies before the reception. Check the time.", False)]
    assert told("receptions", {**RECEPTION, name: RECEPTION["received"]}) == []
    assert told("receptions", {**RECEPTION, name: None}) == []


# --- hand-overs ----------------------------------------------------------------------------------------------------------


def test_section_13a_two_people_are_handed_over_to_the_commune() -> None:
    assert told("handovers", HANDOVER) == []
    assert HANDOVERS.derive(HANDOVER) == {"handed_people": 2}


def test_a_person_on_two_lines_is_handed_over_once() -> None:
    lines = [{"person": CHILD, "victim_case": "0123456789abcdef:9"}, {"person": CHILD, "belongings": "1 túi vải"}]
    assert HANDOVERS.derive({**HANDOVER, "people": lines}) == {"handed_people": 1}


def test_a_hand_over_of_nothing_is_none() -> None:
    empty = {**HANDOVER, "people": []}
    assert told("handovers", empty) == [("people", "Write who or what is handed over.", True)]
    assert told("handovers", {**empty, "items": [{"what": "Hồ sơ vụ việc"}]}) == []


@pytest.mark.parametrize("name", ["feedback_due", "feedback_at"])
def test_section_3_the_receiver_reports_back_after_the_hand_over(name: str) -> None:
    before = ("This lies before the hand-over. Check the date.", True)
    assert told("handovers", {**HANDOVER, name: "2026-03-14"}) == [(name, *before)]
    assert told("handovers", {**HANDOVER, name: "2026-03-15"}) == []
    assert told("handovers", {**HANDOVER, name: None}) == []


def test_the_day_of_a_hand_over_is_that_of_the_post() -> None:
    after_midnight = {**HANDOVER, "handed": "2026-03-14T17:30:00+00:00", "feedback_due": None}
    assert told("handovers", {**after_midnight, "feedback_at": "2026-03-15"}) == []
    assert [field for field, *_rest in told("handovers", {**after_midnight, "feedback_at": "2026-03-14"})] == ["feedback_at"]


def test_a_watch_that_found_crossings_asks_for_the_detection() -> None:
    watch = {"began": "2026-03-14T18:00:00+07:00", "ended": "2026-03-15T06:00:00+07:00", "place": "Chốt 513", "leader": "Sính"}
    asked = [("detection", False)]
    assert [(field, blocking) for field, _words, blocking in told("watches", watch | {"crossings": 2})] == asked
    assert told("watches", watch) == []
    assert told("watches", watch | {"crossings": 2, "detection": CHILD}) == []
    assert [field for field, *_rest in told("watches", watch | {"ended": "2026-03-14T17:00:00+07:00"})] == ["ended"]
