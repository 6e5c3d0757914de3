"""Tips on a real post: the reporter is sealed tighter than the tip, and a tip moves by its states."""

from __future__ import annotations

from pathlib import Path

import pytest

from borderpost.domain.errors import RefusedInput
from tests.posts import make, tip


def test_a_guard_writes_the_reporter_and_cannot_read_it_back(tmp_path: Path) -> None:
    place = make(tmp_path / "post")
    with place.as_("guard") as post:
        record = post.records.create("tips", tip()).records[0]
        seen = post.records.load(record)
        assert {"reporter_name", "reporter_phone", "reporter_address"} <= seen.hidden
        assert "reporter_name" not in seen.values
        assert post.records.search("Giàng Thị Mảy", ("tips",)) == []
        assert [hit.id for hit in post.records.search("cho phien", ("tips",))] == [record]
        assert seen.number.startswith("TB-26-")


def test_a_tip_skips_no_state(tmp_path: Path) -> None:
    with make(tmp_path / "post").as_("commander") as post:
        record = post.records.create("tips", tip()).records[0]
        view = post.records.load(record)
        with pytest.raises(RefusedInput) as refused:
            post.records.amend("tips", record, {**view.values, "state": "prosecuted"}, view.heads)
        assert [problem.field for problem in refused.value.problems] == ["state"]
        done = {"state": "classified", "classified": "2026-02-10T15:00:00+07:00", "competence": "ours"}
        post.records.amend("tips", record, {**view.values, **done}, view.heads)
        assert post.records.load(record).values["state"] == "classified"
