"""Two records, one person? Hints by name, birth, document and phone; merging and taking it back; the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.errors import RefusedInput
from borderpost.domain.progress import Progress
from borderpost.domain.words import language, set_language
from borderpost.keys.identity import NotGranted
from borderpost.services.checks import version_of
from borderpost.storage import likeness, rebuild, tables
from borderpost.storage.database import direct, put_setting
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


def crowd(post: Post, name: str, count: int) -> None:
    """Put as many people of one name into the register, born on all kinds of days: their rows and marks only."""
    columns = "id, tip, entries, conflicts, withdrawn, author, number, name, sex"
    with post.session.database.write() as connection:
        driver = direct(connection)
        for number in range(count):
            born = f"{1950 + number % 70}-{1 + number % 12:02d}-{1 + number % 27:02d}" if number % 9 else None
            key = (1 << tables.SHIFT) + (1 << 30) + number
            row = (key, 0, 1, 0, 0, "", f"NG-25-{number:04d}", name, "male")
            driver.execute(f"INSERT INTO persons ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608 - above
            marks = likeness.lines("persons", key, {"name": name, "birth": born}, withdrawn=False)
            driver.executemany(likeness.INSERT, marks)


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"birth": "1985-04-28"}, ("same name", "births agree")),
        ({"name": "Nguyễn Vân Hùngg", "birth": "1985-04-28"}, ("similar name", "births agree")),
        ({"document_no": "038.085.001234"}, ("same document number", "same name")),
        ({"name": "Lò A Páo", "phone": "+84 912 345 678"}, ("same phone number",)),
        ({"birth": "1985", "sex": "female"}, ("same name", "births agree")),
    ],
)
def test_the_true_double_is_found_among_five_thousand_of_its_name(
    post: Post, typed: dict[str, object], reasons: tuple[str, ...]
) -> None:
    crowd(post, "Nguyễn Văn Hùng", 5000)
    facts = {"name": "Nguyễn Văn Hùng", "birth": "1985-04-28", "document_no": "038085001234", "phone": "0912345678"}
    known = write(post, **facts)
    asked = {"name": "Nguyễn Văn Hùng", "sex": "male"} | typed
    first = post.persons.hints(asked)[0]
    assert (first.id, first.reasons) == (known, reasons)
    for number in range(1, 4):
        assert len(post.persons.hints(asked, limit=number)) <= number
    assert known not in {hint.id for hint in post.persons.hints(asked, leave_out=[known])}
    assert len(likeness_rows(post, {"name": "Nguyễn Văn Hùng"}, 50)) == 50, "never reads without end"


def likeness_rows(post: Post, values: dict[str, object], most: int) -> list[likeness.Alike]:
    with post.session.read() as connection:
        return likeness.alike(connection, values, most)


def test_marks_are_made_anew_when_the_way_of_making_them_is_another(place: Place) -> None:
    with place.as_("commander") as post:
        known = write(post, name="Đặng Thị Mỷ", birth="2010-05")
        write(post, name=None, pseudonym="Người lạ 1", birth=None)
        sealed = write(post, name="Đặng Thị Mỷ", birth="2010-05")
        post.victims.protect(sealed, "nghi là nạn nhân")
        with post.session.database.write() as connection:
            direct(connection).execute("DELETE FROM likeness")
            direct(connection).execute("INSERT INTO likeness VALUES (1, 2, 3)")
            assert not rebuild.renew_likeness(connection, post.session.database)
            put_setting(connection, "likeness/marks", 0)
    with place.as_("guard") as post:
        assert {hint.id for hint in post.persons.hints({"name": "Đặng Thị Mỷ", "birth": "2010-05-17"})} == {known}
        assert all(line.ok for line in post.check.run())


def test_a_withdrawn_person_is_not_hinted_at(post: Post) -> None:
    known = write(post)
    post.records.withdraw("persons", known, "Ghi nhầm")
    assert found(post) == {}


def test_what_is_one_person_with_a_protected_one_is_sealed_too(place: Place) -> None:
    with place.as_("victim_officer") as post:
        victim, one, two = (write(post, name="Sùng Thị Mỷ", birth="2010") for _number in range(3))
        post.victims.protect(victim, "nghi là nạn nhân")
        post.persons.merge(one, two, "cùng khai")
        assert "name" in post.records.load(one).values
        post.persons.merge(two, victim, "mẹ nhận ra")
        for name in (one, two, victim):
            assert post.records.load(name).protected
            assert "name" in post.records.load(name).hidden
        other = write(post, name="Sùng Thị Mỷ", birth="2010")
        for pair in ((other, victim), (victim, other)):
            with pytest.raises(RefusedInput):
                post.persons.refuse(*pair)
        assert not post.records.load(other).protected
        post.persons.unmerge(two, victim, "khác vân tay")
        assert victim not in post.persons.same_as(one)


def acts(post: Post, record_id: str) -> list[tuple[str, str | None]]:
    return [(item.action, item.reason) for item in post.records.history(record_id)]


def test_a_holder_of_the_key_compares_with_protected_persons_for_a_reason(place: Place) -> None:
    with place.as_("guard") as post:
        open_one = write(post, name="Sùng Thị Mỷ", birth="2010", document_no="038210000123")
        sealed = post.records.create("persons", person(pseudonym="Sương", birth="2010-05"), protected=True).records[0]
        paper = {"pseudonym": "Mận", "name": "Vàng Thị Chía", "birth": "1999", "document_no": "038.210.000.123"}
        by_paper = post.records.create("persons", person(**paper), protected=True).records[0]
        unlike = post.records.create("persons", person(pseudonym="Lan", name="Lò Thị Hoa"), protected=True).records[0]
        gone = post.records.create("persons", person(pseudonym="Cúc"), protected=True).records[0]
        other = write(post, pseudonym="Huệ")
        post.persons.refuse(open_one, other)
        post.victims.protect(other, "nghi là nạn nhân")
        nameless = post.records.create("persons", {"pseudonym": "Đào"}, protected=True).records[0]
        assert not post.persons.can_compare_sealed()
        with pytest.raises(NotGranted):
            post.persons.compare_sealed(open_one, "đối chiếu")
        assert found(post) == {open_one: ("same name", "births agree")}
    with place.as_("victim_officer") as post:
        post.records.withdraw("persons", gone, "ghi hai lần")
        with pytest.raises(RefusedInput):
            post.persons.compare_sealed(open_one, " ")
        steps: list[tuple[int, int]] = []
        hints = post.persons.compare_sealed(open_one, "đối chiếu", progress=Progress(lambda *step: steps.append(step)))
        assert {hint.id: hint.reasons for hint in hints} == {
            by_paper: ("same document number",),
            sealed: ("same name", "births agree"),
        }
        assert {hint.title for hint in hints} == {"Mận", "Sương"}
        assert all(hint.sealed and not hint.merged for hint in hints)
        assert steps[-1] == (3, 4)
        assert ("look", "đối chiếu") in acts(post, sealed)
        assert ("look", "đối chiếu") in acts(post, by_paper)
        assert not [name for name in (unlike, gone, other, nameless) if ("look", "đối chiếu") in acts(post, name)]
        assert acts(post, open_one)[0] == ("compare", "đối chiếu")
        assert post.persons.compare_sealed(nameless, "đối chiếu lại") == []
        from_within = post.persons.compare_sealed(sealed, "mẹ đến tìm")
        assert {hint.id: hint.sealed for hint in from_within} == {open_one: False, other: True}
        assert ("look", "mẹ đến tìm") in acts(post, sealed)
        assert all(line.ok for line in post.check.run())


def test_an_erased_identity_is_like_nobody(place: Place) -> None:
    with place.as_("victim_officer") as post:
        open_one = write(post, document_no="038210000123")
        erased = post.records.create("persons", person(pseudonym="Sương"), protected=True).records[0]
        with post.session.work() as work:
            key = work.database.key(work.connection, version_of(erased))
            direct(work.connection).execute("UPDATE record_keys SET wrapped = x'00' WHERE record = ?", (key,))
        assert post.persons.compare_sealed(open_one, "đối chiếu") == []
