"""Every register in the window: list, new form, opened record, in every theme and large text; nothing nameless, no fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain import reading
from borderpost.domain.fields import Choice
from borderpost.domain.words import set_language
from borderpost.registers import KINDS
from tests.posts import case, custody, handover, make, patrol, person, reception, sanction, smallest, tip
from tests.ui.support import nameless, shot
from tests.ui.typist import Typist
from ui.forms.screen import FormPage
from ui.registers.desk import desk_of
from ui.registers.screen import RegisterScreen, register_specs
from ui.registers.shapes import summary_of
from ui.tasks import InlineTasks
from ui.theme.look import apply

LISTED = [kind for kind, register in KINDS.items() if not register.internal]


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened


def _choices(*names: str) -> Iterator[tuple[str, Choice]]:
    for name in names:
        declared = KINDS["detections"].by_name[name]
        assert isinstance(declared, Choice)
        yield name, declared


def filled(post: Post) -> dict[str, str]:
    """Write one record of every register; return their ids."""
    made = {"patrols": post.records.create("patrols", patrol()).records[0]}
    made["persons"] = post.records.create("persons", person()).records[0]
    first = {name: reading.choices(declared)[0][0] for name, declared in _choices("legal_class", "direction")}
    met = [{"person": made["persons"], "role": "crosser"}]
    found = {"found": "2026-03-15T00:40:00+07:00", "border": "la", "people": met, **first}
    made["detections"] = post.records.create("detections", found).records[0]
    made["receptions"] = post.records.create("receptions", reception([made["persons"]])).records[0]
    made["victim_cases"] = post.records.create("victim_cases", case(made["persons"])).records[0]
    made["handovers"] = post.records.create("handovers", handover()).records[0]
    made["tips"] = post.records.create("tips", tip()).records[0]
    made["custodies"] = post.records.create("custodies", custody(made["persons"])).records[0]
    made["sanctions"] = post.records.create("sanctions", sanction(made["persons"], act=first["legal_class"])).records[0]
    for kind in ("agencies", "counterparts", "households", "laws", *LISTED):
        if kind not in made:
            made[kind] = post.records.create(kind, smallest(kind, made)).records[0]
    return made


@pytest.mark.parametrize("kind", LISTED)
def test_a_register_shows_its_list_its_form_and_its_record(post: Post, qtbot: QtBot, kind: str) -> None:
    made = filled(post)
    spec = next(spec for spec in register_specs(desk_of(post, InlineTasks())) if spec.key == kind)
    screen = spec.factory()
    assert isinstance(screen, RegisterScreen)
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    Typist(screen, qtbot)
    screen.enter()
    screen.list.reload(made[kind])
    assert screen.list.table.rows.rowCount() == 1
    qtbot.waitUntil(lambda: screen.list.detail.view is not None)
    shot(screen, f"{kind}_list")
    assert nameless(screen) == []
    assert screen.start_new("")
    assert isinstance(screen.page, FormPage)
    assert screen.page.keys()
    assert screen.page.status()
    shot(screen, f"{kind}_form")
    assert nameless(screen) == []
    assert not screen.start_new(""), "no second form over an open one"
    assert screen.escape()
    screen.show_record(kind, made[kind])
    pages: list[object] = [screen.page]
    assert screen.list not in pages
    shot(screen, f"{kind}_record")
    assert nameless(screen) == []
    assert screen.escape()


def test_the_summary_of_a_patrol_counts_as_the_statistics_do() -> None:
    markers = [{"marker": "LA:511", "state": "damaged"}, {"marker": "LA:512", "state": "unreached"}]
    summary = summary_of("patrols")
    assert summary is not None
    told = dict(summary(patrol(markers=markers, result="Không có dấu hiệu lạ")))
    assert told["Result"] == "1 marker damaged or moved; Không có dấu hiệu lạ"
    assert told["Distance"] == "12.340 km"
    assert told["Markers and marking posts"] == "511, 512"


@pytest.mark.parametrize(("theme", "points"), [("light", 15.0), ("dark", 10.0), ("high_contrast", 13.0)])
def test_every_form_paints_in_every_theme_and_size(
    post: Post, qapp: QApplication, qtbot: QtBot, theme: str, points: float
) -> None:
    set_language("vi")
    apply(qapp, theme, points)
    for kind in LISTED:
        screen = RegisterScreen(KINDS[kind], desk_of(post, InlineTasks()))
        qtbot.addWidget(screen)
        screen.resize(1246, 696)
        screen.show()
        screen.enter()
        screen.start_new("")
        assert not screen.grab().isNull()
        shot(screen, f"{kind}_{theme}_{points}")
        page = screen.page
        assert isinstance(page, FormPage)
        assert page.body.minimumSizeHint().width() <= page.area.viewport().width(), f"{kind}: the form is cut at the right"
