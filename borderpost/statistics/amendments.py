"""Entries that reached a period after it was closed. They change what a count of today would give, so they are always shown.

An entry belongs to the period when its record lies in it now or lay in it at the close, or when it is about a person such a
record refers to. Withdrawn records count too: a withdrawal is what takes a record out of the figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from borderpost.deadlines.rules import rules
from borderpost.domain.figures import Window
from borderpost.journal.entry import Entry, decode
from borderpost.journal.heads import project
from borderpost.statistics import compiler, placing
from borderpost.statistics.catalogue import Source
from borderpost.statistics.form import Form, Placing
from borderpost.storage import tables
from borderpost.storage.database import Database

_CHANGES = frozenset({"create", "amend", "withdraw", "resolve"})


def count(connection: sa.Connection, database: Database, form: Form, window: Window, heads: Mapping[str, int]) -> int:
    """Return how many entries came after `heads` (the last sequence number counted, by feed) and concern the window."""
    inside = compiler.placed(connection, form, window)
    placings = _placings(form)
    known = {feed.no: heads.get(feed.name, 0) for feed in database.feeds(connection)}
    # A record is named by the entry that made it: what was made after the close is counted without reading the journal.
    found = sum(_number(record) > known[record >> tables.SHIFT] for record in inside)
    for key, record in _later(connection, known):
        if record in inside:
            found += _entry(connection, key).action in _CHANGES
        elif _number(record) <= known[record >> tables.SHIFT] and _moved_out(connection, key, record, known, placings, window):
            found += 1
    return found


Placings = Mapping[str, tuple[tuple[Source, Placing], ...]]
"""What a form places records by, by their kind."""


def _placings(form: Form) -> Placings:
    found: dict[str, list[tuple[Source, Placing]]] = {}
    for name, place in form.placings():
        of = form.sources()[name]
        found.setdefault(of.register.kind, []).append((of, place))
    return {kind: tuple(places) for kind, places in found.items()}


def _number(key: int) -> int:
    """Return the sequence number of an entry or record in its feed."""
    return key & ((1 << tables.SHIFT) - 1)


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


def _moved_out(
    connection: sa.Connection, key: int, record: int, known: Mapping[int, int], placings: Placings, window: Window
) -> bool:
    """Tell whether an entry took a record away from the window it lay in at the close."""
    entry = _entry(connection, key)
    touched = [(of, place) for of, place in placings.get(entry.kind, ()) if entry.fields.keys() & _fields(of, place)]
    if not touched:
        return False
    rows = connection.execute(sa.select(tables.JOURNAL.c.id, tables.JOURNAL.c.body).where(tables.JOURNAL.c.record == record))
    then = project(decode(row.body) for row in rows if _number(row.id) <= known[row.id >> tables.SHIFT])
    return any(placing.lay_inside(then.values, of, place, window) for of, place in touched)


def _fields(of: Source, place: Placing) -> set[str]:
    """Return the fields of a record that decide where it is placed."""
    if place.kind == "lapsed":
        named = [rule for rule in rules() if rule.id in place.rules and rule.register == of.register.kind]
        return {name for rule in named for name in (*rule.start, *rule.when, rule.done)}
    return {of.rows if of.rows is not None and column.table == "self" else column.name for column in place.columns}
