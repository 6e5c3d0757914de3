"""The visit planner: who is next and why, proposals that a person could walk, the week, and the rules the post chose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from borderpost.bootstrap import Post
from borderpost.domain.errors import RefusedInput
from borderpost.domain.words import set_language
from borderpost.services.settings import NotAllowed
from borderpost.services.visit_plan import MOST, commune_of, rules_on
from tests.posts import Place, make, person

NOTED = "2026-03-01T08:00:00+07:00"
MONDAY = date(2026, 3, 16)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make(tmp_path / "post")  # the clock stands at 04:40 on Sunday, 15/03/2026


@pytest.fixture
def post(place: Place) -> Iterator[Post]:
    set_language("en")
    with place.as_("commander") as opened:
        yield opened


def home(post: Post, head: str = "Sùng Thị Mỷ", *, hidden: bool = False, **changes: Any) -> str:
    who = post.records.create("persons", person(name=head, **({"pseudonym": "NN-021"} if hidden else {})), protected=hidden)
    values = {
        "noted": NOTED,
        "kind": "household",
        "head": who.records[0],
        "village": "Bản Nậm Cắn, xã Nậm Cắn",
        "reasons": ["poverty", "returned"],
        "level": "medium",
    }
    return post.records.create("households", values | changes).records[0]


def visit(post: Post, household: str, planned: str, **changes: Any) -> str:
    values = {"household": household, "planned": planned, "officer": "Giàng A Páo"} | changes
    return post.records.create("visits", values).records[0]


def test_who_is_next_is_sorted_by_what_is_due_and_says_why(post: Post) -> None:
    calm = home(post, "Vàng A Tủa", level="low")
    visit(post, calm, "2026-03-02T08:00:00+07:00", visited="2026-03-02T09:00:00+07:00", findings="Bình thường")
    given = [{"kind": "loan", "programme": "Vay vốn hộ nghèo", "given": "2026-02-01"}, {"kind": "job"}]
    urgent = home(post, level="high", distance=12_500, members_count=6, help=given)
    visit(post, urgent, "2026-02-10T08:00:00+07:00", visited="2026-02-10T08:30:00+07:00")
    visit(post, urgent, "2026-02-25T08:00:00+07:00", visited="2026-02-24T08:30:00+07:00")
    fresh = home(post, "Lầu Y Mai", noted="2026-03-14T08:00:00+07:00", level="high")
    coming = home(post, "Hờ A Chứ", level="high", noted="2026-01-01T08:00:00+07:00")
    visit(post, coming, "2026-03-16T08:00:00+07:00")
    missed = home(post, "Thào A Dế", level="medium", noted="2026-03-12T08:00:00+07:00")
    visit(post, missed, "2026-03-13T08:00:00+07:00")
    visit(post, missed, "2026-03-20T08:00:00+07:00", officer="Vàng A Sính")
    home(post, "Giàng Y Sua", closed="2026-03-10")
    gone = home(post, "Mùa A Vừ")
    post.records.withdraw("households", gone, "Chuyển đi nơi khác")
    found, more = post.visit_plan.candidates()
    assert more == 0
    assert [item.id for item in found] == [urgent, missed, fresh, calm, coming]
    first = found[0]
    assert (first.title, first.village, first.distance, first.people) == ("Sùng Thị Mỷ", "Bản Nậm Cắn, xã Nậm Cắn", 12_500, 6)
    assert (first.last, first.due, first.late) == (date(2026, 2, 24), date(2026, 3, 10), 5)
    assert (first.level_words, first.kind, first.reasons) == ("High", "Household", "Poverty; Returned victim")
    assert first.help == "Loan Vay vốn hộ nghèo 01/02/2026; Job"
    assert found[1].planned is not None
    assert (found[1].planned.date(), found[1].officer) == (date(2026, 3, 13), "Giàng A Páo")
    assert found[2].late == 1, "nobody came yet: due from the day it was noted"
    assert found[3].due == date(2026, 3, 2) + timedelta(days=90)


def test_a_protected_head_is_named_by_the_code_name_only(post: Post) -> None:
    home(post, "Lò Thị Ban", hidden=True)
    (item,), _more = post.visit_plan.candidates()
    assert item.title == "NN-021"


def test_only_so_many_are_shown_and_the_rest_is_counted(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    for _one in range(3):
        home(post)
    monkeypatch.setattr("borderpost.services.visit_plan.MOST", 2)
    found, more = post.visit_plan.candidates()
    assert (len(found), more, MOST) == (2, 1, 500)


def test_proposals_keep_to_a_commune_a_day_to_working_days_and_to_what_a_day_holds(post: Post) -> None:
    near = [home(post, f"Người {at}", level="high") for at in range(4)]
    far = home(post, "Người xa", village="Bản Khe Sim, xã Tà Cạ", noted="2026-03-02T08:00:00+07:00")
    busy = home(post, "Đã hẹn")
    visit(post, busy, "2026-03-16T08:00:00+07:00", officer="giang a pao")
    proposal = post.visit_plan.propose(["Giàng A Páo"])
    assert proposal.left_over == 0
    rows = [(row["planned"], row["household"]) for row in proposal.rows]
    assert rows == [
        ("2026-03-16T08:00:00+07:00", near[0]),
        ("2026-03-16T09:30:00+07:00", near[1]),  # the third place of that day is taken
        ("2026-03-17T08:00:00+07:00", near[2]),
        ("2026-03-17T09:30:00+07:00", near[3]),
        ("2026-03-18T08:00:00+07:00", far),
    ]
    assert "purpose" not in proposal.rows[0], "why a house is at risk is not carried about"
    post.records.create_rows("visits", proposal.rows)
    assert post.visit_plan.propose(["Giàng A Páo"]).rows == (), "all that is due has its day"


def test_proposals_of_marked_households_pass_over_the_weekend_and_say_what_found_no_day(post: Post) -> None:
    marked = [home(post, f"Người {at}", village=f"Bản {at}, xã {at}") for at in range(25)]
    home(post, "Không chọn")
    proposal = post.visit_plan.propose(["Giàng A Páo"], marked)
    days = [str(row["planned"])[:10] for row in proposal.rows]
    assert len(days) == 20, "twenty working days of four weeks, one commune a day"
    assert proposal.left_over == 5
    assert "2026-03-21" not in days
    assert "2026-03-22" not in days
    both = post.visit_plan.propose(["Giàng A Páo", "Vàng A Sính"], marked)
    assert (len(both.rows), both.left_over) == (25, 0)
    assert post.visit_plan.propose([], marked).left_over == 25


def test_who_may_visit(post: Post) -> None:
    visit(post, home(post), "2026-03-20T08:00:00+07:00", officer="Đội vận động quần chúng")
    names = post.visit_plan.officers()
    assert names[-1] == "Đội vận động quần chúng"
    assert "Giàng A Páo" in names


def test_the_week_by_day_and_officer_and_its_paper(post: Post, tmp_path: Path) -> None:
    hidden = home(post, "Lò Thị Ban", hidden=True)
    open_home = home(post, "Vàng A Tủa")
    late = visit(post, open_home, "2026-03-17T09:00:00+07:00", purpose="Hỏi việc làm")
    early = visit(post, hidden, "2026-03-16T14:00:00+07:00", officer="Vàng A Sính")
    same_day = visit(post, open_home, "2026-03-16T16:00:00+07:00")
    visit(post, open_home, "2026-03-23T00:00:00+07:00")
    rows = post.visit_plan.week(MONDAY)
    assert [item.id for item in rows] == [same_day, early, late]
    assert rows[1].household == "NN-021"
    assert rows[0].day == MONDAY
    post.visit_plan.finish(early, {"visited": "2026-03-16T14:20:00+07:00", "findings": "Đã có việc làm"})
    done = post.visit_plan.week(MONDAY)[1]
    assert (done.visited is not None, done.findings) == (True, "Đã có việc làm")
    with pytest.raises(RefusedInput):
        post.visit_plan.finish(late, {"visited": "hôm qua"})
    path = tmp_path / "week.pdf"
    assert post.visit_plan.print_week(MONDAY, path, "Giao ban tuần") == 3
    with pdfplumber.open(path) as paper:
        words = " ".join(" ".join(str(page.extract_text()).split()) for page in paper.pages)
    assert "KẾ HOẠCH THĂM HỘ NGUY CƠ CAO" in words
    assert "NN-021" in words
    assert "Vàng A Tủa" in words
    assert "Lò Thị Ban" not in words
    assert "Nạn nhân trở về" not in words
    with post.session.read() as connection:
        last = connection.exec_driver_sql("SELECT body FROM journal ORDER BY id DESC LIMIT 1").scalar_one()
    assert b"print" in last
    empty = tmp_path / "empty.pdf"
    assert post.visit_plan.print_week(date(2026, 6, 1), empty) == 0


def test_how_often_is_dated_data_and_the_commander_may_choose_otherwise(post: Post) -> None:
    shipped = rules_on(date(2026, 3, 15))
    assert rules_on(date(2020, 1, 1)) == shipped, "before the first rule, the first"
    assert shipped.days_of("high") < shipped.days_of("medium") < shipped.days_of("low")
    assert shipped.days_of(None) == shipped.other_days
    assert post.visit_plan.rules() == shipped
    own = post.visit_plan.change_rules({"high": 7, "medium": 21, "low": 60}, 4)
    assert (own.own, own.days_of("high"), own.visits_a_day) == (True, 7, 4)
    assert post.visit_plan.rules() == own
    with pytest.raises(RefusedInput) as refused:
        post.visit_plan.change_rules({"high": 0, "medium": 21, "low": 60}, 99)
    assert {problem.field for problem in refused.value.problems} == {"high", "visits_a_day"}


def test_a_guard_uses_the_rules_and_does_not_change_them(place: Place) -> None:
    with place.as_("guard") as post:
        assert not post.visit_plan.may_change()
        with pytest.raises(NotAllowed):
            post.visit_plan.change_rules({"high": 7}, 3)


def test_the_commune_is_what_stands_behind_the_last_comma() -> None:
    assert commune_of("Bản Nậm Cắn, xã Nậm Cắn") == commune_of("Bản khác,  XÃ NẬM CẮN")
    assert commune_of("Nậm Cắn") == "nam can"
