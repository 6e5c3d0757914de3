"""Rows of figures as tables show them: at most two units side by side, as official tables write `vụ / người`."""

from __future__ import annotations

from collections.abc import Iterator

from borderpost.domain.figures import FigureRow


def split(row: FigureRow) -> Iterator[tuple[FigureRow, tuple[int, ...]]]:
    """Yield (row of one or two measures, their places in the whole row). Measured values stand alone, counts go in pairs.

    A measure that does not apply to the row is left out.
    """
    group: list[int] = []
    for at, measure in enumerate(row.measures):
        if row.this[at] is None:
            continue
        if group and (measure.decimals or row.measures[group[-1]].decimals or len(group) == 2):
            yield _part(row, group)
            group = []
        group.append(at)
    if group:
        yield _part(row, group)


def _part(row: FigureRow, places: list[int]) -> tuple[FigureRow, tuple[int, ...]]:
    def only(run: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return tuple(run[at] for at in places)

    measures = tuple(row.measures[at] for at in places)
    missing = row.missing if any(measure.decimals for measure in measures) else 0
    part = FigureRow(
        row.code,
        row.label_vi,
        row.label_en,
        measures,
        only(row.this),
        only(row.previous),
        only(row.last_year),
        row.level,
        missing,
    )
    return part, tuple(places)
