"""The shape of a period's figures, between the statistics that count them and the screens and papers that show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Window:
    """A reporting window. `first` and `last` are civil dates, both inside. `name`: `2026-03`, `2026-Q1`, `2026-H1`, `2026`.

    Source: TT 58/2020/TT-BQP; the month runs from the 15th of the previous month to the 14th.
    """

    kind: str
    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Measure:
    """One number with its own unit; units are never mixed. `decimals` 3 means the value is in thousandths (metres of a km)."""

    unit_vi: str
    unit_en: str
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One indicator or one line of its breakdown.

    The tuples `this`, `previous` and `last_year` are as long as `measures`; None means nothing to compare, printed as a dash
    and never as 0. `missing` counts records that lack the value and were left out of the sum.
    """

    code: str
    label_vi: str
    label_en: str
    measures: tuple[Measure, ...]
    this: tuple[int | None, ...]
    previous: tuple[int | None, ...]
    last_year: tuple[int | None, ...]
    level: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One invariant of the form: what it says, whether it holds, and the records to mend if it does not."""

    label_vi: str
    label_en: str
    holds: bool
    blocking: bool
    indicator: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one window under one version of the statistics form."""

    form_code: str
    form_version: int
    window: Window
    rows: tuple[FigureRow, ...]
    checks: tuple[CheckResult, ...]
    computed_at: datetime
    closed: bool = False
    amended: int = 0
    """Entries that arrived after the period was closed; shown, never silent."""


@dataclass(frozen=True, slots=True)
class Series:
    """One run of bars: filled for this period, hatched for the year before."""

    label: str
    values: tuple[int | None, ...]
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart, drawn by reportlab on paper and by QPainter on the screen."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    highlight: int | None = None
