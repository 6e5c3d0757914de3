"""Plans against what was done, by keyboard: the board, the pane beside the list, the form, and numbers offered to patrols."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.registers import KINDS
from borderpost.services.session import Changes
from tests.posts import make
from tests.services.test_plans_done import plan, session, walked
from tests.ui.boards.test_progress_screen import Asked, keys_of, screen_of, started
from tests.ui.support import nameless, shot
from tests.ui.typist import CTRL, ENTER, Typist
from ui.boards.goals import GoalLine
from ui.boards.plans import plan_words, short_words
from ui.forms.cells import FieldCell
from ui.forms.line import LineEditor
from ui.forms.screen import FormPage
from ui.registers.desk import desk_of
from ui.registers.plans import GoalsBox
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened


def test_plans_stand_with_what_is_missing_and_lead_to_the_records(post: Post, qtbot: QtBot) -> None:
    record = plan(post, patrols=3, sessions=1)
    old = {"begins": "2026-02-01T00:00:00+07:00", "ends": "2026-02-28T00:00:00+07:00"}
    plan(post, title="Cũ", patrols=1, paper_no="06/KH", **old)
    first, second = walked(post, 2, "07/KH-ĐBP"), walked(post, 3)
    asked = Asked()
    screen = screen_of(post, qtbot, asked, "plan_board")
    typist = started(screen, qtbot)
    assert nameless(screen) == []
    shot(screen, "plans_alone")
    assert keys_of(screen)[2].words == "records counted"
    assert screen.counted_title.text() == "Records counted: 2"
    assert [line.goal.code for line in screen.goals.findChildren(GoalLine)] == ["patrols", "sessions"]
    typist.key(ENTER)
    typist.key(Qt.Key.Key_Right)
    assert keys_of(screen)[0].words == "open the record"
    typist.key(ENTER)
    typist.key(Qt.Key.Key_Down)
    typist.key(ENTER)
    assert asked.log == [("open", "plans", record), ("open", "patrols", second), ("open", "patrols", first)]
    assert screen.escape()
    assert not screen.escape()
    typist.key(Qt.Key.Key_Right)
    typist.key(Qt.Key.Key_Left)
    assert screen.list.hasFocus()
    typist.key(Qt.Key.Key_Right, CTRL)
    assert screen.empty.fact.text() == "No plan is like this"
    typist.key(Qt.Key.Key_Right, CTRL)
    assert [row.title for row in screen.list.rows.rows] == ["Cũ"]
    assert screen.header.subtitle.text() == "1 with something missing"


def test_words_of_a_plan_for_readers_and_rows(post: Post) -> None:
    plan(post, patrols=1, title="Đủ")
    plan(post, title="Không số", paper_no=None)
    plan(post, patrols=2, title="Thiếu", paper_no="08/KH")
    walked(post, 2, "07/KH-ĐBP")
    said = {done.title: short_words(done) for done in post.plans.plans()}
    assert said == {
        "Đủ": "everything is reached",
        "Không số": "The plan sets no number to reach.",
        "Thiếu": "missing 2 patrols",
    }
    full = next(done for done in post.plans.plans() if done.title == "Đủ")
    assert plan_words(full).endswith("07/KH-ĐBP · Đủ, Patrols: 1 of 1, 100 %, complete, 1 patrol names 07/KH-ĐBP")
    none = next(done for done in post.plans.plans() if done.title == "Thiếu")
    assert plan_words(none).endswith("Patrols: 0 of 2, 0 %, missing 2 patrols, nothing counted yet")


def test_a_new_plan_and_the_annex_have_keys(post: Post, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "ke-hoach.pdf"
    monkeypatch.setattr("ui.sheets.papers.ask_save", lambda *_asked: out)
    plan(post, patrols=1)
    asked = Asked()
    screen = screen_of(post, qtbot, asked, "plan_board")
    typist = started(screen, qtbot)
    assert screen.start_new("")
    assert not screen.start_new("patrols")
    assert asked.log == [("new", "plans")]
    typist.key(Qt.Key.Key_P, CTRL)
    typist.text("Kiểm tra quý I")
    typist.key(ENTER)
    assert out.read_bytes()[:5] == b"%PDF-"
    assert screen.commands()[0].keys == ("Ctrl", "P")


def test_a_patrol_written_elsewhere_counts_at_once(post: Post, qtbot: QtBot) -> None:
    plan(post, patrols=3)
    screen = screen_of(post, qtbot, Asked(), "plan_board")
    started(screen, qtbot)
    assert screen.list.chosen.goals[0].done == 0
    walked(post, 2)
    screen.refresh(Changes(frozenset({"patrols"})))
    assert screen.list.chosen.goals[0].done == 1


def test_more_records_than_are_shown_are_said(post: Post, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("borderpost.services.plans_done.MOST", 1)
    plan(post, patrols=3)
    walked(post, 2)
    walked(post, 3)
    screen = screen_of(post, qtbot, Asked(), "plan_board")
    started(screen, qtbot)
    assert screen.counted_title.text() == "Records counted: 2 (the newest 1 are shown)"


# --- in the register -------------------------------------------------------------------------------------------------


def register_of(post: Post, qtbot: QtBot, kind: str) -> tuple[RegisterScreen, Typist]:
    screen = RegisterScreen(KINDS[kind], desk_of(post, InlineTasks()))
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    typist = Typist(screen, qtbot)
    screen.enter()
    return screen, typist


def test_the_pane_beside_the_list_shows_what_was_done(post: Post, qtbot: QtBot) -> None:
    record = plan(post, patrols=3, sessions=2)
    walked(post, 2)
    screen, _typist = register_of(post, qtbot, "plans")
    screen.list.reload(record)
    qtbot.waitUntil(lambda: screen.list.detail.view is not None)
    box = screen.list.detail.findChild(GoalsBox)
    assert box is not None
    assert box.goals.plan is not None
    assert [(goal.done, goal.planned) for goal in box.goals.plan.goals] == [(1, 3), (0, 2)]
    shot(screen, "plan_detail")


def test_the_form_of_a_plan_follows_what_is_typed(post: Post, qtbot: QtBot) -> None:
    record = plan(post, patrols=3)
    walked(post, 2)
    session(post, 3, record)
    screen, _typist = register_of(post, qtbot, "plans")
    screen.edit(record)
    page: Any = screen.page
    assert isinstance(page, FormPage)
    box = page.findChild(GoalsBox)
    assert box is not None
    assert box.goals.plan is not None
    assert [goal.code for goal in box.goals.plan.goals] == ["patrols"]
    cell = page.body.parts["sessions"]
    assert isinstance(cell, FieldCell)
    cell.line.setFocus()
    cell.load_text("4")
    cell.mark_touched()
    page.body._settle_all()
    assert [(goal.code, goal.done) for goal in box.goals.plan.goals] == [("patrols", 1), ("sessions", 1)]
    begins = page.body.parts["begins"]
    assert isinstance(begins, FieldCell)
    begins.load_text("")
    begins.mark_touched()
    page.body._settle_all()
    assert box.goals.plan is None
    assert [line for line in box.goals.findChildren(GoalLine) if line.isVisibleTo(box)] == []


def number_cell(screen: RegisterScreen) -> LineEditor:
    page: Any = screen.page
    line = page.body.parts["plan_no"].line
    assert isinstance(line, LineEditor)
    return line


def test_a_patrol_is_offered_the_plans_in_force_and_keeps_what_is_typed(post: Post, qtbot: QtBot) -> None:
    plan(post, title="Tuần tra tháng 3")
    screen, typist = register_of(post, qtbot, "patrols")
    screen.start_new("")
    line = number_cell(screen)
    line.setFocus()
    typist.text("07")
    assert line.listing
    typist.key(ENTER)
    assert line.text() == "07"
    line.setFocus()
    typist.key(Qt.Key.Key_F4)
    assert line.listing
    typist.key(Qt.Key.Key_A, CTRL)
    typist.text("thang")
    typist.key(Qt.Key.Key_Down)
    typist.key(ENTER)
    assert line.text() == "07/KH-ĐBP"
    page: Any = screen.page
    assert page.body.values()[0]["plan_no"] == "07/KH-ĐBP"


def test_without_plans_the_number_is_a_plain_cell(post: Post, qtbot: QtBot) -> None:
    screen, typist = register_of(post, qtbot, "patrols")
    screen.start_new("")
    line = number_cell(screen)
    line.setFocus()
    typist.text("07")
    assert not line.listing
    assert not line.has_list
