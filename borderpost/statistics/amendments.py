"""Entries that reached a period after it was closed. They change what a count of today would give, so they are always shown.

An entry belongs to the period when its record lies in it now or lay in it at the close, or when it is about a person such a
record refers to. Withdrawn records count too: a withdrawal is what takes a record out of the figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from borderpost.domain.clock import epoch, parse_moment
from borderpost.domain.figures import Window
from borderpost.journal.entry import Entry, decode
from borderpost.journal.heads import project
from borderpost.registers import KINDS
from borderpost.statistics import windows
from borderpost.statistics.form import Form
from borderpost.storage import tables
from borderpost.storage.database import Database

_CHANGES = frozenset({"create", "amend", "withdraw", "resolve"})


def count(connection: sa.Connection, database: Database, form: Form, window: Window, heads: Mapping[str, int]) -> int:
    """Return how many entries came after `heads` (the last sequence number counted, by feed) and concern the window."""
    start, end = windows.bounds(window)
    inside = _inside(connection, form, start, end)
    known = {feed.no: heads.get(feed.name, 0) for feed in database.feeds(connection)}
    # A record is named by the entry that made it: what was made after the close is counted without reading the journal.
    found = sum(_number(record) > known[record >> tables.SHIFT] for record in inside)
    for key, record in _later(connection, known):
        if record in inside:
            found += _entry(connection, key).action in _CHANGES
        elif _number(record) <= known[record >> tables.SHIFT] and _moved_out(connection, key, record, known, (start, end)):
            found += 1
    return found


def _number(key: int) -> int:
    """Return the sequence number of an entry or record in its feed."""
    return key & ((1 << tables.SHIFT) - 1)


def _inside(connection: sa.Connection, form: Form, start: int, end: int) -> set[int]:
    """Return the keys of the records of a window and of the people they refer to."""
    found: set[int] = set()
    persons = tables.table("persons")
    for of in {source.register.kind: source for source in form.sources().values()}.values():
        table = tables.table(of.register.kind)
        placed = sa.and_(table.c[of.moment] >= start, table.c[of.moment] < end)
        found.update(connection.execute(sa.select(table.c.id).where(placed)).scalars())
        linked = sa.select(tables.LINKS.c.target).join(table, table.c.id == tables.LINKS.c.source)
        linked = linked.join(persons, persons.c.id == tables.LINKS.c.target).where(placed)
        found.update(connection.execute(linked).scalars())
    return found


def _later(connection: sa.Connection, known: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Yield (entry, record) of everything after the close that is about a record and did not make it."""
    journal = tables.JOURNAL
    for feed, seq in known.items():
        low, high = feed << tables.SHIFT | seq, (feed + 1) << tables.SHIFT
        query = (
            sa.select(journal.c.id, journal.c.record)
            .where(journal.c.id > low, journal.c.id < high, journal.c.record != 0, journal.c.record != journal.c.id)
            .order_by(journal.c.id)
        )
        yield from ((row.id, row.record) for row in connection.execute(query))


def _entry(connection: sa.Connection, key: int) -> Entry:
    return decode(connection.execute(sa.select(tables.JOURNAL.c.body).where(tables.JOURNAL.c.id == key)).scalar_one())


def _moved_out(connection: sa.Connection, key: int, record: int, known: Mapping[int, int], bounds: tuple[int, int]) -> bool:
    """Tell whether an entry gave a record another moment, away from the window it lay in at the close."""
    entry = _entry(connection, key)
    register = KINDS.get(entry.kind)
    if register is None or register.moment is None or register.moment not in entry.fields:
        return False
    rows = connection.execute(sa.select(tables.JOURNAL.c.id, tables.JOURNAL.c.body).where(tables.JOURNAL.c.record == record))
    then = project(decode(row.body) for row in rows if _number(row.id) <= known[row.id >> tables.SHIFT])
    moment = then.values.get(register.moment)
    return moment is not None and bounds[0] <= epoch(parse_moment(moment)) < bounds[1]
