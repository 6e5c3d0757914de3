"""A register is resolved once; a declaration that contradicts itself does not start, and one record is checked as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

import pytest

from borderpost.domain.fields import Choice, Count, Day, Link, Moment, Rows, Text
from borderpost.domain.records import Derived, Moves, Register, Section, field_at, register, row_fields, walk_links
from borderpost.domain.words import Message, Problem

A, B = "00000000000000aa:1", "00000000000000bb:2"


@dataclass(eq=False)
class Line:
    what: Annotated[str | None, Text(label="What")] = None
    owner: Annotated[str | None, Link(label="Owner", register="persons")] = None


@dataclass(eq=False)
class Sheet:
    number: Annotated[str | None, Text(label="Number", automatic=True, listed=1)] = None
    at: Annotated[datetime | None, Moment(label="At", section="a", required=True, listed=2)] = None
    name: Annotated[str | None, Text(label="Name", section="a", sealed="identity")] = None
    phone: Annotated[str | None, Text(label="Phone", section="a", sealed="identity")] = None
    count: Annotated[int | None, Count(label="Count", section="b")] = None
    person: Annotated[str | None, Link(label="Person", section="b", register="persons")] = None
    lines: Annotated[list[Line], Rows(label="Lines", section="b", row=Line)] = field(default_factory=list)
    must: Annotated[list[Line], Rows(label="Must", section="b", row=Line, required=True)] = field(default_factory=list)


def _three_at_most(sheet: Sheet) -> Iterator[Problem]:
    if (sheet.count or 0) > 3:
        yield Problem("count", Message("More than three."))


def _lines(sheet: Sheet) -> int:
    return len(sheet.lines)


def sheets(record: type = Sheet, **changed: Any) -> Register:
    said: dict[str, Any] = {
        "kind": "sheets",
        "label": "Sheets",
        "singular": "Sheet",
        "new": "New sheet",
        "icon": "file",
        "prefix": "TO",
        "sections": (Section("a", "A"), Section("b", "B", "a hint")),
        "rules": (_three_at_most,),
        "derived": (
            Derived("lines_written", Count(label="Lines", listed=3), _lines),
            Derived("twice", Count(label="Twice"), lambda sheet: sheet.count and sheet.count * 2),
        ),
        "moment": "at",
        "title": "name",
        "help": "What belongs here.",
    }
    return register(record, **{**said, **changed})


SHEETS = sheets()
WHOLE = {"at": "2026-03-14T22:30:00+07:00", "must": [{"what": "một"}]}


def complaints(values: dict[str, Any]) -> list[tuple[str, str]]:
    return [(problem.field, str(problem.message)) for problem in SHEETS.check(values)[1]]


def test_a_definition_keeps_what_it_was_given() -> None:
    assert (SHEETS.kind, SHEETS.label, SHEETS.singular, SHEETS.new, SHEETS.icon) == (
        "sheets",
        "Sheets",
        "Sheet",
        "New sheet",
        "file",
    )
    assert (SHEETS.prefix, SHEETS.moment, SHEETS.title, SHEETS.internal, SHEETS.schema) == ("TO", "at", "name", False, 1)
    assert [section.key for section in SHEETS.sections] == ["a", "b"]
    assert SHEETS.by_name["count"].label == "Count"
    assert SHEETS.sealed_groups == {"identity": ("name", "phone")}
    assert SHEETS.default_compartment == "post"
    assert [named.name for named in SHEETS.listed()] == ["number", "at", "lines_written"]


def test_fields_of_a_row_are_resolved_once() -> None:
    assert row_fields(Line) is row_fields(Line)
    assert [named.name for named in row_fields(Line)] == ["what", "owner"]


def test_a_record_is_made_canonical_without_blanks() -> None:
    clean, problems = SHEETS.check({**WHOLE, "name": "  Vàng  A ", "phone": " \t", "count": None, "lines": [], "person": A})
    assert problems == []
    assert clean == {**WHOLE, "name": "Vàng A", "person": A}


def test_every_fault_is_told_at_once_with_its_path() -> None:
    assert complaints({"count": "hai", "lines": [{"what": 1}, {"owner": "x"}], "colour": "red"}) == [
        ("colour", "This register has no field of this name."),
        ("at", "This must be filled in."),
        ("count", "Write a whole number."),
        ("lines.0.what", "Write text here."),
        ("lines.1.owner", "Choose a record."),
        ("must", "This must be filled in."),
    ]


def test_an_unknown_column_of_a_row_is_told() -> None:
    assert complaints({**WHOLE, "lines": [{"what": "một", "colour": "red"}]}) == [
        ("lines.0.colour", "This register has no field of this name.")
    ]


def test_a_table_that_must_be_filled_is_not_filled_by_an_empty_row() -> None:
    assert complaints({**WHOLE, "must": [{}, {"what": "  "}]}) == [("must", "This must be filled in.")]
    clean, problems = SHEETS.check({**WHOLE, "lines": [{}, {"what": "hai"}]})
    assert (clean["lines"], problems) == ([{"what": "hai"}], [])


def test_rules_speak_only_when_every_field_can_be_read() -> None:
    assert complaints({**WHOLE, "count": 4}) == [("count", "More than three.")]
    assert complaints({"count": 4, "must": WHOLE["must"]}) == [("at", "This must be filled in.")]


def test_rules_read_a_typed_record() -> None:
    sheet = SHEETS.typed({**WHOLE, "lines": [{"owner": A}], "colour": "red"})
    assert sheet.at == datetime.fromisoformat("2026-03-14T22:30:00+07:00")
    assert (sheet.count, sheet.lines[0].owner, sheet.lines[0].what) == (None, A, None)
    assert SHEETS.typed({}).lines == []


def test_derived_values_are_computed_and_never_stored() -> None:
    assert SHEETS.derive({**WHOLE, "lines": [{"what": "một"}], "count": 2}) == {"lines_written": 1, "twice": 4}
    assert sheets(derived=()).derive({"at": "a text no rule could read"}) == {}
    assert "twice" not in SHEETS.by_name


def test_references_are_found_in_the_record_and_in_its_rows() -> None:
    values = {"person": A, "lines": [{"what": "một"}, {"owner": B}]}
    found = list(walk_links(SHEETS.fields, values))
    assert [(path, target) for path, target, _holder in found] == [("person", A), ("lines.owner", B)]
    assert found[0][2] is values
    assert found[1][2] == {"owner": B}


@dataclass(eq=False)
class Undeclared:
    name: str | None = None


@dataclass(eq=False)
class DeclaredTwice:
    name: Annotated[str | None, Text(label="A"), Text(label="B")] = None


@dataclass(eq=False)
class WithDefault:
    name: Annotated[str, Text(label="A")] = "x"


@dataclass(eq=False)
class WithoutDefault:
    name: Annotated[str, Text(label="A")]


@dataclass(eq=False)
class BadRow:
    lines: Annotated[list[Undeclared], Rows(label="Lines", row=Undeclared)] = field(default_factory=list)


@dataclass(eq=False)
class Elsewhere:
    kind: Annotated[str | None, Choice(label="Kind", codes="border", section="c")] = None


class NoDataclass:
    pass


@dataclass(eq=False)
class Betrayed:
    name: Annotated[str | None, Text(label="Name", sealed="identity", shared=True)] = None


@pytest.mark.parametrize("record", [Undeclared, DeclaredTwice, WithDefault, WithoutDefault, BadRow, NoDataclass, Betrayed])
def test_a_declaration_that_contradicts_itself_does_not_start(record: type) -> None:
    with pytest.raises(TypeError):
        sheets(record, sections=(), moment=None, derived=())


def test_a_field_without_its_section_does_not_start() -> None:
    with pytest.raises(TypeError, match="kind"):
        sheets(Elsewhere, moment=None)
    assert sheets(Elsewhere, moment=None, sections=()).fields[0].name == "kind"


def test_a_register_that_leaves_a_person_without_help_does_not_start() -> None:
    with pytest.raises(TypeError, match="the register sheets has no help="):
        sheets(help="")
    assert sheets(help="", internal=True).help == ""
    assert SHEETS.help == "What belongs here."


def test_a_field_is_the_posts_own_unless_it_says_otherwise() -> None:
    assert not any(named.field.shared for named in SHEETS.fields)


def test_a_moment_that_is_no_field_does_not_start() -> None:
    with pytest.raises(TypeError, match="found"):
        sheets(moment="found")


def test_a_life_cycle_of_no_field_does_not_start() -> None:
    with pytest.raises(TypeError, match="found"):
        sheets(moves=Moves("found", {}))


def test_a_day_of_the_act_that_is_no_moment_does_not_start() -> None:
    for name in ("found", "name"):
        with pytest.raises(TypeError, match=name):
            sheets(act_moments=(name,))


@pytest.mark.parametrize(
    ("values", "day"),
    [
        ({}, None),
        ({"at": "2026-03-14T18:30:00+00:00"}, date(2026, 3, 15)),
        ({"at": "2026-03-14T18:30:00+00:00", "on": "2025-12-14"}, date(2025, 12, 14)),
        ({"on": 5}, None),
    ],
)
def test_the_day_of_the_act_is_that_of_the_first_moment_written(values: dict[str, Any], day: date | None) -> None:
    made = sheets(Dated, sections=(), rules=(), derived=(), act_moments=("on", "at"))
    assert made.act_day(values) == day


def test_the_moment_of_the_record_stands_in_for_the_act() -> None:
    assert sheets().act_moments == ("at",)
    assert sheets(moment=None).act_moments == ()
    assert sheets(moment=None).act_day({"at": "2026-03-14T18:30:00+00:00"}) is None


def test_the_whole_record_holds_what_is_derived() -> None:
    assert sheets().whole({"count": 2}) == {"count": 2, "lines_written": 0, "twice": 4}


@dataclass(eq=False)
class Dated:
    at: Annotated[datetime | None, Moment(label="At")] = None
    on: Annotated[date | None, Day(label="On")] = None


def test_quick_entry_names_fields_that_are_there() -> None:
    made = sheets(quick=("at", "count", "lines.what"))
    assert made.quick == ("at", "count", "lines.what")
    assert field_at(made.by_name, "count") is made.by_name["count"]
    assert field_at(made.by_name, "lines.what") == dict(row_fields(Line))["what"]
    assert field_at(made.by_name, "count.what") is None
    for path in ("wrong", "lines.wrong", "wrong.what"):
        with pytest.raises(TypeError, match=path):
            sheets(quick=(path,))
