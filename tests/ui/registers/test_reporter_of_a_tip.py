"""Who reported a tip, in the window: five minutes of sight for a written reason, bars and a sentence for everybody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.words import set_language
from borderpost.registers import KINDS
from tests.posts import Place, make, person, tip
from tests.ui.support import nameless, nodes, shot
from tests.ui.typist import Typist
from ui.registers.desk import desk_of
from ui.registers.identity import SIGHT_SECONDS, IdentityCompanion
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks
from ui.widgets.sealed import SealedBar
from ui.widgets.text import Text

NAME, PHONE = "Giàng Thị Mảy", "0912 345 678"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = make(tmp_path / "post")
    with made.as_("guard") as post:
        post.records.create("tips", tip(reporter_phone=PHONE, reporter_address="Bản Nậm Cắn"))
    return made


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("vi")


def opened(post: Post, qtbot: QtBot, kind: str = "tips") -> tuple[RegisterScreen, IdentityCompanion, Typist]:
    screen = RegisterScreen(KINDS[kind], desk_of(post, InlineTasks()))
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    typist = Typist(screen, qtbot)
    screen.enter()
    screen.list._choose_saved("all")
    qtbot.waitUntil(lambda: screen.list.detail.view is not None)
    screen.list.enter()
    companion = screen.list.detail.companion
    assert isinstance(companion, IdentityCompanion)
    return screen, companion, typist


def pressed(screen: RegisterScreen) -> list[tuple[str, ...]]:
    """Return the keys the footer names; there is room for seven."""
    hints = screen.keys()
    assert len(hints) <= 7
    return [hint.caps for hint in hints]


def sees(screen: RegisterScreen, words: str) -> bool:
    """Whether words stand anywhere on the screen, or are told to a reader of it."""
    told = [node.text(QAccessible.Text.Name) for node in nodes(screen)]
    return any(words in text for text in told + [part.text() for part in screen.findChildren(Text) if part.isVisible()])


def test_the_commander_sees_who_reported_for_a_reason_and_the_journal_keeps_it(place: Place, qtbot: QtBot) -> None:
    with place.as_("commander") as post:
        screen, companion, typist = opened(post, qtbot)
        assert not sees(screen, NAME)
        assert len([bar for bar in companion.findChildren(SealedBar) if bar.isVisible()]) == 3
        assert ("F7",) in pressed(screen)
        assert "See the identity" in {command.text for command in screen.commands()}
        typist.key(Qt.Key.Key_F7)
        assert companion.pane.reason.hasFocus()
        typist.fill("")
        assert not companion.pane.seen
        typist.fill("Báo kết quả cho người báo tin")
        assert companion.pane.seconds_left == SIGHT_SECONDS
        assert all(sees(screen, words) for words in (NAME, PHONE, "Bản Nậm Cắn"))
        assert screen.list.table.hasFocus(), "the next key belongs to the list again"
        assert screen.status()[0].ink == "vio"
        assert nameless(screen) == []
        shot(screen, "tip_seen")
        record = screen.list.detail.view.id
        looked = post.identities.looks(record)
        assert [(look.actor_name, look.reason) for look in looked] == [("Lường Văn Thái", "Báo kết quả cho người báo tin")]
        assert any(item.action == "look" for item in post.records.history(record))
        assert screen.escape()
        qtbot.waitUntil(lambda: not sees(screen, NAME))
        assert sees(screen, "Báo kết quả cho người báo tin"), "who looked stays"
        assert screen.status()[0].ink != "vio"


def test_a_guard_sees_bars_and_why(place: Place, qtbot: QtBot) -> None:
    with place.as_("guard") as post:
        screen, companion, typist = opened(post, qtbot)
        assert sees(screen, "only the commander can open it")
        assert not companion.pane.open_button.isVisible()
        assert ("F7",) not in pressed(screen)
        assert "See the identity" not in {command.text for command in screen.commands()}
        typist.key(Qt.Key.Key_F7)
        assert not companion.pane.asking.isVisible()
        assert len([bar for bar in companion.findChildren(SealedBar) if bar.isVisible()]) == 3
        shot(screen, "tip_guard")
        assert post.identities.looks(screen.list.detail.view.id) == []


def test_locking_and_another_record_hide_who_reported(place: Place, qtbot: QtBot) -> None:
    with place.as_("commander") as post:
        other = tip(received="2026-02-11T09:15:00+07:00", recorded=None)
        post.records.create("tips", other)
        screen, companion, typist = opened(post, qtbot)
        first = screen.list.detail.view.id
        typist.key(Qt.Key.Key_F7)
        typist.fill("Xác minh")
        assert companion.pane.seen
        screen.before_lock()
        assert not companion.pane.seen
        typist.key(Qt.Key.Key_F7)
        assert companion.pane.asking.isVisible()
        assert screen.escape()
        assert not companion.pane.asking.isVisible()
        for number in range(4):
            post.identities.reveal(first, f"lý do {number}")
        typist.key(Qt.Key.Key_F7)
        typist.fill("Lần sáu")
        assert sees(screen, "3 earlier looks")
        typist.key(Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: screen.list.detail.view.id != first)
        assert not companion.pane.seen
        assert not sees(screen, "Lần sáu")
        typist.key(Qt.Key.Key_F7)
        screen.before_lock()
        assert not companion.pane.asking.isVisible()


def test_a_person_who_is_not_protected_has_nothing_to_open(place: Place, qtbot: QtBot) -> None:
    with place.as_("guard") as post:
        post.records.create("persons", person(name="Lò Văn Thắng"))
        screen, companion, typist = opened(post, qtbot, "persons")
        assert not companion.isVisible()
        typist.key(Qt.Key.Key_F7)
        assert sees(screen, "Lò Văn Thắng")
        post.records.create("persons", person(pseudonym="Sương"), protected=True)
        screen.list.reload()
        qtbot.waitUntil(lambda: screen.list.model.rowCount() == 2)
        screen.list.table.choose(0)
        qtbot.waitUntil(lambda: screen.list.detail.view.protected)
        assert companion.isVisible()
        assert sees(screen, "commander and the victim officer")
