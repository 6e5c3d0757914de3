"""Figures of a window: the counted numbers beside what they are compared with, and the checks of the form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from borderpost.domain.figures import CheckResult, FigureRow, Figures, Window
from borderpost.domain.progress import Progress
from borderpost.statistics import compiler, windows
from borderpost.statistics.form import Form, Invariant

Name = Callable[[int], str]
"""Turns the key of a record into its text id."""


def calculate(
    connection: sa.Connection,
    form: Form,
    window: Window,
    frozen: Mapping[str, Figures],
    name: Name,
    now: datetime,
    progress: Progress | None = None,
) -> Figures:
    """Count a window under a form. `frozen` are closed periods by window name: they are compared with as they were.

    A window to compare with that was not closed is counted from the records, if there are any; otherwise it stays None.
    """
    columns = {"this": window}
    compared = {
        "previous": windows.previous(window, form.start_day),
        "last_year": windows.last_year(window, form.start_day),
    }
    columns |= {column: other for column, other in compared.items() if other.name not in frozen}
    result = compiler.compute(connection, form, columns, progress)
    old = {
        column: {row.code: row for row in frozen[other.name].rows} for column, other in compared.items() if other.name in frozen
    }
    rows: list[FigureRow] = []
    for line in form.lines:
        values: dict[str, tuple[int | None, ...]] = {}
        for column in ("this", *compared):
            if column in old:
                values[column] = _then(old[column].get(line.code), len(line.cells))
            elif column != "this" and not result.present[column]:
                values[column] = (None,) * len(line.cells)
            else:
                values[column] = tuple(
                    None if cell is None else result.cells[line.code, index, column].value
                    for index, cell in enumerate(line.cells)
                )
        missing = max(
            result.cells[line.code, index, "this"].missing for index, cell in enumerate(line.cells) if cell is not None
        )
        rows.append(
            FigureRow(
                line.code,
                line.label_vi,
                line.label_en,
                line.measures,
                values["this"],
                values["previous"],
                values["last_year"],
                line.level,
                missing,
            )
        )
    by_code = {row.code: row.this for row in rows}
    checks = tuple(_check(connection, form, invariant, by_code, window, name) for invariant in form.invariants)
    return Figures(form.code, form.version, window, tuple(rows), checks, now)


def _then(row: FigureRow | None, length: int) -> tuple[int | None, ...]:
    return (None,) * length if row is None or len(row.this) != length else row.this


def holds(kind: str, whole: int, parts: Iterable[int]) -> bool:
    """Tell whether an invariant holds: parts add up, cover without one being larger than the whole, or are at most it."""
    found = list(parts)
    if kind == "parts":
        return sum(found) == whole
    if kind == "cover":
        return max(found) <= whole <= sum(found)
    return max(found) <= whole


def _check(
    connection: sa.Connection,
    form: Form,
    invariant: Invariant,
    values: Mapping[str, tuple[int | None, ...]],
    window: Window,
    name: Name,
) -> CheckResult:
    numbers = [values[code][invariant.measure] or 0 for code in (invariant.whole, *invariant.parts)]
    good = holds(invariant.kind, numbers[0], numbers[1:])
    keys = [] if good else compiler.outside(connection, form, invariant.whole, invariant.parts, invariant.measure, window)
    return CheckResult(
        invariant.label_vi,
        invariant.label_en,
        good,
        invariant.blocking,
        invariant.whole,
        tuple(name(key) for key in keys),
    )
