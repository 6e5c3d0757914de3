"""The main window by keyboard alone: screens, palette, new record, back, panes, keys, lock, language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from borderpost.domain.words import N_
from tests.ui.support import nameless, press, send_text, shot
from ui.appearance import Appearance
from ui.main_window import Frame, MainWindow
from ui.palette import HelpTopic, RecordHit
from ui.preferences import Preferences
from ui.screen import Command, Screen, ScreenSpec
from ui.tasks import InlineTasks
from ui.widgets.footer import KeyHint, StatusNote

CTRL = Qt.KeyboardModifier.ControlModifier


class Notebook(Screen):
    """A screen with two editors, as a list with a detail has."""

    def __init__(self, name: str, log: list[str]) -> None:
        super().__init__()
        self.title = name
        self.log = log
        self.free = True
        self.deep = False
        row = QHBoxLayout(self)
        self.left, self.right = QLineEdit(), QLineEdit()
        for editor, words in ((self.left, "list"), (self.right, "detail")):
            editor.setAccessibleName(words)
            row.addWidget(editor)

    def panes(self) -> tuple[QWidget, ...]:
        return (self.left, self.right)

    def keys(self) -> tuple[KeyHint, ...]:
        return (KeyHint(("Enter",), f"open in {self.title}"),)

    def status(self) -> tuple[StatusNote, ...]:
        return (StatusNote("2 drafts", "pencil-line"),)

    def commands(self) -> tuple[Command, ...]:
        return (Command("Print the patrol log", lambda: self.log.append("printed"), "printer", ("Ctrl", "P")),)

    def show_record(self, kind: str, record_id: str) -> None:
        self.log.append(f"show {kind} {record_id}")

    def start_new(self, kind: str) -> bool:
        if self.title == "Today" and not kind:
            return False
        self.log.append(f"new {kind or self.title}")
        return True

    def may_leave(self) -> bool:
        return self.free

    def escape(self) -> bool:
        was, self.deep = self.deep, False
        return was

    def before_lock(self) -> None:
        self.log.append(f"kept {self.title}")

    def refresh(self, changes: object) -> None:
        self.log.append(f"{self.title} sees {changes}")


def find(query: str) -> Sequence[RecordHit]:
    return (RecordHit("patrol", "7", "TT-26-0205 · Sông biên giới", "10/03/2026"),) if query == "song" else ()


@pytest.fixture
def log() -> list[str]:
    return []


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path, log: list[str]) -> MainWindow:
    appearance = Appearance(qapp, Preferences(tmp_path))
    appearance.speak("en")
    specs = (
        ScreenSpec("today", N_("Today"), "calendar-clock", lambda: Notebook("Today", log), 0),
        ScreenSpec(
            "patrols",
            N_("Patrols"),
            "footprints",
            lambda: Notebook("Patrols", log),
            1,
            kinds=("patrol",),
            new=(("patrol", N_("New patrol")),),
        ),
        ScreenSpec("detections", N_("Detections"), "binoculars", lambda: Notebook("Detections", log), 1, kinds=("detection",)),
        ScreenSpec("bundles", N_("Bundles, receipts"), "package", lambda: Notebook("Bundles", log), 2, N_("Bundles")),
    )
    made = MainWindow(
        Frame("Đồn BP Khe Sim", "Máy 1 · phòng trực ban", "Vàng A Sính", "Thượng úy · trinh sát"),
        specs,
        InlineTasks(),
        appearance,
        find,
        lambda: (HelpTopic("The month runs from the 15th", "manual, 8.2", lambda: log.append("help")),),
    )
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.start()
    return made


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_it_starts_on_the_first_screen_with_the_keyboard_in_its_first_pane(window: MainWindow) -> None:
    assert window.current == "today"
    assert focus().accessibleName() == "list"
    assert window.footer.hints == (KeyHint(("Enter",), "open in Today"),)
    assert window.footer.notes[0].words == "2 drafts"
    assert window.windowTitle() == "Today – Đồn BP Khe Sim"
    assert nameless(window) == []


def test_ctrl_and_a_digit_goes_and_escape_comes_back(qtbot: QtBot, window: MainWindow) -> None:
    QTest.keyClick(focus(), Qt.Key.Key_3, CTRL)
    assert window.current == "detections"
    assert [item.entry.key for item in window.rail.items if item.isChecked()] == ["detections"]
    QTest.keyClick(focus(), Qt.Key.Key_2, CTRL)
    QTest.keyClick(focus(), Qt.Key.Key_Escape)
    assert window.current == "detections"
    QTest.keyClick(focus(), Qt.Key.Key_Escape)
    assert window.current == "today"
    QTest.keyClick(focus(), Qt.Key.Key_Escape)
    assert window.current == "today"


def test_escape_first_steps_back_inside_the_screen(qtbot: QtBot, window: MainWindow) -> None:
    window.go("patrols")
    screen = window.screen_of("patrols")
    assert isinstance(screen, Notebook)
    screen.deep = True
    QTest.keyClick(focus(), Qt.Key.Key_Escape)
    assert window.current == "patrols"
    QTest.keyClick(focus(), Qt.Key.Key_Escape)
    assert window.current == "today"


def test_a_screen_that_may_not_be_left_stays(window: MainWindow) -> None:
    screen = window.screen_of("today")
    assert isinstance(screen, Notebook)
    screen.free = False
    assert not window.go("patrols")
    assert window.current == "today"
    assert [item.entry.key for item in window.rail.items if item.isChecked()] == ["today"]


def test_f6_walks_the_panes_and_the_rail(qtbot: QtBot, window: MainWindow) -> None:
    names = []
    for _step in range(4):
        names.append(focus().accessibleName())
        QTest.keyClick(focus(), Qt.Key.Key_F6)
    assert names == ["list", "detail", "Today", "list"]


def test_the_palette_finds_commands_without_accents_and_runs_them(qtbot: QtBot, window: MainWindow, log: list[str]) -> None:
    QTest.keyClick(focus(), Qt.Key.Key_K, CTRL)
    line = window.palette_panel.line
    assert focus() is line
    send_text(line, "print pat")
    shot(window, "palette_en")
    press(line, Qt.Key.Key_Return)
    assert log == ["printed"]
    assert not window.palette_panel.isVisible()
    assert focus().accessibleName() == "list"


def test_the_palette_finds_records_and_opens_them_on_their_screen(qtbot: QtBot, window: MainWindow, log: list[str]) -> None:
    window.open_palette()
    line = window.palette_panel.line
    send_text(line, "song")
    qtbot.waitUntil(lambda: "Sông" in line.accessibleDescription())
    press(line, Qt.Key.Key_Return)
    assert window.current == "patrols"
    assert log == ["show patrol 7"]


def test_the_palette_finds_help_says_when_nothing_fits_and_closes_on_escape(window: MainWindow, log: list[str]) -> None:
    window.open_palette()
    line = window.palette_panel.line
    send_text(line, "15th")
    press(line, Qt.Key.Key_Return)
    assert log == ["help"]
    window.open_palette()
    send_text(line, "qqq")
    rows = window.palette_panel.list.model()
    assert "Nothing found" in str(rows.index(0, 0).data())
    press(line, Qt.Key.Key_Return)
    assert window.palette_panel.isVisible()
    press(line, Qt.Key.Key_Escape)
    assert not window.palette_panel.isVisible()


def test_tab_in_the_palette_narrows_to_commands_then_records(window: MainWindow) -> None:
    window.open_palette()
    line = window.palette_panel.line
    send_text(line, "patrol")
    press(line, Qt.Key.Key_Tab)
    assert window.palette_panel.list.model().index(0, 0).data() == "Commands"
    press(line, Qt.Key.Key_Tab)
    assert "Nothing found" in str(window.palette_panel.list.model().index(0, 0).data())


def test_ctrl_n_starts_what_the_screen_has_or_asks_which(qtbot: QtBot, window: MainWindow, log: list[str]) -> None:
    QTest.keyClick(focus(), Qt.Key.Key_N, CTRL)
    press(window.palette_panel.line, Qt.Key.Key_Return)
    assert (window.current, log) == ("patrols", ["new patrol"])
    QTest.keyClick(focus(), Qt.Key.Key_N, CTRL)
    assert log == ["new patrol", "new Patrols"]


def test_signals_of_a_screen_reach_the_window(window: MainWindow, log: list[str]) -> None:
    screen = window.screen_of("today")
    screen.badge.emit(4)
    assert window.rail.items[0].accessibleDescription() == "4 acts within 24 hours"
    screen.toast.emit("Saved TT-26-0214", "")
    assert window.toast.isVisible()
    assert window.toast.accessibleName() == "Saved TT-26-0214"
    assert focus().accessibleName() == "list"
    screen.open_record.emit("detection", "9")
    screen.open_record.emit("unknown", "9")
    assert (window.current, log) == ("detections", ["show detection 9"])
    window.screen_of("detections").new_record.emit("patrol")
    window.screen_of("patrols").go.emit("bundles")
    assert window.current == "bundles"
    log.clear()
    window.refresh("patrol 7")
    assert sorted(log) == [f"{name} sees patrol 7" for name in ("Bundles", "Detections", "Patrols", "Today")]


def test_ctrl_held_shows_the_numbers_of_the_screens(qtbot: QtBot, window: MainWindow) -> None:
    handle = window.windowHandle()
    QTest.keyPress(handle, Qt.Key.Key_Control)
    assert all(item.numbered for item in window.rail.items)
    QTest.keyRelease(handle, Qt.Key.Key_Control)
    assert not any(item.numbered for item in window.rail.items)


def test_locking_keeps_what_is_being_written_first(qtbot: QtBot, window: MainWindow, log: list[str]) -> None:
    window.locked.connect(lambda: log.append("locked"))
    QTest.keyClick(focus(), Qt.Key.Key_L, CTRL)
    assert log == ["kept Today", "locked"]
    assert not window.idle.counting


def test_idle_time_locks_and_a_key_starts_it_again(qtbot: QtBot, window: MainWindow, log: list[str]) -> None:
    window.idle.start(1)
    with qtbot.waitSignal(window.locked, timeout=5000):
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert log == ["kept Today"]


def test_f1_shows_the_keys_and_escape_closes_them(qtbot: QtBot, window: MainWindow) -> None:
    QTest.keyClick(focus(), Qt.Key.Key_F1)
    assert window.keys_panel.isVisible()
    shot(window, "keys_panel")
    press(focus(), Qt.Key.Key_Escape)
    assert not window.keys_panel.isVisible()


def test_another_language_builds_the_screens_anew(window: MainWindow, log: list[str]) -> None:
    window.go("patrols")
    before = window.screen_of("patrols")
    window.set_badge("today", 2)
    window._appearance.speak("vi")
    assert window.screen_of("patrols") is not before
    assert window.current == "patrols"
    assert window.rail.items[0].badge == 2
    window._appearance.speak("en")


@pytest.mark.parametrize(("theme", "points"), [("light", 10.5), ("dark", 11.5), ("high_contrast", 13.0), ("light", 15.0)])
def test_the_palette_shows_in_every_look(qtbot: QtBot, window: MainWindow, theme: str, points: float) -> None:
    window._appearance.choose_theme(theme)
    window._appearance.choose_size(points)
    window.set_badge("today", 4)
    window.open_palette()
    send_text(window.palette_panel.line, "song")
    qtbot.waitUntil(lambda: "Sông" in window.palette_panel.line.accessibleDescription())
    shot(window, f"palette_{theme}_{points:g}")
    assert nameless(window) == []


def test_a_low_narrow_rail_reaches_everything_by_more(qtbot: QtBot, window: MainWindow) -> None:
    window._appearance.choose_size(15.0)
    window.resize(1000, 330)
    hidden = [item.entry.key for item in window.rail.items if not item.isVisible()]
    assert hidden
    press(window.rail._more, Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert [action.text() for action in menu.actions()][-1] == "Bundles, receipts"
    menu.actions()[-1].trigger()
    menu.close()
    assert window.current == "bundles"
