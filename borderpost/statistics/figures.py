"""Figures of a window: the counted numbers beside what they are compared with, and the checks of the form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from borderpost.domain import numbers
from borderpost.domain.figures import CheckResult, FigureRow, Figures, Window
from borderpost.domain.progress import Progress
from borderpost.statistics import compiler, windows
from borderpost.statistics import form as forms
from borderpost.statistics.form import Form, Invariant, Line

Name = Callable[[int], str]
"""Turns the key of a record into its text id."""

_SAID = {
    "parts": ("tổng {whole}, cộng lại {sum}", "total {whole}, parts add up to {sum}"),
    "cover": ("tổng {whole}, kể {sum} lần", "total {whole}, named {sum} times"),
    "le": ("tổng {whole}, phần lớn nhất {most}", "total {whole}, largest part {most}"),
}
"""What a check found, in both languages of a form: the sentence is frozen with the figures."""


def calculate(
    connection: sa.Connection,
    form: Form,
    window: Window,
    frozen: Mapping[str, Figures],
    name: Name,
    now: datetime,
    progress: Progress | None = None,
) -> Figures:
    """Count a window under a form, beside what was frozen for the window before and the same window last year.

    `frozen` are closed periods by window name. What was not closed is not compared with, and neither is what the form of that
    time did not count, or counted otherwise: None, never 0 (DOMAIN.md 6).
    """
    cells = compiler.compute(connection, form, {"this": window}, progress, now)
    before = Former(frozen.get(windows.previous(window, form.start_day).name))
    last_year = Former(frozen.get(windows.last_year(window, form.start_day).name))
    rows = tuple(
        FigureRow(
            line.code,
            line.label_vi,
            line.label_en,
            line.measures,
            tuple(None if cell is None else cells[line.code, at, "this"].value for at, cell in enumerate(line.cells)),
            before.line(line),
            last_year.line(line),
            line.level,
            max(cells[line.code, at, "this"].missing for at, cell in enumerate(line.cells) if cell is not None),
        )
        for line in form.lines
    )
    by_code = {row.code: row.this for row in rows}
    checks = tuple(_check(connection, form, invariant, by_code, window, name, now) for invariant in form.invariants)
    return Figures(form.code, form.version, window, rows, checks, now)


def series(
    connection: sa.Connection, form: Form, code: str, measure: int, wanted: Sequence[Window], now: datetime | None = None
) -> tuple[int, ...]:
    """Count one number in many windows, in one query. Raises LookupError for a code or measure the form does not have."""
    line, cell = form.line(code), compiler.cell_of(form, code, measure)
    alone = replace(form, lines=(replace(line, measures=(line.measures[measure],), cells=(cell,)),), invariants=())
    columns = {f"w{at}": window for at, window in enumerate(wanted)}
    cells = compiler.compute(connection, alone, columns, now=now)
    return tuple(cells[code, 0, name].value for name in columns)


class Former:
    """Frozen figures, read for what this form counts: a number of another form may be another thing under the same code."""

    def __init__(self, figures: Figures | None) -> None:
        self._rows = {} if figures is None else {row.code: row for row in figures.rows}
        form = None if figures is None else forms.version(figures.form_code, figures.form_version)
        self._cells = None if form is None else {line.code: line.cells for line in form.lines}

    def line(self, line: Line) -> tuple[int | None, ...]:
        """Return what each measure of a line was; None where it was not counted, or counted otherwise."""
        return tuple(self.number(line, at) for at in range(len(line.measures)))

    def number(self, line: Line, at: int) -> int | None:
        """Return what one measure of a line was. A form this program does not have any more is believed by its units."""
        row = self._rows.get(line.code)
        if row is None:
            return None
        for place, measure in enumerate(row.measures):
            if measure == line.measures[at] and (self._cells is None or self._same(line, at, place)):
                return row.this[place]
        return None

    def _same(self, line: Line, at: int, place: int) -> bool:
        cells = (self._cells or {}).get(line.code, ())
        return place < len(cells) and cells[place] == line.cells[at]


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
    now: datetime,
) -> CheckResult:
    whole, *parts = (values[code][invariant.measure] or 0 for code in (invariant.whole, *invariant.parts))
    good = holds(invariant.kind, whole, parts)
    keys = [] if good else compiler.outside(connection, form, invariant, window, now)
    unit = form.line(invariant.whole).measures[invariant.measure]
    said = {"whole": whole, "sum": sum(parts), "most": max(parts)}
    in_vietnamese, in_english = (
        text.format(**{part: numbers.value(value, unit.decimals, speech) for part, value in said.items()})
        for text, speech in zip(_SAID[invariant.kind], ("vi", "en"), strict=True)
    )
    return CheckResult(
        f"{invariant.label_vi} ({unit.unit_vi}): {in_vietnamese}",
        f"{invariant.label_en} ({unit.unit_en}): {in_english}",
        good,
        invariant.blocking,
        invariant.whole,
        tuple(name(key) for key in keys),
    )
