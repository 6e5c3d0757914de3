"""From a form to SQL: one query for each register and each table of rows, with a conditional sum for every number.

Only SQLAlchemy Core and what SQLite and PostgreSQL share. Withdrawn records never count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from borderpost.domain.fields import Choices
from borderpost.domain.figures import Window
from borderpost.domain.progress import Progress
from borderpost.statistics import windows
from borderpost.statistics.catalogue import Column, Source
from borderpost.statistics.form import ALWAYS, Cell, Form, Invariant, Test
from borderpost.storage import tables

_COMPARE = {
    "eq": sa.sql.operators.eq,
    "lt": sa.sql.operators.lt,
    "le": sa.sql.operators.le,
    "gt": sa.sql.operators.gt,
    "ge": sa.sql.operators.ge,
}


@dataclass(frozen=True, slots=True)
class Counted:
    """One number of one column; `missing` is how many records lacked the value and were left out."""

    value: int
    missing: int = 0


Result = Mapping[tuple[str, int, str], Counted]
"""Every number by (line, measure, column)."""


class _Tables:
    """The tables a source reads, joined only where a test asks for them."""

    def __init__(self, of: Source) -> None:
        self.record = tables.table(of.register.kind)
        self.own = self.record if of.rows is None else tables.child(of.register.kind, of.rows)
        self.people = tables.table("persons").alias("person")
        self.rows = of.rows is not None
        self.moment = self.record.c[of.moment]

    def column(self, of: Column) -> sa.ColumnElement[Any]:
        found = {"self": self.own, "parent": self.record, "person": self.people}[of.table]
        return found.c[of.name]

    def known(self, _test: Test) -> sa.ColumnElement[bool] | None:
        return None

    def joined(self, *, person: bool) -> sa.FromClause:
        found: sa.FromClause = self.record
        if self.rows:
            found = found.join(self.own, self.own.c.record == self.record.c.id)
        if person:
            found = found.outerjoin(self.people, self.people.c.id == self.own.c.person)
        return found


class _Rows:
    """The rows of a source inside its windows, once: values by short names, and the test of each indicator decided.

    A breakdown asks its indicator's test again for every line; decided once, it costs a third (tests/benchmarks).
    """

    def __init__(self, at: _Tables, tests: Iterable[Test]) -> None:
        self._at = at
        self._columns: dict[tuple[str, str], tuple[str, Column]] = {}
        self._tests = {id(test): (f"t{place}", test) for place, test in enumerate(tests) if test != ALWAYS}

    def column(self, of: Column) -> sa.ColumnElement[Any]:
        name, _of = self._columns.setdefault((of.table, of.name), (f"c{len(self._columns)}", of))
        return sa.column(name, self._at.column(of).type)

    def known(self, test: Test) -> sa.ColumnElement[bool] | None:
        found = self._tests.get(id(test))
        return None if found is None else sa.column(found[0], sa.Integer) == 1

    def moment(self) -> sa.ColumnElement[int]:
        return sa.column("moment", sa.BigInteger)

    def query(self, inside: sa.ColumnElement[bool]) -> sa.CTE:
        """Return the rows. Materialised, or the planner would put every test back into every sum."""
        wanted: list[sa.ColumnElement[Any]] = [self._at.moment.label("moment")]
        wanted += [self._at.column(of).label(name) for name, of in self._columns.values()]
        wanted += [sa.case((_sql(test, self._at), 1), else_=0).label(name) for name, test in self._tests.values()]
        person = any(of.table == "person" for _name, of in self._columns.values())
        person = person or any(_uses_person(test) for _name, test in self._tests.values())
        found = sa.select(*wanted).select_from(self._at.joined(person=person)).where(self._at.record.c.withdrawn == 0, inside)
        counted = found.cte("counted")
        return counted.prefix_with("MATERIALIZED") if self._tests else counted


def _sql(test: Test, at: _Tables | _Rows) -> sa.ColumnElement[bool]:
    decided = at.known(test)
    if decided is not None:
        return decided
    if test.column is None:
        if test.op == "all":
            return sa.and_(sa.true(), *(_sql(item, at) for item in test.items if item != ALWAYS))
        parts = [_sql(item, at) for item in test.items]
        return sa.or_(sa.false(), *parts) if test.op == "any" else sa.not_(sa.func.coalesce(parts[0], sa.false()))
    return _compared(test, test.column, at.column(test.column))


def _compared(test: Test, of: Column, found: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Compare one column; a comparison with what is not written is neither true nor false, but for `null` and `ne`."""
    if test.op == "null":
        return sa.or_(found.is_(None), found == "||") if isinstance(of.field, Choices) else found.is_(None)
    if test.op == "in":
        # Written out: a list that grows with the query would be put together anew at every run.
        return found.in_([sa.literal(_plain(item)) for item in test.value])
    if test.op == "has":
        return found.contains(f"|{test.value}|", autoescape=True)
    if test.op == "ne":
        return found.is_distinct_from(_plain(test.value))
    compared: sa.ColumnElement[bool] = _COMPARE[test.op](found, _plain(test.value))
    return compared


def _plain(value: Any) -> Any:
    """Return a value as the tables hold it: a truth value is 0 or 1."""
    return int(value) if isinstance(value, bool) else value


def _uses_person(test: Test) -> bool:
    return (test.column is not None and test.column.table == "person") or any(_uses_person(item) for item in test.items)


def _inside(moment: sa.ColumnElement[int], name: str) -> sa.ColumnElement[bool]:
    start = sa.bindparam(f"{name}_from", type_=sa.BigInteger)
    end = sa.bindparam(f"{name}_to", type_=sa.BigInteger)
    return sa.and_(moment >= start, moment < end)


