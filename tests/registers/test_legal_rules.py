"""Tips, custody and sanctions: what is refused, what is only pointed at, and that every deadline names fields that exist."""

from __future__ import annotations

from typing import Any

import pytest

from borderpost.deadlines.rules import rules
from borderpost.registers import KINDS
from borderpost.registers.tips import TRANSITIONS, VERIFIED
from tests.posts import custody, sanction, tip

PERSON = "KS-1:5"
BEFORE = "2026-01-01T00:00:00+07:00"


def told(kind: str, values: dict[str, Any]) -> list[tuple[str, bool]]:
    return [(problem.field, problem.blocking) for problem in KINDS[kind].check(values)[1]]


def a_custody(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in custody(PERSON, **changes).items() if name != "person"}


def a_sanction(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in sanction(PERSON, **changes).items() if name != "person"}


@pytest.mark.parametrize("name", ["recorded", "classified", "procuracy_notified", "transferred", "suspended", "decided"])
def test_nothing_happens_to_a_tip_before_it_came(name: str) -> None:
    assert told("tips", tip()) == []
    assert told("tips", tip(**{name: BEFORE})) == [(name, True)]


def test_an_anonymous_reporter_has_no_name_but_may_be_protected() -> None:
    assert told("tips", tip(reporter_kind="anonymous")) == [("reporter_kind", False)]
    assert told("tips", tip(reporter_kind="anonymous", reporter_name=None)) == []


def test_a_tip_says_where_it_went_and_why_it_rests() -> None:
    assert told("tips", tip(state="transferred")) == [("transferred_to", True)]
    assert told("tips", tip(state="transferred", transferred_to="Công an tỉnh")) == []
    assert told("tips", tip(state="suspended")) == [("suspension_reason", True)]
    assert told("tips", tip(state="suspended", suspension_reason="expertise")) == []


def test_the_states_of_a_tip_are_those_of_the_law() -> None:
    moves = KINDS["tips"].moves
    assert moves is not None
    assert TRANSITIONS["verifying"] == VERIFIED
    assert moves.allowed("received", "classified")
    assert moves.allowed("received", "received")
    assert not moves.allowed("received", "prosecuted")
    assert not moves.allowed("transferred", "own")


@pytest.mark.parametrize("name", ["arrived", "decided", "ended"])
def test_nothing_happens_in_custody_before_the_holding(name: str) -> None:
    record = KINDS["custodies"].typed(custody(PERSON, **{name: BEFORE}))
    found = [problem for rule in KINDS["custodies"].rules for problem in rule(record)]
    assert [(problem.field, problem.blocking) for problem in found] == [(name, True)]


EVENTS: tuple[tuple[dict[str, str], list[tuple[str, bool]]], ...] = (
    ({"asked": BEFORE}, []),
    ({"asked": BEFORE, "answered": BEFORE, "answer": "refused"}, []),
    ({"asked": BEFORE, "answered": "2025-12-31T23:59:00+07:00", "answer": "refused"}, [("answered", True)]),
    ({"asked": BEFORE, "answered": BEFORE}, [("answer", False)]),
    ({"answer": "granted"}, [("approver", False)]),
    ({"answer": "granted", "approver": "VKS khu vực 2"}, [("paper", False)]),
    ({"answer": "granted", "approver": "VKS khu vực 2", "paper": "12/QĐ"}, []),
)


@pytest.mark.parametrize("kind", ["custodies", "tips"])
@pytest.mark.parametrize(("event", "wanted"), EVENTS)
def test_an_extension_is_an_event_with_its_answer_and_its_paper(
    kind: str, event: dict[str, str], wanted: list[tuple[str, bool]]
) -> None:
    whole = custody(PERSON) if kind == "custodies" else tip()
    record = KINDS[kind].typed(whole | {"extension_events": [{"asked": BEFORE}, event]})
    found = [problem for rule in KINDS[kind].rules for problem in rule(record)]
    assert [(problem.field, problem.blocking) for problem in found] == [(f"extension_events.1.{name}", b) for name, b in wanted]


def granted(count: int) -> list[dict[str, str]]:
    return [{"answer": "granted", "approver": "VKS khu vực 2", "paper": f"{number}/QĐ"} for number in range(count)]


