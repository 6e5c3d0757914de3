"""The unlock window: choose a person, type, Enter. What goes wrong is said where it went wrong."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from borderpost.domain.clock import VIETNAM, FixedClock
from borderpost.domain.errors import UserError
from borderpost.domain.words import N_
from tests.ui.support import nameless, press, send_text, shot
from ui.appearance import Appearance
from ui.preferences import Preferences
from ui.tasks import InlineTasks
from ui.unlock.lobby import Lobby, LobbyUser
from ui.unlock.window import UnlockWindow

USERS = (
    LobbyUser("u1", "Lường Văn Thái", "Đại úy · đồn trưởng", "commander"),
    LobbyUser("u2", "Vàng A Sính", "Thượng úy · trinh sát"),
    LobbyUser("u3", "Nguyễn Thị Hạnh", "Trung úy · cán bộ nạn nhân", "victim_officer"),
    LobbyUser("u4", "Lò Văn Pản", "Trung úy · đội vũ trang"),
    LobbyUser("u5", "Đặng Quốc Huy", "Thiếu úy QNCN · quản trị máy", "administrator"),
)
LOBBY = Lobby(
    "Đồn Biên phòng Khe Sim",
    "Ban Chỉ huy BĐBP tỉnh Sơn Giang",
    "Máy 1 · phòng trực ban",
    USERS,
    drafts=2,
    backup=("Thứ Sáu 13/03, 21:30 (24 giờ trước)", "ổ E, đã đọc lại đúng · thử phục hồi 02/03: đạt"),
    clock=("Giờ máy hợp lý", "muộn hơn biên nhận gần nhất, 12/03 16:42"),
    version="0.1.0",
    last_user="u2",
)
SECRET = "suoi voi gao neo"


def unlock(uid: str, passphrase: str) -> object:
    if passphrase != SECRET:
        raise UserError(N_("This passphrase does not open the post. Check the person and type it again."))
    return f"session of {uid}"


@pytest.fixture
def appearance(qapp: QApplication, tmp_path: Path) -> Appearance:
    made = Appearance(qapp, Preferences(tmp_path))
    made.speak("en")
    return made


def window(qtbot: QtBot, appearance: Appearance, lobby: Lobby = LOBBY) -> UnlockWindow:
    made = UnlockWindow(lobby, unlock, InlineTasks(), appearance, FixedClock(datetime(2026, 3, 14, 21, 45, tzinfo=VIETNAM)))
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_the_right_passphrase_opens_for_the_last_person(qtbot: QtBot, appearance: Appearance) -> None:
    shown = window(qtbot, appearance)
    assert shown.passphrase.line.hasFocus()
    send_text(shown.passphrase.line, SECRET)
    with qtbot.waitSignal(shown.opened) as opened:
        press(shown.passphrase.line, Qt.Key.Key_Return)
    assert opened.args == ["session of u2"]
    assert shown.passphrase.text() == ""


def test_a_wrong_passphrase_is_said_under_the_field_and_selected_for_typing_again(qtbot: QtBot, appearance: Appearance) -> None:
    shown = window(qtbot, appearance)
    send_text(shown.passphrase.line, "wrong")
    press(shown.passphrase.line, Qt.Key.Key_Return)
    assert str(shown.cell.state) == "wrong"
    assert "does not open the post" in shown.cell.message
    assert shown.passphrase.line.selectedText() == "wrong"
    assert shown.passphrase.line.hasFocus()
    assert shown.button.isEnabled()
    send_text(shown.passphrase.line, "s")
    assert str(shown.cell.state) == "normal"


def test_typing_part_of_a_name_without_accents_finds_the_person(qtbot: QtBot, appearance: Appearance) -> None:
    shown = window(qtbot, appearance)
    assert shown.people is not None
    shown.people.setFocus()
    send_text(shown.people, "han")
    assert shown.people.person == USERS[2]
    assert shown.cell.label == "Passphrase of Nguyễn Thị Hạnh"
    press(shown.people, Qt.Key.Key_Down)
    assert shown.people.person == USERS[3]


def test_changing_the_person_forgets_what_was_typed(qtbot: QtBot, appearance: Appearance) -> None:
    shown = window(qtbot, appearance)
    assert shown.people is not None
    send_text(shown.passphrase.line, "abc")
    press(shown.people, Qt.Key.Key_Down)
    assert shown.passphrase.text() == ""


def test_caps_lock_and_added_accents_are_noticed(qtbot: QtBot, appearance: Appearance) -> None:
    shown = window(qtbot, appearance)
    assert not shown.trouble.isVisible()
    send_text(shown.passphrase.line, "S")
    assert shown.trouble.isVisible()
    assert shown.trouble.happened.text() == "Caps Lock is on"
    send_text(shown.passphrase.line, "s")
    assert not shown.trouble.isVisible()
    send_text(shown.passphrase.line, "đ")
    assert shown.trouble.happened.text() == "The keyboard adds accents"


def test_the_eye_shows_and_hides_and_says_which(qtbot: QtBot, appearance: Appearance) -> None:
    shown = window(qtbot, appearance)
    press(shown.passphrase.eye, Qt.Key.Key_Return)
    assert shown.passphrase.line.echoMode() == QLineEdit.EchoMode.Normal
    assert shown.passphrase.eye.accessibleName() == "Hide passphrase"
    shown.passphrase.clear()
    assert shown.passphrase.line.echoMode() == QLineEdit.EchoMode.Password


def test_hidden_names_leave_a_field_to_type_one(qtbot: QtBot, appearance: Appearance) -> None:
    shown = window(qtbot, appearance, Lobby("Post", "Parent", "PC 1", (), hide_names=True))
    assert shown.people is None
    assert shown.name is not None
    send_text(shown.name, "sinh")
    send_text(shown.passphrase.line, SECRET)
    with qtbot.waitSignal(shown.opened) as opened:
        press(shown.passphrase.line, Qt.Key.Key_Return)
    assert opened.args == ["session of sinh"]


@pytest.mark.parametrize(("theme", "points"), [("light", 10.5), ("dark", 10.5), ("high_contrast", 13.0), ("light", 15.0)])
def test_every_look_names_every_part(qtbot: QtBot, appearance: Appearance, theme: str, points: float) -> None:
    appearance.speak("vi")
    appearance.choose_theme(theme)
    appearance.choose_size(points)
    shown = window(qtbot, appearance)
    shown.resize(1366, 728)
    send_text(shown.passphrase.line, "S" * 12)
    shot(shown, f"unlock_{theme}_{points:g}")
    assert nameless(shown) == []
    appearance.speak("en")


def test_f10_changes_the_language_and_keeps_the_person(qtbot: QtBot, appearance: Appearance) -> None:
    shown = window(qtbot, appearance)
    assert shown.people is not None
    shown.people.choose(3)
    appearance.next_language()
    assert shown.people.person == USERS[3]
    appearance.next_language()
    assert shown.cell.label == "Passphrase of Lò Văn Pản"
