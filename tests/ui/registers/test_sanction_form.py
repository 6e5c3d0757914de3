"""The form of a sanction: the law of the day of the act beside it, warnings that never block, an older extension kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.fields import Plain
from borderpost.domain.words import set_language
from borderpost.registers import KINDS
from tests.posts import custody, make, person, sanction
from tests.ui.support import nameless, shot
from tests.ui.typist import Typist
from ui.forms.cells import FieldCell
from ui.forms.screen import FormPage
from ui.registers.desk import desk_of
from ui.registers.sanctions import LawCompanion, LawStrip, SanctionShape
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks
from ui.widgets.cell import CellState

DECIDED = {"recorded": "2026-01-02T08:00:00+07:00", "decided": "2026-01-05T08:00:00+07:00"}


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    set_language("en")
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened
    set_language("vi")


def screen_of(post: Post, qtbot: QtBot, kind: str = "sanctions") -> tuple[RegisterScreen, Typist]:
    screen = RegisterScreen(KINDS[kind], desk_of(post, InlineTasks()))
    qtbot.addWidget(screen)
    screen.resize(1246, 696)
    typist = Typist(screen, qtbot)
    screen.enter()
    return screen, typist


def form(screen: RegisterScreen, **preset: Plain) -> tuple[FormPage, LawStrip]:
    screen.start_with("", dict(preset))
    page = screen.page
    assert isinstance(page, FormPage)
    shape = page.body.shape
    assert isinstance(shape, SanctionShape)
    assert shape.strip is not None
    return page, shape.strip


def cell(page: FormPage, name: str) -> FieldCell:
    part = page.body.parts[name]
    assert isinstance(part, FieldCell)
    return part


def write(page: FormPage, typist: Typist, name: str, text: str) -> None:
    page.body.take(cell(page, name))
    typist.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    typist.fill(text)


def offered(page: FormPage) -> set[str]:
    source = page.body.context.source(cell(page, "act").field, lambda: None)
    assert source is not None
    return {item.value for item in source("")}


def test_the_range_stands_above_the_decision_and_a_fine_outside_it_only_warns(post: Post, qtbot: QtBot) -> None:
    who = post.records.create("persons", person()).records[0]
    post.records.create("sanctions", sanction(who, **DECIDED))
    screen, typist = screen_of(post, qtbot)
    page, strip = form(screen, **sanction(who, act=None, officer="Vàng A Sính"))
    assert strip.isHidden()
    write(page, typist, "act", "Administrative, exit and entry (Decree 282/2025 art. 21)")
    assert strip.isVisible()
    assert "fine 5,000,000 to 10,000,000 dong" in strip.law.text()
    assert "15/03/2026" in strip.head.text()
    assert "article 347 may apply" in strip.warning.happened.text()
    assert "05/01/2026" in strip.warning.do.text()
    assert "only what this post holds" in strip.searched.text()
    write(page, typist, "fine", "12000000")
    fine = cell(page, "fine")
    assert fine.state == CellState.REMINDER
    assert "300,000 to 10,000,000" in fine.message
    shot(screen, "sanction_form")
    assert nameless(screen) == []
    write(page, typist, "note" if "note" in page.body.parts else "measures", "Tịch thu giấy tờ")
    assert fine.state == CellState.REMINDER, "what the law said stays while other cells are written"
    write(page, typist, "fine", "6000000")
    assert fine.state != CellState.REMINDER
    write(page, typist, "fine", "12000000")
    typist.save()
    assert screen.page is not page, "it is saved all the same"


def test_codes_and_ranges_are_those_of_the_day_of_the_act(post: Post, qtbot: QtBot) -> None:
    who = post.records.create("persons", person()).records[0]
    met = {"found": "2025-12-14T23:00:00+07:00", "border": "la", "direction": "out", "legal_class": "adm_exit_entry_144"}
    detection = post.records.create("detections", met | {"people": [{"person": who, "role": "crosser"}]}).records[0]
    screen, typist = screen_of(post, qtbot)
    page, strip = form(screen, **sanction(who, detection=detection))
    assert "adm_exit_entry_144" in offered(page), "the day of the detection counts"
    assert "adm_exit_entry_282" not in offered(page)
    assert "that day it was" in cell(page, "act").message
    write(page, typist, "happened", "16/12/2025 0800")
    assert "adm_exit_entry_144" not in offered(page)
    assert "adm_exit_entry_282" in offered(page)
    assert "16/12/2025" in strip.head.text()
    assert not cell(page, "act").message


def test_the_list_says_it_of_the_chosen_sanction(post: Post, qtbot: QtBot) -> None:
    who = post.records.create("persons", person()).records[0]
    post.records.create("sanctions", sanction(who, **DECIDED))
    post.records.create("sanctions", sanction(who, act="penal_347"))
    screen, typist = screen_of(post, qtbot)
    screen.list._choose_saved("all")
    qtbot.waitUntil(lambda: screen.list.detail.view is not None)
    companion = screen.list.detail.companion
    assert isinstance(companion, LawCompanion)
    assert companion.strip.isVisible()
    assert "article 347, Penal Code" in companion.strip.law.text()
    shot(screen, "sanction_list")
    typist.key(Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "article 21" in companion.strip.law.text())
    screen.list.detail.show_view(None)
    assert not companion.isVisible()


def test_a_cell_nothing_asks_for_any_more_is_shown_only_where_it_holds_a_value(post: Post, qtbot: QtBot) -> None:
    who = post.records.create("persons", person()).records[0]
    old = post.records.create("custodies", custody(who, extensions=1)).records[0]
    new = post.records.create("custodies", custody(who)).records[0]
    screen, _typist = screen_of(post, qtbot, "custodies")
    for record_id, shown in ((new, False), (old, True)):
        screen.edit(record_id)
        page = screen.page
        assert isinstance(page, FormPage)
        assert [page.body.parts[name].isVisible() for name in ("extensions", "extension_paper")] == [shown, shown]
        assert (page.body.parts["extensions"] in page.body.order()) == shown
        shot(screen, f"custody_{'old' if shown else 'new'}")
