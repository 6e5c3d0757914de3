"""Commands on direction: the progress board, plans against done, and the annex."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from borderpost.cli.answer import Answer
from borderpost.cli.opening import opened
from borderpost.domain.words import _, ngettext
from borderpost.services.progress_views import Narrowing, ProgressBoard, TaskGroup


def _plain(value: Any) -> Any:
    """Return what JSON can hold of a view."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(found) for name, found in value.items()}
    return [_plain(found) for found in value] if isinstance(value, list | tuple) else value


def progress(options: argparse.Namespace) -> Answer:
    """Print the progress board."""
    with opened(options) as post:
        board = post.progress.board(Narrowing(options.directive, options.who, options.state))
    return Answer(_plain(asdict(board)), tuple(_lines(board)))


def _lines(board: ProgressBoard) -> list[str]:
    lines = []
    for group in board.groups:
        lines.append(_head(group))
        for task in group.tasks:
            proofs = ngettext("{n} record proves it", "{n} records prove it", task.evidence).format(n=task.evidence)
            parts = (task.id, task.number, task.title, task.who, task.when, task.left, proofs if task.evidence else "")
            lines.append("  " + "  ".join(part for part in parts if part))
    return [*lines, f"{board.done}/{board.total}"]


def _head(group: TaskGroup) -> str:
    late = _("{n} overdue").format(n=group.overdue)
    return "  ".join(part for part in (group.title, f"{group.done}/{group.total}", late if group.overdue else "") if part)
