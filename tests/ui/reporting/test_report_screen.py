"""The report screen on a real post: reading figures, going to their records, closing, paper, all by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.clock import VIETNAM
from borderpost.domain.errors import BorderpostError
from borderpost.domain.progress import Progress, Report
from borderpost.domain.words import set_language
from borderpost.journal.entry import decode
from borderpost.services.session import Changes
from tests.posts import case, make, patrol
from tests.statistics.counting import detection, person
from tests.ui.support import nameless, press, shot
from ui import files, printing
from ui.reporting.screen import ReportScreen, report_spec
from ui.reporting.table import BEFORE, CODE, LABEL, LAST, THIS, UNIT
from ui.tasks import InlineTasks, Lane, TaskRunner
from ui.theme.look import BASE, apply
from ui.widgets.text import Text

MORNING_AFTER = datetime(2026, 3, 15, 6, 52, tzinfo=VIETNAM)


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    """Return the post as its commander has it open on the morning after the reporting month."""
    opened = make(tmp_path / "post", MORNING_AFTER).unlock("commander")
    yield opened
    opened.close()


def fill(post: Post) -> None:
    """Write two years of a little work, and close the windows before the one shown."""
    for month in range(1, 13):
        for day in range(month % 3 + 1):
            for year in (2025, 2026) if month < 3 else (2025,):
                crossers = [{"person": person(post, nationality="vn"), "role": "crosser"} for _ in range(day + month % 2)]
                detection(post, crossers, found=f"{year}-{month:02d}-{day + 3:02d}T08:00:00+07:00")
    for name in ("2025-03", "2026-02"):
        post.reports.close(post.reports.window(name))
    for n in range(3):
        post.records.create("patrols", patrol(kind=("closed_loop", "joint", "closed_loop")[n]))
    post.records.create("patrols", patrol(legs=[]))
    people = [{"person": person(post, nationality="la"), "role": role} for role in ("crosser", "crosser", "guide")]
    detection(post, people, legal_class="penal_348", case_opened=True)
    detection(post, [{"person": person(post), "role": "crosser"}], outcome="handed_over")
    march = {"found": "2026-03-01T08:00:00+07:00", "received": "2026-03-01T09:00:00+07:00"}
    post.records.create("victim_cases", case(person(post), birth_year=2011, sex="female", **march))


@pytest.mark.parametrize("theme", ["light", "dark", "high_contrast"])
def test_pictures(post: Post, qtbot: QtBot, qapp: QApplication, theme: str) -> None:
    set_language("vi")
    apply(qapp, theme, BASE)
    fill(post)
    found = opened(post, qtbot)
    shot(found, f"report-{theme}")
    press(found.body.table, Qt.Key.Key_Down)
    press(found.body.table, Qt.Key.Key_Down)
    press(found.body.table, Qt.Key.Key_Down)
    press(found.body.table, Qt.Key.Key_Right)
    press(found.body.table, Qt.Key.Key_Return)
    shot(found, f"report-leads-{theme}")
    found.escape()
    found.ask_close()
    shot(found, f"report-close-{theme}")
    assert nameless(found) == []


class Later:
    """A door behind which work waits until the test lets it through."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[BorderpostError], object],
        progress: Progress | None = None,
        *,
        owner: QObject | None = None,
        lane: Lane = "writer",
    ) -> None:
        self.waiting.append(lambda: InlineTasks().run(work, done, failed, progress, owner=owner, lane=lane))

    def progress(self, report: Report) -> Progress:
        return Progress(report)

    def let_through(self) -> None:
        """Do the oldest piece of work."""
        self.waiting.pop(0)()


def opened(post: Post, qtbot: QtBot, tasks: TaskRunner | None = None, **more: Any) -> ReportScreen:
    """Return the screen as the window shows it."""
    given: dict[str, Any] = {"may_close": True} | more
    found = ReportScreen(post.reports, tasks or InlineTasks(), post.session.clock.now, **given)
    qtbot.addWidget(found)
    found.resize(1162, 696)
    found.show()
    found.activateWindow()
    qtbot.waitUntil(found.isActiveWindow)
    post.session.listeners.append(found.refresh)
    found.enter()
    return found


def rows(screen: ReportScreen) -> list[list[str]]:
    model = screen.body.table.rows
    return [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())]


def go_to(screen: ReportScreen, code: str) -> None:
    screen.body.table.choose([row[CODE] for row in rows(screen)].index(code))


