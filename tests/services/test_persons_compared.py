"""Two records, one person? Hints by name, birth, document and phone; merging and taking it back; the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.errors import RefusedInput
from borderpost.domain.words import language, set_language
from tests.posts import Place, case, handover, make, person, reception, tip


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    before = language()
    set_language("en")
    yield make(tmp_path / "post")
    set_language(before)


@pytest.fixture
def post(place: Place) -> Iterator[Post]:
    with place.as_("commander") as opened:
        yield opened


def write(post: Post, **values: object) -> str:
    return post.records.create("persons", person(**values)).records[0]


def found(post: Post, **values: object) -> dict[str, tuple[str, ...]]:
    return {hint.id: hint.reasons for hint in post.persons.hints(person(**values))}


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"name": "Đặng Thị Mỷ", "birth": "2010"}, ("same name", "births agree")),
        ({"name": "dang thi my", "birth": "2010-05-17"}, ("same name", "births agree")),
        ({"name": "Đặng Thị Mi", "birth": "2010"}, ("similar name", "births agree")),
        ({"name": "Đặng Thị Mỷ", "birth": None}, ("same name",)),
        ({"name": "Đặng Thị Mỷ", "birth": "1990"}, None),
        ({"name": "Lò Văn Chứ", "birth": "1990", "document_no": "038 210-000123"}, ("same document number",)),
        ({"name": "Lò Văn Chứ", "birth": "1990", "phone": "+84 912 345 678"}, ("same phone number",)),
        ({"name": "Vàng A Páo", "birth": "2010"}, None),
    ],
)
def test_who_looks_like_somebody_known_is_hinted_at(
    post: Post, typed: dict[str, object], reasons: tuple[str, ...] | None
) -> None:
    known = write(post, name="Đặng Thị Mỷ", birth="2010-05-17", document_no="038210000123", phone="0912345678; Zalo my2010")
    values = {key: value for key, value in typed.items() if value is not None}
    hints = found(post, **({"birth": None} | values))
    assert hints == ({} if reasons is None else {known: reasons})


def test_a_refusal_is_remembered_and_a_merge_joins_what_others_merged(place: Place) -> None:
    with place.as_("commander") as post:
        one, two, three = (write(post, name="Sùng Thị Mỷ", birth="2010") for _number in range(3))
        assert {hint.id for hint in post.persons.hints(person(), one)} == {two, three}
        post.persons.refuse(one, three)
        post.persons.merge(one, two, "Cùng số giấy tờ")
    with place.as_("commander") as post:
        hints = post.persons.hints(person(), one)
        assert [(hint.id, hint.merged) for hint in hints] == [(two, True)]
        assert post.persons.same_as(two) == [one]
        post.persons.merge(two, three, "Đối chiếu lại")
        assert post.persons.same_as(three) == sorted((one, two))
        post.persons.merge(three, one, "Ba bản ghi, một người")
        assert post.persons.same_as(two) == sorted((one, three)), "each once, however often it was said"
        post.persons.unmerge(two, one, "Khác ngày sinh")
        post.persons.unmerge(three, one, "Khác ngày sinh")
        assert post.persons.same_as(one) == []
        assert post.records.load(one).values["name"] == "Sùng Thị Mỷ", "no record was changed"
        assert all(line.ok for line in post.check.run())


def test_a_decision_needs_two_persons_and_a_reason(post: Post) -> None:
    one, two = write(post), write(post)
    told = post.records.create("tips", tip()).records[0]
    for first, second, reason in ((one, one, "x"), (one, two, "  "), (one, told, "x")):
        with pytest.raises(RefusedInput):
            post.persons.merge(first, second, reason)
    post.records.withdraw("persons", two, "Ghi nhầm")
    with pytest.raises(RefusedInput):
        post.persons.merge(one, two, "x")


def test_a_protected_person_is_never_hinted_at(place: Place) -> None:
    with place.as_("commander") as post:
        known = write(post, name="Đặng Thị Mỷ", birth="2010")
        post.records.create("victim_cases", case(known), protected=True)
    with place.as_("guard") as post:
        assert found(post, name="Đặng Thị Mỷ", birth="2010") == {}


def test_the_timeline_goes_over_all_roles_and_merged_records(post: Post) -> None:
    daughter, again = write(post, name="Giàng Thị Say", birth="2009"), write(post, name="Giàng Thị Say", birth="2009")
    row = {"person": daughter, "role": "possible_victim"}
    told = post.records.create("tips", tip(people=[row])).records[0]
    back = post.records.create("receptions", reception([again], route="self_report", found=None)).records[0]
    made = post.records.create("victim_cases", case(again, reception=back)).records[0]
    out = handover(handed="2026-03-16T07:30:00+07:00", people=[{"person": again, "victim_case": made}])
    handed = post.records.create("handovers", out).records[0]
    assert [item.id for item in post.persons.timeline(daughter)] == [told]
    post.persons.merge(daughter, again, "Mẹ nhận ra")
    items = post.persons.timeline(daughter)
    assert [item.kind for item in items] == ["tips", "receptions", "victim_cases", "handovers"]
    assert {item.id for item in items} == {told, back, made, handed}
    assert items[0].role == "Possible victim"
    assert items[1].role
    assert [item.when for item in items] == sorted(item.when for item in items)


def test_what_says_nothing_is_like_nobody(post: Post) -> None:
    known = write(post, name="Đặng Thị Mỷ", birth="2010")
    assert post.persons.hints({}) == []
    assert found(post, name="Đặng Thị Mỷ", birth="khoảng 2010") == {known: ("same name",)}
