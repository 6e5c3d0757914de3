"""Between the fields of a register and the cells of a spreadsheet: headings, values as text, and text read back.

What is written reads back as the very same value under any language of the program and of the spreadsheet: dates have the
year first, lengths their unit, numbers no thousands mark. Reading is stricter than a form, because nobody watches each cell:
a date needs its year, a code its whole word. Sealed fields are never written; they may be read.
"""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from borderpost.domain import clock, codes, dates, markers, reading
from borderpost.domain.dates import Unreadable
from borderpost.domain.fields import (
    BirthDate,
    Choice,
    Choices,
    Count,
    Day,
    Field,
    Length,
    Link,
    MarkerNumber,
    Moment,
    NamedField,
    Packed,
    Plain,
    Position,
    Rows,
    Wrong,
)
from borderpost.domain.records import Register, row_fields
from borderpost.domain.text import fold, normal
from borderpost.domain.words import LOCALE, N_, Message, _, render
from borderpost.exchange.tables import MAX_CELL, FormulaText, NumberText, date_parts

ID = "#id"
"""Machine heading of the record's id; empty for a new record."""
SEEN = "#seen"
"""Machine heading of the newest entries the exporter saw, so that a change made meanwhile is never overwritten."""
ROW = "#row"
REASON = "#reason"
KEPT = "#kept"
"""In a cell: too long for a spreadsheet; the value stays as it is."""
LOOK_FOR_HEADER = 10
"""Rows from the top in which headings are looked for."""

_OWN = {ID: N_("Record id"), SEEN: N_("State when exported"), ROW: N_("Row"), REASON: N_("Reason")}
_TIME = re.compile(r"[\sT,]*([0-9]{1,2})\s*[:hg]\s*([0-9]{2})?(?::([0-9]{2}))?\s*(am|pm|sa|ch)?", re.IGNORECASE)
_NO_DAY = re.compile(r"[0-9]{4}(-[0-9]{1,2})?|[0-9]{1,2}\s*[/.\-]\s*[0-9]{4}")
_MIDNIGHT = re.compile(r"[\sT]*(?:0{1,2}:00(?::00)?)?")
_DATES = (Day, BirthDate, Moment)


