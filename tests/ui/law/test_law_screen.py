"""The rules in force on a chosen day, by keyboard: classes, amounts, ceilings, deadlines, texts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.words import set_language
from borderpost.registers import KINDS
from tests.posts import make
from tests.ui.support import nameless, shot
from tests.ui.typist import CTRL, Typist
from ui.law.screen import LawScreen, law_spec
from ui.registers.areas import LIBRARY, area_of, tabs_of
from ui.registers.desk import desk_of
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks
from ui.widgets.cell import CellState


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    set_language("en")
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened
    set_language("vi")


def opened(post: Post, qtbot: QtBot) -> tuple[LawScreen, Typist]:
    spec = law_spec(post.law_library, InlineTasks(), lambda: date(2026, 3, 15))
    screen = spec.factory()
    assert isinstance(screen, LawScreen)
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    typist = Typist(screen, qtbot)
    screen.enter()
    return screen, typist


def state(screen: LawScreen) -> CellState:
    return screen.day_cell.state


def lines(screen: LawScreen) -> list[str]:
    rows = screen.list.rows
    return [str(rows.data(rows.index(at, 0, QModelIndex()), Qt.ItemDataRole.DisplayRole)) for at in range(rows.rowCount())]


def test_today_is_shown_and_another_day_shows_the_law_of_that_day(post: Post, qtbot: QtBot) -> None:
    screen, typist = opened(post, qtbot)
    assert screen.list.hasFocus()
    assert screen.day.text() == "15/03/2026"
    assert any("Decree 282/2025 · Crossing the border illegally · fine 5,000,000" in line for line in lines(screen))
    assert any("check against the text" in line for line in lines(screen))
    shot(screen, "law_acts")
    typist.key(Qt.Key.Key_F, CTRL)
    assert screen.day.hasFocus()
    typist.fill("14/12/2025")
    assert screen.list.hasFocus()
    assert not any("282/2025" in line for line in lines(screen))
    assert any("Decree 144/2021" in line for line in lines(screen))
    assert "line" in screen.status()[0].words
    assert nameless(screen) == []


def test_a_day_that_cannot_be_read_is_said_and_nothing_changes(post: Post, qtbot: QtBot) -> None:
    screen, typist = opened(post, qtbot)
    before = lines(screen)
    typist.key(Qt.Key.Key_F, CTRL)
    typist.fill("30/2/2026")
    assert state(screen) == CellState.WRONG
    assert screen.day.hasFocus()
    assert lines(screen) == before
    typist.key(Qt.Key.Key_A, CTRL)
    typist.fill("15/3/2026")
    assert state(screen) == CellState.NORMAL


def test_ceilings_deadlines_and_texts_are_one_key_away(post: Post, qtbot: QtBot) -> None:
    post.settings.change(fine_base_security=40_000_000)
    screen, typist = opened(post, qtbot)
    typist.key(Qt.Key.Key_Right, CTRL)
    assert screen.tabs.current == "ceilings"
    assert any("Station chief" in line and "up to 4,000,000 dong" in line for line in lines(screen))
    assert any("Post commander" in line and "not known" in line for line in lines(screen))
    typist.key(Qt.Key.Key_Right, CTRL)
    shown = lines(screen)
    assert any(line.startswith("C3 · Custody ends. 3 days, to the hour · Custody · CPC art. 118") for line in shown)
    for words in ("24 hours", "1 month", "7 working days", "at once", "no limit in numbers", "as the paper says", "20 days"):
        assert any(f". {words} · " in line for line in shown), words
    assert any("5 days before the end of 2 months" in line for line in shown)
    assert not any(line.startswith("visit") for line in shown), "appointments are no law"
    shot(screen, "law_clocks")
    typist.key(Qt.Key.Key_Right, CTRL)
    texts = lines(screen)
    assert any("Decree 144/2021. not in force that day · 01/01/2022 to 14/12/2025" in line for line in texts)
    assert any("Penal Code. in force · no dates in the store" in line for line in texts)
    assert any("in force · from 15/12/2025" in line for line in texts)
    typist.key(Qt.Key.Key_Left, CTRL)
    assert screen.tabs.current == "clocks"


def test_before_the_decree_on_ceilings_there_are_none(post: Post) -> None:
    assert post.law_library.on(date(2025, 1, 1)).ceilings == ()


def test_it_stands_behind_the_registers_of_its_area(post: Post, qtbot: QtBot) -> None:
    assert [key for key, _label in tabs_of(LIBRARY)] == ["laws", "findings", LIBRARY]
    assert area_of(LIBRARY) is area_of("laws")
    register = RegisterScreen(KINDS["findings"], desk_of(post, InlineTasks()))
    qtbot.addWidget(register)
    with qtbot.waitSignal(register.go) as gone:
        register.tabs._walk(1)
    assert gone.args == [LIBRARY]
    screen, _typist = opened(post, qtbot)
    with qtbot.waitSignal(screen.go) as gone:
        screen.registers._walk(1)
    assert gone.args == ["laws"]
    assert screen.registers.current == LIBRARY
