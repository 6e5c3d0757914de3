"""Organisation as dated data: provinces and communes, units of the force, agencies, legal basis.

`resources/organisation/*.json`, each `{source, licence, version, rows}`. What changes gets a new row and an end to the old one;
a code may come back with another meaning (15 was Yên Bái until 30 June 2025 and is Lào Cai since), so a code is only read
together with a day. A record keeps the name as written; the code stands beside it. Names and codes: Decision 19/2025/QĐ-TTg,
Resolution 202/2025/QH15 and the later acts named in the files.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from hashlib import sha256
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
_STARTS = tuple((f"{way} ", kind or "") for way, kind in _WRITTEN)
# What says that a name is an old one. Without its mark and brackets `cu` may be part of a name: An Cư.
_OLD = ("(cũ)", " cũ", "(cu)")
_UNMARKED = " cu"
_MARKS = str.maketrans(dict.fromkeys(".-–/_()", " ") | dict.fromkeys("'’ʼ`´"))
_TONES = "\u0300\u0301\u0303\u0309\u0323"
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


def every_unit() -> tuple[OrgUnit, ...]:
    """Return the kinds of units of all days, those that are no more too."""
    return _units()


def every_agency() -> tuple[Agency, ...]:
    """Return the bodies of all days."""
    return _agencies()


def every_basis() -> tuple[LegalBasis, ...]:
    """Return the acts of all days."""
    return _legal_basis()


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


def full_name(entry: AdminUnit, on: date) -> str:
    """Return a unit as on a letter of a day, a commune with its province: `Xã Đình Lập, tỉnh Lạng Sơn`."""
    if not entry.province:
        return entry.full_name
    day = entry.valid_to if entry.valid_to is not None and entry.ended(on) else on
    above = province(entry.province, day)
    return entry.full_name if above is None else f"{entry.full_name}, {above.kind} {above.name}"


def digest() -> str:
    """Return the SHA-256 of all rows: what was recognised has to be recognised anew when it is another one."""
    return sha256(b"\0".join(path.read_bytes() for path in sorted(FOLDER.glob("*.json")))).hexdigest()


def find(text: str, on: date, *, province: str | None = None, limit: int = 20) -> list[Match]:
    """Return the units a text may mean, best first: `Thanh pho Ho Chi Minh`, `TP. HCM`, `xã Tân Thanh, Lạng Sơn`, a code.

    Marks and case do not matter. An old province is found by its name and comes with its successor; `(cũ)` asks for old ones
    first. `province`, or a province after a comma, leaves only its communes.
    """
    written = normal(text)
    head, _comma, rest = written.partition(",")
    wanted, old = _read(head)
    inside = {province} if province is not None else provinces_named(rest, on)
    found = _search(wanted, on, old=old, inside=inside, marked=head.casefold())
    if not found and wanted and wanted[0].name.endswith(_UNMARKED):
        shorter, _old = _read(wanted[0].name.removesuffix(_UNMARKED))
        found = _search(shorter, on, old=True, inside=inside, marked="")
    return [Match(entry, written, successor(entry, on)) for entry in found[:limit]]


def exactly(text: str, on: date, *, only_provinces: bool = False) -> list[AdminUnit]:
    """Return the units a text names in full: those in force on a day, else those that are no more; `(cũ)` asks for these.

    A name without marks is read without them; one with marks is only what is written with the same ones.
    """
    wanted, old = _read(text)
    found: dict[AdminUnit, tuple[bool, bool]] = {}
    for query in wanted:
        for entry in _by_name().get(query.name, ()):
            begun = entry.valid_from is None or entry.valid_from <= on
            level = query.kind is None or (query.kind != "" and _level(query.kind) == _level(entry.kind))
            marks = _same_marks(entry, text, len(query.name.split()))
            if begun and level and marks is not None and not (only_provinces and entry.province):
                found[entry] = max(found.get(entry, (False, False)), (marks, query.kind == entry.kind))
    days = [entry for entry in found if entry.ended(on) == old] or list(found)
    best = max((found[entry] for entry in days), default=None)
    return [entry for entry in days if found[entry] == best]


def _same_marks(entry: AdminUnit, text: str, length: int) -> bool | None:
    """Tell whether the last words of a text have the marks of a name of the unit; None if they have others."""
    name = normal(text).casefold()
    tail = _spelling(name.removesuffix(next((mark for mark in _OLD if name.endswith(mark)), "")))[-length:]
    if tail in _spellings(entry):
        return True
    return False if all(letters.isascii() and not tone for letters, tone in tail) else None


@cache
def _spellings(entry: AdminUnit) -> list[list[tuple[str, str]]]:
    return [_spelling(each) for each in (entry.name, *entry.aliases)]


def _spelling(name: str) -> list[tuple[str, str]]:
    """Return the words of a name, each with its tone taken out: Hòa and Hoà are one word."""
    parts = unicodedata.normalize("NFD", name.casefold().translate(_MARKS)).split()
    return [
        ("".join(letter for letter in part if letter not in _TONES), "".join(mark for mark in part if mark in _TONES))
        for part in parts
    ]


def provinces_named(text: str, on: date) -> set[str]:
    """Return the codes of the provinces a text after a comma names, old ones as their successors; else of those it begins."""
    whole, begun = set[str](), set[str]()
    for part in text.split(","):
        names = [query.name for query in _read(part)[0]]
        for unit in _provinces():
            now = unit if unit.in_force(on) else successor(unit, on)
            if now is None:
                continue
            for key in _keys(unit):
                if key in names:
                    whole.add(now.code)
                elif key.startswith(tuple(names)):
                    begun.add(now.code)
    return whole or begun


def _search(wanted: list[_Query], on: date, *, old: bool, inside: set[str], marked: str) -> list[AdminUnit]:
    """Return the units that fit, best first. marked: the name as typed, in lower case, with its marks."""
    names = {query.name for query in wanted}
    shortest = [name for name in names if not any(other != name and other in name for other in names)]
    ranked: list[tuple[tuple[Any, ...], AdminUnit]] = []
    for entry, keys, together in _candidates(on):
        if not any(name in together for name in shortest) or (inside and entry.province not in inside):
            continue
        ended = entry.ended(on)
        if ended and not old and _still_named(entry, on):
            continue
        rank, alike = min((_rank(entry, keys, query) for query in wanted), key=_best)
        if rank == _NO_MATCH:  # only a part of its code
            continue
        # A name typed with its marks is meant with them: Hà Nam before a Hạ Nam.
        other = entry.name.casefold() not in marked
        ranked.append(((rank, old and not ended, not alike, bool(entry.province), ended, other, keys[0], entry.code), entry))
    ranked.sort(key=_order)
    # A kind decides the level, unless nothing of that level has the name: thành phố Hạ Long is a phường now.
    levels = {_level(query.kind) for query in wanted if query.kind}
    return [entry for _row, entry in ranked if _level(entry.kind) in levels] or [entry for _row, entry in ranked]


def _order(row: tuple[tuple[Any, ...], AdminUnit]) -> tuple[Any, ...]:
    return row[0]


def _best(found: tuple[int, bool]) -> tuple[int, bool]:
    return found[0], not found[1]


def _read(text: str) -> tuple[list[_Query], bool]:
    """Read a text as a name, and without the kind that may stand before it; and whether it says (cũ)."""
    name = normal(text).casefold()
    old = next((mark for mark in _OLD if name.endswith(mark)), "")
    key = _key(fold(name.removesuffix(old)))
    if not key:
        return [], False
    starts = [(way, kind) for way, kind in _STARTS if key.startswith(way)]
    return [_Query(key), *(_Query(key.removeprefix(start), kind) for start, kind in starts)], bool(old)


def _key(folded: str) -> str:
    return " ".join(folded.translate(_MARKS).split())


def _rank(entry: AdminUnit, keys: tuple[str, ...], query: _Query) -> tuple[int, bool]:
    """Return how well a unit fits, 0 best, and whether the kind is the one written, or none was."""
    place = 0 if query.name == entry.code else min(_place(key, query.name) for key in keys)
    return place, query.kind is None or query.kind == entry.kind


def _place(key: str, name: str) -> int:
    if key == name:
        return 0
    if name not in key:
        return _NO_MATCH
    if key.startswith(name):
        return 1
    return 2 if f" {name}" in key else 3


def _level(kind: str) -> bool:
    """Tell whether a kind is that of a province."""
    return kind in PROVINCE_KINDS


def _still_named(entry: AdminUnit, on: date) -> bool:
    """Tell whether the unit in the place of one that is no more has its name: then one line is enough."""
    now = successor(entry, on)
    return now is not None and now.name == entry.name


def _keys(unit: AdminUnit) -> tuple[str, ...]:
    return tuple(_key(fold(name)) for name in (unit.name, *unit.aliases))


def _content(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _named_row(row: dict[str, Any]) -> dict[str, Any]:
    """Read what rows with words have in common; raises KeyError for a missing part, ValueError for no date."""
    return {
        "code": row["code"],
        "valid_from": _date(row["valid_from"]),
        "valid_to": _date(row["valid_to"]),
        "successor": row["successor"],
        "vi": row["vi"],
        "en": row["en"],
        "unconfirmed": row.get("unconfirmed", False),
        "note": row.get("note", ""),
    }


@cache
def _provinces() -> tuple[AdminUnit, ...]:
    return tuple(
        AdminUnit(
            row["code"],
            _date(row["valid_from"]),
            _date(row["valid_to"]),
            row["successor"],
            row["kind"],
            row["name"],
            basis=row["basis"] or "",
            aliases=tuple(row.get("aliases", ())),
        )
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
def _by_name() -> dict[str, list[AdminUnit]]:
    found: dict[str, list[AdminUnit]] = {}
    for entry, keys, _together in _index():
        for key in dict.fromkeys(keys):
            found.setdefault(key, []).append(entry)
    return found


@cache
def _index() -> tuple[tuple[AdminUnit, tuple[str, ...], str], ...]:
    return tuple((entry, keys, "\n".join((*keys, entry.code))) for entry in _everything() for keys in (_keys(entry),))


@lru_cache(maxsize=4)
def _candidates(on: date) -> tuple[tuple[AdminUnit, tuple[str, ...], str], ...]:
    """Return what a name may mean on a day: all that is or was, not what comes."""
    return tuple(row for row in _index() if row[0].valid_from is None or row[0].valid_from <= on)


def _everything() -> Iterator[AdminUnit]:
    yield from _provinces()
    yield from _communes()


@cache
def _units() -> tuple[OrgUnit, ...]:
    rows = _content("units")["rows"]
    return tuple(OrgUnit(**_named_row(row), level=row["level"], parent=row["parent"], short=row["short"] or "") for row in rows)


@cache
def _agencies() -> tuple[Agency, ...]:
    return tuple(Agency(**_named_row(row), field=row["field"], level=row["level"]) for row in _content("agencies")["rows"])


@cache
def _legal_basis() -> tuple[LegalBasis, ...]:
    return tuple(
        LegalBasis(**_named_row(row), kind=row["kind"], number=row["number"] or "", issued=_date(row["issued"]))
        for row in _content("legal_basis")["rows"]
    )
