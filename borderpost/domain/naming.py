"""What a text of a record names on a day: a place, a unit of the force, a body outside it, a legal act (DOMAIN.md section 1).

A field says what it names (`Text.offers`). A form asks `offers` while somebody types and `recognise` when the text is final;
the table keeps the code `recognise` gives. Neither changes the text: `tỉnh Bến Tre (cũ)` stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TypeVar

from borderpost.domain import codes, organisation
from borderpost.domain.dates import date_text
from borderpost.domain.organisation import AdminUnit, Agency, LegalBasis, OrgUnit
from borderpost.domain.text import fold, normal
from borderpost.domain.words import N_, Message

KINDS = ("place", "province", "unit", "agency", "basis")
MOST = 20
"""Lines a form offers; who wants another one types on."""

_CUT = re.compile(r"\s*[,;]\s*|\s+(?=(?:tỉnh|tinh|thành phố|thanh pho|tp\.?)\s)", re.IGNORECASE)
_COMMUNES = ("xa ", "x.", "phuong ", "p.", "dac khu ")
_PARTS = re.compile(r"\s*[,;]\s*")
_LATER = re.compile(r"(?s)(.*[,;]\s*)(.*)")

_Body = OrgUnit | Agency
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Known:
    """What a text was recognised as. now: the full name of what has taken the place of something that is no more.

    until: the last day of an act that was no longer in force.
    code: of a place, the code of the day, so that code and day together always say which; of all others, that of what is named.
    """

    code: str
    full: str
    now: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A text a cell may take, and a quiet remark behind it."""

    text: str
    remark: Message | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A province or commune looked up, and what took its place: on the day asked, or when it ended later."""

    unit: AdminUnit
    full: str
    after: AdminUnit | None
    after_full: str


def recognise(kinds: tuple[str, ...], text: str, on: date) -> Known | None:
    """Return the one thing of these kinds a text names on a day; None if it names nothing known, or more than one."""
    found = [known for kind in kinds if (known := _RECOGNISED[kind](normal(text), on)) is not None]
    return found[0] if len(found) == 1 else None


def offers(kinds: tuple[str, ...], text: str, on: date, limit: int = MOST) -> list[Offer]:
    """Return what a cell of these kinds may be offered for a text, best first; for no text, what there is on the day.

    Only what is in force stands for itself. What is no more is offered with `(cũ)` if it is a place, and brings its successor.
    """
    found: dict[str, Offer] = {}
    for kind in kinds:
        for offer in _OFFERED[kind](normal(text), on):
            found.setdefault(offer.text, offer)
    return list(found.values())[:limit]


def remark(known: Known, text: str) -> Message | None:
    """Return what is to be said of a text that was recognised: its full name, or what it is now; None if it says it all."""
    if known.until is not None:
        ended = {"day": date_text(known.until), "name": known.now}
        return Message(N_("In force until {day}; then {name}.") if known.now else N_("In force until {day}."), ended)
    if known.now:
        return became(known.now)
    return None if normal(text).casefold().startswith(known.full.casefold()) else Message(known.full)


def became(now: str) -> Message:
    """Return the quiet remark on a name that is no more."""
    return Message(N_("Now {name}; kept as it was called then."), {"name": now})


def inside(place: str) -> str:
    """Return the full name of a place as it stands inside a sentence: `tỉnh Vĩnh Long`."""
    return f"{place[0].lower()}{place[1:]}"


def last_part(text: str) -> tuple[str, str]:
    """Cut a text before its last part: several bodies or acts stand in one cell, with a comma or semicolon between."""
    found = _LATER.fullmatch(text)
    return (found[1], found[2]) if found else ("", text)


def look_up(text: str, on: date, limit: int = MOST) -> list[Found]:
    """Return the provinces and communes a text may mean on a day, best first."""
    return [_found(match.unit, on) for match in organisation.find(text, on, limit=limit)]


def _found(unit: AdminUnit, on: date) -> Found:
    later = on if unit.valid_to is None else max(on, unit.valid_to + timedelta(days=1))
    after = organisation.successor(unit, later)
    after_full = "" if after is None else organisation.full_name(after, later)
    return Found(unit, organisation.full_name(unit, on), after, after_full)


# --- recognising --------------------------------------------------------------------------------------------------------


def _place(text: str, on: date) -> Known | None:
    """Recognise the commune before a province, else the province; without one, a commune written with its kind."""
    *before, last = _CUT.split(text)
    above = organisation.exactly(last, on, only_provinces=True) if before else []
    if len(above) == 1:
        code = _of_day(above[0], on).code
        below = [unit for unit in organisation.exactly(before[-1], on) if unit.province == code]
        return _known(below[0] if len(below) == 1 else above[0], on)
    found = organisation.exactly(last, on)
    if len(found) != 1 or (found[0].province and not fold(last).startswith(_COMMUNES)):
        return None
    return _known(found[0], on)


def _province(text: str, on: date) -> Known | None:
    found = organisation.exactly(_CUT.split(text)[-1], on, only_provinces=True)
    return _known(found[0], on) if len(found) == 1 else None


def _known(unit: AdminUnit, on: date) -> Known:
    now = _of_day(unit, on)
    return Known(now.code, organisation.full_name(unit, on), "" if now is unit else inside(organisation.full_name(now, on)))


def _of_day(unit: AdminUnit, on: date) -> AdminUnit:
    return organisation.successor(unit, on) or unit


def _body(rows: Sequence[_Body], text: str, on: date) -> Known | None:
    """Recognise the one body a text names, with a comma or semicolon before what else it says."""
    found = {row for part in _PARTS.split(text) if (row := _longest(rows, fold(part), on)) is not None}
    if len(found) != 1:
        return None
    (row,) = found
    now = organisation.at(rows, row.code, on)
    return Known(row.code, row.vi, "" if now is None or now is row else now.vi)


def _longest(rows: Sequence[_Body], wanted: str, on: date) -> _Body | None:
    """Return the row whose name is the text or its beginning, the longest one: `Sở Y tế tỉnh Lạng Sơn` is `Sở Y tế`."""
    named = [
        (len(name), row)
        for row in rows
        for name in _names(row)
        if wanted.startswith(name) and wanted[len(name) :][:1] in ("", " ") and (row.valid_from is None or row.valid_from <= on)
    ]
    longest = max((length for length, _row in named), default=0)
    found = {row for length, row in named if length == longest}
    return found.pop() if len(found) == 1 else None


@cache
def _names(row: _Body) -> tuple[str, ...]:
    short = (fold(row.short),) if isinstance(row, OrgUnit) and row.short else ()
    return (fold(row.vi), fold(row.en), *short)


def _basis(text: str, on: date) -> Known | None:
    """Recognise the one act a text cites by its number, or names: `Điều 21 Nghị định 282/2025/NĐ-CP`."""
    wanted = fold(text)
    rows = [row for row in organisation.every_basis() if row.valid_from is None or row.valid_from <= on]
    found = [row for row in rows if _cites(wanted, row)] or [row for row in rows if wanted in (fold(row.vi), fold(row.en))]
    if len(found) != 1:
        return None
    (row,) = found
    now = organisation.at(organisation.every_basis(), row.code, on) if row.ended(on) else None
    return Known(row.code, row.vi, "" if now is None else _citation(now), row.valid_to if row.ended(on) else None)


def _cites(wanted: str, row: LegalBasis) -> bool:
    return any(number.search(wanted) is not None for number in _numbers(row))


@cache
def _numbers(row: LegalBasis) -> tuple[re.Pattern[str], ...]:
    """Return what finds the number of an act in a folded text, whole or without its end: `282/2025/NĐ-CP`, `282/2025`."""
    short = row.number.rpartition("/")[0]
    wanted = [fold(number) for number in (row.number, short if "/" in short else "") if number]
    return tuple(re.compile(rf"(?<![\w/-]){re.escape(number)}(?![\w/-])") for number in wanted)


_RECOGNISED: dict[str, Callable[[str, date], Known | None]] = {
    "place": _place,
    "province": _province,
    "unit": lambda text, on: _body(organisation.every_unit(), text, on),
    "agency": lambda text, on: _body(organisation.every_agency(), text, on),
    "basis": _basis,
}


# --- offering -----------------------------------------------------------------------------------------------------------


def _places(text: str, on: date, *, only_provinces: bool = False) -> Iterator[Offer]:
    """Offer the units of a text; what stands before a comma may be a hamlet, which stays before them."""
    if not text:
        yield from (Offer(unit.full_name) for unit in organisation.provinces(on))
        return
    before, rest = "", text
    while True:
        head, comma, after = rest.partition(",")
        found = organisation.find(rest, on, limit=MOST) if not comma or organisation.provinces_named(after, on) else []
        if found or not comma:
            break
        before, rest = f"{before}{head.strip()}, ", after.strip()
    for match in found:
        if only_provinces and match.unit.province:
            continue
        name = organisation.full_name(match.unit, on)
        if match.successor is None:
            yield Offer(_behind(before, name))
            continue
        now = organisation.full_name(match.successor, on)
        yield Offer(_behind(before, f"{name} (cũ)"), Message(N_("now {name}"), {"name": inside(now)}))
        yield Offer(_behind(before, now), Message(N_("took the place of {name}"), {"name": inside(name)}))


def _behind(before: str, name: str) -> str:
    return f"{before}{inside(name)}" if before else name


def _bodies(rows: Sequence[_Body], text: str, on: date) -> Iterator[Offer]:
    before, wanted = last_part(text)
    fitting = _fitting([(" ".join(_names(row)), row) for row in rows], wanted)
    yield from (Offer(before + row.vi) for row in fitting if row.in_force(on))
    for row in fitting:
        now = organisation.at(rows, row.code, on) if row.ended(on) else None
        if now is not None:
            yield Offer(before + now.vi, Message(N_("took the place of {name}"), {"name": row.vi}))


def _acts(text: str, on: date) -> Iterator[Offer]:
    """Offer acts by the words after an article: what stands before them (`Điều 21`) stays."""
    before, wanted = last_part(text)
    rows = [(fold(f"{_citation(row)} {row.vi} {row.en}"), row) for row in organisation.every_basis()]
    fitting = _fitting(rows, wanted)
    while not fitting and " " in wanted:
        word, _blank, wanted = wanted.partition(" ")
        before = f"{before}{word} "
        fitting = _fitting(rows, wanted)
    for row in fitting:
        if row.in_force(on):
            yield Offer(before + _citation(row), None if row.vi in _citation(row) else Message(row.vi))
    for row in fitting:
        if row.valid_to is not None and row.ended(on):
            ended = {"name": row.vi, "day": date_text(row.valid_to)}
            yield Offer(before + _citation(row), Message(N_("in force until {day}; {name}"), ended))


def _citation(row: LegalBasis) -> str:
    """Return how an act is cited: its kind and number, or its name where that says it already."""
    kinds = codes.codes("law_kind")
    if not row.number or row.number in row.vi:
        return row.vi
    return f"{kinds.label(row.kind, 'vi')} {row.number}" if row.kind in kinds else f"{row.vi}, {row.number}"


def _fitting(rows: Sequence[tuple[str, _Row]], text: str) -> list[_Row]:
    """Return the rows with a word that begins as each word typed; those that begin with the text come first."""
    wanted = fold(text)
    words = wanted.split()
    found = [(not names.startswith(wanted), at, row) for at, (names, row) in enumerate(rows) if _begin(names.split(), words)]
    return [row for _begins, _at, row in sorted(found, key=lambda each: each[:2])]


def _begin(names: list[str], words: list[str]) -> bool:
    return all(any(name.startswith(word) for name in names) for word in words)


_OFFERED: dict[str, Callable[[str, date], Iterator[Offer]]] = {
    "place": _places,
    "province": lambda text, on: _places(text, on, only_provinces=True),
    "unit": lambda text, on: _bodies(organisation.every_unit(), text, on),
    "agency": lambda text, on: _bodies(organisation.every_agency(), text, on),
    "basis": _acts,
}
