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
        fields = KINDS[rule.register].by_name
        assert {*rule.start, rule.done, *rule.when} <= set(fields), rule.id


def test_a_person_is_asked_for() -> None:
    assert told("custodies", a_custody()) == [("person", True)]
    assert told("sanctions", a_sanction()) == [("person", True)]
