"""What a new form knows of the record before it: facts, links, and never an identity that is sealed."""

from __future__ import annotations

from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.errors import RefusedInput, UserError
from borderpost.domain.fields import Plain
from borderpost.registers.next_acts import NextAct, acts_after
from borderpost.services.next_acts import Begun
from tests.posts import Place, case, person, reception, smallest, tip

FOUND = "2026-03-15T00:40:00+07:00"


def write(post: Post, kind: str, values: dict[str, Any]) -> str:
    return post.records.create(kind, values).records[0]


def someone(post: Post, **values: Any) -> str:
    return write(post, "persons", person(**values))


def detected(post: Post, *people: str, **more: Any) -> str:
    rows = [{"person": who, "role": "crosser"} for who in people]
    plain = {"found": FOUND, "border": "la", "direction": "exit", "legal_class": "adm_exit_entry_282", "people": rows}
    return write(post, "detections", plain | {"place": "Bản Nậm Cắn"} | more)


def act(source: str, target: str) -> NextAct:
    return next(each for each in acts_after(source) if each.target == target)


def begin(post: Post, source: str, target: str, record: str, *people: str) -> list[Begun]:
    return post.next_acts.begin(act(source, target), record, people)


def values(post: Post, source: str, target: str, record: str, *people: str) -> dict[str, Plain]:
    (begun,) = begin(post, source, target, record, *people)
    return begun.values


def screening(who: str, **more: Any) -> dict[str, Any]:
    return {
        "person": who,
        "held": "2026-03-15T04:20:00+07:00",
        "checklist": "adult_2026_1",
        "officer": "Lò Thị Hạnh",
        "apart": True,
        "recommendation": "identify",
        "why": "Thu giấy tờ",
    } | more


def test_a_scene_names_people_once_with_their_role_and_what_was_written_since(post: Post) -> None:
    who, other = someone(post, name="Lò Văn Thắng"), someone(post, name="Vàng Thị Sua")
    rows = [{"person": who, "role": "crosser"}, {"person": who, "role": "guide"}, {"person": other, "role": "crosser"}]
    record = detected(post, people=rows)
    old = write(post, "screenings", screening(who, held="2025-03-15T04:20:00+07:00"))
    new = write(post, "screenings", screening(who))
    scene = post.next_acts.scene(record)
    assert [(standing.words, standing.person) for standing in scene.people] == [("Lò Văn Thắng", who), ("Vàng Thị Sua", other)]
    assert scene.people[0].done == {"screenings": (post.records.load(new).number, new)}
    assert old not in str(scene.people[0].done), "a record of last year is another event"
    assert scene.people[1].done == {}
    assert scene.people[0].role
    assert scene.acts == acts_after("detections")
    assert (scene.kind, scene.number) == ("detections", "VV-26-0001")


def test_a_record_of_one_person_and_one_without_people_are_scenes_too(post: Post) -> None:
    who = someone(post)
    made = write(post, "screenings", screening(who))
    (standing,) = post.next_acts.scene(made).people
    assert (standing.person, standing.role) == (who, "")
    counterpart = write(post, "counterparts", {"name": "Đại đội 216", "border": "la"})
    assert post.next_acts.scene(counterpart).people == ()
    assert post.next_acts.scene(counterpart).acts == ()


def test_an_act_about_people_needs_somebody(post: Post) -> None:
    with pytest.raises(UserError):
        begin(post, "detections", "screenings", detected(post, someone(post)))


def test_a_screening_knows_person_checklist_officer_and_what_the_reception_noted(post: Post) -> None:
    adult, child, unknown = someone(post, birth="1990"), someone(post, birth="2010"), someone(post, birth=None)
    record = detected(post, adult, child, unknown)
    write(post, "receptions", reception([child], interpreter="Vàng Thị Dua"))
    forms = begin(post, "detections", "screenings", record, adult, child, unknown)
    assert [form.values["person"] for form in forms] == [adult, child, unknown]
    assert [form.values.get("checklist") for form in forms] == ["adult_2026_1", None, None], "a sealed birth does not flow"
    assert [form.values.get("interpreter") for form in forms] == [None, "Vàng Thị Dua", None]
    assert {form.values["officer"] for form in forms} == {"Lường Văn Thái"}
    assert all("held" not in form.values for form in forms), "the moment is typed"
    assert forms[0].names == (post.records.title(adult),)


def test_the_clear_year_of_birth_stays_when_the_identity_is_sealed(post: Post) -> None:
    child, adult = someone(post, birth=None, birth_year=2010), someone(post, birth="1990-05-17")
    record = detected(post, child, adult)
    write(post, "receptions", reception([child]))
    assert values(post, "detections", "screenings", record, child)["checklist"] == "child_2026_1"
    assert values(post, "detections", "victim_cases", record, child)["birth_year"] == 2010
    assert values(post, "detections", "victim_cases", record, adult)["birth_year"] == 1990
    sealed = someone(post, birth="2001")
    other = detected(post, sealed)
    write(post, "receptions", reception([sealed]))
    assert "birth_year" not in values(post, "detections", "victim_cases", other, sealed)


