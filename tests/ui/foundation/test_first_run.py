"""The first-run wizard from an empty machine to a post that can be unlocked, by keyboard, and what goes wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from borderpost.domain.errors import EnvironmentFault, UserError
from borderpost.domain.progress import Progress
from borderpost.domain.words import N_
from tests.ui.support import nameless, press, send_text, shot
from ui.appearance import Appearance
from ui.preferences import Preferences
from ui.tasks import InlineTasks
from ui.wizard import later
from ui.wizard.basics import MachinePage, NetworkPage
from ui.wizard.later import BackupPage, HeadquartersPage
from ui.wizard.page import Page, Tools
from ui.wizard.people import PeoplePage
from ui.wizard.service import Headquarters, PostSpec
from ui.wizard.sheet import SheetPage
from ui.wizard.window import PAGES, FirstRun

SHEET = "ngo suoi mai tre gao neo voi lua chim mo cau dao ong tam rung ban giot muoi dinh bep lang than cam roi"
WORDS = tuple(SHEET.split())
ASKED = (3, 8, 14, 21)


def picture() -> bytes:
    image = QImage(120, 150, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


class Setup:
    """The services' edge: remembers what it was asked."""

    def __init__(self) -> None:
        self.log: list[object] = []
        self.fault: Exception | None = None

    def passphrase(self) -> str:
        return "suoi voi gao neo mai tre"

    def create_post(self, spec: PostSpec, progress: Progress) -> None:
        progress.step(1, 4)
        if self.fault:
            raise self.fault
        self.log.append(spec)

    def recovery_words(self) -> tuple[str, ...]:
        return WORDS

    def recovery_pages(self, dots_per_inch: int) -> tuple[bytes, ...]:
        self.log.append(dots_per_inch)
        return (picture(),)

    def sheet_printed(self) -> None:
        self.log.append("sheet")

    def post_fingerprint(self) -> str:
        return "4102 8837 5560 9921 1111 2222 3333 4444"

    def save_request(self, target: Path) -> None:
        self.log.append(target)

    def read_headquarters(self, source: Path) -> Headquarters:
        if source.suffix != ".bptrust":
            raise UserError(N_("This file holds no key of a headquarters."))
        return Headquarters("Ban Chỉ huy BĐBP tỉnh Sơn Giang", "5831 0427 9916 2205 7730 1184 6098 3347")

    def trust_headquarters(self) -> None:
        self.log.append("trusted")

    def use_backup_folder(self, folder: Path) -> str:
        if self.fault:
            raise self.fault
        return f"{folder}: 1 MB"

    def finish(self) -> None:
        self.log.append("finished")


class Paper:
    """A printer that prints, or whose dialog is given up."""

    def __init__(self) -> None:
        self.takes = True
        self.copies: list[int] = []

    def __call__(self, _parent: QWidget, _pages: Sequence[bytes], copies: int) -> bool:
        if self.takes:
            self.copies.append(copies)
        return self.takes


@pytest.fixture
def setup() -> Setup:
    return Setup()


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def appearance(qapp: QApplication, tmp_path: Path) -> Appearance:
    made = Appearance(qapp, Preferences(tmp_path))
    made.speak("en")
    return made


@pytest.fixture
def wizard(qtbot: QtBot, setup: Setup, paper: Paper, appearance: Appearance) -> FirstRun:
    sheet: Callable[[Tools], Page] = partial(SheetPage, printer=paper, numbers=ASKED)
    pages = tuple(sheet if make is SheetPage else make for make in PAGES)
    made = FirstRun(setup, InlineTasks(), appearance, pages)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def forward(wizard: FirstRun) -> None:
    wizard.activateWindow()
    assert QTest.qWaitForWindowActive(wizard)
    QTest.keyClick(wizard, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)


def fill_machine(wizard: FirstRun) -> None:
    page = wizard.page
    assert isinstance(page, MachinePage)
    send_text(page.post, "Đồn Biên phòng Khe Sim")
    send_text(page.code, "ks")
    send_text(page.parent_unit, "Ban Chỉ huy BĐBP tỉnh Sơn Giang")
    send_text(page.place, "phòng trực ban")


def fill_people(wizard: FirstRun) -> None:
    page = wizard.page
    assert isinstance(page, PeoplePage)
    for role, name in (("commander", "Lường Văn Thái"), ("administrator", "Đặng Quốc Huy")):
        send_text(page._fields[role, "name"], name)
        page._make(role)
    page.handed.click()


def to(wizard: FirstRun, key: str) -> None:
    for _step in PAGES:
        if wizard.page.key == key:
            return
        if wizard.page.key == "machine":
            fill_machine(wizard)
        elif wizard.page.key == "people":
            fill_people(wizard)
        elif wizard.page.key == "sheet":
            read_back(wizard)
        forward(wizard)
    assert wizard.page.key == key


def read_back(wizard: FirstRun) -> None:
    page = wizard.page
    assert isinstance(page, SheetPage)
    page.print_button.click()
    for cell, number in zip(page.cells, ASKED, strict=True):
        send_text(cell.editor, WORDS[number - 1])
    page.signed.click()


def test_the_whole_way_creates_the_post_and_ends(qtbot: QtBot, wizard: FirstRun, setup: Setup, paper: Paper) -> None:
    to(wizard, "start")
    shot(wizard, "wizard_start")
    with qtbot.waitSignal(wizard.done):
        forward(wizard)
    spec = setup.log[0]
    assert isinstance(spec, PostSpec)
    assert (spec.post_name, spec.post_code, spec.machine, spec.network) == ("Đồn Biên phòng Khe Sim", "KS", 1, "nothing")
    assert spec.commander.passphrase == "suoi voi gao neo mai tre"
    assert paper.copies == [2]
    assert setup.log[1:] == [110, 300, "sheet", "finished"]


