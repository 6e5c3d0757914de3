"""The working days of DOMAIN.md 13 typed into the window by keyboard alone: what was typed is what the database holds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.deadlines.rules import deadlines
from borderpost.domain.clock import VIETNAM
from borderpost.registers import KINDS
from tests.posts import custody, make, sanction, tip
from tests.ui.clerk import Clerk

NAMES = ("Lò Văn Thắng", "Vàng Thị Sua", "Giàng A Chứ", "Sùng Thị Mỷ", "Hạng Thị Dơ")


def at(text: str) -> datetime:
    """Return a moment of 2026 in Viet Nam: `15/3 00:40`."""
    return datetime.strptime(f"2026/{text}", "%Y/%d/%m %H:%M").replace(tzinfo=VIETNAM)


def iso(text: str) -> str:
    return at(text).isoformat()


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post", at("15/3 08:00")).as_("commander") as opened:
        yield opened


def ends(post: Post, kind: str, record: str, rule: str) -> datetime | None:
    """Return when a period of a record ends."""
    values = KINDS[kind].whole(post.records.load(record).values)
    return next(found.at for found in deadlines(kind, values) if found.rule.id == rule)


def due(post: Post, record: str) -> set[str]:
    """Return the rules Today shows for a record."""
    groups = [group for group in post.today.board().groups if group.code != "done"]
    return {item.code for group in groups for item in group.items if item.record_id == record}


def holds(post: Post, record: str, **expected: Any) -> None:
    values = post.records.load(record).values
    assert {name: values[name] for name in expected} == expected


def tell(capsys: pytest.CaptureFixture[str], words: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{words}\n")


def test_a_night_with_seven_people(post: Post, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    clerk = Clerk(post, qtbot)
    legs = [
        {"departed": iso("14/3 22:30"), "arrived": iso("15/3 00:40"), "distance": 4_100},
        {"departed": iso("15/3 00:40"), "arrived": iso("15/3 03:10"), "distance": 6_000},
    ]
    night = clerk.write(
        "patrols",
        kind="closed_loop",
        border="la",
        started=iso("14/3 22:30"),
        ended=iso("15/3 05:30"),
        leader="Đặng Văn Phúc",
        border_guards=5,
        legs=legs,
    )
    holds(post, night, started=iso("14/3 22:30"), ended=iso("15/3 05:30"))
    assert [leg["distance"] for leg in post.records.load(night).values["legs"]] == [4_100, 6_000]
    crossers = [clerk.write("persons", name=name, sex="female", birth="1990") for name in NAMES]
    child = clerk.write("persons", name="Thào A Pá", sex="male", birth="2010")
    organiser = clerk.write("persons", name="Hoàng Văn Dẫn", sex="male", birth="1985")
    rows = [{"person": who, "role": "crosser"} for who in (*crossers, child)]
    rows.append({"person": organiser, "role": "organiser"})
    detection = clerk.write(
        "detections",
        found=iso("15/3 00:40"),
        border="la",
        direction="exit",
        legal_class="adm_exit_entry_282",
        finder="patrol",
        patrol=night,
        people=rows,
    )
    holds(post, detection, patrol=night, finder="patrol")
    people = post.records.load(detection).values["people"]
    assert [(row["person"], row["role"]) for row in people] == [(row["person"], row["role"]) for row in rows]
    arrived = clerk.write(
        "receptions",
        route="rescued",
        found=iso("15/3 00:40"),
        received=iso("15/3 03:10"),
        officer="Lò Thị Hạnh",
        detection=detection,
        people=[{"person": who, "category": "in_identification"} for who in (child, crossers[3])],
    )
    assert "needs" in due(post, arrived)
    clerk.change("receptions", arrived, needs_met=iso("15/3 03:40"))
    assert due(post, arrived) == set()
    held = clerk.write("custodies", **(custody(organiser) | {"detection": detection}))
    assert ends(post, "custodies", held, "C1") == at("15/3 12:40")
    clerk.change("custodies", held, decided=iso("15/3 12:00"))
    assert ends(post, "custodies", held, "C3") == at("18/3 03:10")
    fined = [clerk.write("sanctions", **sanction(who, recorded=iso("15/3 05:00"), detection=detection)) for who in crossers[:3]]
    assert {ends(post, "sanctions", record, "X1") for record in fined} == {at("25/3 00:00")}
    tell(capsys, f"scenario (a) in the window: {clerk.presses} key presses")


def test_a_mother_reports_her_missing_daughter(post: Post, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    clerk = Clerk(post, qtbot)
    daughter = clerk.write("persons", name="Giàng Thị Say", sex="female", birth="2009")
    told = clerk.write("tips", **tip(people=[{"person": daughter, "role": "possible_victim"}]))
    assert ends(post, "tips", told, "T2") == at("11/2 09:15")
    clerk.change("tips", told, state="classified", classified=iso("10/2 16:00"), classified_as="criminal", competence="ours")
    assert ends(post, "tips", told, "T4") == at("14/2 00:00")
    assert ends(post, "tips", told, "T5") == at("3/3 00:00")
    tell(capsys, f"scenario (b) in the window: {clerk.presses} key presses")


def test_the_neighbour_hands_over_a_victim(post: Post, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    clerk = Clerk(post, qtbot)
    neighbour = clerk.write("counterparts", name="Đại đội Biên phòng 216", border="la")
    victim = clerk.write("persons", name="Vàng Thị Sua", sex="female", birth="2001")
    back = clerk.write(
        "repatriations",
        signed=iso("14/3 16:10"),
        direction="incoming",
        counterpart=neighbour,
        border="la",
        list_received=iso("14/3 14:00"),
        identity_checked=iso("14/3 15:30"),
        our_signer="Đại úy Lường Văn Thái",
        people=[{"person": victim}],
    )
    holds(post, back, counterpart=neighbour, signed=iso("14/3 16:10"), identity_checked=iso("14/3 15:30"))
    assert post.papers.two_sided(back)
    tell(capsys, f"scenario (c) in the window: {clerk.presses} key presses")
