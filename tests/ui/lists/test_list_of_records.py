"""The list of a register on a real post: order, scrolling, filters, staying where one was, and what was just written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.registers import KINDS
from tests.posts import make, patrol
from tests.ui.support import shot
from tests.ui.typist import CTRL, Typist
from ui.registers.desk import desk_of
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks

MANY = 300


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post").as_("guard") as opened:
        yield opened


def opened(post: Post, qtbot: QtBot) -> tuple[RegisterScreen, Typist]:
    screen = RegisterScreen(KINDS["patrols"], desk_of(post, InlineTasks()))
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    typist = Typist(screen, qtbot)
    screen.enter()
    return screen, typist


def number_at(screen: RegisterScreen, row: int) -> str:
    return str(screen.list.table.rows.index(row, 0).data())


def show_all(screen: RegisterScreen) -> None:
    screen.list.tabs.choose("all")
    screen.list.tabs.chosen.emit("all")


def test_three_hundred_records_are_walked_by_keys(post: Post, qtbot: QtBot) -> None:
    post.records.create_many([("patrols", patrol(leader=f"Chỉ huy {number:03d}")) for number in range(MANY)])
    screen, typist = opened(post, qtbot)
    show_all(screen)
    table = screen.list.table
    table.setFocus()
    assert table.rows.rowCount() == MANY
    typist.key(Qt.Key.Key_End)
    assert table.currentIndex().row() == MANY - 1
    qtbot.waitUntil(lambda: number_at(screen, MANY - 1).startswith("TT-26-"))
    last = number_at(screen, MANY - 1)
    table.sort_asked.emit("number")
    assert number_at(screen, 0) == "TT-26-0300"
    table.sort_asked.emit("number")
    assert number_at(screen, 0) == "TT-26-0001"
    assert last
    shot(screen, "list_many")


def test_columns_of_sums_are_there_on_a_narrow_screen(post: Post, qtbot: QtBot) -> None:
    post.records.create("patrols", patrol())
    screen, _typist = opened(post, qtbot)
    show_all(screen)
    names = [named.name for at, named in enumerate(screen.list.columns) if not screen.list.table.isColumnHidden(at)]
    assert {"number", "started", "kind", "leader", "strength", "distance"} <= set(names)


def test_a_search_ignores_accents_and_case(post: Post, qtbot: QtBot) -> None:
    post.records.create("patrols", patrol(leader="Đặng Văn Phúc"))
    post.records.create("patrols", patrol(leader="Lò Văn Pản"))
    screen, typist = opened(post, qtbot)
    show_all(screen)
    typist.key(Qt.Key.Key_F, CTRL)
    typist.text("DANG van phuc")
    qtbot.waitUntil(lambda: screen.list.table.rows.rowCount() == 1)
    assert screen.escape()
    assert screen.list.table.rows.rowCount() == 2


def test_a_record_just_written_is_shown_although_the_filter_hides_it(post: Post, qtbot: QtBot) -> None:
    screen, _typist = opened(post, qtbot)
    assert screen.list.query.saved == "period"
    assert screen.list.empty.fact.text() == "Nothing here yet"
    post.records.create("patrols", patrol())
    screen.list.reload()
    assert "1 record" in screen.list.empty.do.text()
    record_id = post.records.create("patrols", patrol()).records[0]
    screen.list.reload(record_id)
    assert screen.list.query.saved == "all"
    assert screen.list.tabs.current == "all"
    assert screen.list.table.rows.rowCount() == 2
    qtbot.waitUntil(lambda: screen.list.detail.view is not None and screen.list.detail.view.id == record_id)


def test_the_keyboard_stays_on_its_record_when_the_list_is_read_again(post: Post, qtbot: QtBot) -> None:
    post.records.create_many([("patrols", patrol(leader=f"Chỉ huy {number}")) for number in range(12)])
    screen, typist = opened(post, qtbot)
    show_all(screen)
    screen.list.table.setFocus()
    typist.key(Qt.Key.Key_Down, times=5)
    before = number_at(screen, screen.list.table.currentIndex().row())
    post.records.create("patrols", patrol())
    screen.list.reload()
    row = screen.list.table.currentIndex().row()
    assert number_at(screen, row) == before
    screen.list.table.sort_asked.emit("number")
    assert number_at(screen, screen.list.table.currentIndex().row()) == before


def test_filters_are_added_as_chips_and_taken_away(post: Post, qtbot: QtBot) -> None:
    post.records.create("patrols", patrol())
    post.records.create("patrols", patrol(kind="ambush"))
    screen, _typist = opened(post, qtbot)
    show_all(screen)
    screen.list.more_button.click()
    menu = screen.list.findChildren(QMenu)[0]
    kinds = next(action for action in menu.actions() if action.text() == "Kind").menu()
    assert isinstance(kinds, QMenu)
    next(action for action in kinds.actions() if action.text() == "Closed loop").trigger()
    menu.close()
    assert screen.list.table.rows.rowCount() == 1
    shot(screen, "list_filtered")
    assert screen.escape()
    assert screen.list.table.rows.rowCount() == 2


def test_saved_filters_are_stepped_through_by_keys(post: Post, qtbot: QtBot) -> None:
    post.records.create("patrols", patrol())
    screen, typist = opened(post, qtbot)
    screen.list.table.setFocus()
    show_all(screen)
    screen.list.table.setFocus()
    typist.key(Qt.Key.Key_Left, CTRL)
    assert screen.list.query.saved == "mine"
    typist.key(Qt.Key.Key_Right, CTRL)
    assert screen.list.query.saved == "all"
