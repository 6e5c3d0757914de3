"""What happened to a record, and choosing between two values, by keyboard on a real post."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.registers import KINDS
from tests.posts import make, patrol
from tests.ui.support import nameless, shot
from tests.ui.typist import Typist
from ui.history.screen import HistoryPage
from ui.history.two_values import TwoValuesPage
from ui.registers.desk import desk_of
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks
from ui.widgets.text import Text


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened


def conflicting(post: Post) -> str:
    """Write a patrol that two people changed without seeing each other's change."""
    record_id = post.records.create("patrols", patrol(militia=1)).records[0]
    seen = post.records.load(record_id)
    post.records.amend("patrols", record_id, seen.values | {"militia": 2, "leader": "Vàng A Sính"}, seen.heads)
    post.records.amend("patrols", record_id, seen.values | {"militia": 3}, seen.heads)
    return record_id


def opened(post: Post, qtbot: QtBot) -> tuple[RegisterScreen, Typist]:
    screen = RegisterScreen(KINDS["patrols"], desk_of(post, InlineTasks()))
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    typist = Typist(screen, qtbot)
    screen.enter()
    return screen, typist


def words_of(page: HistoryPage) -> list[str]:
    return [text.text() for text in page.findChildren(Text)]


def test_the_history_names_every_act_and_only_a_change_has_a_before(post: Post, qtbot: QtBot) -> None:
    record_id = post.records.create("patrols", patrol()).records[0]
    seen = post.records.load(record_id)
    screen, _typist = opened(post, qtbot)
    screen.show_history(record_id)
    page = screen.page
    assert isinstance(page, HistoryPage)
    assert "Written" in words_of(page)
    assert "Before" not in words_of(page)
    post.records.amend("patrols", record_id, seen.values | {"leader": "Vàng A Sính"}, seen.heads)
    page.show_record(record_id)
    assert {"Changed", "Before", "Đặng Văn Phúc", "Vàng A Sính"} <= set(words_of(page))
    shot(screen, "history_two_acts")
    assert nameless(screen) == []
    assert screen.escape()
    assert screen.page is screen.list


def test_two_values_are_resolved_with_a_reason_by_letters(post: Post, qtbot: QtBot) -> None:
    record_id = conflicting(post)
    assert {conflict.field for conflict in post.records.load(record_id).conflicts} == {"militia"}
    screen, typist = opened(post, qtbot)
    screen.show_two_values(record_id)
    page = screen.page
    assert isinstance(page, TwoValuesPage)
    assert not page.save_button.isEnabled()
    letters = [card.letter for card in page.views[0].cards]
    values = [option.value for option in page.views[0].conflict.options]
    assert sorted(values) == [2, 3]
    shot(screen, "two_values_open")
    typist.text("b")
    assert not page.save_button.isEnabled()
    page.reason.setFocus()
    typist.text("Đối chiếu sổ trực")
    assert page.save_button.isEnabled()
    shot(screen, "two_values_chosen")
    assert nameless(screen) == []
    typist.save()
    view = post.records.load(record_id)
    assert not view.conflicts
    assert view.values["militia"] == values[letters.index("B")]
    assert any(item.reason == "Đối chiếu sổ trực" for item in post.records.history(record_id))


def test_a_third_value_can_be_written_when_none_is_right(post: Post, qtbot: QtBot) -> None:
    record_id = conflicting(post)
    screen, typist = opened(post, qtbot)
    screen.show_two_values(record_id)
    page = screen.page
    assert isinstance(page, TwoValuesPage)
    typist.text("k")
    typist.fill("bốn")
    assert not page.save_button.isEnabled()
    page.views[0].line.setFocus()
    page.views[0].line.clear()
    typist.fill("4")
    page.reason.setFocus()
    typist.text("Hỏi lại chỉ huy")
    typist.save()
    assert post.records.load(record_id).values["militia"] == 4
    assert not post.records.load(record_id).conflicts
