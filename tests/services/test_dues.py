"""What is due over all registers: kept as a view of the journal, in the order of its end, without scanning what is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.words import language, set_language
from borderpost.services import today
from borderpost.services.board import Due, Group
from borderpost.storage import dues, rebuild
from borderpost.storage.database import put_setting
from tests.posts import Place, make, person, smallest, tip


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make(tmp_path / "post")


@pytest.fixture
def post(place: Place) -> Iterator[Post]:
    before = language()
    set_language("en")
    with place.as_("commander") as opened:
        yield opened
    set_language(before)


def group(post: Post, code: str) -> Group:
    return next((found for found in post.today.board().groups if found.code == code), Group(code, ()))


def act(post: Post, rule: str) -> tuple[str, Due] | None:
    for found in post.today.board().groups:
        for due in found.items:
            if due.code == rule:
                return found.code, due
    return None


def rows(post: Post) -> list[tuple[int, str]]:
    with post.session.read() as connection:
        return [(row.record, row.rule) for row in connection.exec_driver_sql("SELECT record, rule FROM dues ORDER BY 1, 2")]


@pytest.mark.parametrize(
    ("kind", "due", "done"),
    [
        ("duties", {"due": "2026-03-20", "title": "Rà soát hộ nguy cơ"}, {"state": "done", "done": "2026-03-15"}),
        ("visits", {"planned": "2026-03-16T08:00:00+07:00"}, {"visited": "2026-03-16T09:00:00+07:00", "findings": "Ổn định"}),
        ("findings", {"answer_due": "2026-03-20"}, {"answered": "2026-03-19"}),
        ("meetings", {"next_due": "2026-03-20"}, {"next_held": True}),
        ("talks", {"next_due": "2026-03-20"}, {"next_held": True}),
        ("regulations", {"review_due": "2026-03-20"}, {"reviewed": "2026-03-19"}),
        ("plans", {"report_due": "2026-03-20"}, {"reported": "2026-03-19"}),
        ("referrals", {"answer_due": "2026-03-20"}, {"answered": "2026-03-19"}),
        ("subjects", {"review_due": "2026-03-20"}, {"reviewed": "2026-03-19"}),
        ("joint_patrols", {"next_due": "2026-03-20"}, {"next_held": True}),
        ("suspensions", {"began": "2026-03-15T01:00:00+07:00"}, {"ended": "2026-03-15T04:00:00+07:00"}),
    ],
)
def test_what_is_due_stands_on_today_until_it_is_done(post: Post, kind: str, due: dict[str, str], done: dict[str, str]) -> None:
    made = {"persons": post.records.create("persons", person()).records[0]}
    if kind == "referrals":
        case = smallest("victim_cases", made)
        made["victim_cases"] = post.records.create("victim_cases", case).records[0]
    for needed in ("counterparts", "households", "laws"):
        made[needed] = post.records.create(needed, smallest(needed, made)).records[0]
    record = post.records.create(kind, smallest(kind, made) | due).records[0]
    found = [item for part in post.today.board().groups for item in part.items if item.record_id == record]
    assert found
    assert all(item.title and item.left for item in found)
    view = post.records.load(record)
    post.records.amend(kind, record, {**view.values, **done}, view.heads)
    left = [item for part in post.today.board().groups for item in part.items if item.record_id == record]
    assert left == [item for item in found if item.code == "S3"][: len(left)]


def test_a_day_without_an_hour_lasts_to_its_end(post: Post) -> None:
    duty = smallest("duties", {}) | {"due": "2026-03-15", "title": "Rà soát", "responsible": "Vàng A Sính"}
    post.records.create("duties", duty)
    found = act(post, "duty")
    assert found is not None
    code, due = found
    assert (code, due.urgency, due.detail) == ("soon", "soon", "Rà soát · Vàng A Sính")
    assert "24:00" in due.due


def test_a_withdrawn_record_asks_for_nothing(post: Post) -> None:
    record = post.records.create("tips", tip()).records[0]
    assert rows(post)
    post.records.withdraw("tips", record, "Ghi nhầm")
    assert rows(post) == []


def test_more_than_the_board_holds_is_said(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "MOST_PERIODS", 2)
    for day in ("2026-03-10", "2026-03-09", "2026-03-11"):
        post.records.create("duties", smallest("duties", {}) | {"due": day, "title": day})
    found = group(post, "overdue")
    assert [item.detail.split(" · ")[0] for item in found.items] == ["2026-03-09", "2026-03-10"]
    assert (found.more, found.total) == (1, 3)
    assert post.today.board().urgent >= 3


def test_other_rules_count_everything_anew_when_the_post_opens(place: Place) -> None:
    with place.as_("commander") as post:
        post.records.create("tips", tip())
        wanted = rows(post)
        with post.session.database.write() as connection:
            connection.exec_driver_sql("DELETE FROM dues")
            assert not dues.renew(connection)
            put_setting(connection, "dues/rules", b"of an older program")
    with place.as_("commander") as post:
        assert rows(post) == wanted
        assert all(line.ok for line in post.check.run())


def test_a_row_of_rules_nobody_knows_any_more_is_passed_over(post: Post) -> None:
    post.records.create("tips", tip())
    with post.session.database.write() as connection:
        connection.exec_driver_sql("UPDATE dues SET rule = 'T99' WHERE rule = 'T2'")
    assert act(post, "T99") is None
    assert act(post, "T2") is None


def lapses(post: Post) -> list[tuple[int, str, int, int | None]]:
    with post.session.read() as connection:
        found = connection.exec_driver_sql("SELECT record, rule, ends, done FROM lapses ORDER BY 1, 2")
        return [(row.record, row.rule, row.ends, row.done) for row in found]


def test_what_the_law_limits_is_kept_when_it_is_done_and_follows_the_rules(place: Place) -> None:
    settled = {"competence": "ours", "decided": "2026-03-05T08:00:00+07:00", "decision": "not_prosecuted"}
    with place.as_("commander") as post:
        record = post.records.create("tips", tip(**settled)).records[0]
        post.records.create("talks", smallest("talks", _counterpart(post)) | {"next_due": "2026-03-20"})
        wanted = lapses(post)
        assert [rule for _key, rule, _ends, _done in wanted] == ["T10", "T2", "T4", "T5"], "by law, not by appointment"
        late = next(row for row in wanted if row[1] == "T5")
        assert late[3] is not None
        assert late[3] > late[2]
        with post.session.database.write() as connection:
            connection.exec_driver_sql("DELETE FROM lapses")
            put_setting(connection, "dues/rules", b"of an older program")
        assert {fault.part for fault in _faults(post)} == {"lapses"}
    with place.as_("commander") as post:
        assert lapses(post) == wanted
        assert _faults(post) == []
        with post.session.database.write() as connection:
            rebuild.rebuild(connection, post.session.database)
        assert lapses(post) == wanted
        post.records.withdraw("tips", record, "ghi hai lần")
        assert lapses(post) == []


def _counterpart(post: Post) -> dict[str, str]:
    return {"counterparts": post.records.create("counterparts", smallest("counterparts", {})).records[0]}


def _faults(post: Post) -> list[rebuild.Difference]:
    with post.session.read() as connection:
        return rebuild.differences(connection, post.session.database)
