"""Receptions: people arrive at the post's care, with the clock "at once" (DOMAIN.md section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Count, Flag, Link, MarkerNumber, Moment, Rows, Text
from borderpost.domain.records import Derived, Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Received:
    """A person taken into care."""

    person: Annotated[str | None, Link(label=N_("Person"), register="persons", required=True, width=24)] = None
    category: Annotated[str | None, Choice(label=N_("Category"), codes="victim_category", required=True, dimension=True)] = None
    health: Annotated[str | None, Text(label=N_("State of health"), maximum=200)] = None
    minor_escort: Annotated[str | None, Text(label=N_("Guardian or escort"), maximum=120)] = None


@dataclass(eq=False)
class Reception:
    """One reception of one or more people."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    route: Annotated[
        str | None,
        Choice(label=N_("Route"), codes="victim_route", section="how", required=True, listed=3, dimension=True, width=24),
    ] = None
    found: Annotated[datetime | None, Moment(label=N_("Found at"), section="how", width=16)] = None
    received: Annotated[datetime | None, Moment(label=N_("Received at"), section="how", required=True, listed=2, width=16)] = (
        None
    )
    detection: Annotated[str | None, Link(label=N_("Detection"), register="detections", section="how", width=16)] = None
    border: Annotated[str | None, Choice(label=N_("Border"), codes="border", section="how", dimension=True, width=12)] = None
    marker: Annotated[str | None, MarkerNumber(label=N_("Near marker"), section="how", width=10)] = None
    place: Annotated[
        str | None, Text(label=N_("Place"), offers=("place",), section="how", searchable=True, maximum=200, width=28)
    ] = None
    handed_over_by: Annotated[
        str | None,
        Text(label=N_("Handed over by"), offers=("agency", "unit"), section="how", maximum=200, searchable=True, width=28),
    ] = None
    officer: Annotated[
        str | None, Text(label=N_("Receiving officer"), section="how", required=True, searchable=True, maximum=80, listed=5)
    ] = None
    people: Annotated[list[Received], Rows(label=N_("People received"), section="people", row=Received, tabulated=True)] = (
        field(default_factory=list)
    )
    needs_met: Annotated[
        datetime | None,
        Moment(
            label=N_("Essential needs met at"), section="care", width=16, help=N_("Food, clothes, a place to rest, first aid.")
        ),
    ] = None
    needs: Annotated[str | None, Text(label=N_("What was given"), section="care", lines=2, maximum=1000, width=40)] = None
    medical: Annotated[datetime | None, Moment(label=N_("Medical check at"), section="care", width=16)] = None
    interpreter: Annotated[str | None, Text(label=N_("Interpreter, language"), section="care", maximum=120)] = None
    female_officer: Annotated[bool | None, Flag(label=N_("Woman officer present"), section="care")] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="care", lines=3, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), codes="classification", section="care")] = None


def _in_order(reception: Reception) -> Iterator[Problem]:
    if reception.found and reception.received and reception.received < reception.found:
        yield Problem("received", Message(N_("Received before found. Correct one of the times.")))
    for name in ("needs_met", "medical"):
        at = getattr(reception, name)
        if at and reception.received and at < reception.received:
            yield Problem(name, Message(N_("This lies before the reception. Check the time.")), blocking=False)


def _received_people(reception: Reception) -> int:
    return len({item.person for item in reception.people})


RECEPTIONS = register(
    Reception,
    kind="receptions",
    label=N_("Receptions"),
    singular=N_("Reception"),
    new=N_("New reception"),
    icon="log-in",
    prefix="TN",
    help=N_(
        "One reception of one or more people who were rescued, came by themselves or were handed back. Write each "
        "person's category; being received is not yet being a victim. The clock runs from reception until essential "
        "needs are met and until hand-over, at once by law. The stay of each possible victim is followed in Victim "
        "cases."
    ),
    sections=(
        Section("how", N_("How they came")),
        Section("people", N_("People")),
        Section("care", N_("Care")),
    ),
    rules=(_in_order,),
    derived=(Derived("received_people", Count(label=N_("People"), listed=4, width=6), _received_people),),
    moment="received",
)
