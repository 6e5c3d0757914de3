"""Two-sided hand-over of people at the border, recorded in two languages (trao trả; dispatch 2978, task 9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Choices, Link, Moment, Rows, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Returned:
    """A person handed over or taken over."""

    person: Annotated[str | None, Link(label=N_("Person"), shared=True, required=True, register="persons", width=24)] = None
    victim_case: Annotated[str | None, Link(label=N_("Victim case"), register="victim_cases", width=16)] = None
    state: Annotated[str | None, Text(label=N_("Physical state"), shared=True, maximum=200, width=24)] = None
    papers: Annotated[str | None, Text(label=N_("Belongings, papers"), shared=True, maximum=300, width=24)] = None
    escort: Annotated[str | None, Text(label=N_("Escort of a child"), shared=True, maximum=120, width=24)] = None


@dataclass(eq=False)
class Repatriation:
    """One two-sided hand-over."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    signed: Annotated[
        datetime | None, Moment(label=N_("Signed at"), shared=True, section="act", required=True, listed=2, width=16)
    ] = None
    direction: Annotated[
        str | None,
        Choice(
            label=N_("Direction"),
            shared=True,
            section="act",
            required=True,
            codes="handover_direction",
            dimension=True,
            listed=4,
            width=16,
        ),
    ] = None
    counterpart: Annotated[
        str | None,
        Link(label=N_("Counterpart"), shared=True, section="act", required=True, register="counterparts", listed=3, width=28),
    ] = None
    border: Annotated[
        str | None, Choice(label=N_("Border"), shared=True, section="act", codes="border", dimension=True, width=14)
    ] = None
    place: Annotated[
        str | None, Text(label=N_("Place"), offers=("place",), shared=True, section="act", maximum=200, listed=5, width=28)
    ] = None
    list_received: Annotated[
        datetime | None,
        Moment(
            label=N_("Advance list received"),
            help=N_("When the other side's list came, before the meeting."),
            shared=True,
            section="act",
            width=16,
        ),
    ] = None
    identity_checked: Annotated[
        datetime | None, Moment(label=N_("Identities checked"), shared=True, section="act", width=16)
    ] = None
    people: Annotated[list[Returned], Rows(label=N_("People"), shared=True, section="people", row=Returned, tabulated=True)] = (
        field(default_factory=list)
    )
    our_signer: Annotated[
        str | None,
        Text(
            label=N_("Our representative"), shared=True, section="paper", required=True, maximum=120, searchable=True, width=24
        ),
    ] = None
    their_signer: Annotated[
        str | None, Text(label=N_("Their representative"), shared=True, section="paper", maximum=120, width=24)
    ] = None
    interpreter: Annotated[str | None, Text(label=N_("Interpreter"), shared=True, section="paper", maximum=160, width=24)] = (
        None
    )
    languages: Annotated[
        list[str] | None, Choices(label=N_("Languages"), shared=True, section="paper", codes="session_language")
    ] = None
    paper_no: Annotated[
        str | None, Text(label=N_("Record no."), shared=True, section="paper", maximum=60, searchable=True, listed=6, width=14)
    ] = None
    handover: Annotated[str | None, Link(label=N_("Hand-over"), section="paper", register="handovers", width=20)] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="paper", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="paper", codes="classification")] = None


def _in_order(repatriation: Repatriation) -> Iterator[Problem]:
    for name in ("list_received", "identity_checked"):
        at = getattr(repatriation, name)
        if at and repatriation.signed and at > repatriation.signed:
            yield Problem(name, Message(N_("This lies after the signature. Check the time.")))


def _somebody(repatriation: Repatriation) -> Iterator[Problem]:
    if not repatriation.people:
        yield Problem("people", Message(N_("Write who was handed over.")))


REPATRIATIONS = register(
    Repatriation,
    kind="repatriations",
    label=N_("Repatriations"),
    singular=N_("Repatriation"),
    new=N_("New repatriation"),
    icon="log-in",
    prefix="TR",
    help=N_(
        "One hand-over of people at the border signed by both sides, out or in. The report counts acts and people. "
        "Check the list and the identities before signing. A possible victim taken in is also written as a reception "
        "and a victim case; a protected person stands on the paper by pseudonym."
    ),
    sections=(
        Section("act", N_("The hand-over")),
        Section("people", N_("People")),
        Section("paper", N_("The record")),
    ),
    rules=(_in_order, _somebody),
    moment="signed",
)
