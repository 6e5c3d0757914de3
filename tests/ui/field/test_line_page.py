"""A marker shows what patrols saw of it, a section who walked it; Enter leads to the patrol, F2 to the form and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.words import set_language
from tests.posts import make, patrol
from tests.ui.support import nameless, shot
from tests.ui.typist import ENTER, Typist
from ui.field.line_history import LinePage
from ui.forms.screen import FormPage
from ui.registers.desk import desk_of
from ui.registers.screen import RegisterScreen, register_specs
from ui.tasks import InlineTasks
from ui.theme.look import apply


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened


def screen_of(post: Post, qtbot: QtBot, kind: str) -> RegisterScreen:
    spec = next(spec for spec in register_specs(desk_of(post, InlineTasks())) if spec.key == kind)
    screen = spec.factory()
    assert isinstance(screen, RegisterScreen)
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    return screen


def test_a_marker_its_states_and_its_form(post: Post, qtbot: QtBot) -> None:
    walked = post.records.create(
        "patrols", patrol(markers=[{"marker": "LA:511", "state": "moved", "note": "lệch 2 m"}])
    ).records[0]
    marker = post.records.create(
        "markers", {"marker": "LA:511", "kind": "main", "states": [{"day": "2025-12-20", "state": "intact"}]}
    ).records[0]
    screen = screen_of(post, qtbot, "markers")
    opened: list[tuple[str, str]] = []
    screen.open_record.connect(lambda kind, record: opened.append((kind, record)))
    typist = Typist(screen, qtbot)
    screen.enter()
    screen.show_record("markers", marker)
    page = screen.page
    assert isinstance(page, LinePage)
    assert [row.cells[:2] for row in page.list.rows] == [("14/03/2026", "Moved"), ("20/12/2025", "Intact")]
    assert page.more.text() == ""
    assert nameless(screen) == []
    shot(screen, "line_marker")
    assert len(page.keys()) == 4
    assert page.panes() == (page.list,)
    typist.key(ENTER)
    assert opened == [("patrols", walked)]
    typist.key(Qt.Key.Key_F2)
    assert isinstance(screen.page, FormPage)
    assert screen.escape()
    page.list.choose(1)
    typist.key(ENTER)
    assert isinstance(screen.page, FormPage), "what its own record says is changed there"


def test_a_section_its_patrols_or_that_there_are_none(post: Post, qtbot: QtBot) -> None:
    values = {"name": "511–513", "border": "la", "marker_from": "LA:511", "marker_to": "LA:513"}
    section = post.records.create("border_sections", values).records[0]
    screen = screen_of(post, qtbot, "border_sections")
    Typist(screen, qtbot)
    screen.enter()
    screen.show_record("border_sections", section)
    page = screen.page
    assert isinstance(page, LinePage)
    assert page.more.text() == "No patrol has written of it yet."
    post.records.create("patrols", patrol())
    page.enter()
    assert page.list.rows[0].cells[3] == "Đặng Văn Phúc · 2 markers"
    page.record_id = "00000000000000aa:7"
    page.reload()
    assert page.problem.isVisible()


@pytest.mark.parametrize(("theme", "points"), [("dark", 15.0), ("high_contrast", 13.0)])
def test_it_is_readable_in_every_theme_and_size(
    post: Post, qapp: QApplication, qtbot: QtBot, theme: str, points: float
) -> None:
    set_language("vi")
    apply(qapp, theme, points)
    post.records.create("patrols", patrol())
    marker = post.records.create("markers", {"marker": "LA:512", "kind": "main"}).records[0]
    screen = screen_of(post, qtbot, "markers")
    Typist(screen, qtbot)
    screen.enter()
    screen.show_record("markers", marker)
    shot(screen, f"line_{theme}")
    assert nameless(screen) == []
