"""Today reads the legal periods of tips, custody and sanctions: what, by when, on which ground, what the law leaves unsure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.words import language, set_language
from borderpost.services.board import Due
from borderpost.storage import dues
from borderpost.storage.database import put_setting
from tests.posts import custody, make, person, sanction, tip


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    before = language()
    set_language("en")
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened
    set_language(before)


def due(post: Post, *, mine: bool = False) -> dict[str, tuple[str, Due]]:
    """Return (group, act) by rule, of those that belong to a record of these registers."""
    kinds = {"tips", "custodies", "sanctions"}
    return {
        item.code: (group.code, item)
        for group in post.today.board(mine=mine).groups
        for item in group.items
        if item.kind in kinds
    }


def ours(**changes: Any) -> dict[str, Any]:
    return tip(competence="ours", classified="2026-02-10T15:00:00+07:00", **changes)


def test_a_tip_of_ours_shows_what_is_late_and_what_runs(post: Post) -> None:
    record = post.records.create("tips", ours()).records[0]
    found = due(post)
    assert set(found) == {"T4", "T5"}
    group, act = found["T5"]
    assert (group, act.kind, act.record_id, act.number) == ("overdue", "tips", record, "TB-26-0001")
    assert "24:00" in act.due
    assert "02/03" in act.due
    assert act.detail == "CPC art. 147"
    assert act.title == "Decide to prosecute, not to, or to suspend"


def test_a_request_says_the_last_working_day_before(post: Post) -> None:
    post.records.create("tips", ours(complex=True))
    found = due(post)
    assert found["T7.request"][0] == "later"
    assert "last working day before" in found["T7.request"][1].detail
    assert "T5" not in found


def test_what_has_no_number_is_at_once_or_waits(post: Post) -> None:
    post.records.create("tips", tip(competence="not_ours", classified="2026-02-10T15:00:00+07:00"))
    post.records.create("tips", ours(decided="2026-03-01T08:00:00+07:00", decision="not_prosecuted"))
    found = due(post)
    assert (found["T3"][0], found["T3"][1].urgency) == ("overdue", "now")
    assert found["T3"][1].due.startswith("since")
    assert found["T11"][0] == "later"


def test_an_end_that_moved_a_year_without_holidays_and_unsure_law_are_told(post: Post) -> None:
    post.records.create("tips", ours(received="2025-12-31T10:00:00+07:00", complex=True))
    who = post.records.create("persons", person()).records[0]
    post.records.create("sanctions", sanction(who, recorded="2027-01-02T08:00:00+07:00"))
    found = due(post)
    assert "no working day" in found["T6"][1].detail
    assert "holidays" in found["X1"][1].detail
    assert "law in force" in found["X1"][1].detail


def test_custody_warns_at_the_earlier_end_and_is_silent_once_ended(post: Post) -> None:
    who = post.records.create("persons", person()).records[0]
    record = post.records.create("custodies", custody(who)).records[0]
    group, act = due(post)["C1"]
    assert group == "soon"
    assert "12:40" in act.due
    assert "15:10" in act.detail
    view = post.records.load(record)
    post.records.amend("custodies", record, {**view.values, "ended": "2026-03-15T04:30:00+07:00"}, view.heads)
    assert due(post) == {}


def test_only_mine_when_asked(tmp_path: Path) -> None:
    place = make(tmp_path / "post")
    with place.as_("guard") as post:
        post.records.create("tips", ours())
        assert set(due(post, mine=True)) == {"T4", "T5"}
    with place.as_("commander") as post:
        assert due(post, mine=True) == {}
        assert set(due(post)) == {"T4", "T5"}


def test_a_withdrawn_tip_is_due_no_more(post: Post) -> None:
    record = post.records.create("tips", ours()).records[0]
    post.records.withdraw("tips", record, "ghi hai lần")
    assert due(post) == {}


def test_a_custody_that_ended_still_owes_its_decision_to_the_procuracy(post: Post) -> None:
    who = post.records.create("persons", person()).records[0]
    over = custody(who, decided="2026-03-15T02:00:00+07:00", ended="2026-03-15T04:30:00+07:00")
    record = post.records.create("custodies", over).records[0]
    assert set(due(post)) == {"C2"}, "its end silences the end of custody, not what was never sent"
    view = post.records.load(record)
    post.records.amend("custodies", record, {**view.values, "sent": "2026-03-15T04:35:00+07:00"}, view.heads)
    assert due(post) == {}


def test_a_tip_whose_informant_was_told_still_owes_its_decision_to_the_procuracy(post: Post) -> None:
    decided = ours(decided="2026-03-01T08:00:00+07:00", decision="not_prosecuted", result_told="2026-03-02T08:00:00+07:00")
    record = post.records.create("tips", decided).records[0]
    assert {rule: group for rule, (group, _act) in due(post).items()} == {"T10": "overdue"}
    view = post.records.load(record)
    post.records.amend("tips", record, {**view.values, "decision_sent": "2026-03-02T07:00:00+07:00"}, view.heads)
    assert due(post) == {}


def test_a_request_to_extend_runs_until_the_procuracy_answers(post: Post) -> None:
    who = post.records.create("persons", person()).records[0]
    asked = {"asked": "2026-03-15T04:00:00+07:00"}
    record = post.records.create("custodies", custody(who, extension_events=[asked])).records[0]
    group, act = due(post)["C5"]
    assert (group, act.title) == ("soon", "The procuracy answers the request to extend custody")
    view = post.records.load(record)
    answer = asked | {"answered": "2026-03-15T04:30:00+07:00", "answer": "granted", "approver": "VKS", "paper": "1/QĐ"}
    post.records.amend("custodies", record, {**view.values, "extension_events": [answer]}, view.heads)
    assert set(due(post)) == {"C1", "C3.1"}
    assert all(line.ok for line in post.check.run())


def test_a_record_of_an_older_program_counts_from_its_number(post: Post) -> None:
    who = post.records.create("persons", person()).records[0]
    post.records.create("custodies", custody(who, extensions=2, extension_paper="VKS khu vực 3"))
    post.records.create("tips", ours(complex=True, extended="2026-02-20T08:00:00+07:00"))
    assert {"C3.2", "T7"} <= set(due(post))
    with post.session.database.write() as connection:
        put_setting(connection, "dues/rules", b"of an older program")
        before = connection.exec_driver_sql("SELECT record, rule, ends FROM dues ORDER BY 1, 2").all()
        assert dues.renew(connection)
        assert connection.exec_driver_sql("SELECT record, rule, ends FROM dues ORDER BY 1, 2").all() == before


def test_what_an_older_program_wrote_is_not_repeated_in_a_new_record(post: Post) -> None:
    who = post.records.create("persons", person()).records[0]
    post.records.create("custodies", custody(who, extensions=2, extension_paper="VKS khu vực 3"))
    repeated = post.records.defaults("custodies", previous=True)
    assert repeated["measure"] == "emergency"
    assert not {"number", "extensions", "extension_paper"} & set(repeated)


def test_a_granted_extension_moves_what_a_record_is_said_to_have_missed(post: Post) -> None:
    who = post.records.create("persons", person()).records[0]
    at = "2026-03-1{day}T{hour}:00+07:00".format
    granted = {
        "asked": at(day=7, hour="20:00"),
        "answered": at(day=8, hour="01:00"),
        "answer": "granted",
        "approver": "VKS khu vực 3",
        "paper": "12/QĐ-VKS",
    }
    held = custody(who, decided=at(day=5, hour="08:00"), sent=at(day=5, hour="10:00"), ended=at(day=9, hour="03:00"))
    plain = post.records.create("custodies", held).records[0]
    extended = post.records.create("custodies", held | {"extension_events": [granted]}).records[0]
    assert len(post.records.load(plain).missed) == 1, "three days were over on the 18th"
    assert post.records.load(extended).missed == ()
