"""The visit planner in the window: marked, proposed, written, done and printed by keys alone; every theme and size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.fields import Count
from borderpost.domain.words import set_language
from borderpost.registers import KINDS
from borderpost.services.views import Listing
from tests.posts import Place, make, person
from tests.ui.support import nameless, send_text, shot
from tests.ui.typist import CTRL, ENTER, Typist
from ui.field.hosting import HostedScreen
from ui.field.specs import field_specs
from ui.field.visit_panels import DonePanel, RulesPanel
from ui.field.visits import VisitPlanPage
from ui.quick.page import QuickPage
from ui.registers.desk import desk_of
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks
from ui.theme.look import apply


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make(tmp_path / "post")  # 04:40 on Sunday, 15/03/2026


@pytest.fixture
def post(place: Place) -> Iterator[Post]:
    with place.as_("commander") as opened:
        yield opened


def homes(post: Post) -> list[str]:
    made = []
    for name, level, noted, village in (
        ("Sùng Thị Mỷ", "high", "2026-03-01", "Bản Nậm Cắn, xã Nậm Cắn"),
        ("Vàng A Tủa", "medium", "2026-03-05", "Bản Tiền Tiêu, xã Nậm Cắn"),
        ("Lầu Y Mai", "low", "2026-03-10", "Bản Khe Sim, xã Tà Cạ"),
    ):
        who = post.records.create("persons", person(name=name)).records[0]
        values: dict[str, Any] = {
            "noted": f"{noted}T08:00:00+07:00",
            "kind": "household",
            "head": who,
            "village": village,
            "reasons": ["poverty", "jobless"],
            "level": level,
            "distance": 12_500,
            "members_count": 5,
            "help": [{"kind": "loan", "programme": "Vay vốn hộ nghèo", "given": "2026-02-01"}],
        }
        made.append(post.records.create("households", values).records[0])
    return made


def screen_of(post: Post, qtbot: QtBot) -> HostedScreen:
    spec = next(spec for spec in field_specs(desk_of(post, InlineTasks())) if spec.key == "visit_plan")
    screen = spec.factory()
    assert isinstance(screen, HostedScreen)
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    return screen


def page_of(screen: HostedScreen) -> VisitPlanPage:
    assert isinstance(screen.page, VisitPlanPage)
    return screen.page


def visits(post: Post) -> list[dict[str, Any]]:
    rows = post.records.first_page("visits", Listing(order="planned", descending=False))
    return [post.records.load(row.id).values for row in rows]


def test_marked_households_get_days_are_looked_over_and_written_together(post: Post, qtbot: QtBot) -> None:
    first, second, third = homes(post)
    screen = screen_of(post, qtbot)
    said: list[str] = []
    screen.toast.connect(lambda words, _hint: said.append(words))
    typist = Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    assert [row.cells[0] for row in page.list.rows] == ["Sùng Thị Mỷ", "Vàng A Tủa", "Lầu Y Mai"]
    assert page.list.rows[0].cells[5] == "14 days late"
    assert page.why.text() == "Why: Poverty; No work"
    assert page.help.text() == "Help: Loan Vay vốn hộ nghèo 01/02/2026"
    assert "12.500 km from the post" in page.where.text()
    typist.key(Qt.Key.Key_Space)
    typist.key(Qt.Key.Key_Space)
    assert page.marked == {first, second}
    typist.key(Qt.Key.Key_Up)
    typist.key(Qt.Key.Key_P)
    assert page.problem.isVisible(), "nobody is chosen to visit"
    assert page.officers.hasFocus()
    typist.text("Giàng A Páo")
    typist.key(ENTER)
    shot(screen, "visits_marked")
    typist.key(Qt.Key.Key_P)
    rows = page.rows
    assert isinstance(rows, QuickPage)
    assert [row["household"] for row in rows.table.values()] == [first, second]
    shot(screen, "visits_rows")
    assert rows.table.shown(0, 0, rows.table.columns[1]) == "HO-26-0001 · Sùng Thị Mỷ"
    assert screen.keys() == rows.keys()
    assert screen.status() == rows.status()
    assert screen.panes() == rows.panes()
    screen.enter()
    assert rows.table.editor.hasFocus()
    screen.before_lock()
    assert post.drafts.count() == 1
    typist.save()
    assert [row["household"] for row in visits(post)] == [first, second]
    assert visits(post)[0]["planned"] == "2026-03-16T08:00:00+07:00"
    assert post.drafts.count() == 0
    assert page.rows is None
    assert page.first == date(2026, 3, 16), "the week of what was just planned"
    assert [row.cells[2] for row in page.week.rows] == ["Sùng Thị Mỷ", "Vàng A Tủa"]
    assert page.marked == set()
    assert "2 records written" in said
    assert [row.cells[0] for row in page.list.rows] == ["Lầu Y Mai", "Sùng Thị Mỷ", "Vàng A Tủa"]
    assert page.list.rows[1].cells[4] == "16/03"
    assert third


def test_the_rows_wait_as_a_draft_and_come_back_in_the_register(post: Post, qtbot: QtBot) -> None:
    homes(post)
    screen = screen_of(post, qtbot)
    typist = Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    page.officers.setText("Giàng A Páo; Vàng A Sính")
    typist.key(Qt.Key.Key_A)
    assert len(page.marked) == 3
    typist.key(Qt.Key.Key_A)
    assert page.marked == set()
    typist.key(Qt.Key.Key_P)
    assert page.rows is not None
    assert len(page.rows.table.values()) == 3
    assert [command.icon for command in screen.commands()] == ["trash-2"]
    assert screen.escape()
    assert page.rows is None
    assert not screen.escape()
    (draft,) = post.drafts.all()
    register = RegisterScreen(KINDS["visits"], desk_of(post, InlineTasks()))
    qtbot.addWidget(register)
    register.show()
    register.open_draft(draft)
    assert isinstance(register.page, QuickPage)
    assert register.page.day.isHidden()
    assert len(register.page.table.values()) == 3


def test_what_finds_no_day_and_what_is_not_due_is_said(post: Post, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = screen_of(post, qtbot)
    said: list[str] = []
    screen.toast.connect(lambda words, _hint: said.append(words))
    Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    page.mark()
    assert page.marked == set()
    page.officers.setText("Giàng A Páo")
    page.propose()
    assert said == ["Nothing falls due in the coming weeks"]
    homes(post)
    page.reload()
    page.officers.setText(";")
    page.propose()
    assert page.problem.isVisible()
    post.visit_plan.change_rules({"high": 14, "medium": 30, "low": 90}, 1)
    page.officers.setText("Giàng A Páo")
    monkeypatch.setattr("borderpost.services.visit_plan.rules_on", lambda _day: _short_rules())
    page.propose()
    assert said[-1] == "3 households found no day"
    assert page.rows is None


def _short_rules() -> Any:
    from borderpost.services.visit_plan import VisitRules

    return VisitRules({"high": 14}, 30, 3, "08:00", 90, 0)


def test_a_visit_is_done_with_its_result_in_one_panel(post: Post, qtbot: QtBot) -> None:
    first, second, _third = homes(post)
    for household, at in ((first, "2026-03-14T09:00:00+07:00"), (second, "2026-03-10T09:00:00+07:00")):
        values = {"household": household, "planned": at, "officer": "Giàng A Páo"}
        post.records.create("visits", values)
    screen = screen_of(post, qtbot)
    opened: list[tuple[str, str]] = []
    screen.open_record.connect(lambda kind, record: opened.append((kind, record)))
    typist = Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    assert [row.cells[3] for row in page.week.rows] == ["not written yet", "not written yet"]
    assert page.list.rows[0].cells[4].startswith("missed")
    typist.key(ENTER)
    assert opened == [("households", first)]
    page.week.setFocus()
    typist.key(ENTER)
    assert opened[1][0] == "visits"
    typist.key(Qt.Key.Key_D)
    panel = screen.findChild(DonePanel)
    assert panel is not None
    assert panel.cells["findings"].line.hasFocus()
    assert panel.cells["visited"].text() == "10/03/2026 09:00"
    shot(screen, "visits_done")
    panel.cells["visited"].line.setText("hôm nào đó")
    typist.key(Qt.Key.Key_S, CTRL)
    assert panel.cells["visited"].line.hasFocus()
    panel.cells["visited"].line.setText("10/03/2026 09:30")
    panel.cells["findings"].line.setFocus()
    typist.text("Đã có việc làm")
    typist.key(ENTER)
    typist.key(ENTER)
    typist.key(ENTER)
    assert panel.accept.hasFocus()
    typist.key(ENTER)
    assert visits(post)[0]["findings"] == "Đã có việc làm"
    assert [row.cells[3] for row in page.week.rows] == ["visited", "not written yet"]


def test_what_the_service_refuses_is_said_in_the_panel(post: Post, qtbot: QtBot) -> None:
    first, _second, _third = homes(post)
    made = post.records.create(
        "visits", {"household": first, "planned": "2026-03-14T09:00:00+07:00", "officer": "Giàng A Páo"}
    ).records[0]
    screen = screen_of(post, qtbot)
    Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    panel = page.finish()
    assert panel is not None
    post.records.withdraw("visits", made, "Nhập trùng")
    panel.save()
    assert panel.banner.isVisible()
    panel.close_panel()
    page.reload()
    assert page.finish() is None
    rules = RulesPanel(screen, page.desk, post.visit_plan.rules(), lambda _rules: None)
    rules.cells["high"].field = Count(label="High", maximum=9999)
    rules.cells["high"].line.setText("900")
    rules.save()
    assert rules.banner.isVisible()
    assert rules.cells["high"].wrong
    assert "from 1 to 730" in rules.banner.happened.text()


def test_weeks_turn_print_and_the_rules_change(
    post: Post, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes(post)
    screen = screen_of(post, qtbot)
    typist = Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    assert page.first == date(2026, 3, 9)
    typist.key(Qt.Key.Key_Right, CTRL)
    assert page.week_title.text() == "Week 16/03 to 22/03/2026"
    typist.key(Qt.Key.Key_Left, CTRL)
    assert page.first == date(2026, 3, 9)
    monkeypatch.setattr("ui.sheets.papers.ask_save", lambda *_args: tmp_path / "week.pdf")
    typist.key(Qt.Key.Key_P, CTRL)
    panel = page.print_week()
    panel.reason.setText("Giao ban tuần")
    panel.choose()
    assert (tmp_path / "week.pdf").read_bytes().startswith(b"%PDF")
    panel.close_panel()
    command = screen.commands()[-1]
    assert command.icon == "calendar-clock"
    rules = page.change_rules()
    assert rules is not None
    shot(screen, "visits_rules")
    rules.cells["high"].line.setText("7")
    rules.save()
    assert post.visit_plan.rules().days_of("high") == 7
    assert "High 7" in page.header.subtitle.text()


def test_a_guard_plans_and_does_not_change_how_often(place: Place, qtbot: QtBot) -> None:
    with place.as_("guard") as post:
        screen = screen_of(post, qtbot)
        Typist(screen, qtbot)
        screen.enter()
        page = page_of(screen)
        assert page.change_rules() is None
        assert len(screen.commands()) == 3
        assert len(screen.keys()) == 7
        assert screen.status()[1].words == "0 due"


def test_only_the_first_households_are_shown_and_it_is_said(post: Post, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    homes(post)
    monkeypatch.setattr("borderpost.services.visit_plan.MOST", 1)
    screen = screen_of(post, qtbot)
    Typist(screen, qtbot)
    screen.enter()
    assert page_of(screen).problem.happened.text() == "2 more households are not shown"


def test_several_officers_are_written_with_the_help_of_the_list(post: Post, qtbot: QtBot) -> None:
    screen = screen_of(post, qtbot)
    typist = Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    page.officers.setFocus()
    typist.text("giang")
    typist.key(Qt.Key.Key_Down)
    typist.key(ENTER)
    assert page.officers.text() == "Giàng A Páo"
    page.officers.setFocus()
    page.officers.setCursorPosition(len(page.officers.text()))
    page.officers.deselect()
    send_text(page.officers, "; vang")
    typist.key(Qt.Key.Key_Down)
    typist.key(ENTER)
    assert page.officers.text() == "Giàng A Páo; Vàng A Sính"


@pytest.mark.parametrize(("theme", "points"), [("light", 10.5), ("dark", 15.0), ("high_contrast", 13.0)])
def test_it_is_readable_in_every_theme_and_size(
    post: Post, qapp: QApplication, qtbot: QtBot, theme: str, points: float
) -> None:
    first, _second, _third = homes(post)
    post.records.create("visits", {"household": first, "planned": "2026-03-14T09:00:00+07:00", "officer": "Giàng A Páo"})
    set_language("vi")
    apply(qapp, theme, points)
    screen = screen_of(post, qtbot)
    typist = Typist(screen, qtbot)
    screen.enter()
    typist.key(Qt.Key.Key_Space)
    shot(screen, f"visits_{theme}")
    assert nameless(screen) == []


def test_a_list_without_rows_says_so(post: Post, qtbot: QtBot) -> None:
    screen = screen_of(post, qtbot)
    Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    for part in (page.list, page.week):
        assert part.empty
        assert part.accessibleDescription() == part.empty
        grabbed = part.viewport().grab().toImage()
        ground = grabbed.pixelColor(grabbed.width() - 2, grabbed.height() - 2)
        assert any(
            grabbed.pixelColor(x, y) != ground for x in range(20, grabbed.width(), 2) for y in range(0, grabbed.height(), 3)
        )
