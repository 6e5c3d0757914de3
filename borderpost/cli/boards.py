"""Commands on direction: the progress board, plans against done, and the annex."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from borderpost.cli.answer import Answer, Refusal
from borderpost.cli.opening import opened
from borderpost.domain.words import N_, _, ngettext
from borderpost.services.progress_views import Narrowing, PlanDone, ProgressBoard, TaskGroup


def _plain(value: Any) -> Any:
    """Return what JSON can hold of a view."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(found) for name, found in value.items()}
    return [_plain(found) for found in value] if isinstance(value, list | tuple) else value


def progress(options: argparse.Namespace) -> Answer:
    """Print the progress board, or write it as an annex."""
    wanted = Narrowing(options.directive, options.who, options.state)
    _reason(options)
    with opened(options) as post:
        if options.annex:
            return _written(options, post.annexes.print_board(options.annex, wanted, reason=options.reason))
        board = post.progress.board(wanted)
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


def plans(options: argparse.Namespace) -> Answer:
    """Print plans against what was done, or write them as an annex."""
    _reason(options)
    with opened(options) as post:
        if options.annex:
            return _written(options, post.annexes.print_plans(options.annex, reason=options.reason))
        found = post.plans.plans()
    data = [
        asdict(plan) | {"missing": plan.missing, "goals": [asdict(goal) | {"percent": goal.percent} for goal in plan.goals]}
        for plan in found
    ]
    return Answer({"plans": _plain(data)}, tuple(line for plan in found for line in _plan_lines(plan)))


def _plan_lines(plan: PlanDone) -> list[str]:
    lines = ["  ".join(part for part in (plan.id, plan.paper_no or plan.number, plan.title, plan.span, plan.left) if part)]
    for goal in plan.goals:
        parts = (f"{goal.label}: {goal.done_words} / {goal.planned_words}", f"{goal.percent} %", goal.how)
        lines.append("  " + "  ".join(parts))
    return lines


def _reason(options: argparse.Namespace) -> None:
    """Raise Refusal for an annex nobody says the reason of."""
    if options.annex and not options.reason.strip():
        raise Refusal(N_("Write why it is printed."))


def _written(options: argparse.Namespace, rows: int) -> Answer:
    return Answer({"file": str(options.annex), "rows": rows}, (f"{options.annex}  {rows}",))
