"""Whole records by keyboard alone, on a real encrypted post: what a guard does at four in the morning."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.registers import KINDS
from tests.posts import make, patrol
from tests.ui.support import nameless, shot
from tests.ui.typist import CTRL, ENTER, Typist
from ui.forms.cells import FieldCell
from ui.forms.screen import FormPage
from ui.forms.table import RowsEditor
from ui.registers.desk import desk_of
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks
from ui.widgets.cell import CellState

Opened = tuple[RegisterScreen, Typist]


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post").as_("guard") as opened:
        yield opened


@pytest.fixture
def open_register(post: Post, qtbot: QtBot) -> Callable[[str], Opened]:
    def opened(kind: str) -> Opened:
        screen = RegisterScreen(KINDS[kind], desk_of(post, InlineTasks()))
        qtbot.addWidget(screen)
        screen.resize(1162, 696)
        typist = Typist(screen, qtbot)
        screen.enter()
        return screen, typist

    return opened


def tell(capsys: pytest.CaptureFixture[str], words: str) -> None:
    """Say a figure that was measured, past the capture of the test runner."""
    with capsys.disabled():
        sys.stdout.write(f"\n{words}\n")


def form_of(screen: RegisterScreen) -> FormPage:
    page = screen.page
    assert isinstance(page, FormPage)
    return page


def field(screen: RegisterScreen, name: str) -> FieldCell:
    part = form_of(screen).body.parts[name]
    assert isinstance(part, FieldCell)
    return part


def at(screen: RegisterScreen, name: str) -> bool:
    """Whether the keyboard is in a cell."""
    return field(screen, name).line.hasFocus()


def go(screen: RegisterScreen, typist: Typist, name: str) -> None:
    """Press Enter until the keyboard is in a cell."""
    for _press in range(40):
        if at(screen, name):
            return
        typist.key(ENTER)
    raise AssertionError(name)


def test_a_night_patrol_with_legs_over_midnight(
    post: Post, open_register: Callable[[str], Opened], capsys: pytest.CaptureFixture[str]
) -> None:
    screen, typist = open_register("patrols")
    assert screen.start_new("")
    assert at(screen, "kind")
    typist.fill("khep kin")
    go(screen, typist, "border")
    typist.fill("lao")
    go(screen, typist, "started")
    typist.fill("14/3 2230", "0530")
    go(screen, typist, "leader")
    typist.fill("Đặng Văn Phúc")
    go(screen, typist, "border_guards")
    typist.fill("5", "2")
    typist.key(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    shot(screen, "patrol_before_legs")
    typist.fill("2230", "0040", "", "", "", "", "4,12", "", "")
    typist.fill("0040", "0530", "", "", "", "", "7,3", "", "")
    shot(screen, "patrol_legs")
    with_errors = form_of(screen)
    typist.save()
    assert screen.page is screen.list, [part.message for part in with_errors.body.parts.values() if isinstance(part, FieldCell)]
    tell(capsys, f"patrol with two legs over midnight: {typist.presses} key presses")
    (row,) = post.records.first_page("patrols", screen.list.query.listing())
    values = post.records.load(row.id).values
    assert values["started"] == "2026-03-14T22:30:00+07:00"
    assert values["ended"] == "2026-03-15T05:30:00+07:00"
    assert [leg["departed"] for leg in values["legs"]] == ["2026-03-14T22:30:00+07:00", "2026-03-15T00:40:00+07:00"]
    assert [leg["arrived"] for leg in values["legs"]] == ["2026-03-15T00:40:00+07:00", "2026-03-15T05:30:00+07:00"]
    assert sum(leg["distance"] for leg in values["legs"]) == 11_420
    assert post.drafts.all() == []
    assert nameless(screen) == []


SEVEN = ("Hoàng Văn Dẫn", "Lò Văn Thắng", "Vàng Thị Sua", "Giàng A Chứ", "Sùng Thị Mỷ", "Hạng Thị Dơ", "Thào A Pá")
FIVE_MINUTES = 5 * 40 * 5
"""Key presses in five minutes at forty words a minute, five letters a word."""


def test_a_detection_with_seven_people(
    post: Post, open_register: Callable[[str], Opened], capsys: pytest.CaptureFixture[str], qtbot: QtBot
) -> None:
    screen, typist = open_register("detections")
    screen.start_new("")
    assert at(screen, "found")
    typist.fill("15/3 0040")
    go(screen, typist, "border")
    typist.fill("lao")
    go(screen, typist, "legal_class")
    typist.key(Qt.Key.Key_F4)
    typist.fill("")
    go(screen, typist, "direction")
    typist.key(Qt.Key.Key_F4)
    typist.key(Qt.Key.Key_Down)
    typist.fill("")
    typist.key(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    table = form_of(screen).body.parts["people"]
    assert isinstance(table, RowsEditor)
    assert table.editor.hasFocus()
    columns = [column.key for column in table.columns]
    for number in range(7):
        assert columns[table.place[1]] == "person"
        assert table.current_row == number
        typist.text(SEVEN[number])
        typist.key(ENTER)
        panel = form_of(screen).body.shape.panel  # type: ignore[attr-defined]  # the shape of people has one
        assert panel is not None, f"person {number + 1}: no panel"
        qtbot.waitUntil(panel.isVisible)
        panel.activateWindow()
        typist.save()
        with qtbot.waitActive(screen):
            screen.activateWindow()
        assert columns[table.place[1]] == "person"
        typist.key(ENTER)
        while columns[table.place[1]] != "role":
            typist.key(ENTER)
        typist.text("t" if number == 0 else "v")
        typist.key(ENTER)
        while columns[table.place[1]] != "person":
            typist.key(ENTER)
    shot(screen, "detection_people")
    typist.save()
    assert screen.page is screen.list, form_of(screen).body.problems()
    tell(capsys, f"detection with seven people: {typist.presses} key presses")
    assert typist.presses <= FIVE_MINUTES
    (row,) = post.records.first_page("detections", screen.list.query.listing())
    people = post.records.load(row.id).values["people"]
    assert [item["role"] for item in people] == ["organiser", *["crosser"] * 6]
    assert len({item["person"] for item in people}) == 7


def test_a_refused_save_brings_the_keyboard_to_the_first_wrong_cell(open_register: Callable[[str], Opened]) -> None:
    screen, typist = open_register("patrols")
    screen.start_new("")
    typist.fill("khep kin")
    typist.save()
    assert at(screen, "border")
    assert field(screen, "border").state is CellState.WRONG
    assert field(screen, "border").message
    shot(screen, "patrol_refused")
    typist.fill("lao")
    assert field(screen, "border").state is CellState.NORMAL
    typist.key(Qt.Key.Key_F8)
    assert at(screen, "started")
    typist.fill("14/3 2230", "14/3 2130")
    assert field(screen, "ended").state is CellState.WRONG
    assert "before the start" in field(screen, "ended").message
    assert at(screen, "leader")
    typist.key(Qt.Key.Key_F8)
    assert at(screen, "border_guards")


def test_a_draft_keeps_what_cannot_be_read_and_comes_back(
    post: Post, open_register: Callable[[str], Opened], qtbot: QtBot
) -> None:
    screen, typist = open_register("patrols")
    screen.start_new("")
    typist.fill("khep kin")
    go(screen, typist, "started")
    typist.fill("hôm qua tối")
    assert field(screen, "started").state is CellState.WRONG
    qtbot.waitUntil(lambda: len(post.drafts.all()) == 1, timeout=4000)
    assert post.drafts.all()[0].typed == {"started": "hôm qua tối"}
    go(screen, typist, "leader")
    typist.text("Vàng A Sính")
    screen.before_lock()
    (draft,) = post.drafts.all()
    assert draft.values["leader"] == "Vàng A Sính"
    typist.key(Qt.Key.Key_Escape)
    screen.escape()
    assert screen.page is screen.list
    screen.open_draft(draft)
    assert field(screen, "started").text() == "hôm qua tối"
    assert field(screen, "started").state is CellState.WRONG
    assert field(screen, "leader").text() == "Vàng A Sính"
    assert field(screen, "kind").kept() == "closed_loop"


def test_a_draft_nobody_wants_is_given_up_by_command(post: Post, open_register: Callable[[str], Opened]) -> None:
    screen, typist = open_register("patrols")
    screen.start_new("")
    typist.fill("khep kin")
    screen.before_lock()
    assert len(post.drafts.all()) == 1
    (command,) = screen.commands()
    command.act()
    assert screen.page is screen.list
    assert post.drafts.all() == []
    screen.before_lock()
    assert post.drafts.all() == []


def test_an_earlier_draft_is_offered_and_taken_up_by_f3(post: Post, open_register: Callable[[str], Opened]) -> None:
    screen, typist = open_register("patrols")
    screen.start_new("")
    typist.fill("khep kin")
    screen.escape()
    assert len(post.drafts.all()) == 1
    screen.start_new("")
    assert field(screen, "kind").text() == ""
    typist.key(Qt.Key.Key_F3)
    assert field(screen, "kind").kept() == "closed_loop"
    screen.escape()
    assert len(post.drafts.all()) == 1


def test_a_record_linked_beforehand_shows_its_title(post: Post, open_register: Callable[[str], Opened]) -> None:
    record_id = post.records.create("patrols", patrol()).records[0]
    screen, _typist = open_register("detections")
    screen.start_with("", {"patrol": record_id})
    assert "TT-26-0001" in field(screen, "patrol").text()


def test_ctrl_d_repeats_the_record_before(post: Post, open_register: Callable[[str], Opened]) -> None:
    post.records.create("patrols", patrol())
    screen, typist = open_register("patrols")
    screen.start_new("")
    go(screen, typist, "leader")
    typist.key(Qt.Key.Key_D, CTRL)
    assert field(screen, "leader").text() == "Đặng Văn Phúc"


def test_f4_links_a_patrol_found_without_accents(post: Post, open_register: Callable[[str], Opened]) -> None:
    record_id = post.records.create("patrols", patrol()).records[0]
    screen, typist = open_register("detections")
    screen.start_new("")
    go(screen, typist, "patrol")
    typist.key(Qt.Key.Key_F4)
    typist.fill("")
    assert field(screen, "patrol").kept() == record_id
    screen.escape()
    screen.start_new("")
    go(screen, typist, "patrol")
    typist.text("dang van phuc")
    typist.key(ENTER)
    assert field(screen, "patrol").kept() == record_id


def test_the_list_is_searched_sorted_and_left_by_keys(post: Post, open_register: Callable[[str], Opened]) -> None:
    for number, leader in enumerate(("Đặng Văn Phúc", "Vàng A Sính", "Lò Văn Pản")):
        post.records.create("patrols", patrol(leader=leader, border_guards=5 + number))
    screen, typist = open_register("patrols")
    assert screen.list.table.rows.rowCount() == 0, "a patrol of the night before counts in the month that ended"
    screen.list.tabs.choose("all")
    screen.list.tabs.chosen.emit("all")
    assert screen.list.table.rows.rowCount() == 3
    typist.key(Qt.Key.Key_F, CTRL)
    typist.text("dang van")
    typist.key(ENTER)
    assert screen.list.table.rows.rowCount() == 1
    shot(screen, "list_found")
    assert screen.escape()
    screen.list.table.sort_asked.emit("strength")
    typist.key(Qt.Key.Key_Home)
    assert screen.list.table.rows.rowCount() == 3
    assert nameless(screen) == []
    shot(screen, "list_sorted")


def test_changing_a_record_shows_in_its_history(post: Post, open_register: Callable[[str], Opened]) -> None:
    record_id = post.records.create("patrols", patrol()).records[0]
    screen, typist = open_register("patrols")
    screen.list.reload(record_id)
    screen.list.table.setFocus()
    typist.key(Qt.Key.Key_F2)
    go(screen, typist, "leader")
    typist.fill("Vàng A Sính")
    typist.save()
    assert post.records.load(record_id).values["leader"] == "Vàng A Sính"
    screen.show_history(record_id)
    shot(screen, "history")
    assert isinstance(screen.page, QWidget)
    assert nameless(screen) == []
