"""The courier's screen by keyboard: enrol, export, hand over, print, take receipts in, check files; real post, real hub."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from borderpost import bootstrap
from borderpost.bootstrap import Post
from borderpost.domain.errors import EnvironmentFault
from borderpost.domain.progress import Progress
from borderpost.domain.words import set_language
from borderpost.services.bundles import Folder
from borderpost.services.setup import HubSpec, PersonSpec
from tests.posts import CHEAP, Place, make, patrol
from tests.ui.support import nameless, press, send_text, shot
from ui.courier import screen as courier_screen
from ui.courier.screen import CourierScreen, courier_spec
from ui.courier.watch import StickWatch
from ui.tasks import InlineTasks, Tasks
from ui.theme.look import apply
from ui.widgets.cell import CellState

CTRL = Qt.KeyboardModifier.ControlModifier


class Stage:
    """A post, its headquarters, and folders that stand for sticks."""

    def __init__(self, place: Place, post: Post, hub: Post, root: Path) -> None:
        self.place, self.post, self.hub, self.root = place, post, hub, root

    def stick(self, name: str) -> Path:
        folder = self.root / name
        folder.mkdir(exist_ok=True)
        return folder

    def plug(self, *sticks: Path) -> None:
        """Let the post watch these folders."""
        self.post.settings.change(watch_folders=tuple(str(stick) for stick in sticks))

    def enrol(self) -> None:
        request, answer = self.root / "request.bpenrol", self.root / "answer.bpenrol"
        self.post.enrolment.write_request(request)
        self.hub.hub.enrol(request, answer)
        self.post.enrolment.read(answer)
        self.post.enrolment.trust()

    def screen(self, qtbot: QtBot) -> CourierScreen:
        spec = courier_spec(self.post.bundles, self.post.enrolment, InlineTasks(), self.post.session.clock.now)
        screen = spec.factory()
        assert isinstance(screen, CourierScreen)
        qtbot.addWidget(screen)
        screen.resize(1162, 696)
        with qtbot.waitActive(screen):
            screen.show()
            screen.activateWindow()
        screen.enter()
        return screen


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    place = make(tmp_path / "post")
    officer = PersonSpec("Phạm Thu Hà", "Thiếu tá", "Cán bộ khóa", "mot hai ba bon nam sau bay")
    hub = bootstrap.create_hub(
        tmp_path / "hub", HubSpec("BCH BĐBP tỉnh Sơn Giang", "SG", officer), cost=CHEAP, clock=place.clock
    )
    with place.as_("commander") as post:
        yield Stage(place, post, hub.post, tmp_path)
    hub.post.close()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Answer the file dialogs by name."""
    found: dict[str, Any] = {}
    for name in ("ask_open", "ask_save", "ask_folder", "ask_many"):
        monkeypatch.setattr(courier_screen, name, lambda *_words, _name=name: found.get(_name))
    return found


def banner(screen: CourierScreen) -> str:
    return f"{screen.banner.happened.text()} {screen.banner.do.text()}" if screen.banner.isVisible() else ""


def test_without_headquarters_the_screen_enrols_first(stage: Stage, answers: dict[str, Any], qtbot: QtBot) -> None:
    stage.post.records.create("patrols", patrol())
    screen = stage.screen(qtbot)
    assert screen.enrolling.isVisible()
    assert not screen.export_button.isEnabled()
    assert screen.enrolling.own.text().split() == stage.post.enrolment.own_fingerprint().split()
    shot(screen, "courier_enrol")
    assert nameless(screen) == []
    answers["ask_save"] = stage.root / "r.bpenrol"
    screen.enrolling.ask.click()
    answers["ask_open"] = stage.root / "a.bpenrol"
    theirs = stage.hub.hub.enrol(answers["ask_save"], answers["ask_open"])
    assert theirs.name
    screen.enrolling.answer.click()
    assert not screen.enrolling.trust.isEnabled()
    screen.enrolling.trust.click()
    assert stage.post.enrolment.hub() is None
    press(screen.enrolling.equal, Qt.Key.Key_Space)
    shot(screen, "courier_compare")
    press(screen.enrolling.trust, Qt.Key.Key_Return)
    assert stage.post.enrolment.hub() is not None
    assert not screen.enrolling.isVisible()
    assert screen.export_button.isEnabled()


def test_a_broken_answer_is_refused_with_its_sentence(stage: Stage, answers: dict[str, Any], qtbot: QtBot) -> None:
    screen = stage.screen(qtbot)
    answers["ask_open"] = stage.root / "a.bpenrol"
    answers["ask_open"].write_bytes(b"{}")
    screen.enrolling.answer.click()
    assert banner(screen)
    assert stage.post.enrolment.hub() is None