def test_what_is_missing_is_named_beside_the_button(wizard: FirstRun) -> None:
    forward(wizard)
    assert isinstance(wizard.page, MachinePage)
    assert not wizard.forward_button.isEnabled()
    assert wizard._reason.text() == "still to fill: name of the post"
    forward(wizard)
    assert wizard.page.key == "machine"
    fill_machine(wizard)
    assert wizard.forward_button.isEnabled()
    send_text(wizard.page.code, "đ")
    assert wizard.page.code_cell.message == "Only letters without accents and digits."
    assert not wizard.forward_button.isEnabled()


def test_nothing_is_chosen_for_the_network_and_anything_else_warns(wizard: FirstRun) -> None:
    to(wizard, "network")
    page = wizard.page
    assert isinstance(page, NetworkPage)
    checked = page.group.checkedButton()
    assert checked is not None
    assert checked.text() == "Nothing"
    assert not page.warning.isVisible()
    page.group.buttons()[2].click()
    assert page.warning.isVisible()
    assert page.summary() == "the internet"


def test_a_fault_while_creating_is_said_and_can_be_tried_again(wizard: FirstRun, setup: Setup) -> None:
    to(wizard, "people")
    fill_people(wizard)
    setup.fault = EnvironmentFault(N_("The disk is full."))
    forward(wizard)
    page = wizard.page
    assert isinstance(page, PeoplePage)
    assert page.trouble.do.text() == "The disk is full."
    setup.fault = None
    forward(wizard)
    assert wizard.page.key == "sheet"
    assert not wizard.back_button.isEnabled()
    assert page._shown["commander"].text() == ""


def test_the_sheet_asks_for_print_words_and_seal(wizard: FirstRun, paper: Paper) -> None:
    to(wizard, "sheet")
    page = wizard.page
    assert isinstance(page, SheetPage)
    assert page.missing() == "still to print: 2 copies"
    paper.takes = False
    page.print_button.click()
    assert page.missing() == "still to print: 2 copies"
    paper.takes = True
    QTest.keyClick(wizard, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert page.missing() == "4 words not read back yet"
    first, second = page.cells[0], page.cells[1]
    send_text(first.editor, "MÁI")
    assert first.message == "right"
    send_text(second.editor, "voi")
    press(second.editor, Qt.Key.Key_Return)
    assert second.message == "Not this word."
    assert page.missing() == "3 words not read back yet"


def test_the_words_are_covered_and_shown_while_space_is_held(wizard: FirstRun) -> None:
    to(wizard, "sheet")
    page = wizard.page
    assert isinstance(page, SheetPage)
    assert not page.preview.covered
    page.preview.cover()
    assert page.preview.covered
    QTest.keyPress(page.preview, Qt.Key.Key_Space)
    assert not page.preview.covered
    QTest.keyRelease(page.preview, Qt.Key.Key_Space)
    assert page.preview.covered


def test_headquarters_is_trusted_only_after_comparing(wizard: FirstRun, setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    to(wizard, "headquarters")
    page = wizard.page
    assert isinstance(page, HeadquartersPage)
    assert page.own.text().startswith("4102")
    monkeypatch.setattr(later, "ask_open", lambda *_args: Path("photo.jpg"))
    page.read.click()
    assert "no key" in page.note.do.text()
    assert not page.same.isEnabled()
    monkeypatch.setattr(later, "ask_open", lambda *_args: Path("hq.bptrust"))
    page.read.click()
    assert "5831 0427" in page.theirs.text()
    assert "trusted" not in setup.log
    page.same.click()
    assert "trusted" in setup.log
    assert page.summary() == "Ban Chỉ huy BĐBP tỉnh Sơn Giang"
    monkeypatch.setattr(later, "ask_save", lambda *_args: Path("request.bpenrol"))
    page.save.click()
    assert Path("request.bpenrol") in setup.log


def test_a_backup_place_is_proven_at_once(wizard: FirstRun, setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    to(wizard, "backup")
    page = wizard.page
    assert isinstance(page, BackupPage)
    assert page.summary() == "later"
    monkeypatch.setattr(later, "ask_folder", lambda *_args: Path("/media/e"))
    setup.fault = EnvironmentFault(N_("The disk is full."))
    page.choose.click()
    assert page.note.happened.text() == "The backup was not written"
    setup.fault = None
    page.choose.click()
    assert page.note.do.text() == "/media/e: 1 MB"
    assert page.summary() == "/media/e"


def test_another_language_keeps_what_was_typed(wizard: FirstRun, appearance: Appearance) -> None:
    to(wizard, "machine")
    fill_machine(wizard)
    appearance.next_language()
    appearance.next_language()
    page = wizard.page
    assert isinstance(page, MachinePage)
    assert page.post.text() == "Đồn Biên phòng Khe Sim"
    assert wizard.forward_button.isEnabled()


@pytest.mark.parametrize(("theme", "points"), [("light", 10.5), ("dark", 10.5), ("high_contrast", 13.0), ("light", 15.0)])
def test_every_step_names_every_part_in_every_look(wizard: FirstRun, appearance: Appearance, theme: str, points: float) -> None:
    appearance.choose_theme(theme)
    appearance.choose_size(points)
    appearance.speak("vi")
    wizard.resize(1366, 728)
    for key in [page.key for page in wizard.pages]:
        to(wizard, key)
        shot(wizard, f"wizard_{theme}_{points:g}_{key}")
        assert nameless(wizard) == []
        editors = [editor for editor in wizard.page.findChildren(QLineEdit) if editor.isVisible()]
        assert all(editor.accessibleName() for editor in editors)
    appearance.speak("en")