class UnknownCode(Unreadable):
    """A word that is in no code list. It is kept with its row, never turned into another."""

    def __init__(self, text: str) -> None:
        super().__init__(N_("unknown code “{text}”"), text=text)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a file holds which field.

    first: rows above the data. fields: field name or machine heading by place of the column. headings: what stands above each
    column. unknown: places of columns nobody reads. exact: the machine headings were found.
    """

    first: int
    fields: Mapping[int, str]
    headings: tuple[str, ...]
    unknown: tuple[int, ...]
    exact: bool


def exported(register: Register) -> list[NamedField]:
    """Return the fields that leave in a spreadsheet: every one that is not sealed and not made for programs only."""
    return [named for named in register.fields if named.field.sealed is None and not isinstance(named.field, Packed)]


def taken_in(register: Register) -> dict[str, Field]:
    """Return the fields that may be read from a spreadsheet; what the program numbers itself is not among them."""
    return {name: field for name, field in register.fields if not field.automatic and not isinstance(field, Packed)}


def is_date(field: Field) -> bool:
    """Tell whether the order of day and month matters for a field."""
    return isinstance(field, _DATES)


def header(names: Sequence[str], register: Register, headings: Mapping[str, str] | None = None) -> list[list[str]]:
    """Return both heading rows of columns: words in the language in force, then the names machines go by."""
    words = [(headings or {}).get(name) or heading(name, register) for name in names]
    return [words, [name if name in _OWN or name in register.by_name else "" for name in names]]


def heading(name: str, register: Register) -> str:
    """Return the words above a column."""
    field = register.by_name.get(name)
    return _(field.label) if field is not None else _(_OWN[name]) if name in _OWN else name


def match(register: Register, top: Sequence[Sequence[str]]) -> Columns | None:
    """Find the headings among the first rows of a file: the machine row if there is one, else the row of most known words.

    Words are compared folded, in Vietnamese and English. Returns None when no row holds a heading.
    """
    known = set(register.by_name) | set(_OWN)
    for at, row in enumerate(top):
        filled = {cell.strip() for cell in row if cell.strip()}
        if filled & set(_OWN) and filled <= known:
            above = top[at - 1] if at else ()
            width = max(len(row), len(above))
            words = tuple((above[place] if place < len(above) else "") or _cell(row, place) for place in range(width))
            return _columns(at + 1, {place: cell.strip() for place, cell in enumerate(row) if cell.strip()}, words, exact=True)
    best = max(((_by_words(register, row), at) for at, row in enumerate(top)), key=lambda item: len(item[0]), default=({}, 0))
    fields, at = best
    return _columns(at + 1, fields, tuple(top[at]), exact=False) if fields else None


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _columns(first: int, fields: Mapping[int, str], headings: tuple[str, ...], *, exact: bool) -> Columns:
    once: dict[int, str] = {}
    for place, name in fields.items():
        if name not in once.values():
            once[place] = name
    unknown = tuple(place for place, words in enumerate(headings) if place not in once and words.strip())
    return Columns(first, once, headings, unknown, exact)


@cache
def _words(kind_fields: tuple[NamedField, ...]) -> dict[str, str]:
    vietnamese = gettext.translation("borderpost", str(LOCALE), ["vi"], fallback=True)
    found: dict[str, str] = {}
    labels = [*((name, field.label) for name, field in kind_fields), (ID, _OWN[ID]), (SEEN, _OWN[SEEN])]
    for name, label in labels:
        for text in (name, label, vietnamese.gettext(label)):
            found.setdefault(fold(text), name)
    return found


def _by_words(register: Register, row: Sequence[str]) -> dict[int, str]:
    words = _words(register.fields)
    return {place: words[fold(cell)] for place, cell in enumerate(row) if fold(cell) in words}


def write(field: Field, value: Plain) -> str:
    """Return the text of a cell. A value another version wrote, which does not fit its field, is written as it stands."""
    if value is None:
        return ""
    try:
        text = _WRITERS.get(type(field), reading.show)(field, value)
    except (TypeError, ValueError, AttributeError, KeyError):
        text = str(value)
    return text if len(text) <= MAX_CELL else KEPT


def _json(_field: Field, value: Plain) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _moment(_field: Field, value: Plain) -> str:
    at = datetime.fromisoformat(value).astimezone(clock.VIETNAM)
    return f"{at:%Y-%m-%d %H:%M:%S}" if at.second else f"{at:%Y-%m-%d %H:%M}"


def _place(field: Field, value: Plain) -> str:
    text = reading.place_text(value)
    try:
        same = reading.read(field, text, now=_NOW) == value
    except Unreadable:
        same = False
    return text if same else _json(field, value)


_NOW = datetime(2000, 1, 1, tzinfo=clock.VIETNAM)
"""For readers that never look at the clock."""


def _choice(field: Any, value: Plain) -> str:
    label = codes.label(field.codes, value)
    return label if ";" not in label and _lookup(field.codes).get(fold(label)) == value else str(value)


_WRITERS: dict[type[Field], Callable[[Any, Plain], str]] = {
    Count: lambda _field, value: str(value),
    Length: lambda _field, value: f"{value} m",
    Day: lambda _field, value: str(value),
    BirthDate: lambda _field, value: str(value),
    Moment: _moment,
    Choice: _choice,
    Choices: lambda field, value: "; ".join(_choice(field, code) for code in value),
    MarkerNumber: lambda _field, value: str(value),
    Position: _place,
    Rows: _json,
}


@cache
def _lookup(name: str) -> dict[str, str]:
    """Return the code by its own text or its words, folded. A retired code yields to one in use that has the same words."""
    found: dict[str, str] = {}
    ordered = sorted(codes.codes(name), key=lambda item: item.retired)
    for texts in ([(item.code,) for item in ordered], [(item.vi, item.en) for item in ordered]):
        for item, spelled in zip(ordered, texts, strict=True):
            for text in spelled:
                found.setdefault(fold(text), item.code)
    return found


def code(name: str, text: str) -> str:
    """Return the code that is meant by its own text or its whole words in either language; raises UnknownCode."""
    found = _lookup(name).get(fold(text))
    if found is None:
        raise UnknownCode(normal(text))
    return found


def unknown_code(fields: Sequence[NamedField], values: Mapping[str, Plain]) -> tuple[str, str] | None:
    """Return (field, text) of the first code that is in no list, those inside tables included."""
    for name, field in fields:
        value = values.get(name)
        if value is None:
            continue
        if isinstance(field, Rows):
            for row in value:
                if found := unknown_code(row_fields(field.row), row):
                    return name, found[1]
        elif isinstance(field, Choice | Choices):
            listed = codes.codes(field.codes)
            for item in value if isinstance(value, list) else [value]:
                if item not in listed:
                    return name, item
    return None


def read(field: Field, cell: str, *, order: str = "dmy", border: str | None = None, find: reading.Find | None = None) -> Plain:
    """Return the plain value of a cell, None for an empty one. `order` settles dates that do not begin with the year.

    Raises Unreadable with a sentence, UnknownCode for a word that is in no list.
    """
    if isinstance(cell, FormulaText):
        raise Unreadable(N_("A formula stands here. Replace it by its value."))
    typed = normal(cell)
    if not typed:
        return None
    try:
        return field.check(_parsed(field, cell, typed, order, border, find))
    except Wrong as wrong:
        raise Unreadable(wrong.message) from None


def _parsed(field: Field, cell: str, typed: str, order: str, border: str | None, find: reading.Find | None) -> Plain:  # noqa: PLR0911 - one for each kind of field
    if isinstance(field, _DATES):
        return _date_value(field, typed, order)
    if isinstance(field, Choice):
        return code(field.codes, typed)
    if isinstance(field, Choices):
        return [code(field.codes, part) for part in typed.split(";") if part.strip()]
    if isinstance(field, Count) and (isinstance(cell, NumberText) or typed.startswith("-")):
        return int(typed) if re.fullmatch(r"-?[0-9]{1,18}", typed) else typed
    if isinstance(field, Rows) or (isinstance(field, Position) and typed.startswith("{")):
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            raise Unreadable(N_("This table is written as JSON and is broken. Export the record again.")) from None
    if isinstance(field, MarkerNumber):
        try:
            return str(markers.Marker.from_text(typed))
        except ValueError:
            pass  # as people write it
    if isinstance(field, Link) and find is None:
        return typed
    return reading.read(field, typed, now=_NOW, border=border, find=find)


def _date_value(field: Field, typed: str, order: str) -> Plain:
    if isinstance(field, BirthDate) and (_NO_DAY.fullmatch(typed) or not re.search("[0-9]{4}", typed)):
        return str(dates.parse_partial(typed))
    if isinstance(field, Moment) and re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ].*(?:[+-][0-9]{2}:?[0-9]{2}|Z)$", typed):
        return typed
    day, rest = _day(typed, order)
    if not isinstance(field, Moment):
        if not _MIDNIGHT.fullmatch(rest):
            raise Unreadable(N_("“{text}” holds a time. Only the date belongs here."), text=typed)
        return day.isoformat()
    found = _TIME.fullmatch(rest.rstrip())
    if found is None:
        raise Unreadable(N_("“{text}” needs a date and a time, such as 14/03/2026 22:30."), text=typed)
    hours = int(found[1])
    if found[4]:
        hours = hours % 12 + (12 if found[4].casefold() in ("pm", "ch") else 0)
    seconds = f":{found[3]}" if found[3] and int(found[3]) else ""
    text = f"{day.isoformat()} {hours:02d}:{found[2] or '00'}{seconds}"
    return clock.moment_text(dates.parse_moment(text, day))


def _day(typed: str, order: str) -> tuple[date, str]:
    """Return the date a text begins with, and what follows it; raises Unreadable. The year is never guessed."""
    parts = date_parts(typed)
    if parts is not None:
        day, month = (parts.second, parts.first) if parts.year_first or order == "mdy" else (parts.first, parts.second)
        return dates.parse_date(f"{day}/{month}/{parts.year}", clock.SystemClock().now().date()), parts.rest
    raise Unreadable(N_("“{text}” is not a date with its year. Write 14/03/2026 or 2026-03-14."), text=typed)


def in_words(text: str, order: str) -> str:
    """Return how a date is understood in an order: `“05/03/2026”: thứ Năm, ngày 5 tháng 3 năm 2026`; the text if it is none."""
    try:
        day, _rest = _day(normal(text), order)
    except Unreadable:
        return text
    facts = {"text": normal(text), "weekday": dates.weekday_text(day, full=True), "day": day.day, "month": day.month}
    return render(Message(N_("“{text}”: {weekday}, day {day} of month {month}, year {year}"), {**facts, "year": day.year}))
