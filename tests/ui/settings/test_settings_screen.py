"""Settings: the look changes at once, the post's facts with Ctrl+S, backups are written and restored for trial."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.services.settings import PostFacts
from tests.posts import Place, make, patrol
from tests.ui.support import nameless, press, send_text, shot
from ui.appearance import Appearance
from ui.preferences import Preferences
from ui.settings.screen import SettingsScreen, settings_spec
from ui.tasks import InlineTasks

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make(tmp_path / "post")


@pytest.fixture
def post(place: Place) -> Iterator[Post]:
    opened = place.unlock("commander")
    yield opened
    opened.close()


@pytest.fixture
def appearance(qapp: QApplication, tmp_path: Path) -> Appearance:
    made = Appearance(qapp, Preferences(tmp_path))
    made.speak("en")
    return made


def shown(qtbot: QtBot, post: Post, appearance: Appearance, changed: list[PostFacts] | None = None) -> SettingsScreen:
    heard = [] if changed is None else changed
    screen = settings_spec(post, InlineTasks(), appearance, heard.append).factory()
    assert isinstance(screen, SettingsScreen)
    qtbot.addWidget(screen)
    screen.resize(1160, 690)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.enter()
    return screen


def type_over(screen: SettingsScreen, name: str, text: str) -> None:
    editor = screen.cells[name].first
    editor.setFocus(Qt.FocusReason.TabFocusReason)
    editor.selectAll()  # type: ignore[attr-defined] # lines and areas have it
    send_text(editor, text)


def test_the_look_changes_at_once_and_follows_the_keys(qtbot: QtBot, post: Post, appearance: Appearance) -> None:
    screen = shown(qtbot, post, appearance)
    dark = next(button for button in screen.groups[1].buttons() if button.objectName() == "dark")
    dark.click()
    assert appearance.theme == "dark"
    large = next(button for button in screen.groups[2].buttons() if button.objectName() == "13.0")
    large.click()
    assert appearance.points == 13.0
    appearance.choose_theme("light")
    assert not dark.isChecked()
    assert nameless(screen) == []


def test_facts_are_kept_and_the_window_is_told(qtbot: QtBot, post: Post, appearance: Appearance) -> None:
    heard: list[PostFacts] = []
    screen = shown(qtbot, post, appearance, heard)
    assert not screen.save_button.isEnabled()
    type_over(screen, "place", "Khe Sim")
    type_over(screen, "auto_lock_minutes", "5")
    screen.cells["recipients"].load(("Như trên", "Lưu: VT"))
    assert screen.save_button.isEnabled()
    press(screen.cells["place"].first, Qt.Key.Key_S, CTRL)
    facts = post.settings.post()
    assert (facts.place, facts.auto_lock_minutes, facts.recipients) == ("Khe Sim", 5, ("Như trên", "Lưu: VT"))
    assert heard == [facts]
    assert not screen.save_button.isEnabled()
    shot(screen, "settings_kept")


@pytest.mark.parametrize(("name", "typed"), [("auto_lock_minutes", "500"), ("auto_lock_minutes", "năm"), ("name", " ")])
def test_what_cannot_be_is_said_at_its_cell(qtbot: QtBot, post: Post, appearance: Appearance, name: str, typed: str) -> None:
    screen = shown(qtbot, post, appearance)
    before = post.settings.post()
    type_over(screen, name, typed)
    screen.save()
    cell = screen.cells[name].cell
    assert cell is not None
    assert str(cell.state) == "wrong"
    assert cell.message
    assert screen.cells[name].first.hasFocus()
    assert post.settings.post() == before


def test_alt_and_a_digit_goes_to_the_section_and_types_nothing(qtbot: QtBot, post: Post, appearance: Appearance) -> None:
    from PySide6.QtTest import QTest

    screen = shown(qtbot, post, appearance)
    QTest.keyClick(screen, Qt.Key.Key_2, ALT)
    assert screen.cells["name"].first.hasFocus()
    QTest.keyClick(screen.cells["name"].first, Qt.Key.Key_5, ALT)
    assert screen.cells["signer_position"].first.hasFocus()
    assert screen.cells["name"].read() == post.settings.post().name


def test_a_guard_reads_the_settings_and_changes_the_look_only(qtbot: QtBot, place: Place, appearance: Appearance) -> None:
    with place.as_("guard") as post:
        screen = shown(qtbot, post, appearance)
        before = screen.cells["name"].read()
        type_over(screen, "name", "Đồn khác")
        assert screen.cells["name"].read() == before
        screen.save()
        assert not screen.save_button.isEnabled()
        assert post.settings.post().name == before


def test_a_backup_is_written_read_back_and_restored_for_trial(
    qtbot: QtBot, post: Post, appearance: Appearance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.records.create("patrols", patrol())
    screen = shown(qtbot, post, appearance)
    told: list[str] = []
    screen.toast.connect(lambda sentence, _hint: told.append(sentence))
    screen.backup.make()
    assert not screen.backup.trouble.isHidden()
    target = tmp_path / "stick"
    target.mkdir()
    monkeypatch.setattr("ui.settings.screen.ask_folder", lambda _parent, _title: target)
    screen.backup.choose_button.click()
    assert post.settings.post().backup_folder == str(target)
    press(screen, Qt.Key.Key_B, CTRL)
    assert post.backup.last() is not None
    screen.backup.drill_button.click()
    assert told == [
        "Settings kept",
        "Backup written and read back",
        "The newest backup was restored for trial and holds everything",
    ]
    assert "Newest" in screen.backup.last.text()
    assert screen.backup.panel.isHidden()


def test_a_backup_to_a_place_that_is_gone_says_so(qtbot: QtBot, post: Post, appearance: Appearance, tmp_path: Path) -> None:
    file = tmp_path / "not a folder"
    file.write_text("x")
    post.settings.change(backup_folder=str(file / "below"))
    screen = shown(qtbot, post, appearance)
    screen.backup.make()
    assert not screen.backup.trouble.isHidden()
    assert screen.backup.make_button.isEnabled()


def test_a_watched_folder_is_added_to_those_before(
    qtbot: QtBot, post: Post, appearance: Appearance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = shown(qtbot, post, appearance)
    screen.cells["watch_folders"].load(("/srv/in",))
    monkeypatch.setattr("ui.settings.screen.ask_folder", lambda _parent, _title: tmp_path)
    screen._add_folder.click()
    screen.save()
    assert post.settings.post().watch_folders == ("/srv/in", str(tmp_path))
