"""Today over a real post: groups in order, digits, letters, what was returned, drafts, and the minute that passes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.services.board import Board, BundleFacts, Due, Group, PersonLoad, Returned
from tests.posts import Place, case, handover, make, patrol, person, reception, smallest
from tests.ui.support import nameless, press, send_text, shot
from tests.ui.typist import CTRL, ENTER, Typist
from ui.lists.filters import FilterChip
from ui.picker import Picker
from ui.tasks import InlineTasks
from ui.theme.look import apply
from ui.today.people import PersonRow
from ui.today.rows import Act, Head, rows_of
from ui.today.screen import TodayActs, TodayScreen, today_spec
from ui.today.side import RowButton
from ui.widgets.cell import CellState


class Window:
    """What Today asked its window for."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.badges: dict[str, int] = {}

    def acts(self) -> TodayActs:
        return TodayActs(
            lambda draft: self.asked.append(("draft", draft.key)),
            lambda: self.asked.append("search"),
            lambda: self.asked.append("new"),
            self.badges.update,
            {"courier": "courier", "reports": "report", "settings": "settings"},
        )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = make(tmp_path / "post")
    with made.as_("victim_officer") as post:
        who = post.records.create("persons", person()).records[0]
        post.records.create("receptions", reception([who]))
        post.records.create("victim_cases", case(who, screened="2026-03-15T04:20:00+07:00"))
        post.records.create("handovers", handover())
        post.records.create("patrols", patrol())
    return made


@pytest.fixture
def post(place: Place) -> Iterator[Post]:
    opened = place.unlock("commander")
    yield opened
    opened.close()


def shown(qtbot: QtBot, today: Any, place: Place, window: Window) -> TodayScreen:
    screen = today_spec(today, InlineTasks(), place.clock.now, window.acts()).factory()
    assert isinstance(screen, TodayScreen)
    screen.open_record.connect(lambda kind, record: window.asked.append(("open", kind, record)))
    screen.go.connect(lambda key: window.asked.append(("go", key)))
    screen.toast.connect(lambda sentence, _hint: window.asked.append(("toast", sentence)))
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.enter()
    return screen


def acts_of(screen: TodayScreen) -> list[Act]:
    return [row for row in screen.list.rows.rows if isinstance(row, Act)]


def test_acts_stand_in_their_groups_with_a_digit_each_and_done_ones_without(qtbot: QtBot, post: Post, place: Place) -> None:
    window = Window()
    screen = shown(qtbot, post.today, place, window)
    heads = [row.code for row in screen.list.rows.rows if isinstance(row, Head)]
    assert heads == ["overdue", "soon", "later", "done"]
    digits = [act.digit for act in acts_of(screen)]
    assert digits == [1, 2, 3, 4, 5, 0]
    assert acts_of(screen)[0].due.title == "Hand over a possible victim"
    assert screen.keys()[0].caps == ("1", "…", "5")
    assert window.badges["victim_cases"] == 1
    assert window.badges["report"] == 1
    assert "Đại úy Lường Văn Thái" in screen.header.subtitle.text()
    shot(screen, "today_screen")
    assert nameless(screen) == []


def test_a_digit_enter_and_letters_open_what_they_name(qtbot: QtBot, post: Post, place: Place) -> None:
    window = Window()
    screen = shown(qtbot, post.today, place, window)
    first, second = acts_of(screen)[:2]
    send_text(screen.list, "2")
    press(screen.list, Qt.Key.Key_Up)
    press(screen.list, Qt.Key.Key_Return)
    send_text(screen.list, "g")
    send_text(screen.list, "r")
    send_text(screen.list, "9")
    send_text(screen.list, "3")
    assert window.asked == [
        ("open", second.due.kind, second.due.record_id),
        ("open", first.due.kind, first.due.record_id),
        ("go", "courier"),
        ("toast", "No record was returned"),
        ("go", "report"),
    ]


def test_the_head_offers_search_and_a_new_record(qtbot: QtBot, post: Post, place: Place) -> None:
    window = Window()
    screen = shown(qtbot, post.today, place, window)
    from ui.widgets.button import Button

    for button in screen.header.findChildren(Button):
        button.click()
    assert window.asked == ["search", "new"]


