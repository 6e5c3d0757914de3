"""Organisation as dated data: provinces and communes, units of the force, agencies, legal basis.

`resources/organisation/*.json`, each `{source, licence, version, rows}`. What changes gets a new row and an end to the old one;
a code may come back with another meaning (15 was Yên Bái until 30 June 2025 and is Lào Cai since), so a code is only read
together with a day. A record keeps the name as written; the code stands beside it. Names and codes: Decision 19/2025/QĐ-TTg,
Resolution 202/2025/QH15 and the later acts named in the files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from borderpost.domain import words
from borderpost.domain.text import fold, normal

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "organisation"

PROVINCE_KINDS = ("tỉnh", "thành phố")
COMMUNE_KINDS = ("xã", "phường", "đặc khu")

# How a kind is written before a name, folded. None: a kind that is no more (the district level, the townships).
_WRITTEN: tuple[tuple[str, str | None], ...] = (
    ("thanh pho", "thành phố"),
    ("tp", "thành phố"),
    ("tinh", "tỉnh"),
    ("t", "tỉnh"),
    ("dac khu", "đặc khu"),
    ("phuong", "phường"),
    ("p", "phường"),
    ("xa", "xã"),
    ("x", "xã"),
    ("thi tran", None),
    ("tt", None),
    ("thi xa", None),
    ("tx", None),
    ("quan", None),
    ("q", None),
    ("huyen", None),
    ("h", None),
)
_OLD = (" (cu)", " cu")
_MARKS = str.maketrans({mark: " " for mark in ".-–/_()"} | dict.fromkeys("'’ʼ`´"))
_NO_MATCH = 9


@dataclass(frozen=True, slots=True)
class Dated:
    """What is in force from `valid_from` to `valid_to`, civil dates, both inside; None is open or not known.

    successor: the code that takes its place on the day after.
    """

    code: str
    valid_from: date | None
    valid_to: date | None
    successor: str | None

    def in_force(self, on: date) -> bool:
        """Tell whether it is in force on a day."""
        return (self.valid_from is None or self.valid_from <= on) and not self.ended(on)

    def ended(self, on: date) -> bool:
        """Tell whether it was over before a day."""
        return self.valid_to is not None and self.valid_to < on


@dataclass(frozen=True, slots=True)
class AdminUnit(Dated):
    """A province or commune under one name. province: code of the province, "" for a province itself. basis: the act."""

    kind: str
    name: str
    province: str = ""
    basis: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """The name with its kind, as on a letter: `Tỉnh Bến Tre`."""
        return f"{self.kind.capitalize()} {self.name}"


@dataclass(frozen=True, slots=True)
class _Named(Dated):
    """What has words in two languages. unconfirmed: a date, or its absence, that no source read confirms."""

    vi: str
    en: str
    unconfirmed: bool
    note: str

    def label(self, language: str | None = None) -> str:
        """Return the words in `vi` or `en`, or in the language in force."""
        return self.vi if (language or words.language()) == "vi" else self.en


@dataclass(frozen=True, slots=True)
class OrgUnit(_Named):
    """A kind of unit of the force. short: the usual abbreviation, "" if none. parent: code, read on the same day."""

    level: str
    parent: str | None
    short: str


@dataclass(frozen=True, slots=True)
class Agency(_Named):
    """A kind of body outside the force. field: what it does here. level: centre, province, area, district or commune."""

    field: str
    level: str


@dataclass(frozen=True, slots=True)
class LegalBasis(_Named):
    """A law, decree or directive. number: as cited, "" if it is a change without one. issued: its date, if known."""

    kind: str
    number: str
    issued: date | None


_D = TypeVar("_D", bound=Dated)


@dataclass(frozen=True, slots=True)
class Match:
    """One unit a text may mean. written: the text as typed, which the record keeps.

    successor: for a unit that is no more, the one in its place on the day asked, to be offered and never put in silently.
    """

    unit: AdminUnit
    written: str
    successor: AdminUnit | None = None


@dataclass(frozen=True, slots=True)
class _Query:
    """A text, read one way: folded name, and the kind written before it (None: none; "": one that is no more)."""

    name: str
    kind: str | None = None


def in_force(rows: Iterable[_D], on: date) -> list[_D]:
    """Return the rows in force on a day, in their order."""
    return [row for row in rows if row.in_force(on)]


def at(rows: Sequence[_D], code: str, on: date) -> _D | None:
    """Return what stands for a code on a day: the row itself, what followed it, or what it followed; None if nothing does."""
    seen: set[str] = set()
    wanted: str | None = code
    while wanted is not None and wanted not in seen:
        seen.add(wanted)
        same = [row for row in rows if row.code == wanted]
        current = in_force(same, on)
        if current:
            return current[0]
        wanted = next((row.successor for row in same if row.ended(on)), None) or next(
            (row.code for row in rows if row.successor == wanted and row.code not in seen), None
        )
    return None


def provinces(on: date) -> list[AdminUnit]:
    """Return the provinces and cities under the centre on a day, by code: 63 until 30 June 2025, 34 since."""
    return in_force(_provinces(), on)


def province(code: str, on: date) -> AdminUnit | None:
    """Return the province with a code on that very day, None if there was none."""
    return next((unit for unit in _provinces() if unit.code == code and unit.in_force(on)), None)


def communes(province: str, on: date) -> list[AdminUnit]:
    """Return the communes of a province, by code. Before 1 July 2025 none are known here."""
    return in_force(_by_province().get(province, ()), on)


def commune(code: str, on: date) -> AdminUnit | None:
    """Return the commune with a code on that very day, None if there was none or it is not known."""
    return next((unit for unit in _by_code().get(code, ()) if unit.in_force(on)), None)


def successor(unit: AdminUnit, on: date) -> AdminUnit | None:
    """Follow a unit that is no more to the one in its place on a day; None if it is still there or the chain ends."""
    found: AdminUnit | None = None
    step: AdminUnit | None = unit
    while step is not None and step.valid_to is not None and step.ended(on):
        following = step.valid_to + timedelta(days=1)
        code = step.successor or ""
        step = commune(code, following) if unit.province else province(code, following)
        found = step
    return found


def units(on: date) -> list[OrgUnit]:
    """Return the kinds of units of the force on a day."""
    return in_force(_units(), on)


def unit(code: str, on: date) -> OrgUnit | None:
    """Return what stands for a kind of unit on a day: before July 2025 `border_board` is the Bộ Chỉ huy BĐBP."""
    return at(_units(), code, on)


def agencies(on: date) -> list[Agency]:
    """Return the kinds of bodies outside the force on a day."""
    return in_force(_agencies(), on)


def agency(code: str, on: date) -> Agency | None:
    """Return what stands for a body on a day: the district procuracy is the area procuracy since July 2025."""
    return at(_agencies(), code, on)


def legal_basis(on: date) -> list[LegalBasis]:
    """Return the acts in force on a day. One whose dates are not known is among them, `unconfirmed`."""
    return in_force(_legal_basis(), on)


def find(text: str, on: date, *, province: str | None = None, limit: int = 20) -> list[Match]:
    """Return the units a text may mean, best first: `Thanh pho Ho Chi Minh`, `TP. HCM`, `xã Tân Thanh, Lạng Sơn`, a code.

    Marks and case do not matter. An old province is found by its name and comes with its successor; `(cũ)` asks for old ones
    first. `province`, or a province after a comma, leaves only its communes.
    """
    written = normal(text)
    head, _comma, rest = written.partition(",")
    wanted, old = _read(head)
    if not wanted:
        return []
    inside = {province} if province is not None else _named(rest, on)
    ranked: list[tuple[tuple[Any, ...], AdminUnit]] = []
    for entry, keys in _index():
        if entry.in_force(on) or (entry.ended(on) and _shown_when_old(entry, on, old=old)):
            if inside and entry.province not in inside:
                continue
            rank, alike = _rank(entry, keys, wanted)
            if rank != _NO_MATCH:
                ended = entry.ended(on)
                # A name typed with its marks is meant with them: Hà Nam before a Hạ Nam.
                marked = entry.name.casefold() not in head.casefold()
                ranked.append(((rank, ended != old, not alike, marked, bool(entry.province), keys[0], entry.code), entry))
    ranked.sort(key=lambda row: row[0])
    levels = {_level(query.kind) for query in wanted if query.kind} - {None}
    of_level = [row for row in ranked if _level(row[1].kind) in levels]
    # A kind decides the level, unless nothing of that level has the name: thành phố Hạ Long is a phường now.
    chosen = of_level or ranked
    return [Match(entry, written, successor(entry, on)) for _order, entry in chosen[:limit]]


def _read(text: str) -> tuple[list[_Query], bool]:
    """Read a text as a name, and without the kind that may stand before it; and whether it says (cũ)."""
    folded = fold(text)
    mark = next((mark for mark in _OLD if folded.endswith(mark) and fold_old(text)), "")
    name = _key(folded.removesuffix(mark))
    if not name:
        return [], False
    queries = [_Query(name)]
    queries += [_Query(name.removeprefix(f"{way} "), kind or "") for way, kind in _WRITTEN if name.startswith(f"{way} ")]
    return queries, bool(mark)


def fold_old(text: str) -> bool:
    """Tell whether a text ends with the word for old, with its mark or in brackets: `cù` or `Cư` is part of a name."""
    last = normal(text).casefold()
    return last.endswith((" cũ", "(cũ)", "(cu)"))


def _key(folded: str) -> str:
    return " ".join(folded.translate(_MARKS).split())


def _rank(entry: AdminUnit, keys: tuple[str, ...], wanted: list[_Query]) -> tuple[int, bool]:
    """Return how well a unit fits, 0 best, and whether the kind is the one written, or none was."""
    best = (_NO_MATCH, True)
    for query in wanted:
        place = 0 if query.name == entry.code else min(_place(key, query.name) for key in keys)
        found = (place, query.kind is None or query.kind == entry.kind)
        best = min(best, found, key=lambda pair: (pair[0], not pair[1]))
    return best


def _place(key: str, name: str) -> int:
    if key == name:
        return 0
    if name not in key:
        return _NO_MATCH
    if key.startswith(name):
        return 1
    return 2 if f" {name}" in key else 3


def _level(kind: str | None) -> bool | None:
    """Tell whether a kind is of a province; None if it is no kind of today."""
    if kind in PROVINCE_KINDS:
        return True
    return False if kind in COMMUNE_KINDS else None


def _shown_when_old(entry: AdminUnit, on: date, *, old: bool) -> bool:
    """Tell whether a unit that is no more is worth a line: asked for, or its name is not that of the one in its place."""
    now = successor(entry, on)
    return old or now is None or now.name != entry.name


def _named(rest: str, on: date) -> set[str]:
    """Return the codes of the provinces a text after a comma names exactly, old ones as their successors."""
    found: set[str] = set()
    for part in rest.split(","):
        wanted, _old = _read(part)
        names = {query.name for query in wanted}
        for unit in _provinces():
            if names.intersection(_keys(unit)):
                now = unit if unit.in_force(on) else successor(unit, on)
                found.update(() if now is None else (now.code,))
    return found


def _keys(unit: AdminUnit) -> tuple[str, ...]:
    return tuple(_key(fold(name)) for name in (unit.name, *unit.aliases))


def _content(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _dated(row: dict[str, Any]) -> tuple[str, date | None, date | None, str | None]:
    return row["code"], _date(row["valid_from"]), _date(row["valid_to"]), row["successor"]


def _named_row(row: dict[str, Any]) -> tuple[Any, ...]:
    return (*_dated(row), row["vi"], row["en"], row.get("unconfirmed", False), row.get("note", ""))


@cache
def _provinces() -> tuple[AdminUnit, ...]:
    return tuple(
        AdminUnit(*_dated(row), row["kind"], row["name"], "", row["basis"] or "", tuple(row.get("aliases", ())))
        for row in _content("provinces")["rows"]
    )


@cache
def _communes() -> tuple[AdminUnit, ...]:
    days = cache(_date)
    return tuple(
        AdminUnit(code, days(first), days(last), following, kind, name, belongs)
        for code, kind, name, belongs, first, last, following in _content("communes")["rows"]
    )


@cache
def _by_province() -> dict[str, list[AdminUnit]]:
    found: dict[str, list[AdminUnit]] = {}
    for entry in _communes():
        found.setdefault(entry.province, []).append(entry)
    return found


@cache
def _by_code() -> dict[str, list[AdminUnit]]:
    found: dict[str, list[AdminUnit]] = {}
    for entry in _communes():
        found.setdefault(entry.code, []).append(entry)
    return found


@cache
def _index() -> tuple[tuple[AdminUnit, tuple[str, ...]], ...]:
    return tuple((entry, _keys(entry)) for entry in _everything())


def _everything() -> Iterator[AdminUnit]:
    yield from _provinces()
    yield from _communes()


@cache
def _units() -> tuple[OrgUnit, ...]:
    return tuple(
        OrgUnit(*_named_row(row), row["level"], row["parent"], row["short"] or "") for row in _content("units")["rows"]
    )


@cache
def _agencies() -> tuple[Agency, ...]:
    return tuple(Agency(*_named_row(row), row["field"], row["level"]) for row in _content("agencies")["rows"])


@cache
def _legal_basis() -> tuple[LegalBasis, ...]:
    return tuple(
        LegalBasis(*_named_row(row), row["kind"], row["number"] or "", _date(row["issued"]))
        for row in _content("legal_basis")["rows"]
    )
