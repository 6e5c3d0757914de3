"""Lists and search: keys in view order, pages of rows, sums, hits across registers."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from borderpost.domain import clock, reading
from borderpost.domain.fields import Count, Length, Link
from borderpost.domain.text import fold
from borderpost.domain.words import _
from borderpost.journal.entry import decode
from borderpost.registers import KINDS
from borderpost.services.checks import register_of, version_of
from borderpost.services.session import Session
from borderpost.services.states import RecordStates, StateBook
from borderpost.services.views import Hit, Listing, RowView, StateView
from borderpost.storage import listing as lists
from borderpost.storage import tables
from borderpost.storage.unit_of_work import RecordMissing


class RecordLists:
    """What can be listed and found."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[str, str] = {}
        self._states = StateBook(session.database)

    def ids(self, kind: str, listing: Listing) -> array[int]:
        """Return the keys of a list in its order."""
        with self._session.read() as connection:
            stored, window = self._listing(connection, kind, listing)
            return lists.keys(connection, kind, stored, window)

    def first_page(self, kind: str, listing: Listing, size: int = lists.PAGE) -> list[RowView]:
        """Return the first rows of a list at once, before its keys are known."""
        with self._session.read() as connection:
            stored, window = self._listing(connection, kind, listing)
            keys = lists.first_keys(connection, kind, stored, window, size)
            rows = self._rows(connection, kind, keys)
        return [rows[key] for key in keys]

    def rows(self, kind: str, keys: Sequence[int]) -> dict[int, RowView]:
        """Return rows by key."""
        with self._session.read() as connection:
            return self._rows(connection, kind, keys)

    def count(self, kind: str, listing: Listing) -> int:
        """Return how many rows a list has."""
        with self._session.read() as connection:
            stored, window = self._listing(connection, kind, listing)
            return lists.count(connection, kind, stored, window)

    def sums(self, kind: str, listing: Listing) -> dict[str, tuple[int, int]]:
        """Return (sum, rows without a value) of the listed counts and distances."""
        register = register_of(kind)
        names = [
            derived.name for derived in register.derived if isinstance(derived.field, Count | Length) and derived.field.listed
        ]
        with self._session.read() as connection:
            stored, window = self._listing(connection, kind, listing)
            return lists.sums(connection, kind, stored, names, window)

    def search(self, text: str, kinds: Sequence[str] | None = None, limit: int = 50) -> list[Hit]:
        """Return records of any register whose words begin as typed, accents ignored; exact accents come first.

        Nothing typed gives the newest records.
        """
        wanted = [kind for kind in kinds or KINDS if tables.has_fts(kind) and not KINDS[kind].internal]
        hits: list[tuple[Hit, str]] = []
        with self._session.read() as connection:
            for kind in wanted:
                keys = (
                    lists.search_keys(connection, kind, text, limit * 4)
                    if text.strip()
                    else lists.first_keys(connection, kind, lists.Listing(order="id"), None, limit)
                )
                hits += self._found(connection, kind, keys)
        exact = text.casefold()
        folded = fold(text)

        def rank(item: tuple[Hit, str]) -> tuple[int, int]:
            hit, words = item
            return (0 if exact in words.casefold() else 1 if folded in fold(words) else 2, -hit.key)

        return [hit for hit, _words in sorted(hits, key=rank)[:limit]]

    def title(self, record_id: str) -> str:
        """Return the words a record goes by: pseudonym or number; a clear name only while the post compartment holds it."""
        try:
            record = version_of(record_id)
        except RecordMissing:
            return ""
        with self._session.read() as connection:
            key = self._session.database.known_key(connection, record)
            kind = self._kind_of(connection, key) if key is not None else None
            if key is None or kind is None:
                return _("record not here yet")
            hits = self._hits(connection, kind, [key])
        return hits[0].title if hits else str(record)

    def exists(self, record_id: str) -> bool:
        """Tell whether a record is in this database."""
        with self._session.read() as connection:
            key = self._session.database.known_key(connection, version_of(record_id))
            return key is not None and self._kind_of(connection, key) is not None

    def key_to_id(self, key: int) -> str:
        """Return the id of a record from its key."""
        with self._session.read() as connection:
            return str(self._session.database.version(connection, key))

    def officer_name(self, connection: sa.Connection, uid: str) -> str:
        """Return the name behind a user code, as this machine knows it."""
        if uid not in self._names:
            table = tables.table("officers")
            for row in connection.execute(sa.select(table.c.uid, table.c.name).order_by(table.c.id)):
                self._names[row.uid] = row.name or row.uid
        return self._names.get(uid, uid)

    def _kind_of(self, connection: sa.Connection, key: int) -> str | None:
        row = connection.exec_driver_sql("SELECT body FROM journal WHERE id = ?", (key,)).first()
        return None if row is None else decode(row[0]).kind

    def _listing(self, connection: sa.Connection, kind: str, listing: Listing) -> tuple[lists.Listing, tuple[int, int] | None]:
        register_of(kind)
        window = None
        if listing.window is not None:
            first = datetime.combine(listing.window.first, datetime.min.time(), clock.VIETNAM)
            last = datetime.combine(listing.window.last + timedelta(days=1), datetime.min.time(), clock.VIETNAM)
            window = (clock.epoch(first), clock.epoch(last))
        stored = lists.Listing(
            listing.order,
            listing.descending,
            listing.text,
            listing.filters,
            conflicts=listing.state == "two_values",
            withdrawn=listing.state == "withdrawn",
            author=self._session.keyring.uid if listing.mine else None,
        )
        if listing.state == "not_sent":
            stored = replace(stored, above=self._states.load(connection).sent_tip)
        elif listing.state == "rejected":
            returned = connection.execute(sa.select(tables.RETURNED.c.record)).scalars()
            stored = replace(stored, only=tuple(returned))
        return stored, window

    def _rows(self, connection: sa.Connection, kind: str, keys: Sequence[int]) -> dict[int, RowView]:
        states = self._states.load(connection)
        database = self._session.database
        system = len(tables.SYSTEM)
        found = lists.rows(connection, kind, keys)
        titles = self._linked(connection, kind, found.values())
        return {
            key: RowView(
                key,
                str(database.version(connection, key)),
                tuple(titles[at].get(cell, cell) if at in titles else cell for at, cell in enumerate(row[system:])),
                self._state(states, row.tip, key, row.conflicts, withdrawn=bool(row.withdrawn)),
                row.conflicts,
            )
            for key, row in found.items()
        }

    def _linked(self, connection: sa.Connection, kind: str, rows: Iterable[sa.Row[Any]]) -> dict[int, dict[int, str]]:
        """Return, by place of a listed reference, the words the records it leads to go by: a list shows no keys."""
        places = {at: named.field for at, named in enumerate(KINDS[kind].listed()) if isinstance(named.field, Link)}
        if not places:
            return {}
        cells = list(rows)
        found = {}
        for at, field in places.items():
            wanted = {row[len(tables.SYSTEM) + at] for row in cells} - {None}
            titles = {hit.key: hit.title for hit in self._hits(connection, field.register, sorted(wanted))}
            found[at] = {key: titles.get(key) or _("record not here yet") for key in wanted}
        return found

    @staticmethod
    def _state(states: RecordStates, tip: int, key: int, conflicts: int, *, withdrawn: bool) -> StateView:
        if withdrawn:
            return StateView("withdrawn")
        found = states.of(tip, key)
        return StateView("two_values") if conflicts and found.code != "rejected" else found

    def _hits(self, connection: sa.Connection, kind: str, keys: Sequence[int]) -> list[Hit]:
        return [hit for hit, _words in self._found(connection, kind, keys)]

    def _found(self, connection: sa.Connection, kind: str, keys: Sequence[int]) -> list[tuple[Hit, str]]:
        """Return hits with all words that are shown of them, by which search ranks."""
        if kind not in KINDS:
            return []  # a kind of a newer program
        register = KINDS[kind]
        listed = register.listed()
        rows = lists.rows(connection, kind, keys)
        found = []
        for key, row in ((key, rows[key]) for key in keys if key in rows):
            cells = {named.name: row[len(tables.SYSTEM) + at] for at, named in enumerate(listed)}
            number = str(cells.get("number") or "")
            named = cells.get("name") or (cells.get(register.title) if register.title else None)
            title = f"{named}" if named else number or _(register.singular)
            detail = [
                reading.show_column(item.field, cells[item.name])
                for item in listed
                if cells[item.name] is not None
                and item.name not in ("number", "name", register.title)
                and not isinstance(item.field, Link)
            ]
            record = str(self._session.database.version(connection, key))
            hit = Hit(kind, record, key, number, title, " · ".join(detail[:3]))
            found.append((hit, " ".join((number, title, *detail))))
        return found