def test_one_form_writes_the_sanctions_of_all(post: Post) -> None:
    people = [someone(post, name=name) for name in ("Lò Văn Thắng", "Vàng Thị Sua")]
    record = detected(post, *people)
    (begun,) = begin(post, "detections", "sanctions", record, *people)
    assert begun.values["person"] == people[0]
    assert begun.also == ({"person": people[1]},)
    assert begun.names == ("Lò Văn Thắng", "Vàng Thị Sua")
    assert (begun.values["act"], begun.values["place"]) == ("adm_exit_entry_282", "Bản Nậm Cắn")


def test_custody_counts_from_the_finding_and_knows_the_arrival(post: Post) -> None:
    victim, organiser = someone(post), someone(post, birth="1985")
    record = detected(post, victim, organiser)
    assert "arrived" not in values(post, "detections", "custodies", record, organiser)
    wrong = write(post, "receptions", reception([victim], detection=record, received="2026-03-15T03:00:00+07:00"))
    post.records.withdraw("receptions", wrong, "ghi trùng")
    write(post, "receptions", reception([victim], detection=record))
    found = values(post, "detections", "custodies", record, organiser)
    assert (found["held"], found["arrived"]) == (FOUND, "2026-03-15T03:10:00+07:00")


def test_a_case_is_linked_to_all_that_was_before_it(post: Post) -> None:
    who = someone(post, pseudonym="Sương", birth=None, birth_year=2003, sex="female")
    record = detected(post, who)
    arrived = write(post, "receptions", reception([who], detection=record, needs_met="2026-03-15T03:40:00+07:00"))
    told = write(post, "tips", tip(people=[{"person": who, "role": "possible_victim"}]))
    write(post, "tips", tip(received="2026-03-01T08:00:00+07:00", recorded=None, people=[{"person": who, "role": "reporter"}]))
    talk = write(post, "screenings", screening(who))
    found = values(post, "screenings", "victim_cases", talk, who)
    assert found == {
        "person": who,
        "pseudonym": "Sương",
        "sex": "female",
        "birth_year": 2003,
        "category": "in_identification",
        "route": "rescued",
        "reception": arrived,
        "detection": record,
        "reported_tip": told,
        "found": FOUND,
        "received": "2026-03-15T03:10:00+07:00",
        "needs_met": "2026-03-15T03:40:00+07:00",
        "screened": "2026-03-15T04:20:00+07:00",
        "recommendation": "identify",
        "why": "Thu giấy tờ",
        "status": "suspected",
    }


def test_a_merged_record_brings_its_tip_along(post: Post) -> None:
    missing, back = someone(post, name="Giàng Thị Say", pseudonym="Mây"), someone(post, name="Giàng Thị Say", pseudonym="Mây")
    told = write(post, "tips", tip(people=[{"person": missing, "role": "possible_victim"}]))
    post.persons.merge(missing, back, "cùng người")
    arrived = write(post, "receptions", reception([back], route="returned", found=None))
    assert values(post, "receptions", "victim_cases", arrived, back)["reported_tip"] == told


def test_a_reception_of_years_ago_does_not_flow_into_a_new_case(post: Post) -> None:
    who = someone(post)
    write(post, "receptions", reception([who], found=None, received="2024-01-05T03:10:00+07:00"))
    found = values(post, "detections", "victim_cases", detected(post, who), who)
    assert "reception" not in found
    assert "received" not in found
    assert found["route"] == "rescued"


def test_a_case_written_back_into_the_screening_and_a_hand_over_into_the_cases(post: Post) -> None:
    who, child = someone(post, birth="2003"), someone(post, birth="2010")
    record = detected(post, who, child)
    talk = write(post, "screenings", screening(who))
    made = write(post, "victim_cases", case(who, pseudonym="Sương", detection=record))
    post.next_acts.written(act("detections", "victim_cases"), record, made)
    assert post.records.load(talk).values["victim_case"] == made
    second = write(post, "victim_cases", case(child, pseudonym="Núi", guardian="Bà Dở", detection=record))
    post.next_acts.written(act("detections", "victim_cases"), record, second)
    (begun,) = begin(post, "detections", "handovers", record, who, child)
    assert begun.values["people"] == [
        {"person": who, "victim_case": made},
        {"person": child, "victim_case": second, "escort": "Bà Dở"},
    ]
    more = {"handed": "2026-03-15T07:30:00+07:00", "receiver_kind": "commune", "receiver": "UBND xã Nậm Cắn"}
    people = [*begun.values["people"], {"person": someone(post)}]
    handed = write(post, "handovers", begun.values | more | {"people": people})
    post.next_acts.written(act("detections", "handovers"), record, handed)
    for name in (made, second):
        kept = post.records.load(name).values
        assert (kept["handed_over"], kept["handover"]) == ("2026-03-15T07:30:00+07:00", handed)


