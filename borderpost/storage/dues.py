"""What is due: one row for each period of an open record that still runs, and for each record with two values, by its end.

Like every view it follows from the journal, and from the dated rules of `resources/`: when a new program brings other rules,
`renew` counts everything once more. Today reads only the rows it shows, so fifty thousand open periods cost no more than fifty.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa

from borderpost.deadlines.rules import Deadline, answering, closing, deadlines, digest, registers
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
TWO_VALUES = "two_values"
"""Stands where a rule does: somebody has to decide which of two values is right."""
NEVER = 1 << 53
"""The end, in seconds since 1970, of what has no limit."""
_RULES = "dues/rules"
_BATCH = 1000


def lines(kind: str, key: int, author: str, values: Mapping[str, Plain], *, withdrawn: bool, conflicts: int) -> list[Line]:
    """Return the rows of one record, by rule: periods not done of a record that is neither closed nor withdrawn.

    What the law wants at once ends when it begins, so it stands among what is overdue; what has no limit ends at NEVER.
    """
    if withdrawn:
        return []
    who = answers(kind, values)
    found = [(key, TWO_VALUES, kind, author, NEVER, NEVER, who)] if conflicts and not KINDS[kind].internal else []
    if kind in registers() and not any(values.get(name) is not None for name in closing().get(kind, ())):
        found += [
            (key, period.rule.id, kind, author, epoch(period.began), _ends(period), who)
            for period in deadlines(kind, values)
            if period.done is None
        ]
    return sorted(found)


def answers(kind: str, values: Mapping[str, Plain]) -> str | None:
    """Return who answers for a record, as its rules' data name the field; None where nobody is named: its author answers."""
    named = (values.get(name) for name in answering().get(kind, ()))
    return next((normal(text) for text in named if isinstance(text, str) and text.strip()), None)


def _ends(period: Deadline) -> int:
    if period.at is not None:
        return epoch(period.at)
    return epoch(period.began) if period.rule.unit == "at_once" else NEVER


def plain(kind: str, row: Mapping[str, Any]) -> dict[str, Plain]:
    """Return the plain values of a row's clear columns that periods may be counted from."""
    return {name: _plain(field, row[name]) for name, field in _columns(kind) if row[name] is not None}


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
    for kind, register in KINDS.items():
        if register.internal:
            continue
        table = tables.table(kind)
        open_ = [table.c[name].is_(None) for name in closing().get(kind, ())] if kind in registers() else [sa.false()]
        query = sa.select(table).where(table.c.withdrawn == 0, sa.or_(table.c.conflicts > 0, sa.and_(sa.true(), *open_)))
        for batch in connection.execute(query).mappings().partitions(_BATCH):
            found = [line for row in batch for line in _of_row(kind, dict(row))]
            if found:
                driver.executemany(INSERT, found)
    put_setting(connection, _RULES, wanted)
    return True


def _of_row(kind: str, row: Mapping[str, Any]) -> list[Line]:
    return lines(kind, row["id"], row["author"], plain(kind, row), withdrawn=False, conflicts=row["conflicts"])
