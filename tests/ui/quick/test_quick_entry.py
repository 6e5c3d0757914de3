"""A day's sessions typed as rows: counted key presses, one transaction or none, the first wrong cell, drafts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.words import set_language
from borderpost.registers import KINDS
from borderpost.services.quick_entry import columns
from borderpost.services.views import Listing
from tests.posts import make, tip
from tests.ui.support import nameless, shot
from tests.ui.typist import CTRL, ENTER, Typist
from ui.quick.page import QuickPage
from ui.quick.screen import QuickScreen
from ui.registers.desk import desk_of
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks
from ui.theme.look import apply

QUICK = [kind for kind, register in KINDS.items() if register.quick]
PLACES = ("Bản Nậm Cắn", "Bản Khe Sim", "Chợ phiên Tà Rụt", "Trường THCS Tà Rụt", "Bản Huồi Mới")


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened


def screen_of(post: Post, qtbot: QtBot) -> QuickScreen:
    screen = QuickScreen("quick_sessions", KINDS["sessions"], desk_of(post, InlineTasks()))
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    return screen


def page_of(screen: QuickScreen) -> QuickPage:
    assert screen.page is not None
    return screen.page


def sessions(post: Post) -> list[dict[str, object]]:
    rows = post.records.first_page("sessions", Listing(order="id", descending=False))
    return [post.records.load(row.id).values for row in rows]


def test_ten_sessions_by_keyboard_and_the_presses_they_take(
    post: Post, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = screen_of(post, qtbot)
    typist = Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    for at in range(10):
        typist.fill(f"{7 + at}30", PLACES[at % 5])
        if at:
            for _repeated in range(4):  # topics, groups, form, languages as above
                typist.key(Qt.Key.Key_D, CTRL)
                typist.key(ENTER)
        else:
            typist.fill("trafficking; cyber_scam", "women", "meeting", "hmn; vi")
        typist.fill(str(20 + at), str(2 * at), "")
    assert page.table.sums()["attendance"][0] == "245"
    shot(screen, "quick_ten")
    typist.save()
    found = sessions(post)
    assert [row["place"] for row in found] == [PLACES[at % 5] for at in range(10)]
    assert [row["held"] for row in found][:2] == ["2026-03-15T07:30:00+07:00", "2026-03-15T08:30:00+07:00"]
    assert all(row["topics"] == ["trafficking", "cyber_scam"] and row["languages"] == ["hmn", "vi"] for row in found)
    assert post.drafts.count() == 0
    assert page_of(screen) is not page, "ready for the next day"
    with capsys.disabled():
        sys.stdout.write(f"\n10 sessions in rows: {typist.presses} key presses, {typist.presses / 10:.0f} each\n")
    assert typist.presses < 500


def test_one_wrong_row_keeps_all_of_them_and_takes_the_keyboard(post: Post, qtbot: QtBot) -> None:
    screen = screen_of(post, qtbot)
    typist = Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    typist.save()
    assert sessions(post) == [], "nothing typed, nothing written"
    typist.fill("0800", "Bản Nậm Cắn", "border_law", "all", "meeting", "", "30", "", "")
    typist.fill("1400", "Bản Khe Sim", "border_law", "all", "meeting", "", "nhiều người", "", "")
    typist.fill("1600", "", "border_law", "all", "meeting", "", "12", "", "")
    typist.save()
    assert sessions(post) == []
    assert page.table.place == (1, 6), "attendance of the second row"
    assert page.table.editor.hasFocus()
    assert "Row 2, Attendance" in page.table.editor.accessibleDescription()
    shot(screen, "quick_wrong")
    typist.text("40")
    typist.key(ENTER)
    typist.key(Qt.Key.Key_F8)
    assert page.table.place == (2, 1), "the place of the third row is missing"
    typist.text("Chợ phiên")
    typist.key(ENTER)
    typist.key(Qt.Key.Key_F8)
    typist.save()
    assert [row["attendance"] for row in sessions(post)] == [30, 40, 12]


def test_a_tip_that_followed_is_linked(post: Post, qtbot: QtBot) -> None:
    followed = post.records.create("tips", tip()).records[0]
    screen = screen_of(post, qtbot)
    typist = Typist(screen, qtbot)
    screen.enter()
    typist.fill("0800", "Bản Nậm Cắn", "border_law", "all", "meeting", "", "30", "", post.records.load(followed).number)
    typist.save()
    assert sessions(post)[0]["tips"] == [{"tip": followed}]


def test_what_is_typed_survives_leaving_and_is_offered_again(post: Post, qtbot: QtBot) -> None:
    followed = post.records.create("tips", tip()).records[0]
    screen = screen_of(post, qtbot)
    left: list[str] = []
    screen.go.connect(left.append)
    typist = Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    page.day.line.setFocus()
    typist.key(Qt.Key.Key_A, CTRL)
    typist.text("14/3")
    typist.key(ENTER)
    typist.fill("0800", "Bản Nậm Cắn", "border_law", "all", "meeting", "", "chưa rõ", "", post.records.load(followed).number)
    assert screen.escape()
    assert left == ["sessions"]
    assert post.drafts.count() == 1
    assert (screen.keys(), screen.status(), screen.panes(), screen.commands()) == ((), (), (), ())
    assert not screen.escape()
    screen.before_lock()
    screen.enter()
    page = page_of(screen)
    assert page.table.values() == []
    shot(screen, "quick_draft")
    typist.key(Qt.Key.Key_F3)
    assert page.table.days.day is not None
    assert page.table.days.day.isoformat() == "2026-03-14"
    assert page.table.typed() == {"0.attendance": "chưa rõ"}
    assert page.table.values()[0]["tips.tip"] == followed
    page.table.focus_cell(0, "attendance")
    typist.fill("31")
    typist.save()
    assert sessions(post)[0]["held"] == "2026-03-14T08:00:00+07:00"
    assert post.drafts.count() == 0


def test_the_day_that_cannot_be_read_stays_in_the_draft_and_the_draft_can_be_given_up(post: Post, qtbot: QtBot) -> None:
    screen = screen_of(post, qtbot)
    typist = Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    page.day.line.setFocus()
    typist.key(Qt.Key.Key_A, CTRL)
    typist.text("hôm nào đó")
    screen.before_lock()
    (draft,) = post.drafts.all()
    assert draft.typed == {"@day": "hôm nào đó"}
    screen.open_draft(draft)
    assert page_of(screen).day.text() == "hôm nào đó"
    (command,) = screen.commands()
    command.act()
    assert post.drafts.count() == 0


def test_what_the_service_refuses_is_said_at_its_cell(post: Post, qtbot: QtBot) -> None:
    screen = screen_of(post, qtbot)
    typist = Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    typist.fill("0800", "Bản Nậm Cắn", "border_law", "all", "meeting", "", "30", "", "")
    page.table.put(0, "tips.tip", "00000000000000aa:7")
    typist.save()
    assert sessions(post) == []
    assert page.table.wrong_cells() == [(0, "tips.tip")]
    assert page.save_button.isEnabled()


@pytest.mark.parametrize("kind", QUICK)
def test_every_register_with_quick_entry_asks_for_what_it_requires_and_opens_it_from_its_list(
    post: Post, qtbot: QtBot, kind: str
) -> None:
    register = KINDS[kind]
    asked = {path.partition(".")[0] for path in register.quick}
    assert {name for name, field in register.fields if field.required} <= asked
    assert columns(register)[0].name == register.moment, "the moment leads: a bare time is of the day above"
    screen = RegisterScreen(register, desk_of(post, InlineTasks()))
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    typist = Typist(screen, qtbot)
    screen.enter()
    typist.key(Qt.Key.Key_Q)
    page = screen.page
    assert isinstance(page, QuickPage)
    assert nameless(screen) == []
    assert not screen.start_new(""), "no form over open rows"
    assert [command.icon for command in screen.commands()] == ["trash-2"]
    typist.fill("0730")
    assert screen.escape()
    assert isinstance(screen.page, type(screen.list))
    (draft,) = post.drafts.all()
    screen.open_draft(draft)
    page = screen.page
    assert isinstance(page, QuickPage)
    assert page.table.values() == [{register.moment: "2026-03-15T07:30:00+07:00"}]
    screen.escape()
    assert screen.start_new("")
    shot(screen, f"quick_{kind}_form")


@pytest.mark.parametrize(("theme", "points"), [("light", 10.5), ("dark", 15.0), ("high_contrast", 13.0)])
def test_it_is_readable_in_every_theme_and_size(
    post: Post, qapp: QApplication, qtbot: QtBot, theme: str, points: float
) -> None:
    set_language("vi")
    apply(qapp, theme, points)
    screen = screen_of(post, qtbot)
    typist = Typist(screen, qtbot)
    screen.enter()
    typist.fill("0800", "Bản Nậm Cắn", "border_law", "all", "meeting", "hmn", "30", "12", "")
    assert page_of(screen).keys()
    assert nameless(screen) == []
    shot(screen, f"quick_{theme}")


def test_rows_somebody_proposes_are_kept_at_once(post: Post, qtbot: QtBot) -> None:
    screen = RegisterScreen(KINDS["sessions"], desk_of(post, InlineTasks()))
    qtbot.addWidget(screen)
    screen.show()
    page = screen.quick_entry([{"held": "2026-03-16T08:00:00+07:00", "place": "Bản Nậm Cắn"}], one_day=False)
    assert page.day.isHidden()
    assert page.drafts.waiting
    assert page.table.days.day is None
