"""Taking a GPX file into a patrol by keyboard: preview, filling, keeping on save, and files that are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.registers import KINDS
from tests.posts import make, patrol
from tests.ui.support import nameless, press, shot
from ui.forms.screen import FormPage
from ui.registers.desk import Desk
from ui.registers.shapes import shape_of
from ui.tasks import InlineTasks
from ui.tracks import dialog
from ui.tracks.dialog import TrackPanel, open_import
from ui.widgets.banner import Banner

HEAD = '<?xml version="1.0"?><gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'


def gpx(*points: tuple[float, float, str]) -> str:
    """Return a file of one segment; times are UTC."""
    written = "".join(f'<trkpt lat="{lat}" lon="{lon}"><time>{at}</time></trkpt>' for lat, lon, at in points)
    return f"{HEAD}<trk><name>Khe Sim</name><trkseg>{written}</trkseg></trk></gpx>"


NIGHT_WALK = gpx(
    (21.300, 103.000, "2026-03-14T15:31:00Z"),
    (21.304, 103.004, "2026-03-14T16:40:00Z"),
    (999.0, 103.004, "2026-03-14T16:50:00Z"),
    (21.310, 103.010, "2026-03-14T22:27:00Z"),
)


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with make(tmp_path / "post").as_("guard") as opened:
        yield opened


class Asked:
    """Answers the file dialog."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answer: Path | None = None
        monkeypatch.setattr(dialog, "ask_open", lambda *_words: self.answer)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    return Asked(monkeypatch)


def form_of(post: Post, qtbot: QtBot) -> FormPage:
    """Return the form of a patrol as the register's screen makes it."""
    tasks = InlineTasks()

    def importing(body: object, record_id: str | None) -> None:
        open_import(body, record_id, post.tracks, tasks)  # type: ignore[arg-type]  # the desk hands over the form's body

    desk = Desk(post.records, post.drafts, post.victims, tasks, post.session.clock.now, import_track=importing)
    page = FormPage(KINDS["patrols"], post.records, post.drafts, tasks, desk.context(), shape_of("patrols", desk))
    qtbot.addWidget(page)
    page.resize(1162, 696)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def panel_of(page: FormPage) -> TrackPanel:
    return page.findChildren(TrackPanel)[-1]


def test_a_track_fills_a_new_patrol_and_is_kept_when_the_patrol_is_saved(
    post: Post, asked: Asked, qtbot: QtBot, tmp_path: Path
) -> None:
    asked.answer = tmp_path / "khe sim.gpx"
    asked.answer.write_text(NIGHT_WALK, encoding="utf-8")
    page = form_of(post, qtbot)
    page.start_new({"kind": "closed_loop", "border": "la", "leader": "Đặng Văn Phúc", "border_guards": 5})
    strip = page.body.shape.strip  # type: ignore[attr-defined]  # the shape of patrols has one
    strip.button.click()
    panel = panel_of(page)
    shot(page, "track_preview")
    assert panel.isVisible()
    assert panel.accept.hasFocus()
    assert panel.found.found == 4
    assert panel.found.added == 3
    assert nameless(panel) == []
    with qtbot.waitSignal(page.saved) as saved:
        press(panel.accept, Qt.Key.Key_Return)
        assert not panel.isVisible()
        assert page.body.values()[0]["started"] == "2026-03-14T22:31:00+07:00"
        assert "1 point set aside" in strip.second.text()
        page.body.load({**page.body.values()[0], "legs": patrol()["legs"]})
        page.save()
    record_id = saved.args[1]
    assert [hit.kind for hit in post.records.load(record_id).referenced_by] == ["tracks"]
    assert post.drafts.all() == []


def test_a_file_that_is_no_track_shows_its_sentence_and_changes_nothing(
    post: Post, asked: Asked, qtbot: QtBot, tmp_path: Path
) -> None:
    asked.answer = tmp_path / "letter.gpx"
    asked.answer.write_text("<html>no track</html>", encoding="utf-8")
    page = form_of(post, qtbot)
    page.start_new()
    before = page.body.values()
    open_import(page.body, None, post.tracks, page.tasks)
    panel = panel_of(page)
    assert panel.banner.isVisible()
    assert "GPX" in panel.banner.happened.text()
    assert not panel.accept.isEnabled()
    shot(page, "track_refused")
    press(panel, Qt.Key.Key_Return)
    assert panel.isVisible()
    asked.answer.write_text(NIGHT_WALK, encoding="utf-8")
    press(panel, Qt.Key.Key_F3)
    assert not panel.banner.isVisible()
    press(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert page.body.values() == before


def test_what_was_typed_is_never_written_over(post: Post, asked: Asked, qtbot: QtBot, tmp_path: Path) -> None:
    asked.answer = tmp_path / "walk.gpx"
    asked.answer.write_text(NIGHT_WALK, encoding="utf-8")
    page = form_of(post, qtbot)
    page.start_new({"started": "2026-03-14T22:00:00+07:00"})
    panel = open_import(page.body, None, post.tracks, page.tasks)
    press(panel, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert page.body.values()[0]["started"] == "2026-03-14T22:00:00+07:00"
    assert page.body.values()[0]["ended"] == "2026-03-15T05:27:00+07:00"


def test_the_datum_is_asked_and_another_one_reads_the_file_again(
    post: Post, asked: Asked, qtbot: QtBot, tmp_path: Path
) -> None:
    asked.answer = tmp_path / "walk.gpx"
    asked.answer.write_text(NIGHT_WALK, encoding="utf-8")
    page = form_of(post, qtbot)
    page.start_new()
    panel = open_import(page.body, None, post.tracks, page.tasks)
    assert panel.datum == "wgs-84"
    before = panel.found
    panel.datums["vn-2000"].click()
    assert panel.datum == "vn-2000"
    assert panel.found is not before


def test_a_stick_pulled_before_saving_keeps_the_patrol_and_says_so(
    post: Post, asked: Asked, qtbot: QtBot, tmp_path: Path
) -> None:
    asked.answer = tmp_path / "walk.gpx"
    asked.answer.write_text(NIGHT_WALK, encoding="utf-8")
    page = form_of(post, qtbot)
    page.start_new(patrol())
    panel = open_import(page.body, None, post.tracks, page.tasks)
    panel.take()
    asked.answer.unlink()
    page.save()
    assert page.record_id is not None
    assert post.records.load(page.record_id).number
    qtbot.waitUntil(
        lambda: any("cannot be read" in part.accessibleName() for part in page.findChildren(Banner) if part.isVisible())
    )
    with qtbot.waitSignal(page.saved):
        page.save()


def test_giving_up_the_file_dialog_opens_nothing(post: Post, asked: Asked, qtbot: QtBot) -> None:
    assert asked.answer is None
    page = form_of(post, qtbot)
    page.start_new()
    assert not open_import(page.body, None, post.tracks, page.tasks).isVisible()
