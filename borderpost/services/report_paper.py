"""A report on paper, put together: the letter, the figures, the chart, the breakdowns behind, the mark of conversion.

Paper is Vietnamese whatever language the screen speaks. A fact the post has not written down becomes a gap to fill in by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from borderpost.documents.letter import Signer, Unit
from borderpost.documents.monthly_report import Annex, Converted, MonthlyReport, sentence
from borderpost.domain import numbers
from borderpost.domain.figures import Chart, FigureRow, Figures, Measure, Series
from borderpost.services.report_rows import split
from borderpost.services.settings import PostFacts

SYSTEM = "Borderpost"
GAP = "……………"


@dataclass(frozen=True, slots=True)
class Months:
    """One number by reporting month, this year and the year before; `names` are the numbers of the months."""

    code: str
    label: str
    """As the paper names it, in Vietnamese."""
    unit: Measure
    names: tuple[str, ...]
    this: tuple[int | None, ...]
    last: tuple[int | None, ...]


def report(
    figures: Figures, facts: PostFacts, months: Months, number: int | None, day: date, by: str, at: datetime, proof: str
) -> MonthlyReport:
    """Return everything a report says; without `proof` (an open period) it is a draft."""
    above = facts.addressee or facts.parent
    return MonthlyReport(
        Unit(facts.parent or GAP, facts.name or GAP, facts.place or GAP, facts.symbol or GAP),
        number,
        day,
        above or GAP,
        replace(figures, rows=tuple(part for row in figures.rows if not detail(row) for part, _places in split(row))),
        Signer("", facts.signer_position or GAP, facts.signer_rank, facts.signer_name),
        facts.recipients or ((above,) if above else ()),
        Converted(SYSTEM, by, at, proof),
        paragraphs=paragraphs(figures),
        charts=(_chart(months),),
        annex=_annex(figures),
        draft=not proof,
    )


def detail(row: FigureRow) -> bool:
    """Tell whether a row is a line of a breakdown."""
    return "." in row.code


def paragraphs(figures: Figures) -> tuple[str, ...]:
    """Return the sentences of the body: each indicator with its change, those without an event in one, what is not compared."""
    main = [row for row in figures.rows if row.level == 0]
    compared = any(value is not None for row in main for value in row.last_year)
    found = [
        sentence(row) if any(value is not None for value in row.last_year) else f"{row.label_vi}: {_counted(row)}."
        for row in main
        if any((*row.this, *row.last_year))
    ]
    idle = [row.label_vi for row in main if not any((*row.this, *row.last_year))]
    if idle:
        found.append(f"Trong kỳ không phát sinh: {'; '.join(idle)}.")
    if not compared:
        found.append("Chưa có kỳ chốt của năm trước để so với cùng kỳ.")
    return tuple(found)


def _counted(row: FigureRow) -> str:
    return "/".join(
        f"{numbers.value(value, unit.decimals) if unit.decimals else numbers.padded(value)} {unit.unit_vi}"
        for value, unit in zip(row.this, row.measures, strict=True)
        if value is not None
    )


def _chart(months: Months) -> Chart:
    return Chart(
        f"{months.code}. {months.label}, {months.unit.unit_vi} theo tháng báo cáo",
        months.names,
        (Series("12 tháng qua", months.this), Series("cùng kỳ năm trước", months.last, hatched=True)),
        highlight=len(months.names) - 1,
    )


def _annex(figures: Figures) -> Annex | None:
    """Return the breakdowns that hold a number in any of the three windows."""
    found = [part for row in figures.rows if detail(row) for part, _places in split(row)]
    rows = [row for row in found if any((*row.this, *row.previous, *row.last_year))]
    if not rows:
        return None
    heads = ("Mã", "Chỉ tiêu", "Đơn vị", "Kỳ này", "Kỳ trước", "Cùng kỳ")
    shares = (0.09, 0.35, 0.2, 0.12, 0.12, 0.12)
    return Annex("Số liệu chi tiết trong kỳ", heads, tuple(_annex_row(row) for row in rows), shares, 3)


def _annex_row(row: FigureRow) -> tuple[str, ...]:
    places = [unit.decimals for unit in row.measures]
    units = " / ".join(unit.unit_vi for unit in row.measures)
    values = [numbers.pair(run, places) for run in (row.this, row.previous, row.last_year)]
    return (row.code.split(".")[0], row.label_vi, units, *values)
