"""The progress board: tasks under their directives, what is done, late and proved, and a task moved on from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.clock import FixedClock
from borderpost.domain.errors import RefusedInput
from borderpost.domain.words import language, set_language
from borderpost.services.progress_board import _clock
from borderpost.services.progress_views import Narrowing, ProgressBoard, TaskGroup
from tests.posts import patrol, smallest


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = language()
    set_language("en")
    yield
    set_language(before)


def directive(post: Post, symbol: str = "2978/BQP-BĐBP", **changes: Any) -> str:
    values = smallest("directives", {}) | {"symbol": symbol, "subject": "Chín nhiệm vụ", "issued": "2022-09-20"}
    return post.records.create("directives", values | changes).records[0]


def plan(post: Post, **changes: Any) -> str:
    return post.records.create("plans", smallest("plans", {}) | {"title": "Kế hoạch tháng 3"} | changes).records[0]


def duty(post: Post, title: str, due: str = "2026-03-20", **changes: Any) -> str:
    values = smallest("duties", {}) | {"title": title, "due": due, "state": "open", "responsible": "Vàng A Sính"}
    return post.records.create("duties", values | changes).records[0]


def titles(group: TaskGroup) -> list[str]:
    return [task.title for task in group.tasks]


def board(post: Post, **narrowing: str) -> ProgressBoard:
    return post.progress.board(Narrowing(**narrowing))


def test_tasks_stand_under_their_directive_or_that_of_their_plan(post: Post) -> None:
    above = directive(post)
    under, alone = plan(post, directive=above), plan(post, paper_no="07/KH-ĐBP")
    duty(post, "Rà soát", directive=above)
    duty(post, "Tuần tra", plan=under)
    duty(post, "Chốt", plan=alone)
    duty(post, "Việc lẻ", "2026-03-21")
    found = {group.symbol: (group.kind, titles(group)) for group in board(post).groups}
    assert found == {
        "2978/BQP-BĐBP": ("directives", ["Rà soát", "Tuần tra"]),
        "07/KH-ĐBP": ("plans", ["Chốt"]),
        "": ("", ["Việc lẻ"]),
    }
    assert board(post).groups[-1].title == "Without a directive"


def test_what_is_done_late_dropped_and_proved_is_counted(post: Post) -> None:
    above = directive(post)
    proof = post.records.create("patrols", patrol()).records[0]
    duty(post, "Quá hạn", "2026-03-10", directive=above)
    duty(post, "Sắp tới", "2026-03-15", directive=above, state="in_progress", percent=40)
    duty(post, "Sau", "2026-04-01", directive=above)
    duty(
        post,
        "Xong",
        "2026-03-01",
        directive=above,
        state="done",
        done="2026-03-04",
        evidence=[{"record": proof}, {"record": above}],
    )
    duty(post, "Bỏ", "2026-03-02", directive=above, state="dropped", result="Cấp trên thôi giao")
    whole = board(post)
    group = whole.groups[0]
    assert titles(group) == ["Quá hạn", "Sắp tới", "Sau", "Xong", "Bỏ"]
    assert (group.total, group.done, group.overdue, group.dropped, group.evidence) == (4, 1, 1, 1, 2)
    assert group.next_due is not None
    assert group.next_due.title == "Quá hạn"
    assert [(task.urgency, task.left) for task in group.tasks] == [
        ("overdue", "over by 4 d 4 h"),
        ("soon", "19:20 left"),
        ("later", "17 d 19 h left"),
        ("done", "done, 3 days late"),
        ("others", "dropped"),
    ] or [task.urgency for task in group.tasks] == ["overdue", "soon", "later", "done", "others"]
    assert group.tasks[3].left == "done, 3 days late"
    assert whole.counts == {"unfinished": 3, "overdue": 1, "done": 1, "dropped": 1, "all": 5}
    assert (whole.total, whole.done, whole.overdue, whole.evidence) == (4, 1, 1, 2)


def test_a_task_done_in_time_says_so_and_one_withdrawn_is_gone(post: Post) -> None:
    duty(post, "Đúng hạn", state="done", done="2026-03-14")
    gone = duty(post, "Rút")
    post.records.withdraw("duties", gone, "Ghi nhầm")
    (group,) = board(post).groups
    assert [(task.title, task.left, task.when) for task in group.tasks] == [("Đúng hạn", "done", "14/03/2026")]
    assert group.next_due is None


def test_a_directive_in_force_without_tasks_is_shown_one_out_of_force_is_not(post: Post) -> None:
    directive(post, "1/QĐ", valid_to="2025-12-31")
    directive(post, "2/QĐ", valid_to="2026-12-31")
    directive(post, "3/QĐ")
    gone = directive(post, "4/QĐ")
    post.records.withdraw("directives", gone, "Trùng")
    assert [group.symbol for group in board(post).groups] == ["2/QĐ", "3/QĐ"]
    assert board(post, state="unfinished").groups == ()


def test_a_task_of_a_withdrawn_directive_is_still_owed(post: Post) -> None:
    above = directive(post)
    duty(post, "Còn", directive=above)
    post.records.withdraw("directives", above, "Trùng")
    assert [titles(group) for group in board(post).groups] == [["Còn"]]


def test_it_is_narrowed_by_directive_person_and_state(post: Post) -> None:
    one, two = directive(post, "1/QĐ"), directive(post, "2/QĐ")
    duty(post, "A", "2026-03-10", directive=one)
    duty(post, "B", directive=one, responsible="Thiếu úy Lò Thị Hạnh")
    duty(post, "C", directive=two, responsible="lò thị hạnh")
    assert [titles(group) for group in board(post, directive=one).groups] == [["A", "B"]]
    assert sorted(titles(group)[0] for group in board(post, who="Lò Thị Hạnh").groups) == ["B", "C"]
    assert board(post, who="Lò Thị Hạnh").counts["all"] == 2
    late = board(post, state="overdue")
    assert [titles(group) for group in late.groups] == [["A"]]
    assert (late.groups[0].total, late.counts["all"]) == (2, 3)
    assert [words for _id, words in late.directives] == ["1/QĐ · Chín nhiệm vụ", "2/QĐ · Chín nhiệm vụ"]
    assert late.people in (("Thiếu úy Lò Thị Hạnh", "Vàng A Sính"), ("Vàng A Sính", "lò thị hạnh"))


def test_groups_come_in_the_order_of_what_is_due(post: Post) -> None:
    later, sooner, finished = directive(post, "1/QĐ"), directive(post, "2/QĐ"), directive(post, "3/QĐ")
    directive(post, "0/QĐ")
    duty(post, "Sau", "2026-06-01", directive=later)
    duty(post, "Trước", "2026-03-16", directive=sooner)
    duty(post, "Xong", directive=finished, state="done", done="2026-03-01")
    assert [group.symbol for group in board(post).groups] == ["2/QĐ", "1/QĐ", "3/QĐ", "0/QĐ"]


def test_time_that_passes_makes_a_task_late(post: Post) -> None:
    duty(post, "A", "2026-03-15")
    assert board(post).overdue == 0
    clock = post.session.clock
    assert isinstance(clock, FixedClock)
    clock.advance(days=1)
    assert board(post).overdue == 1


# --- marking ---------------------------------------------------------------------------------------------------------


def test_a_task_is_marked_done_with_its_result_and_proof(post: Post) -> None:
    record = duty(post, "A")
    proof = post.records.create("patrols", patrol()).records[0]
    assert post.progress.mark(record, "in_progress").kinds == {"duties"}
    for _twice in range(2):
        post.progress.mark(record, "done", done="2026-03-15", result=" Đã xong ", evidence=proof)
    values = post.records.load(record).values
    assert (values["state"], values["done"], values["percent"], values["result"]) == ("done", "2026-03-15", 100, "Đã xong")
    assert values["evidence"] == [{"record": proof}]
    post.progress.mark(record, "in_progress", result="Làm lại phần 2")
    values = post.records.load(record).values
    assert (values.get("done"), values.get("percent"), values["result"]) == (None, None, "Làm lại phần 2")


def test_a_task_without_its_day_or_against_the_order_is_refused(post: Post) -> None:
    record = duty(post, "A")
    with pytest.raises(RefusedInput):
        post.progress.mark(record, "done")
    post.progress.mark(record, "done", done="2026-03-15")
    with pytest.raises(RefusedInput):
        post.progress.mark(record, "dropped", result="Thôi")
    assert post.records.load(record).values["state"] == "done"


def test_a_task_that_came_without_a_day_is_not_late(post: Post) -> None:
    assert _clock("open", None, None, post.session.clock.now()) == ("later", "no date", "")