def test_it_opens_on_the_last_month_that_is_over(post: Post, qtbot: QtBot) -> None:
    fill(post)
    screen = opened(post, qtbot)
    assert screen.title == "Report of month 3/2026"
    shown = {row[CODE]: row for row in rows(screen) if row[CODE]}
    assert shown["D1"][1:] == ["Illegal crossings found", "incidents / people", "2 / 3", "3 / 3", "1 / 1", "+1 / +2"]
    assert shown["V1"][THIS] == "1"
    assert [row[UNIT] for row in rows(screen)[:3]] == ["patrols / person-times", "km", "markers"]
    assert rows(screen)[1][THIS] == "37.020"
    assert len(screen.body.paper.pages) >= 2
    assert screen.body.paper.title.remark.text().startswith("page 1 / ")


def test_nothing_to_compare_is_a_dash(post: Post, qtbot: QtBot) -> None:
    screen = opened(post, qtbot)
    assert rows(screen)[0][THIS:] == ["0 / 0", "–", "–", "–"]


def test_periods_are_turned_by_keys(post: Post, qtbot: QtBot) -> None:
    post.reports.close(post.reports.window("2026-02"))
    screen = opened(post, qtbot)
    body = screen.body
    press(body.table, Qt.Key.Key_PageUp)
    assert screen.title == "Report of month 2/2026"
    assert body.chip.text == "Closed"
    assert not body.close_button.isVisible()
    for _ in range(4):
        press(body.table, Qt.Key.Key_PageDown)
    assert screen.title == "Report of month 4/2026"
    assert not body.close_button.isEnabled()
    assert "runs until 14/04/2026" in body.close_button.accessibleDescription()
    titles = []
    for _ in range(4):
        press(body.table, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
        titles.append(screen.title)
    assert titles == [
        "Report of quarter I/2026",
        "Report of second half of 2025",
        "Report of year 2025",
        "Report of month 3/2026",
    ]
    press(body.table, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    press(body.table, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    press(body.table, Qt.Key.Key_PageUp)
    assert screen.title == "Report of first half of 2025"


def test_a_number_leads_to_its_records(post: Post, qtbot: QtBot) -> None:
    fill(post)
    screen = opened(post, qtbot)
    body = screen.body
    go_to(screen, "D1")
    press(body.table, Qt.Key.Key_Return)
    assert body.aside.currentWidget() is body.leads
    assert body.leads.count.text() == "2 records"
    assert screen.keys()[-1].caps == ("Esc",)
    body.leads.units.step(1)
    assert body.leads.count.text() == "2 records"
    assert body.leads.units.current == "1"
    with qtbot.waitSignal(screen.open_record) as told:
        press(body.leads.list, Qt.Key.Key_Return)
    kind, record = told.args or ["", ""]
    assert kind == "detections"
    assert post.records.load(record).number.startswith("VV-26-")
    assert screen.escape()
    assert body.aside.currentWidget() is body.paper
    assert not screen.escape()
    go_to(screen, "D4B")
    press(body.table, Qt.Key.Key_Enter)
    assert body.leads.empty.isVisible()


def test_parts_unfold_and_fold(post: Post, qtbot: QtBot) -> None:
    fill(post)
    screen = opened(post, qtbot)
    table = screen.body.table
    before = len(rows(screen))
    go_to(screen, "D1")
    press(table, Qt.Key.Key_Right)
    names = [row[LABEL] for row in rows(screen)]
    assert "By nationality: Unknown" in names
    assert "By nationality: China" not in names
    press(table, Qt.Key.Key_Down)
    press(table, Qt.Key.Key_Return)
    assert screen.body.leads.title.text() == "D1 · By direction: Illegal exit"
    press(table, Qt.Key.Key_Left)
    assert len(rows(screen)) == before
    shown = table.current()
    assert shown is not None
    assert shown.row.code == "D1"
    press(table, Qt.Key.Key_End)
    assert table.currentIndex().row() == before - 1
    press(table, Qt.Key.Key_Home)
    assert table.currentIndex().row() == 0


def test_a_failed_check_is_found_mended_and_gone(post: Post, qtbot: QtBot) -> None:
    strange = detection(post, [], direction="sideways")
    screen = opened(post, qtbot)
    body = screen.body
    assert not body.close_button.isEnabled()
    assert "1 place to mend" in body.close_button.accessibleDescription()
    assert screen.commands()[-1].text == "Count again"
    shot(screen, "report-broken")
    press(body.table, Qt.Key.Key_F8)
    assert screen.focusWidget() is body.checks
    assert body.checks.currentIndex().data().startswith("D1 · By direction (incidents): total 1, parts add up to 0.")
    place = [row[CODE] for row in rows(screen)].index("D1")
    spoken = body.table.rows.index(place, THIS).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "1 / 0, a check does not hold"
    press(body.checks, Qt.Key.Key_Return)
    with qtbot.waitSignal(screen.open_record) as told:
        press(body.leads.list, Qt.Key.Key_Return)
    assert told.args == ["detections", strange]
    view = post.records.load(strange)
    post.records.amend("detections", strange, view.values | {"direction": "exit"}, view.heads)
    assert body.close_button.isEnabled()
    assert not any(entry.ink == "red" for entry in body.checks.rows.entries)
    press(body.table, Qt.Key.Key_F8)
    assert screen.focusWidget() is body.table


def test_a_missing_distance_is_said(post: Post, qtbot: QtBot) -> None:
    post.records.create("patrols", patrol(legs=[]))
    screen = opened(post, qtbot)
    assert screen.body.checks.rows.entries[0].text == "P1: 1 without a value, not counted"
    press(screen.body.checks, Qt.Key.Key_Return)
    assert screen.body.aside.currentWidget() is screen.body.paper


def test_a_period_is_closed_by_keyboard(post: Post, qtbot: QtBot) -> None:
    screen = opened(post, qtbot)
    body = screen.body
    press(body.close_button, Qt.Key.Key_Return)
    assert body.aside.currentWidget() is body.closing
    press(body.closing.leave, Qt.Key.Key_Return)
    assert body.aside.currentWidget() is body.paper
    assert screen.commands()[-1].text == "Sign and close the period"
    screen.commands()[-1].act()
    with qtbot.waitSignal(screen.badge, check_params_cb=lambda due: due == 0), qtbot.waitSignal(screen.toast) as told:
        press(body.closing.confirm, Qt.Key.Key_Return)
    assert told.args == ["month 3/2026 is closed and signed", "It goes in the next bundle."]
    assert post.reports.status(post.reports.window("2026-03")).closed
    assert body.chip.text == "Closed"
    assert body.aside.currentWidget() is body.paper
    screen.ask_close()
    assert body.aside.currentWidget() is body.closing or not body.close_button.isVisible()


def test_what_arrives_later_is_said(post: Post, qtbot: QtBot) -> None:
    post.reports.close(post.reports.window("2026-03"))
    screen = opened(post, qtbot)
    detection(post, [])
    said = [label.text() for label in screen.body.header.findChildren(Text)]
    assert "1 entry after closing" in said
    assert next(row for row in rows(screen) if row[CODE] == "D1")[THIS] == "0 / 0"
    assert screen.body.checks.rows.entries[0].text == "D1: closed with 0 incidents, 0 people; now 1 incidents, 0 people"


def test_a_close_that_fails_says_why_in_its_pane(post: Post, qtbot: QtBot) -> None:
    screen = opened(post, qtbot)
    screen.ask_close()
    post.session.listeners.clear()
    post.reports.close(post.reports.window("2026-03"))
    press(screen.body.closing.confirm, Qt.Key.Key_Return)
    assert screen.body.closing.problem.isVisible()
    assert "is closed" in screen.body.closing.problem.happened.text()
    assert screen.body.closing.confirm.isEnabled()


def test_who_may_not_close_is_told(post: Post, qtbot: QtBot) -> None:
    screen = opened(post, qtbot, may_close=False)
    assert "The commander closes the period" in screen.body.close_button.accessibleDescription()
    screen.ask_close()
    assert screen.body.aside.currentWidget() is screen.body.paper


def test_the_paper_is_turned_saved_and_opened(
    post: Post, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []
    screen = opened(post, qtbot, open_path=shown.append)
    body = screen.body
    control = Qt.KeyboardModifier.ControlModifier
    press(body.table, Qt.Key.Key_PageDown, control)
    assert body.paper.title.remark.text().startswith("page 2 / ")
    press(body.table, Qt.Key.Key_PageUp, control)
    assert not body.paper.before.isEnabled()
    target = tmp_path / "report.pdf"
    monkeypatch.setattr(files, "ask_save", lambda *_asked: None)
    press(body.table, Qt.Key.Key_S, control)
    assert not body.paper.open_button.isVisible()
    monkeypatch.setattr(files, "ask_save", lambda *_asked: target)
    press(body.table, Qt.Key.Key_S, control)
    assert target.read_bytes().startswith(b"%PDF")
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []
    press(body.paper.open_button, Qt.Key.Key_Return)
    assert shown == [target]
    assert actions(post) == ["export"]


def actions(post: Post) -> list[str]:
    """Return what was done with the report, as the journal has it."""
    with post.session.read() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM journal WHERE record = 0 ORDER BY id").scalars()
        return [entry.action for entry in map(decode, bodies) if entry.kind == "periods"]


def test_a_print_is_written_down_only_if_it_happened(post: Post, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = opened(post, qtbot)
    printed: list[int] = []

    def answer(went: bool) -> None:
        def print_pages(_parent: object, pages: tuple[bytes, ...]) -> bool:
            printed.append(len(pages))
            return went

        monkeypatch.setattr(printing, "print_pages", print_pages)

    control = Qt.KeyboardModifier.ControlModifier
    answer(went=False)
    press(screen.body.table, Qt.Key.Key_P, control)
    assert actions(post) == []
    answer(went=True)
    press(screen.body.table, Qt.Key.Key_P, control)
    assert actions(post) == ["print"]
    assert printed[0] == printed[1] >= 2


def test_counting_shows_itself_and_can_be_stopped(post: Post, qtbot: QtBot) -> None:
    later = Later()
    screen = opened(post, qtbot, later)
    body = screen.body
    qtbot.waitUntil(lambda: body.middle.currentWidget() is body.waiting)
    assert screen.escape()
    later.let_through()
    assert body.middle.currentWidget() is body.empty
    assert body.empty.do.text() == "Press F5 to count again."
    screen.print_report()
    screen.save_pdf()
    screen.move_on(1)
    screen.show_leads()
    assert not later.waiting
    press(screen, Qt.Key.Key_F5)
    later.let_through()
    assert body.middle.currentWidget() is body.content
    assert body.paper.empty.isVisible()
    later.let_through()
    assert body.paper.pages


def test_only_the_newest_question_is_answered(post: Post, qtbot: QtBot) -> None:
    later = Later()
    screen = opened(post, qtbot, later)
    later.let_through()
    later.let_through()
    press(screen.body.table, Qt.Key.Key_PageUp)
    press(screen.body.table, Qt.Key.Key_PageUp)
    later.let_through()
    assert screen.title == "Report of month 3/2026"
    later.let_through()
    assert screen.title == "Report of month 1/2026"


def test_an_answer_that_is_too_late_is_not_heard(post: Post, qtbot: QtBot) -> None:
    later = Later()
    screen = opened(post, qtbot, later)
    screen.escape()
    screen.reload()
    later.let_through()
    assert screen.body.middle.currentWidget() is not screen.body.empty
    later.let_through()
    press(screen.body.table, Qt.Key.Key_F5)
    later.let_through()
    assert not screen.body.paper.pages
    later.let_through()
    later.let_through()
    assert screen.body.paper.pages


def test_paper_that_cannot_be_set_says_so(post: Post, qtbot: QtBot) -> None:
    later = Later()
    screen = opened(post, qtbot, later)
    later.let_through()
    post.session.store = replace(post.session.store, accounts=())
    later.let_through()
    assert screen.body.paper.empty.fact.text() == "There is no such user on this machine."
    assert not screen.body.paper.pages


def test_the_window_registers_it(post: Post, qtbot: QtBot) -> None:
    spec = report_spec(post.reports, InlineTasks(), post.session.clock.now, may_close=True)
    assert (spec.key, spec.title, spec.icon) == ("reports", "Reports", "file-chart-column")
    screen = spec.factory()
    qtbot.addWidget(screen)
    assert isinstance(screen, ReportScreen)
    assert len(screen.keys()) <= 7
    assert screen.status()[0].icon == "lock"
    assert screen.panes()[0] is screen.body.table
    screen.refresh(Changes(frozenset({"periods"})))
    assert not screen.body.table.rows.rows


@pytest.mark.parametrize("points", [13.0, 15.0])
def test_large_text_drops_a_column_and_keeps_every_act(post: Post, qtbot: QtBot, qapp: QApplication, points: float) -> None:
    apply(qapp, "light", points)
    set_language("vi")
    fill(post)
    screen = opened(post, qtbot)
    shot(screen, f"report-{points:.0f}pt")
    body = screen.body
    assert body.table.isColumnHidden(BEFORE)
    assert not any(body.table.isColumnHidden(column) for column in (CODE, LABEL, THIS, LAST))
    assert body.table.columnViewportPosition(LAST) + body.table.columnWidth(LAST) <= body.table.viewport().width()
    for act in (body.close_button, body.paper.print_button, body.paper.save_button):
        area = QRect(act.mapTo(screen, QPoint(0, 0)), act.size())
        assert screen.rect().contains(area)
