"""What each kind of field takes, makes canonical and refuses, and that nothing JSON can hold breaks one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from borderpost.domain import words
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
    Wrong,
)
from borderpost.domain.places import Place

LINE = Text(label="t", maximum=20)
LINES = Text(label="t", maximum=20, lines=3)
COUNT = Count(label="c", minimum=1, maximum=60)
LENGTH = Length(label="l")
DAY = Day(label="d")
BIRTH = BirthDate(label="b")
MOMENT = Moment(label="m")
CHOICE = Choice(label="c", codes="border")
CHOICES = Choices(label="c", codes="border")
FLAG = Flag(label="f")
LINK = Link(label="l", register="persons")
MARKER = MarkerNumber(label="m")
POSITION = Position(label="p")
ROWS = Rows(label="r", row=dict, maximum=2)
ID = "0123456789abcdef:42"


@pytest.mark.parametrize(
    ("field", "given", "canonical"),
    [
        (LINE, "  Vàng  A\tSính\n", "Vàng A Sính"),
        (LINE, "một\nhai", "một hai"),
        (LINES, " một \r\n  hai ", "một\nhai"),
        (LINE, "\u0110o\u0302\u0300n", "\u0110\u1ed3n"),  # typed with separate marks, kept in NFC
        (LINE, "x" * 20, "x" * 20),
        (COUNT, 1, 1),
        (COUNT, 60, 60),
        (LENGTH, 0, 0),
        (LENGTH, 2_000_000, 2_000_000),
        (DAY, "2026-03-14", "2026-03-14"),
        (DAY, "20260314", "2026-03-14"),
        (DAY, "1900-01-01", "1900-01-01"),
        (BIRTH, "2010", "2010"),
        (BIRTH, "2010-05", "2010-05"),
        (BIRTH, "2010-05-17", "2010-05-17"),
        (BIRTH, "1880", "1880"),
        (MOMENT, "2026-03-14T22:30", "2026-03-14T22:30:00+07:00"),
        (MOMENT, "2026-03-14T15:30:00.999Z", "2026-03-14T15:30:00+00:00"),
        (MOMENT, "1980-01-01T00:00", "1980-01-01T00:00:00+07:00"),
        (MOMENT, "2200-12-31T23:59", "2200-12-31T23:59:00+07:00"),
        (CHOICE, "la", "la"),
        (CHOICE, "a_code/of-later.2031", "a_code/of-later.2031"),  # not in this program's list, never dropped
        (CHOICES, ["la", "kh", "la"], ["la", "kh"]),
        (FLAG, False, False),
        (LINK, ID, ID),
        (MARKER, "LA:313", "LA:313"),
        (MARKER, "CN:0", "CN-LA:0"),
        (POSITION, {"reason": "no_signal"}, {"reason": "no_signal"}),
        (POSITION, {"lat": 20, "lon": 104, "datum": "WGS-84"}, {"lat": 20.0, "lon": 104.0, "datum": "WGS-84"}),
        (POSITION, {"raw": "x" * 199 + " y", "reason": "other"}, {"raw": "x" * 199, "reason": "other"}),
        (Packed(label="p"), [[1, None, b"\x00"]], [[1, None, b"\x00"]]),
        (ROWS, [{"a": 1}, {}], [{"a": 1}, {}]),
    ],
)
def test_a_value_becomes_canonical_and_stays_so(field: Field, given: Any, canonical: Any) -> None:
    found = field.check(given)
    assert found == canonical
    assert type(found) is type(canonical)
    assert field.check(found) == canonical


@pytest.mark.parametrize(
    ("field", "given", "sentence"),
    [
        (LINE, 12, "Write text here"),
        (LINE, "x" * 21, "At most 20 letters; this has 21"),
        (LINE, "chuông\x07", "cannot be printed"),
        (LINE, "\x9bửa", "cannot be printed"),
        (LINE, "nửa cặp \ud83d", "cannot be printed"),  # JSON can say it, UTF-8 cannot hold it
        (LINES, "\ufffe", "cannot be printed"),
        (COUNT, 0, "from 1 to 60"),
        (COUNT, 61, "from 1 to 60"),
        (COUNT, True, "whole number"),
        (COUNT, 2.0, "whole number"),
        (COUNT, "2", "whole number"),
        (LENGTH, -1, "in kilometres"),
        (LENGTH, 2_000_001, "in kilometres"),
        (LENGTH, True, "in kilometres"),
        (LENGTH, 7.776, "in kilometres"),
        (DAY, "2026-02-31", "day/month/year"),
        (DAY, 20260314, "day/month/year"),
        (DAY, "1899-12-31", "too far back"),
        (BIRTH, "2010-13", "birth date"),
        (BIRTH, "2010-02-30", "birth date"),
        (BIRTH, "1879", "birth date"),
        (BIRTH, "٢٠١٠", "birth date"),  # digits of another script would be shown to nobody
        (BIRTH, 2010, "birth date"),
        (MOMENT, "2026-03-14", "the date and the time"),  # midnight is never guessed
        (MOMENT, "2026-03-14T24:30", "the date and the time"),
        (MOMENT, 1773498600, "the date and the time"),
        (MOMENT, ["2026-03-14T22:30"], "the date and the time"),
        (MOMENT, "1979-12-31T23:59", "too far away"),
        (MOMENT, "2201-01-01T00:00", "too far away"),
        (CHOICE, "Lào", "from the list"),
        (CHOICE, "x" * 41, "from the list"),
        (CHOICE, 1, "from the list"),
        (CHOICES, "la", "from the list"),
        (CHOICES, ["la", 1], "from the list"),
        (CHOICES, ["a|b"], "from the list"),
        (FLAG, 1, "yes or no"),
        (LINK, "313", "Choose a record"),
        (LINK, 42, "Choose a record"),
        (LINK, "0123456789abcdef:0", "Choose a record"),
        (MARKER, "313", "marker's number"),
        (MARKER, 313, "marker's number"),
        (POSITION, {"lat": 0, "lon": 0, "datum": "WGS-84"}, "say why it is unknown"),
        (POSITION, {"lat": 20.5, "lon": 104.0}, "say why it is unknown"),
        (POSITION, {"lat": 10**400, "lon": 104, "datum": "WGS-84"}, "say why it is unknown"),
        (POSITION, {"lat": float("nan"), "lon": 104, "datum": "WGS-84"}, "say why it is unknown"),
        (POSITION, {"raw": "\ud83d", "reason": "other"}, "say why it is unknown"),
        (POSITION, {"reason": "no_signal", "colour": "red"}, "say why it is unknown"),
        (POSITION, [["reason", "no_signal"]], "say why it is unknown"),
        (POSITION, "20,5 104", "say why it is unknown"),
        (ROWS, {"a": 1}, "row by row"),
        (ROWS, [1], "row by row"),
        (ROWS, [{}, {}, {}], "At most 2 rows"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence_in_vietnamese(field: Field, given: Any, sentence: str) -> None:
    with pytest.raises(Wrong) as caught:
        field.check(given)
    assert sentence in str(caught.value)
    assert words.render(caught.value.message) != str(caught.value)


def test_rules_read_dates_instants_and_places_and_tables_hold_plain_columns() -> None:
    assert DAY.typed("2026-03-14") == date(2026, 3, 14)
    assert MOMENT.typed("2026-03-14T22:30:00+07:00") == datetime.fromisoformat("2026-03-14T22:30:00+07:00")
    assert POSITION.typed({"reason": "withheld"}) == Place(reason="withheld")
    assert COUNT.typed(3) == 3
    assert MOMENT.to_column("2026-03-14T22:30:00+07:00") == MOMENT.to_column("2026-03-14T15:30:00+00:00") == 1773502200
    assert CHOICES.to_column(["la", "kh"]) == "|la|kh|"
    assert (FLAG.to_column(True), FLAG.to_column(False)) == (1, 0)
    assert type(FLAG.to_column(True)) is int
    assert LINE.to_column("x") == "x"


def test_a_field_of_no_kind_checks_nothing() -> None:
    with pytest.raises(AssertionError, match="x"):
        Field(label="f").check("x")
