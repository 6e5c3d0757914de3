"""Papers of a register by keyboard: asked for in the palette, with a reason, saved where the person says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.progress import Progress
from borderpost.registers import KINDS
from borderpost.services.outgoing import Second
from tests.posts import make, person, smallest
from tests.ui.support import nameless, shot
from tests.ui.typist import ENTER, Typist
from ui.registers.desk import desk_of
from ui.registers.screen import RegisterScreen
from ui.sheets.papers import PaperPanel, open_paper
from ui.tasks import InlineTasks


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened


@pytest.fixture
def screen(post: Post, qtbot: QtBot) -> RegisterScreen:
    made = {"persons": post.records.create("persons", person()).records[0]}
    made["counterparts"] = post.records.create("counterparts", smallest("counterparts", made)).records[0]
    record = post.records.create("repatriations", smallest("repatriations", made)).records[0]
    screen = RegisterScreen(KINDS["repatriations"], desk_of(post, InlineTasks()))
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    Typist(screen, qtbot)
    screen.enter()
    screen.list.reload(record)
    qtbot.waitUntil(lambda: screen.list.detail.view is not None)
    return screen


def chosen(screen: RegisterScreen, words: str) -> PaperPanel:
    """Run a command of the palette and return the panel it opens."""
    command = next(command for command in screen.commands() if command.text.startswith(words))
    panel = command.act()
    assert isinstance(panel, PaperPanel)
    return panel


@pytest.mark.parametrize(
    ("words", "blank", "told"),
    [
        ("Print this register", False, "1 "),
        ("Print a form for the pocket", True, ""),
        ("Print T", False, ""),
    ],
)
def test_a_paper_is_saved_where_the_person_says(
    screen: RegisterScreen, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, blank: bool, told: str
) -> None:
    number = screen.list.detail.view.number
    words = f"Print {number}" if words == "Print T" else words
    out = tmp_path / "giay"
    monkeypatch.setattr("ui.sheets.papers.ask_save", lambda *_asked: out)
    panel = chosen(screen, words)
    shot(screen, f"paper_{blank}_{bool(told)}")
    assert nameless(panel) == []
    typist = Typist(screen, qtbot)
    if not blank:
        typist.key(ENTER)
        assert not out.with_suffix(".pdf").exists(), "without a reason nothing is printed"
        typist.text("Nộp lưu trữ")
    typist.key(ENTER)
    assert out.with_suffix(".pdf").read_bytes()[:5] == b"%PDF-"
    assert told in panel.note.text()
    assert "Done." in panel.note.text()
    typist.key(Qt.Key.Key_Escape)


def test_an_act_of_two_sides_is_offered_in_two_languages(
    screen: RegisterScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.sheets.papers.ask_save", lambda *_asked: tmp_path / "hai.pdf")
    command = next(command for command in screen.commands() if command.text.endswith("in two languages"))
    panel = command.act()
    assert isinstance(panel, PaperPanel)
    panel.reason.setText("Ký với bạn")
    panel.choose()
    assert (tmp_path / "hai.pdf").exists()


def test_a_place_that_cannot_be_written_is_said(
    screen: RegisterScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setattr("ui.sheets.papers.ask_save", lambda *_asked: tmp_path / "file" / "in.pdf")
    panel = chosen(screen, "Print a form")
    panel.choose()
    assert not panel.banner.isHidden()
    assert panel.accept.isEnabled()


def test_giving_up_the_place_writes_nothing(screen: RegisterScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.sheets.papers.ask_save", lambda *_asked: None)
    panel = chosen(screen, "Print a form")
    panel.choose()
    assert panel.work is None
    assert panel.note.text() == ""


def test_a_book_shows_how_far_it_is_and_can_be_stopped(
    screen: RegisterScreen, post: Post, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "so.pdf"
    monkeypatch.setattr("ui.sheets.papers.ask_save", lambda *_asked: out)
    parts: list[float] = []
    panels: list[PaperPanel] = []

    def write(path: Path, reason: str, progress: Progress, _second: Second | None) -> int:
        panel = panels[0]
        assert panel.progress.isVisible()
        progress.step(30, 100)
        parts.append(panel.progress.bar.part)
        Typist(screen, qtbot).key(Qt.Key.Key_Escape)
        return post.papers.print_register("persons", path, progress=progress, reason=reason)

    panels.append(open_paper("Sổ", "so", write, InlineTasks(), screen))
    panels[0].reason.setText("Nộp lưu trữ")
    panels[0].choose()
    assert parts == [0.3]
    assert panels[0].progress.isHidden()
    assert not panels[0].banner.isHidden()
    assert not out.exists()
    panels.append(
        open_paper(
            "Sổ",
            "so",
            lambda path, reason, progress, _second: post.papers.print_register("persons", path, None, progress, reason),
            InlineTasks(),
            screen,
        )
    )
    panels[1].reason.setText("Nộp lưu trữ")
    panels[1].choose()
    assert panels[1].progress.bar.part == 1.0
    assert out.exists()
