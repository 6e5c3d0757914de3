"""A period that was missed stands beside the list, with its limit and its ground, in every theme; nothing is blocked."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from borderpost.domain.words import set_language
from borderpost.registers import KINDS
from tests.posts import make
from tests.ui.support import nameless, shot
from ui.registers.desk import desk_of
from ui.registers.screen import RegisterScreen
from ui.tasks import InlineTasks
from ui.theme.look import BASE, apply

LATE = {
    "kind": "criminal",
    "opened": "2025-12-05T16:00:00+07:00",
    "opened_by": "post_commander",
    "lead": "lead",
    "offence": "penal_348",
    "prosecuted": "2025-12-05T16:00:00+07:00",
    "decision_sent": "2025-12-05T17:00:00+07:00",
    "sent": "2025-12-28T09:00:00+07:00",
}


@pytest.mark.parametrize("theme", ["light", "dark", "high_contrast"])
def test_a_file_that_went_late_is_shown_with_its_limit(tmp_path: Path, qapp: QApplication, qtbot: QtBot, theme: str) -> None:
    set_language("vi")
    apply(qapp, theme, BASE)
    with make(tmp_path / "post").as_("commander") as post:
        record = post.records.create("cases", LATE).records[0]
        screen = RegisterScreen(KINDS["cases"], desk_of(post, InlineTasks()))
        qtbot.addWidget(screen)
        screen.resize(1246, 696)
        screen.show()
        screen.enter()
        screen.list.reload(record)
        qtbot.waitUntil(lambda: screen.list.detail.view is not None)
        said = " ".join(label.text() for label in screen.list.detail.findChildren(QLabel))
        shot(screen, f"missed_{theme}")
        assert "Quá hạn: Chuyển hồ sơ vụ án cho Cơ quan điều tra" in said
        assert "hạn 24:00 12/12/2025, thực hiện 28/12/2025 09:00 · BLTTHS, điều 164" in said
        assert nameless(screen) == []
