"""Users: who may do what is said in sentences, and each act ends in one call of the service on a real post."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from borderpost import bootstrap
from borderpost.bootstrap import Post
from borderpost.domain.errors import UserError
from tests.posts import PASSPHRASES, Place, make
from tests.ui.support import nameless, nodes, press, send_text, shot
from ui.people.panels import AddPerson, Details, OwnPassphrase, RemovePerson, ResetPassphrase
from ui.people.screen import PeopleScreen, people_spec
from ui.tasks import InlineTasks

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make(tmp_path / "post")


@pytest.fixture
def post(place: Place) -> Iterator[Post]:
    opened = place.unlock("commander")
    yield opened
    opened.close()


def shown(qtbot: QtBot, post: Post) -> PeopleScreen:
    screen = people_spec(post.people, InlineTasks(), post.session.keyring.uid).factory()
    assert isinstance(screen, PeopleScreen)
    qtbot.addWidget(screen)
    screen.resize(1160, 690)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.enter()
    return screen


def words(widget: QWidget) -> str:
    kinds = (QAccessible.Text.Name, QAccessible.Text.Description)
    return "\n".join(node.text(kind) for node in nodes(widget) for kind in kinds)


def test_each_role_is_said_in_sentences_with_the_keys_it_holds(qtbot: QtBot, post: Post) -> None:
    screen = shown(qtbot, post)
    assert screen.header.subtitle.text() == "4 accounts may unlock this machine"
    assert isinstance(screen.panel, Details)
    assert "Identities of victims" in words(screen.panel)
    screen.list.choose(next(user.uid for user in post.people.users() if user.role == "guard"))
    told = words(screen.panel)
    assert "cannot read it back" in told
    assert "Identities of victims: none" in told
    shot(screen, "users_guard")
    assert nameless(screen) == []


def test_a_new_user_gets_the_passphrase_shown_once_and_unlocks_with_it(qtbot: QtBot, place: Place, post: Post) -> None:
    screen = shown(qtbot, post)
    assert screen.start_new("")
    panel = screen.panel
    assert isinstance(panel, AddPerson)
    assert panel.fields["name"].hasFocus()
    assert not panel.button.isEnabled()
    send_text(panel.fields["name"], "Hoàng Đức Lâm")
    send_text(panel.fields["rank"], "Thiếu tá")
    passphrase = panel.given.words
    assert panel.given.shown.text() == passphrase
    send_text(panel.given.again, "1")
    assert passphrase not in panel.given.shown.text()
    assert str(panel.given.cell.state) == "wrong"
    panel.given.show_button.click()
    assert panel.given.shown.text() == passphrase
    send_text(panel.given.again, passphrase)
    shot(screen, "users_add")
    told: list[str] = []
    screen.toast.connect(lambda sentence, _hint: told.append(sentence))
    press(panel.given.again, Qt.Key.Key_S, CTRL)
    assert told == ["Hoàng Đức Lâm may unlock this machine now"]
    assert passphrase not in words(screen)
    added = next(user for user in post.people.users() if user.name == "Hoàng Đức Lâm")
    assert (added.role, added.rank) == ("guard", "Thiếu tá")
    opened = bootstrap.unlock(place.home, added.uid, passphrase, clock=place.clock)
    opened.close()


def test_a_reset_passphrase_is_the_only_one_that_opens(qtbot: QtBot, place: Place, post: Post) -> None:
    screen = shown(qtbot, post)
    screen.list.choose(place.uids["guard"])
    send_text(screen.list, "p")
    panel = screen.panel
    assert isinstance(panel, ResetPassphrase)
    new = panel.given.words
    panel.submit()
    assert isinstance(screen.panel, ResetPassphrase)
    send_text(panel.given.again, new)
    panel.button.click()
    assert isinstance(screen.panel, Details)
    bootstrap.unlock(place.home, place.uids["guard"], new, clock=place.clock).close()
    with pytest.raises(UserError):
        bootstrap.unlock(place.home, place.uids["guard"], PASSPHRASES["guard"], clock=place.clock)


def test_a_removed_user_opens_nothing_and_the_reason_is_asked_first(qtbot: QtBot, place: Place, post: Post) -> None:
    screen = shown(qtbot, post)
    screen.list.choose(place.uids["guard"])
    send_text(screen.list, "x")
    panel = screen.panel
    assert isinstance(panel, RemovePerson)
    assert panel.reason.text() == "The reason is missing."
    send_text(panel.why, "chuyển đơn vị")
    press(panel.why, Qt.Key.Key_Return)
    user = next(user for user in post.people.users() if user.uid == place.uids["guard"])
    assert not user.active
    assert "removed" in str(screen.list.rows.index(3, 0).data())
    with pytest.raises(UserError):
        bootstrap.unlock(place.home, place.uids["guard"], PASSPHRASES["guard"], clock=place.clock)


def test_nobody_resets_or_removes_themselves_here(qtbot: QtBot, place: Place, post: Post) -> None:
    screen = shown(qtbot, post)
    screen.list.choose(place.uids["commander"])
    screen.remove_chosen()
    screen.reset_chosen()
    assert isinstance(screen.panel, Details)


def test_ones_own_passphrase_is_changed_after_typing_the_one_in_force(qtbot: QtBot, place: Place, post: Post) -> None:
    screen = shown(qtbot, post)
    send_text(screen.list, "o")
    panel = screen.panel
    assert isinstance(panel, OwnPassphrase)
    send_text(panel.old.line, "khong phai")
    send_text(panel.given.again, panel.given.words)
    panel.button.click()
    assert not panel.trouble.isHidden()
    panel.old.clear()
    send_text(panel.old.line, PASSPHRASES["commander"])
    new = panel.given.words
    panel.button.click()
    assert isinstance(screen.panel, Details)
    bootstrap.unlock(place.home, place.uids["commander"], new, clock=place.clock).close()


def test_a_guard_sees_the_users_and_changes_nothing_but_the_own_passphrase(qtbot: QtBot, place: Place) -> None:
    with place.as_("guard") as post:
        screen = shown(qtbot, post)
        assert not screen.add_button.isEnabled()
        screen.start_new("")
        screen.list.choose(place.uids["administrator"])
        screen.remove_chosen()
        screen.reset_chosen()
        assert isinstance(screen.panel, Details)
        screen.change_own()
        assert isinstance(screen.panel, OwnPassphrase)
        assert screen.escape()
        assert isinstance(screen.panel, Details)
        assert not screen.escape()


def test_an_administrator_cannot_hand_over_what_they_lack_and_the_commander_can(qtbot: QtBot, place: Place) -> None:
    with place.as_("administrator") as post:
        post.people.add("Tẩn Mẩy", "Trung úy", "Cán bộ", "victim_officer", "tam chin muoi mot hai ba bon")
        uid = next(user.uid for user in post.people.users() if user.name == "Tẩn Mẩy")
        screen = shown(qtbot, post)
        screen.list.choose(uid)
        assert "Identities of victims: not handed over yet" in words(screen)
        screen.grant_chosen()
        assert screen.panel is not None
        assert not screen.panel.trouble.isHidden()
    with place.as_("commander") as post:
        screen = shown(qtbot, post)
        screen.list.choose(uid)
        send_text(screen.list, "k")
        assert next(user for user in post.people.users() if user.uid == uid).missing == ()


def test_a_shown_passphrase_is_gone_before_the_window_locks(qtbot: QtBot, post: Post) -> None:
    screen = shown(qtbot, post)
    screen.change_own()
    panel = screen.panel
    assert isinstance(panel, OwnPassphrase)
    screen.before_lock()
    assert panel.given.words not in words(screen)
