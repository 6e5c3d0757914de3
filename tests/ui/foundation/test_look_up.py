"""Looking up a commune or province as of a day, over any screen, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from borderpost.domain.words import set_language
from tests.posts import NIGHT
from tests.ui.support import nameless, shot
from tests.ui.typist import CTRL, ENTER, Typist
from ui.look_up import LookUp
from ui.tasks import InlineTasks


class Host(QWidget):
    """A window with an editor that has the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(1366, 728)
        self.editor = QLineEdit()
        self.editor.setAccessibleName("editor")
        QVBoxLayout(self).addWidget(self.editor)
        self.panel = LookUp(self, InlineTasks(), lambda: NIGHT)


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[tuple[LookUp, Typist]]:
    set_language("vi")
    host = Host()
    qtbot.addWidget(host)
    typist = Typist(host, qtbot)
    host.editor.setFocus()
    host.panel.open_panel()
    yield host.panel, typist
    host.panel.close_panel()


def _rows(panel: LookUp) -> list[tuple[str, str]]:
    model = panel.list.model()
    found = [model.data(model.index(at, 0), Qt.ItemDataRole.UserRole) for at in range(model.rowCount())]
    return [(row.text, row.remark) for row in found]


def test_a_name_of_today_an_old_one_and_what_came_after(opened: tuple[LookUp, Typist]) -> None:
    panel, typist = opened
    assert nameless(panel) == []
    assert panel.day.text() == "15/03/2026"
    assert len(_rows(panel)) == 1, "a sentence says what can be found"
    typist.text("ben tre")
    assert _rows(panel) == [
        ("Tỉnh Bến Tre", "mã 83 · đến 30/06/2025 · sau đó là tỉnh Vĩnh Long"),
        ("Phường Bến Tre, tỉnh Vĩnh Long", "mã 28789 · từ 01/07/2025"),
    ]
    shot(typist.window, "look-up")
    typist.key(Qt.Key.Key_Tab)
    typist.text("1/1/2024")
    assert _rows(panel) == [("Tỉnh Bến Tre", "mã 83 · đến 30/06/2025 · sau đó là tỉnh Vĩnh Long")]
    typist.key(Qt.Key.Key_Backtab)
    typist.text("không có nơi nào như thế")
    assert _rows(panel) == [("Không có xã, tỉnh nào mang tên này vào ngày 01/01/2024.", "")]
    typist.key(ENTER)
    assert panel.isVisible(), "there is nothing to copy"


def test_enter_copies_the_marked_name_and_gives_the_keyboard_back(opened: tuple[LookUp, Typist], qtbot: QtBot) -> None:
    panel, typist = opened
    typist.text("tan thanh")
    typist.key(Qt.Key.Key_Down, times=2)
    typist.key(Qt.Key.Key_Up)
    wanted = _rows(panel)[1][0]
    assert wanted in panel.line.accessibleDescription()
    with qtbot.waitSignal(panel.copied) as told:
        typist.key(ENTER)
    assert told.args == [wanted]
    assert QGuiApplication.clipboard().text() == wanted
    assert not panel.isVisible()
    assert typist.here.accessibleName() == "editor"


def test_a_day_that_cannot_be_read_says_why(opened: tuple[LookUp, Typist]) -> None:
    panel, typist = opened
    typist.text("lang son")
    assert _rows(panel)
    typist.key(Qt.Key.Key_Tab)
    typist.key(Qt.Key.Key_A, CTRL)
    typist.text("99/99/2026")
    assert "99" in _rows(panel)[0][0]
    assert _rows(panel)[0][1] == ""
    typist.key(Qt.Key.Key_Down)
    typist.key(Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_a_click_copies_too(opened: tuple[LookUp, Typist], qtbot: QtBot) -> None:
    panel, typist = opened
    typist.text("dinh lap")
    index = panel.list.model().index(0, 0)
    with qtbot.waitSignal(panel.copied) as told:
        QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=panel.list.visualRect(index).center())
    assert told.args == ["Xã Đình Lập, tỉnh Lạng Sơn"]
