"""From a record to the next one in the window: one key, the people meant by it, and forms that already know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from borderpost.domain.words import language, set_language
from borderpost.services.views import Listing
from tests.posts import Place, case, handover, make, patrol, person, reception, tip
from tests.ui.office import ALT, SPACE, Guard, office
from tests.ui.support import nameless, nodes, shot
from tests.ui.typist import CTRL
from ui.forms.table import RowsEditor
from ui.registers.next_acts import NextActsPage
from ui.registers.person_page import PersonPage

FOUND = {
    "found": "2026-03-15T00:40:00+07:00",
    "border": "la",
    "direction": "exit",
    "legal_class": "adm_exit_entry_282",
    "place": "Bản Nậm Cắn",
}
NAMES = ("Lò Văn Thắng", "Vàng Thị Sua", "Hoàng Văn Dẫn")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    before = language()
    made = make(tmp_path / "post")
    with made.as_("victim_officer") as post:
        people = [post.records.create("persons", person(name=name, birth="1990")).records[0] for name in NAMES]
        roles = ("crosser", "crosser", "organiser")
        rows = [{"person": who, "role": role} for who, role in zip(people, roles, strict=True)]
        post.records.create("detections", {**FOUND, "people": rows})
    yield made
    set_language(before)


@pytest.fixture
def guard(place: Place, qtbot: QtBot) -> Iterator[Guard]:
    with office(place, "victim_officer", qtbot) as opened:
        yield opened


def detection(guard: Guard) -> str:
    return guard._all("detections").pop()


def people_of(guard: Guard) -> list[str]:
    return [row["person"] for row in guard.post.records.load(detection(guard)).values["people"]]


def in_list(guard: Guard) -> bool:
    """Whether no page lies over the list."""
    return guard.page is guard.screen.list


def test_f5_in_the_list_shows_the_people_and_what_was_written_of_them(guard: Guard) -> None:
    first, second, _organiser = people_of(guard)
    guard.post.records.create("receptions", reception([second], detection=detection(guard)))
    guard.window.go("detections")
    QApplication.processEvents()
    guard.qtbot.waitUntil(lambda: guard.screen.list.detail.view is not None)
    guard.typist.key(Qt.Key.Key_F5)
    page = guard.people
    assert page.list.hasFocus()
    assert page.list.current == first
    words = [page.list.rows.index(row, 0).data() for row in range(3)]
    assert words[0] == "Lò Văn Thắng, Người vượt biên"
    assert words[1].endswith("Tiếp nhận TN-26-0001")
    assert NAMES[1] not in words[1], "a reception protects: from then on the register shows no name"
    assert nameless(guard.window) == []
    guard.escape()
    assert in_list(guard)


def test_space_marks_and_ctrl_a_marks_all(guard: Guard) -> None:
    first, second, organiser = people_of(guard)
    guard.find(detection(guard))
    guard.then("")
    page = guard.people
    assert page.status() == ()
    guard.typist.key(SPACE)
    assert page.list.rows.marked == {first}
    assert page.list.current == second, "Space goes on"
    assert page.status()[0].words == "đã đánh dấu 1"
    assert page.list.rows.index(0, 0).data().endswith("đã đánh dấu")
    guard.typist.key(Qt.Key.Key_A, CTRL)
    assert page.list.rows.marked == {first, second, organiser}
    guard.typist.key(Qt.Key.Key_A, CTRL)
    assert page.list.rows.marked == set()
    viewport = page.list.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(30, 60))
    assert page.list.rows.marked == {second}, "a click on the box marks as well"
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(300, 12))
    assert page.list.rows.marked == {second}, "a click on the row only goes there"
    assert page.list.current == first


def test_one_key_in_the_row_of_a_person_leads_from_the_detection_to_the_screening(guard: Guard) -> None:
    _first, second, _organiser = people_of(guard)
    guard.find(detection(guard))
    table = guard._go(guard.form, "people")
    assert isinstance(table, RowsEditor)
    guard.typist.key(Qt.Key.Key_Up, times=9)
    guard.typist.key(Qt.Key.Key_Down)
    guard.typist.key(Qt.Key.Key_S, ALT)
    form = guard.form
    assert form.register.kind == "screenings"
    values = form.body.values()[0]
    assert values["person"] == second
    assert values["checklist"] == "adult_2026_1"
    assert values["officer"] == "Lò Thị Hạnh"
    assert form.body.parts["held"].line.hasFocus(), "the moment is typed"  # type: ignore[union-attr] # a cell
    guard.escape()
    assert isinstance(guard.page, NextActsPage), "what was begun lies over the people"
    guard.escape()
    assert in_list(guard)


def test_what_was_typed_before_the_key_is_saved_with_it(guard: Guard) -> None:
    guard.find(detection(guard))
    guard.fill(account="Đi theo lối mòn")
    guard.then("T")
    assert guard.post.records.load(detection(guard)).values["account"] == "Đi theo lối mòn"
    assert isinstance(guard.page, NextActsPage), "nobody is meant before somebody is chosen"


def test_a_form_that_is_not_complete_stays_and_says_why(guard: Guard) -> None:
    guard.new("detections")
    guard.typist.key(Qt.Key.Key_F5)
    assert guard.form.following is None
    assert guard.form.body.wrong_places()
    guard.fill(border="la", found="2026-03-15T00:40:00+07:00", direction="exit", legal_class="adm_exit_entry_282")
    guard.save()
    assert in_list(guard), "a refused wish does not come back later"


def test_sanctions_of_one_night_are_one_form_and_leave_out_who_may_be_a_victim(guard: Guard) -> None:
    first, second, organiser = people_of(guard)
    guard.post.records.create("victim_cases", case(second, pseudonym="Sương"))
    guard.find(detection(guard))
    guard.then("")
    guard.typist.key(Qt.Key.Key_A, CTRL)
    guard.press("X")
    assert "Lò Văn Thắng" in guard.form._about
    assert "NG-26-0002" not in guard.form._about
    guard.picture("next_acts_batch")
    guard.fill(recorded="2026-03-15T04:30:00+07:00", complexity="simple")
    guard.save("sanctions")
    page = guard.people
    assert page.problem.isVisible()
    assert "Đã bỏ ra" in page.problem.happened.text()
    sanctions = [guard.post.records.load(name).values for name in sorted(guard._all("sanctions"))]
    assert {item["person"] for item in sanctions} == {first, organiser}
    assert {item["detection"] for item in sanctions} == {detection(guard)}
    assert page.list.rows.marked == set(), "their act is done"
    guard.on(second)
    guard.press("X")
    assert guard.form.body.values()[0]["person"] == second, "law reminds, a person decides"
    assert guard.post.drafts.count() == 0


def test_a_draft_of_a_batch_goes_on_as_the_record_of_one(guard: Guard) -> None:
    guard.find(detection(guard))
    guard.then("")
    guard.typist.key(Qt.Key.Key_A, CTRL)
    guard.press("X")
    guard.fill(recorded="2026-03-15T04:30:00+07:00")
    guard.escape()
    guard.press("X")
    guard.typist.key(Qt.Key.Key_F3)
    guard.fill(complexity="simple")
    guard.save("sanctions")
    assert len(guard._all("sanctions")) == 1
    assert [len(standing.done) for standing in guard.people.scene.people] == [1, 0, 0], "the page shows who is left"


def test_forms_of_one_act_follow_each_other_and_keep_what_was_common(guard: Guard) -> None:
    first, second, _organiser = people_of(guard)
    guard.find(detection(guard))
    guard.then("")
    guard.mark(first, second)
    guard.press("S")
    assert guard.form._about == "1 / 2: Lò Văn Thắng"
    guard.fill(held="2026-03-15T04:20:00+07:00", interpreter="Vàng Thị Dua", apart=True)
    guard.fill(recommendation="no_indication", why="Tự đi")
    guard.then("N")
    assert guard.form.register.kind == "victim_cases", "a case of the first, before the second is screened"
    assert guard.form.body.values()[0]["person"] == first
    assert guard.form.body.values()[0]["screened"] == "2026-03-15T04:20:00+07:00"
    guard.escape()
    assert guard.form._about == "2 / 2: Vàng Thị Sua"
    values = guard.form.body.values()[0]
    assert (values["person"], values["interpreter"], values["apart"]) == (second, "Vàng Thị Dua", True)
    assert "why" not in values
    guard.escape()
    assert isinstance(guard.page, NextActsPage)


def test_the_palette_offers_the_acts_of_the_chosen_record_and_of_the_page(guard: Guard) -> None:
    guard.window.go("detections")
    guard.qtbot.waitUntil(lambda: guard.screen.list.detail.view is not None)
    guard.command("sang loc")
    page = guard.people
    guard.command("tiep nhan")
    assert guard.form.register.kind == "receptions"
    assert [row["person"] for row in guard.form.body.values()[0]["people"]] == [page.list.current]


def test_an_act_without_people_starts_at_once(guard: Guard) -> None:
    night = guard.post.records.create("patrols", patrol()).records[0]
    guard.find(night)
    guard.then("V")
    values = guard.form.body.values()[0]
    assert (values["patrol"], values["finder"], values["border"]) == (night, "patrol", "la")
    guard.escape()
    guard.find(night)
    guard.then("")
    page = guard.people
    assert page.empty.isVisible()
    assert page.buttons["V"].hasFocus()
    assert page.keys()[0].caps == ("V",)
    guard.press("V")
    assert guard.form.register.kind == "detections"


def test_nobody_to_act_on_is_said_on_the_buttons(guard: Guard) -> None:
    told = guard.post.records.create("tips", tip()).records[0]
    guard.find(told)
    guard.then("")
    assert not guard.people.buttons["T"].isEnabled()
    guard.press("T")
    assert isinstance(guard.page, NextActsPage)


def test_enter_shows_a_person_over_all_roles(guard: Guard) -> None:
    guard.find(detection(guard))
    guard.then("")
    guard.typist.key(Qt.Key.Key_Return)
    assert isinstance(guard.page, PersonPage)
    guard.escape()
    assert isinstance(guard.page, NextActsPage)


def test_f5_on_a_case_leads_to_a_referral(guard: Guard) -> None:
    made = guard.post.records.create("victim_cases", case(people_of(guard)[1], pseudonym="Sương")).records[0]
    guard.find(made)
    guard.typist.key(Qt.Key.Key_F5)
    guard.press("C")
    values = guard.form.body.values()[0]
    assert (values["victim_case"], values["officer"]) == (made, "Lò Thị Hạnh")


def test_what_cannot_be_written_back_is_said_and_the_record_stays(guard: Guard) -> None:
    """A hand-over before the reception: the case refuses the time, the hand-over itself is saved."""
    made = guard.post.records.create("victim_cases", case(people_of(guard)[1], pseudonym="Sương")).records[0]
    guard.find(made)
    guard.typist.key(Qt.Key.Key_B, CTRL)
    guard.fill(handed="2026-03-15T01:00:00+07:00", receiver_kind="commune", receiver="UBND xã Nậm Cắn")
    before = guard._all("handovers")
    guard.typist.key(Qt.Key.Key_S, CTRL)
    assert guard._all("handovers") - before
    assert guard.form.record_id is not None
    assert "handed_over" not in guard.post.records.load(made).values


def test_a_table_grows_with_its_rows(guard: Guard) -> None:
    guard.window.go("screenings")
    guard.new("screenings")
    guard.fill(signs=[{"indicator": "brokered"}, {"indicator": "deceived"}, {"indicator": "child_alone"}])
    table = guard.form.body.parts["signs"]
    QApplication.processEvents()
    assert isinstance(table, RowsEditor)
    assert table.height() >= table.sizeHint().height()
    grid = table.parentWidget()
    assert grid is not None
    assert grid.rect().contains(table.geometry()), "the entry row is in sight"


def test_a_text_of_several_lines_leaves_alt_to_the_form(guard: Guard) -> None:
    guard.new("handovers")
    part = guard._go(guard.form, "feedback")
    guard.typist.key(Qt.Key.Key_1, ALT)
    assert guard.form.body.values()[0].get("feedback") is None
    assert part is guard.form.body.parts["feedback"]
    assert not guard._inside(part)


def test_no_name_of_a_protected_person_is_told_on_the_way(place: Place, qtbot: QtBot) -> None:
    from PySide6.QtGui import QAccessible

    with place.as_("victim_officer") as post:
        found = next(iter(post.records.ids("detections", Listing())))
        people = [row["person"] for row in post.records.load(post.records.key_to_id(found)).values["people"]]
        post.records.create("receptions", reception(people))
        post.records.create("handovers", handover())
    with office(place, "guard", qtbot) as guard:
        guard.find(detection(guard))
        guard.then("")
        guard.typist.key(Qt.Key.Key_A, CTRL)
        guard.press("S")
        told = [node.text(which) for node in nodes(guard.window) for which in (QAccessible.Text.Name, QAccessible.Text.Value)]
        assert not any(name in words for words in told for name in NAMES)
        assert not any(name in guard.window.windowTitle() for name in NAMES)


@pytest.mark.parametrize(("theme", "points"), [("light", 10.5), ("dark", 10.5), ("high_contrast", 13.0), ("light", 15.0)])
def test_the_page_of_people_shows_in_every_look(guard: Guard, theme: str, points: float) -> None:
    look = guard.window._appearance
    look.choose_theme(theme)
    look.choose_size(points)
    guard.window.resize(1366, 728)
    guard.post.records.create("victim_cases", case(people_of(guard)[1], pseudonym="Sương"))
    guard.find(detection(guard))
    guard.then("")
    guard.typist.key(Qt.Key.Key_A, CTRL)
    shot(guard.window, f"next_acts_{theme}_{points:g}")
    page = guard.people
    for button in page.buttons.values():
        assert button.width() >= button.sizeHint().width(), "no words are cut"
        assert page.rect().contains(button.mapTo(page, button.rect().bottomRight())), "nothing is out of reach"
