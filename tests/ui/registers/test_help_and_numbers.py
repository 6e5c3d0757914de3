"""Help where a person looks for it, and codes typed by the number they have on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain import codes
from borderpost.domain.words import _, set_language
from borderpost.registers import KINDS
from tests.posts import make
from tests.ui.support import nameless, shot
from tests.ui.typist import ENTER, Typist
from tests.ui.window_support import Desk, desk
from ui.forms.cells import FieldCell
from ui.forms.line import LineEditor
from ui.forms.screen import FormPage
from ui.forms.suggest import Suggestion, matching
from ui.forms.table import RowsEditor
from ui.help import HelpPanel, topics
from ui.registers.desk import desk_of
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post").as_("guard") as opened:
        yield opened


def opened(post: Post, qtbot: QtBot, kind: str) -> tuple[RegisterScreen, Typist]:
    screen = RegisterScreen(KINDS[kind], desk_of(post, InlineTasks()))
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    typist = Typist(screen, qtbot)
    screen.enter()
    return screen, typist


def form_of(screen: RegisterScreen) -> FormPage:
    assert screen.start_new("")
    page = screen.page
    assert isinstance(page, FormPage)
    return page


def cell(page: FormPage, name: str) -> FieldCell:
    part = page.body.parts[name]
    assert isinstance(part, FieldCell)
    page.body.take(part)
    return part


def offered(cell: FieldCell) -> list[str]:
    """Return the lines of the list that is open under a cell."""
    assert isinstance(cell.line, LineEditor)
    found = cell.line._list
    return [] if found is None or found.isHidden() else [found.item(at).text() for at in range(found.count())]


def test_a_number_from_paper_is_typed_and_the_list_shows_it(post: Post, qtbot: QtBot) -> None:
    screen, typist = opened(post, qtbot, "detections")
    page = form_of(screen)
    found = cell(page, "legal_class")
    typist.key(Qt.Key.Key_F4)
    lines = offered(found)
    shot(screen, "numbers_f4")
    in_force = codes.codes("legal_class").offered(date(2026, 3, 15))
    assert lines == [f"{item.number}   {item.label()}" for item in in_force]
    typist.text("5")
    assert len(offered(found)) == 1
    typist.key(ENTER)
    assert found.value() == codes.codes("legal_class").items[4].code
    again = cell(page, "purpose")
    typist.text("11")
    typist.key(ENTER)
    assert again.value() == codes.codes("crossing_purpose").items[10].code
    old = cell(page, "legal_class")
    typist.text("1")
    assert offered(old) == [], "the first is no longer in force: no other line that merely holds a 1 may be picked"
    typist.key(ENTER)
    assert old.value() == codes.codes("legal_class").items[0].code
    direction = cell(page, "direction")
    typist.text("99")
    typist.key(ENTER)
    assert direction.wrong


def test_several_codes_are_typed_by_their_numbers(post: Post, qtbot: QtBot) -> None:
    screen, typist = opened(post, qtbot, "talks")
    page = form_of(screen)
    found = cell(page, "kind")
    typist.text("2")
    typist.key(ENTER)
    assert found.value() == codes.codes("talk_kind").items[1].code
    screen, typist = opened(post, qtbot, "counterparts")
    languages = cell(form_of(screen), "languages")
    typist.text("1; 3")
    typist.key(ENTER)
    assert languages.value() == [codes.codes("session_language").items[at].code for at in (0, 2)]


def test_a_number_means_its_line_else_a_whole_word() -> None:
    listed = [Suggestion(code, said, number=code) for code, said in (("1", "Điều 348"), ("2", "Điều 21"), ("3", "3. Ba"))]
    assert [item.value for item in matching(listed, "1")] == ["1"]
    assert [item.value for item in matching(listed, "348")] == ["1"]
    assert matching(listed, "34") == []
    assert [item.value for item in matching(listed, "dieu")] == ["1", "2"]
    assert [item.line for item in listed] == ["1   Điều 348", "2   Điều 21", "3. Ba"]
    bare = [Suggestion("x", "Mốc 348"), Suggestion("y", "48")]
    assert [item.value for item in matching(bare, "48")] == ["y", "x"], "records are searched as before"
    every = [Suggestion(item.code, item.label(), number=str(item.number)) for item in codes.codes("nationality")]
    assert len(matching(every, "")) == len(every) > 50, "F4 leaves no country out"


def test_the_help_of_a_register_folds_at_its_form(post: Post, qtbot: QtBot) -> None:
    set_language("vi")
    screen, typist = opened(post, qtbot, "receptions")
    page = form_of(screen)
    assert QApplication.activeWindow() is screen, "no button flashes as a window of its own"
    fold = page.help_fold
    assert fold.isHidden()
    assert fold.button.isVisible()
    typist.key(Qt.Key.Key_F1, SHIFT)
    assert fold.isVisible()
    assert fold.words.text() == _(KINDS["receptions"].help)
    assert fold.button.accessibleDescription() == fold.words.text()
    shot(screen, "help_folded_out")
    assert nameless(screen) == []
    fold.button.click()
    assert fold.isHidden()
    assert fold.button.accessibleDescription() == ""


def test_the_help_of_a_cell_and_of_a_column_stands_in_the_footer(post: Post, qtbot: QtBot) -> None:
    screen, _typist = opened(post, qtbot, "patrols")
    page = form_of(screen)
    told: list[str] = []
    page.told.connect(lambda: told.extend(note.words for note in page.status()))
    cell(page, "host_side")
    assert page.status()[0].words == _(KINDS["patrols"].by_name["host_side"].help)
    markers = page.body.parts["markers"]
    assert isinstance(markers, RowsEditor)
    markers.focus_cell(0, "marker")
    told.clear()
    markers.focus_cell(0, "cleared")
    wanted = next(column.named.field.help for column in markers.columns if column.named and column.named.name == "cleared")
    assert told[-1] == markers.help == _(wanted)
    assert markers.editor.accessibleDescription() == _(wanted)
    legs = page.body.parts["legs"]
    assert isinstance(legs, RowsEditor)
    legs.focus_cell(0, "departed")
    assert page.status()[0].words == _(KINDS["patrols"].by_name["legs"].help)


def test_an_empty_register_says_what_belongs_in_it(post: Post, qtbot: QtBot) -> None:
    set_language("vi")
    screen, _typist = opened(post, qtbot, "pledges")
    assert screen.list.empty.more.text() == _(KINDS["pledges"].help)
    assert screen.list.empty.more.isVisible()
    assert screen.list.empty.accessibleDescription() == _(KINDS["pledges"].help)
    shot(screen, "help_empty")
    screen.list.search.setText("khong co")
    screen.list._search()
    assert screen.list.empty.more.isHidden(), "where a filter hides the records the help is beside the point"


@pytest.fixture
def at(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, make(tmp_path / "post")) as started:
        yield started


def test_f1_and_the_palette_tell_what_a_register_is_for(at: Desk) -> None:
    at.unlock("guard")
    at.settle()
    window = at.window
    window.go("tips")
    at.settle()
    at.key(Qt.Key.Key_F1)
    words = " ".join(label.text() for label in window.keys_panel.findChildren(QWidget) if hasattr(label, "text"))
    assert _(KINDS["tips"].help) in words
    shot(window, "help_f1")
    at.key(Qt.Key.Key_Escape)
    window.go("today")
    at.settle()
    at.key(Qt.Key.Key_F1)
    assert window.keys_panel.isVisible()
    at.key(Qt.Key.Key_Escape)
    found = {topic.text: topic for topic in window._topics()}
    found[_(KINDS["tips"].label)].act()
    panel = window.findChild(HelpPanel)
    assert panel is not None
    assert panel.isVisible()
    assert panel.title.text() == _(KINDS["tips"].label)
    assert panel.page.toPlainText() == _(KINDS["tips"].help)
    assert panel.page.hasFocus()
    assert nameless(panel) == []
    QTest.keyClick(panel.page, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    chapter = next(topic for topic in window._topics() if topic.where.endswith("9"))
    chapter.act()
    shot(window, "help_chapter")
    assert panel.page.document().toMarkdown().count("|") > 20
    window.lock_now()
    assert not panel.isVisible()


def test_topics_cover_every_register_and_every_chapter_in_both_languages() -> None:
    shown: list[str] = []
    for language in ("vi", "en"):
        set_language(language)
        made = topics(lambda title, text: shown.append(f"{title} {text}"))
        assert len([topic for topic in made if topic.where == _("what belongs here")]) == sum(
            not register.internal for register in KINDS.values()
        )
        assert len(made) > 45
        for topic in made:
            topic.act()
    assert all(len(text) > 60 for text in shown)
