"""Tasks a directive or a plan gives to the post: who answers, until when, and what proves it (dispatch 2978, task 1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Count, Day, Link, Moment, Rows, Text
from borderpost.domain.records import Moves, Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Evidence:
    """A record of any register that proves the work."""

    record: Annotated[str | None, Link(label=N_("Record"), required=True, register="", width=28)] = None
    note: Annotated[str | None, Text(label=N_("Note"), maximum=200, width=28)] = None


@dataclass(eq=False)
class Duty:
    """One due task (nhiệm vụ được giao)."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    title: Annotated[
        str | None,
        Text(
            label=N_("What is to be done"),
            section="task",
            required=True,
            listed=2,
            searchable=True,
            maximum=300,
            lines=2,
            width=50,
        ),
    ] = None
    area: Annotated[
        str | None,
        Choice(
            label=N_("Task of dispatch 2978"),
            section="task",
            codes="nine_tasks",
            required=True,
            dimension=True,
            listed=7,
            width=30,
        ),
    ] = None
    directive: Annotated[str | None, Link(label=N_("Directive"), section="task", register="directives", width=24)] = None
    plan: Annotated[str | None, Link(label=N_("Plan"), section="task", register="plans", width=24)] = None
    given: Annotated[datetime | None, Moment(label=N_("Given at"), section="task", required=True, width=16)] = None
    responsible: Annotated[
        str | None,
        Text(label=N_("Responsible"), section="task", required=True, listed=5, searchable=True, maximum=120, width=24),
    ] = None
    due: Annotated[
        date | None,
        Day(
            label=N_("Due"),
            help=N_("The last day; it stands on Today until the task is done."),
            section="task",
            required=True,
            listed=3,
            width=10,
        ),
    ] = None
    state: Annotated[
        str | None,
        Choice(label=N_("State"), section="way", required=True, codes="duty_state", dimension=True, listed=4, width=18),
    ] = None
    percent: Annotated[int | None, Count(label=N_("Done, in per cent"), section="way", maximum=100, width=6)] = None
    done: Annotated[date | None, Day(label=N_("Done on"), section="way", listed=6, width=10)] = None
    result: Annotated[str | None, Text(label=N_("Result"), section="way", lines=3, maximum=4000, width=50)] = None
    evidence: Annotated[list[Evidence], Rows(label=N_("Evidence"), section="proof", row=Evidence)] = field(default_factory=list)
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="proof", codes="classification")] = None


def _proved(duty: Duty) -> Iterator[Problem]:
    if duty.state == "done" and not duty.done:
        yield Problem("done", Message(N_("Write the day it was done.")))
    if duty.state == "done" and not duty.evidence:
        yield Problem("evidence", Message(N_("No record proves it yet. Link one, or explain in the result.")), blocking=False)
    if duty.state == "dropped" and not duty.result:
        yield Problem("result", Message(N_("Write why the task is dropped.")))


TRANSITIONS = {
    "open": frozenset({"in_progress", "done", "dropped"}),
    "in_progress": frozenset({"done", "dropped"}),
    "done": frozenset({"in_progress"}),
    "dropped": frozenset({"open"}),
}


DUTIES = register(
    Duty,
    kind="duties",
    label=N_("Due tasks"),
    singular=N_("Due task"),
    new=N_("New due task"),
    icon="square-check",
    prefix="NV",
    help=N_(
        "One thing to do with one date and one person who answers for it. It stands on Today until it is done. Link "
        "as evidence the records that show it: patrols, sessions, meetings. A task without a date belongs in the "
        "plan."
    ),
    sections=(
        Section("task", N_("The task")),
        Section("way", N_("Progress")),
        Section("proof", N_("Evidence")),
    ),
    rules=(_proved,),
    moment="given",
    moves=Moves("state", TRANSITIONS),
)
