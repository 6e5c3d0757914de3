"""Where a record lay, from its plain values: the same rules as the compiler's, for what the journal says it was at a close."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from borderpost.deadlines.rules import deadlines
from borderpost.domain.clock import epoch, parse_moment
from borderpost.domain.fields import Plain
from borderpost.domain.figures import Window
from borderpost.statistics import windows
from borderpost.statistics.catalogue import Column, Source
from borderpost.statistics.form import Placing

Values = Mapping[str, Plain]


def lay_inside(values: Values, of: Source, place: Placing, window: Window) -> bool:
    """Tell whether a record, or one of its rows, lies in a window that is over."""
    start, end = windows.bounds(window)
    if place.kind == "lapsed":
        return any(
            start <= epoch(period.at) < end and (period.done is None or period.done > period.at)
            for period in deadlines(of.register.kind, of.register.whole(values))
            if period.at is not None and period.rule.id in place.rules
        )
    if place.kind == "moment":
        return any(_first(row, values, place.columns, window) for row in _rows(of, values))
    began, ended = place.columns
    for row in _rows(of, values):
        first, last = _span(row, values, began), _span(row, values, ended)
        # A period that ends at midnight before the first day does not reach into the window.
        left = last is not None and (last[1] <= start if place.kind == "overlaps" else last[0] < end)
        if first is not None and first[0] < end and not left:
            return True
    return False


def _rows(of: Source, values: Values) -> Iterator[Values]:
    if of.rows is None:
        yield values
        return
    found = values.get(of.rows)
    yield from (row for row in found if isinstance(row, Mapping)) if isinstance(found, list) else ()


def _first(row: Values, values: Values, columns: tuple[Column, ...], window: Window) -> bool:
    start, end = windows.bounds(window)
    spans = (_span(row, values, of) for of in columns)
    first = next((span for span in spans if span is not None), None)
    return first is not None and start <= first[0] < end


def _span(row: Values, values: Values, of: Column) -> tuple[int, int] | None:
    """Return the seconds something takes: none for a moment, those of a day for a day; None if nothing readable is written."""
    found = (values if of.table == "parent" else row).get(of.name)
    if not isinstance(found, str):
        return None
    try:
        if of.instant:
            return epoch(parse_moment(found)), epoch(parse_moment(found))
        day = date.fromisoformat(found)
    except ValueError:  # written by another version
        return None
    return windows.bounds(Window("day", found, day, day))
