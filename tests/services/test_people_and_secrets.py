"""Users, settings, drafts and victims: who may do what, and what nobody learns."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import pytest

from borderpost import bootstrap
from borderpost.bootstrap import AlreadyThere, Post
from borderpost.domain.clock import VIETNAM
from borderpost.domain.errors import EnvironmentFault, RefusedInput, UserError
from borderpost.domain.words import set_language
from borderpost.keys import recovery
from borderpost.keys import store as keystore
from borderpost.keys.identity import NotGranted
from borderpost.keys.store import WrongPassphrase
from borderpost.services import setup
from borderpost.services.settings import NotAllowed
from borderpost.services.setup import HubSpec, PersonSpec
from borderpost.storage import engine
from borderpost.storage.drafts import keep
from borderpost.storage.engine import PlainDatabase, WrongKey
from tests.posts import CHEAP, NIGHT, PASSPHRASES, SPEC, Place, case, make, patrol, person


def test_the_lobby_tells_names_and_nothing_else(place: Place) -> None:
    facts = setup.lobby(place.home)
    assert facts is not None
    assert (facts.name, facts.parent, facts.machine, facts.kind) == (SPEC.post_name, SPEC.parent, 1, "post")
    assert [one.role for one in facts.people] == ["commander", "administrator", "victim_officer", "guard"]
    assert (facts.drafts, facts.backup, facts.drill, facts.training, facts.hide_names) == (0, None, None, False, False)


def test_where_nothing_was_made_there_is_no_lobby(tmp_path: Path) -> None:
    assert setup.lobby(tmp_path) is None
    assert setup.kind_of(tmp_path) is None


def test_an_unreadable_status_file_tells_nothing_and_stops_nobody(place: Place) -> None:
    for content in ("{", "[]", '{"drafts": "viele"}'):
        (place.home / setup.STATUS_FILE).write_text(content, encoding="utf-8")
        facts = setup.lobby(place.home)
        assert facts is not None
        assert facts.drafts == 0


def test_a_second_post_is_not_made_over_the_first(place: Place) -> None:
    with pytest.raises(AlreadyThere):
        bootstrap.create_post(place.home, SPEC, cost=CHEAP)


def test_a_creation_that_broke_off_leaves_nothing_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "post"

    def broken(*_arguments: object) -> None:
        raise EnvironmentFault("full")

    with monkeypatch.context() as patch:
        patch.setattr(keystore, "save", broken)
        with pytest.raises(EnvironmentFault):
            bootstrap.create_post(home, SPEC, cost=CHEAP)
    assert bootstrap.kind_of(home) is None
    bootstrap.create_post(home, SPEC, cost=CHEAP).post.close()
    assert bootstrap.kind_of(home) == "post"


def test_a_headquarters_is_unlocked_by_its_key_officer(tmp_path: Path) -> None:
    officer = PersonSpec("Trần Thị Bưởi", "Thiếu tá", "Cán bộ khóa", "mot hai")
    made = bootstrap.create_hub(tmp_path / "hub", HubSpec("BCH BĐBP tỉnh", "SG", officer), cost=CHEAP, training=True)
    assert (made.post.kind, made.post.training) == ("hub", True)
    assert [code for code, _name, _lines in made.post.people.roles()] == ["key_officer", "administrator"]
    made.post.close()
    assert bootstrap.kind_of(tmp_path / "hub") == "hub"


def test_people_unlock_by_name_without_accents_or_by_code(place: Place) -> None:
    for who in ("giang a pao", "Giàng A Páo", place.uids["guard"]):
        post = bootstrap.unlock(place.home, who, PASSPHRASES["guard"], clock=place.clock)
        assert post.session.account.role == "guard"
        post.close()
    for who, passphrase in (("giang a pao", "khong dung"), ("khong ai", PASSPHRASES["guard"])):
        with pytest.raises(WrongPassphrase):
            bootstrap.unlock(place.home, who, passphrase)


def test_the_recovery_sheet_opens_everything(tmp_path: Path) -> None:
    made = bootstrap.create_post(tmp_path / "post", SPEC, cost=CHEAP)
    someone = made.post.records.create("persons", person(), protected=True).records[0]
    made.post.close()
    words = " ".join(recovery.to_words(made.recovery))
    post = bootstrap.unlock(tmp_path / "post", "recovery", words)
    assert post.victims.reveal(someone, "phục hồi")["name"] == "Sùng Thị Mỷ"
    post.close()
    with pytest.raises(recovery.WrongWords):
        bootstrap.unlock(tmp_path / "post", "recovery", "ba bon nam")


def test_a_plain_database_is_refused_and_left_alone(place: Place) -> None:
    path = place.home / engine.FILE
    path.write_bytes(b"SQLite format 3\x00" + bytes(4080))
    with pytest.raises(PlainDatabase):
        place.unlock("commander")
    assert path.stat().st_size == 4096


def test_another_posts_database_does_not_open(place: Place, tmp_path: Path) -> None:
    other = make(tmp_path / "other")
    (place.home / engine.FILE).write_bytes((other.home / engine.FILE).read_bytes())
    with pytest.raises(WrongKey):
        place.unlock("commander")


def test_a_restored_copy_starts_a_new_feed_and_says_who_its_officers_are(place: Place) -> None:
    copy = (place.home / engine.FILE).read_bytes()
    with place.as_("guard") as guard:
        before = guard.session.database.own_feed
        guard.records.create("patrols", patrol())
    (place.home / engine.FILE).write_bytes(copy)
    with place.as_("commander") as post:
        assert post.session.database.own_feed != before
        post.records.create("patrols", patrol())
        with post.session.read() as connection:
            assert post.session.database.feed(connection, post.session.database.own_feed).seq == len(place.uids) + 1
    with place.as_("commander") as post:
        assert post.session.database.own_feed != before


def test_a_mark_nobody_can_read_changes_nothing(place: Place) -> None:
    with place.as_("guard") as guard:
        feed = guard.session.database.own_feed
    (place.home / bootstrap.MARK).write_text("???")
    with place.as_("guard") as guard:
        assert guard.session.database.own_feed == feed


def test_a_mark_that_cannot_be_written_keeps_nobody_out_or_in(place: Place) -> None:
    (place.home / bootstrap.MARK).unlink()
    (place.home / (bootstrap.MARK + ".part")).mkdir()
    with place.as_("guard") as guard:
        guard.records.create("patrols", patrol())
    with place.as_("guard") as guard:
        assert guard.records.search("", ("patrols",))


def test_the_home_is_named_by_the_environment_or_lies_in_the_users_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BORDERPOST_HOME", str(tmp_path))
    assert bootstrap.home_default() == tmp_path
    monkeypatch.delenv("BORDERPOST_HOME")
    assert bootstrap.home_default().parts[-2:] == ("borderpost", "post")
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert bootstrap.home_default() == tmp_path / "Borderpost" / "post"


def test_guards_and_victim_officers_do_not_manage_users_or_settings(place: Place) -> None:
    for role in ("guard", "victim_officer"):
        with place.as_(role) as post:
            assert not post.people.may_manage()
            assert not post.settings.may_change()
            with pytest.raises(NotAllowed):
                post.people.add("X", "", "", "guard", "mot hai")
            with pytest.raises(NotAllowed):
                post.settings.change(name="X")


def test_a_new_user_needs_a_name_and_a_known_role(post: Post) -> None:
    with pytest.raises(RefusedInput) as refused:
        post.people.add(" ", "", "", "key_officer", "mot hai")
    assert [problem.field for problem in refused.value.problems] == ["name", "role"]
    assert len(post.people.passphrase().split()) == 7
    assert [code for code, _name, _lines in post.people.roles()] == ["guard", "victim_officer", "commander", "administrator"]


def test_what_an_administrator_cannot_grant_the_commander_hands_over_later(place: Place) -> None:
    with place.as_("administrator") as admin:
        admin.people.add("Bùi Thị Mơ", "", "", "victim_officer", "tam chin muoi")
        waiting = next(user for user in admin.people.users() if user.name == "Bùi Thị Mơ")
        assert (waiting.granted, waiting.missing) == (("post",), ("victim",))
        with pytest.raises(UserError):
            admin.people.grant_missing(waiting.uid)
    with place.as_("commander") as commander:
        commander.people.grant_missing(waiting.uid)
        assert next(user for user in commander.people.users() if user.uid == waiting.uid).missing == ()
    post = bootstrap.unlock(place.home, waiting.uid, "tam chin muoi")
    assert post.victims.can_reveal()
    post.close()


def test_a_reset_user_has_new_keys_and_cannot_read_old_drafts(place: Place) -> None:
    with place.as_("guard") as guard:
        guard.drafts.save("a", "patrols", None, patrol(), {}, None)
    with place.as_("commander") as post:
        with pytest.raises(UserError):
            post.people.reset(place.uids["commander"], "mot")
        post.people.reset(place.uids["guard"], "chin tam bay")
    guard = bootstrap.unlock(place.home, place.uids["guard"], "chin tam bay")
    assert guard.drafts.all() == []
    guard.records.create("patrols", patrol())
    guard.close()
    with pytest.raises(WrongPassphrase):
        place.unlock("guard")


def test_a_removed_user_is_out_and_the_database_has_a_new_key(place: Place) -> None:
    with place.as_("commander") as post:
        someone = post.records.create("persons", person(), protected=True).records[0]
        old = bytes(post.session.keyring.database[0])
        with pytest.raises(UserError):
            post.people.remove(place.uids["commander"], "x")
        with pytest.raises(RefusedInput):
            post.people.remove(place.uids["victim_officer"], " ")
        with pytest.raises(UserError):
            post.people.remove(place.uids["administrator"], "người cuối cùng của vai trò")
        post.people.remove(place.uids["victim_officer"], "chuyển đơn vị")
        assert not next(user for user in post.people.users() if user.role == "victim_officer").active
        assert post.victims.reveal(someone, "sau khi gỡ")["name"] == "Sùng Thị Mỷ"
        later = post.records.create("persons", person(name="Vừ Thị Xia"), protected=True).records[0]
        assert post.victims.reveal(later, "khóa mới")["name"] == "Vừ Thị Xia"
    with pytest.raises(UserError):
        place.unlock("victim_officer")
    assert not engine.key_opens(place.home / engine.FILE, bytearray(old))
    with place.as_("guard") as guard:
        assert guard.records.search("", ("persons",))


def test_an_administrator_removes_a_victim_officer_without_holding_their_key(place: Place) -> None:
    with place.as_("administrator") as admin:
        admin.people.remove(place.uids["victim_officer"], "chuyển đơn vị")
        later = admin.records.create("persons", person(), protected=True).records[0]
        with pytest.raises(NotGranted):
            admin.victims.reveal(later, "thử")
    with place.as_("commander") as post:
        assert post.victims.reveal(later, "xác minh")["name"] == "Sùng Thị Mỷ"


@pytest.mark.parametrize("rekeyed", [True, False], ids=["after", "before"])
def test_a_power_cut_while_keys_change_is_ended_at_the_next_start(place: Place, rekeyed: bool) -> None:
    with place.as_("commander") as post:
        store, key, receivers = keystore.remove_user(post.session.store, place.uids["guard"])
        keystore.save(store, place.home)
        if rekeyed:
            post.session.rekey(key, receivers)
    with place.as_("commander") as post:
        assert len(keystore.load(place.home).database_epochs()) == 1
        post.records.create("patrols", patrol())


def test_with_two_keys_and_neither_fitting_the_database_is_anothers(place: Place, tmp_path: Path) -> None:
    other = make(tmp_path / "other")
    with place.as_("commander") as post:
        store, _key, _receivers = keystore.remove_user(post.session.store, place.uids["guard"])
        keystore.save(store, place.home)
    (place.home / engine.FILE).write_bytes((other.home / engine.FILE).read_bytes())
    with pytest.raises(WrongKey):
        place.unlock("commander")


def test_an_officer_the_journal_does_not_know_is_not_changed(post: Post, place: Place) -> None:
    with post.session.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM officers")
    with pytest.raises(UserError):
        post.people.reset(place.uids["guard"], "mot hai")


def test_everybody_changes_their_own_passphrase(place: Place) -> None:
    with place.as_("guard") as guard:
        with pytest.raises(WrongPassphrase):
            guard.people.change_own("sai", "moi")
        guard.people.change_own(PASSPHRASES["guard"], "bay sau nam")
    bootstrap.unlock(place.home, place.uids["guard"], "bay sau nam").close()


def test_roles_are_told_in_plain_sentences_of_the_language(post: Post) -> None:
    roles = {code: (name, lines) for code, name, lines in post.people.roles()}
    set_language("en")
    english = {code: (name, lines) for code, name, lines in post.people.roles()}
    assert all(roles[code][1] != english[code][1] for code in roles)
    assert english["guard"][1][1] == "Can write the identity of a possible victim and cannot read it back."


def test_settings_are_kept_and_what_the_lobby_shows_follows(place: Place) -> None:
    with place.as_("administrator") as post:
        facts = post.settings.change(
            name="Đồn BP Nậm Vang", hide_names=True, watch_folders=("/media/usb",), recipients=("Lưu",)
        )
        assert facts == post.settings.post()
        assert asdict(facts)["watch_folders"] == ("/media/usb",)
    lobby = setup.lobby(place.home)
    assert lobby is not None
    assert (lobby.name, lobby.hide_names) == ("Đồn BP Nậm Vang", True)
    with place.as_("commander") as post:
        post.settings.change(auto_lock_minutes=5)
        assert post.settings.post() == replace(facts, auto_lock_minutes=5)


def test_impossible_settings_are_refused_field_by_field(post: Post) -> None:
    with pytest.raises(RefusedInput) as refused:
        post.settings.change(name=" ", network="wifi", profile="x", machine=0, auto_lock_minutes=999, month_start_day=31)
    assert [problem.field for problem in refused.value.problems] == [
        "name",
        "network",
        "profile",
        "machine",
        "auto_lock_minutes",
        "month_start_day",
    ]


def test_drafts_come_back_as_they_were_typed_to_their_writer_only(place: Place) -> None:
    with place.as_("guard") as guard:
        guard.drafts.save("a", "patrols", None, patrol(number="TT-26-0009"), {"started": "22h6o"}, None)
        place.clock.advance(minutes=1)
        guard.drafts.save("b", "persons", "x:1", person(), {}, {"name": ("x:1",)})
        with guard.session.database.write() as connection:
            keep(connection, guard.session.database, "c", "kind_of_a_newer_program", {}, place.clock.now())
        drafts = guard.drafts.all()
        assert [(draft.key, draft.title) for draft in drafts] == [("b", "Người"), ("a", "TT-26-0009")]
        assert drafts[0].seen == {"name": ("x:1",)}
        assert (drafts[1].typed, drafts[1].values["leader"], drafts[1].seen) == ({"started": "22h6o"}, "Đặng Văn Phúc", None)
        lobby = setup.lobby(place.home)
        assert lobby is not None
        assert lobby.drafts == 2
        guard.drafts.discard("b")
        assert guard.drafts.count() == 2
    with place.as_("commander") as post:
        assert post.drafts.all() == []


def test_a_status_file_that_cannot_be_written_does_not_stop_a_draft(post: Post) -> None:
    path = post.home / setup.STATUS_FILE
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".part").mkdir()
    post.drafts.save("a", "patrols", None, patrol(), {}, None)
    assert post.drafts.count() == 1


def test_unchanged_facts_are_not_written_again(tmp_path: Path) -> None:
    setup.note_status(tmp_path, drafts=1)
    before = (tmp_path / setup.STATUS_FILE).stat().st_mtime_ns
    setup.note_status(tmp_path, drafts=1)
    assert (tmp_path / setup.STATUS_FILE).stat().st_mtime_ns == before
    setup.note_status(tmp_path, backup="2026-03-14T20:00:00+07:00")
    assert json.loads((tmp_path / setup.STATUS_FILE).read_text()) == {"backup": "2026-03-14T20:00:00+07:00", "drafts": 1}


def test_a_look_at_an_identity_needs_a_reason_and_is_written_before_it_is_shown(place: Place) -> None:
    with place.as_("guard") as guard:
        someone = guard.records.create("persons", person()).records[0]
        guard.victims.protect(someone, "nghi là nạn nhân")
        assert not guard.victims.can_reveal()
        with pytest.raises(NotGranted):
            guard.victims.reveal(someone, "tò mò")
        assert guard.victims.looks(someone) == []
    with place.as_("victim_officer") as officer:
        assert officer.victims.can_reveal()
        with pytest.raises(RefusedInput):
            officer.victims.reveal(someone, "  ")
        assert officer.victims.reveal(someone, "lập biên bản")["name"] == "Sùng Thị Mỷ"
        place.clock.advance(minutes=5)
        officer.victims.reveal(someone, "đối chiếu giấy tờ")
        looks = officer.victims.looks(someone)
        assert [(look.actor_name, look.reason) for look in looks] == [
            ("Lò Thị Hạnh", "đối chiếu giấy tờ"),
            ("Lò Thị Hạnh", "lập biên bản"),
        ]
        assert officer.records.load(someone).entries == 2
        assert [item.action for item in officer.records.history(someone)] == ["look", "look", "protect", "create"]


def test_a_person_without_sealed_values_shows_nothing_and_the_look_still_counts(post: Post) -> None:
    with post.session.work() as work:
        record = work.create("persons", {"sex": "male", "pseudonym": "A"})
    assert post.victims.reveal(str(record), "thử") == {}
    assert len(post.victims.looks(str(record))) == 1
    assert post.victims.looks("0000000000000000:1") == []


def test_a_case_moves_by_the_status_machine_only(post: Post) -> None:
    someone = post.records.create("persons", person()).records[0]
    record = post.records.create("victim_cases", case(someone)).records[0]
    with pytest.raises(RefusedInput):
        post.victims.set_status(record, {"status": "determined"})
    view = post.records.load(record)
    with pytest.raises(RefusedInput) as skipped:  # nor by the form
        post.records.amend("victim_cases", record, {**view.values, "status": "determined"}, view.heads)
    assert next(problem.field for problem in skipped.value.problems) in ("status", "deciding_body")
    post.victims.set_status(record, {"status": "in_identification", "evidence_source": "statement"}, "có lời khai")
    with pytest.raises(RefusedInput) as back:
        post.victims.set_status(record, {"status": "suspected"})
    assert [problem.field for problem in back.value.problems] == ["status"]
    assert post.records.load(record).values["status"] == "in_identification"
    with pytest.raises(RefusedInput) as refused:
        post.victims.set_status(record, {"status": "determined"})
    assert refused.value.problems[0].field == "deciding_body"


def test_the_steps_of_a_case_get_their_times_in_order(post: Post) -> None:
    someone = post.records.create("persons", person()).records[0]
    record = post.records.create("victim_cases", case(someone)).records[0]
    post.victims.note_time(record, "needs_met", datetime(2026, 3, 15, 3, 40, tzinfo=VIETNAM))
    assert post.records.load(record).values["needs_met"] == "2026-03-15T03:40:00+07:00"
    with pytest.raises(RefusedInput):
        post.victims.note_time(record, "screened", datetime(2026, 3, 15, 3, 20, tzinfo=VIETNAM))
    with pytest.raises(UserError):
        post.victims.note_time(record, "arrested", NIGHT)
