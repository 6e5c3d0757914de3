"""Rows of a quick entry: from row to record and back, all written in one transaction or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.errors import RefusedInput
from borderpost.registers import KINDS
from borderpost.services.quick_entry import ROWS, cell_of, columns, is_quick, record_of
from borderpost.services.views import Listing
from tests.posts import make, person


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post").as_("guard") as opened:
        yield opened


def session(**changes: Any) -> dict[str, Any]:
    return {
        "held": "2026-03-15T08:00:00+07:00",
        "place": "Bản Nậm Cắn",
        "topics": ["border_law"],
        "form": "meeting",
        "audiences": ["all"],
        "attendance": 30,
    } | changes


def test_a_row_becomes_a_record_and_a_problem_finds_its_cell() -> None:
    assert record_of({"place": "Bản Nậm Cắn", "tips.tip": "x:1", "tips.note": "gấp"}) == {
        "place": "Bản Nậm Cắn",
        "tips": [{"tip": "x:1", "note": "gấp"}],
    }
    assert cell_of("tips.0.tip") == "tips.tip"
    assert cell_of("place") == "place"
    assert [named.name for named in columns(KINDS["sessions"])][-1] == "tips.tip"
    assert columns(KINDS["patrols"]) == ()
    assert is_quick({ROWS: []})
    assert not is_quick({"place": "Bản Nậm Cắn"})


def test_rows_are_written_together_and_the_draft_goes_with_them(post: Post) -> None:
    post.drafts.save("day", "sessions", None, {ROWS: []}, {}, None)
    changes = post.records.create_rows("sessions", [session(), session(place="Bản Khe Sim")], "day")
    assert [post.records.load(made).values["place"] for made in changes.records] == ["Bản Nậm Cắn", "Bản Khe Sim"]
    assert changes.kinds == {"sessions"}
    assert post.drafts.count() == 0


def test_one_wrong_row_writes_nothing_and_names_every_wrong_cell(post: Post) -> None:
    rows = [session(), session(attendance=-1), session(place=None, tips=[{"tip": "00000000000000aa:9"}])]
    with pytest.raises(RefusedInput) as refused:
        post.records.create_rows("sessions", rows)
    assert {problem.field for problem in refused.value.problems} == {"1.attendance", "2.place", "2.tips.tip"}
    assert post.records.count("sessions", Listing()) == 0


def test_what_protects_a_victim_in_a_form_protects_in_rows_too(post: Post) -> None:
    who = post.records.create("persons", person()).records[0]
    values = {
        "found": "2026-03-15T00:40:00+07:00",
        "border": "la",
        "legal_class": "adm_exit_entry_282",
        "direction": "exit",
        "people": [{"person": who, "role": "possible_victim"}],
    }
    post.records.create_rows("detections", [values])
    assert post.records.load(who).protected
