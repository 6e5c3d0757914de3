"""Records through the service: checked, written, changed, decided, withdrawn, found again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.clock import from_epoch
from borderpost.domain.errors import RefusedInput, UserError
from borderpost.domain.figures import Window
from borderpost.domain.ids import Version
from borderpost.domain.words import set_language
from borderpost.registers import KINDS
from borderpost.services.checks import UnknownRegister
from borderpost.services.session import Changes
from borderpost.services.views import Listing
from borderpost.storage import tables
from borderpost.storage.unit_of_work import RecordMissing
from tests.posts import Place, case, handover, make, patrol, person, reception, smallest


def test_a_patrol_is_saved_with_a_number_of_its_year_and_read_back(post: Post) -> None:
    changes = post.records.create("patrols", patrol())
    view = post.records.load(changes.records[0])
    assert changes.kinds == {"patrols"}
    assert (view.kind, view.number, view.state.code) == ("patrols", "TT-26-0001", "saved")
    assert view.values["leader"] == "Đặng Văn Phúc"
    assert view.created_at == post.session.clock.now()
    assert [step.code for step in view.way] == ["saved", "in_bundle", "handed_over", "receipted"]
    assert [step.at is not None for step in view.way] == [True, False, False, False]
    assert not view.withdrawn
    assert view.entries == 1


def test_numbers_are_never_given_twice(post: Post) -> None:
    first = post.records.create("patrols", patrol()).records[0]
    post.records.withdraw("patrols", first, "ghi nhầm")
    second = post.records.create("patrols", patrol()).records[0]
    assert post.records.load(second).number == "TT-26-0002"


def test_blocking_problems_refuse_a_record_and_nothing_is_written(post: Post) -> None:
    with pytest.raises(RefusedInput) as refused:
        post.records.create("patrols", patrol(leader=None, border_guards=-1))
    assert {problem.field for problem in refused.value.problems} == {"leader", "border_guards"}
    assert post.records.count("patrols", Listing()) == 0


def test_an_unknown_code_is_kept_and_only_pointed_out(post: Post) -> None:
    problems = post.records.check("patrols", patrol(kind="gom_phan", markers=[{"marker": "LA:511", "state": "gone_away"}]))
    assert {(problem.field, problem.blocking) for problem in problems} == {("kind", False), ("markers.0.state", False)}
    record = post.records.create("patrols", patrol(kind="gom_phan")).records[0]
    assert post.records.load(record).values["kind"] == "gom_phan"


def test_codes_of_a_multiple_choice_are_looked_up_one_by_one(post: Post) -> None:
    problems = post.records.check("handovers", handover(subject=["file", "no_such_thing"]))
    assert [(problem.field, problem.blocking) for problem in problems] == [("subject", False)]


def test_a_reference_to_a_record_that_is_not_here_is_refused(post: Post) -> None:
    unknown = str(Version("0" * 16, 7))
    own = str(Version(post.session.database.own_feed, 9999))
    for target in (unknown, own):
        with pytest.raises(RefusedInput) as refused:
            post.records.create("victim_cases", case(target))
        assert refused.value.problems[0].field == "person"


def test_several_records_refer_to_each_other_and_are_all_written_or_none(post: Post) -> None:
    made = post.records.create_many([("persons", person()), ("receptions", reception(["@0"])), ("victim_cases", case("@0"))])
    assert post.records.load(made.records[1]).values["people"][0]["person"] == made.records[0]
    assert made.kinds == {"persons", "receptions", "victim_cases"}
    with pytest.raises(RefusedInput):
        post.records.create_many([("persons", person()), ("victim_cases", case("@7"))])
    assert post.records.count("persons", Listing()) == 1


def test_an_unknown_register_and_an_internal_one_are_refused(post: Post) -> None:
    for kind in ("gia_phả", "officers"):
        with pytest.raises(UnknownRegister):
            post.records.create(kind, {})


def test_only_what_differs_is_written_and_history_shows_it_newest_first(post: Post) -> None:
    record = post.records.create("patrols", patrol()).records[0]
    view = post.records.load(record)
    post.session.clock.advance(hours=1)  # type: ignore[attr-defined]  # the tests' clock stands still until moved
    post.records.amend("patrols", record, {**view.values, "leader": "Lò Văn Pản"}, view.heads, "đọc nhầm sổ")
    history = post.records.history(record)
    assert [item.action for item in history] == ["amend", "create"]
    assert [(change.field, change.before, change.after) for change in history[0].changes] == [
        ("leader", "Đặng Văn Phúc", "Lò Văn Pản")
    ]
    assert history[0].reason == "đọc nhầm sổ"
    assert history[0].actor_name == "Lường Văn Thái"
    assert history[0].machine == "phòng trực ban"


def test_saving_without_a_change_writes_no_entry(post: Post) -> None:
    record = post.records.create("patrols", patrol()).records[0]
    view = post.records.load(record)
    assert post.records.amend("patrols", record, view.values, view.heads) == Changes(frozenset(), ())
    assert post.records.load(record).entries == 1


def test_two_people_who_change_the_same_field_both_keep_their_value_until_somebody_decides(post: Post) -> None:
    record = post.records.create("patrols", patrol()).records[0]
    seen = post.records.load(record)
    post.records.amend("patrols", record, {**seen.values, "leader": "Lò Văn Pản"}, seen.heads)
    post.records.amend("patrols", record, {**seen.values, "leader": "Vàng A Sính", "militia": 2}, seen.heads)
    torn = post.records.load(record)
    assert torn.state.code == "two_values"
    assert [option.shown for option in torn.conflicts[0].options] == ["Vàng A Sính", "Lò Văn Pản"]
    assert torn.values["militia"] == 2
    assert post.records.count("patrols", Listing(state="two_values")) == 1
    with pytest.raises(RefusedInput):
        post.records.resolve("patrols", record, "leader", "Lò Văn Pản", " ")
    with pytest.raises(RefusedInput):
        post.records.resolve("patrols", record, "leader", "x" * 500, "so sổ trực")
    post.records.resolve("patrols", record, "leader", "Lò Văn Pản", "so sổ trực")
    whole = post.records.load(record)
    assert (whole.values["leader"], whole.conflicts, whole.state.code) == ("Lò Văn Pản", (), "saved")


def test_a_field_may_be_decided_to_be_empty(post: Post) -> None:
    record = post.records.create("patrols", patrol(weather="mưa")).records[0]
    seen = post.records.load(record)
    post.records.amend("patrols", record, {**seen.values, "weather": None}, seen.heads)
    post.records.amend("patrols", record, {**seen.values, "weather": "sương mù"}, seen.heads)
    assert "" in [option.shown for option in post.records.load(record).conflicts[0].options]
    post.records.resolve("patrols", record, "weather", None, "không ai ghi")
    assert "weather" not in post.records.load(record).values


def test_a_withdrawn_record_leaves_the_list_stays_readable_and_is_not_changed(post: Post) -> None:
    record = post.records.create("patrols", patrol()).records[0]
    with pytest.raises(RefusedInput):
        post.records.withdraw("patrols", record, "  ")
    post.records.withdraw("patrols", record, "ghi hai lần")
    view = post.records.load(record)
    assert (view.withdrawn, view.withdrawn_reason, view.state.code) == (True, "ghi hai lần", "withdrawn")
    assert post.records.count("patrols", Listing()) == 0
    assert [row.id for row in post.records.first_page("patrols", Listing(state="withdrawn"))] == [record]
    assert [change.label for change in post.records.history(record)[0].changes] == ["Rút"]
    with pytest.raises(UserError):
        post.records.amend("patrols", record, view.values, view.heads)


def test_what_is_not_a_record_is_missing(post: Post) -> None:
    for record in ("không phải mã", str(Version("0" * 16, 1)), str(Version(post.session.database.own_feed, 500))):
        with pytest.raises(RecordMissing):
            post.records.load(record)
    assert post.records.title("không phải mã") == ""
    assert post.records.title(str(Version("0" * 16, 1))) == "bản ghi chưa về đây"
    assert post.records.title(str(Version(post.session.database.own_feed, 500))) == "bản ghi chưa về đây"


def test_existence_and_keys_translate_both_ways(post: Post) -> None:
    record = post.records.create("patrols", patrol()).records[0]
    assert post.records.exists(record)
    assert not post.records.exists(str(Version("0" * 16, 1)))
    assert not post.records.exists(str(Version(post.session.database.own_feed, 500)))
    assert post.records.key_to_id(post.records.load(record).key) == record


def test_a_form_starts_with_what_repeats_and_can_take_over_the_whole_record_before(post: Post) -> None:
    assert post.records.defaults("patrols") == {}
    post.records.create("patrols", patrol(incidents="không"))
    assert post.records.defaults("patrols")["leader"] == "Đặng Văn Phúc"
    assert "incidents" not in post.records.defaults("patrols")
    before = post.records.defaults("patrols", previous=True)
    assert before["incidents"] == "không"
    assert "number" not in before
    post.records.create("persons", person())
    assert "name" not in post.records.defaults("persons", previous=True)
    assert post.records.defaults("victim_cases") == {}


def test_the_list_sorts_filters_and_sums(post: Post) -> None:
    days = ("2026-03-10", "2026-03-12", "2026-02-20")
    for index, day in enumerate(days):
        times = {"started": f"{day}T08:00:00+07:00", "ended": f"{day}T11:00:00+07:00", "legs": []}
        post.records.create(
            "patrols", patrol(**times, leader=f"Người {index}", route_length=1000 * (index + 1), border_guards=4)
        )
    month = Window("month", "2026-03", date(2026, 2, 15), date(2026, 3, 14))
    listing = Listing(window=month)
    rows = post.records.first_page("patrols", listing)
    at = [name for name, _field in KINDS["patrols"].listed()].index("started")
    assert [from_epoch(row.cells[at]).date().isoformat() for row in rows] == ["2026-03-12", "2026-03-10", "2026-02-20"]
    assert list(post.records.ids("patrols", listing)) == [row.key for row in rows]
    assert post.records.rows("patrols", [rows[0].key])[rows[0].key] == rows[0]
    march = Listing(window=Window("custom", "x", date(2026, 3, 11), date(2026, 3, 14)))
    assert post.records.count("patrols", march) == 1
    assert post.records.count("patrols", Listing(filters={"leader": "Người 2"})) == 1
    assert post.records.count("patrols", Listing(mine=True)) == 3
    assert post.records.sums("patrols", listing)["distance"] == (6000, 0)
    assert post.records.count("patrols", Listing(state="not_sent")) == 3
    assert post.records.count("patrols", Listing(state="rejected")) == 0


def test_search_needs_no_accents_puts_exact_ones_first_and_covers_all_registers(post: Post) -> None:
    post.records.create("patrols", patrol(leader="Đăng Văn Dức"))
    exact = post.records.create("patrols", patrol(leader="Đặng Văn Đức")).records[0]
    post.records.create("patrols", patrol(leader="Đặng Văn Dực"))
    hits = post.records.search("Đặng Văn Đức")
    assert hits[0].id == exact
    assert len(post.records.search("dang van duc", ("patrols",))) == 3
    post.records.create("persons", person(name="Đặng Thị Dức"))
    assert {hit.kind for hit in post.records.search("dang")} == {"patrols", "persons"}
    assert post.records.search("không có ai") == []


def test_nothing_typed_finds_the_newest(post: Post) -> None:
    made = [post.records.create("persons", person(name=f"Người {index}")).records[0] for index in range(3)]
    assert [hit.id for hit in post.records.search("", ("persons",), 2)] == made[:0:-1]


def test_a_draft_is_forgotten_in_the_moment_its_record_is_saved(post: Post) -> None:
    post.drafts.save("a", "patrols", None, patrol(), {}, None)
    record = post.records.create("patrols", patrol(), draft="a").records[0]
    assert post.drafts.count() == 0
    view = post.records.load(record)
    post.drafts.save("b", "patrols", record, view.values, {"started": "22h6o"}, view.heads)
    post.records.amend("patrols", record, {**view.values, "militia": 3}, view.heads, draft="b")
    assert post.drafts.count() == 0


def test_a_refused_record_keeps_its_draft(post: Post) -> None:
    post.drafts.save("a", "patrols", None, patrol(leader=None), {}, None)
    with pytest.raises(RefusedInput):
        post.records.create("patrols", patrol(leader=None), draft="a")
    assert post.drafts.count() == 1


def test_referring_records_are_shown(post: Post) -> None:
    someone = post.records.create("persons", person()).records[0]
    received = post.records.create("receptions", reception([someone])).records[0]
    assert [hit.id for hit in post.records.load(someone).referenced_by] == [received]
    assert post.records.load(received).referenced_by == ()


def test_words_follow_the_language(post: Post) -> None:
    record = post.records.create("patrols", patrol()).records[0]
    set_language("en")
    assert post.records.load(record).way[0].label == "Saved"
    set_language("vi")
    assert post.records.load(record).way[0].label == "Đã lưu"


def test_a_guard_writes_a_possible_victim_and_cannot_read_back_or_find_the_name(place: Place) -> None:
    with place.as_("guard") as guard:
        someone = guard.records.create("persons", person()).records[0]
        assert guard.records.load(someone).values["name"] == "Sùng Thị Mỷ"
        changes = guard.records.create("receptions", reception([someone]))
        assert someone in changes.records
        hidden = guard.records.load(someone)
        assert hidden.protected
        assert {"name", "birth"} <= hidden.hidden
        assert "name" not in hidden.values
        assert guard.records.search("sung thi my") == []
        guard.records.create("victim_cases", case(someone))
        guard.records.amend("persons", someone, {**hidden.values, "nationality": "vn"}, hidden.heads)
        assert guard.records.load(someone).values["nationality"] == "vn"


def test_a_person_can_be_written_sealed_from_the_first_letter(place: Place) -> None:
    with place.as_("guard") as guard:
        someone = guard.records.create("persons", person(pseudonym="A"), protected=True).records[0]
        assert "name" in guard.records.load(someone).hidden
        assert guard.records.title(someone) == "A" or guard.records.title(someone).startswith("NG-")
        assert "Identity" not in str(guard.records.history(someone))
        assert [change.label for change in guard.records.history(someone)[0].changes if change.field == "identity"] == [
            "Danh tính (niêm phong)"
        ]
    with place.as_("commander") as commander:
        # Protection hides from everybody; who holds the key asks for it with a reason.
        assert "name" in commander.records.load(someone).hidden
        assert commander.victims.reveal(someone, "xác minh")["name"] == "Sùng Thị Mỷ"


def test_an_erased_identity_is_hidden_and_the_record_stays(post: Post) -> None:
    someone = post.records.create("persons", person()).records[0]
    with post.session.work() as work:
        work.vault.erase(work.connection, post.records.load(someone).key)
    view = post.records.load(someone)
    assert "name" in view.hidden
    assert view.values["sex"] == "female"


def test_a_record_only_others_wrote_is_saved_and_never_waits_to_be_sent(post: Post) -> None:
    record = post.records.create("patrols", patrol()).records[0]
    key = post.records.load(record).key
    with post.session.database.write() as connection:
        connection.execute(tables.table("patrols").update().where(tables.table("patrols").c.id == key).values(tip=0))
    assert post.records.rows("patrols", [key])[key].state.code == "saved"
    assert post.records.count("patrols", Listing(state="not_sent")) == 0


def test_listeners_hear_what_changed(post: Post) -> None:
    heard: list[Changes] = []
    post.session.listeners.append(heard.append)
    record = post.records.create("patrols", patrol()).records[0]
    assert heard == [Changes(frozenset({"patrols"}), (record,))]


def test_an_identity_of_another_compartment_is_not_moved_by_who_cannot_open_it(place: Place) -> None:
    with place.as_("guard") as guard:
        with guard.session.work() as work:
            informant = str(work.create("persons", person(pseudonym="B"), "informant"))
        changes = guard.records.create("receptions", reception([informant]))
        assert informant not in changes.records


def test_references_from_a_newer_program_and_to_records_not_here_yet_are_passed_over(post: Post) -> None:
    someone = post.records.create("persons", person()).records[0]
    with post.session.work() as work:
        later = work.note("kind_of_a_newer_program", None, "create", {})
        here = post.records.load(someone).key
        newer = work.database.key(work.connection, later.version)
        work.connection.exec_driver_sql("INSERT INTO links VALUES (?, 'person', ?)", (newer, here))
        work.connection.exec_driver_sql("INSERT INTO links VALUES (?, 'person', ?)", (newer + 1000, here))
    assert post.records.load(someone).referenced_by == ()


def test_a_restored_machine_does_not_take_the_receipts_of_its_former_feed_for_its_own(place: Place) -> None:
    with place.as_("guard") as guard:
        record = guard.records.create("patrols", patrol()).records[0]
        old = guard.session.database.own_feed
    (place.home / "feed.mark").write_text(f"{old} 999", encoding="ascii")
    with place.as_("guard") as guard:
        assert guard.session.database.own_feed != old
        with guard.session.work() as work:
            work.create("receipts", {"feed": old, "have_through": 999, "at": "2026-03-15T04:00:00+07:00"})
        seen = guard.records.load(record)
        guard.records.amend("patrols", record, {**seen.values, "militia": 1}, seen.heads)
        assert guard.records.first_page("patrols", Listing())[0].state.code == "saved"
        assert guard.records.load(record).way[3].at is None


def test_a_person_of_whom_nothing_sealed_is_known_hides_nothing(post: Post) -> None:
    with post.session.work() as work:
        record = str(work.create("persons", {"sex": "male", "pseudonym": "A"}))
    assert post.records.load(record).hidden == frozenset()


def test_a_list_shows_what_a_reference_leads_to_by_its_words(tmp_path: Path) -> None:
    with make(tmp_path / "post").as_("commander") as post:
        other = post.records.create("counterparts", {"name": "Đại đội Biên phòng 216", "border": "la"}).records[0]
        post.records.create("talks", smallest("talks", {"counterparts": other}))
        [row] = post.records.first_page("talks", Listing())
        assert "Đại đội Biên phòng 216" in row.cells
        someone = post.records.create("persons", person()).records[0]
        post.records.create("subjects", smallest("subjects", {"persons": someone}))
        assert "Sùng Thị Mỷ" in post.records.first_page("subjects", Listing())[0].cells
        post.records.create("victim_cases", case(someone), protected=True)
        assert "Sùng Thị Mỷ" not in post.records.first_page("subjects", Listing())[0].cells, (
            "protected, and its number stands there"
        )
