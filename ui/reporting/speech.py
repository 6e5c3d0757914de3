"""Periods and figures in the words of the language in force."""

from __future__ import annotations

from borderpost.domain import numbers
from borderpost.domain.figures import CheckResult, FigureRow, Figures, Window
from borderpost.domain.words import N_, _, language

KINDS = {"month": N_("Month"), "quarter": N_("Quarter"), "half": N_("Half year"), "year": N_("Year")}
NOTHING = "–"
_QUARTERS = {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}


def window_words(window: Window) -> str:
    """Return `tháng 3/2026`, `quý I/2026`, `6 tháng đầu năm 2026` or `năm 2026`."""
    year, _dash, part = window.name.partition("-")
    if part.isdigit():
        return _("month {month}/{year}").format(month=int(part), year=year)
    if part in _QUARTERS:
        return _("quarter {quarter}/{year}").format(quarter=_QUARTERS[part], year=year)
    if part == "H1":
        return _("first half of {year}").format(year=year)
    if part == "H2":
        return _("second half of {year}").format(year=year)
    return _("year {year}").format(year=year)


def span_words(window: Window) -> str:
    """Return `15/02–14/03/2026`; the year of the first day only where it differs."""
    first = f"{window.first:%d/%m}" if window.first.year == window.last.year else f"{window.first:%d/%m/%Y}"
    return f"{first}–{window.last:%d/%m/%Y}"


def label_words(row: FigureRow) -> str:
    """Return the name of an indicator."""
    return row.label_en if language() == "en" else row.label_vi


def unit_words(row: FigureRow) -> str:
    """Return the units of a row: `vụ / người`."""
    return " / ".join(unit.unit_en if language() == "en" else unit.unit_vi for unit in row.measures)


def counted_words(row: FigureRow) -> str:
    """Return `3 vụ, 11 người`: every number with its own unit."""
    return ", ".join(
        f"{numbers.value(value, unit.decimals, language())} {unit.unit_en if language() == 'en' else unit.unit_vi}"
        for value, unit in zip(row.this, row.measures, strict=True)
        if value is not None
    )


def amended_words(frozen: Figures, again: Figures | None) -> list[str]:
    """Return what a count of today changes in closed figures: `D1: closed with 2 incidents, 3 people; now 3 incidents, …`."""
    if again is None:
        return []
    now = {row.code: row for row in again.rows}
    return [
        _("{code}: closed with {before}; now {after}").format(
            code=row.code, before=counted_words(row), after=counted_words(now[row.code])
        )
        for row in frozen.rows
        if "." not in row.code and row.code in now and now[row.code].this != row.this
    ]


def check_words(check: CheckResult) -> str:
    """Return what a check says."""
    return check.label_en if language() == "en" else check.label_vi


def pair_words(row: FigureRow, run: tuple[int | None, ...]) -> str:
    """Return `3 / 11`; a dash where there is nothing to compare, never 0."""
    found = numbers.pair(run, [unit.decimals for unit in row.measures], language())
    return NOTHING if found == numbers.NOTHING else found


def gap_words(row: FigureRow) -> str:
    """Return the difference from last year: `+5 / −2`."""
    parts = [
        numbers.signed(None if this is None or last is None else this - last, unit.decimals, language())
        for this, last, unit in zip(row.this, row.last_year, row.measures, strict=True)
    ]
    return NOTHING if all(part == numbers.NOTHING for part in parts) else " / ".join(parts)


def trend(row: FigureRow) -> str:
    """Return the icon of the first difference that is not nothing; empty without a comparison."""
    gaps = [this - last for this, last in zip(row.this, row.last_year, strict=True) if this is not None and last is not None]
    if not gaps:
        return ""
    turned = next((gap for gap in gaps if gap), 0)
    return "equal" if not turned else "trending-up" if turned > 0 else "trending-down"
