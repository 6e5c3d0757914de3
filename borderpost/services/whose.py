"""Whose acts are wanted: of everybody, what one user began, or what one person answers for.

A person is named in free text ("Thiếu úy Vàng A Sính", "Vàng A  Sính"): what is compared is the name without its rank, in any
case. Accents count: Hà and Hạ are two people. Where a record names nobody, its author answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from borderpost.deadlines.rules import answering
from borderpost.domain import codes
from borderpost.domain.text import normal
from borderpost.services.board import PersonLoad
from borderpost.storage import tables


@cache
def _ranks() -> tuple[str, ...]:
    labels = {code.vi.casefold() for code in codes.codes("rank").items} | {"đồng chí", "đ/c"}
    return tuple(sorted(labels, key=len, reverse=True))


def person_key(name: str) -> str:
    """Return what two spellings of one person's name share."""
    key = normal(name).replace("\n", " ").casefold()
    return next((key[len(rank) :].strip() for rank in _ranks() if key.startswith(f"{rank} ")), key)


@dataclass(frozen=True, slots=True)
class Whose:
    """`author` narrows to what this user began; `key` to what one person answers for, `uids` being that person's accounts."""

    author: str | None = None
    key: str = ""
    uids: frozenset[str] = frozenset()

    def holds(self, named: str | None, author: str) -> bool:
        """Tell whether an act is wanted, by who is named in its record and who wrote it."""
        if self.author is not None and author != self.author:
            return False
        if not self.key:
            return True
        return person_key(named) == self.key if named else author in self.uids

    def among(self, connection: sa.Connection) -> list[sa.ColumnElement[bool]]:
        """Return what rows of `dues` must fulfil."""
        due = tables.DUES.c
        found = [] if self.author is None else [due.author == self.author]
        if self.key:
            spelt = connection.execute(sa.select(due.who).where(due.who.is_not(None)).distinct()).scalars()
            names = [name for name in spelt if person_key(name) == self.key]
            found.append(sa.or_(due.who.in_(names), sa.and_(due.who.is_(None), due.author.in_(self.uids))))
        return found


EVERYBODY = Whose()


def whose(names: Mapping[str, str], person: str, author: str | None) -> Whose:
    """Return whose acts are wanted; `names` are the names behind the user codes."""
    key = person_key(person)
    return Whose(author, key, frozenset(uid for uid, name in names.items() if key and person_key(name) == key))


def named_in(kind: str, row: sa.Row[Any] | Mapping[str, Any]) -> str | None:
    """Return who answers for a record by its row, None where nobody is named."""
    cells = row if isinstance(row, Mapping) else row._mapping  # noqa: SLF001 - SQLAlchemy's own name for it
    return next((text for name in answering().get(kind, ()) if (text := cells.get(name))), None)


class Loads:
    """Adds up what each person answers for; of several spellings the most used one is shown, an officer's own first."""

    def __init__(self, names: Mapping[str, str], active: Iterable[str]) -> None:
        self._names = names
        self._counts: dict[str, list[int]] = {}
        self._spelt: dict[str, dict[str, int]] = {}
        for name in (names[uid] for uid in active):
            self._at(name)
            self._spelt[person_key(name)][name] = 1 << 40

    def _at(self, name: str) -> list[int]:
        key = person_key(name)
        self._spelt.setdefault(key, {}).setdefault(name, 0)
        return self._counts.setdefault(key, [0, 0, 0])

    def add(self, named: str | None, author: str, counts: tuple[int, int, int]) -> None:
        """Add (overdue, soon, later) of what a person named, or else the author, answers for."""
        name = named or self._names.get(author, author)
        total = self._at(name)
        for at, count in enumerate(counts):
            total[at] += count
        self._spelt[person_key(name)][name] += sum(counts)

    def sorted(self) -> tuple[PersonLoad, ...]:
        """Return everybody, who has the most overdue first."""
        found = [
            PersonLoad(max(self._spelt[key], key=lambda name: (self._spelt[key][name], name)), *counts)
            for key, counts in self._counts.items()
        ]
        return tuple(sorted(found, key=lambda load: (-load.overdue, -load.soon, -load.later, load.name)))