def test_what_stands_in_an_earlier_record_stays(post: Post) -> None:
    who = someone(post)
    made = write(post, "victim_cases", case(who, screened="2026-03-15T04:00:00+07:00", recommendation="identify", why="Có"))
    talk = write(post, "screenings", screening(who, victim_case=made))
    before = post.records.load(made)
    post.next_acts.written(act("victim_cases", "screenings"), made, talk)
    assert post.records.load(made).entries == before.entries


def test_an_earlier_record_that_refuses_says_so(post: Post) -> None:
    who = someone(post)
    made = write(post, "victim_cases", case(who))
    (begun,) = begin(post, "victim_cases", "handovers", made, who)
    more = {"handed": "2026-03-15T01:00:00+07:00", "receiver_kind": "commune", "receiver": "UBND xã Nậm Cắn"}
    handed = write(post, "handovers", begun.values | more)
    with pytest.raises(RefusedInput):
        post.next_acts.written(act("victim_cases", "handovers"), made, handed)


def test_a_repatriation_begins_from_the_talk_and_leads_to_a_two_sided_record(post: Post) -> None:
    neighbour = write(post, "counterparts", {"name": "Đại đội Biên phòng 216", "border": "la"})
    talk = write(
        post, "talks", {"held": "2026-03-15T14:00:00+07:00", "kind": "exchange", "counterpart": neighbour, "content": "x"}
    )
    begun = values(post, "talks", "repatriations", talk)
    assert begun["counterpart"] == neighbour
    assert begun["list_received"] == "2026-03-15T14:00:00+07:00"
    assert "people" not in begun
    who = someone(post)
    rows = [{"person": who, "state": "khỏe", "papers": "01 ba lô"}]
    back = write(post, "repatriations", begun | {"signed": "2026-03-15T16:10:00+07:00", "people": rows})
    paper = values(post, "repatriations", "handovers", back, who)
    assert (paper["direction"], paper["receiver"], paper["subject"]) == ("incoming", "Đại đội Biên phòng 216", ["people"])
    assert paper["people"] == [{"person": who, "state": "khỏe", "belongings": "01 ba lô"}]
    made = write(post, "handovers", paper)
    post.next_acts.written(act("repatriations", "handovers"), back, made)
    assert post.records.load(back).values["handover"] == made
    care = values(post, "repatriations", "receptions", back, who)
    assert care["handed_over_by"] == "Đại đội Biên phòng 216"
    assert care["people"] == [{"person": who, "category": "in_identification", "health": "khỏe"}]


def test_what_lies_more_than_a_week_before_is_another_event(post: Post) -> None:
    who = someone(post)
    subject = smallest("subjects", {"persons": someone(post)}) | {"person": who}
    record = detected(post, who)
    write(post, "subjects", subject | {"opened": "2026-03-08T00:30:00+07:00"})
    assert "subjects" not in post.next_acts.scene(record).people[0].done
    write(post, "subjects", subject | {"opened": "2026-03-08T00:50:00+07:00"})
    assert "subjects" in post.next_acts.scene(record).people[0].done


def test_several_records_and_their_draft_are_one_transaction(post: Post) -> None:
    who = someone(post)
    record = detected(post, who)
    plain = {
        "person": who,
        "recorded": "2026-03-15T04:30:00+07:00",
        "officer": "Vàng A Sính",
        "act": "adm_exit_entry_282",
        "complexity": "simple",
        "detection": record,
    }
    post.drafts.save("k", "sanctions", None, {"person": who}, {}, None)
    with pytest.raises(RefusedInput):
        post.records.create_many([("sanctions", plain), ("sanctions", {**plain, "officer": None})], draft="k")
    assert post.drafts.count() == 1
    post.records.create_many([("sanctions", plain), ("sanctions", plain)], draft="k")
    assert post.drafts.count() == 0


def test_a_guard_without_the_key_of_victims_carries_no_identity(place: Place) -> None:
    with place.as_("victim_officer") as post:
        who = someone(post, name="Sùng Thị Mỷ", pseudonym="Sương", phone="0912 345 678")
        record = detected(post, who)
        write(post, "receptions", reception([who], detection=record))
    with place.as_("guard") as post:
        scene = post.next_acts.scene(record)
        assert scene.people[0].words == "Sương"
        for target in ("screenings", "victim_cases", "handovers", "sanctions", "custodies"):
            told = str(begin(post, "detections", target, record, who))
            assert "Sùng" not in told
            assert "0912" not in told
