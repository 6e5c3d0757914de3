"""Short ways to write what statistics count."""

from __future__ import annotations

from typing import Any

from borderpost.bootstrap import Post
from borderpost.domain.figures import FigureRow, Figures


def person(post: Post, **values: Any) -> str:
    """Write a person; return the id."""
    return post.records.create("persons", {"name": "Vàng Thị Pá"} | values).records[0]


def detection(post: Post, people: list[dict[str, Any]], **values: Any) -> str:
    """Write a detection inside March 2026; return the id."""
    given = {
        "found": "2026-03-10T10:00:00+07:00",
        "border": "la",
        "legal_class": "adm_exit_entry_282",
        "direction": "exit",
        "people": people,
    }
    return post.records.create("detections", given | values).records[0]


def row(figures: Figures, code: str) -> FigureRow:
    """Return a row by code."""
    return next(found for found in figures.rows if found.code == code)


def numbers(figures: Figures, code: str) -> tuple[int | None, ...]:
    """Return what was counted in a row."""
    return row(figures, code).this
