"""From the unlock window to a saved patrol, with keys only, on a real post; what is lost by a kill, by locking, by a role."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from borderpost.domain.words import _
from borderpost.services.views import Listing
from tests.posts import PASSPHRASES, Place, patrol
from tests.ui.support import nameless, press, send_text, shot
from tests.ui.window_support import CTRL, Desk, desk
from ui.forms.cells import FieldCell
from ui.forms.screen import FormPage
from ui.people.screen import PeopleScreen
from ui.registers.screen import RegisterScreen
from ui.today.screen import TodayScreen
from ui.unlock.window import UnlockWindow

TYPED = {
    "kind": "khép kín",
    "border": "lào",
    "section": "511-513",
    "started": "14/3 2230",
    "ended": "0530",
    "leader": "Hoàng Đức Lâm",
    "border_guards": "6",
}


def register(at: Desk, kind: str) -> RegisterScreen:
    screen = at.window.screen_of(kind)
    assert isinstance(screen, RegisterScreen)
    return screen


def today(at: Desk) -> TodayScreen:
    screen = at.window.screen_of("today")
    assert isinstance(screen, TodayScreen)
    at.wait(lambda: screen.board is not None)
    return screen


def form(at: Desk) -> FormPage:
    page = register(at, "patrols").page
    assert isinstance(page, FormPage)
    return page


def test_a_patrol_goes_in_by_keys_alone_and_stands_in_the_list(qtbot: QtBot, place: Place) -> None:
    with desk(qtbot, place) as at:
        window = at.unlock_window
        window.activateWindow()
        at.wait(window.isActiveWindow)
        assert at.focus is window.passphrase.line
        press(at.focus, Qt.Key.Key_Backtab)
        send_text(at.focus, "giang")
        press(at.focus, Qt.Key.Key_Return)
        send_text(at.focus, PASSPHRASES["guard"])
        press(at.focus, Qt.Key.Key_Return)
        at.wait(lambda: at.program.post is not None)
        at.activate()
        today(at)
        at.key(Qt.Key.Key_2, CTRL)
        screen = register(at, "patrols")
        at.settle()
        at.key(Qt.Key.Key_N, CTRL)
        at.wait(lambda: isinstance(screen.page, FormPage) and isinstance(screen.page.focusWidget(), QWidget))
        at.settle()
        page = form(at)
        at.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
        for name, text in TYPED.items():
            part = page.body.parts[name]
            assert isinstance(part, FieldCell)
            steps = 0
            while at.focus is not part.line and steps < 40:
                press(at.focus, Qt.Key.Key_Tab)
                steps += 1
            assert at.focus is part.line, name
            send_text(at.focus, text)
        at.key(Qt.Key.Key_S, CTRL)
        at.wait(lambda: screen.page is screen.list)
        at.settle()
        shot(at.window, "joined_patrols")
    with place.as_("guard") as post:
        rows = post.records.first_page("patrols", Listing())
        assert len(rows) == 2
        saved = [post.records.load(row.id) for row in rows]
        mine = next(view for view in saved if view.values.get("leader") == "Hoàng Đức Lâm")
        assert mine.values["started"] == "2026-03-14T22:30:00+07:00"
        assert mine.values["ended"] == "2026-03-15T05:30:00+07:00"
        assert post.drafts.count() == 0


def test_what_was_being_typed_when_the_process_was_killed_is_offered_again(qtbot: QtBot, place: Place) -> None:
    killed_while_typing(place)
    with desk(qtbot, place) as at:
        assert "1 bản nháp" in at.words()
        at.unlock("guard")
        screen = today(at)
        at.wait(at.window.toast.isVisible)
        assert screen.board is not None
        assert len(screen.board.drafts) == 1
        assert screen.status()[0].words == "1 bản nháp"
        at.key(Qt.Key.Key_A)
        at.wait(lambda: at.window.current == "patrols")
        at.settle()
        leader = form(at).body.parts["leader"]
        assert isinstance(leader, FieldCell)
        assert leader.text() == "Hoàng Đức Lâm"


def killed_while_typing(place: Place, *typed: str) -> None:
    """Let somebody type and kill the process as soon as the draft is kept."""
    script = Path(__file__).with_name("typing_person.py")
    command = [sys.executable, str(script), str(place.home), place.uids["guard"], PASSPHRASES["guard"], *typed]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as person:
        assert person.stdout is not None
        assert person.stdout.readline() == "kept\n"
        person.send_signal(signal.SIGKILL)


def goes_on(at: Desk, kind: str) -> FormPage:
    """Take the newest draft up from Today (A)."""
    at.unlock("guard")
    screen = today(at)
    assert screen.board is not None
    assert [draft.kind for draft in screen.board.drafts] == [kind]
    at.key(Qt.Key.Key_A)
    at.wait(lambda: at.window.current == kind)
    at.settle()
    page = register(at, kind).page
    assert isinstance(page, FormPage)
    return page


def detected(place: Place) -> tuple[str, str]:
    """Write a detection with the person of the post, whose identity is sealed; return both."""
    with place.as_("guard") as post:
        (key,) = post.records.ids("persons", Listing())
        person = post.records.key_to_id(key)
        act = {"found": "2026-03-15T00:40:00+07:00", "border": "la", "direction": "exit"}
        act |= {"legal_class": "adm_exit_entry_282"}
        rows = [{"person": person, "role": "crosser"}]
        return post.records.create("detections", {**act, "people": rows}).records[0], person


def test_a_tip_half_typed_when_the_process_was_killed_is_offered_again(qtbot: QtBot, place: Place) -> None:
    killed_while_typing(place, "tips", "reporter_name", "Giàng Thị Mảy")
    assert not any("Mảy".encode() in path.read_bytes() for path in place.home.rglob("*") if path.is_file())
    with desk(qtbot, place) as at:
        assert "Mảy" not in at.words(), "who reported is told to nobody before unlocking"
        page = goes_on(at, "tips")
        name = page.body.parts["reporter_name"]
        assert isinstance(name, FieldCell)
        assert name.text() == "Giàng Thị Mảy"
        assert "Mảy" not in at.window.windowTitle()


def test_a_screening_half_typed_when_the_process_was_killed_keeps_what_the_act_had_filled_in(
    qtbot: QtBot, place: Place
) -> None:
    record, person = detected(place)
    killed_while_typing(place, "screenings", "interpreter", "Vàng Thị Dua", record, "S", person)
    with desk(qtbot, place) as at:
        page = goes_on(at, "screenings")
        values, _typed = page.body.values()
        assert (values["person"], values["interpreter"], values["officer"]) == (person, "Vàng Thị Dua", "Giàng A Páo")
        assert "Sùng" not in at.words()


def test_locking_in_the_middle_of_a_screening_keeps_the_draft_and_shows_no_identity(qtbot: QtBot, place: Place) -> None:
    record, person = detected(place)
    with desk(qtbot, place) as at:
        at.unlock("guard")
        at.window.go("detections")
        screen = register(at, "detections")
        at.settle()
        at.key(Qt.Key.Key_F5)
        at.settle()
        at.key(Qt.Key.Key_S)
        at.wait(lambda: isinstance(screen.page, FormPage))
        at.settle()
        page = screen.page
        assert isinstance(page, FormPage)
        page.body.take(page.body.parts["why"])
        send_text(at.focus, "Kể không khớp")
        assert "Sùng" not in at.words()
        at.key(Qt.Key.Key_L, CTRL)
        at.wait(lambda: isinstance(at.program.front, UnlockWindow))
        told = at.words()
        assert "Kể không khớp" not in told
        assert post_numbers(told) == []
        page = goes_on(at, "screenings")
        values, _typed = page.body.values()
        assert (values["person"], values["why"]) == (person, "Kể không khớp")
        assert record
        assert "Sùng" not in at.words()


def post_numbers(words: str) -> list[str]:
    """Return the numbers of persons and records that words tell."""
    return [word for word in words.split() if word.startswith(("NG-", "VV-", "SL-", "NN-"))]


def test_the_draft_of_one_person_is_not_shown_to_another(qtbot: QtBot, place: Place) -> None:
    with place.as_("guard") as post:
        post.drafts.save("k", "patrols", None, {"leader": "Hoàng Đức Lâm"}, {}, None)
    with desk(qtbot, place) as at:
        at.unlock("commander")
        screen = today(at)
        assert screen.board is not None
        assert screen.board.drafts == ()


def test_a_guard_sees_no_identity_of_a_victim_whatever_is_pressed(qtbot: QtBot, place: Place) -> None:
    with desk(qtbot, place) as at:
        at.unlock("guard")
        screen = register(at, "victim_cases")
        at.window.go("victim_cases")
        at.settle()
        press(at.focus, Qt.Key.Key_Return)
        at.settle()
        assert screen.page is not screen.list
        press(at.focus, Qt.Key.Key_F7)
        send_text(at.focus, "Lập biên bản bàn giao")
        press(at.focus, Qt.Key.Key_Return)
        at.settle()
        shot(at.window, "joined_guard_at_victim")
        assert "Sùng" not in at.words()
        assert not at.post.victims.can_reveal()


def test_locking_keeps_the_form_drops_every_key_and_shows_the_lobby(qtbot: QtBot, place: Place) -> None:
    with desk(qtbot, place) as at:
        at.unlock("guard")
        at.window.new_record("patrols")
        at.settle()
        page = form(at)
        page.body.take(page.body.parts["leader"])
        send_text(at.focus, "Hoàng Đức Lâm")
        post = at.post
        at.key(Qt.Key.Key_L, CTRL)
        at.wait(lambda: isinstance(at.program.front, UnlockWindow))
        assert at.program.post is None
        assert all(not any(key) for key in post.session.keyring.database)
        at.unlock("guard")
        screen = today(at)
        assert screen.board is not None
        assert [draft.values["leader"] for draft in screen.board.drafts] == ["Hoàng Đức Lâm"]


def test_idle_time_locks_as_the_settings_say_and_sooner_where_victims_are(qtbot: QtBot, place: Place) -> None:
    with desk(qtbot, place) as at:
        at.unlock("commander")
        assert at.window.idle._timer.interval() == 10 * 60_000
        at.window.go("victim_cases")
        assert at.window.idle._timer.interval() == 3 * 60_000
        at.window.go("today")
        assert at.window.idle._timer.interval() == 10 * 60_000
        at.window.idle.start(1)
        at.wait(lambda: isinstance(at.program.front, UnlockWindow))


def test_what_another_hand_writes_appears_on_today(qtbot: QtBot, place: Place) -> None:
    with desk(qtbot, place) as at:
        at.unlock("commander")
        screen = today(at)
        assert screen.board is not None
        before = screen.board.bundles.saved
        records, done = at.post.records, list[object]()
        at.program.tasks.run(lambda: records.create("patrols", patrol(leader="Lò Văn Pản")), done.append, done.append)
        at.wait(lambda: screen.board.bundles.saved == before + 1)


def test_a_digit_opens_the_act_on_its_screen_and_g_goes_to_bundles(qtbot: QtBot, place: Place) -> None:
    with desk(qtbot, place) as at:
        at.unlock("commander")
        today(at)
        at.settle()
        at.key(Qt.Key.Key_1)
        at.wait(lambda: at.window.current != "today")
        assert at.window.current in {"victim_cases", "receptions"}
        at.window.go("today")
        at.settle()
        at.key(Qt.Key.Key_G)
        assert at.window.current == "courier"


def test_every_screen_can_be_named_by_a_screen_reader(qtbot: QtBot, place: Place) -> None:
    with desk(qtbot, place) as at:
        at.unlock("commander")
        for key in at.window.keys:
            at.window.go(key)
            at.settle()
            assert nameless(at.window) == [], key
            assert QApplication.focusWidget() is not None, key


def test_the_search_of_the_palette_finds_records_without_accents(qtbot: QtBot, place: Place) -> None:
    with desk(qtbot, place) as at:
        at.unlock("commander")
        at.settle()
        at.key(Qt.Key.Key_K, CTRL)
        send_text(at.focus, "dang van phuc")
        line = at.window.palette_panel.line
        at.wait(lambda: "TT-26-0001" in line.accessibleDescription())
        press(line, Qt.Key.Key_Return)
        assert at.window.current == "patrols"


def test_a_commune_is_looked_up_from_the_palette_and_the_panel_goes_with_the_lock(qtbot: QtBot, place: Place) -> None:
    from ui.look_up import LookUp

    with desk(qtbot, place) as at:
        at.unlock("commander")
        at.settle()
        for _time in range(2):
            at.key(Qt.Key.Key_K, CTRL)
            send_text(at.focus, _("Look up a commune or province"))
            press(at.window.palette_panel.line, Qt.Key.Key_Return)
            (panel,) = at.window.findChildren(LookUp)
            assert panel.isVisible()
            send_text(at.focus, "dinh lap, la")
            at.wait(lambda panel=panel: "06613" in panel.line.accessibleDescription())
            press(panel.line, Qt.Key.Key_Return)
            assert QApplication.clipboard().text() == "Xã Đình Lập, tỉnh Lạng Sơn"
            assert not panel.isVisible()
        at.key(Qt.Key.Key_K, CTRL)
        send_text(at.focus, _("Look up a commune or province"))
        press(at.window.palette_panel.line, Qt.Key.Key_Return)
        at.window.lock_now()
        assert not panel.isVisible()


def test_a_wrong_passphrase_opens_nothing(qtbot: QtBot, place: Place) -> None:
    with desk(qtbot, place) as at:
        window = at.unlock_window
        window.activateWindow()
        at.wait(window.isActiveWindow)
        send_text(window.passphrase.line, "khong phai cum nay")
        press(window.passphrase.line, Qt.Key.Key_Return)
        at.wait(lambda: str(window.cell.state) == "wrong")
        assert at.program.post is None


def test_a_changed_lock_time_is_in_force_at_once(qtbot: QtBot, place: Place) -> None:
    from ui.settings.screen import SettingsScreen

    with desk(qtbot, place) as at:
        at.unlock("commander")
        at.window.go("settings")
        at.settle()
        screen = at.window.screen_of("settings")
        assert isinstance(screen, SettingsScreen)
        screen.show_section(2)
        minutes = screen.cells["auto_lock_minutes"].first
        minutes.setFocus(Qt.FocusReason.TabFocusReason)
        send_text(minutes, "5")
        at.key(Qt.Key.Key_S, CTRL)
        at.wait(lambda: at.window.idle._timer.interval() == 5 * 60_000)


def test_a_passphrase_that_is_shown_is_gone_after_locking(qtbot: QtBot, place: Place) -> None:
    with desk(qtbot, place) as at:
        at.unlock("commander")
        at.window.go("people")
        at.settle()
        at.key(Qt.Key.Key_N, CTRL)
        screen = at.window.screen_of("people")
        assert isinstance(screen, PeopleScreen)
        at.wait(lambda: hasattr(screen.panel, "given"))
        at.key(Qt.Key.Key_L, CTRL)
        at.wait(lambda: isinstance(at.program.front, UnlockWindow))


@pytest.mark.parametrize(("theme", "points"), [("light", 10.5), ("dark", 13.0), ("high_contrast", 15.0)])
def test_today_users_and_settings_show_in_every_look(qtbot: QtBot, place: Place, theme: str, points: float) -> None:
    with desk(qtbot, place) as at:
        at.program.appearance.choose_theme(theme)
        at.program.appearance.choose_size(points)
        at.unlock("commander")
        for key in ("today", "people", "settings"):
            at.window.go(key)
            at.settle()
            shot(at.window, f"{key}_{theme}_{points:g}")
