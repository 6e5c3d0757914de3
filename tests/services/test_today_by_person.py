"""Today narrowed to a person: who answers is who the record names, else its author; ranks and case do not tell people apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.words import language, set_language
from borderpost.services.board import Due, PersonLoad
from borderpost.services.whose import person_key
from tests.posts import Place, case, handover, make, person, reception, smallest, tip


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


def acts(post: Post, name: str) -> list[Due]:
    return [due for group in post.today.board(person=name).groups for due in group.items]


def load(post: Post, name: str) -> PersonLoad:
    return next(found for found in post.today.people() if found.name == name)


def duty(post: Post, who: str, due: str) -> str:
    values = smallest("duties", {}) | {"due": due, "responsible": who, "title": f"{who} {due}"}
    return post.records.create("duties", values).records[0]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Thiếu úy Giàng A Páo", "giàng a  páo", True),
        ("Thượng tá Hà Văn Tú", "Hà Văn Tú", True),
        ("Hà Văn Tú", "Hạ Văn Tú", False),
        ("Đ/c Lò Thị Hạnh", "Lò Thị Hạnh", True),
        ("Tá Văn Út", "Văn Út", False),
    ],
)
def test_what_tells_two_people_apart(one: str, other: str, same: bool) -> None:
    assert (person_key(one) == person_key(other)) is same


def test_a_person_sees_what_they_answer_for_however_it_is_spelt(post: Post) -> None:
    mine = duty(post, "Thiếu úy Giàng A Páo", "2026-03-10")
    also = duty(post, "giàng a páo", "2026-03-16")
    duty(post, "Lò Thị Hạnh", "2026-03-10")
    found = acts(post, "Giàng A Páo")
    assert [due.record_id for due in found] == [mine, also]
    assert [due.who for due in found] == ["Thiếu úy Giàng A Páo", "giàng a páo"]


def test_where_nobody_is_named_the_author_answers(place: Place, post: Post) -> None:
    with place.as_("guard") as guard:
        guard.records.create("plans", smallest("plans", {}) | {"report_due": "2026-03-20"})
    assert [due.code for due in acts(post, "Giàng A Páo")] == ["plan.report"]
    assert acts(post, "Đồng chí Nguyễn Văn Không") == []


def test_a_tip_is_its_assignees_as_soon_as_there_is_one(post: Post) -> None:
    record = post.records.create("tips", tip(officer="Vàng A Sính")).records[0]
    assert {due.record_id for due in acts(post, "Vàng A Sính")} == {record}
    view = post.records.load(record)
    post.records.amend("tips", record, {**view.values, "assignee": "Giàng A Páo"}, view.heads)
    assert acts(post, "Vàng A Sính") == []
    assert {due.who for due in acts(post, "Giàng A Páo")} == {"Giàng A Páo"}


def test_receptions_hand_overs_and_cases_belong_to_somebody_too(post: Post) -> None:
    who = post.records.create("persons", person()).records[0]
    post.records.create("receptions", reception([who], officer="Trung úy Lò Thị Hạnh"))
    post.records.create("handovers", handover(officer="Vàng A Sính"))
    post.records.create("victim_cases", case(who))
    assert [due.code for due in acts(post, "Lò Thị Hạnh")] == ["needs"]
    assert {due.code for due in acts(post, "Vàng A Sính")} == {"feedback"}
    assert "case" in {due.code for due in acts(post, "Lường Văn Thái")}
    assert load(post, "Lò Thị Hạnh") == PersonLoad("Lò Thị Hạnh", 1, 0, 0)
    assert load(post, "Vàng A Sính") == PersonLoad("Vàng A Sính", 0, 0, 1)


def test_the_signer_closes_the_figures_the_courier_owes_the_receipt_and_nobody_the_backup(post: Post) -> None:
    post.records.create("meetings", smallest("meetings", {}) | {"recorder": "Đại úy Vàng A Sính", "next_due": "2026-03-20"})
    with post.session.work() as work:
        work.create("bundles", {"number": 3, "handed": "2026-03-14T08:00:00+07:00", "courier": "Giàng A Páo"})
    assert "period" in {due.code for due in acts(post, "Lường Văn Thái")}
    assert [due.code for due in acts(post, "Giàng A Páo")] == ["receipt"]
    assert [due.code for due in acts(post, "Vàng A Sính")] == ["meeting.next"]
    everybody = {due.code for group in post.today.board().groups for due in group.items}
    assert {"backup", "receipt", "period"} <= everybody


def test_two_values_are_decided_by_who_answers(post: Post) -> None:
    record = duty(post, "Giàng A Páo", "2026-04-30")
    seen = post.records.load(record)
    for title in ("A", "B"):
        post.records.amend("duties", record, {**seen.values, "title": title}, seen.heads)
    assert {due.code for due in acts(post, "Giàng A Páo")} == {"duty", "two_values"}
    assert load(post, "Giàng A Páo").later == 2


def test_counts_by_person_hold_everybody_the_latest_first(post: Post) -> None:
    for who, due in (
        ("Thiếu úy Giàng A Páo", "2026-03-10"),
        ("Giàng A Páo", "2026-03-15"),
        ("Giàng A Páo", "2026-04-15"),
        ("Bà Hoa", "2026-03-15"),
        ("Ông Lâm", "2026-03-12"),
        ("Ông Lâm", "2026-03-13"),
    ):
        duty(post, who, due)
    found = post.today.people()
    assert found[:3] == (PersonLoad("Ông Lâm", 2, 0, 0), PersonLoad("Giàng A Páo", 1, 1, 1), PersonLoad("Bà Hoa", 0, 1, 0))
    assert PersonLoad("Lò Thị Hạnh") in found
    assert found[1].total == 3


def test_what_is_done_stays_with_who_did_it(post: Post) -> None:
    who = post.records.create("persons", person()).records[0]
    post.records.create("receptions", reception([who], needs_met="2026-03-15T03:40:00+07:00", officer="Lò Thị Hạnh"))
    assert [due.code for due in acts(post, "Lò Thị Hạnh")] == ["needs_met"]
    assert acts(post, "Vàng A Sính") == []


def test_who_left_the_post_is_no_longer_offered(place: Place) -> None:
    with place.as_("administrator") as admin:
        uid = next(user.uid for user in admin.people.users() if user.role == "guard")
        admin.people.remove(uid, "Chuyển đơn vị")
        assert "Giàng A Páo" not in {found.name for found in admin.today.people()}
