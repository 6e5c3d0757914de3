"""What holds for every field of every register: it is shown, read and stored without loss, and no input breaks a check."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from borderpost.domain import codes, dates, reading, words
from borderpost.domain.clock import VIETNAM, moment_text
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
from borderpost.domain.places import REASONS, VN_2000, WGS_84
from borderpost.domain.records import row_fields, walk_links
from borderpost.domain.text import normal
from borderpost.domain.words import render
from borderpost.registers import KINDS

NOW = datetime(2026, 3, 15, 8, 0, tzinfo=VIETNAM)
RECORDS = ("0123456789abcdef:1", "0123456789abcdef:42", "00000000000000aa:7")
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufffe\uffff"), max_size=24)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
MARKERS = ["LA:313", "CN:165(1)", "CN:728/1", "KH:C/12", "CN-LA:0", "KH:1"]
MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2200, 1, 1)).map(  # noqa: DTZ001 - the zone is added
    lambda at: moment_text(at.replace(second=0, microsecond=0, tzinfo=VIETNAM))
)
NIGHT = st.integers(0, 3000).map(
    lambda minutes: moment_text(datetime(2026, 3, 14, tzinfo=VIETNAM) + timedelta(minutes=minutes))
)


def births() -> st.SearchStrategy[str]:
    days = st.dates(date(1880, 1, 1), date(2030, 12, 31))
    return st.builds(lambda day, length: day.isoformat()[:length], days, st.sampled_from([4, 7, 10]))


def positions() -> st.SearchStrategy[dict[str, Any]]:
    degrees = st.builds(lambda lat, lon: (round(lat, 5), round(lon, 5)), st.floats(7, 24.5), st.floats(101.5, 118.5))
    known = degrees.map(lambda at: {"raw": f"{at[0]:.5f} {at[1]:.5f}", "datum": WGS_84, "lat": at[0], "lon": at[1]})
    return known | st.sampled_from(REASONS).map(lambda reason: {"reason": reason})


def _codes(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from([item.code for item in codes.codes(name) if not item.retired])


PLAIN: dict[type[Field], Callable[[Any], st.SearchStrategy[Any]]] = {
    Text: lambda field: TEXT.map(lambda text: normal(text)[: field.maximum].strip()).filter(bool).map(field.check),
    Count: lambda field: st.integers(field.minimum, field.maximum),
    Length: lambda field: st.integers(0, field.maximum),
    Day: lambda field: st.dates(field.earliest).map(date.isoformat),
    BirthDate: lambda _field: births(),
    Moment: lambda _field: MOMENTS,
    Choice: lambda field: _codes(field.codes),
    Choices: lambda field: st.lists(_codes(field.codes), min_size=1, max_size=4, unique=True),
    Flag: lambda _field: st.booleans(),
    Link: lambda _field: st.sampled_from(RECORDS),
    MarkerNumber: lambda _field: st.sampled_from(MARKERS),
    Position: lambda _field: positions(),
    Rows: lambda field: st.lists(
        st.fixed_dictionaries({name: plain(cell) for name, cell in row_fields(field.row)}), max_size=3
    ),
    Packed: lambda _field: JSON.filter(lambda value: value is not None),
}


def plain(field: Field) -> st.SearchStrategy[Any]:
    """Return canonical plain values of a field."""
    return PLAIN[type(field)](field)


def likely(field: Field) -> st.SearchStrategy[Any]:
    """Return what may stand in a record: mostly right, so that rules come to speak, sometimes anything."""
    if isinstance(field, Moment):
        return NIGHT
    if isinstance(field, Rows):
        return st.lists(record_of(row_fields(field.row)), max_size=3)
    return plain(field)


def record_of(named: tuple[Any, ...], noise: st.SearchStrategy[Any] | None = None) -> st.SearchStrategy[dict[str, Any]]:
    def value(field: Field) -> st.SearchStrategy[Any]:
        right = likely(field)
        return right if noise is None else right | noise

    needed = {name: value(field) for name, field in named if field.required}
    free = {name: value(field) for name, field in named if not field.required}
    return st.fixed_dictionaries(needed, optional=free)


def every_field() -> dict[str, Field]:
    """Return every declared field by where it stands, those of rows and of derived values too."""
    found: dict[str, Field] = {}
    for kind, register in KINDS.items():
        for name, field in [*register.fields, *((item.name, item.field) for item in register.derived)]:
            found[f"{kind}.{name}"] = field
            if isinstance(field, Rows):
                found |= {f"{kind}.{name}.{column}": cell for column, cell in row_fields(field.row)}
    return found


PLACING: dict[str, Any] = {"label": "", "help": "", "section": "", "sealed": None, "listed": 0, "width": 0} | dict.fromkeys(
    ("required", "searchable", "dimension", "automatic", "shared", "former"), False
)
"""What a field says of its words and its place, not of its values."""


def one_of_each() -> Iterator[Any]:
    """Give one field of those that differ in nothing but their words and their place in the form."""
    seen: set[Field] = set()
    for place, field in every_field().items():
        bare = replace(field, **PLACING)
        if bare not in seen:
            seen.add(bare)
            yield pytest.param(field, id=place)


TYPED = [case for case in one_of_each() if not isinstance(case.values[0], Rows | Packed)]
KIND = pytest.mark.parametrize("kind", list(KINDS))


@pytest.mark.parametrize("field", list(one_of_each()))
@settings(max_examples=15)
@given(data=st.data())
def test_what_is_canonical_stays_as_it_is(field: Field, data: st.DataObject) -> None:
    value = data.draw(plain(field))
    assert field.check(value) == value
    assert type(field.check(value)) is type(value)


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("field", TYPED)
@settings(max_examples=15)
@given(data=st.data())
def test_what_is_shown_can_be_typed_again(field: Field, language: str, data: st.DataObject) -> None:
    words.set_language(language)
    value = data.draw(plain(field))
    shown = reading.show(field, value)
    assert shown == shown.strip() != ""
    border = value.split(":")[0].split("-")[0] if isinstance(field, MarkerNumber) else None
    assert reading.read(field, shown, now=NOW, border=border) == value


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("field", [case for case in TYPED if case.values[0].column != "none"])
@settings(max_examples=15)
@given(data=st.data())
def test_a_list_shows_from_its_table_what_the_form_shows(field: Field, language: str, data: st.DataObject) -> None:
    words.set_language(language)
    value = data.draw(plain(field))
    stored = field.to_column(value)
    assert isinstance(stored, int if field.column == "integer" else str)
    assert reading.show_column(field, stored) == reading.show(field, value)


@pytest.mark.parametrize("field", TYPED)
@settings(max_examples=15)
@given(data=st.data())
def test_what_rules_read_has_one_meaning(field: Field, data: st.DataObject) -> None:
    value = data.draw(plain(field))
    typed = field.typed(value)
    if isinstance(field, Moment):
        assert moment_text(typed) == value
    elif isinstance(field, Day):
        assert typed.isoformat() == value
    elif isinstance(field, Position):
        assert typed.to_plain() == value
    else:
        assert typed == value


@KIND
@settings(max_examples=40)
@given(data=st.data())
def test_nothing_json_can_hold_breaks_a_check(kind: str, data: st.DataObject) -> None:
    register = KINDS[kind]
    wild = st.dictionaries(st.sampled_from([name for name, _field in register.fields]) | st.text(max_size=6), JSON, max_size=8)
    values = data.draw(wild | record_of(register.fields, noise=JSON))
    clean, problems = register.check(values)
    for problem in problems:
        assert render(problem.message)
    assert set(clean) <= set(register.by_name)
    assert register.typed(clean) is not None
    assert set(register.derive(clean)) == {derived.name for derived in register.derived}
    for _path, target, _holder in walk_links(register.fields, clean):
        assert ":" in target


@KIND
@settings(max_examples=40)
@given(data=st.data())
def test_a_checked_record_is_the_same_when_it_is_checked_again(kind: str, data: st.DataObject) -> None:
    register = KINDS[kind]
    clean, problems = register.check(data.draw(record_of(register.fields, noise=JSON)))
    again, found = register.check(clean)
    assert again == clean
    if not any(problem.blocking for problem in problems):
        assert found == problems


@KIND
@settings(max_examples=30)
@given(data=st.data())
def test_a_well_filled_record_has_only_faults_of_its_rules_and_can_be_derived(kind: str, data: st.DataObject) -> None:
    register = KINDS[kind]
    values = data.draw(record_of(register.fields))
    clean, problems = register.check(values)
    assert {problem.field.split(".")[0] for problem in problems} <= set(register.by_name)
    for derived in register.derived:
        value = register.derive(clean)[derived.name]
        assert value is None or derived.field.check(value) == value


@KIND
def test_a_register_that_says_nothing_asks_for_what_it_needs(kind: str) -> None:
    register = KINDS[kind]
    clean, problems = register.check({})
    assert clean == {}
    needed = [name for name, field in register.fields if field.required]
    assert [problem.field for problem in problems if problem.blocking][: len(needed)] == needed


def test_every_kind_stands_under_its_own_name_and_prefix() -> None:
    assert [register.kind for register in KINDS.values()] == list(KINDS)
    prefixes = [register.prefix for register in KINDS.values() if register.prefix]
    assert len(set(prefixes)) == len(prefixes)
    assert [kind for kind, register in KINDS.items() if register.internal] == [
        "tracks",
        "officers",
        "periods",
        "bundles",
        "receipts",
        "person_pairs",
    ]


@KIND
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_register_says_what_belongs_in_it(kind: str, language: str) -> None:
    register = KINDS[kind]
    if register.internal:
        assert register.help == ""
        return
    words.set_language(language)
    said = words._(register.help)
    assert (said == register.help) == (language == "en")
    assert 2 <= len(re.findall(r"[.;:!?](?= |$)", said)) <= 9
    assert len(said) <= 460, "more than a tired person reads"
    assert said.endswith(".")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_help_of_a_field_fits_into_the_footer(language: str) -> None:
    words.set_language(language)
    for place, field in every_field().items():
        assert len(words._(field.help)) <= 110 if field.help else True, place


def test_only_an_act_of_two_sides_shares_fields_and_never_a_sealed_one() -> None:
    shared = {place.split(".")[0] for place, field in every_field().items() if field.shared}
    assert shared == {"handovers", "joint_patrols", "repatriations", "talks"}
    assert not [place for place, field in every_field().items() if field.shared and field.sealed]


def test_every_reference_leads_to_a_register() -> None:
    targets = {field.register for field in every_field().values() if isinstance(field, Link)}
    written = {kind for kind, register in KINDS.items() if not register.internal}
    assert {"persons", "patrols", "tips", ""} <= targets, "evidence may be a record of any register"
    assert targets - {""} <= written


@settings(max_examples=40)
@given(MOMENTS)
def test_a_night_is_shown_on_the_day_it_happened(text: str) -> None:
    at = datetime.fromisoformat(text)
    assume(at.hour < 6)
    assert reading.show(Moment(label="m"), text).startswith(dates.date_text(at.date()))


def test_a_map_position_keeps_its_numbers_and_its_datum() -> None:
    kept = {"raw": "0412345 2267890", "datum": VN_2000, "reason": "not_converted"}
    field = KINDS["detections"].by_name["position"]
    assert field.check(kept) == kept
    assert reading.read(field, reading.show(field, kept), now=NOW) == kept
