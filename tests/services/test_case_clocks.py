"""The clocks of a criminal case (CPC 164): which of the two limits runs, and a file that went late is shown, never blocked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.deadlines.counting import end_of
from borderpost.deadlines.rules import Deadline, deadlines
from borderpost.domain.clock import VIETNAM
from borderpost.domain.words import set_language
from borderpost.services.board import Due
from tests.posts import make, person, sanction, tip

PROSECUTED = "2025-12-05T16:00:00+07:00"
CLEAR = {"less_serious": True, "flagrante": True, "clear_identity": True}


def case(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "criminal",
        "opened": PROSECUTED,
        "opened_by": "post_commander",
        "lead": "lead",
        "offence": "penal_348",
        "prosecuted": PROSECUTED,
    } | changes


def periods(**changes: Any) -> dict[str, Deadline]:
    return {found.rule.id: found for found in deadlines("cases", case(**changes))}


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    set_language("en")
    with make(tmp_path / "post", datetime(2025, 12, 20, 8, 0, tzinfo=VIETNAM)).as_("commander") as opened:
        yield opened


def due(post: Post) -> dict[str, tuple[str, Due]]:
    return {item.code: (group.code, item) for group in post.today.board().groups for item in group.items if item.code}


def test_a_clear_case_goes_to_the_procuracy_in_a_month() -> None:
    found = periods(**CLEAR)
    assert set(found) == {"A1", "A2"}
    assert found["A1"].at == datetime(2025, 12, 6, 16, 0, tzinfo=VIETNAM)
    assert found["A2"].at == end_of(date(2026, 1, 5))


@pytest.mark.parametrize("lacking", list(CLEAR))
@pytest.mark.parametrize("value", [False, None])
def test_one_condition_that_fails_or_is_not_known_leaves_seven_days(lacking: str, value: bool | None) -> None:
    found = periods(**CLEAR | {lacking: value})
    (seven,) = [period for name, period in found.items() if name.startswith("A3")]
    assert seven.at == end_of(date(2025, 12, 12))
    assert "A2" not in found


def test_only_the_lead_has_the_file_and_a_decision_on_a_tip_was_sent_with_the_tip() -> None:
    assert periods(lead="joint") == {}
    assert periods(prosecuted=None) == {}
    assert "A1" not in periods(reported_tip="0123456789abcdef:1")


def test_the_real_file_of_december_2025_was_moved_after_23_days_and_not_7(post: Post) -> None:
    """DOMAIN.md section 4: tip 5/8/2025, prosecuted 5/12/2025 = T7 maximum; moved 28/12/2025 = 23 d, not 7."""
    told = post.records.create("tips", tip(received="2025-08-05T08:00:00+07:00", recorded="2025-08-05T08:30:00+07:00"))
    record = post.records.create("cases", case(reported_tip=told.records[0])).records[0]
    group, act = due(post)["A3"]
    assert (group, act.kind, act.record_id) == ("overdue", "cases", record)
    assert act.title == "Send the file of the case to the investigation body"
    assert act.detail == "CPC art. 164"
    assert "12/12" in act.due
    view = post.records.load(record)
    moved = {"sent": "2025-12-28T09:00:00+07:00", "sent_body": "investigation", "receipt_no": "12/BN"}
    post.records.amend("cases", record, view.values | moved, view.heads)
    assert "A3" not in due(post)
    told_late = {item.what: item.explained for item in post.records.load(record).missed}
    assert told_late == {
        "Send the file of the case to the investigation body": ("due 24:00 12/12/2025, done 28/12/2025 09:00 · CPC art. 164")
    }
    late = periods(**moved)["A3"]
    assert late.missed(post.session.clock.now())
    assert late.done is not None
    assert late.done.date() - late.began.date() == timedelta(days=23)
    assert not periods(sent="2025-12-12T23:00:00+07:00")["A3"].missed(post.session.clock.now())


def test_a_record_says_what_it_missed_until_it_is_withdrawn(post: Post) -> None:
    record = post.records.create("cases", case()).records[0]
    assert [item.explained for item in post.records.load(record).missed] == [
        "due 06/12/2025 16:00, not done yet · CPC art. 154",
        "due 24:00 12/12/2025, not done yet · CPC art. 164",
    ]
    who = post.records.create("persons", person()).records[0]
    given = {"recorded": "2025-12-01T08:00:00+07:00", "decided": "2025-12-16T08:00:00+07:00"}
    (late,) = post.records.load(post.records.create("sanctions", sanction(who, **given)).records[0]).missed
    assert late.explained.endswith("AVL art. 66 · check against the law in force")
    post.records.withdraw("cases", record, "ghi hai lần")
    assert post.records.load(record).missed == ()


def test_an_ended_case_owes_only_a_decision_never_sent(post: Post) -> None:
    post.records.create("cases", case(ended="2025-12-18", result="stopped"))
    assert {"A1", "A2", "A3"} & set(due(post)) == {"A1"}
