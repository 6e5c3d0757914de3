"""Code lists: the words behind codes, dated. A code is relabelled or retired, never given another meaning.

Each list is one file of `resources/codes`: `{name, version, codes: [{code, vi, en, valid_from, valid_to, successor, retired,
note, more, no}]}`. A code this program does not know keeps its text.

Every code has a short number, for pencil and paper: its place in the list, whatever the day, retired codes counted. A code
put between others later says its own (`no`), so that a form printed before still means what it meant.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from borderpost.domain import words
from borderpost.domain.text import fold

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "codes"


@dataclass(frozen=True, slots=True)
class Code:
    """One code. valid_from, valid_to: civil dates, both inside; None is open. retired: offered no more, still read.

    successor: the code that takes its place. more: facts of this list only (a source, a mapping to a standard). number: what is
    written by hand for it, and may be typed for it; 0 outside a list.
    """

    code: str
    vi: str
    en: str
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    retired: bool = False
    note: str = ""
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)
    number: int = 0

    def valid_on(self, day: date) -> bool:
        """Tell whether it is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def label(self, language: str | None = None) -> str:
        """Return the words in `vi` or `en`, or in the language in force."""
        return self.vi if (language or words.language()) == "vi" else self.en


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes in the order it is shown."""

    name: str
    version: int
    items: tuple[Code, ...]
    by_code: Mapping[str, Code] = field(hash=False)

    def __iter__(self) -> Iterator[Code]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def get(self, code: str | None) -> Code | None:
        """Return the code, or None if this program does not know it."""
        return None if code is None else self.by_code.get(code)

    def numbered(self, typed: str) -> Code | None:
        """Return the code a number stands for on paper, retired ones left out; None for what is not the number of a code."""
        wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 4 else 0
        return next((item for item in self.items if item.number == wanted and not item.retired), None)

    def label(self, code: str, language: str | None = None) -> str:
        """Return the words of a code; one that is not known is its own text."""
        found = self.by_code.get(code)
        return code if found is None else found.label(language)

    def offered(self, day: date | None = None, keep: Iterable[str] = ()) -> list[Code]:
        """Return what a form offers: not retired, in force on `day`; codes in `keep` (already chosen) stay offered."""
        kept = set(keep)
        return [item for item in self.items if item.code in kept or (not item.retired and (day is None or item.valid_on(day)))]

    def on(self, code: str, day: date) -> Code | None:
        """Follow predecessors and successors to the code in force on a day; None when no link of the chain is."""
        chain = self.get(code)
        seen: set[str] = set()
        while chain is not None and chain.code not in seen:
            if chain.valid_on(day):
                return chain
            seen.add(chain.code)
            chain = self._next(chain, day)
        return None

    def _next(self, item: Code, day: date) -> Code | None:
        if item.valid_from is not None and day < item.valid_from:
            return next((other for other in self.items if other.successor == item.code), None)
        return self.get(item.successor)

    def find(self, typed: str) -> list[Code]:
        """Return the codes whose code or words, in either language, start with or hold what was typed; best first."""
        wanted = fold(typed)
        ranked = [(_rank(item, wanted), place, item) for place, item in enumerate(self.items)]
        return [item for rank, _place, item in sorted(ranked, key=lambda row: row[:2]) if rank < 3]


def _rank(item: Code, wanted: str) -> int:
    texts = (item.code, fold(item.vi), fold(item.en))
    if wanted in texts:
        return 0
    if any(text.startswith(wanted) for text in texts):
        return 1
    return 2 if any(wanted in text for text in texts) else 3


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def read(content: Mapping[str, Any]) -> CodeList:
    """Build a list from its file; raises ValueError for a code or a number given twice, or a successor that is missing."""
    items = tuple(
        Code(
            row["code"],
            row["vi"],
            row["en"],
            _date(row.get("valid_from")),
            _date(row.get("valid_to")),
            row.get("successor"),
            row.get("retired", False),
            row.get("note", ""),
            MappingProxyType(row.get("more", {})),
            row.get("no", place),
        )
        for place, row in enumerate(content["codes"], 1)
    )
    by_code = {item.code: item for item in items}
    if len(by_code) != len(items) or len({item.number for item in items}) != len(items):
        raise ValueError(content["name"])
    for item in items:
        if item.successor is not None and item.successor not in by_code:
            raise ValueError(item.code)
    return CodeList(content["name"], content["version"], items, MappingProxyType(by_code))


@cache
def codes(name: str) -> CodeList:
    """Return the shipped list of that name, read once; raises LookupError if there is none."""
    path = FOLDER / f"{name}.json"
    if not name.replace("_", "").isalnum() or not path.is_file():
        raise LookupError(name)
    return read(json.loads(path.read_text("utf-8")))


def names() -> list[str]:
    """Return the names of the shipped lists."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def label(name: str, code: str | None, language: str | None = None) -> str:
    """Return the words of a code of a list; empty for None, the code itself when list or code is not known."""
    if code is None:
        return ""
    try:
        return codes(name).label(code, language)
    except LookupError:
        return code
