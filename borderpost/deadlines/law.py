"""The dated store of sanctions: legal classes, fines, prison terms and fine ceilings in force on the day of an act.

`resources/legal/sanctions.json`: `papers` (decrees and codes, dated), `lines` (one conduct of one legal class each, under a
paper, with its range), `fields` (branches of administration whose highest fine a ceiling is a part of) and `ceilings` by
position. What nobody read in the law is null there and asked of the post as a setting; `unconfirmed` is told to the reader.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from borderpost.deadlines.counting import FOLDER
from borderpost.domain import words

FILE = FOLDER / "sanctions.json"


@dataclass(frozen=True, slots=True)
class Paper:
    """A decree or a code, in force from `valid_from` to `valid_to`, both inside; None is open. field: the branch it serves."""

    id: str
    names: Mapping[str, str]
    valid_from: date | None
    valid_to: date | None
    unconfirmed: bool
    field: str | None

    def name(self) -> str:
        """Return its name in the language in force."""
        return self.names[words.language()]

    def valid_on(self, day: date) -> bool:
        """Tell whether it is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Line:
    """What a paper says of one conduct: article and clause, the fine in dong, the prison term in months, more measures.

    conduct: a code of `sanction_conduct`, None where the paper knows one range only. A fine or term of None is unknown or none.
    """

    id: str
    legal_class: str
    conduct: str | None
    paper: Paper
    article: str
    clause: str
    fine: tuple[int, int] | None
    months: tuple[int, int] | None
    life: bool
    notes: Mapping[str, str]
    measures: Mapping[str, str]
    unconfirmed: bool

    def note(self) -> str:
        """Return its condition in the language in force."""
        return self.notes.get(words.language(), "")

    def measure(self) -> str:
        """Return the measures beside the fine, in the language in force."""
        return self.measures.get(words.language(), "")


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How high a person of a position may fine: per cent of the highest fine of the branch, None where a setting says it."""

    position: str
    paper: Paper
    percent: int | None
    setting: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of administration; `setting` is where the post writes its highest fine."""

    id: str
    names: Mapping[str, str]
    setting: str

    def name(self) -> str:
        """Return its name in the language in force."""
        return self.names[words.language()]


@dataclass(frozen=True, slots=True)
class Store:
    """The whole file, read once."""

    papers: tuple[Paper, ...]
    branches: Mapping[str, Branch]
    lines: tuple[Line, ...]
    ceilings: tuple[Ceiling, ...]


def read(content: Mapping[str, Any]) -> Store:
    """Build the store from the content of its file; raises KeyError for a missing part, ValueError for a range upside down."""
    papers = {raw["id"]: _paper(raw) for raw in content["papers"]}
    branches = {raw["id"]: Branch(raw["id"], _both(raw), raw["setting"]) for raw in content["fields"]}
    return Store(
        tuple(papers.values()),
        branches,
        tuple(_line(raw, papers[raw["paper"]]) for raw in content["lines"]),
        tuple(
            Ceiling(raw["position"], papers[raw["paper"]], raw["percent"], raw.get("setting", ""))
            for raw in content["ceilings"]
        ),
    )


@cache
def store() -> Store:
    """Return the store that ships with the program."""
    return read(json.loads(FILE.read_text(encoding="utf-8")))


def lines_of(legal_class: str | None, day: date, conduct: str | None = None) -> tuple[Line, ...]:
    """Return what is said of a legal class on a day; with a conduct the law knows, of that conduct only."""
    found = tuple(line for line in store().lines if line.legal_class == legal_class and line.paper.valid_on(day))
    return tuple(line for line in found if conduct is not None and line.conduct == conduct) or found


def legal_classes(day: date) -> tuple[str, ...]:
    """Return the legal classes the store knows on a day, in its order."""
    return tuple(dict.fromkeys(line.legal_class for line in store().lines if line.paper.valid_on(day)))


def conducts(legal_class: str | None, day: date) -> tuple[str, ...]:
    """Return the conducts a legal class knows on a day."""
    return tuple(line.conduct for line in lines_of(legal_class, day) if line.conduct is not None)


def fine_range(legal_class: str | None, day: date, conduct: str | None = None) -> tuple[int, int] | None:
    """Return the least and the highest fine in dong in force on a day, None where the store knows none."""
    fines = [line.fine for line in lines_of(legal_class, day, conduct) if line.fine is not None]
    return (min(low for low, _high in fines), max(high for _low, high in fines)) if fines else None


def ceiling(position: str | None, day: date) -> Ceiling | None:
    """Return how high a position may fine on a day, None where the store says nothing of it."""
    return next((item for item in store().ceilings if item.position == position and item.paper.valid_on(day)), None)


def branch(legal_class: str | None, day: date) -> Branch | None:
    """Return the branch whose highest fine counts for a legal class, None for a crime."""
    names = [line.paper.field for line in lines_of(legal_class, day) if line.paper.field is not None]
    return store().branches[names[0]] if names else None


def _paper(raw: Mapping[str, Any]) -> Paper:
    valid = (_day(raw.get("valid_from")), _day(raw.get("valid_to")))
    return Paper(raw["id"], _both(raw), *valid, raw.get("unconfirmed", False), raw.get("field"))


def _line(raw: Mapping[str, Any], paper: Paper) -> Line:
    fine, months = _pair(raw, "fine"), _pair(raw, "months")
    notes = _both(raw) if "vi" in raw else {}
    unsure = raw.get("unconfirmed", False) or paper.unconfirmed
    parts = (raw.get("article", ""), raw.get("clause", ""), fine, months, raw.get("life", False))
    return Line(raw["id"], raw["class"], raw.get("conduct"), paper, *parts, notes, raw.get("measures", {}), unsure)


def _pair(raw: Mapping[str, Any], name: str) -> tuple[int, int] | None:
    if name not in raw:
        return None
    low, high = raw[name]
    if low > high:
        raise ValueError(raw["id"])
    return low, high


def _both(raw: Mapping[str, Any]) -> dict[str, str]:
    return {"vi": raw["vi"], "en": raw["en"]}


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