def _number(cell: Cell, at: _Rows, inside: sa.ColumnElement[bool] | None, *, missing: bool) -> list[sa.ColumnElement[int]]:
    """Return the number, and with `missing` how often its value is not written."""
    passed = _sql(cell.where, at) if inside is None else sa.and_(inside, _sql(cell.where, at))
    if cell.column is None:
        return [sa.func.coalesce(sa.func.sum(sa.case((passed, 1), else_=0)), 0)]
    value = at.column(cell.column)
    found: list[sa.ColumnElement[int]] = [
        sa.func.coalesce(sa.func.sum(sa.case((passed, value))), 0)
        if cell.op == "sum"
        else sa.func.count(sa.distinct(sa.case((passed, value))))
    ]
    if missing:
        found.append(sa.func.coalesce(sa.func.sum(sa.case((sa.and_(passed, value.is_(None)), 1), else_=0)), 0))
    return found


@lru_cache(maxsize=32)
def _statement(
    form: Form, source: str, names: tuple[str, ...]
) -> tuple[sa.Select[*tuple[Any, ...]], tuple[tuple[str, int, str, bool], ...]]:
    """Return the query of one source and what its columns mean: (line, measure, column, whether `missing` follows)."""
    at = _Tables(form.sources()[source])
    wanted = [
        (line, index, cell)
        for line in form.lines
        for index, cell in enumerate(line.cells)
        if cell is not None and cell.source.name == source
    ]
    rows = _Rows(at, [cell.where for line, _index, cell in wanted if not line.part])
    found: list[sa.ColumnElement[int]] = []
    meaning: list[tuple[str, int, str, bool]] = []
    for name in names:
        # With one window the rows of the query are all inside it.
        inside = _inside(rows.moment(), name) if len(names) > 1 else None
        for line, index, cell in wanted:
            numbers = _number(cell, rows, inside, missing=not line.part)
            found += numbers
            meaning.append((line.code, index, name, len(numbers) == 2))
    labelled = [number.label(f"n{place}") for place, number in enumerate(found)]
    counted = rows.query(sa.or_(*(_inside(at.moment, name) for name in names)))
    return sa.select(*labelled).select_from(counted), tuple(meaning)


def _bounds(columns: Mapping[str, Window]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, window in columns.items():
        found[f"{name}_from"], found[f"{name}_to"] = windows.bounds(window)
    return found


def compute(connection: sa.Connection, form: Form, columns: Mapping[str, Window], progress: Progress | None = None) -> Result:
    """Count every line of a form in every column; `columns` maps a column's name to its window. Raises Cancelled."""
    cells: dict[tuple[str, int, str], Counted] = {}
    sources = form.sources()
    bounds = _bounds(columns)
    for done, source in enumerate(sources):
        if progress is not None:
            progress.step(done, len(sources))
        statement, meaning = _statement(form, source, tuple(columns))
        values = iter(connection.execute(statement, bounds).one())
        for code, measure, name, with_missing in meaning:
            value = int(next(values))
            cells[code, measure, name] = Counted(value, int(next(values)) if with_missing else 0)
    if progress is not None:
        progress.step(len(sources), len(sources))
    return cells


def _ids(connection: sa.Connection, at: _Tables, passed: sa.ColumnElement[bool], window: Window, *, person: bool) -> list[int]:
    statement = (
        sa.select(at.record.c.id)
        .distinct()
        .select_from(at.joined(person=person))
        .where(at.record.c.withdrawn == 0, _inside(at.moment, "this"), passed)
        .order_by(at.record.c.id)
    )
    return [int(row[0]) for row in connection.execute(statement, _bounds({"this": window}))]


def cell_of(form: Form, code: str, measure: int) -> Cell:
    """Return what a number counts; raises LookupError where the form has no such line or the measure does not apply to it."""
    found = form.line(code).cells[measure]
    if found is None:
        raise LookupError(code, measure)
    return found


def leads(connection: sa.Connection, form: Form, code: str, measure: int, window: Window) -> list[int]:
    """Return the keys of the records behind a number. Raises LookupError as `cell_of`."""
    cell = cell_of(form, code, measure)
    at = _Tables(cell.source)
    passed = _sql(cell.where, at)
    if cell.column is not None:
        passed = sa.and_(passed, at.column(cell.column).is_not(None))
    return _ids(connection, at, passed, window, person=_uses_person(cell.where))


def outside(connection: sa.Connection, form: Form, invariant: Invariant, window: Window) -> list[int]:
    """Return the keys of the records that break an invariant.

    `parts`: in the whole but in none or several of its parts. `cover`: in the whole but in none. `le`: in a part, not in the
    whole. Parts counted from another register than the whole are not looked at.
    """
    whole, *parts = (cell_of(form, code, invariant.measure) for code in (invariant.whole, *invariant.parts))
    at = _Tables(whole.source)
    tests = [cell.where for cell in parts if cell.source == whole.source]
    hits = sum((sa.case((_sql(test, at), 1), else_=0) for test in tests), sa.literal(0))
    inside = sa.func.coalesce(_sql(whole.where, at), sa.false())
    wrong = {
        "parts": sa.and_(inside, hits != 1),
        "cover": sa.and_(inside, hits == 0),
        "le": sa.and_(sa.not_(inside), hits > 0),
    }[invariant.kind]
    return _ids(connection, at, wrong, window, person=any(_uses_person(test) for test in (whole.where, *tests)))
