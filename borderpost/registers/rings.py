"""Rings (đường dây): who belongs to one, by which route, and when it was broken (DOMAIN.md section 2; indicator C3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Choices, Link, Moment, Rows, Text
from borderpost.domain.records import Moves, Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class RingMember:
    """A person of the ring."""

    person: Annotated[str | None, Link(label=N_("Person"), required=True, register="persons", width=24)] = None
    role: Annotated[str | None, Choice(label=N_("Role"), required=True, codes="person_role", dimension=True, width=20)] = None
    note: Annotated[str | None, Text(label=N_("Note"), maximum=200, width=28)] = None


@dataclass(eq=False)
class RingRecord:
    """A record that belongs to the ring."""

    record: Annotated[str | None, Link(label=N_("Record"), required=True, register="", width=28)] = None
    note: Annotated[str | None, Text(label=N_("Note"), maximum=200, width=28)] = None


@dataclass(eq=False)
class Ring:
    """One ring."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, searchable=True, width=12)] = None
    name: Annotated[
        str | None, Text(label=N_("Name"), section="ring", required=True, searchable=True, maximum=120, listed=1, width=28)
    ] = None
    opened: Annotated[datetime | None, Moment(label=N_("Opened at"), section="ring", required=True, listed=2, width=16)] = None
    state: Annotated[
        str | None,
        Choice(label=N_("State"), section="ring", required=True, codes="ring_state", dimension=True, listed=3, width=22),
    ] = None
    offence: Annotated[
        str | None, Choice(label=N_("Suspected offence"), section="ring", codes="legal_class", dimension=True, width=30)
    ] = None
    route: Annotated[
        str | None, Text(label=N_("Way used"), section="ring", maximum=300, searchable=True, listed=4, width=40)
    ] = None
    destination: Annotated[
        str | None, Choice(label=N_("Destination"), section="ring", codes="nationality", dimension=True, width=24)
    ] = None
    methods: Annotated[
        list[str] | None, Choices(label=N_("Methods"), section="ring", codes="trafficking_method", dimension=True)
    ] = None
    lead: Annotated[str | None, Choice(label=N_("Our part"), section="ring", codes="lead_part", dimension=True, width=20)] = (
        None
    )
    members: Annotated[list[RingMember], Rows(label=N_("Members"), section="people", row=RingMember, tabulated=True)] = field(
        default_factory=list
    )
    records: Annotated[list[RingRecord], Rows(label=N_("Records"), section="people", row=RingRecord)] = field(
        default_factory=list
    )
    case_no: Annotated[str | None, Text(label=N_("Case no."), section="end", maximum=60, searchable=True, width=14)] = None
    broken: Annotated[datetime | None, Moment(label=N_("Broken at"), section="end", listed=5, width=16)] = None
    result: Annotated[str | None, Text(label=N_("Result"), section="end", lines=2, maximum=2000, width=50)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="end", codes="classification")] = None


def _broken(ring: Ring) -> Iterator[Problem]:
    if ring.state == "broken" and not ring.broken:
        yield Problem("broken", Message(N_("Write when the ring was broken.")))


TRANSITIONS = {
    "suspected": frozenset({"verifying", "dropped"}),
    "verifying": frozenset({"operation", "broken", "dropped"}),
    "operation": frozenset({"broken", "dropped"}),
    "dropped": frozenset({"suspected"}),
}


RINGS = register(
    Ring,
    kind="rings",
    label=N_("Rings"),
    singular=N_("Ring"),
    new=N_("New ring"),
    icon="waypoints",
    prefix="RG",
    help=N_(
        "One ring: its people, its way of working, the records that speak of it. Evidence is linked, not copied: "
        "choose tips, detections and persons of interest. A single guide without others belongs in Detections. Write "
        "the day it was broken; until then nothing in it is proven."
    ),
    sections=(
        Section("ring", N_("The ring")),
        Section("people", N_("Members and records")),
        Section("end", N_("Result")),
    ),
    rules=(_broken,),
    moment="opened",
    title="name",
    moves=Moves("state", TRANSITIONS),
)
