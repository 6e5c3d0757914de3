"""Plans against what was done: by the number a patrol names, else by kind and time; sessions and checks; said in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.words import language, set_language
from borderpost.services.plans_done import plan_number
from borderpost.services.progress_views import Goal, PlanDone
from tests.posts import patrol, smallest

MARCH = {"begins": "2026-03-01T00:00:00+07:00", "ends": "2026-03-31T23:59:00+07:00"}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = language()
    set_language("en")
    yield
    set_language(before)


def plan(post: Post, **changes: Any) -> str:
    values = smallest("plans", {}) | MARCH | {"title": "Tuần tra tháng 3", "paper_no": "07/KH-ĐBP"}
    return post.records.create("plans", values | changes).records[0]


def walked(post: Post, day: int, number: str | None = None, **changes: Any) -> str:
    started = f"2026-03-{day:02d}T08:00:00+07:00"
    values = patrol(started=started, ended=f"2026-03-{day:02d}T12:00:00+07:00", plan_no=number, legs=[], route_length=10_500)
    return post.records.create("patrols", values | changes).records[0]


def session(post: Post, day: int, plan_id: str | None = None) -> str:
    held = f"2026-03-{day:02d}T08:00:00+07:00"
    return post.records.create("sessions", smallest("sessions", {}) | {"held": held, "plan": plan_id}).records[0]


def check(post: Post, kind: str, day: int) -> str:
    checked = f"2026-03-{day:02d}T08:00:00+07:00"
    return post.records.create(kind, smallest(kind, {}) | {"checked": checked}).records[0]


def goals(post: Post, at: int = 0) -> dict[str, Goal]:
    return {goal.code: goal for goal in post.plans.plans()[at].goals}


def test_numbers_written_otherwise_are_the_same_number() -> None:
    assert plan_number("07 / KH-ĐBP") == plan_number("07/kh-đbp")


def test_a_patrol_counts_by_the_number_it_names_or_by_kind_and_time(post: Post) -> None:
    plan(post, patrols=5, distance=60_000, patrol_kind="closed_loop")
    walked(post, 2, "07/KH-ĐBP")
    walked(post, 3, " 07 /kh-đbp")
    walked(post, 4)
    walked(post, 5, "99/KH-LẠ")
    walked(post, 6, kind="people_vehicles")
    walked(post, 7, "07/KH-ĐBP", kind="people_vehicles")
    found = goals(post)
    assert (found["patrols"].done, found["patrols"].planned, found["patrols"].percent) == (5, 5, 100)
    assert found["patrols"].how == "3 patrols name 07/KH-ĐBP; 2 by kind and time"
    assert found["patrols"].missing == ""
    assert (found["distance"].done_words, found["distance"].planned_words) == ("52.500 km", "60.000 km")
    assert (found["distance"].missing, found["distance"].percent) == ("7.500 km", 87)


def test_a_patrol_of_another_plan_does_not_count(post: Post) -> None:
    plan(post, paper_no="08/KH-ĐBP", title="Khác")
    plan(post, patrols=5)
    walked(post, 2, "08/KH-ĐBP")
    walked(post, 3)
    assert [goal.done for done in post.plans.plans() for goal in done.goals] == [1]
    withdrawn = walked(post, 4)
    post.records.withdraw("patrols", withdrawn, "Ghi nhầm")
    assert [goal.how for done in post.plans.plans() for goal in done.goals] == ["1 by kind and time"]


def test_a_number_comes_again_each_year_and_a_patrol_may_lie_outside_the_days_of_its_plan(post: Post) -> None:
    plan(post, patrols=5, begins="2025-03-01T00:00:00+07:00", ends="2025-03-31T00:00:00+07:00")
    plan(post, patrols=5)
    walked(post, 2, "07/KH-ĐBP")
    walked(post, 2, "07/KH-ĐBP", started="2026-04-02T08:00:00+07:00", ended="2026-04-02T12:00:00+07:00")
    walked(post, 2, "07/KH-ĐBP", started="2025-03-02T08:00:00+07:00", ended="2025-03-02T12:00:00+07:00")
    walked(post, 2, started="2026-04-02T08:00:00+07:00", ended="2026-04-02T12:00:00+07:00")
    done = {plan.state: plan.goals[0].done for plan in post.plans.plans()}
    assert done == {"running": 2, "ended": 1}


def test_a_plan_without_a_number_counts_every_kind_in_its_time(post: Post) -> None:
    plan(post, paper_no=None, patrols=4)
    walked(post, 2)
    walked(post, 3, kind="people_vehicles")
    walked(post, 4, "07/KH-ĐBP")
    assert (goals(post)["patrols"].done, goals(post)["patrols"].how) == (3, "3 by kind and time")


def test_sessions_count_by_link_or_time_and_checks_by_time(post: Post) -> None:
    one = plan(post, sessions=4, checks=3)
    other = plan(post, title="Khác")
    session(post, 2, one)
    session(post, 3)
    session(post, 3, other)
    post.records.create("sessions", smallest("sessions", {}) | {"held": "2026-05-01T08:00:00+07:00", "plan": one})
    check(post, "business_checks", 4)
    check(post, "boat_checks", 5)
    done = next(found for found in post.plans.plans() if found.goals)
    told, checked = done.goals
    assert (told.done, told.how, told.missing) == (3, "2 linked to the plan; 1 by time", "1 session")
    assert (checked.done, checked.how, checked.missing) == (2, "counted by time", "1 check")
    assert (done.missing, done.percent) == ("1 session, 1 check", (75 + 66) // 2)
    counted, more = post.plans.counted(one)
    assert more == 0
    assert [(item.kind, item.named) for item in counted] == [
        ("sessions", True),
        ("boat_checks", False),
        ("business_checks", False),
        ("sessions", False),
        ("sessions", True),
    ]


def test_the_records_behind_a_number_are_named_newest_first(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    record = plan(post, patrols=5, distance=60_000)
    old, new = walked(post, 2, "07/KH-ĐBP"), walked(post, 9)
    counted, more = post.plans.counted(record)
    assert [(item.id, item.named, item.words) for item in counted] == [
        (new, False, "09/03/2026 08:00 · 10.500 km"),
        (old, True, "02/03/2026 08:00 · 10.500 km"),
    ]
    assert more == 0
    monkeypatch.setattr("borderpost.services.plans_done.MOST", 1)
    counted, more = post.plans.counted(record)
    assert ([item.id for item in counted], more) == ([new], 1)
    only = plan(post, distance=5_000, title="Chỉ km")
    monkeypatch.undo()
    assert len(post.plans.counted(only)[0]) == 2
    assert post.plans.counted(plan(post, title="Không số")) == ((), 0)
    post.records.withdraw("plans", record, "Trùng")
    assert post.plans.counted(record) == ((), 0)


def state(done: PlanDone) -> tuple[str, str]:
    return done.state, done.urgency


def test_the_clock_of_a_plan_says_how_it_stands(post: Post) -> None:
    night = "2026-03-15T04:40:00+07:00"
    plan(post, patrols=1, title="Đang làm")
    plan(post, patrols=1, title="Sắp hết", ends="2026-03-15T20:00:00+07:00")
    plan(post, patrols=1, title="Chưa đến", begins="2026-04-01T00:00:00+07:00", ends="2026-04-30T00:00:00+07:00")
    plan(post, patrols=1, title="Thiếu", begins="2026-02-01T00:00:00+07:00", ends="2026-02-28T00:00:00+07:00")
    plan(post, title="Không số", begins="2026-01-01T00:00:00+07:00", ends="2026-01-31T00:00:00+07:00")
    plan(post, sessions=1, title="Đủ", begins=night, ends="2026-03-16T08:00:00+07:00")
    session(post, 15)
    found = {done.title: state(done) for done in post.plans.plans()}
    assert found == {
        "Đang làm": ("running", "later"),
        "Sắp hết": ("running", "soon"),
        "Chưa đến": ("upcoming", "later"),
        "Thiếu": ("ended", "overdue"),
        "Không số": ("ended", "later"),
        "Đủ": ("running", "done"),
    }
    assert [done.state for done in post.plans.plans()] == ["running"] * 3 + ["upcoming"] + ["ended"] * 2
    left = {done.title: done.left for done in post.plans.plans()}
    assert (left["Chưa đến"], left["Không số"]) == ("not begun yet", "ended")
    assert left["Thiếu"] != "ended"
    none = next(done for done in post.plans.plans() if done.title == "Không số")
    assert (none.goals, none.percent, none.missing) == ((), 0, "")


def test_a_form_sees_what_its_values_would_count(post: Post) -> None:
    record = plan(post, patrols=2)
    walked(post, 2, "07/KH-ĐBP")
    values = post.records.load(record).values
    done = post.plans.of_values(values, record)
    assert done is not None
    assert (done.goals[0].done, done.goals[0].missing, done.span) == (1, "1 patrol", "01/03/2026 to 31/03/2026")
    more = post.plans.of_values({**values, "patrols": 9, "sessions": 3})
    assert more is not None
    assert [(goal.code, goal.planned, goal.how) for goal in more.goals] == [
        ("patrols", 9, "1 patrol names 07/KH-ĐBP"),
        ("sessions", 3, "nothing counted yet"),
    ]
    assert post.plans.of_values({"begins": values["begins"]}) is None
    bare = post.plans.of_values({"begins": values["begins"], "ends": values["ends"]})
    assert bare is not None
    assert bare.goals == ()


def test_a_patrol_is_offered_the_numbers_of_plans_in_force(post: Post) -> None:
    plan(post)
    plan(post, paper_no="06/KH", title="Hết hạn", begins="2026-02-01T00:00:00+07:00", ends="2026-02-28T00:00:00+07:00")
    plan(post, paper_no="01/KH", title="Cũ", begins="2025-02-01T00:00:00+07:00", ends="2025-02-28T00:00:00+07:00")
    plan(post, paper_no=None, title="Không số")
    plan(post, paper_no="09/KH", title="Sau", begins="2026-04-01T00:00:00+07:00", ends="2026-04-30T00:00:00+07:00")
    assert post.plans.numbers() == (("07/KH-ĐBP", "Tuần tra tháng 3"), ("06/KH", "Hết hạn"))
