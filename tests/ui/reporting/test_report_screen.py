"""The report screen on a real post: reading figures, going to their records, closing, paper, all by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.clock import VIETNAM
from borderpost.domain.words import set_language
from tests.posts import case, make, patrol
from tests.statistics.counting import detection, person
from tests.ui.support import nameless, press, shot
from ui.reporting.screen import ReportScreen
from ui.tasks import InlineTasks
from ui.theme.look import BASE, apply

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


@pytest.fixture
def screen(post: Post, qtbot: QtBot) -> ReportScreen:
    found = ReportScreen(post.reports, InlineTasks(), post.session.clock.now, may_close=True)
    found.resize(1162, 696)
    qtbot.addWidget(found)
    found.show()
    return found


@pytest.mark.parametrize("theme", ["light", "dark", "high_contrast"])
def test_pictures(post: Post, screen: ReportScreen, qapp: QApplication, theme: str) -> None:
    set_language("vi")
    apply(qapp, theme, BASE)
    fill(post)
    found = ReportScreen(post.reports, InlineTasks(), post.session.clock.now, may_close=True)
    found.resize(1162, 696)
    found.show()
    found.enter()
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
    found.close()
