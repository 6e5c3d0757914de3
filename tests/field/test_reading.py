"""What a person types becomes the plain value of the field, and what is shown reads back as the same value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderpost.domain import codes, reading, words
from borderpost.domain.clock import VIETNAM, epoch, from_epoch
from borderpost.domain.fields import (
    BirthDate,
    Choice,
    Choices,
    Count,
    Day,
    Field,
    Flag,
    Length,
    Link,
    MarkerNumber,
    Moment,
    Packed,
    Position,
    Rows,
    Text,
)
from borderpost.domain.places import VN_2000, Place, Written
from borderpost.domain.reading import Unreadable
from borderpost.registers.patrols import Leg

NOW = datetime(2026, 3, 16, 8, 0, tzinfo=VIETNAM)
ID = "0123456789abcdef:7"
COUNT = Count(label="n", maximum=10_000_000_000)
YEAR = Count(label="y", minimum=1880, maximum=2200)
LENGTH = Length(label="km")
KIND = Choice(label="k", codes="patrol_kind")
DATUMS = "WGS-84", "VN-2000"


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    before = words.language()
    words.set_language("vi")
    yield
    words.set_language(before)


def read(field: Field, text: str, **more: Any) -> Any:
    return reading.read(field, text, now=NOW, **more)


@pytest.mark.parametrize(
    ("field", "text", "plain"),
    [
        (Text(label="t"), "  Vàng  A Sính ", "Vàng A Sính"),
        (Text(label="t"), "Đồn", "Đồn"),
        (COUNT, "12", 12),
        (COUNT, "1.284", 1284),
        (COUNT, "5,000,000", 5_000_000),
        (COUNT, "3 000", 3000),
        (YEAR, "2010", 2010),
        (LENGTH, "18,42", 18_420),
        (LENGTH, "18.420", 18_420),
        (LENGTH, "7", 7000),
        (LENGTH, "0,005 km", 5),
        (LENGTH, "850 m", 850),
        (Day(label="d"), "14/3", "2026-03-14"),
        (Day(label="d"), "h", "2026-03-16"),
        (BirthDate(label="b"), "2010", "2010"),
        (BirthDate(label="b"), "5/2010", "2010-05"),
        (Moment(label="m"), "14/3 2230", "2026-03-14T22:30:00+07:00"),
        (KIND, "khep kin", "closed_loop"),
        (KIND, "Khép", "closed_loop"),
        (KIND, "closed loop", "closed_loop"),
        (KIND, "gác", "watch"),
        (Choices(label="c", codes="patrol_kind"), "khép kín; mật phục", ["closed_loop", "ambush"]),
        (Choices(label="c", codes="patrol_kind"), "Tuần tra, kiểm soát;", ["control"]),
        (Flag(label="f"), "Có", True),
        (Flag(label="f"), "x", True),
        (Flag(label="f"), "không", False),
        (Link(label="l", register="persons"), ID, ID),
        (MarkerNumber(label="m"), "la 313", "LA:313"),
        (Position(label="p"), "20,5 103,9 WGS-84", {"raw": "20,5 103,9", "datum": "WGS-84", "lat": 20.5, "lon": 103.9}),
        (Position(label="p"), "không có tín hiệu", {"reason": "no_signal"}),
        (Position(label="p"), "No signal", {"reason": "no_signal"}),
        (
            Position(label="p"),
            "20,5 103,9 vn2000",
            {"raw": "20,5 103,9", "datum": "VN-2000", "reason": "not_converted"},
        ),
    ],
)
def test_typed_text_is_understood(field: Field, text: str, plain: object) -> None:
    assert read(field, text) == plain


@pytest.mark.parametrize("field", [COUNT, LENGTH, KIND, Day(label="d"), Position(label="p"), Text(label="t")])
def test_nothing_typed_is_nothing(field: Field) -> None:
    assert read(field, "  ") is None


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (COUNT, "hai"),
        (COUNT, "1.28"),
        (Count(label="n", maximum=10), "11"),
        (LENGTH, "18,4201"),
        (LENGTH, "xa"),
        (Day(label="d"), "31/02/2026"),
        (BirthDate(label="b"), "17/13/2010"),
        (Moment(label="m"), "22:30"),
        (KIND, "tuần"),
        (KIND, "không rõ"),
        (Flag(label="f"), "có lẽ"),
        (Link(label="l", register="persons"), "Vàng A Sính"),
        (MarkerNumber(label="m"), "313"),
        (Position(label="p"), "20,5 103,9"),
        (Position(label="p"), "xyz WGS-84"),
        (Text(label="t", maximum=3), "dài quá"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(field: Field, text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(field, text)
    assert words.render(caught.value.message).strip()


@pytest.mark.parametrize("field", [Rows(label="r", row=Leg), Packed(label="p")])
def test_tables_and_packed_values_are_not_typed(field: Field) -> None:
    with pytest.raises(TypeError):
        read(field, "x")


def test_a_bare_time_belongs_to_the_day_it_is_asked_for() -> None:
    assert read(Moment(label="m"), "0030", base=date(2026, 3, 15)) == "2026-03-15T00:30:00+07:00"


def test_a_bare_marker_belongs_to_the_border_in_force() -> None:
    assert read(MarkerNumber(label="m"), "165(1)", border="cn") == "CN:165(1)"


def test_a_link_is_found_by_what_the_caller_knows() -> None:
    asked: list[tuple[str, str]] = []

    def find(register: str, text: str) -> str | None:
        asked.append((register, text))
        return ID

    assert read(Link(label="l", register="persons"), "Sương", find=find) == ID
    assert asked == [("persons", "Sương")]


def test_a_link_is_shown_by_its_title_and_reads_back() -> None:
    field = Link(label="l", register="persons")

    def title(record_id: str) -> str:
        return f"Sương {record_id[-1]}"

    assert reading.show(field, ID, title=title) == "Sương 7"
    assert reading.show(field, ID) == ID
    assert read(field, "Sương 7", keep=ID, title=title) == ID


def test_untouched_text_keeps_what_it_cannot_say() -> None:
    moment = "2026-03-14T22:30:59+07:00"
    assert reading.show(Moment(label="m"), moment) == "14/03/2026 22:30"
    assert read(Moment(label="m"), "14/03/2026 22:30", keep=moment) == moment
    assert read(Moment(label="m"), "14/03/2026 22:31", keep=moment) == "2026-03-14T22:31:00+07:00"
    assert read(KIND, "old_code", keep="old_code") == "old_code"


def test_a_position_on_a_map_is_converted_where_somebody_can() -> None:
    def convert(written: Written, datum: str) -> Place:
        assert (written.easting, written.northing, datum) == (412_345, 2_267_890, VN_2000)
        return Place(written.raw, datum, 20.5, 103.9)

    got = reading.place("48Q 0412345 2267890", VN_2000, None, convert)
    assert got == {"raw": "48Q 0412345 2267890", "datum": "VN-2000", "lat": 20.5, "lon": 103.9}
    assert read(Position(label="p"), "48Q 0412345 2267890 (VN-2000)", convert=convert) == got


def test_the_parts_of_a_position() -> None:
    assert reading.place("", None, None) is None
    assert reading.place("", None, "withheld") == {"reason": "withheld"}
    assert reading.place("mờ", "WGS-84", "unreadable") == {"raw": "mờ", "datum": "WGS-84", "reason": "unreadable"}
    with pytest.raises(Unreadable):
        reading.place("20,5 103,9", None, None)
    assert reading.place_text({"raw": "mờ", "datum": "WGS-84", "reason": "unreadable"}) == ("mờ WGS-84 Không đọc được tọa độ")
    assert reading.place_text({"datum": "WGS-84", "lat": 20.5, "lon": 103.9}) == "20.50000 103.90000 WGS-84"
    assert reading.place_text({"reason": "no_signal"}) == "Không có tín hiệu"


@pytest.mark.parametrize(
    ("field", "plain", "vi", "en"),
    [
        (COUNT, 1_284_000, "1.284.000", "1,284,000"),
        (YEAR, 2010, "2010", "2010"),
        (LENGTH, 18_420, "18,420", "18.420"),
        (Day(label="d"), "2026-03-14", "14/03/2026", "14/03/2026"),
        (BirthDate(label="b"), "2010-05", "05/2010", "05/2010"),
        (KIND, "closed_loop", "Khép kín", "Closed loop"),
        (Choices(label="c", codes="patrol_kind"), ["closed_loop", "ambush"], "Khép kín; Mật phục", "Closed loop; Ambush"),
        (MarkerNumber(label="m"), "CN:728/1", "728/1", "728/1"),
        (Rows(label="r", row=Leg), [{}, {}], "2", "2"),
        (Packed(label="p"), b"x", "", ""),
        (Text(label="t"), "Đồn", "Đồn", "Đồn"),
        (Text(label="t"), None, "", ""),
    ],
)
def test_values_are_shown_in_both_languages(field: Field, plain: object, vi: str, en: str) -> None:
    assert reading.show(field, plain) == vi
    words.set_language("en")
    assert reading.show(field, plain) == en


def test_numbers_below_zero_keep_their_sign() -> None:
    assert reading.number_text(-1284) == "-1.284"
    assert reading.number_text(-1, 3) == "-0,001"


def test_list_cells_show_what_the_table_holds() -> None:
    assert reading.show_column(Moment(label="m"), epoch(NOW)) == "16/03/2026 08:00"
    assert reading.show_column(Choices(label="c", codes="patrol_kind"), "|closed_loop|ambush|") == "Khép kín; Mật phục"
    assert reading.show_column(Flag(label="f"), 1) == reading.show(Flag(label="f"), True)
    assert reading.show_column(Flag(label="f"), 0) == reading.show(Flag(label="f"), False) != ""
    assert reading.show_column(COUNT, 12) == "12"
    assert reading.show_column(COUNT, None) == ""
    assert reading.show_column(Link(label="l", register="persons"), ID, title=lambda _id: "Mận") == "Mận"


def test_a_code_is_read_by_its_number_on_paper_only_where_that_is_asked_for() -> None:
    several = Choices(label="c", codes="patrol_kind")
    second = [item.code for item in codes.codes("patrol_kind")][:3]
    assert reading.read(KIND, "2", now=NOW, numbers=True) == second[1]
    assert [reading.read(several, text, now=NOW, numbers=True) for text in ("3, 1", "3 1", "3;1;", "3")] == [
        [second[2], second[0]],
        [second[2], second[0]],
        [second[2], second[0]],
        [second[2]],
    ]
    assert reading.read(several, "1; Mật phục", now=NOW, numbers=True) == [second[0], "ambush"]
    for field, typed, numbers in ((KIND, "2", False), (several, "1; 2", False), (KIND, "99", True), (several, "1, 99", True)):
        with pytest.raises(reading.Unreadable):
            reading.read(field, typed, now=NOW, numbers=numbers)
    assert reading.numbered(KIND, second[1]) == "2"
    assert reading.numbered(KIND, "a_code_of_later") == ""


def test_only_codes_in_force_are_offered_and_a_chosen_one_stays() -> None:
    field = Choice(label="l", codes="legal_class")
    before = dict(reading.choices(field, date(2025, 12, 14)))
    after = dict(reading.choices(field, date(2025, 12, 15)))
    assert before != after
    gone = (set(before) - set(after)).pop()
    assert gone in dict(reading.choices(field, date(2025, 12, 15), keep=gone))


def test_short_dates_say_how_they_were_understood() -> None:
    found = reading.understood(Day(label="d"), "14/3", "2026-03-14")
    assert found is not None
    assert found.values["text"] == "14/3"
    assert found.values["weekday"] != ""
    assert reading.understood(Day(label="d"), "14/03/2026", "2026-03-14") is None
    assert reading.understood(Moment(label="m"), "14/3 2230", "2026-03-14T22:30:00+07:00") is not None
    assert reading.understood(COUNT, "12", 12) is None
    assert reading.understood(Day(label="d"), "", None) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2_000_000), st.sampled_from(["vi", "en"]))
def test_every_length_survives_showing_and_reading(metres: int, language: str) -> None:
    words.set_language(language)
    assert read(LENGTH, reading.show(LENGTH, metres)) == metres


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000_000_000), st.sampled_from(["vi", "en"]))
def test_every_count_survives_showing_and_reading(number: int, language: str) -> None:
    words.set_language(language)
    assert read(COUNT, reading.show(COUNT, number)) == number


@settings(max_examples=60, deadline=None)
@given(st.integers(631_152_000 // 60, 6_900_000_000 // 60))
def test_every_minute_survives_showing_and_reading(minutes: int) -> None:
    plain = from_epoch(minutes * 60).isoformat()
    assert read(Moment(label="m"), reading.show(Moment(label="m"), plain)) == plain


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=40), st.sampled_from([COUNT, LENGTH, KIND, Day(label="d"), Moment(label="m"), Position(label="p")]))
def test_no_text_at_all_breaks_the_reader(text: str, field: Field) -> None:
    try:
        got = read(field, text, border="la")
    except Unreadable:
        return
    assert got is None or field.check(got) == got


@pytest.mark.parametrize(
    ("text", "after", "plain"),
    [
        ("2230", None, "2026-03-15T22:30:00+07:00"),
        ("0730", None, "2026-03-16T07:30:00+07:00"),
        ("23:45", "2026-03-14T22:30:00+07:00", "2026-03-14T23:45:00+07:00"),
        ("0040", "2026-03-14T22:30:00+07:00", "2026-03-15T00:40:00+07:00"),
        ("1030", "2026-03-14T22:30:00+07:00", "2026-03-15T10:30:00+07:00"),
        ("1031", "2026-03-14T22:30:00+07:00", "2026-03-14T10:31:00+07:00"),
        ("0230", "2026-03-15T03:10:00+07:00", "2026-03-15T02:30:00+07:00"),
        ("15/3 0230", None, None),
        ("x", None, None),
    ],
)
def test_a_time_alone_belongs_to_the_night_it_follows(text: str, after: str | None, plain: str | None) -> None:
    anchor = None if after is None else datetime.fromisoformat(after)
    assert reading.bare_time(text, now=NOW, after=anchor) == plain
