"""The quiet hint that a person may be in the register already: it takes no key away, and by keys it is looked at or refused."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.words import language, set_language
from borderpost.registers import KINDS
from borderpost.services.views import Listing
from tests.posts import make, person
from tests.ui.support import nameless, shot
from tests.ui.typist import ENTER, Typist
from ui.forms.screen import FormPage
from ui.forms.table import RowsEditor
from ui.registers.desk import Desk, desk_of
from ui.registers.doubles import DoubleStrip
from ui.registers.people import PeopleShape, PersonPanel
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks, Tasks

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    before = language()
    set_language("en")
    with make(tmp_path / "post").as_("guard") as opened:
        yield opened
    set_language(before)


class Later(InlineTasks):
    """Does what it is asked when the test says so, in the order the test wants."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] | None = None

    def run(self, work: Any, done: Any, failed: Any, progress: Any = None, **more: Any) -> None:
        def act() -> None:
            InlineTasks.run(self, work, done, failed, progress, **more)

        if self.waiting is None:
            act()
        else:
            self.waiting.append(act)


def opened(post: Post, qtbot: QtBot, tasks: Any = None, kind: str = "persons") -> tuple[RegisterScreen, Typist]:
    desk: Desk = desk_of(post, tasks or InlineTasks())
    screen = RegisterScreen(KINDS[kind], desk)
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    typist = Typist(screen, qtbot)
    screen.enter()
    return screen, typist


def form(screen: RegisterScreen) -> FormPage:
    page = screen.page
    assert isinstance(page, FormPage)
    return page


def strip(screen: RegisterScreen) -> DoubleStrip:
    return form(screen).findChildren(DoubleStrip)[0]


def write(post: Post, **values: object) -> str:
    return post.records.create("persons", person(**values)).records[0]


def count(post: Post) -> int:
    return post.records.count("persons", Listing())


def type_name(screen: RegisterScreen, typist: Typist, name: str) -> None:
    page = form(screen)
    page.body.take(page.body.parts["name"])
    typist.fill(name)
    QApplication.processEvents()


def test_a_hint_comes_quietly_is_compared_refused_and_the_refusal_remembered(post: Post, qtbot: QtBot) -> None:
    one = write(post, name="Giàng Thị Say", birth="2009-05-01", document_no="038209001234", residence="Bản Nậm Cắn")
    two = write(post, name="Giàng Thị Say", birth="2009")
    screen, typist = opened(post, qtbot)
    assert screen.start_new("")
    assert strip(screen).isHidden()
    type_name(screen, typist, "giang thi say")
    page, hint = form(screen), strip(screen)
    assert hint.isVisible()
    assert page.isAncestorOf(typist.here)
    assert not hint.isAncestorOf(typist.here), "the keyboard stays where it was"
    while not page.body.parts["birth"].line.hasFocus():  # type: ignore[union-attr]
        typist.key(ENTER)
    typist.fill("1/5/2009")
    assert [item.id for item in hint.hints] == [one, two]
    assert (hint.who.text(), hint.why.text()) == (
        "Perhaps here already: Giàng Thị Say (NG-26-0001)",
        "same name, births agree · and 1 more",
    )
    before = typist.here
    typist.key(Qt.Key.Key_F7)
    assert hint.facts.isVisible()
    assert typist.here is before
    assert nameless(screen) == []
    shot(screen, "double_hint")
    typist.key(Qt.Key.Key_F7)
    assert hint.facts.isHidden()
    typist.key(Qt.Key.Key_F7, SHIFT)
    assert [item.id for item in hint.hints] == [two]
    typist.key(Qt.Key.Key_F7, SHIFT)
    assert hint.isHidden()
    assert not hint.press(Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier), "without a hint the keys are nobody's"
    typist.save()
    made = next(row.id for row in post.records.first_page("persons", Listing()) if row.id not in (one, two))
    assert post.persons.hints(person(name="Giàng Thị Say", birth="2009"), made) == []
    assert {item.id for item in post.persons.hints(person(name="Giàng Thị Say", birth="2009"), one)} == {two}


def test_the_record_that_is_here_is_taken_instead_and_the_draft_stays(post: Post, qtbot: QtBot) -> None:
    known = write(post, name="Giàng Thị Say", birth="2009")
    screen, typist = opened(post, qtbot)
    assert screen.start_new("")
    type_name(screen, typist, "Giàng Thị Sai")
    wanted: list[tuple[str, str]] = []
    screen.open_record.connect(lambda kind, record: wanted.append((kind, record)))
    typist.key(Qt.Key.Key_F5)
    assert wanted == [("persons", known)]
    assert screen.page is screen.list
    assert count(post) == 1
    assert [draft.kind for draft in post.drafts.all()] == ["persons"]


