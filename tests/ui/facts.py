"""What a post holds after somebody typed: values, links, periods, figures, in the few words a test needs."""

from __future__ import annotations

from datetime import datetime, timedelta

from borderpost.bootstrap import Post
from borderpost.deadlines.rules import Deadline, deadlines
from borderpost.domain.clock import VIETNAM
from borderpost.domain.fields import Plain
from borderpost.domain.records import walk_links
from borderpost.registers import KINDS
from borderpost.services.views import Listing


def at(text: str) -> datetime:
    """Return a moment of 2026 in Viet Nam: `15/3 00:40`."""
    return datetime.strptime(f"2026/{text}", "%Y/%d/%m %H:%M").replace(tzinfo=VIETNAM)


def iso(text: str) -> str:
    return at(text).isoformat()


def values(post: Post, record: str) -> dict[str, Plain]:
    return post.records.load(record).values


def holds(post: Post, record: str, **expected: Plain) -> None:
    found = values(post, record)
    assert {name: found.get(name) for name in expected} == expected


def periods(post: Post, record: str) -> dict[str, Deadline]:
    view = post.records.load(record)
    return {found.rule.id: found for found in deadlines(view.kind, KINDS[view.kind].whole(view.values))}


def due(post: Post, record: str) -> set[str]:
    """Return the rules Today shows for a record."""
    groups = [group for group in post.today.board().groups if group.code != "done"]
    return {item.code for group in groups for item in group.items if item.record_id == record}


def figure(post: Post, code: str, window: str) -> tuple[int, ...]:
    figures = post.reports.figures(post.reports.window(window))
    return tuple(cell or 0 for cell in next(row for row in figures.rows if row.code == code).this)


def linked(post: Post, target: str) -> set[str]:
    """Return the registers whose records refer to a record."""
    return {hit.kind for hit in post.records.load(target).referenced_by}


def links(post: Post, record: str) -> set[str]:
    """Return what a record refers to."""
    view = post.records.load(record)
    return {target for _path, target, _row in walk_links(KINDS[view.kind].fields, view.values)}


def elapsed(post: Post, case: str, first: str, last: str = "handed_over") -> timedelta:
    found = values(post, case)
    return datetime.fromisoformat(found[last]) - datetime.fromisoformat(found[first])


def every(post: Post, kind: str) -> list[str]:
    """Return all records of a register in the order they were written."""
    return [post.records.key_to_id(key) for key in sorted(post.records.ids(kind, Listing()))]
