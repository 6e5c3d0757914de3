"""The dated store of sanctions: what DOMAIN.md section 3 read, on the day of the act, and nothing invented."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from borderpost.deadlines import law
from borderpost.domain import codes
from borderpost.domain.words import language, set_language
from borderpost.services.settings import PostFacts

BEFORE, AFTER = date(2025, 12, 14), date(2025, 12, 15)


@pytest.mark.parametrize(
    ("act", "conduct", "fine"),
    [
        ("adm_exit_entry_282", "crossing", (5_000_000, 10_000_000)),
        ("adm_exit_entry_282", "lesser", (300_000, 2_000_000)),
        ("adm_exit_entry_282", "papers", (3_000_000, 5_000_000)),
        ("adm_exit_entry_282", None, (300_000, 10_000_000)),
        ("adm_exit_entry_282", "other", (300_000, 10_000_000)),
        ("adm_border_area", "guiding", (2_000_000, 3_000_000)),
        ("adm_border_area", "others_papers", (3_000_000, 5_000_000)),
        ("adm_border_area", "remaining", (20_000_000, 30_000_000)),
        ("penal_347", None, (5_000_000, 50_000_000)),
        ("penal_348", None, None),
        ("unclassified", None, None),
        (None, None, None),
    ],
)
def test_the_range_of_an_act(act: str | None, conduct: str | None, fine: tuple[int, int] | None) -> None:
    assert law.fine_range(act, date(2026, 3, 15), conduct) == fine


def test_a_decree_rules_the_days_it_was_in_force() -> None:
    assert law.fine_range("adm_exit_entry_282", BEFORE) is None
    assert "adm_exit_entry_144" in law.legal_classes(BEFORE)
    assert "adm_exit_entry_282" not in law.legal_classes(BEFORE)
    assert "adm_exit_entry_282" in law.legal_classes(AFTER)
    assert "adm_exit_entry_144" not in law.legal_classes(AFTER)
    assert law.fine_range("adm_exit_entry_144", BEFORE) is None, "the amounts of that decree were not read"
    assert law.conducts("adm_exit_entry_282", AFTER) == ("crossing", "papers", "lesser")
    assert law.conducts("penal_348", AFTER) == ()


def test_store_and_code_list_agree_on_every_day_a_class_begins_or_ends() -> None:
    listed = codes.codes("legal_class")
    for paper in law.store().papers:
        for day in (paper.valid_from, paper.valid_to):
            if day is not None:
                offered = {item.code for item in listed.offered(day)} - {"unclassified"}
                assert set(law.legal_classes(day)) == offered, (paper.id, day)


def test_every_code_the_store_names_is_listed() -> None:
    store = law.store()
    assert {line.legal_class for line in store.lines} <= set(codes.codes("legal_class").by_code)
    assert {line.conduct for line in store.lines} - {None} <= set(codes.codes("sanction_conduct").by_code)
    assert {item.position for item in store.ceilings} <= set(codes.codes("position").by_code)
    settings = {item.setting for item in store.ceilings if item.setting} | {item.setting for item in store.branches.values()}
    assert all(hasattr(PostFacts(), name) for name in settings)
    assert all(line.paper in store.papers for line in store.lines)
    assert len({line.id for line in store.lines}) == len(store.lines)


@pytest.mark.parametrize(
    ("position", "percent"),
    [("soldier", 5), ("team_leader", 10), ("station_chief", 10), ("task_force_leader", 15), ("commander", None)],
)
def test_the_ceiling_of_a_position(position: str, percent: int | None) -> None:
    found = law.ceiling(position, date(2026, 3, 15))
    assert found is not None
    assert found.percent == percent
    assert bool(found.setting) == (percent is None)
    assert law.ceiling(position, date(2025, 6, 30)) is None


def test_what_the_store_says_nothing_of_is_none() -> None:
    assert law.ceiling("officer", AFTER) is None
    assert law.ceiling(None, AFTER) is None
    assert law.branch("penal_347", AFTER) is None
    branches = [law.branch(name, AFTER) for name in ("adm_exit_entry_282", "adm_border_area")]
    assert [None if found is None else found.id for found in branches] == ["security", "border"]


def test_what_was_not_read_says_so() -> None:
    unsure = {line.id for line in law.store().lines if line.unconfirmed}
    assert {"144", "349.1", "150.2", "151.1", "151.3"} <= unsure
    assert not {"282.crossing", "96.guiding", "348.1", "150.1"} & unsure


def test_words_follow_the_language() -> None:
    before = language()
    remaining = next(line for line in law.store().lines if line.id == "96.remaining")
    profit = next(line for line in law.store().lines if line.id == "348.1")
    branch = law.branch("adm_border_area", AFTER)
    assert branch is not None
    try:
        set_language("vi")
        assert (remaining.measure(), profit.note(), remaining.note()) == ("trục xuất", "vì vụ lợi", "")
        assert "Nghị định 96/2020/NĐ-CP" in remaining.paper.name()
        set_language("en")
        assert (remaining.measure(), profit.note(), profit.measure()) == ("expulsion", "for gain", "")
        assert branch.name().endswith("of the border")
    finally:
        set_language(before)


def test_a_range_upside_down_is_refused() -> None:
    content: dict[str, Any] = json.loads(law.FILE.read_text(encoding="utf-8"))
    content["lines"][1]["fine"] = [2, 1]
    with pytest.raises(ValueError, match=r"282\.crossing"):
        law.read(content)
