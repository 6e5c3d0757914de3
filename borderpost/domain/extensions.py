"""An extension of a legal term as an event: asked at, answered at, granted or refused, by whom, by which paper, until when.

Registers keep each as a row. What the dated rules count from follows from the rows, and for a record an older program wrote,
from its fields of that time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from borderpost.domain.clock import moment_text
from borderpost.domain.fields import Choice, Moment, Plain, Text
from borderpost.domain.words import N_, Message, Problem

GRANTED = "granted"


@dataclass(eq=False)
class Extension:
    """One request to extend a term, and its answer."""

    asked: Annotated[datetime | None, Moment(label=N_("Extension asked at"), width=16)] = None
    answered: Annotated[datetime | None, Moment(label=N_("Answered at"), width=16)] = None
    answer: Annotated[str | None, Choice(label=N_("Answer"), codes="extension_answer", dimension=True, width=18)] = None
    approver: Annotated[str | None, Text(label=N_("Answered by"), maximum=120, width=22)] = None
    paper: Annotated[str | None, Text(label=N_("Paper no."), maximum=80, width=14)] = None
    until: Annotated[datetime | None, Moment(label=N_("Extended until"), width=16)] = None


def granted(rows: Sequence[Extension]) -> list[Extension]:
    """Return the extensions that were granted."""
    return [row for row in rows if row.answer == GRANTED]


def current(rows: Sequence[Extension]) -> Extension | None:
    """Return the request that waits for its answer, else the last one."""
    asked = [row for row in rows if row.asked is not None]
    waiting = [row for row in asked if row.answered is None and row.answer is None]
    return next(iter(waiting or asked[-1:]), None)


def text(at: datetime | None) -> Plain:
    """Return a moment as a plain value."""
    return None if at is None else moment_text(at)


def until(rows: Sequence[Extension]) -> Plain:
    """Return the end written in the last extension granted."""
    return next((text(row.until) for row in reversed(granted(rows)) if row.until is not None), None)


def problems(rows: Sequence[Extension], name: str) -> Iterator[Problem]:
    """Yield what is wrong with the rows of the field of that name; only an answer before its request blocks."""
    for at, row in enumerate(rows):
        here = f"{name}.{at}."
        if row.asked and row.answered and row.answered < row.asked:
            yield Problem(f"{here}answered", Message(N_("The answer lies before the request. Check the time.")))
        if row.answered and not row.answer:
            yield Problem(f"{here}answer", Message(N_("Say whether the extension was granted or refused.")), blocking=False)
        if row.answer == GRANTED and not (row.approver and row.paper):
            missing = "paper" if row.approver else "approver"
            yield Problem(here + missing, Message(N_("Write who approved the extension, and the paper.")), blocking=False)
