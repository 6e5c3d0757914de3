"""From a form to SQL: one query for each register and each table of rows, with a conditional sum for every number.

Only SQLAlchemy Core and what SQLite and PostgreSQL share. Withdrawn records never count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from borderpost.domain.clock import epoch
from borderpost.domain.fields import Choices
from borderpost.domain.figures import Window
from borderpost.domain.progress import Progress
from borderpost.statistics import windows
from borderpost.statistics.catalogue import JOINS, Column, Source
from borderpost.statistics.form import ALWAYS, Cell, Form, Invariant, Placing, Test
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
        self.rows = of.rows is not None
        self._joins = {name: tables.table(target).alias(name) for name, target in JOINS.items()}

    def column(self, of: Column) -> sa.ColumnElement[Any]:
        found = {"self": self.own, "parent": self.record, **self._joins}[of.table]
        return found.c[of.name]

    def known(self, _test: Test) -> sa.ColumnElement[bool] | None:
        return None

    def joined(self, names: Iterable[str]) -> sa.FromClause:
        found: sa.FromClause = self.record
        if self.rows:
            found = found.join(self.own, self.own.c.record == self.record.c.id)
        for name in names:
            found = found.outerjoin(self._joins[name], self._joins[name].c.id == self.own.c[name])
        return found

    def inside(self, placed: Placing, name: str) -> sa.ColumnElement[bool]:
        """Return whether a row lies in the window `name`."""
        if placed.kind == "lapsed":
            return self._lapsed(placed.rules, name)
        if placed.kind == "moment":
            return self._first_written(placed.columns, name)
        began, ended = placed.columns
        stays = _after if placed.kind == "overlaps" else _until
        still = sa.or_(self.column(ended).is_(None), stays(self.column(ended), ended, name))
        return sa.and_(_before(self.column(began), began, name, now=placed.kind == "stands"), still)

    def _first_written(self, columns: tuple[Column, ...], name: str) -> sa.ColumnElement[bool]:
        found: list[sa.ColumnElement[bool]] = []
        passed: list[sa.ColumnElement[bool]] = []
        for of in columns:
            value = self.column(of)
            found.append(sa.and_(*passed, _within(value, of, name)))
            passed.append(value.is_(None))
        return sa.or_(*found)

    def _lapsed(self, wanted: tuple[str, ...], name: str) -> sa.ColumnElement[bool]:
        lapse = tables.LAPSES
        late = sa.or_(lapse.c.done.is_(None), lapse.c.done > lapse.c.ends)
        named = lapse.c.rule.in_([sa.literal(rule) for rule in wanted])
        ran_out = sa.and_(lapse.c.ends >= _bound(name, "from"), lapse.c.ends < _bound(name, "until"))
        return sa.exists().where(lapse.c.record == self.record.c.id, named, late, ran_out)


class _Rows:
    """The rows of a source inside its windows, once: values by short names, and the test of each indicator decided.

    A breakdown asks its indicator's test again for every line; decided once, it costs a third (tests/benchmarks). Where one
    query serves several windows, or rows placed by different moments, each row also says in which of them it lies.
    """

    def __init__(self, at: _Tables, tests: Iterable[Test], places: Sequence[Placing], names: Sequence[str]) -> None:
        self._at = at
        self._columns: dict[tuple[str, str], tuple[str, Column]] = {}
        self._tests = {id(test): (f"t{place}", test) for place, test in enumerate(tests) if test != ALWAYS}
        self._places = places
        self._names = names

    def column(self, of: Column) -> sa.ColumnElement[Any]:
        name, _of = self._columns.setdefault((of.table, of.name), (f"c{len(self._columns)}", of))
        return sa.column(name, self._at.column(of).type)

    def known(self, test: Test) -> sa.ColumnElement[bool] | None:
        found = self._tests.get(id(test))
        return None if found is None else sa.column(found[0], sa.Integer) == 1

    def inside(self, placed: Placing, name: str) -> sa.ColumnElement[bool] | None:
        """Return whether a row lies in a window; None where every row of the query does."""
        if len(self._places) * len(self._names) == 1:
            return None
        return sa.column(f"w{self._places.index(placed)}_{name}", sa.Integer) == 1

    def query(self) -> sa.CTE:
        """Return the rows. Materialised, or the planner would put every test back into every sum."""
        inside = {
            f"w{at}_{name}": self._at.inside(placed, name) for at, placed in enumerate(self._places) for name in self._names
        }
        wanted: list[sa.ColumnElement[Any]] = [self._at.record.c.id]
        if len(inside) > 1:
            wanted += [sa.case((test, 1), else_=0).label(label) for label, test in inside.items()]
        wanted += [self._at.column(of).label(name) for name, of in self._columns.values()]
        wanted += [sa.case((_sql(test, self._at), 1), else_=0).label(name) for name, test in self._tests.values()]
        joins = {of.table for _name, of in self._columns.values() if of.table in JOINS}
        joins.update(*(_joins(test) for _name, test in self._tests.values()))
        found = sa.select(*wanted).select_from(self._at.joined(sorted(joins)))
        counted = found.where(self._at.record.c.withdrawn == 0, sa.or_(*inside.values())).cte("counted")
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


def _joins(test: Test) -> set[str]:
    """Return the joins a test reads."""
    own = {test.column.table} & JOINS.keys() if test.column is not None else set()
    return own.union(*(_joins(item) for item in test.items))


def _bound(name: str, edge: str) -> sa.BindParameter[int]:
    return sa.bindparam(f"{name}_{edge}", type_=sa.BigInteger)


def _day(name: str, edge: str) -> sa.BindParameter[str]:
    return sa.bindparam(f"{name}_{edge}", type_=sa.Text)


def _within(value: sa.ColumnElement[Any], of: Column, name: str) -> sa.ColumnElement[bool]:
    if of.instant:
        return sa.and_(value >= _bound(name, "from"), value < _bound(name, "to"))
    return sa.and_(value >= _day(name, "first"), value <= _day(name, "last"))


def _before(value: sa.ColumnElement[Any], of: Column, name: str, *, now: bool) -> sa.ColumnElement[bool]:
    """Return whether something began before a window ended; with `now`, before the part of it that is over."""
    if of.instant:
        return value < _bound(name, "until" if now else "to")
    return value <= _day(name, "last")


def _after(value: sa.ColumnElement[Any], of: Column, name: str) -> sa.ColumnElement[bool]:
    """Return whether something ended after a window began; what ended at midnight before its first day did not."""
    return value > _bound(name, "from") if of.instant else value >= _day(name, "first")


def _until(value: sa.ColumnElement[Any], of: Column, name: str) -> sa.ColumnElement[bool]:
    """Return whether something had not ended when a window did."""
    return value >= _bound(name, "until") if of.instant else value > _day(name, "last")


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
    places = list(dict.fromkeys(cell.placed for _line, _index, cell in wanted))
    rows = _Rows(at, [cell.where for line, _index, cell in wanted if not line.part], places, names)
    found: list[sa.ColumnElement[int]] = []
    meaning: list[tuple[str, int, str, bool]] = []
    for name in names:
        for line, index, cell in wanted:
            numbers = _number(cell, rows, rows.inside(cell.placed, name), missing=not line.part)
            found += numbers
            meaning.append((line.code, index, name, len(numbers) == 2))
    labelled = [number.label(f"n{place}") for place, number in enumerate(found)]
    return sa.select(*labelled).select_from(rows.query()), tuple(meaning)


def _bounds(columns: Mapping[str, Window], now: datetime | None) -> dict[str, int | str]:
    """Return the edges of windows: instants, days, and how much of each is over."""
    found: dict[str, int | str] = {}
    for name, window in columns.items():
        start, end = windows.bounds(window)
        found |= {f"{name}_from": start, f"{name}_to": end, f"{name}_until": end if now is None else min(end, epoch(now))}
        found |= {f"{name}_first": window.first.isoformat(), f"{name}_last": window.last.isoformat()}
    return found


def compute(
    connection: sa.Connection,
    form: Form,
    columns: Mapping[str, Window],
    progress: Progress | None = None,
    now: datetime | None = None,
) -> Result:
    """Count every line of a form in every column; `columns` maps a column's name to its window. Raises Cancelled.

    With `now`, what runs out or stands at the end of a window is counted as of now where the window is not over.
    """
    cells: dict[tuple[str, int, str], Counted] = {}
    sources = form.sources()
    bounds = _bounds(columns, now)
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


def _ids(
    connection: sa.Connection,
    at: _Tables,
    placed: Placing,
    passed: sa.ColumnElement[bool],
    window: Window,
    joins: set[str],
    now: datetime | None,
) -> list[int]:
    statement = (
        sa.select(at.record.c.id)
        .distinct()
        .select_from(at.joined(sorted(joins)))
        .where(at.record.c.withdrawn == 0, at.inside(placed, "this"), passed)
        .order_by(at.record.c.id)
    )
    return [int(row[0]) for row in connection.execute(statement, _bounds({"this": window}, now))]


def inside(connection: sa.Connection, of: Source, place: Placing, window: Window) -> set[int]:
    """Return the keys of every record of a source that a window which is over holds, withdrawn ones too."""
    return set(connection.execute(_inside(of, place), _bounds({"this": window}, None)).scalars())


def _inside(of: Source, place: Placing) -> sa.Select[int]:
    at = _Tables(of)
    return sa.select(at.record.c.id).select_from(at.joined(())).where(at.inside(place, "this"))


def placed(connection: sa.Connection, form: Form, window: Window) -> set[int]:
    """Return the keys of every record a form places in a window, withdrawn ones too, and of the people they refer to."""
    found: set[int] = set()
    persons = tables.table("persons")
    sources = form.sources()
    for name, place in form.placings():
        found |= inside(connection, sources[name], place, window)
        linked = sa.select(tables.LINKS.c.target).join(persons, persons.c.id == tables.LINKS.c.target)
        linked = linked.where(tables.LINKS.c.source.in_(_inside(sources[name], place)))
        found.update(connection.execute(linked, _bounds({"this": window}, None)).scalars())
    return found


def cell_of(form: Form, code: str, measure: int) -> Cell:
    """Return what a number counts; raises LookupError where the form has no such line or the measure does not apply to it."""
    found = form.line(code).cells[measure]
    if found is None:
        raise LookupError(code, measure)
    return found


def leads(
    connection: sa.Connection, form: Form, code: str, measure: int, window: Window, now: datetime | None = None
) -> list[int]:
    """Return the keys of the records behind a number. Raises LookupError as `cell_of`."""
    cell = cell_of(form, code, measure)
    at = _Tables(cell.source)
    passed = _sql(cell.where, at)
    joins = _joins(cell.where)
    if cell.column is not None:
        passed = sa.and_(passed, at.column(cell.column).is_not(None))
        joins |= {cell.column.table} & JOINS.keys()
    return _ids(connection, at, cell.placed, passed, window, joins, now)


def outside(
    connection: sa.Connection, form: Form, invariant: Invariant, window: Window, now: datetime | None = None
) -> list[int]:
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
    return _ids(connection, at, whole.placed, wrong, window, set().union(*map(_joins, (whole.where, *tests))), now)