def test_a_bundle_goes_its_whole_way_by_keyboard(
    stage: Stage, answers: dict[str, Any], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.enrol()
    stage.post.records.create("patrols", patrol())
    stick, spare = stage.stick("BP-07"), stage.stick("BP-08")
    stage.plug(stick, spare)
    screen = stage.screen(qtbot)
    shot(screen, "courier_waiting")
    said: list[str] = []
    screen.toast.connect(lambda text, _hint: said.append(text))
    press(screen, Qt.Key.Key_E, CTRL)
    files = list(stick.glob("*.bpsync"))
    assert len(files) == 1
    card = next(card for card in screen.cards.cards if card.folder.path == stick)
    assert card.chip.state == "pull_out"
    assert "byte" in card.said.text()
    assert said
    other = next(card for card in screen.cards.cards if card.folder.path == spare)
    press(other.copy_button, Qt.Key.Key_Return)
    assert (spare / files[0].name).read_bytes() == files[0].read_bytes()
    assert not card.copy_button.isVisible()
    screen.table.setFocus()
    press(screen.table, Qt.Key.Key_Return)
    form = screen.handing.form
    assert form.courier.hasFocus()
    press(form, Qt.Key.Key_S, CTRL)
    assert form.courier_cell.state is CellState.WRONG
    assert form.courier.hasFocus()
    shot(screen, "courier_saved")
    send_text(form.courier, "Hà Văn Quyết")
    press(form.courier, Qt.Key.Key_Return)
    send_text(form.seal, "0088")
    press(form.seal, Qt.Key.Key_Return)
    form.expected.clear()
    send_text(form.expected, "1/1/26 18h")
    press(form, Qt.Key.Key_S, CTRL)
    assert form.expected_cell.state is CellState.WRONG
    form.expected.clear()
    send_text(form.expected, "19/3 18h")
    press(form, Qt.Key.Key_S, CTRL)
    view = stage.post.bundles.all()[0]
    assert (view.courier, view.seal_no, view.state) == ("Hà Văn Quyết", "0088", "handed_over")
    assert not screen.handing.paper.pixmap().isNull()
    printed: list[tuple[int, int]] = []

    def print_pages(_parent: object, pages: tuple[bytes, ...], copies: int) -> bool:
        printed.append((len(pages), copies))
        return True

    monkeypatch.setattr(courier_screen, "print_pages", print_pages)
    press(screen, Qt.Key.Key_P, CTRL)
    assert printed == [(2, 1)]
    shot(screen, "courier_handed")
    (found,) = stage.hub.hub.import_files(files)
    assert found.code is None
    answers["ask_many"] = stage.hub.hub.write_receipts(stick)
    press(screen, Qt.Key.Key_I, CTRL)
    assert "1 receipt" in banner(screen)
    assert stage.post.bundles.all()[0].state == "receipted"
    shot(screen, "courier_receipted")
    assert nameless(screen) == []


def test_an_overdue_receipt_is_counted_and_shown(stage: Stage, qtbot: QtBot) -> None:
    stage.enrol()
    stage.post.records.create("patrols", patrol())
    view = stage.post.bundles.export(stage.stick("BP-07"))
    stage.post.bundles.hand_over(view.id, "Hà Văn Quyết", "", stage.place.clock.now() + timedelta(hours=2))
    stage.place.clock.advance(hours=15)
    counts: list[int] = []
    screen = stage.screen(qtbot)
    screen.badge.connect(counts.append)
    screen.reload()
    assert counts == [1]
    assert screen.table.rows.state(0)[0] == "overdue"


def test_receipts_that_are_not_genuine_are_refused(stage: Stage, answers: dict[str, Any], qtbot: QtBot) -> None:
    stage.enrol()
    screen = stage.screen(qtbot)
    forged = stage.root / "x.bpreceipt"
    forged.write_bytes(b"{}")
    answers["ask_many"] = (forged,)
    press(screen, Qt.Key.Key_I, CTRL)
    assert "x.bpreceipt" in banner(screen)


def test_a_file_is_checked_without_opening_it(stage: Stage, answers: dict[str, Any], qtbot: QtBot) -> None:
    stage.enrol()
    stage.post.records.create("patrols", patrol())
    view = stage.post.bundles.export(stage.stick("BP-07"))
    assert view.path is not None
    screen = stage.screen(qtbot)
    answers["ask_open"] = view.path
    press(screen, Qt.Key.Key_B, CTRL)
    assert "is whole" in banner(screen)
    data = bytearray(view.path.read_bytes())
    data[-100] ^= 1
    view.path.write_bytes(data)
    press(screen, Qt.Key.Key_B, CTRL)
    assert "damaged" in banner(screen)


def test_export_goes_to_a_chosen_folder_when_no_stick_is_in(stage: Stage, answers: dict[str, Any], qtbot: QtBot) -> None:
    stage.enrol()
    stage.post.records.create("patrols", patrol())
    screen = stage.screen(qtbot)
    assert screen.no_stick.isVisible()
    answers["ask_folder"] = None
    press(screen, Qt.Key.Key_E, CTRL)
    assert stage.post.bundles.all() == []
    answers["ask_folder"] = stage.stick("somewhere")
    press(screen, Qt.Key.Key_E, CTRL)
    assert len(list(answers["ask_folder"].glob("*.bpsync"))) == 1


class Stopping(InlineTasks):
    """Runs at once; the person presses Esc at the first step of the work."""

    def __init__(self) -> None:
        self.stop: Any = None

    def progress(self, report: Any) -> Progress:
        def step(done: int, total: int) -> None:
            report(done, total)
            self.stop()

        return Progress(step)


def test_esc_stops_the_writing_and_leaves_nothing_on_the_stick(stage: Stage, qtbot: QtBot) -> None:
    stage.enrol()
    stage.post.records.create_many([("patrols", patrol()) for _number in range(30)])
    stick = stage.stick("BP-07")
    stage.plug(stick)
    tasks = Stopping()
    screen = CourierScreen(stage.post.bundles, stage.post.enrolment, tasks, stage.post.session.clock.now)
    qtbot.addWidget(screen)
    notes: list[Any] = []

    def stop() -> None:
        notes.extend(screen.status())
        assert screen.escape()

    tasks.stop = stop
    press(screen, Qt.Key.Key_E, CTRL)
    assert list(stick.iterdir()) == []
    assert screen.cards.cards[0].chip.state == "pull_out"
    assert notes[0].ink == "red"
    assert screen.status() == ()
    assert not screen.escape()


class Sticks:
    """Answers as the service would while sticks come and go."""

    def __init__(self) -> None:
        self.present: tuple[Folder, ...] = ()

    def folders(self) -> tuple[Folder, ...]:
        return self.present


def test_a_stick_that_appears_is_told_once(tmp_path: Path) -> None:
    sticks = Sticks()
    watch = StickWatch(sticks, InlineTasks())
    told: list[Any] = []
    watch.appeared.connect(told.append)
    watch.look()
    stick = Folder(tmp_path, "BP-07", 14_900_000_000, removable=True, writable=True)
    folder = Folder(tmp_path / "folder", "folder", 1, removable=False, writable=True)
    sticks.present = (stick, folder)
    watch.look()
    watch.look()
    assert told == [stick]
    sticks.present = (folder,)
    watch.look()
    sticks.present = (stick, folder)
    watch.look()
    assert told == [stick, stick]


class Broken(Sticks):
    """A device that fails while it is asked."""

    def folders(self) -> tuple[Folder, ...]:
        raise EnvironmentFault("The device does not answer.")


def test_a_failing_device_does_not_end_the_watch(tmp_path: Path) -> None:
    sticks = Broken()
    watch = StickWatch(sticks, InlineTasks())
    watch.look()
    watch.look()
    assert watch.present == ()
    sticks.folders = lambda: (Folder(tmp_path, "BP-07", 1, removable=True, writable=True),)  # type: ignore[method-assign]  # mended
    watch.look()
    assert len(watch.present) == 1


def test_on_real_threads_a_bundle_is_written_and_the_post_locked(stage: Stage, qtbot: QtBot) -> None:
    stage.enrol()
    stage.post.records.create("patrols", patrol())
    stick = stage.stick("BP-07")
    stage.plug(stick)
    crashes: list[BaseException] = []
    tasks = Tasks(crashes.append)
    screen = CourierScreen(stage.post.bundles, stage.post.enrolment, tasks, stage.post.session.clock.now)
    qtbot.addWidget(screen)
    qtbot.waitUntil(lambda: bool(screen.cards.cards) and screen.export_button.isEnabled())
    screen.export_first()
    assert screen.status()[0].ink == "red"
    qtbot.waitUntil(lambda: screen.cards.cards[0].chip.state == "pull_out")
    qtbot.waitUntil(lambda: len(screen.table.rows.bundles) == 1)
    screen.before_lock()
    tasks.run(stage.post.close, lambda _nothing: None, lambda _error: None)
    screen.watch.look()
    tasks.close()
    assert crashes == []
    assert len(list(stick.glob("*.bpsync"))) == 1


@pytest.mark.parametrize(("theme", "points"), [("light", 10.5), ("dark", 15.0), ("high_contrast", 13.0)])
def test_the_screen_fits_every_theme_and_size(
    stage: Stage, qapp: QApplication, qtbot: QtBot, theme: str, points: float
) -> None:
    set_language("vi")
    apply(qapp, theme, points)
    stage.enrol()
    stage.post.records.create("patrols", patrol())
    view = stage.post.bundles.export(stage.stick("BP-07"))
    stage.plug(stage.stick("BP-07"), stage.stick("BP-08"))
    assert view.number == 1
    screen = stage.screen(qtbot)
    shot(screen, f"courier_{theme}_{points}")
    for area in screen.findChildren(QScrollArea):
        content = area.widget()
        assert content is None or content.minimumSizeHint().width() <= area.viewport().width()
    assert nameless(screen) == []
