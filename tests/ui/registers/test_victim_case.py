"""A victim case by keyboard: who may see the identity, that a look leaves a trace, the times, the hand-over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.registers import KINDS
from tests.posts import Place, case, make, person
from tests.ui.support import nameless, nodes, shot
from tests.ui.typist import CTRL, Typist
from ui.forms.screen import FormPage
from ui.registers.desk import desk_of
from ui.registers.screen import RegisterScreen
from ui.registers.victim_case import VictimCasePage
from ui.tasks import InlineTasks
from ui.widgets.text import Text

NAME = "Sùng Thị Mỷ"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make(tmp_path / "post")


@pytest.fixture
def officer(place: Place) -> Iterator[Post]:
    with place.as_("victim_officer") as opened:
        yield opened


def written(post: Post) -> str:
    """Write a protected person and the case; return the case."""
    who = post.records.create("persons", person(pseudonym="Sương"), protected=True).records[0]
    return post.records.create("victim_cases", case(who)).records[0]


def opened(post: Post, record_id: str, qtbot: QtBot) -> tuple[RegisterScreen, VictimCasePage, Typist]:
    screen = RegisterScreen(KINDS["victim_cases"], desk_of(post, InlineTasks()), VictimCasePage)
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    typist = Typist(screen, qtbot)
    screen.enter()
    screen.show_record("victim_cases", record_id)
    page = screen.page
    assert isinstance(page, VictimCasePage)
    return screen, page, typist


def sees(page: VictimCasePage, words: str) -> bool:
    """Whether words stand anywhere on the page, or are told to a reader of the screen."""
    from PySide6.QtGui import QAccessible

    told = [node.text(QAccessible.Text.Name) for node in nodes(page)]
    return any(words in text for text in told + [part.text() for part in page.findChildren(Text) if part.isVisible()])


def test_an_identity_is_seen_only_with_a_reason_and_leaves_a_trace(officer: Post, qtbot: QtBot) -> None:
    screen, page, typist = opened(officer, written(officer), qtbot)
    assert not sees(page, NAME)
    typist.key(Qt.Key.Key_F7)
    assert page.identity.reason.hasFocus()
    typist.fill("")
    assert page.identity.reason_cell.message
    assert not page.identity.seen
    typist.fill("Lập biên bản bàn giao")
    assert page.identity.seen
    assert page.time_button.hasFocus(), "the next Enter must not touch a decision"
    assert sees(page, NAME)
    assert page.status()[0].ink == "vio"
    shot(screen, "case_seen")
    assert screen.escape()
    assert not page.identity.seen
    qtbot.waitUntil(lambda: not sees(page, NAME))
    assert sees(page, "Lập biên bản bàn giao")
    assert screen.page is page
    assert nameless(screen) == []


def test_locking_hides_the_identity(officer: Post, qtbot: QtBot) -> None:
    screen, page, typist = opened(officer, written(officer), qtbot)
    typist.key(Qt.Key.Key_F7)
    typist.fill("Đối chiếu hồ sơ")
    assert page.identity.seen
    screen.before_lock()
    assert not page.identity.seen


def test_a_guard_is_refused_in_words(place: Place, qtbot: QtBot) -> None:
    with place.as_("victim_officer") as post:
        record_id = written(post)
    with place.as_("guard") as post:
        _screen, page, typist = opened(post, record_id, qtbot)
        typist.key(Qt.Key.Key_F7)
        typist.fill("Muốn biết")
        assert not page.identity.seen
        assert page.identity.reason_cell.message
        assert not sees(page, NAME)


def test_the_time_of_the_step_that_is_due_is_noted_by_one_key(officer: Post, qtbot: QtBot) -> None:
    record_id = written(officer)
    _screen, page, typist = opened(officer, record_id, qtbot)
    due = page.chain.due
    assert due
    before = dict(officer.records.load(record_id).values)
    page.time_button.setFocus()
    typist.key(Qt.Key.Key_M)
    after = officer.records.load(record_id).values
    assert {name for name in after if after[name] != before.get(name)}
    assert page.chain.due != due


def test_the_hand_over_starts_with_the_person_and_comes_back_to_the_case(officer: Post, qtbot: QtBot) -> None:
    record_id = written(officer)
    screen, page, typist = opened(officer, record_id, qtbot)
    typist.key(Qt.Key.Key_B, CTRL)
    form = screen.page
    assert isinstance(form, FormPage)
    assert form.register.kind == "handovers"
    people = form.body.values()[0]["people"]
    assert people[0]["victim_case"] == record_id
    shot(screen, "case_handover")
    assert screen.escape()
    assert screen.page is page
    typist.key(Qt.Key.Key_F2)
    form = screen.page
    assert isinstance(form, FormPage)
    assert form.register.kind == "victim_cases"
    assert form.record_id == record_id