def test_a_draft_is_announced_once_and_opened_by_its_letter(qtbot: QtBot, post: Post, place: Place) -> None:
    post.drafts.save("k7", "patrols", None, {"leader": "Hoàng Đức Lâm"}, {}, None)
    window = Window()
    screen = shown(qtbot, post.today, place, window)
    screen.reload()
    assert screen.status()[0].words == "1 draft"
    send_text(screen.list, "a")
    send_text(screen.list, "b")
    row = next(button for button in screen.side.findChildren(RowButton))
    assert "Hoàng" not in row.accessibleName()
    row.setFocus()
    press(row, Qt.Key.Key_Return)
    assert window.asked == [("draft", "k7"), ("draft", "k7")]


def test_the_column_keeps_the_keyboard_when_it_is_built_anew(qtbot: QtBot, post: Post, place: Place) -> None:
    post.drafts.save("k7", "patrols", None, {}, {}, None)
    screen = shown(qtbot, post.today, place, Window())
    screen.side.findChildren(RowButton)[0].setFocus()
    post.records.create("patrols", patrol(leader="Lò Văn Pản"))
    screen.refresh(object())
    qtbot.waitUntil(lambda: any(button.hasFocus() for button in screen.side.findChildren(RowButton)))


def test_the_chosen_act_stays_chosen_when_others_are_done(qtbot: QtBot, post: Post, place: Place) -> None:
    screen = shown(qtbot, post.today, place, Window())
    for _step in range(4):
        press(screen.list, Qt.Key.Key_Down)
    before = screen.list.chosen
    assert before is not None
    reception_row = next(act for act in acts_of(screen) if act.due.kind == "receptions")
    view = post.records.load(str(reception_row.due.record_id))
    post.records.amend("receptions", view.id, {**view.values, "needs_met": "2026-03-15T04:30:00+07:00"}, view.heads)
    screen.refresh(object())
    after = screen.list.chosen
    assert after is not None
    assert after.due.number == before.due.number
    assert len([act for act in acts_of(screen) if act.digit]) == 4


def test_time_that_passes_is_shown_without_a_touch(qtbot: QtBot, post: Post, place: Place) -> None:
    screen = shown(qtbot, post.today, place, Window())
    before = acts_of(screen)[0].due.left
    place.clock.advance(minutes=1)
    screen._minute.timeout.emit()
    assert acts_of(screen)[0].due.left != before
    assert "04:41" in screen.header.subtitle.text()