def test_a_saved_person_is_refused_at_once_and_cannot_be_taken(post: Post, qtbot: QtBot) -> None:
    one, two = write(post), write(post)
    merged = write(post)
    post.persons.merge(one, merged, "cùng khai")
    screen, typist = opened(post, qtbot)
    screen.edit(one)
    hint = strip(screen)
    assert [item.id for item in hint.hints] == [two], "of one merged already nothing is said"
    assert not hint.take_button.isVisible()
    typist.key(Qt.Key.Key_F5)
    assert screen.page is not screen.list
    typist.key(Qt.Key.Key_F7, SHIFT)
    assert hint.isHidden()
    assert [item.id for item in post.persons.hints(person(), one)] == [merged]


def test_only_the_newest_question_is_answered(post: Post, qtbot: QtBot) -> None:
    say, my = write(post, name="Giàng Thị Say"), write(post, name="Sùng Thị Mỷ")
    tasks = Later()
    screen, typist = opened(post, qtbot, tasks)
    assert screen.start_new("")
    tasks.waiting = []
    type_name(screen, typist, "Giàng Thị Say")
    first = tasks.waiting.pop()
    type_name(screen, typist, "Sùng Thị Mỷ")
    second = tasks.waiting.pop()
    second()
    first()
    hint = strip(screen)
    assert [item.id for item in hint.hints] == [my]
    hint.compare()
    compared = tasks.waiting.pop()
    hint.refuse()
    tasks.waiting.pop()()
    compared()
    assert hint.facts.isHidden(), "what was asked of another hint is not shown"
    type_name(screen, typist, "Giàng Thị Say")
    tasks.waiting.pop()()
    assert [item.id for item in hint.hints] == [say]
    page = form(screen)
    page.body.take(page.body.parts["name"])
    typist.key(Qt.Key.Key_Backspace)
    typist.key(ENTER)
    assert hint.isHidden()
    tasks.waiting = None


def test_looking_is_done_off_the_gui_thread(post: Post, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    write(post, name="Giàng Thị Say")
    where: list[bool] = []
    hints = post.persons.hints

    def noted(*args: Any, **more: Any) -> Any:
        where.append(threading.current_thread() is threading.main_thread())
        return hints(*args, **more)

    monkeypatch.setattr(post.persons, "hints", noted)
    crashes: list[BaseException] = []
    tasks = Tasks(crashes.append)
    screen, typist = opened(post, qtbot, tasks)
    assert screen.start_new("")
    qtbot.waitUntil(form(screen).body.parts["pseudonym"].line.hasFocus)  # type: ignore[union-attr]
    type_name(screen, typist, "Giàng Thị Say")
    qtbot.waitUntil(lambda: strip(screen).isVisible())
    tasks.close()
    assert (where, crashes) == ([False], [])


def panel_of(screen: RegisterScreen, typist: Typist, name: str) -> PersonPanel:
    """Type a name nobody has into the first row of people, and ask for a new person."""
    page = form(screen)
    people = page.body.parts["people"]
    assert isinstance(people, RowsEditor)
    page.body.take(people)
    typist.fill(name)
    shape = page.body.shape
    assert isinstance(shape, PeopleShape)
    assert shape.panel is not None
    return shape.panel


@pytest.mark.parametrize("kind", ["detections", "receptions", "handovers"])
def test_a_row_of_people_takes_the_person_who_is_here(post: Post, qtbot: QtBot, kind: str) -> None:
    known = write(post, name="Giàng Thị Say", birth="2009")
    screen, typist = opened(post, qtbot, kind=kind)
    assert screen.start_new("")
    panel = panel_of(screen, typist, "Giàng Thị Sai")
    hint = panel.shape.strip
    assert hint is not None
    assert hint.isVisible()
    assert hint.why.text() == "similar name"
    assert panel.body.isAncestorOf(typist.here)
    typist.key(Qt.Key.Key_F7)
    assert hint.facts.isVisible()
    shot(panel, f"double_hint_{kind}")
    typist.key(Qt.Key.Key_F5)
    people = form(screen).body.parts["people"]
    assert isinstance(people, RowsEditor)
    assert [row["person"] for row in people.values()] == [known]
    assert count(post) == 1


@pytest.mark.parametrize("sealed", [False, True])
def test_a_person_made_in_a_row_remembers_the_refusal_unless_sealed(post: Post, qtbot: QtBot, sealed: bool) -> None:
    known = write(post, name="Giàng Thị Say", birth="2009")
    screen, typist = opened(post, qtbot, kind="detections")
    assert screen.start_new("")
    panel = panel_of(screen, typist, "Giàng Thị Sai")
    panel.victim.setChecked(sealed)
    pseudonym = panel.body.parts["pseudonym"]
    panel.body.take(pseudonym)
    typist.fill("Sương")
    typist.key(Qt.Key.Key_F7, SHIFT)
    typist.save()
    assert count(post) == 2
    made = next(row.id for row in post.records.first_page("persons", Listing()) if row.id != known)
    asked = person(name="Giàng Thị Sai", birth="2009")
    assert bool(post.persons.hints(asked, made)) is sealed, "of a sealed person it is not written whom they resemble"
