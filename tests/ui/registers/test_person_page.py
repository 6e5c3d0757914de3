"""A person over all roles: the timeline opens records, hints ask for a reason before anything is merged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.words import language, set_language
from borderpost.registers import KINDS
from tests.posts import make, person, tip
from tests.ui.support import nameless, press, send_text, shot
from ui.registers.desk import desk_of
from ui.registers.person_page import PersonPage
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks
from ui.widgets.button import Button


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    before = language()
    set_language("en")
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened
    set_language(before)


def button(page: PersonPage, start: str) -> Button:
    QApplication.processEvents()  # what was just laid out becomes visible
    return next(item for item in page.findChildren(Button) if item.text().startswith(start) and item.isVisibleTo(page))


def test_a_hint_is_merged_with_a_reason_and_taken_back(post: Post, qtbot: QtBot) -> None:
    one = post.records.create("persons", person(name="Giàng Thị Say", birth="2009")).records[0]
    two = post.records.create("persons", person(name="Giàng Thị Say", birth="2009-05-01")).records[0]
    told = post.records.create("tips", tip(people=[{"person": two, "role": "witness"}])).records[0]
    screen = RegisterScreen(KINDS["persons"], desk_of(post, InlineTasks()))
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    screen.show()
    screen.enter()
    screen.show_person(one)
    page = screen.page
    assert isinstance(page, PersonPage)
    assert page.items == []
    assert [hint.id for hint in page.hints] == [two]
    assert nameless(screen) == []
    button(page, "The same person").click()
    assert page.problem.isVisible(), "no reason, no merge"
    assert post.persons.same_as(one) == []
    send_text(page.reason, "Cùng số căn cước")
    button(page, "The same person").click()
    assert post.persons.same_as(one) == [two]
    assert [item.kind for item in page.items] == ["tips"]
    shot(screen, "person_page")
    assert page.keys()
    opened: list[tuple[str, str]] = []
    page.opened.connect(lambda kind, record: opened.append((kind, record)))
    next(item for item in page.findChildren(Button) if "TB-26-" in item.text()).click()
    assert opened == [("tips", told)]
    send_text(page.reason, "Khác người")
    button(page, "Take the merge back").click()
    assert post.persons.same_as(one) == []
    assert page.hints == [], "said to be different: the hint stays away"
    assert screen.escape()


def test_a_holder_of_the_key_compares_with_sealed_identities(post: Post, qtbot: QtBot) -> None:
    one = post.records.create("persons", person(name="Giàng Thị Say", birth="2009")).records[0]
    double = post.records.create("persons", person(name="Giàng Thị Say", birth="2009")).records[0]
    sealed = person(name="Giàng Thị Say", birth="2009", pseudonym="Sương")
    two = post.records.create("persons", sealed, protected=True).records[0]
    screen = RegisterScreen(KINDS["persons"], desk_of(post, InlineTasks()))
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    screen.show()
    screen.enter()
    screen.show_person(one)
    page = screen.page
    assert isinstance(page, PersonPage)
    page.reason.setFocus()
    press(page.reason, Qt.Key.Key_F7)
    assert page.problem.isVisible(), "no reason, no look"
    assert [hint.id for hint in page.hints] == [double]
    send_text(page.reason, "Gia đình đến tìm")
    press(page.reason, Qt.Key.Key_F7)
    assert [hint.id for hint in page.hints] == [two, double]
    assert nameless(screen) == []
    shot(screen, "person_page_sealed")
    QApplication.processEvents()
    refusals = [item for item in page.findChildren(Button) if item.text() == "Not the same" and item.isVisibleTo(page)]
    assert [item.accessibleName() for item in refusals] == ["Not the same: Giàng Thị Say"]
    assert "look" in [item.action for item in post.records.history(two)]
    assert ("F7",) in {hint.caps for hint in PersonPage.keys(page)}
    button(page, "The same person").click()
    assert post.records.load(one).protected


def test_who_holds_no_key_is_offered_no_comparison(tmp_path: Path, qtbot: QtBot) -> None:
    with make(tmp_path / "post").as_("guard") as post:
        one = post.records.create("persons", person()).records[0]
        page = PersonPage(desk_of(post, InlineTasks()), one)
        qtbot.addWidget(page)
        page.show()
        assert not page.sealed_button.isVisible()
        assert ("F7",) not in {hint.caps for hint in PersonPage.keys(page)}
        press(page.reason, Qt.Key.Key_F7)
        assert page.problem.isHidden()


def test_the_palette_leads_there(post: Post, qtbot: QtBot) -> None:
    record = post.records.create("persons", person()).records[0]
    screen = RegisterScreen(KINDS["persons"], desk_of(post, InlineTasks()))
    qtbot.addWidget(screen)
    screen.show()
    screen.enter()
    screen.list.reload(record)
    qtbot.waitUntil(lambda: screen.list.detail.view is not None)
    command = screen.commands()[0]
    assert command.icon == "users"
    command.act()
    assert isinstance(screen.page, PersonPage)