def test_what_the_rules_count_follows_from_the_rows_and_for_an_older_record_from_its_number() -> None:
    def derived(**changes: Any) -> dict[str, Any]:
        return {name: value for name, value in KINDS["custodies"].derive(custody(PERSON, **changes)).items() if value}

    assert derived() == derived(extensions=0) == {}
    assert derived(extensions=2) == {"extensions_granted": 2}
    assert derived(extensions=1, extension_events=granted(2)) == {"extensions_granted": 2}
    assert derived(extensions=2, extension_events=granted(1)) == {"extensions_granted": 2}
    assert derived(extension_events=granted(5)) == {"extensions_granted": 2}
    first = {"asked": "2026-03-17T08:00:00+07:00", "answered": "2026-03-17T15:00:00+07:00", "answer": "granted"}
    ended = "2026-03-21T03:10:00+07:00"
    assert derived(extension_events=[first | {"until": ended}, {"answer": "granted"}]) == {
        "extensions_granted": 2,
        "extension_asked": first["asked"],
        "extension_answered": first["answered"],
        "extended_until": ended,
    }
    second = {"asked": "2026-03-20T08:00:00+07:00"}
    assert derived(extension_events=[first, second, {"answer": "refused", **first}])["extension_asked"] == second["asked"]


def test_a_number_of_before_that_the_rows_do_not_reach_is_pointed_at() -> None:
    record = KINDS["custodies"].typed(custody(PERSON, extensions=2, extension_events=granted(1)))
    found = [problem for rule in KINDS["custodies"].rules for problem in rule(record)]
    assert [(problem.field, problem.blocking) for problem in found] == [("extensions", False)]
    record = KINDS["custodies"].typed(custody(PERSON, extensions=2, extension_events=granted(2)))
    assert [problem for rule in KINDS["custodies"].rules for problem in rule(record)] == []


def test_a_tip_of_before_keeps_its_extension() -> None:
    before = {"extension_requested": "2026-04-01T08:00:00+07:00", "extended": "2026-04-08T08:00:00+07:00"}
    found = KINDS["tips"].derive(tip(**before))
    assert found == {
        "extensions_granted": 1,
        "extension_asked": before["extension_requested"],
        "extension_answered": before["extended"],
        "extended_until": None,
    }
    asked = {"asked": "2026-04-02T08:00:00+07:00"}
    assert KINDS["tips"].derive(tip(extension_events=[asked]))["extension_asked"] == asked["asked"]
    assert KINDS["tips"].derive(tip(extension_events=[asked, *granted(1)]))["extensions_granted"] == 1


def test_an_extension_names_who_approved_it() -> None:
    for paper, wanted in ((None, [("extension_paper", False)]), ("VKS khu vực 2, 12/QĐ", [])):
        record = KINDS["custodies"].typed(custody(PERSON, extensions=1, extension_paper=paper))
        found = [problem for rule in KINDS["custodies"].rules for problem in rule(record)]
        assert [(problem.field, problem.blocking) for problem in found] == wanted


def test_a_sanction_is_decided_after_its_record_and_a_refusal_has_a_witness() -> None:
    for changes, wanted in (
        ({}, []),
        ({"decided": BEFORE}, [("decided", True)]),
        ({"refused": True}, [("witness", False)]),
        ({"refused": True, "witness": "Trưởng bản"}, []),
    ):
        record = KINDS["sanctions"].typed(sanction(PERSON, **changes))
        found = [problem for rule in KINDS["sanctions"].rules for problem in rule(record)]
        assert [(problem.field, problem.blocking) for problem in found] == wanted


def test_every_deadline_names_a_register_and_fields_that_exist() -> None:
    for rule in rules():
        register = KINDS[rule.register]
        derived = {item.name for item in register.derived}
        assert {*rule.start, rule.done, *rule.when, *rule.closed} <= {*register.by_name, *derived}, rule.id


def test_a_person_is_asked_for() -> None:
    assert told("custodies", a_custody()) == [("person", True)]
    assert told("sanctions", a_sanction()) == [("person", True)]
