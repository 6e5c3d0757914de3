"""The progress board by keyboard: tasks under their directives, marking, narrowing, a new task, the annex."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.words import set_language
from borderpost.registers import KINDS
from borderpost.services.progress_views import STATES
from borderpost.services.session import Changes
from tests.posts import make, patrol
from tests.services.test_progress_board import directive, duty, plan
from tests.ui.support import nameless, shot
from tests.ui.typist import CTRL, ENTER, Typist
from ui.boards.marking import MarkPanel
from ui.boards.rows import Row, row_words
from ui.boards.screen import TABS, ProgressScreen
from ui.boards.specs import board_specs
from ui.lists.filters import FilterChip
from ui.picker import Picker
from ui.registers.areas import area_of, tabs_of
from ui.registers.desk import desk_of
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks
from ui.theme.look import apply
from ui.widgets.cell import CellState
from ui.widgets.footer import KeyHint


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened


class Asked:
    """What the board asked its window for."""

    def __init__(self) -> None:
        self.log: list[Any] = []


def screen_of(post: Post, qtbot: QtBot, asked: Asked, key: str = "progress_board") -> Any:
    spec = next(
        spec
        for spec in board_specs(post, desk_of(post, InlineTasks()), lambda kind, preset: asked.log.append((kind, preset)))
        if spec.key == key
    )
    screen = spec.factory()
    screen.open_record.connect(lambda kind, record: asked.log.append(("open", kind, record)))
    screen.new_record.connect(lambda kind: asked.log.append(("new", kind)))
    screen.go.connect(lambda to: asked.log.append(("go", to)))
    screen.toast.connect(lambda sentence, _hint: asked.log.append(("toast", sentence)))
    qtbot.addWidget(screen)
    screen.resize(1162, 696)
    return screen


@pytest.fixture
def filled(post: Post) -> dict[str, str]:
    made = {"a": directive(post), "b": directive(post, "33/QĐ-TTg", subject="Chương trình")}
    made["late"] = duty(post, "Rà soát", "2026-03-10", directive=made["a"])
    made["soon"] = duty(post, "Tuyên truyền", "2026-03-15", directive=made["a"], responsible="Lò Thị Hạnh")
    made["done"] = duty(post, "Họp", "2026-03-01", directive=made["a"], state="done", done="2026-03-02")
    made["p"] = plan(post, paper_no="07/KH")
    made["under"] = duty(post, "Chốt", "2026-04-01", plan=made["p"])
    return made


def keys_of(screen: Any) -> tuple[KeyHint, ...]:
    found: tuple[KeyHint, ...] = screen.keys()
    return found


def titles(screen: ProgressScreen) -> list[str]:
    return [row.task.title if row.task else row.group.symbol for row in screen.list.rows.rows]


def started(screen: ProgressScreen, qtbot: QtBot) -> Typist:
    typist = Typist(screen, qtbot)
    screen.enter()
    return typist


def test_rows_stand_under_their_directive_and_enter_opens_them(post: Post, qtbot: QtBot, filled: dict[str, str]) -> None:
    asked = Asked()
    screen = screen_of(post, qtbot, asked)
    typist = started(screen, qtbot)
    assert titles(screen) == ["2978/BQP-BĐBP", "Rà soát", "Tuyên truyền", "07/KH", "Chốt"]
    assert screen.header.subtitle.text() == "1 of 4 done · 1 overdue · no proof linked"
    assert nameless(screen) == []
    shot(screen, "board_alone")
    typist.key(ENTER)
    typist.key(Qt.Key.Key_Down)
    typist.key(ENTER)
    typist.text("v")
    typist.key(Qt.Key.Key_Down, times=2)
    typist.text("v")
    assert asked.log == [
        ("open", "directives", filled["a"]),
        ("open", "duties", filled["late"]),
        ("open", "directives", filled["a"]),
        ("open", "plans", filled["p"]),
    ]
    assert [hint.caps for hint in keys_of(screen)[1:4]] == [("T",), ("X",), ("V",)]
    assert screen.status()[0].words == "1 overdue"


def test_a_new_task_begins_under_the_directive_at_hand(post: Post, qtbot: QtBot, filled: dict[str, str]) -> None:
    asked = Asked()
    screen = screen_of(post, qtbot, asked)
    duty(post, "Việc lẻ", "2026-05-01")
    typist = started(screen, qtbot)
    typist.text("n")
    typist.key(Qt.Key.Key_Down, times=4)
    assert screen.start_new("")
    typist.key(Qt.Key.Key_End)
    typist.text("n")
    assert asked.log == [("duties", {"directive": filled["a"]}), ("duties", {"plan": filled["p"]}), ("duties", {})]
    assert not screen.start_new("patrols")


def test_states_are_walked_by_ctrl_and_arrows(post: Post, qtbot: QtBot, filled: dict[str, str]) -> None:
    assert tuple(TABS) == STATES
    screen = screen_of(post, qtbot, Asked())
    typist = started(screen, qtbot)
    shown = {}
    for _state in STATES:
        shown[screen.tabs.current] = titles(screen)
        typist.key(Qt.Key.Key_Right, CTRL)
    assert shown["overdue"] == ["2978/BQP-BĐBP", "Rà soát"]
    assert shown["done"] == ["2978/BQP-BĐBP", "Họp"]
    assert shown["dropped"] == []
    assert shown["all"][-1] == "33/QĐ-TTg"
    assert screen.tabs.current == "unfinished"
    typist.key(Qt.Key.Key_Left, CTRL)
    assert screen.tabs.current == "all"


def test_it_is_narrowed_by_typing_a_directive_or_a_person(post: Post, qtbot: QtBot, filled: dict[str, str]) -> None:
    screen = screen_of(post, qtbot, Asked())
    typist = started(screen, qtbot)
    typist.key(Qt.Key.Key_F, CTRL)
    picker = screen.findChild(Picker)
    assert picker is not None
    assert nameless(picker) == []
    typist.text("hanh")
    typist.key(ENTER)
    assert titles(screen) == ["2978/BQP-BĐBP", "Tuyên truyền"]
    typist.text("f")
    typist.text("07/kh")
    typist.key(ENTER)
    assert titles(screen) == []
    assert "Esc" in screen.empty.do.text()
    assert len([chip for chip in screen.findChildren(FilterChip) if chip.isVisibleTo(screen)]) == 2
    assert screen.escape()
    assert len(titles(screen)) == 5
    assert not screen.escape()
    screen._narrow(who="Lò Thị Hạnh")
    chip = next(chip for chip in screen.findChildren(FilterChip) if chip.isVisibleTo(screen))
    chip.setFocus()
    typist.key(Qt.Key.Key_Delete)
    assert screen.narrowing.who == ""


def test_t_begins_a_task_and_x_ends_it_with_its_result_and_proof(post: Post, qtbot: QtBot, filled: dict[str, str]) -> None:
    proof = post.records.create("patrols", patrol()).records[0]
    asked = Asked()
    screen = screen_of(post, qtbot, asked)
    typist = started(screen, qtbot)
    typist.text("t")
    typist.text("x")
    assert screen.findChild(MarkPanel) is None, "a directive is not marked"
    typist.key(Qt.Key.Key_Down)
    typist.text("t")
    assert post.records.load(filled["late"]).values["state"] == "in_progress"
    typist.text("x")
    panel = screen.findChild(MarkPanel)
    assert panel is not None
    assert nameless(panel) == []
    shot(screen, "board_mark")
    typist.text("Đã rà soát 12 hộ")
    typist.key(ENTER)
    typist.key(Qt.Key.Key_A, CTRL)
    typist.text("40/3")
    typist.key(Qt.Key.Key_S, CTRL)
    assert panel.done.state == CellState.WRONG
    typist.key(Qt.Key.Key_A, CTRL)
    typist.text("14/3")
    typist.key(ENTER)
    typist.text(post.records.load(proof).number)
    typist.key(ENTER)
    typist.key(ENTER)
    values = post.records.load(filled["late"]).values
    assert (values["state"], values["done"], values["result"]) == ("done", "2026-03-14", "Đã rà soát 12 hộ")
    assert values["evidence"] == [{"record": proof}]
    assert "Rà soát" not in titles(screen)
    assert asked.log == [("toast", "NV-26-0001: in progress"), ("toast", "NV-26-0001: done")]


def test_what_the_register_refuses_is_said(post: Post, qtbot: QtBot, filled: dict[str, str]) -> None:
    asked = Asked()
    screen = screen_of(post, qtbot, asked)
    typist = started(screen, qtbot)
    typist.key(Qt.Key.Key_Down)
    typist.text("x")
    panel = screen.findChild(MarkPanel)
    assert panel is not None
    panel.done.load_text("")
    panel.take()
    assert panel.banner.happened.text() == "Write the day it was done."
    panel.close_panel()
    post.records.amend(
        "duties",
        filled["late"],
        {**(view := post.records.load(filled["late"])).values, "state": "dropped", "result": "Thôi"},
        view.heads,
    )
    typist.text("t")
    assert asked.log[-1][1].startswith("This status does not follow")


def test_a_task_that_is_done_is_changed_in_its_record(post: Post, qtbot: QtBot, filled: dict[str, str]) -> None:
    asked = Asked()
    screen = screen_of(post, qtbot, asked)
    typist = started(screen, qtbot)
    screen.choose_state("done")
    typist.key(Qt.Key.Key_Down)
    typist.text("t")
    typist.text("x")
    assert [item[1] for item in asked.log] == ["NV-26-0003 is done already"] * 2
    words = [command.text for command in screen.commands()]
    assert words[2:] == ["Mark NV-26-0003 done", "Mark NV-26-0003 in progress", "Open 2978/BQP-BĐBP"]


def test_it_is_printed_as_it_is_narrowed(
    post: Post, qtbot: QtBot, filled: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "phu-luc"
    monkeypatch.setattr("ui.sheets.papers.ask_save", lambda *_asked: out)
    screen = screen_of(post, qtbot, Asked())
    typist = started(screen, qtbot)
    typist.key(Qt.Key.Key_P, CTRL)
    typist.text("Gửi kèm báo cáo")
    typist.key(ENTER)
    assert out.with_suffix(".pdf").read_bytes()[:5] == b"%PDF-"


def test_others_changes_are_shown_and_the_keyboard_stays(post: Post, qtbot: QtBot, filled: dict[str, str]) -> None:
    screen = screen_of(post, qtbot, Asked())
    screen.refresh(Changes(frozenset({"duties"})))
    typist = started(screen, qtbot)
    typist.key(Qt.Key.Key_Down, times=2)
    duty(post, "Gấp", "2026-03-09", directive=filled["a"])
    screen.refresh(Changes(frozenset({"patrols"})))
    assert "Gấp" not in titles(screen)
    screen.refresh(Changes(frozenset({"duties"})))
    assert "Gấp" in titles(screen)
    assert screen.task is not None
    assert screen.task.title == "Tuyên truyền"


def test_an_empty_post_offers_the_first_task(post: Post, qtbot: QtBot) -> None:
    asked = Asked()
    screen = screen_of(post, qtbot, asked)
    typist = started(screen, qtbot)
    screen.choose_state("all")
    assert screen.empty.fact.text() == "No directive and no due task is written yet"
    assert screen.empty.button is not None
    screen.empty.button.setFocus()
    typist.key(ENTER)
    assert asked.log == [("duties", {})]
    assert screen.begin() is None
    assert screen.open_group() is None


def test_it_stands_among_the_registers_of_its_area(post: Post, qtbot: QtBot) -> None:
    keys = [key for key, _words in tabs_of("duties")]
    assert keys == ["duties", "directives", "plans", "progress_board", "plan_board"]
    assert tabs_of("progress_board") == tabs_of("plans")
    with pytest.raises(KeyError):
        tabs_of("nobody")
    asked = Asked()
    screen = screen_of(post, qtbot, asked)
    assert next(spec for spec in board_specs(post, desk_of(post, InlineTasks()), lambda *_given: None)).area == area_of(
        "duties"
    )
    screen.area_tabs._walk(1)
    screen.area_tabs._walk(-1)
    screen.area_tabs.chosen.emit("duties")
    assert asked.log == [("go", "plan_board"), ("go", "plans"), ("go", "duties")]
    register = RegisterScreen(KINDS["duties"], desk_of(post, InlineTasks()))
    qtbot.addWidget(register)
    register.go.connect(lambda to: asked.log.append(("go", to)))
    register.tabs._walk(-1)
    assert asked.log[-1] == ("go", "plan_board")


def test_a_row_is_a_sentence_for_readers_of_the_screen(post: Post, filled: dict[str, str]) -> None:
    post.progress.mark(filled["soon"], "dropped", result="Thôi")
    board = post.progress.board()
    group = board.groups[0]
    assert row_words(Row(group)) == (
        "2978/BQP-BĐBP · Chín nhiệm vụ, 1 of 2 done (50 %) · 1 overdue · 1 dropped · no proof linked, next due Tue 10/03"
    )
    assert "Rà soát" in row_words(Row(group, group.tasks[0]))
    assert "no task written yet" in row_words(Row(next(each for each in board.groups if not each.total)))


@pytest.mark.parametrize(
    ("theme", "points", "wide"),
    [("light", 10.5, 1162), ("dark", 13.0, 1162), ("high_contrast", 15.0, 1280), ("light", 13.0, 700)],
)
def test_it_shows_in_every_look(
    post: Post, qtbot: QtBot, qapp: Any, filled: dict[str, str], theme: str, points: float, wide: int
) -> None:
    set_language("vi")
    apply(qapp, theme, points)
    for key in ("progress_board", "plan_board"):
        screen = screen_of(post, qtbot, Asked(), key)
        screen.resize(wide, 696)
        started(screen, qtbot)
        screen.choose_state("all")
        shot(screen, f"{key}_{theme}_{points:g}_{wide}")
        assert len(screen.list.rows.rows) > 0
