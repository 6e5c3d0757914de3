"""Orders that restrict or suspend activity in the belt or the border area, with their clock (Law 66/2020 art. 11.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Moment, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Suspension:
    """One order (lệnh tạm dừng)."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    scope: Annotated[
        str | None,
        Choice(
            label=N_("Who orders, and where"),
            section="order",
            required=True,
            codes="suspension_scope",
            dimension=True,
            listed=4,
            width=34,
        ),
    ] = None
    began: Annotated[
        datetime | None,
        Moment(
            label=N_("In force from"),
            help=N_("The hours of the law run from here: write the hour it was announced."),
            section="order",
            required=True,
            listed=2,
            width=16,
        ),
    ] = None
    planned_end: Annotated[datetime | None, Moment(label=N_("Planned end"), section="order", width=16)] = None
    area: Annotated[
        str | None,
        Text(
            label=N_("Area"),
            offers=("place",),
            section="order",
            required=True,
            searchable=True,
            maximum=300,
            listed=3,
            width=40,
        ),
    ] = None
    activities: Annotated[
        str | None, Text(label=N_("What is restricted"), section="order", required=True, lines=2, maximum=2000, width=50)
    ] = None
    reason: Annotated[str | None, Text(label=N_("Reason"), section="order", required=True, lines=2, maximum=2000, width=50)] = (
        None
    )
    decided_by: Annotated[str | None, Text(label=N_("Decided by"), section="order", required=True, maximum=120, width=24)] = (
        None
    )
    paper_no: Annotated[
        str | None, Text(label=N_("Paper no."), section="order", maximum=60, searchable=True, listed=6, width=14)
    ] = None
    reported: Annotated[
        datetime | None,
        Moment(
            label=N_("Reported to the level above at"),
            help=N_("At once, by any means; write the hour of the first report."),
            section="report",
            width=16,
        ),
    ] = None
    told: Annotated[
        str | None,
        Text(label=N_("Bodies and people informed"), offers=("agency", "unit"), section="report", maximum=300, width=40),
    ] = None
    extended: Annotated[
        datetime | None, Moment(label=N_("Extended by the provincial People's Committee at"), section="report", width=16)
    ] = None
    extension_paper: Annotated[str | None, Text(label=N_("Extension paper no."), section="report", maximum=60, width=14)] = None
    ended: Annotated[datetime | None, Moment(label=N_("Ended at"), section="end", listed=5, width=16)] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="end", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="end", codes="classification")] = None


def _in_order(suspension: Suspension) -> Iterator[Problem]:
    for name in ("planned_end", "reported", "extended", "ended"):
        at = getattr(suspension, name)
        if at and suspension.began and at < suspension.began:
            yield Problem(name, Message(N_("This lies before the order came into force. Check the time.")))


def _who_extends(suspension: Suspension) -> Iterator[Problem]:
    if suspension.extended and suspension.scope == "belt":
        yield Problem(
            "extended", Message(N_("Only an order for the border area can be extended. Check who orders.")), blocking=False
        )


SUSPENSIONS = register(
    Suspension,
    kind="suspensions",
    label=N_("Suspension orders"),
    singular=N_("Suspension order"),
    new=N_("New order"),
    icon="ban",
    prefix="TD",
    help=N_(
        "One order that suspends activity in the border belt or area, with the hour it begins. The law limits it: 12 "
        "hours in the belt, 24 in the border area, extended once. Report it at once and write the hour it ended; "
        "Today shows the hours left and an overrun is only shown, never blocked."
    ),
    sections=(
        Section("order", N_("The order")),
        Section("report", N_("Report and extension")),
        Section("end", N_("End")),
    ),
    rules=(_in_order, _who_extends),
    moment="began",
)
