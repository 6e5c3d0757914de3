"""The three working days of DOMAIN.md 13 in the main window, from the first key to the last: each time, each link, each figure.

The keys are counted and told. What the next act fills in is typed once more the plain way, to see what it saves.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from borderpost.bootstrap import Post
from borderpost.domain.fields import Plain
from borderpost.domain.words import language, set_language
from borderpost.registers import KINDS
from tests.posts import Place, make, person
from tests.ui.facts import at, due, elapsed, every, figure, holds, iso, linked, links, periods, values
from tests.ui.office import Guard, New, office
from tests.ui.typist import CTRL

FIVE_MINUTES = 5 * 40 * 5
"""Key presses in five minutes at forty words a minute, five letters a word."""


def tell(capsys: pytest.CaptureFixture[str], words: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{words}\n")


def plain_way(place: Place, qtbot: QtBot, records: list[str]) -> int:
    """Type records anew into empty forms, walking the same short ways; return the keys it took."""
    with office(place, "victim_officer", qtbot) as guard:
        for record in records:
            view = guard.post.records.load(record)
            guard.new(view.kind)
            guard.fill(**{name: value for name, value in view.values.items() if not KINDS[view.kind].by_name[name].automatic})
            guard.save()
        return guard.pressed


@pytest.fixture
def vietnamese() -> Iterator[None]:
    before = language()
    yield
    set_language(before)


@pytest.fixture
def place(tmp_path: Path, vietnamese: None) -> Place:
    del vietnamese
    return make(tmp_path / "post", at("15/3 03:15"))


CROSSERS = (
    New("Lò Văn Thắng", {"birth_year": "1990", "sex": "nam"}),
    New("Vàng Thị Sua", {"birth_year": "1994", "sex": "nữ"}),
    New("Giàng A Chứ", {"birth_year": "1988", "sex": "nam"}),
    New("Hạng Thị Dơ", {"birth_year": "1979", "sex": "nữ"}),
    New("Sùng Thị Mỷ", {"pseudonym": "Sương", "birth_year": "2003", "sex": "nữ"}),
    New("Thào A Pá", {"pseudonym": "Núi", "birth_year": "2010", "sex": "nam"}),
)
ORGANISER = New("Hoàng Văn Dẫn", {"birth_year": "1985", "sex": "nam"})


def test_a_night_with_seven_people(place: Place, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    with office(place, "victim_officer", qtbot) as guard:
        night = _the_group_is_found(guard, capsys)
        taken, told = _the_rest_of_the_night(place, guard, *night)
    with office(place, "commander", qtbot) as commander:
        told += _the_commander_decides(place, commander, taken)
        post = commander.post
        _what_the_night_left(post, taken)
        tell(capsys, f"scenario (a) in the main window: {told} key presses")
        follow_ups = [*taken["screenings"], *taken["cases"], *taken["sanctions"]]
        follow_ups += [taken["reception"], taken["custody"], taken["handover"]]
    plain = plain_way(place, qtbot, follow_ups)
    tell(capsys, f"its {len(follow_ups)} records after the detection: {taken['follow_ups']} key presses, plain {plain}")
    assert taken["follow_ups"] * 2 < plain


def _the_group_is_found(guard: Guard, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """22:30 to 03:10: the patrol, and on its second leg-day the detection with seven people."""
    guard.new("patrols")
    guard.fill(kind="closed_loop", border="la", started=iso("14/3 22:30"), leader="Đặng Văn Phúc", border_guards=5)
    legs = [
        {"departed": iso("14/3 22:30"), "arrived": iso("15/3 00:40"), "distance": 4_100, "members": 5},
        {"departed": iso("15/3 00:40"), "arrived": iso("15/3 03:10"), "distance": 6_000, "members": 12},
    ]
    guard.fill(legs=legs)
    patrol = guard.then("V")
    assert guard.form.register.kind == "detections"
    before = guard.pressed
    guard.fill(found=iso("15/3 00:40"), marker="LA:512", place="Bản Nậm Cắn")
    guard.fill(legal_class="adm_exit_entry_282", direction="exit")
    rows: list[dict[str, Plain | New]] = [{"person": who, "role": "v"} for who in CROSSERS]
    guard.involve(*rows, {"person": ORGANISER, "role": "t", "guided": "6"})
    guard.picture("scenario_detection")
    assert any("348" in str(problem.message.text) for problem in guard.form.body.problems()), "a hint, never automatic"
    detection = guard.then("")
    alone = guard.pressed - before
    tell(capsys, f"detection with seven people in the main window: {alone} key presses of {FIVE_MINUTES}")
    assert alone <= FIVE_MINUTES
    holds(guard.post, detection, patrol=patrol, finder="patrol", border="la", legal_class="adm_exit_entry_282")
    return patrol, detection


def _the_rest_of_the_night(place: Place, guard: Guard, patrol: str, detection: str) -> tuple[dict[str, Any], int]:
    post = guard.post
    people = [row["person"] for row in values(post, detection)["people"]]
    *_crossers, woman, child, organiser = people
    begun = guard.pressed
    guard.picture("scenario_people")

    guard.mark(woman, child)
    guard.press("T")
    guard.fill(received=iso("15/3 03:10"))
    reception = guard.save()
    assert "needs" in due(post, reception)
    guard.on(organiser)
    guard.press("G")
    guard.fill(measure="emergency")
    custody = guard.save()
    holds(post, custody, person=organiser, detection=detection, held=iso("15/3 00:40"), arrived=iso("15/3 03:10"))
    first = periods(post, custody)["C1"]
    assert (first.at, first.later) == (at("15/3 12:40"), (at("15/3 15:10"),)), "warned at the earlier of the two"

    place.clock.at = at("15/3 03:45")
    guard.find(reception)
    guard.fill(needs_met=iso("15/3 03:40"))
    guard.save()
    assert due(post, reception) == set()

    place.clock.at = at("15/3 04:50")
    guard.find(detection)
    guard.then("")
    taken: dict[str, Any] = {"patrol": patrol, "detection": detection, "people": people}
    taken |= {"reception": reception, "custody": custody, "screenings": _six_are_screened(guard, *people)}
    taken["cases"] = _two_cases_are_opened(guard, taken)
    place.clock.at = at("15/3 05:05")
    taken["sanctions"] = _the_rest_are_fined(guard, taken)
    taken["follow_ups"] = guard.pressed - begun
    return taken, guard.pressed


def _six_are_screened(guard: Guard, *people: str) -> list[str]:
    """04:20: all but the organiser, one form after the other; what they have in common is typed once."""
    post, (*crossers, woman, child, _organiser) = guard.post, people
    guard.mark(*crossers, woman, child)
    guard.press("S")
    for one in (*crossers, woman, child):
        signs = [{"indicator": "brokered"}, {"indicator": "deceived"}, {"indicator": "child_alone"}]
        suspected = one in (woman, child)
        if one is crossers[0]:
            guard.fill(held=iso("15/3 04:20"), checklist="adult_2026_1", interpreter="Vàng Thị Dua, tiếng Mông", apart=True)
        if suspected:
            guard.fill(signs=signs[: 3 if one == child else 2])
        guard.picture(f"scenario_screening_{one == child}")
        guard.fill(
            recommendation="identify" if suspected else "no_indication",
            why="Hứa việc nhẹ, không biết nơi đến" if suspected else "Tự đi làm thuê, biết nơi đến",
        )
        guard.save("screenings")
    screenings = every(post, "screenings")
    assert [values(post, name)["person"] for name in screenings] == [*crossers, woman, child]
    assert {values(post, name)["held"] for name in screenings} == {iso("15/3 04:20")}
    assert {values(post, name)["interpreter"] for name in screenings} == {"Vàng Thị Dua, tiếng Mông"}
    checklists = [values(post, name)["checklist"] for name in screenings]
    assert checklists == [*["adult_2026_1"] * 5, "child_2026_1"], "born 2010: 15 or 16, the younger counts"
    return screenings


def _two_cases_are_opened(guard: Guard, taken: dict[str, Any]) -> list[str]:
    """The two whom the screening recommends: suspected, for a recommendation is never a status."""
    post, (*_rest, woman, child, _organiser) = guard.post, taken["people"]
    guard.mark(woman, child)
    guard.press("N")
    for one in (woman, child):
        if one == child:
            guard.fill(guardian="Bà Sùng Thị Dở")
        guard.save("victim_cases")
    cases = every(post, "victim_cases")
    for case, one in zip(cases, (woman, child), strict=True):
        holds(
            post,
            case,
            person=one,
            detection=taken["detection"],
            reception=taken["reception"],
            route="rescued",
            found=iso("15/3 00:40"),
            received=iso("15/3 03:10"),
            needs_met=iso("15/3 03:40"),
            screened=iso("15/3 04:20"),
            recommendation="identify",
            status="suspected",
        )
    assert [values(post, name).get("victim_case") for name in taken["screenings"][-2:]] == cases
    return cases


def _the_rest_are_fined(guard: Guard, taken: dict[str, Any]) -> list[str]:
    """05:00: one form, four records; the two who may be victims leave the batch though they were marked."""
    post, (*crossers, woman, child, _organiser) = guard.post, taken["people"]
    guard.mark(*crossers, woman, child)
    guard.press("X")
    assert "Sương" not in guard.form._about, "the two leave the batch"
    guard.picture("scenario_sanctions")
    guard.fill(recorded=iso("15/3 05:00"), complexity="simple")
    guard.save("sanctions")
    sanctions = every(post, "sanctions")
    assert [values(post, name)["person"] for name in sanctions] == crossers
    for record in sanctions:
        holds(
            post,
            record,
            act="adm_exit_entry_282",
            place="Bản Nậm Cắn",
            detection=taken["detection"],
            recorded=iso("15/3 05:00"),
        )
        assert periods(post, record)["X1"].at == at("25/3 00:00"), "24/3, to its last minute"
    return sanctions


def _the_commander_decides(place: Place, commander: Guard, taken: dict[str, Any]) -> int:
    post, (woman_case, child_case) = commander.post, taken["cases"]
    place.clock.at = at("15/3 05:10")
    for case in taken["cases"]:
        commander.find(case)
        commander.typist.key(Qt.Key.Key_F2)
        decided = {"status_date": "2026-03-15", "deciding_body": "post_commander", "evidence_source": "rescuing_agency"}
        commander.fill(status="in_identification", **decided)
        commander.save()
        holds(post, case, status="in_identification", **decided)
        commander.escape()
    commander.find(taken["sanctions"][0])
    commander.fill(complexity="sent_up")
    commander.save()
    assert periods(post, taken["sanctions"][0])["X2"].at == at("28/3 00:00"), "27/3 when it is sent up"

    place.clock.at = at("15/3 07:35")
    before = commander.pressed
    commander.find(taken["detection"])
    commander.fill(legal_class="penal_348", case_opened=True, case_no="05/QĐ-ĐBP")
    commander.then("")
    *_rest, woman, child, organiser = taken["people"]
    commander.mark(organiser)
    commander.press("A")
    commander.fill(opened_by="post_commander", lead="lead", opened=iso("15/3 07:20"), prosecuted=iso("15/3 07:20"))
    opened = commander.save("cases")
    holds(post, opened, detection=taken["detection"], offence="penal_348", kind="criminal")
    assert [(row["person"], row["role"]) for row in values(post, opened)["people"]] == [(organiser, "organiser")]
    commander.mark(woman, child)
    commander.press("B")
    commander.fill(handed=iso("15/3 07:30"), receiver_kind="commune", receiver="UBND xã Nậm Cắn", feedback_due="2026-03-22")
    commander.picture("scenario_handover")
    handover = taken["handover"] = commander.save("handovers")
    taken["follow_ups"] += commander.pressed - before
    holds(post, handover, detection=taken["detection"], reception=taken["reception"], direction="outgoing", subject=["people"])
    rows = values(post, handover)["people"]
    assert [(row["person"], row["victim_case"]) for row in rows] == [(woman, woman_case), (child, child_case)]
    assert rows[1]["escort"] == "Bà Sùng Thị Dở"
    for case in taken["cases"]:
        holds(post, case, handed_over=iso("15/3 07:30"), handover=handover)
    assert "feedback" in due(post, handover)

    place.clock.at = at("15/3 12:10")
    commander.find(taken["custody"])
    commander.fill(decided=iso("15/3 12:00"), decision_no="02/QĐ", approver="Lường Văn Thái")
    commander.save()
    after = periods(post, taken["custody"])
    assert (after["C2"].at, after["C3"].at) == (at("16/3 00:00"), at("18/3 03:10"))
    commander.find(taken["custody"])
    granted = {"answer": "granted", "approver": "VKS khu vực 3"}
    first = {"asked": iso("17/3 20:00"), "answered": iso("18/3 02:00"), "paper": "12/QĐ-VKS"}
    second = {"asked": iso("20/3 20:00"), "answered": iso("21/3 01:00"), "paper": "15/QĐ-VKS"}
    commander.fill(sent=iso("15/3 12:05"), extension_events=[first | granted, second | granted])
    commander.save()
    assert periods(post, taken["custody"])["C3.2"].at == at("24/3 03:10")
    assert values(post, taken["custody"])["person"] == organiser
    return commander.pressed


def _what_the_night_left(post: Post, taken: dict[str, Any]) -> None:
    *crossers, woman, child, organiser = taken["people"]
    for case in taken["cases"]:
        assert elapsed(post, case, "found") == timedelta(hours=6, minutes=50)
        assert elapsed(post, case, "received") == timedelta(hours=4, minutes=20)
    assert linked(post, taken["patrol"]) == {"detections"}
    assert linked(post, child) == linked(post, woman) == {"detections", "receptions", "screenings", "victim_cases", "handovers"}
    assert linked(post, crossers[0]) == {"detections", "screenings", "sanctions"}
    assert linked(post, organiser) == {"detections", "custodies", "cases"}, (
        "no custody for plain crossing, no screening of the organiser"
    )
    wanted = {"receptions", "custodies", "victim_cases", "sanctions", "handovers", "cases"}
    assert linked(post, taken["detection"]) == wanted
    assert figure(post, "D1", "2026-04")[:2] == (1, 6), "the organiser is no seventh crosser"
    assert figure(post, "D2", "2026-04")[:2] == (1, 1), "a criminal case with one subject"
    assert figure(post, "V1", "2026-04")[0] == 2
    assert figure(post, "V2.status.in_identification", "2026-04") == (2,), "no victim before one is determined"
    assert figure(post, "V1.age.under_16", "2026-04") == (1,)


# --- (b) -----------------------------------------------------------------------------------------------------------------

MOTHER = New("Giàng Thị Mảy", {"birth_year": "1984", "sex": "nữ"})
DAUGHTER = New("Giàng Thị Say", {"pseudonym": "Mây", "birth_year": "2009", "sex": "nữ"})
TOLD = {
    "kind": "denunciation",
    "channel": "in_person",
    "officer": "Vàng A Sính",
    "reporter_kind": "named",
    "content": "Con gái đi chợ phiên ngày 07/02 chưa về, nghi bị lừa sang bên kia biên giới.",
    "state": "received",
}


def test_a_mother_reports_her_missing_daughter(place: Place, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    place.clock.at = at("10/2 09:45")
    with office(place, "commander", qtbot) as guard:
        tip, mother, daughter = _the_mother_reports(place, guard)
        reception, case = _the_daughter_returns(place, guard, tip, daughter)
        _the_case_goes_its_way(place, guard, case, daughter, reception)
        _the_mother_is_told(place, guard, tip)
        assert figure(guard.post, "V1", "2026-04") == (1,)
        assert linked(guard.post, mother) == {"tips"}
        tell(capsys, f"scenario (b) in the main window: {guard.pressed} key presses")


def _the_mother_reports(place: Place, guard: Guard) -> tuple[str, str, str]:
    post = guard.post
    guard.new("tips")
    guard.fill(**{**TOLD, "received": iso("10/2 09:15"), "recorded": iso("10/2 09:40")})
    guard.involve({"person": MOTHER, "role": "người báo tin"}, {"person": DAUGHTER, "role": "n"})
    guard.picture("scenario_tip")
    tip = guard.save()
    mother, daughter = (row["person"] for row in values(post, tip)["people"])
    assert periods(post, tip)["T1"].done == at("10/2 09:40")
    assert periods(post, tip)["T2"].at == at("11/2 09:15")
    assert every(post, "receptions") == [], "she is absent"

    place.clock.at = at("10/2 16:05")
    guard.find(tip)
    guard.fill(state="classified", classified=iso("10/2 16:00"), classified_as="criminal", competence="ours")
    guard.save()
    assert periods(post, tip)["T4"].at == at("14/2 00:00"), "13/2, to its last minute"
    assert periods(post, tip)["T5"].at == at("3/3 00:00"), "2/3, to its last minute"
    for state, more in (("own", {"procuracy_notified": iso("12/2 08:00")}), ("verifying", {})):
        guard.find(tip)
        guard.fill(state=state, **more)
        guard.save()
    assert figure(post, "T1", "2026-02") == (1,)
    assert figure(post, "V1", "2026-02") == (0,)

    return tip, mother, daughter


def _the_daughter_returns(place: Place, guard: Guard, tip: str, daughter: str) -> tuple[str, str]:
    post = guard.post
    place.clock.at = at("15/3 06:10")
    guard.find(tip)
    guard.then("")
    guard.on(daughter)
    guard.press("T")
    guard.fill(received=iso("15/3 06:00"))
    reception = guard.save("receptions")
    holds(post, reception, route="self_report", officer="Lường Văn Thái")
    assert [row["person"] for row in values(post, reception)["people"]] == [daughter], "the same person, no second record"
    guard.on(daughter)
    guard.press("N")
    guard.fill(category="in_identification", guardian="Giàng Thị Mảy, mẹ")
    case = guard.save("victim_cases")
    holds(post, case, person=daughter, reported_tip=tip, reception=reception, route="self_report", pseudonym="Mây")
    holds(post, case, received=iso("15/3 06:00"), birth_year=2009, status="suspected")
    assert "case" in due(post, case)
    assert linked(post, tip) == {"victim_cases"}
    assert linked(post, daughter) == {"tips", "receptions", "victim_cases"}

    return reception, case


def _the_case_goes_its_way(place: Place, guard: Guard, case: str, daughter: str, reception: str) -> None:
    post = guard.post
    guard.find(case)
    place.clock.at = at("15/3 06:20")
    guard.typist.key(Qt.Key.Key_M)
    holds(post, case, needs_met=iso("15/3 06:20"))
    guard.typist.key(Qt.Key.Key_F7)
    guard.typist.fill("Lập biên bản bàn giao")
    assert guard.page.identity.seen  # type: ignore[attr-defined] # the page of a case
    guard.typist.key(Qt.Key.Key_Escape)
    guard.typist.key(Qt.Key.Key_F5)
    guard.press("S")
    guard.fill(held=iso("15/3 06:30"), apart=True, recommendation="more_information", why="Kể bị lừa đi làm, sợ hãi")
    assert guard.form.body.values()[0]["checklist"] == "child_2026_1"
    guard.save("screenings")
    holds(post, case, screened=iso("15/3 06:30"), recommendation="more_information")
    guard.escape()
    place.clock.at = at("15/3 07:05")
    guard.typist.key(Qt.Key.Key_B, CTRL)
    guard.fill(handed=iso("15/3 07:00"), receiver_kind="commune", receiver="UBND xã Nậm Cắn", feedback_due="2026-03-18")
    handover = guard.save("handovers")
    holds(post, case, handed_over=iso("15/3 07:00"), handover=handover)
    assert links(post, handover) == {daughter, case, reception}
    assert values(post, handover)["people"][0]["escort"] == "Giàng Thị Mảy, mẹ"
    assert "feedback" in due(post, handover), "the commune verifies within three days"


def _the_mother_is_told(place: Place, guard: Guard, tip: str) -> None:
    post = guard.post
    guard.find(tip)
    guard.fill(state="prosecuted", decision="prosecuted", decided=iso("15/3 07:05"))
    guard.save()
    assert {"T10", "T11"} <= due(post, tip)
    place.clock.at = at("15/3 08:00")
    guard.find(tip)
    guard.fill(decision_sent=iso("15/3 07:30"), result_told=iso("15/3 07:40"))
    guard.save()
    assert due(post, tip) == set(), "the mother was told"


def test_a_tip_that_is_not_ours_goes_on_at_once(place: Place, qtbot: QtBot) -> None:
    place.clock.at = at("10/2 09:45")
    with office(place, "commander", qtbot) as guard:
        guard.new("tips")
        guard.fill(**{**TOLD, "received": iso("10/2 09:15"), "recorded": iso("10/2 09:40")})
        tip = guard.save()
        place.clock.at = at("10/2 10:00")
        guard.find(tip)
        guard.fill(state="classified", classified=iso("10/2 10:00"), competence="not_ours")
        guard.save()
        assert "T3" in due(guard.post, tip)
        guard.find(tip)
        guard.fill(state="transferred", transferred=iso("10/2 10:00"), transferred_to="Công an xã Nậm Cắn")
        guard.save()
        assert "T3" not in due(guard.post, tip)


# --- (c) -----------------------------------------------------------------------------------------------------------------

RETURNED = (
    New("Vàng Thị Sua", {"pseudonym": "Lá", "birth_year": "2001", "sex": "nữ"}),
    New("Hạng Thị Dơ", {"pseudonym": "Hoa", "birth_year": "1999", "sex": "nữ"}),
)
MINOR = New("Lò Văn Bé", {"pseudonym": "Sao", "birth_year": "2022", "sex": "nam"})


def test_the_neighbour_hands_over_three_victims(place: Place, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    place.clock.at = at("14/6 09:00")
    with place.as_("commander") as post:
        missing = person(name="Giàng Thị Say", pseudonym="Mây", birth=None, birth_year=2009)
        daughter = post.records.create("persons", missing).records[0]
        told = {**TOLD, "received": iso("10/2 09:15"), "people": [{"person": daughter, "role": "possible_victim"}]}
        tip = post.records.create("tips", told).records[0]
    place.clock.at = at("14/6 14:10")
    with office(place, "commander", qtbot) as guard:
        neighbour, back = _they_are_handed_over(place, guard, daughter)
        people = [row["person"] for row in values(guard.post, back)["people"]]
        assert people[0] == daughter, "the name led to the person of the open tip"
        cases = _they_are_received(place, guard, back, people)
        assert values(guard.post, cases[0])["reported_tip"] == tip, "the names were matched with the open tips"
        _they_go_on(place, guard, people, cases)
        _what_the_day_left(guard.post, neighbour, people[-1])
        tell(capsys, f"scenario (c) in the main window: {guard.pressed} key presses")


def _they_are_handed_over(place: Place, guard: Guard, daughter: str) -> tuple[str, str]:
    """14:00 to 16:10: the list, the identities, the signature, and the two-sided record."""
    post = guard.post
    guard.new("counterparts")
    guard.fill(name="Đại đội Biên phòng 216", border="la")
    neighbour = guard.save()
    guard.new("talks")
    guard.fill(held=iso("14/6 14:00"), kind="exchange", counterpart=neighbour, border="la", content="Danh sách ba người")
    talk = guard.then("R")
    place.clock.at = at("14/6 16:15")
    guard.fill(signed=iso("14/6 16:10"), identity_checked=iso("14/6 15:30"), place="Cửa khẩu Nậm Cắn")
    rows: list[dict[str, Plain | New]] = [{"person": who} for who in (daughter, *RETURNED, MINOR)]
    guard.involve(*rows)
    guard.fill(their_signer="Thào Xay", languages=["vi", "lo"])
    guard.picture("scenario_repatriation")
    back = guard.then("")
    holds(post, back, counterpart=neighbour, border="la", direction="incoming", list_received=iso("14/6 14:00"))
    holds(post, back, signed=iso("14/6 16:10"), identity_checked=iso("14/6 15:30"), our_signer="Lường Văn Thái")
    assert values(post, talk)["kind"] == "exchange"
    assert post.papers.two_sided(back)
    guard.mark(*[row["person"] for row in values(post, back)["people"]])
    guard.press("B")
    paper = guard.save("handovers")
    holds(post, paper, direction="incoming", handed=iso("14/6 16:10"), receiver="Đại đội Biên phòng 216")
    holds(post, back, handover=paper)
    return neighbour, back


def _they_are_received(place: Place, guard: Guard, back: str, people: list[str]) -> list[str]:
    """16:30 needs, 17:00 medical, 17:20 declarations; a case for each, the accompanying child is no fourth victim."""
    post, (*victims, _minor) = guard.post, people
    guard.mark(*people)
    guard.press("T")
    place.clock.at = at("14/6 17:25")
    table = guard.form.body.parts["people"]
    guard.fill(needs_met=iso("14/6 16:30"), medical=iso("14/6 17:00"), interpreter="Vàng Thị Dua, tiếng Lào")
    guard.fill(note="17:20 lấy lời khai")
    guard.correct(table, 3, "category", "minor_with_identified")
    reception = guard.then("")
    assert linked(post, back) == set(), "the reception names the people, not the paper"
    holds(post, reception, route="returned", received=iso("14/6 16:10"), handed_over_by="Đại đội Biên phòng 216")
    assert [row["category"] for row in values(post, reception)["people"]][-1] == "minor_with_identified"

    guard.mark(*victims)
    guard.press("N")
    for _victim in victims:
        guard.fill(status="in_identification", status_date="2026-06-14")
        guard.fill(deciding_body="post_commander", evidence_source="foreign_body")
        guard.fill(support=[{"regime": regime} for regime in ("a", "b", "c", "d", "dd", "e", "g")])
        guard.save("victim_cases")
    cases = every(post, "victim_cases")
    for case, victim in zip(cases, victims, strict=True):
        holds(post, case, person=victim, route="returned", status="in_identification", evidence_source="foreign_body")
        holds(post, case, reception=reception, received=iso("14/6 16:10"), needs_met=iso("14/6 16:30"))
    return cases


def _they_go_on(place: Place, guard: Guard, people: list[str], cases: list[str]) -> None:
    """17:40 screening, 18:20 to the specialised body, two hours and ten minutes after the signature."""
    post, (*victims, _minor) = guard.post, people
    place.clock.at = at("14/6 17:50")
    guard.mark(*victims)
    guard.press("S")
    for victim in victims:
        if victim == victims[0]:
            guard.fill(held=iso("14/6 17:40"), apart=True)
        guard.fill(recommendation="identify", why="Bị ép lao động bên kia biên giới")
        guard.save("screenings")
    for screening, case in zip(every(post, "screenings"), cases, strict=True):
        holds(post, screening, victim_case=case, held=iso("14/6 17:40"), interpreter="Vàng Thị Dua, tiếng Lào")
        holds(post, case, screened=iso("14/6 17:40"))

    place.clock.at = at("14/6 18:25")
    guard.mark(*people)
    guard.press("B")
    guard.fill(handed=iso("14/6 18:20"), receiver_kind="specialised", receiver="Sở Y tế tỉnh", feedback_due="2026-06-20")
    guard.correct(guard.form.body.parts["people"], 3, "escort", "Vàng Thị Sua, mẹ")
    out = guard.save("handovers")
    rows_out = values(post, out)["people"]
    assert [row.get("victim_case") for row in rows_out] == [*cases, None], "an accompanying child is no fourth victim"
    assert rows_out[3]["escort"] == "Vàng Thị Sua, mẹ"
    for case in cases:
        holds(post, case, handover=out)
        assert elapsed(post, case, "received") == timedelta(hours=2, minutes=10)


def _what_the_day_left(post: Post, neighbour: str, minor: str) -> None:
    assert figure(post, "V1", "2026-06") == (3,)
    assert figure(post, "V2", "2026-06") == (3,)
    assert figure(post, "V2.status.in_identification", "2026-06") == (3,)
    assert figure(post, "D1", "2026-06")[:2] == (0, 0), "no crossing record, no crossing"
    assert figure(post, "X1", "2026-06") == (1, 1), "one exchange with one counterpart"
    assert post.reports.window("2026-06").last == at("14/6 00:00").date(), "after midnight it is the second half-year"
    assert linked(post, neighbour) == {"talks", "repatriations"}
    assert linked(post, minor) == {"repatriations", "handovers", "receptions"}
