"""Cells of spreadsheets: every kind of field, written and read back; what must not be guessed is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderpost.domain import codes
from borderpost.domain.dates import Unreadable
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
    NamedField,
    Packed,
    Position,
    Rows,
    Text,
)
from borderpost.domain.records import register
from borderpost.domain.words import set_language
from borderpost.exchange import table_values
from borderpost.exchange.table_values import KEPT, UnknownCode, in_words, match, read, write
from borderpost.exchange.tables import FormulaText, NumberText
from borderpost.registers import KINDS

DAY, BIRTH, MOMENT = Day(label="d"), BirthDate(label="b"), Moment(label="m")
COUNT, LENGTH, POSITION = Count(label="c", minimum=-5, maximum=10**6), Length(label="l"), Position(label="p")


@dataclass
class _Line:
    what: Annotated[str | None, Choice(label="w", codes="sex")] = None


ROWS = Rows(label="r", row=_Line)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("field", "value", "cell"),
    [
        (Text(label="t", lines=3), "dòng một\n+84", "dòng một\n+84"),
        (COUNT, 1284, "1284"),
        (COUNT, -3, "-3"),
        (LENGTH, 18_420, "18420 m"),
        (DAY, "2026-03-05", "2026-03-05"),
        (BIRTH, "2010", "2010"),
        (BIRTH, "2010-05", "2010-05"),
        (BIRTH, "2010-05-07", "2010-05-07"),
        (MOMENT, "2026-03-05T22:30:00+07:00", "2026-03-05 22:30"),
        (MOMENT, "2026-03-05T22:30:07+07:00", "2026-03-05 22:30:07"),
        (Link(label="x", register="persons"), "0123456789abcdef:42", "0123456789abcdef:42"),
        (MarkerNumber(label="k"), "CN:165(1)", "CN:165(1)"),
        (ROWS, [{"what": "female"}], '[{"what":"female"}]'),
        (POSITION, {"raw": "21.5 103.2", "datum": "WGS-84", "lat": 21.5, "lon": 103.2}, "21.5 103.2 WGS-84"),
        (
            POSITION,
            {"raw": "x", "datum": "VN-2000", "lat": 21.123, "lon": 103.2},
            '{"datum":"VN-2000","lat":21.123,"lon":103.2,"raw":"x"}',
        ),
        (DAY, None, ""),
    ],
)
def test_what_is_written_reads_back(field: Field, value: Any, cell: str, language: str) -> None:
    set_language(language)
    try:
        assert write(field, value) == cell
        for order in ("dmy", "mdy", "ymd"):
            assert read(field, cell, order=order) == value
    finally:
        set_language("vi")


@pytest.mark.parametrize("name", codes.names())
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_code_reads_back_in_words(name: str, language: str) -> None:
    one, several = Choice(label="c", codes=name), Choices(label="c", codes=name)
    every = [item.code for item in codes.codes(name)]
    set_language(language)
    try:
        cells = [write(one, item) for item in every]
        all_in_one = write(several, every)
    finally:
        set_language("vi")
    assert [read(one, cell) for cell in cells] == every
    assert read(several, all_in_one) == every


@settings(max_examples=60, deadline=None)
@given(moment=st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 31)))  # noqa: DTZ001 - civil time at the post
def test_moments_read_back(moment: datetime) -> None:
    value = MOMENT.check(moment.replace(microsecond=0).isoformat())
    assert read(MOMENT, write(MOMENT, value), order="mdy") == value


@pytest.mark.parametrize(
    ("field", "cell", "order", "value"),
    [
        (DAY, "5/3/2026", "dmy", "2026-03-05"),
        (DAY, "5/3/2026", "mdy", "2026-05-03"),
        (DAY, "05-03-26", "dmy", "2026-03-05"),
        (DAY, "05032026", "mdy", "2026-05-03"),
        (DAY, "2026-03-05 00:00:00", "mdy", "2026-03-05"),
        (BIRTH, "5/2010", "mdy", "2010-05"),
        (BIRTH, "5/3/2010", "mdy", "2010-05-03"),
        (BIRTH, NumberText("2010"), "dmy", "2010"),
        (MOMENT, "3/5/2026 10:30:00 PM", "mdy", "2026-03-05T22:30:00+07:00"),
        (MOMENT, "3/5/2026 12:05 SA", "dmy", "2026-05-03T00:05:00+07:00"),
        (MOMENT, "05/03/2026 22h", "dmy", "2026-03-05T22:00:00+07:00"),
        (MOMENT, "05/03/2026 24:00", "dmy", "2026-03-06T00:00:00+07:00"),
        (MOMENT, "2026-03-05T15:30:00Z", "dmy", "2026-03-05T15:30:00+00:00"),
        (LENGTH, "18,42", "dmy", 18_420),
        (LENGTH, NumberText("12.34"), "dmy", 12_340),
        (COUNT, "1.284", "dmy", 1284),
        (COUNT, NumberText("1284"), "dmy", 1284),
        (Flag(label="f"), "có", "dmy", True),
        (Flag(label="f"), "0", "dmy", False),
        (POSITION, "Không có sóng", "dmy", None),
    ],
)
def test_how_offices_write(field: Field, cell: str, order: str, value: Any) -> None:
    if value is None:
        with pytest.raises(Unreadable):
            read(field, cell, order=order)
    else:
        assert read(field, cell, order=order) == value


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        (DAY, "5/3"),
        (DAY, "h"),
        (DAY, "31/02/2026"),
        (DAY, "2026-13-01"),
        (DAY, "05/03/2026 22:30"),
        (DAY, NumberText("46086")),
        (BIRTH, "05/03/10"),
        (MOMENT, "05/03/2026"),
        (MOMENT, "05/03/2026 x"),
        (MOMENT, "05/03/2026 25:00"),
        (MOMENT, "2026-03-05T25:61:00Z"),
        (COUNT, NumberText("1.284")),
        (COUNT, "-1.5"),
        (COUNT, "999999999"),
        (LENGTH, NumberText("12.34567")),
        (ROWS, "[" * 30_000),
        (ROWS, '{"what": 1}'),
        (POSITION, '{"lat": NaN, "lon": 1}'),
        (MarkerNumber(label="k"), "511"),
        (Link(label="x", register="persons"), "ai đó"),
        (Text(label="t"), FormulaText("=1+1")),
        (Text(label="t"), "\x01"),
    ],
)
def test_what_is_not_guessed(field: Field, cell: str) -> None:
    with pytest.raises(Unreadable):
        read(field, cell)


def test_a_word_of_no_list_is_told_apart() -> None:
    with pytest.raises(UnknownCode) as unknown:
        read(Choices(label="c", codes="sex"), "nữ; gì đó")
    assert unknown.value.message.values == {"text": "gì đó"}
    rows = [NamedField("r", ROWS), NamedField("t", Text(label="t"))]
    assert table_values.unknown_code(rows, {"r": [{"what": "female"}, {"what": "new_code"}], "t": "x"}) == ("r", "new_code")
    assert table_values.unknown_code(rows, {"r": [{"what": "female"}], "t": "x"}) is None
    several = [NamedField("c", Choices(label="c", codes="sex"))]
    assert table_values.unknown_code(several, {"c": ["female", "x_y"]}) == ("c", "x_y")


def test_what_another_version_wrote_is_written_as_it_stands() -> None:
    assert write(MOMENT, "once upon a time") == "once upon a time"
    assert write(Choice(label="c", codes="sex"), "not_known_here") == "not_known_here"
    assert write(POSITION, 7) == "7"
    assert write(Text(label="t"), "x" * 40_000) == KEPT


def test_how_a_date_is_understood_in_words() -> None:
    assert "ngày 5 tháng 3 năm 2026" in in_words("05/03/2026", "dmy")
    assert "ngày 3 tháng 5 năm 2026" in in_words("05/03/2026", "mdy")
    assert in_words("13/13/2026", "mdy") == "13/13/2026"


def test_sealed_and_packed_fields_do_not_leave() -> None:
    @dataclass(eq=False)
    class Thing:
        name: Annotated[str | None, Text(label="Name", sealed="identity")] = None
        kind: Annotated[str | None, Text(label="Kind")] = None
        data: Annotated[bytes | None, Packed(label="Data")] = None
        number: Annotated[str | None, Text(label="Number", automatic=True)] = None

    things = register(Thing, kind="things", label="T", singular="t", new="n", icon="x", prefix="", help="h")
    assert [name for name, _field in table_values.exported(things)] == ["kind", "number"]
    assert list(table_values.taken_in(things)) == ["name", "kind"]


def test_headings_in_either_language_and_the_machines() -> None:
    patrols = KINDS["patrols"]
    label = table_values.heading("leader", patrols)
    assert label != patrols.by_name["leader"].label
    found = match(patrols, [["Sổ"], [label.upper(), "STARTED", "Kind", "leader", ""], ["x"]])
    assert found is not None
    assert (found.first, dict(found.fields), found.unknown, found.exact) == (
        2,
        {0: "leader", 1: "started", 2: "kind"},
        (3,),
        False,
    )
    exact = match(patrols, [["a", "b", "c"], ["#id", "", "kind"]])
    assert exact is not None
    assert (exact.first, dict(exact.fields), exact.headings, exact.unknown) == (2, {0: "#id", 2: "kind"}, ("a", "b", "c"), (1,))
    alone = match(patrols, [["#id", "kind"]])
    assert alone is not None
    assert alone.headings == ("#id", "kind")
    assert match(patrols, [["a"], []]) is None
    assert match(patrols, []) is None
