"""From the state of a record to the rows that lists, search and statistics read. Rebuilding goes through the same code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from borderpost.domain.fields import Field, Plain, Rows, Wrong
from borderpost.domain.ids import Version
from borderpost.domain.records import Register, row_fields, walk_links
from borderpost.domain.text import fold
from borderpost.journal.heads import RecordState
from borderpost.keys.identity import NotGranted
from borderpost.registers import KINDS
from borderpost.storage import dues, likeness, recognised, tables
from borderpost.storage.database import Database, direct
from borderpost.storage.vault import Vault


@dataclass(frozen=True, slots=True)
class _ChildPlan:
    """The same for a table of tabulated rows."""

    field: str
    table: str
    cells: tuple[tuple[str, Field], ...]
    insert: str
    delete: str
    select: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is written for one register, worked out once."""

    register: Register
    columns: tuple[tuple[str, Field], ...]
    insert: str
    delete: str
    fts_insert: str | None
    fts_delete: str | None
    select: str
    children: tuple[_ChildPlan, ...]
    searched: tuple[str, ...]
    links: bool


Line = tuple[Any, ...]
_MOST = 1 << 63
_HOLDS: dict[str, tuple[type, ...]] = {"text": (str,), "integer": (int,), "real": (int, float), "link": (int,)}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A record as tables: its row, lines of child tables, links (source, path, target), what is due or can lapse, marks."""

    row: Line
    children: dict[str, list[Line]]
    links: list[Line]
    dues: list[Line]
    lapses: list[Line]
    marks: list[likeness.Line]


class Stored(NamedTuple):
    """The same as the tables hold it now."""

    row: Line | None
    children: dict[str, list[Line]]
    links: list[Line]
    dues: list[Line]
    lapses: list[Line]
    marks: list[likeness.Line]


@cache
def _plan(kind: str) -> _Plan:
    register = KINDS[kind]
    columns = tuple(tables.columns_of(register))
    searched = tables.searchable(register)
    names = [*tables.SYSTEM, *(name for name, _ in columns), *(["nfold"] if searched else [])]
    marks = ", ".join("?" * len(names))
    children = []
    for name, field in register.fields:
        if isinstance(field, Rows) and field.tabulated:
            cells = tuple((cell, spec) for cell, spec in row_fields(field.row) if spec.column != "none")
            listed = ", ".join(["record", "position", *(f'"{cell}"' for cell, _ in cells)])
            holes = ", ".join("?" * (len(cells) + 2))
            part = f"{kind}__{name}"
            children.append(
                _ChildPlan(
                    name,
                    part,
                    cells,
                    f"INSERT INTO {part} ({listed}) VALUES ({holes})",  # noqa: S608 - names from declarations
                    f"DELETE FROM {part} WHERE record = ?",  # noqa: S608
                    f"SELECT {listed} FROM {part} WHERE record = ? ORDER BY position",  # noqa: S608
                )
            )
    quoted = ", ".join(f'"{name}"' for name in names)
    has_links = any(True for _ in _link_fields(register))
    return _Plan(
        register,
        columns,
        f"INSERT INTO {kind} ({quoted}) VALUES ({marks})",  # noqa: S608
        f"DELETE FROM {kind} WHERE id = ?",  # noqa: S608
        f"INSERT INTO {kind}_fts (rowid, nfold) VALUES (?, ?)" if searched else None,  # noqa: S608
        f"INSERT INTO {kind}_fts ({kind}_fts, rowid, nfold) VALUES ('delete', ?, ?)" if searched else None,  # noqa: S608
        f"SELECT {quoted} FROM {kind} WHERE id = ?",  # noqa: S608
        tuple(children),
        searched,
        has_links,
    )


def _link_fields(register: Register) -> Iterable[str]:
    from borderpost.domain.fields import Link

    for name, field in register.fields:
        if isinstance(field, Link) or (
            isinstance(field, Rows) and any(isinstance(cell.field, Link) for cell in row_fields(field.row))
        ):
            yield name


class Projector:
    """Writes the views of records on one connection."""

    def __init__(self, connection: sa.Connection, database: Database, vault: Vault) -> None:
        self._connection = connection
        self._database = database
        self._vault = vault

    def store(self, state: RecordState, *, known: bool) -> None:
        """Write a record's rows; `known` says that older rows may be there."""
        if state.kind not in KINDS or state.first is None:
            return  # a kind of a newer program, or a change that came before its record: kept in the journal, shown later
        plan = _plan(state.kind)
        key = self._database.key(self._connection, state.record)
        if known:
            self._remove(plan, key)
        rows = self.rows(state, key)
        driver = direct(self._connection)
        driver.execute(plan.insert, rows.row)
        if plan.fts_insert is not None and rows.row[-1]:
            driver.execute(plan.fts_insert, (key, rows.row[-1]))
        for child in plan.children:
            if lines := rows.children.get(child.table):
                driver.executemany(child.insert, lines)
        if rows.links:
            driver.executemany("INSERT INTO links (source, path, target) VALUES (?, ?, ?)", rows.links)
        if rows.dues:
            driver.executemany(dues.INSERT, rows.dues)
        if rows.lapses:
            driver.executemany(dues.INSERT_LAPSE, rows.lapses)
        if rows.marks:
            driver.executemany(likeness.INSERT, rows.marks)

    def rows(self, state: RecordState, key: int) -> Rendered:
        """Return what the tables should hold of a record of a known kind; writes nothing but the number of a new feed."""
        plan = _plan(state.kind)
        values = state.values
        clear = {**values, **self._clear_copy(plan.register, state, key)}
        derived = {**_derive(plan.register, values), **recognised.codes(plan.register, state)}
        own = state.tips.get(self._database.own_feed, 0)
        tip = self._database.number(self._connection, self._database.own_feed) << tables.SHIFT | own if own else 0
        cells = [self._cell(field, derived[name] if name in derived else clear.get(name)) for name, field in plan.columns]
        author = state.first.actor if state.first else ""
        row = [key, tip, state.entries, len(state.conflicts), int(state.withdrawn is not None), author, *cells]
        if plan.searched:
            row.append(fold(" ".join(str(clear[name]) for name in plan.searched if clear.get(name))))
        children = {}
        for child in plan.children:
            found = values.get(child.field)
            lines = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
            if lines:
                children[child.table] = [
                    (key, position, *(self._cell(spec, item.get(cell)) for cell, spec in child.cells))
                    for position, item in enumerate(lines)
                ]
        gone = state.withdrawn is not None
        whole = {**values, **derived}
        due = dues.lines(state.kind, key, author, whole, withdrawn=gone, conflicts=len(state.conflicts))
        lapses = dues.lapses(state.kind, key, whole, withdrawn=gone)
        marks = likeness.lines(state.kind, key, clear, withdrawn=gone)
        return Rendered(tuple(row), children, self._links(plan, key, values) if plan.links else [], due, lapses, marks)

    def _links(self, plan: _Plan, key: int, values: dict[str, Plain]) -> list[Line]:
        found: dict[Line, None] = {}
        try:
            for path, target, _ in walk_links(plan.register.fields, values):
                found[key, path, self._database.key(self._connection, Version.parse(target))] = None
        except (TypeError, ValueError, AttributeError):
            return list(found)  # written by another version, whose links look otherwise
        return list(found)

    def stored(self, kind: str, key: int) -> Stored:
        """Return what the tables hold of a record, in the order of `Rendered`; the row is None where there is none."""
        plan = _plan(kind)
        run = direct(self._connection).execute
        children = {child.table: run(child.select, (key,)).fetchall() for child in plan.children}
        links = run("SELECT source, path, target FROM links WHERE source = ?", (key,)).fetchall()
        marks = run(likeness.SELECT, (key,)).fetchall() if kind == likeness.KIND else []
        due, lapses = run(dues.SELECT, (key,)).fetchall(), run(dues.SELECT_LAPSES, (key,)).fetchall()
        return Stored(run(plan.select, (key,)).fetchone(), children, links, due, lapses, marks)

    def drop(self, kind: str, key: int) -> None:
        """Take a record out of the tables; the journal keeps it."""
        if kind in KINDS:
            self._remove(_plan(kind), key)

    def _remove(self, plan: _Plan, key: int) -> None:
        run = direct(self._connection).execute
        if plan.fts_delete is not None:
            old = run(f"SELECT nfold FROM {plan.register.kind} WHERE id = ?", (key,)).fetchone()  # noqa: S608
            if old is not None and old[0]:
                run(plan.fts_delete, (key, old[0]))
        run(plan.delete, (key,))
        for child in plan.children:
            run(child.delete, (key,))
        if plan.links:
            run("DELETE FROM links WHERE source = ?", (key,))
        run(dues.DELETE, (key,))
        run(dues.DELETE_LAPSES, (key,))
        if plan.register.kind == likeness.KIND:
            run(likeness.DELETE, (key,))

    def _clear_copy(self, register: Register, state: RecordState, key: int) -> dict[str, Plain]:
        """Return the sealed values search and lists may show: those of the post compartment only."""
        found: dict[str, Plain] = {}
        if not register.sealed_groups or state.compartment != "post":
            return found
        for group in register.sealed_groups:
            heads = state.heads.get(group)
            if not heads or heads[0].value is None:
                continue
            try:
                found |= self._vault.open(self._connection, key, state.kind, group, state.record, heads[0].value)
            except NotGranted:
                continue
        return found

    def _cell(self, field: Field, value: Plain) -> Any:
        if value is None:
            return None
        try:
            if field.column == "link":
                return self._database.key(self._connection, Version.parse(value))
            cell = field.to_column(value)
        except (TypeError, ValueError, Wrong):
            return None  # written by another version; the journal keeps it, the column cannot
        fits = isinstance(cell, _HOLDS[field.column]) and not (isinstance(cell, int) and not -_MOST <= cell < _MOST)
        return cell if fits else None


def _derive(register: Register, values: dict[str, Plain]) -> dict[str, Plain]:
    try:
        return register.derive(values)
    except (TypeError, ValueError, AttributeError, KeyError):
        return {derived.name: None for derived in register.derived}
