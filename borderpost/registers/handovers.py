"""Hand-overs of people, evidence and files, with feedback due (Border Law 66/2020 art. 10.2d; DOMAIN.md sections 3 and 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from borderpost.domain.clock import local_date
from borderpost.domain.fields import Choice, Choices, Count, Day, Link, Moment, Rows, Text
from borderpost.domain.records import Derived, Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class HandedPerson:
    """A person handed over or taken over."""

    person: Annotated[str | None, Link(label=N_("Person"), shared=True, register="persons", required=True, width=24)] = None
    victim_case: Annotated[str | None, Link(label=N_("Victim case"), register="victim_cases", width=16)] = None
    state: Annotated[str | None, Text(label=N_("Physical state"), shared=True, maximum=200)] = None
    belongings: Annotated[str | None, Text(label=N_("Belongings, papers"), shared=True, maximum=300)] = None
    escort: Annotated[str | None, Text(label=N_("Escort of a child"), shared=True, maximum=120)] = None


@dataclass(eq=False)
class HandedItem:
    """A piece of evidence or a file handed over."""

    what: Annotated[str | None, Text(label=N_("What"), shared=True, maximum=200, required=True)] = None
    quantity: Annotated[int | None, Count(label=N_("Quantity"), shared=True, maximum=100_000_000, width=8)] = None
    unit: Annotated[str | None, Text(label=N_("Unit"), shared=True, maximum=20, width=8)] = None
    state: Annotated[str | None, Text(label=N_("State"), shared=True, maximum=200)] = None


@dataclass(eq=False)
class Handover:
    """One hand-over record (biên bản bàn giao, trao trả)."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    handed: Annotated[
        datetime | None, Moment(label=N_("Handed over at"), shared=True, section="act", required=True, listed=2, width=16)
    ] = None
    direction: Annotated[
        str | None,
        Choice(
            label=N_("Direction"),
            shared=True,
            codes="handover_direction",
            section="act",
            required=True,
            dimension=True,
            listed=5,
        ),
    ] = None
    subject: Annotated[
        list[str] | None,
        Choices(
            label=N_("What is handed over"), shared=True, codes="handover_subject", section="act", required=True, dimension=True
        ),
    ] = None
    basis: Annotated[str | None, Text(label=N_("Basis"), offers=("basis",), section="act", maximum=300, width=30)] = None
    place: Annotated[
        str | None, Text(label=N_("Place"), offers=("place",), shared=True, section="act", maximum=200, width=28)
    ] = None
    receiver_kind: Annotated[
        str | None,
        Choice(
            label=N_("Kind of body"),
            shared=True,
            codes="receiver_kind",
            section="parties",
            required=True,
            dimension=True,
            width=24,
        ),
    ] = None
    receiver: Annotated[
        str | None,
        Text(
            label=N_("Other side"),
            offers=("agency", "unit"),
            shared=True,
            section="parties",
            required=True,
            searchable=True,
            maximum=200,
            listed=3,
            width=28,
        ),
    ] = None
    receiver_person: Annotated[
        str | None, Text(label=N_("Their representative"), shared=True, section="parties", maximum=120, width=24)
    ] = None
    officer: Annotated[
        str | None,
        Text(
            label=N_("Our representative"),
            shared=True,
            section="parties",
            required=True,
            maximum=120,
            searchable=True,
            width=24,
        ),
    ] = None
    detection: Annotated[str | None, Link(label=N_("Detection"), register="detections", section="parties", width=16)] = None
    reception: Annotated[str | None, Link(label=N_("Reception"), register="receptions", section="parties", width=16)] = None
    people: Annotated[
        list[HandedPerson], Rows(label=N_("People"), shared=True, section="people", row=HandedPerson, tabulated=True)
    ] = field(default_factory=list)
    items: Annotated[list[HandedItem], Rows(label=N_("Evidence, files"), shared=True, section="people", row=HandedItem)] = (
        field(default_factory=list)
    )
    paper_no: Annotated[
        str | None, Text(label=N_("Record no."), shared=True, section="people", maximum=60, searchable=True)
    ] = None
    feedback_due: Annotated[
        date | None,
        Day(
            label=N_("Feedback due"),
            help=N_("The day the receiver must report back; Today reminds until it is written."),
            section="feedback",
            listed=4,
            width=10,
        ),
    ] = None
    feedback_at: Annotated[date | None, Day(label=N_("Feedback received"), section="feedback", width=10)] = None
    feedback: Annotated[
        str | None, Text(label=N_("What they reported"), section="feedback", lines=3, maximum=2000, width=40)
    ] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), codes="classification", section="feedback")] = None


def _something_handed(handover: Handover) -> Iterator[Problem]:
    if not handover.people and not handover.items:
        yield Problem("people", Message(N_("Write who or what is handed over.")))


def _feedback_after(handover: Handover) -> Iterator[Problem]:
    for name in ("feedback_due", "feedback_at"):
        at = getattr(handover, name)
        if at and handover.handed and at < local_date(handover.handed):
            yield Problem(name, Message(N_("This lies before the hand-over. Check the date.")))


def _handed_people(handover: Handover) -> int:
    return len({item.person for item in handover.people})


HANDOVERS = register(
    Handover,
    kind="handovers",
    label=N_("Hand-overs"),
    singular=N_("Hand-over"),
    new=N_("New hand-over"),
    icon="handshake",
    prefix="BG",
    help=N_(
        "One record of people, evidence or files handed over or taken over inside the country or to the neighbour. "
        "The receiver must report back: write when feedback is due, Today reminds. Two-sided hand-over of people at "
        "the border with a signed list belongs in Repatriations. The report counts the people by this record."
    ),
    sections=(
        Section("act", N_("Act")),
        Section("parties", N_("Parties")),
        Section("people", N_("People, evidence, files")),
        Section("feedback", N_("Feedback"), N_("the receiver must report back")),
    ),
    rules=(_something_handed, _feedback_after),
    derived=(Derived("handed_people", Count(label=N_("People"), listed=6, width=6), _handed_people),),
    moment="handed",
)
