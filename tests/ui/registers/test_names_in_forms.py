"""Names typed into a form by keyboard alone: what is offered, what is put in, what is said, and what never is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.words import set_language
from borderpost.registers import KINDS
from tests.posts import NIGHT, make, person, smallest
from tests.ui.support import shot
from tests.ui.typist import CTRL, ENTER, Typist
from ui.forms.cells import FieldCell
from ui.forms.context import FormContext
from ui.forms.line import LineEditor
from ui.forms.screen import FormPage
from ui.forms.suggest import Suggestion, SuggestionList
from ui.forms.table import RowsEditor
from ui.registers.desk import Desk, desk_of
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks, Tasks
from ui.widgets.cell import CellState

DOWN = Qt.Key.Key_Down


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post").as_("guard") as opened:
        yield opened


class Form:
    """An open form and who types into it."""

    def __init__(self, kind: str, desk: Desk, qtbot: QtBot) -> None:
        set_language("vi")
        self.screen = RegisterScreen(KINDS[kind], desk)
        qtbot.addWidget(self.screen)
        self.screen.resize(1162, 696)
        self.typist = Typist(self.screen, qtbot)
        self.screen.enter()

    @property
    def page(self) -> FormPage:
        assert isinstance(self.screen.page, FormPage)
        return self.screen.page

    def cell(self, name: str) -> FieldCell:
        part = self.page.body.parts[name]
        assert isinstance(part, FieldCell)
        return part

    def go(self, name: str) -> FieldCell:
        """Jump to the section of a cell, then press Enter until the keyboard is there; what stands there is selected."""
        register = self.page.register
        section = [each.key for each in register.sections].index(register.by_name[name].section)
        self.typist.key(Qt.Key(Qt.Key.Key_1 + section), Qt.KeyboardModifier.AltModifier)
        for _press in range(60):
            if self.cell(name).line.hasFocus():
                self.typist.key(Qt.Key.Key_A, CTRL)
                return self.cell(name)
            self.typist.key(ENTER)
        raise AssertionError(name)

    def offered(self) -> list[str]:
        lists = [each for each in self.screen.window().findChildren(SuggestionList) if each.isVisible()]
        return [lists[0].item(at).text() for at in range(lists[0].count())] if lists else []


@pytest.fixture
def form(post: Post, qtbot: QtBot) -> Callable[[str], Form]:
    def opened(kind: str) -> Form:
        made = Form(kind, desk_of(post, InlineTasks()), qtbot)
        assert made.screen.start_new("")
        return made

    return opened


def test_a_commune_is_found_by_a_few_letters_and_taken_by_the_arrow(form: Callable[[str], Form]) -> None:
    screen = form("handovers")
    place = screen.go("place")
    screen.typist.text("dinh lap, la")
    assert screen.offered() == ["Xã Đình Lập, tỉnh Lạng Sơn"]
    shot(screen.screen, "names-offered")
    screen.typist.key(DOWN)
    screen.typist.key(ENTER)
    assert place.text() == "Xã Đình Lập, tỉnh Lạng Sơn"
    assert place.value() == "Xã Đình Lập, tỉnh Lạng Sơn"
    assert (place.state, place.message) == (CellState.NORMAL, "")


def test_enter_never_puts_an_offered_name_in_and_what_was_understood_is_said(form: Callable[[str], Form]) -> None:
    screen = form("handovers")
    place = screen.go("place")
    screen.typist.text("thon na lau, xa dinh lap, lang son")
    assert screen.offered()
    screen.typist.key(ENTER)
    assert screen.offered() == []
    assert place.value() == "thon na lau, xa dinh lap, lang son"
    assert (place.state, place.message) == (CellState.UNDERSTOOD, "Xã Đình Lập, tỉnh Lạng Sơn")
    screen.typist.key(Qt.Key.Key_Backtab)
    screen.typist.text("chợ phiên")
    screen.typist.key(Qt.Key.Key_Tab)
    assert place.value() == "chợ phiên"
    assert (place.state, place.message) == (CellState.NORMAL, ""), "free text is never an error"


def test_an_old_name_stays_and_its_successor_is_only_told_and_offered(form: Callable[[str], Form]) -> None:
    screen = form("handovers")
    screen.go("handed")
    screen.typist.fill("14/3/2026 9h")
    place = screen.go("place")
    screen.typist.text("tỉnh bến tre")
    assert screen.offered()[:2] == ["Tỉnh Bến Tre (cũ)   nay là tỉnh Vĩnh Long", "Tỉnh Vĩnh Long   thay tỉnh Bến Tre"]
    screen.typist.key(ENTER)
    assert place.value() == "tỉnh bến tre"
    assert (place.state, place.message) == (CellState.NORMAL, "Nay là tỉnh Vĩnh Long; ghi theo tên lúc đó.")
    shot(screen.screen, "names-old")
    screen.go("handed")
    screen.typist.fill("6/3/2024 9h")
    screen.go("place")
    screen.typist.text("ben tre")
    assert screen.offered() == ["Tỉnh Bến Tre"], "the day of the record decides"
    screen.typist.key(ENTER)
    assert (place.state, place.message) == (CellState.UNDERSTOOD, "Tỉnh Bến Tre")


def test_the_book_of_the_post_comes_first_in_a_cell_of_agencies(form: Callable[[str], Form], post: Post) -> None:
    post.records.create("agencies", smallest("agencies", {}) | {"name": "Công an xã Khe Sim"})
    screen = form("referrals")
    receiver = screen.go("receiver")
    screen.typist.key(Qt.Key.Key_F4)
    assert screen.offered()[0] == "Công an xã Khe Sim   danh bạ cơ quan"
    screen.typist.key(DOWN)
    screen.typist.key(ENTER)
    assert receiver.value() == "Công an xã Khe Sim"


def test_a_name_in_a_table_is_offered_and_stays_free(form: Callable[[str], Form]) -> None:
    screen = form("households")
    table = screen.page.body.parts["help"]
    assert isinstance(table, RowsEditor)
    table.focus_cell(0, "provider")
    screen.typist.text("so y")
    assert screen.offered() == ["Sở Y tế"]
    screen.typist.key(DOWN)
    screen.typist.key(ENTER)
    table.focus_cell(1, "provider")
    screen.typist.text("hội phụ nữ")
    screen.typist.key(ENTER)
    assert [row["provider"] for row in table.values()] == ["Sở Y tế", "hội phụ nữ"]


def test_what_was_typed_is_saved_as_it_was_typed_with_its_code(form: Callable[[str], Form], post: Post) -> None:
    screen = form("persons")
    screen.go("name")
    screen.typist.fill("Sùng Thị Mỷ")
    residence = screen.go("residence")
    screen.typist.text("xa dinh lap, lang son")
    screen.typist.key(ENTER)
    assert residence.message == "Xã Đình Lập, tỉnh Lạng Sơn", "a sealed cell is helped too"
    screen.go("province")
    screen.typist.text("yên bái (cũ)")
    screen.typist.save()
    with post.session.read() as connection:
        row = connection.exec_driver_sql("SELECT * FROM persons").mappings().one()
    assert (row["province"], row["province_code"]) == ("yên bái (cũ)", "15")
    assert "06613" not in [str(cell) for cell in row.values()]


def test_an_old_record_opens_as_it_was_and_says_nothing(post: Post, qtbot: QtBot) -> None:
    record = post.records.create("persons", person(province="tỉnh Bến Tre (cũ)")).records[0]
    screen = Form("persons", desk_of(post, InlineTasks()), qtbot)
    screen.screen.edit(record)
    province = screen.cell("province")
    assert (province.text(), province.message) == ("tỉnh Bến Tre (cũ)", "")


def test_an_answer_that_comes_late_is_dropped(qtbot: QtBot) -> None:
    """The form has gone on, or something else was typed, when the answer comes."""
    waiting: list[tuple[str, Callable[[list[Suggestion]], None]]] = []
    said: list[Callable[[str, bool], None]] = []
    named = next(item for item in KINDS["handovers"].fields if item.name == "place")
    context = FormContext(
        lambda: NIGHT,
        names=lambda _kinds, text, _day, offer: waiting.append((text, offer)),
        understand=lambda _kinds, _text, _day, say: said.append(say),
    )
    host = QWidget()
    qtbot.addWidget(host)
    cell = FieldCell(named, context)
    cell.setParent(host)
    typist = Typist(host, qtbot)
    cell.line.setFocus()
    typist.text("di")
    line = cell.line
    assert isinstance(line, LineEditor)
    (first, answer), (_second, later) = waiting
    assert first == "d"
    answer([Suggestion("Điện Biên", "Điện Biên")])
    assert not line.listing
    later([Suggestion("di", "di")])
    assert not line.listing, "what stands there already is no offer"
    later([Suggestion("Điện Biên", "Điện Biên")])
    assert line.listing
    cell.settle()
    typist.text("e")
    cell.settle()
    said[0]("Tỉnh Điện Biên", False)
    assert cell.message == ""
    said[1]("Tỉnh Điện Biên", False)
    assert cell.message == "Tỉnh Điện Biên"
    cell.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    later([])
    said[1]("Tỉnh Điện Biên", False)


def test_names_are_searched_off_the_gui_thread(post: Post, qtbot: QtBot) -> None:
    crashes: list[BaseException] = []
    tasks = Tasks(crashes.append)
    try:
        made = Form("handovers", desk_of(post, tasks), qtbot)
        made.screen.start_new("")
        qtbot.waitUntil(lambda: isinstance(made.screen.page, FormPage), timeout=20_000)
        qtbot.waitUntil(made.cell("handed").line.hasFocus, timeout=20_000)
        place = made.go("place")
        made.typist.text("dinh lap, la")
        qtbot.waitUntil(lambda: made.offered() == ["Xã Đình Lập, tỉnh Lạng Sơn"], timeout=20_000)
        made.typist.key(ENTER)
        qtbot.waitUntil(lambda: place.state == CellState.NORMAL, timeout=20_000)
        assert crashes == []
    finally:
        tasks.close()
