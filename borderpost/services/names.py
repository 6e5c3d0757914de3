"""What a form offers while somebody types a name: the post's own books first, then the dated rows of the program.

The agency book and the legal documents are registers with first and last days and successors. What ended before the day of the
record is not offered; its successor is, with a quiet remark. Nothing here changes a text (DOMAIN.md section 1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from borderpost.domain import naming
from borderpost.domain.naming import Offer
from borderpost.domain.text import fold, normal
from borderpost.domain.words import N_, Message
from borderpost.services.session import Session
from borderpost.storage import listing, tables

_MOST_READ = 200
_STEPS = 8
"""Successors of successors that are followed; a book that leads round in a circle ends here."""


@dataclass(frozen=True, slots=True)
class _Book:
    """A register of the post that has names with first and last days: its columns by what they are."""

    kind: str
    name: str
    title: str | None
    successor: str


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a book."""

    name: str
    title: str | None
    begins: date | None
    ends: date | None
    successor: int | None

    def ended(self, on: date) -> bool:
        return self.ends is not None and self.ends < on

    def in_force(self, on: date) -> bool:
        return not self.ended(on) and (self.begins is None or self.begins <= on)


@dataclass(frozen=True, slots=True)
class Understood:
    """What a cell says of its text. quiet: a remark on something that is no more, not a confirmation."""

    remark: Message
    quiet: bool = False


_BOOKS = {"agency": _Book("agencies", "name", None, "successor"), "basis": _Book("laws", "symbol", "subject", "replaced_by")}


class NameService:
    """Offers and understands names on a day. Reads only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def offers(self, kinds: tuple[str, ...], text: str, on: date) -> list[Offer]:
        """Return what a cell of these kinds may be offered, the post's own books first, each text once."""
        found: dict[str, Offer] = {}
        with self._session.read() as connection:
            for kind in kinds:
                if kind in _BOOKS:
                    for offer in self._of_book(connection, _BOOKS[kind], text, on):
                        found.setdefault(offer.text, offer)
        for offer in naming.offers(kinds, text, on):
            found.setdefault(offer.text, offer)
        return list(found.values())[: naming.MOST]

    def understand(self, kinds: tuple[str, ...], text: str, on: date) -> Understood | None:
        """Return what to say of a final text; None where it is nothing known, or says it all itself."""
        wanted = fold(normal(text))
        with self._session.read() as connection:
            for book in (_BOOKS[kind] for kind in kinds if kind in _BOOKS):
                lines = self._lines(connection, book, text)
                same = [(key, line) for key, line in lines.items() if fold(line.name) == wanted]
                if same:
                    return self._said(connection, book, same, text, on)
        known = naming.recognise(kinds, text, on)
        said = None if known is None else naming.remark(known, text)
        return None if known is None or said is None else Understood(said, bool(known.now or known.until))

    def _said(
        self, connection: sa.Connection, book: _Book, same: list[tuple[int, _Line]], text: str, on: date
    ) -> Understood | None:
        """Say what a name of a book stands for on the day: itself, or what came after it."""
        current = [line for _key, line in same if not line.ended(on)]
        if current:
            title = current[0].title or current[0].name
            return None if normal(text) == title else Understood(Message(title))
        now = self._successor(connection, book, same[0][1], on)
        return None if now is None else Understood(naming.became(now.name), quiet=True)

    def _of_book(self, connection: sa.Connection, book: _Book, text: str, on: date) -> Iterator[Offer]:
        before, wanted = naming.last_part(normal(text))
        lines = list(self._lines(connection, book, wanted).values())
        for line in lines:
            if line.in_force(on):
                yield Offer(before + line.name, Message(line.title) if line.title else Message(N_("from the agency book")))
        for line in lines:
            now = self._successor(connection, book, line, on) if line.ended(on) else None
            if now is not None:
                yield Offer(before + now.name, Message(N_("took the place of {name}"), {"name": line.name}))

    def _lines(self, connection: sa.Connection, book: _Book, text: str) -> dict[int, _Line]:
        if text.strip():
            keys = listing.search_keys(connection, book.kind, text, _MOST_READ)
        else:
            keys = listing.first_keys(connection, book.kind, listing.Listing(order="id"), None, _MOST_READ)
        return self._read(connection, book, keys)

    def _successor(self, connection: sa.Connection, book: _Book, line: _Line, on: date) -> _Line | None:
        """Follow a row to what is in its place on a day; None if nothing is known to be."""
        for _step in range(_STEPS):
            found = {} if line.successor is None else self._read(connection, book, [line.successor])
            if not found:
                return None
            (line,) = found.values()
            if not line.ended(on):
                return line
        return None

    @staticmethod
    def _read(connection: sa.Connection, book: _Book, keys: list[int]) -> dict[int, _Line]:
        table = tables.table(book.kind)
        name, title = table.c[book.name], table.c[book.title or book.name]
        query = sa.select(table.c.id, name, title, table.c.valid_from, table.c.valid_to, table.c[book.successor]).where(
            table.c.id.in_(keys), table.c.withdrawn == 0, name.is_not(None)
        )
        return {
            key: _Line(called, words if book.title else None, _date(begins), _date(ends), after)
            for key, called, words, begins, ends, after in connection.execute(query.order_by(name))
        }


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
