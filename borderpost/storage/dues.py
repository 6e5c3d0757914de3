"""What is due: one row for each period of an open record that still runs, and for each record with two values, by its end.

Beside it `lapses`: every period the law gives a record, with its end and when the thing was done, for statistics to say what
ran out. A settled tip is due no more, and still it may have been settled too late.

Like every view it follows from the journal, and from the dated rules of `resources/`: when a new program brings other rules,
`renew` counts everything once more. Today reads only the rows it shows, so fifty thousand open periods cost no more than fifty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa

from borderpost.deadlines.rules import Deadline, answering, deadlines, digest, rules, rules_of
from borderpost.domain.clock import epoch, from_epoch, moment_text
from borderpost.domain.fields import Field, Flag, Moment, Plain
from borderpost.domain.text import normal
from borderpost.registers import KINDS
from borderpost.storage import tables
from borderpost.storage.database import direct, get_setting, put_setting

Line = tuple[Any, ...]
INSERT = "INSERT INTO dues (record, rule, kind, author, began, ends, who) VALUES (?, ?, ?, ?, ?, ?, ?)"
DELETE = "DELETE FROM dues WHERE record = ?"
SELECT = "SELECT record, rule, kind, author, began, ends, who FROM dues WHERE record = ? ORDER BY rule"
INSERT_LAPSE = "INSERT INTO lapses (record, rule, ends, done) VALUES (?, ?, ?, ?)"
DELETE_LAPSES = "DELETE FROM lapses WHERE record = ?"
SELECT_LAPSES = "SELECT record, rule, ends, done FROM lapses WHERE record = ? ORDER BY rule"
TWO_VALUES = "two_values"
"""Stands where a rule does: somebody has to decide which of two values is right."""
NEVER = 1 << 53
"""The end, in seconds since 1970, of what has no limit."""
_RULES = "dues/rules"
_BATCH = 1000


def lines(kind: str, key: int, author: str, values: Mapping[str, Plain], *, withdrawn: bool, conflicts: int) -> list[Line]:
    """Return the rows of one record, by rule: periods not done that its end has not made senseless, none of one withdrawn.

    `values` are those of the record and what is derived from them, as `Register.whole` and the columns of its row hold them.
    What the law wants at once ends when it begins, so it stands among what is overdue; what has no limit ends at NEVER.
    """
    if withdrawn:
        return []
    who = answers(kind, values)
    found = [(key, TWO_VALUES, kind, author, NEVER, NEVER, who)] if conflicts and not KINDS[kind].internal else []
    found += [
        (key, period.rule.id, kind, author, epoch(period.began), _ends(period), who)
        for period in deadlines(kind, values)
        if period.done is None and not period.rule.over(values)
    ]
    return sorted(found)


def answers(kind: str, values: Mapping[str, Plain]) -> str | None:
    """Return who answers for a record, as its rules' data name the field; None where nobody is named: its author answers."""
    named = (values.get(name) for name in answering().get(kind, ()))
    return next((normal(text) for text in named if isinstance(text, str) and text.strip()), None)


def lapses(kind: str, key: int, values: Mapping[str, Plain], *, withdrawn: bool) -> list[Line]:
    """Return the periods of one record that have an end in law, by rule: (record, rule, end, when done)."""
    if withdrawn or kind not in _by_law():
        return []
    return sorted(
        (key, period.rule.id, epoch(period.at), None if period.done is None else epoch(period.done))
        for period in deadlines(kind, values)
        if period.at is not None and period.rule.basis["vi"]
    )


@cache
def _by_law() -> frozenset[str]:
    return frozenset(rule.register for rule in rules() if rule.basis["vi"])


def _ends(period: Deadline) -> int:
    if period.at is not None:
        return epoch(period.at)
    return epoch(period.began) if period.rule.unit == "at_once" else NEVER


def plain(kind: str, row: Mapping[str, Any]) -> dict[str, Plain]:
    """Return the plain values of those clear columns a row has; `asked` names the ones a period may be counted from."""
    return {name: _plain(field, row[name]) for name, field in _columns(kind) if row.get(name) is not None}


@cache
def asked(kind: str) -> tuple[str, ...]:
    """Return the columns of a register its rules read: what they begin with and ask for, and what they say of a record."""
    named = {name for rule in rules_of(kind) for name in (*rule.start, rule.done, *rule.when, *rule.closed, *rule.detail)}
    return tuple(name for name, _field in _columns(kind) if name in named)


@cache
def _columns(kind: str) -> tuple[tuple[str, Field], ...]:
    return tuple(tables.columns_of(KINDS[kind]))


def _plain(field: Field, value: Any) -> Plain:
    if isinstance(field, Moment):
        return moment_text(from_epoch(value))
    return bool(value) if isinstance(field, Flag) else value


def renew(connection: sa.Connection) -> bool:
    """Count every period anew on a writing connection if the rules are others than at the last count; tell whether it did."""
    wanted = digest().encode()
    if get_setting(connection, _RULES) == wanted:
        return False
    driver = direct(connection)
    driver.execute("DELETE FROM dues")
    driver.execute("DELETE FROM lapses")
    for kind, register in KINDS.items():
        if register.internal:
            continue
        table = tables.table(kind)
        query = sa.select(table).where(table.c.withdrawn == 0, sa.or_(table.c.conflicts > 0, *_open(kind, table)))
        for batch in connection.execute(query).mappings().partitions(_BATCH):
            found = [line for row in batch for line in _of_row(kind, dict(row))]
            if found:
                driver.executemany(INSERT, found)
    for kind in _by_law():
        query = sa.select(tables.table(kind)).where(tables.table(kind).c.withdrawn == 0)
        for batch in connection.execute(query).mappings().partitions(_BATCH):
            found = [line for row in batch for line in lapses(kind, row["id"], plain(kind, dict(row)), withdrawn=False)]
            if found:
                driver.executemany(INSERT_LAPSE, found)
    put_setting(connection, _RULES, wanted)
    return True


def _open(kind: str, table: sa.Table) -> Iterator[sa.ColumnElement[bool]]:
    """Yield, for each rule, the condition of the records of which it may still ask something."""
    fields = dict(_columns(kind))
    for rule in rules_of(kind):
        begun = sa.or_(*(table.c[name].is_not(None) for name in rule.start))
        undone = [] if isinstance(fields[rule.done], Flag) else [table.c[rule.done].is_(None)]  # a no stands there as 0
        yield sa.and_(begun, *undone, *(table.c[name].is_(None) for name in rule.closed))


def _of_row(kind: str, row: Mapping[str, Any]) -> list[Line]:
    return lines(kind, row["id"], row["author"], plain(kind, row), withdrawn=False, conflicts=row["conflicts"])
