"""Plans of the post; what was planned is held against what was done (DOMAIN.md section 2; dispatch 2978, task 1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Count, Day, Length, Link, Moment, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Plan:
    """One plan (kế hoạch)."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    title: Annotated[
        str | None, Text(label=N_("Title"), section="paper", required=True, listed=2, searchable=True, maximum=200, width=40)
    ] = None
    paper_no: Annotated[
        str | None, Text(label=N_("Plan no."), section="paper", listed=6, searchable=True, maximum=40, width=14)
    ] = None
    kind: Annotated[
        str | None,
        Choice(label=N_("Kind"), section="paper", required=True, codes="plan_kind", dimension=True, listed=5, width=22),
    ] = None
    directive: Annotated[str | None, Link(label=N_("Directive"), section="paper", register="directives", width=24)] = None
    approver: Annotated[str | None, Text(label=N_("Approved by"), section="paper", maximum=120, width=24)] = None
    approved: Annotated[date | None, Day(label=N_("Approved on"), section="paper", width=10)] = None
    begins: Annotated[datetime | None, Moment(label=N_("Begins"), section="aim", required=True, listed=3, width=16)] = None
    ends: Annotated[datetime | None, Moment(label=N_("Ends"), section="aim", required=True, listed=4, width=16)] = None
    patrol_kind: Annotated[
        str | None, Choice(label=N_("Kind of patrol"), section="aim", codes="patrol_kind", dimension=True, width=22)
    ] = None
    patrols: Annotated[
        int | None,
        Count(
            label=N_("Patrols planned"),
            help=N_("How many patrols the plan wants; those done are counted by themselves."),
            section="aim",
            maximum=1000,
            width=6,
        ),
    ] = None
    distance: Annotated[
        int | None,
        Length(
            label=N_("Distance planned"),
            help=N_("In kilometres for the whole plan; compared with the patrols done."),
            section="aim",
            width=10,
        ),
    ] = None
    sessions: Annotated[int | None, Count(label=N_("Sessions planned"), section="aim", maximum=1000, width=6)] = None
    checks: Annotated[int | None, Count(label=N_("Checks planned"), section="aim", maximum=1000, width=6)] = None
    forces: Annotated[str | None, Text(label=N_("Forces"), section="aim", maximum=300, width=40)] = None
    content: Annotated[str | None, Text(label=N_("Content"), section="aim", lines=3, maximum=4000, width=50)] = None
    report_due: Annotated[date | None, Day(label=N_("Report due"), section="result", width=10)] = None
    reported: Annotated[date | None, Day(label=N_("Reported on"), section="result", width=10)] = None
    result: Annotated[str | None, Text(label=N_("Result"), section="result", lines=3, maximum=4000, width=50)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="result", codes="classification")] = None


def _in_order(plan: Plan) -> Iterator[Problem]:
    if plan.begins and plan.ends and plan.ends < plan.begins:
        yield Problem("ends", Message(N_("The end lies before the beginning. Check the time.")))


PLANS = register(
    Plan,
    kind="plans",
    label=N_("Plans"),
    singular=N_("Plan"),
    new=N_("New plan"),
    icon="calendar-days",
    prefix="KH",
    help=N_(
        "One plan for a time: patrols, awareness, coordination, with the numbers intended. What was really done is "
        "counted from the other registers and compared with it, so write no results as numbers here. A single patrol "
        "is not a plan."
    ),
    sections=(
        Section("paper", N_("The plan")),
        Section("aim", N_("What is planned")),
        Section("result", N_("Result")),
    ),
    rules=(_in_order,),
    moment="begins",
)
