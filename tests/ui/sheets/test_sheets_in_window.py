"""Spreadsheets by keyboard: the preview before anything is taken in, the order of dates asked once, the reason of an export."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.registers import KINDS
from borderpost.services.views import Listing
from tests.posts import PASSPHRASES, make
from tests.ui.support import nameless, press, send_text, shot
from ui.registers.desk import desk_of
from ui.registers.screen import RegisterScreen
from ui.sheets import giving, papers, taking
from ui.tasks import InlineTasks

AGENCIES = "Tên;Loại cơ quan;Điện thoại;Có giá trị từ\n"


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened


@pytest.fixture
def screen(post: Post, qtbot: QtBot) -> RegisterScreen:
    made = RegisterScreen(KINDS["agencies"], desk_of(post, InlineTasks()))
    qtbot.addWidget(made)
    made.resize(1162, 696)
    made.show()
    made.enter()
    return made


def sheet(folder: Path, *rows: str) -> Path:
    path = folder / "danh-ba.csv"
    path.write_text(AGENCIES + "".join(f"{row}\n" for row in rows), "utf-8-sig")
    return path


def count(post: Post) -> int:
    return len(post.records.ids("agencies", Listing()))


def test_a_file_is_looked_at_settled_and_taken_in_once(
    post: Post, screen: RegisterScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(
        tmp_path,
        "UBND xã Nậm Cắn;Ủy ban nhân dân cấp xã;0238 3111 222;05/03/2026",
        "Trạm y tế xã;Cơ sở y tế;;06/03/2026",
        "Không rõ loại;Cơ quan lạ;;06/03/2026",
    )
    monkeypatch.setattr(taking, "ask_open", lambda *_words: path)
    panel = screen.take_sheet()
    assert panel.found.total == 3
    assert (panel.found.new, panel.found.quarantined) == (2, 1)
    assert count(post) == 0, "nothing before it is accepted"
    assert not panel.accept.isEnabled()
    assert {order for _field, order in panel.radios} == {"dmy", "mdy"}
    shot(panel, "sheet_preview")
    assert nameless(panel) == []
    panel.radios["valid_from", "dmy"].click()
    assert panel.accept.isEnabled()
    press(panel, Qt.Key.Key_Return)
    assert count(post) == 2
    shot(panel, "sheet_taken")
    [view] = [post.records.load(hit.id) for hit in post.records.search("nam can", ("agencies",))]
    assert view.values["valid_from"] == "2026-03-05"
    assert (tmp_path / "danh-ba.errors.csv").exists()
    assert screen.list.table.rows.rowCount() == 2
    again = screen.take_sheet()
    again.radios["valid_from", "dmy"].click()
    assert not again.accept.isEnabled(), "the same file brings nothing new"
    assert again.found.unchanged == 2


def test_an_order_that_is_clear_is_shown_in_words_and_not_asked(
    screen: RegisterScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(tmp_path, "UBND xã Nậm Cắn;Ủy ban nhân dân cấp xã;0238 3111 222;25/03/2026")
    monkeypatch.setattr(taking, "ask_open", lambda *_words: path)
    panel = screen.take_sheet()
    assert panel.radios == {}
    assert panel.accept.isEnabled()
    said = [label.text() for label in panel.findChildren(QLabel) if "25/03/2026" in label.text()]
    assert said == ["Dates of “Valid from” are read as day/month/year. “25/03/2026”: Wednesday, day 25 of month 3, year 2026"]
    shot(panel, "sheet_order_clear")


def test_what_is_no_table_is_refused_with_a_sentence(
    post: Post, screen: RegisterScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "anh.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    monkeypatch.setattr(taking, "ask_open", lambda *_words: path)
    panel = screen.take_sheet()
    assert panel.banner.isVisible()
    assert not panel.accept.isEnabled()
    assert count(post) == 0
    press(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_an_export_needs_its_reason_and_is_counted_again(
    post: Post, screen: RegisterScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Trạm y tế", "Công an xã"):
        post.records.create("agencies", {"name": name, "kind": "medical"})
    screen.list.reload()
    asked: list[str] = []

    def answer(_parent: QWidget, _title: str, name: str, _patterns: str) -> Path:
        asked.append(name)
        return tmp_path / name

    monkeypatch.setattr(giving, "ask_save", answer)
    panel = screen.give_sheet()
    press(panel, Qt.Key.Key_Return)
    assert asked == [], "no reason, no file"
    send_text(panel.reason, "Bàn giao danh bạ cho trạm")
    shot(panel, "sheet_export")
    assert nameless(panel) == []
    press(panel, Qt.Key.Key_Return)
    assert asked == ["agencies.xlsx"]
    assert (tmp_path / "agencies.xlsx").stat().st_size > 0
    told = [label.text() for label in panel.facts.findChildren(QLabel)]
    assert any(text.startswith("2 ") for text in told), told


def test_the_acts_are_in_the_palette(screen: RegisterScreen) -> None:
    assert [command.icon for command in screen.commands()][:2] == ["download", "upload"]


@pytest.mark.parametrize(("kind", "rows"), [("directives", 9), ("laws", 14)])
def test_the_lists_that_come_with_the_program_are_taken_in_once(post: Post, qtbot: QtBot, kind: str, rows: int) -> None:
    made = RegisterScreen(KINDS[kind], desk_of(post, InlineTasks()))
    qtbot.addWidget(made)
    made.show()
    made.enter()
    made.commands()[2].act()
    panel = made.window().findChildren(taking.TakingPanel)[-1]
    assert (panel.found.total, panel.found.new, panel.found.errors, panel.found.quarantined) == (rows, rows, 0, 0)
    press(panel, Qt.Key.Key_Return)
    assert len(post.records.ids(kind, Listing())) == rows
    assert not (Path(panel.path or "").parent / f"{kind}.errors.csv").exists()
    made.commands()[2].act()
    assert made.window().findChildren(taking.TakingPanel)[-1].found.new == 0


def filled(post: Post, screen: RegisterScreen, above: int) -> None:
    post.settings.change(second_signature_above=above)
    for name in ("Trạm y tế", "Công an xã"):
        post.records.create("agencies", {"name": name, "kind": "medical"})
    screen.list.reload()


@pytest.mark.parametrize("what", ["csv", "pdf"])
def test_above_the_number_a_second_officer_types_a_passphrase(
    post: Post, screen: RegisterScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    filled(post, screen, 1)
    out = tmp_path / f"so.{what}"
    for module in (giving, papers):
        monkeypatch.setattr(module, "ask_save", lambda *_asked: out)
    if what == "csv":
        panel: Any = screen.give_sheet()
        panel.plain.setChecked(True)
    else:
        panel = next(item for item in screen.commands() if item.text.startswith("Print this register")).act()
    assert panel.second.isVisible()
    assert [panel.second.who.itemText(at) for at in range(panel.second.who.count())] == ["Vàng A Sính"]
    send_text(panel.reason, "Nộp tỉnh")
    assert not panel.accept.isEnabled()
    press(panel.reason, Qt.Key.Key_Return)
    assert panel.second.passphrase.line.hasFocus(), "Enter goes on to what is missing"
    send_text(panel.second.passphrase.line, PASSPHRASES["commander"])
    shot(panel, f"second_{what}")
    assert nameless(panel) == []
    press(panel.second.passphrase.line, Qt.Key.Key_Return)
    assert panel.banner.isVisible()
    assert not out.exists()
    assert panel.second.passphrase.text() == "", "nothing typed stays"
    send_text(panel.second.passphrase.line, PASSPHRASES["administrator"])
    press(panel.second.passphrase.line, Qt.Key.Key_Return)
    assert out.exists()
    assert panel.second.passphrase.text() == ""


def test_below_the_number_only_the_reason_is_asked(post: Post, screen: RegisterScreen) -> None:
    filled(post, screen, 2)
    panel = screen.give_sheet()
    assert not panel.second.isVisible()
    send_text(panel.reason, "Nộp tỉnh")
    assert panel.accept.isEnabled()


def test_a_guard_is_told_who_may(tmp_path: Path, qtbot: QtBot) -> None:
    with make(tmp_path / "guarded").as_("guard") as post:
        post.records.create("agencies", {"name": "Trạm y tế", "kind": "medical"})
        screen = RegisterScreen(KINDS["agencies"], desk_of(post, InlineTasks()))
        qtbot.addWidget(screen)
        screen.show()
        screen.enter()
        panel = screen.give_sheet()
        send_text(panel.reason, "Nộp tỉnh")
        assert panel.banner.isVisible()
        assert not panel.accept.isEnabled()
