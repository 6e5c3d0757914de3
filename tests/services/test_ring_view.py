"""The picture of links: who stands with whom, by which records, never more than a person may know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from borderpost.bootstrap import Post
from borderpost.domain.codes import codes
from borderpost.domain.words import set_language
from borderpost.services import ring_view
from borderpost.services.link_layout import WIDE, bends, placed, swing
from borderpost.services.ring_view import Edge, Node, RingView
from borderpost.storage.unit_of_work import RecordMissing
from tests.posts import make, person, smallest, tip

FOUND = "2026-03-15T00:40:00+07:00"


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    set_language("en")
    with make(tmp_path / "post").as_("commander") as opened:
        yield opened


def who(post: Post, name: str, **changes: Any) -> str:
    return post.records.create("persons", person(name=name, **changes)).records[0]


def detection(post: Post, *people: tuple[str, str], **changes: Any) -> str:
    values = {
        "found": FOUND,
        "border": "la",
        "legal_class": "adm_exit_entry_282",
        "direction": "exit",
        "people": [{"person": who, "role": role} for who, role in people],
    }
    return post.records.create("detections", values | changes).records[0]


def ring(post: Post, *members: tuple[str, str], records: tuple[str, ...] = (), **changes: Any) -> str:
    values = {
        "name": "Đường dây Tà Cạ",
        "opened": "2026-03-10T08:00:00+07:00",
        "state": "verifying",
        "route": "Nậm Cắn – Noọng Hét",
        "members": [{"person": who, "role": role} for who, role in members],
        "records": [{"record": each} for each in records],
    }
    return post.records.create("rings", values | changes).records[0]


def node(view: RingView, record: str) -> Node:
    return next(each for each in view.nodes if each.id == record)


def edge(view: RingView, one: str, other: str) -> Edge | None:
    wanted = {one, other}
    found = [each for each in view.edges if {view.nodes[each.a].id, view.nodes[each.b].id} == wanted]
    return found[0] if found else None


def test_a_ring_its_members_and_the_people_of_its_records(post: Post) -> None:
    head, guide, crosser = who(post, "Vàng A Chứ"), who(post, "Thào A Sếnh"), who(post, "Lầu Y Mai")
    incident = detection(post, (guide, "guide"), (crosser, "crosser"))
    known = ring(post, (head, "organiser"), (guide, "guide"), records=(incident,))
    view = post.links.around(known)
    assert [each.title for each in view.nodes] == ["Đường dây Tà Cạ", "Vàng A Chứ", "Thào A Sếnh", "Lầu Y Mai"]
    assert [each.y for each in view.nodes] == [0, 1, 2, 3], "the ring, who organises, who guides, who crossed"
    assert view.nodes[0].start
    assert view.nodes[0].detail == "Being verified · Nậm Cắn – Noọng Hét"
    assert node(view, guide).detail == "Guide"
    joined = edge(view, known, guide)
    assert joined is not None
    assert (joined.weight, joined.words) == (2, "1 × Ring, 1 × Detection")
    assert {each.id for each in joined.evidence} == {known, incident}
    assert edge(view, head, guide) is None, "members are joined to the ring, not to each other"
    together = edge(view, guide, crosser)
    assert together is not None
    assert together.evidence[0].words == "Detection · Viet Nam – Laos · Guide, Crosser"
    assert together.evidence[0].when == "15/03/2026"
    assert view.of(0)[0] == joined
    assert view.notes() == []


def test_a_person_is_followed_step_by_step(post: Post) -> None:
    first, second, third = who(post, "Người một"), who(post, "Người hai"), who(post, "Người ba")
    detection(post, (first, "guide"), (second, "crosser"))
    detection(post, (second, "guide"), (third, "crosser"))
    near = post.links.around(first)
    assert {each.id for each in near.nodes} == {first, second}
    far = post.links.around(first, 2)
    assert {each.id: each.distance for each in far.nodes} == {first: 0, second: 1, third: 2}
    assert post.links.around(first, 99).steps == ring_view.STEPS
    assert post.links.around(first, 0).steps == 1
    assert far == post.links.around(first, 2), "the same picture every time"


def test_any_record_that_names_people_begins_a_picture(post: Post) -> None:
    head, watched = who(post, "Vàng A Chứ"), who(post, "Thào A Sếnh")
    known = ring(post, (head, "organiser"))
    subject = {
        "person": watched,
        "category": "guide",
        "opened": FOUND,
        "reason": "Dẫn đường",
        "state": "watched",
        "ring": known,
    }
    subject["category"] = _first("subject_category")
    record = post.records.create("subjects", subject).records[0]
    view = post.links.around(record)
    assert {each.id for each in view.nodes if each.start} == {watched, known}
    joined = edge(view, watched, known)
    assert joined is not None
    assert joined.evidence[0].kind == "subjects"
    assert view.number == post.records.load(record).number
    nobody = post.records.create("plans", smallest("plans", {})).records[0]
    assert post.links.around(nobody).nodes == ()
    assert (post.links.around(nobody).columns, post.links.around(nobody).rows) == (1, 1)


def _first(name: str) -> str:
    return codes(name).offered()[0].code


def test_who_told_is_joined_to_nobody(post: Post) -> None:
    told, suspect = who(post, "Giàng Thị Mảy"), who(post, "Vàng A Chứ")
    post.records.create("tips", tip(people=[{"person": told, "role": "reporter"}, {"person": suspect, "role": "broker"}]))
    assert [each.id for each in post.links.around(suspect).nodes] == [suspect]
    assert [each.id for each in post.links.around(told).nodes] == [told]


def test_a_protected_person_goes_by_the_code_name_and_a_withdrawn_record_proves_nothing(post: Post, tmp_path: Path) -> None:
    organiser = who(post, "Vàng A Chứ")
    victim = who(post, "Lò Thị Ban", pseudonym="NN-021")
    withdrawn, other = detection(post, (organiser, "organiser"), (victim, "possible_victim")), who(post, "Người khác")
    lost = detection(post, (organiser, "organiser"), (other, "crosser"))
    post.records.withdraw("detections", lost, "Ghi nhầm người")
    view = post.links.around(organiser)
    assert {each.id for each in view.nodes} == {organiser, victim}
    assert (node(view, victim).title, node(view, victim).protected) == ("NN-021", True)
    assert not node(view, organiser).protected
    assert withdrawn
    path = tmp_path / "links.pdf"
    assert post.links.print_links(organiser, 2, path, "Báo cáo án") == 2
    with pdfplumber.open(path) as paper:
        assert len(paper.pages) == 1
        words = " ".join(str(paper.pages[0].extract_text()).split())
    assert "SƠ ĐỒ LIÊN HỆ" in words
    assert "NN-021" in words
    assert "Vàng A Chứ" in words
    assert "Lò Thị Ban" not in words
    history = post.records.history(organiser)
    assert (history[0].action, history[0].reason) == ("print", "Báo cáo án")


def test_merged_records_are_one_node(post: Post) -> None:
    one, same, crosser = who(post, "Vàng A Chứ"), who(post, "Vàng A Chứ", birth="1985"), who(post, "Lầu Y Mai")
    detection(post, (same, "guide"), (crosser, "crosser"))
    assert len(post.links.around(one).nodes) == 1
    post.persons.merge(one, same, "Cùng một người")
    view = post.links.around(same)
    assert {each.id for each in view.nodes} == {one, crosser}
    assert view == post.links.around(same)
    post.persons.unmerge(one, same, "Nhầm")
    assert len(post.links.around(one).nodes) == 1


def test_a_shared_phone_or_account_joins_but_never_one_nobody_may_read(post: Post) -> None:
    first = who(post, "Vàng A Chứ", phone="0912 345 678; zalo chuvang85")
    second = who(post, "Thào A Sếnh", phone="+84 912.345.678")
    third = who(post, "Lầu Y Mai", phone="Zalo Chuvang85")
    who(post, "Số gần giống", phone="0912 345 679; zalo")
    post.records.create("persons", person(name="Lò Thị Ban", pseudonym="NN-021", phone="0912345678"), protected=True)
    view = post.links.around(first)
    assert {each.id for each in view.nodes} == {first, second, third}
    joined = edge(view, first, second)
    assert joined is not None
    assert (joined.contact, joined.weight, joined.words) == (True, 1, "same phone number or account")
    assert {each.id for each in joined.evidence} == {first, second}


def test_a_crowd_is_joined_to_those_who_led_and_the_rest_is_counted(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = who(post, "Người dẫn")
    crowd = [who(post, f"Người {at:02d}") for at in range(14)]
    incident = detection(post, (guide, "guide"), *((each, "crosser") for each in crowd))
    view = post.links.around(guide)
    assert (len(view.nodes), len(view.edges), view.crowded) == (15, 14, 1)
    assert view.notes() == ["1 record names many people: only those who led are joined"]
    assert max(each.x for each in view.nodes) < WIDE
    begun = post.links.around(incident)
    assert all(each.start for each in begun.nodes)
    assert len(begun.nodes) == 15
    monkeypatch.setattr(ring_view, "NODES", 5)
    less = post.links.around(guide)
    assert (len(less.nodes), less.left_out) == (5, 10)
    assert "10 more are not drawn: take fewer steps" in less.notes()
    monkeypatch.setattr(ring_view, "_RECORDS", 0)
    assert post.links.around(guide).notes() == ["1 older record is not read"]


def test_a_crowd_further_away_is_joined_to_whoever_led_it_to_there(post: Post) -> None:
    first, second = who(post, "Người một"), who(post, "Người hai")
    detection(post, (first, "guide"), (second, "crosser"))
    crowd = [who(post, f"Người {at:02d}") for at in range(13)]
    detection(post, (second, "crosser"), *((each, "crosser") for each in crowd))
    view = post.links.around(first, 2)
    assert len(view.nodes) == 15
    assert edge(view, second, crowd[0]) is not None
    assert edge(view, crowd[0], crowd[1]) is None


def test_a_shared_contact_without_room_is_counted(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    first = who(post, "Vàng A Chứ", phone="0912345678")
    who(post, "Thào A Sếnh", phone="0912345678")
    monkeypatch.setattr(ring_view, "NODES", 1)
    view = post.links.around(first)
    assert (len(view.edges), view.left_out) == (0, 1)


def test_the_newest_ring_is_offered_and_a_record_that_is_not_here_is_refused(post: Post) -> None:
    assert post.links.newest() == ""
    known = ring(post)
    assert post.links.newest() == known
    with pytest.raises(RecordMissing):
        post.links.around("00000000000000aa:7")


def test_a_vehicle_joins_its_owner_and_a_code_of_a_newer_list_is_kept(post: Post) -> None:
    guide, owner = who(post, "Người dẫn"), who(post, "Chủ xe")
    rows = [{"person": guide, "role": "role_of_tomorrow"}]
    rows.append({"person": owner, "role": "driver"})
    detection(post, people=rows, vehicles=[{"kind": _first("vehicle_kind"), "owner": owner}])
    view = post.links.around(guide)
    assert edge(view, guide, owner) is not None
    assert node(view, guide).detail == "role_of_tomorrow"
    assert node(view, owner).detail == "Driver, Owner"


def test_the_layout_keeps_its_layers_and_never_puts_two_on_one_place() -> None:
    layers = {1: 0, **dict.fromkeys(range(2, 12), 5)}
    layout = placed(layers, [(1, each) for each in range(2, 12)])
    assert len(set(layout.cells.values())) == len(layout.cells)
    assert {y for _x, y in layout.cells.values()} == {0.0, 1.0, 2.0}, "ten of one layer take two rows"
    assert (layout.columns, layout.rows) == (WIDE, 3)
    nothing = placed({}, [])
    assert (nothing.cells, nothing.columns, nothing.rows) == ({}, 1, 1)


def test_a_line_swings_around_a_node_in_its_way_by_turns_to_both_sides() -> None:
    cells = placed({1: 0, 2: 1, 3: 2}, []).cells
    assert [x for x, _y in cells.values()] == [1.0, 1.0, 1.0], "room beside a single column"
    first, near, second = bends(cells, [(1, 3), (1, 2), (3, 1)])
    assert near == 0
    assert first == -second != 0
    row = placed({1: 0, 2: 0, 3: 0}, []).cells
    (over,) = bends(row, [(1, 3)])
    assert swing(row[1], row[3], over)[1] < 0, "over the row, not under it"
    assert bends(row, [(3, 1)]) == [-over]
    assert swing((1, 0), (1, 2), 0) == (1, 1)
    assert swing((1, 0), (1, 2), 0.5) == (2, 1), "the middle of the curve is half as far"
