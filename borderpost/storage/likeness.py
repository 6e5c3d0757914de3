"""What persons are found again by: marks of name, birth, document and phone, one row for each, read from an index.

A mark is a number made of a folded text, so that a question for one is a look into an index however frequent the name is. Each
name has a mark of its words in any order, and one for each word left out: a spelling that differs in one word still meets. The
birth stands in every row, so that of five thousand people of one name only those born then are read.

Like every view it follows from the journal. Only what the post compartment holds has marks: a protected person has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa

from borderpost.domain.dates import PartialDate
from borderpost.domain.fields import Plain
from borderpost.domain.text import fold
from borderpost.storage.database import direct

Line = tuple[int, int, int]
"""Mark, birth, record."""
INSERT = "INSERT INTO likeness (mark, born, record) VALUES (?, ?, ?)"
DELETE = "DELETE FROM likeness WHERE record = ?"
SELECT = "SELECT mark, born, record FROM likeness WHERE record = ? ORDER BY mark"
KIND = "persons"
VERSION = 1
"""Of the way marks are made: with another number they are all made anew when the post opens."""
UNKNOWN = 0
"""The birth of whom none is known."""
MOST = 4000
"""Rows read for one question. Who shares a name with more people than that, and has no birth, cannot be told apart by it."""
_DIGITS = 9
"""Digits of a phone number that are compared, from its end: what stands before them is written in many ways."""

_ALIKE = (
    "SELECT l.record, l.born, p.number, p.name, p.sex FROM likeness l JOIN persons p ON p.id = l.record "
    "WHERE l.mark = ? AND l.born BETWEEN ? AND ? LIMIT ?"
)
_WHOLE = (UNKNOWN, 1 << 40)


@dataclass(slots=True)
class Alike:
    """A person that shares a mark: key, birth as a number, what the table says, and which marks beside the name."""

    key: int
    born: int
    number: str
    name: str
    sex: str | None
    document: bool = False
    phone: bool = False


def alike(connection: sa.Connection, values: Mapping[str, Any], most: int = MOST) -> list[Alike]:
    """Return who shares a mark with these values, the most telling marks first.

    Of those who share only the name: whose birth agrees, then whose birth is not known.
    """
    found: dict[int, Alike] = {}
    run, read = direct(connection).execute, 0
    for what, mark, (first, last) in _questions(values):
        for key, born, number, name, sex in run(_ALIKE, (mark, first, last, most - read)):
            read += 1
            one = found.setdefault(key, Alike(key, born, str(number or ""), str(name or ""), sex))
            one.document = one.document or what == "document"
            one.phone = one.phone or what == "phone"
    return list(found.values())


def _questions(values: Mapping[str, Any]) -> Iterator[tuple[str, int, tuple[int, int]]]:
    for what, marks in (("document", documents(values)), ("phone", phones(values))):
        yield from ((what, mark, _WHOLE) for mark in marks)
    named = names(values)
    spans = list(spread(birth(values)))
    for marks in (named[:1], named[1:]):
        yield from (("name", mark, span) for span in spans for mark in marks)


def lines(kind: str, key: int, clear: Mapping[str, Plain], *, withdrawn: bool) -> list[Line]:
    """Return the rows of one record, by mark; none of a record that is no person, or withdrawn, or whose name is sealed."""
    if kind != KIND or withdrawn:
        return []
    born = birth(clear)
    return [(mark, born, key) for mark in sorted({*names(clear), *documents(clear), *phones(clear)})]


def names(values: Mapping[str, Any]) -> list[int]:
    """Return the marks of a name: all its words first, then with each left out where at least two remain."""
    words = sorted(fold(str(values.get("name") or "")).split())
    if not words:
        return []
    fewer = [[*words[:at], *words[at + 1 :]] for at in range(len(words))] if len(words) > 2 else []
    return list(dict.fromkeys(_mark("name", " ".join(some)) for some in (words, *fewer)))


def documents(values: Mapping[str, Any]) -> list[int]:
    """Return the mark of a document number, whatever stands between its digits."""
    bare = re.sub(r"\W", "", fold(str(values.get("document_no") or "")))
    return [_mark("document", bare)] if bare else []


def phones(values: Mapping[str, Any]) -> list[int]:
    """Return a mark for each phone number, with or without the code of its country."""
    return [_mark("phone", number) for number in phone_ends(values)]


def phone_ends(values: Mapping[str, Any]) -> list[str]:
    """Return the end of each phone number, each once: what stands before it is written in many ways."""
    parts = re.split(r"[;,/]", str(values.get("phone") or ""))
    numbers = (re.sub(r"\D", "", part) for part in parts)
    return list(dict.fromkeys(number[-_DIGITS:] for number in numbers if len(number) >= _DIGITS))


def birth(values: Mapping[str, Any]) -> int:
    """Return year, month and day as one number, 20100500 where the day is not known; UNKNOWN where none can be read."""
    text = values.get("birth") or values.get("birth_year")
    try:
        found = PartialDate.from_text(str(text)) if text else None
    except ValueError:
        return UNKNOWN
    return UNKNOWN if found is None else found.year * 10_000 + (found.month or 0) * 100 + (found.day or 0)


def agree(born: int, other: int) -> bool | None:
    """Tell whether two births can be one, a year standing for each of its days; None while one is not known."""
    if UNKNOWN in (born, other):
        return None
    return any(first <= other <= last for first, last in _births(born))


def spread(born: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of births to look under: what agrees with a known one, then those not known; all for an unknown."""
    if born == UNKNOWN:
        yield _WHOLE
        return
    yield from _births(born)
    yield UNKNOWN, UNKNOWN


def _births(born: int) -> tuple[tuple[int, int], ...]:
    """Return the ranges of numbers that can be the same birth."""
    year, month, day = born - born % 10_000, born - born % 100, born % 100
    if day:
        return (born, born), (month, month), (year, year)
    if born % 10_000:
        return (born, born + 99), (year, year)
    return ((born, born + 9999),)


def _mark(what: str, text: str) -> int:
    return int.from_bytes(blake2b(f"{what}|{text}".encode(), digest_size=8).digest(), "big", signed=True)
