"""Meetings with other forces and bodies, and their minutes (giao ban, họp phối hợp; dispatch 2978, task 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Day, Flag, Link, Moment, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_


@dataclass(eq=False)
class Meeting:
    """One meeting."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    held: Annotated[datetime | None, Moment(label=N_("Held at"), section="meeting", required=True, listed=2, width=16)] = None
    kind: Annotated[
        str | None,
        Choice(label=N_("Kind"), section="meeting", required=True, codes="meeting_kind", dimension=True, listed=4, width=26),
    ] = None
    agency: Annotated[str | None, Link(label=N_("Agency"), section="meeting", register="agencies", listed=3, width=28)] = None
    others: Annotated[
        str | None,
        Text(label=N_("Taking part"), offers=("agency", "unit"), section="meeting", maximum=400, searchable=True, width=40),
    ] = None
    place: Annotated[
        str | None, Text(label=N_("Place"), offers=("place",), section="meeting", maximum=200, listed=5, width=28)
    ] = None
    chair: Annotated[str | None, Text(label=N_("Chair"), section="meeting", maximum=120, width=24)] = None
    recorder: Annotated[str | None, Text(label=N_("Minutes by"), section="meeting", maximum=120, width=24)] = None
    regulation: Annotated[str | None, Link(label=N_("Regulation"), section="meeting", register="regulations", width=24)] = None
    content: Annotated[
        str | None,
        Text(label=N_("Content"), section="minutes", required=True, lines=4, maximum=6000, searchable=True, width=60),
    ] = None
    conclusions: Annotated[str | None, Text(label=N_("Conclusions"), section="minutes", lines=3, maximum=6000, width=60)] = None
    minutes_no: Annotated[
        str | None, Text(label=N_("Minutes no."), section="minutes", maximum=60, searchable=True, width=14)
    ] = None
    next_due: Annotated[date | None, Day(label=N_("Next meeting"), section="next", listed=6, width=10)] = None
    next_held: Annotated[bool | None, Flag(label=N_("The next one was held"), section="next")] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="next", codes="classification")] = None


MEETINGS = register(
    Meeting,
    kind="meetings",
    label=N_("Meetings"),
    singular=N_("Meeting"),
    new=N_("New meeting"),
    icon="users",
    prefix="HN",
    help=N_(
        "Meetings with Vietnamese bodies: briefing, exchange, conclusions, with the minutes. Talks with the neighbour "
        "belong in Talks and exchanges. The date of the next one comes up on Today; what was decided to be done goes "
        "to Due tasks."
    ),
    sections=(
        Section("meeting", N_("Meeting")),
        Section("minutes", N_("Minutes")),
        Section("next", N_("What follows")),
    ),
    moment="held",
)
