"""The picture of links in the window: walked, opened, widened and printed by keys alone; every theme and size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.words import set_language
from borderpost.registers import KINDS
from tests.posts import make
from tests.ui.field.scene import night
from tests.ui.support import nameless, send_text, shot
from tests.ui.typist import CTRL, ENTER, Typist
from ui.field.hosting import HostedScreen
from ui.field.links import LinkPage
from ui.field.specs import field_specs
from ui.registers.desk import desk_of
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks
from ui.theme.look import apply


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened


def screen_of(post: Post, qtbot: QtBot) -> HostedScreen:
    spec = next(spec for spec in field_specs(desk_of(post, InlineTasks())) if spec.key == "ring_view")
    screen = spec.factory()
    assert isinstance(screen, HostedScreen)
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    return screen


def page_of(screen: HostedScreen) -> LinkPage:
    assert isinstance(screen.page, LinkPage)
    return screen.page


def test_the_tab_begins_with_the_newest_ring_and_keys_walk_who_and_the_records(post: Post, qtbot: QtBot) -> None:
    known = night(post)
    screen = screen_of(post, qtbot)
    opened: list[tuple[str, str]] = []
    screen.open_record.connect(lambda kind, record: opened.append((kind, record)))
    typist = Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    assert page.view is not None
    assert page.view.start == known["ring"]
    assert [row.cells[0] for row in page.nodes.rows][:4] == ["Đường dây Nậm Cắn", "Vàng A Chứ", "Thào A Sếnh", "Lầu Bá Tủa"]
    assert page.who.text() == "Đường dây Nậm Cắn: 8 links"
    shot(screen, "links_ring")
    typist.key(Qt.Key.Key_Down, times=2)
    assert page.picture.node == 2
    assert page.picture.accessibleDescription() == "Thào A Sếnh, Guide"
    typist.key(ENTER)
    assert opened == [("persons", known["guide"])]
    page.proofs.setFocus()
    typist.key(Qt.Key.Key_Down)
    edge = page.chosen_edge()
    assert edge is not None
    assert page.picture.edge == page.view.edges.index(edge)
    typist.key(ENTER)
    assert opened[1][0] in ("rings", "detections")
    assert nameless(screen) == []
    assert [pane is each for pane, each in zip(screen.panes(), (page.nodes, page.proofs, page.picture), strict=True)]
    assert len(screen.keys()) == 6
    assert screen.status()[0].words == "9 in the picture"


def test_steps_another_start_and_the_way_back(post: Post, qtbot: QtBot) -> None:
    night(post)
    screen = screen_of(post, qtbot)
    typist = Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    assert page.view is not None
    first = page.view.start
    send_text(page.nodes, "+")
    assert page.steps == 2
    send_text(page.nodes, "-")
    send_text(page.nodes, "-")
    assert page.steps == 1
    typist.key(Qt.Key.Key_Down, times=2)
    typist.key(Qt.Key.Key_Space)
    assert page.view.nodes[page.nodes.at].title == "Thào A Sếnh"
    assert page.view.start != first
    typist.key(Qt.Key.Key_Space)
    typist.key(Qt.Key.Key_Backspace)
    assert page.view.start == first
    assert not screen.escape()
    assert [command.icon for command in screen.commands()] == ["waypoints", "plus", "minus", "printer"]
    screen.commands()[0].act()


def test_arrows_walk_the_picture_and_the_pointer_may(post: Post, qtbot: QtBot) -> None:
    night(post)
    screen = screen_of(post, qtbot)
    opened: list[tuple[str, str]] = []
    screen.open_record.connect(lambda kind, record: opened.append((kind, record)))
    typist = Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    page.picture.setFocus()
    typist.key(Qt.Key.Key_Down)
    assert page.nodes.at == 1
    typist.key(Qt.Key.Key_Down)
    typist.key(Qt.Key.Key_Down)
    typist.key(Qt.Key.Key_Down)
    row = page.nodes.at
    typist.key(Qt.Key.Key_Right)
    assert page.nodes.at == row + 1 or page.nodes.at == row - 1 or page.nodes.at == row
    typist.key(Qt.Key.Key_Up)
    typist.key(Qt.Key.Key_Left)
    typist.key(ENTER)
    assert len(opened) == 1
    middle = page.picture.area_of(0).center()
    QTest.mouseClick(page.picture, Qt.MouseButton.LeftButton, pos=middle.toPoint())
    assert page.nodes.at == 0
    QTest.mouseDClick(page.picture, Qt.MouseButton.LeftButton, pos=middle.toPoint())
    assert opened[-1][0] == "rings"
    QTest.mouseClick(page.picture, Qt.MouseButton.LeftButton, pos=QPointF(2, 2).toPoint())
    assert page.nodes.at == 0
    assert page.picture.area_of(99).isNull()


@pytest.mark.parametrize("kind", ["rings", "persons", "detections", "subjects"])
def test_a_record_that_names_people_opens_its_links_from_the_list(post: Post, qtbot: QtBot, kind: str) -> None:
    known = night(post)
    if kind == "subjects":
        from tests.posts import smallest

        known["subjects"] = post.records.create("subjects", smallest("subjects", {"persons": known["head"]})).records[0]
    record = {"rings": "ring", "persons": "guide", "detections": "detection", "subjects": "subjects"}[kind]
    screen = RegisterScreen(KINDS[kind], desk_of(post, InlineTasks()))
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    typist = Typist(screen, qtbot)
    screen.enter()
    screen.list.reload(known[record])
    qtbot.waitUntil(lambda: screen.list.detail.view is not None and screen.list.detail.view.id == known[record])
    typist.key(Qt.Key.Key_L)
    page = screen.page
    assert isinstance(page, LinkPage)
    assert page.view is not None
    assert page.view.start == known[record]
    assert screen.commands()[0].icon == "waypoints"
    assert screen.escape()
    command = next(each for each in screen.commands() if each.keys == ("L",))
    command.act()
    assert isinstance(screen.page, LinkPage)


def test_without_a_ring_the_tab_says_where_pictures_begin(post: Post, qtbot: QtBot) -> None:
    screen = screen_of(post, qtbot)
    screen.show()
    screen.enter()
    page = page_of(screen)
    assert page.problem.isVisible()
    assert page.print_it() is None
    assert screen.status() == ()
    assert len(screen.commands()) == 3
    page.step(1)
    night(post)
    screen.refresh(type("Told", (), {"kinds": {"rings"}})())
    assert page.view is not None
    screen.hide()
    screen.refresh(type("Told", (), {"kinds": {"patrols"}})())
    screen.enter()
    screen.before_lock()
    screen.refresh(type("Told", (), {"kinds": {"laws_of_tomorrow"}})())


def test_a_record_that_is_not_here_is_said(post: Post, qtbot: QtBot) -> None:
    page = LinkPage(desk_of(post, InlineTasks()), "00000000000000aa:7")
    qtbot.addWidget(page)
    page.show()
    assert page.problem.happened.text().startswith("This record is not here")
    assert page.picture.view is None
    page.picture.setFocus()
    Typist(page, qtbot).key(Qt.Key.Key_Down)


def test_it_prints_one_page_with_a_reason(post: Post, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    night(post)
    screen = screen_of(post, qtbot)
    typist = Typist(screen, qtbot)
    screen.enter()
    monkeypatch.setattr("ui.sheets.papers.ask_save", lambda *_args: tmp_path / "links.pdf")
    typist.key(Qt.Key.Key_P, CTRL)
    panel = page_of(screen).print_it()
    assert panel is not None
    panel.reason.setText("Giao ban án")
    panel.choose()
    assert (tmp_path / "links.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("theme", "points"), [("light", 10.5), ("dark", 15.0), ("high_contrast", 13.0)])
def test_it_is_readable_in_every_theme_and_size(
    post: Post, qapp: QApplication, qtbot: QtBot, theme: str, points: float
) -> None:
    night(post)
    set_language("vi")
    apply(qapp, theme, points)
    screen = screen_of(post, qtbot)
    Typist(screen, qtbot)
    screen.enter()
    page = page_of(screen)
    page.step(1)
    page.nodes.choose(2)
    page.proofs.setFocus()
    page.proofs.choose(1)
    shot(screen, f"links_{theme}")
    assert nameless(screen) == []
