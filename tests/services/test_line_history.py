"""What patrols saw of a marker over time, and which patrols walked a section."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.words import set_language
from tests.posts import make, patrol

GONE = "00000000000000aa:7"


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    set_language("en")
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened


def walked(post: Post, day: str, *markers: dict[str, Any], **changes: Any) -> str:
    legs = [{"departed": f"{day}T07:00:00+07:00", "arrived": f"{day}T11:00:00+07:00", "distance": 3_000}]
    moments = {"started": f"{day}T07:00:00+07:00", "ended": f"{day}T11:00:00+07:00", "legs": legs}
    return post.records.create("patrols", patrol(**moments, markers=list(markers), **changes)).records[0]


def test_the_states_of_a_marker_over_all_patrols_and_what_its_own_record_adds(post: Post) -> None:
    first = walked(post, "2026-02-01", {"marker": "LA:511", "state": "intact", "cleared": True, "note": "cỏ rậm"})
    second = walked(post, "2026-03-01", {"marker": "LA:512", "state": "intact"}, {"marker": "LA:511", "state": "damaged"})
    lost = walked(post, "2026-03-05", {"marker": "LA:511", "state": "moved"})
    post.records.withdraw("patrols", lost, "Ghi nhầm")
    states = [
        {"day": "2026-03-01", "state": "damaged", "patrol": second},
        {"day": "2025-12-20", "state": "intact", "note": "Kiểm tra liên ngành"},
    ]
    marker = post.records.create("markers", {"marker": "LA:511", "kind": "main", "states": states}).records[0]
    found, more = post.line.marker_states(marker)
    assert more == 0
    assert [(item.id, item.state) for item in found] == [(second, "Damaged"), (first, "Intact"), (marker, "Intact")]
    assert found[1].words == "cleared · cỏ rậm"
    assert found[2].words == "Kiểm tra liên ngành"
    assert found[2].kind == "markers"
    assert post.line.marker_states(GONE) == ([], 0)


def test_only_the_newest_are_shown_and_the_rest_is_counted(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("borderpost.services.line_history.MOST", 1)
    for day in ("2026-02-01", "2026-02-02", "2026-02-03"):
        walked(post, day, {"marker": "LA:511", "state": "intact"})
    marker = post.records.create("markers", {"marker": "LA:511", "kind": "main"}).records[0]
    found, more = post.line.marker_states(marker)
    assert (len(found), more) == (1, 2)
    assert found[0].when is not None
    assert found[0].when.day == 3


def test_the_patrols_of_a_section_by_its_name_and_by_the_markers_between_its_ends(post: Post) -> None:
    named = walked(post, "2026-02-01", section="đoạn 99–101")
    inside = walked(
        post,
        "2026-02-02",
        {"marker": "LA:100", "state": "intact"},
        {"marker": "LA:101", "state": "intact"},
        {"marker": "CN:100", "state": "intact"},
        section=None,
    )
    walked(post, "2026-02-03", {"marker": "LA:102", "state": "intact"}, section="Đoạn khác")
    values = {"name": "Đoạn 99–101", "border": "la", "marker_from": "LA:101", "marker_to": "LA:99"}
    section = post.records.create("border_sections", values).records[0]
    found, more = post.line.section_patrols(section)
    assert ([item.id for item in found], more) == ([inside, named], 0)
    assert found[0].words == "Đặng Văn Phúc · 2 markers"
    assert found[1].words == "Đặng Văn Phúc"
    assert post.line.section_patrols(GONE) == ([], 0)


def test_a_section_whose_ends_cannot_be_read_counts_by_its_name_alone(post: Post) -> None:
    walked(post, "2026-02-02", {"marker": "LA:100", "state": "intact"}, section="Đoạn 7")
    values = {"name": "Đoạn 7", "border": "la", "marker_from": "LA:99", "marker_to": "LA:101"}
    section = post.records.create("border_sections", values).records[0]
    with post.session.database.write() as connection:
        connection.exec_driver_sql("UPDATE border_sections SET marker_to = 'cột 101'")
    found, _more = post.line.section_patrols(section)
    assert len(found) == 1
    assert found[0].words == "Đặng Văn Phúc"