class Fixed:
    """A board as it is handed in; for what a small post does not have yet."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.loads: tuple[PersonLoad, ...] = (PersonLoad("Giàng A Páo", 2, 1, 5), PersonLoad("Lò Thị Hạnh"))

    def board(self, *, mine: bool = False, person: str = "") -> Board:
        return self._board if not (mine or person) else replace(self._board, groups=())

    def people(self) -> tuple[PersonLoad, ...]:
        return self.loads


def many(count: int) -> Board:
    due = Due("x", "soon", "3 h left", "12:40", "Close the figures", "From the 15th", "BC-1", "Thái", None, None, "reports")
    items = tuple(replace(due, number=f"BC-{at}") for at in range(count))
    back = Returned("patrols", "a.1", "TT-26-0198", "Distance: missing")
    groups = (Group("soon", items),) if count else ()
    return Board(
        groups, BundleFacts(6, 23, 41, 1902), (back,), "12/03/2026 16:42", "17/03/2026 18:00", (), (), (), "Thái", count
    )


def test_only_the_first_nine_acts_have_a_digit() -> None:
    digits = [row.digit for row in rows_of(many(11)) if isinstance(row, Act)]
    assert digits == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0]


def test_a_returned_record_stands_in_a_red_box_and_opens_by_r(qtbot: QtBot, place: Place) -> None:
    window = Window()
    screen = shown(qtbot, Fixed(many(2)), place, window)
    box = screen.side.findChildren(RowButton)[0]
    assert box.accessibleName() == "1 record was returned, TT-26-0198: Distance: missing"
    box.click()
    send_text(screen.list, "r")
    assert window.asked == [("open", "patrols", "a.1")] * 2
    shot(screen, "today_returned")


def test_nothing_due_says_so(qtbot: QtBot, place: Place) -> None:
    screen = shown(qtbot, Fixed(many(0)), place, Window())
    assert screen.empty.isVisible()
    assert screen.keys()[0].words == "choose"


def test_only_what_i_began_is_a_command(qtbot: QtBot, place: Place) -> None:
    screen = shown(qtbot, Fixed(many(2)), place, Window())
    screen.commands()[0].act()
    assert screen.empty.isVisible()
    screen.commands()[0].act()
    assert len(acts_of(screen)) == 2


def test_p_asks_whose_acts_are_shown_and_escape_shows_everybodys_again(qtbot: QtBot, post: Post, place: Place) -> None:
    for who in ("Thiếu úy Giàng A Páo", "Lò Thị Hạnh"):
        post.records.create("duties", smallest("duties", {}) | {"due": "2026-03-10", "responsible": who})
    window = Window()
    screen = shown(qtbot, post.today, place, window)
    every = len(acts_of(screen))
    typist = Typist(screen, qtbot)
    typist.text("p")
    picker = screen.findChild(Picker)
    assert picker is not None
    assert nameless(picker) == []
    typist.text("xyz")
    typist.key(ENTER)
    assert picker.cell.state == CellState.WRONG
    typist.key(Qt.Key.Key_A, CTRL)
    typist.text("giang")
    typist.key(ENTER)
    assert {act.due.who for act in acts_of(screen)} == {"Thiếu úy Giàng A Páo"}
    chip = screen.findChild(FilterChip)
    assert chip is not None
    assert chip.isVisible()
    assert screen.list.hasFocus()
    assert screen.escape()
    assert len(acts_of(screen)) == every
    assert not screen.escape()


def test_a_person_in_the_column_is_chosen_and_given_up_by_enter(qtbot: QtBot, post: Post, place: Place) -> None:
    post.records.create("duties", smallest("duties", {}) | {"due": "2026-03-10", "responsible": "Giàng A Páo"})
    screen = shown(qtbot, post.today, place, Window())
    rows = screen.side.findChildren(PersonRow)
    assert rows[0].load == PersonLoad("Giàng A Páo", 1, 0, 0) or rows[1].load == PersonLoad("Giàng A Páo", 1, 0, 0)
    row = next(row for row in rows if row.load.name == "Giàng A Páo")
    assert "1 overdue" in row.accessibleName()
    row.setFocus()
    press(row, Qt.Key.Key_Return)
    assert {act.due.who for act in acts_of(screen)} == {"Giàng A Páo"}
    again = next(row for row in screen.side.findChildren(PersonRow) if row.load.name == "Giàng A Páo")
    again.click()
    assert screen.person == ""


def test_whose_acts_are_shown_outlives_the_screen(qtbot: QtBot, post: Post, place: Place) -> None:
    post.records.create("duties", smallest("duties", {}) | {"due": "2026-03-10", "responsible": "Giàng A Páo"})
    spec = today_spec(post.today, InlineTasks(), place.clock.now, Window().acts())
    first = spec.factory()
    assert isinstance(first, TodayScreen)
    qtbot.addWidget(first)
    first.choose_person("Giàng A Páo")
    second = spec.factory()
    assert isinstance(second, TodayScreen)
    qtbot.addWidget(second)
    assert second.person == "Giàng A Páo"
    assert {act.due.who for act in acts_of(second)} == {"Giàng A Páo"}


def test_nobody_with_anything_due_is_said(qtbot: QtBot, place: Place) -> None:
    today = Fixed(many(0))
    today.loads = (PersonLoad("Lò Thị Hạnh"),)
    screen = shown(qtbot, today, place, Window())
    assert screen.side.findChildren(PersonRow) == []


@pytest.mark.parametrize(("theme", "points"), [("light", 10.5), ("dark", 13.0), ("high_contrast", 15.0)])
def test_it_shows_in_every_look(qtbot: QtBot, qapp: Any, place: Place, theme: str, points: float) -> None:
    apply(qapp, theme, points)
    screen = shown(qtbot, Fixed(many(3)), place, Window())
    shot(screen, f"today_{theme}_{points:g}_alone")
    assert screen.list.viewport().width() > 300
