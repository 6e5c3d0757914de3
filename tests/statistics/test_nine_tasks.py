"""The lines of the form that came with the registers of all nine tasks: counted in their window, at its very edges, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.clock import VIETNAM
from borderpost.registers import KINDS
from borderpost.services import reports
from borderpost.statistics import form
from tests.posts import case, make, patrol, person, smallest, tip

INSIDE = ("2026-02-15T00:00:00+07:00", "2026-03-14T23:59:00+07:00")
OUTSIDE = ("2026-02-14T23:59:00+07:00", "2026-03-15T00:00:00+07:00")
"""The edges of tháng 3/2026 (TT 58/2020/TT-BQP): from 15 February to 14 March."""


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post", datetime(2026, 3, 16, 8, 0, tzinfo=VIETNAM)).as_("commander") as opened:
        yield opened


def numbers(post: Post, code: str) -> tuple[int | None, ...]:
    figures = post.reports.figures(post.reports.window("2026-03"))
    return next(row for row in figures.rows if row.code == code).this


@pytest.mark.parametrize(
    ("kind", "code", "more", "expected"),
    [
        ("business_checks", "P3", {}, (2, 1)),
        ("boat_checks", "P4", {"crew": 7}, (2, 14)),
        ("sanctions", "D3", {}, (2, 1)),
        ("subjects", "D5", {}, (1,)),
        ("referrals", "V3C", {}, (2, 1)),
        ("tips", "T1", {}, (2,)),
        ("tips", "K2", {"channel": "public"}, (2, 0, 0)),
        ("sessions", "K1", {"attendance": 40, "leaflets": 30}, (2, 80, 60)),
        ("summonses", "K3", {}, (2, 1)),
        ("pledges", "K4", {"count": 12}, (24,)),
        ("talks", "X1", {}, (2, 1)),
        ("joint_patrols", "X1T", {}, (2,)),
        ("repatriations", "X1R", {}, (2, 1)),
        ("households", "H1", {}, (2,)),
        ("households", "H1N", {"members": [{}]}, (1,)),
        ("households", "H1G", {"help": [{"kind": "loan"}, {"kind": "job"}]}, (4, 2, 0)),
        ("findings", "L1", {}, (2, 1)),
        ("cases", "C1", {"offence": "penal_150"}, (2, 0, 0)),
    ],
)
def test_a_line_counts_what_lies_in_its_window(
    post: Post, kind: str, code: str, more: dict[str, Any], expected: tuple[int, ...]
) -> None:
    assert all(not number for number in numbers(post, code)), "an empty post"
    made = {"persons": post.records.create("persons", person()).records[0]}
    made["victim_cases"] = post.records.create("victim_cases", case(made["persons"])).records[0]
    for needed in ("counterparts", "laws"):
        made[needed] = post.records.create(needed, smallest(needed, made)).records[0]
    moment = KINDS[kind].moment
    assert moment is not None
    for at in (*INSIDE, *OUTSIDE):
        base = tip(recorded=None) if kind == "tips" else smallest(kind, made)
        if "members" in more:
            more = {"members": [{"person": made["persons"]}]}
        post.records.create(kind, base | more | {moment: at})
    assert numbers(post, code) == expected


def test_a_month_keeps_the_form_it_was_closed_with(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    march = post.reports.window("2026-03")
    older = form.load(form.FOLDER / "form_3682_v1.json")
    with monkeypatch.context() as patched:
        patched.setattr(reports, "_form_of", lambda start_day, *_named: replace(older, start_day=start_day))
        post.reports.close(march)
    post.records.create("tips", tip(received=INSIDE[0], recorded=None))
    post.records.create("patrols", patrol(started=INSIDE[0], ended="2026-02-15T05:00:00+07:00", legs=[]))
    view = post.reports.status(march)
    assert view.amended == 1, "the patrol; tips are no line of that form"
    assert post.reports.leads(march, "P1", 0)
    with pytest.raises(LookupError):
        post.reports.leads(march, "T1", 0)
    assert numbers(post, "P1")[0] == 0, "frozen"
