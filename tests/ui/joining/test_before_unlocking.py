"""What stands before the main window: the command line, the lobby's words, the training post, the wizard on real services."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from borderpost import bootstrap
from borderpost.domain.clock import FixedClock
from borderpost.domain.errors import EnvironmentFault
from borderpost.domain.words import set_language
from borderpost.keys import passwords
from borderpost.services.setup import LobbyFacts, LobbyPerson
from tests.posts import CHEAP, NIGHT, Place
from tests.ui.support import press, send_text
from tests.ui.window_support import PATIENCE
from ui import app as program_module
from ui.app import Program
from ui.appearance import Appearance
from ui.crash import CrashReport
from ui.joining import home_of, lobby_of, seams_of, training_home, training_passphrases
from ui.preferences import Preferences
from ui.tasks import InlineTasks
from ui.unlock import preparing
from ui.unlock.window import UnlockWindow
from ui.wizard.basics import MachinePage
from ui.wizard.page import Page, Tools
from ui.wizard.people import PeoplePage
from ui.wizard.sheet import SheetPage
from ui.wizard.window import PAGES, FirstRun

FACTS = LobbyFacts(
    "post",
    "Đồn BP Khe Sim",
    "BCH BĐBP tỉnh Sơn Giang",
    2,
    "đội vũ trang",
    (LobbyPerson("u1", "Vàng A Sính", "Thượng úy", "Trinh sát", "guard"), LobbyPerson("u2", "Lò Văn Pản", "", "", "guard")),
    hide_names=False,
    training=False,
    drafts=3,
    backup=(NIGHT - timedelta(hours=31)).isoformat(),
    drill="2026-03-02T08:00:00+07:00",
)


def test_the_command_line_names_a_post_or_the_training_post(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert home_of(["--home", str(tmp_path)]) == (tmp_path, False)
    assert home_of(["--home", str(tmp_path), "--training"]) == (tmp_path, True)
    assert home_of(["--training"]) == (training_home().absolute(), True)
    assert home_of([]) == (bootstrap.home_default().absolute(), False)
    assert home_of([])[0] != home_of(["--training"])[0]
    with pytest.raises(SystemExit) as left:
        home_of(["--bogus"])
    assert left.value.code == 2
    assert "--bogus" in capsys.readouterr().err


def test_the_lobby_tells_who_where_and_how_old_the_backup_is() -> None:
    set_language("vi")
    lobby = lobby_of(FACTS, NIGHT, {})
    assert lobby.machine == "Máy 2 · đội vũ trang"
    assert [user.rank_position for user in lobby.users] == ["Thượng úy · Trinh sát", ""]
    assert lobby.backup == ("Thứ Sáu 13/03/2026, 21:40 (31 giờ 00 trước)", "đã đọc lại đúng · thử phục hồi 02/03/2026: đạt")
    assert lobby.clock[0] == "Giờ máy hợp lý"
    assert lobby.drafts == 3


def test_a_clock_before_the_backup_is_called_wrong_and_no_backup_is_said() -> None:
    assert lobby_of(FACTS, NIGHT - timedelta(days=40), {}).clock[0] == "The clock of this machine is wrong"
    bare = lobby_of(replace(FACTS, backup=None, drill=None), NIGHT, {})
    assert bare.backup[0] == "No backup yet"
    assert bare.clock == ("", "")
    assert lobby_of(replace(FACTS, drill=None), NIGHT, {}).backup[1] == "read back · never restored for trial"
    assert lobby_of(replace(FACTS, backup="yesterday", drill=None), NIGHT, {}).backup[0] == "No backup yet"


def test_passphrases_are_known_before_unlocking_in_a_training_post_only() -> None:
    known = {"Vàng A Sính": "mot hai ba", "u2": "bon nam sau"}
    assert [user.passphrase for user in lobby_of(FACTS, NIGHT, known).users] == ["", ""]
    training = lobby_of(replace(FACTS, training=True), NIGHT, known)
    assert [user.passphrase for user in training.users] == ["mot hai ba", "bon nam sau"]
    assert "mot hai ba" not in repr(training)


@pytest.mark.parametrize(
    ("found", "pairs"),
    [
        ({"post": {"An": "a b"}, "hub": {"Bình": "c d"}}, {"An": "a b", "Bình": "c d"}),
        ([{"name": "An", "passphrase": "a b"}], {"An": "a b"}),
        ({"users": [{"uid": "u1", "name": "An", "passphrase": "a b"}]}, {"u1": "a b", "An": "a b"}),
        ("nothing", {}),
    ],
)
def test_the_file_of_passphrases_is_read_in_or_above_the_post(tmp_path: Path, found: object, pairs: dict[str, str]) -> None:
    home = tmp_path / "post"
    home.mkdir()
    assert training_passphrases(home) == {}
    (tmp_path / "passphrases.json").write_text(json.dumps(found), encoding="utf-8")
    assert training_passphrases(home) == pairs
    (home / "passphrases.json").write_text("{", encoding="utf-8")
    assert training_passphrases(home) == pairs


def started(home: Path, *, training: bool = False) -> tuple[Program, list[str]]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    faults: list[str] = []
    clock = FixedClock(NIGHT)
    crash = CrashReport(home, clock, lambda happened, _do: faults.append(happened))
    program = Program(app, home, seams_of(home, training=training, clock=None if training else clock), clock, crash)
    program.start()
    return program, faults


def ended(program: Program) -> None:
    front = program.front
    program.close()
    if front is not None:
        front.close()
        front.deleteLater()
    QApplication.processEvents()


def test_a_missing_training_post_is_made_and_opens_with_the_passphrase_it_shows(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "EXTENT", ("--months", "1", "--patrols", "3"))
    home = tmp_path / "training" / "post"
    home.mkdir(parents=True)
    (home / "window.ini").write_text("[General]\n", encoding="utf-8")
    program, faults = started(home, training=True)
    qtbot.waitUntil(lambda: isinstance(program.front, UnlockWindow), timeout=PATIENCE)
    window = program.front
    assert isinstance(window, UnlockWindow)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE)
    assert window.people is not None
    person = window.people.person
    assert person is not None
    assert person.passphrase
    assert person.passphrase in window.training.text()
    send_text(window.passphrase.line, person.passphrase)
    press(window.passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.post is not None, timeout=PATIENCE)
    assert program.post is not None
    assert not (tmp_path / "training.part").exists()
    assert faults == []
    ended(program)


def test_a_training_post_that_cannot_be_written_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(EnvironmentFault):
        preparing.make_training(tmp_path / "file" / "training")


class Paper:
    """A printer that keeps what it was given."""

    def __init__(self) -> None:
        self.pages: list[bytes] = []

    def __call__(self, _parent: QWidget, pages: Sequence[bytes], _copies: int) -> bool:
        self.pages += pages
        return True


def test_the_wizard_makes_a_real_post_that_opens(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "calibrate", lambda: CHEAP)
    home, paper, asked = tmp_path / "post", Paper(), (1, 8, 14, 21)
    sheet: Callable[[Tools], Page] = partial(SheetPage, printer=paper, numbers=asked)
    service = bootstrap.setup(home, FixedClock(NIGHT))
    pages = tuple(sheet if make is SheetPage else make for make in PAGES)
    wizard = FirstRun(service, InlineTasks(), Appearance(qapp, Preferences(tmp_path)), pages)
    qtbot.addWidget(wizard)
    wizard.show()
    passphrase = ""
    for _step in pages:
        page = wizard.page
        if isinstance(page, MachinePage):
            send_text(page.post, "Đồn BP Khe Sim")
            send_text(page.code, "ks")
            send_text(page.parent_unit, "BCH BĐBP tỉnh Sơn Giang")
        elif isinstance(page, PeoplePage):
            for role, name in (("commander", "Lường Văn Thái"), ("administrator", "Vàng A Sính")):
                send_text(page._fields[role, "name"], name)
                page._make(role)
            passphrase = page._shown["commander"].text()
            page.handed.click()
        elif isinstance(page, SheetPage):
            page.print_button.click()
            words = service.recovery_words()
            for cell, number in zip(page.cells, asked, strict=True):
                send_text(cell.editor, words[number - 1])
            page.signed.click()
        wizard.forward()
    assert len(paper.pages) == 2
    assert all(page.startswith(b"\x89PNG") for page in paper.pages)
    post = bootstrap.unlock(home, "Lường Văn Thái", passphrase, clock=FixedClock(NIGHT))
    assert post.settings.post().name == "Đồn BP Khe Sim"
    post.close()


def test_a_damaged_key_store_is_said_and_nothing_opens(qtbot: QtBot, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(program_module, "say", lambda happened, do: said.append((happened, do)))
    for name in ("keystore.bpk", "keystore.bpk.previous"):
        if (place.home / name).exists():
            (place.home / name).write_bytes(b"\x00" * 64)
    program, _faults = started(place.home)
    assert program.front is None
    assert said[0][0] == "Không mở được đồn trong thư mục này"
    ended(program)
