"""Tips: denunciations, reports and recommendations to prosecute (CPC 144-158; DOMAIN.md section 4).

Who reported is sealed for the informant compartment: tighter than the tip itself. When each step is due is not said here but
in the dated rules of `resources/legal/deadlines.json`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from borderpost.domain import extensions
from borderpost.domain.extensions import Extension
from borderpost.domain.fields import Choice, Count, Day, Flag, Link, Moment, Plain, Rows, Text
from borderpost.domain.records import Derived, Moves, Section, register
from borderpost.domain.words import N_, Message, Problem

REPORTER = "reporter"
VERIFIED = frozenset({"prosecuted", "not_prosecuted", "suspended"})
TRANSITIONS = {
    "received": frozenset({"classified"}),
    "classified": frozenset({"own", "transferred", "not_crime"}),
    "own": frozenset({"verifying"}),
    "verifying": VERIFIED,
    "suspended": frozenset({"resumed", "annulled"}),
    "resumed": frozenset({"verifying"}),
    "annulled": frozenset({"verifying"}),
}
"""The states a tip goes through. An extension is an event, not a state."""


@dataclass(eq=False)
class TipPerson:
    """A person a tip speaks of. Who reported stands here only if the reporter need not be protected."""

    person: Annotated[str | None, Link(label=N_("Person"), register="persons", required=True, width=24)] = None
    role: Annotated[str | None, Choice(label=N_("Role"), codes="person_role", required=True, dimension=True, width=20)] = None
    note: Annotated[str | None, Text(label=N_("Note"), maximum=200, width=28)] = None


@dataclass(eq=False)
class Tip:
    """One tip (tin)."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    kind: Annotated[
        str | None, Choice(label=N_("Kind"), codes="tip_kind", section="received", required=True, dimension=True, listed=5)
    ] = None
    received: Annotated[
        datetime | None,
        Moment(
            label=N_("Received at"),
            help=N_("Every limit of the tip counts from this hour, not from the day it was written down."),
            section="received",
            required=True,
            listed=2,
            width=16,
        ),
    ] = None
    channel: Annotated[
        str | None,
        Choice(label=N_("Channel"), codes="tip_channel", section="received", required=True, dimension=True, listed=4),
    ] = None
    recorded: Annotated[
        datetime | None,
        Moment(label=N_("Record drawn up at"), section="received", width=16, help=N_("Only for a tip brought in person.")),
    ] = None
    officer: Annotated[
        str | None, Text(label=N_("Receiving officer"), section="received", required=True, maximum=120, width=24)
    ] = None
    reporter_kind: Annotated[
        str | None, Choice(label=N_("Reporter"), codes="tip_reporter", section="reporter", required=True, dimension=True)
    ] = None
    reporter_name: Annotated[
        str | None, Text(label=N_("Name of the reporter"), section="reporter", sealed=REPORTER, maximum=120, width=28)
    ] = None
    reporter_phone: Annotated[
        str | None, Text(label=N_("Phone of the reporter"), section="reporter", sealed=REPORTER, maximum=80)
    ] = None
    reporter_address: Annotated[
        str | None,
        Text(
            label=N_("Address of the reporter"), offers=("place",), section="reporter", sealed=REPORTER, maximum=300, width=30
        ),
    ] = None
    content: Annotated[
        str | None,
        Text(
            label=N_("Content"),
            section="content",
            required=True,
            searchable=True,
            lines=4,
            maximum=6000,
            width=60,
            help=N_("Without the name of the reporter: it belongs above, sealed."),
        ),
    ] = None
    place: Annotated[
        str | None, Text(label=N_("Place of the act"), offers=("place",), section="content", searchable=True, maximum=200)
    ] = None
    happened: Annotated[datetime | None, Moment(label=N_("Time of the act"), section="content", width=16)] = None
    offence: Annotated[
        str | None, Choice(label=N_("Suspected offence"), codes="legal_class", section="content", dimension=True, width=30)
    ] = None
    suspects: Annotated[str | None, Text(label=N_("Suspects"), section="content", lines=2, maximum=2000, width=40)] = None
    people: Annotated[list[TipPerson], Rows(label=N_("People"), section="content", row=TipPerson, tabulated=True)] = field(
        default_factory=list
    )
    detection: Annotated[str | None, Link(label=N_("Detection"), register="detections", section="content", width=16)] = None
    state: Annotated[
        str | None,
        Choice(label=N_("State"), codes="tip_state", section="way", required=True, dimension=True, listed=3, width=20),
    ] = None
    classified: Annotated[datetime | None, Moment(label=N_("Classified at"), section="way", width=16)] = None
    classified_as: Annotated[
        str | None, Choice(label=N_("Classified as"), codes="tip_classification", section="way", dimension=True)
    ] = None
    competence: Annotated[
        str | None,
        Choice(
            label=N_("Competence"),
            help=N_("What is not ours is transferred at once."),
            codes="tip_competence",
            section="way",
            dimension=True,
            width=24,
        ),
    ] = None
    assignee: Annotated[str | None, Text(label=N_("Assigned to"), section="way", maximum=120, searchable=True)] = None
    procuracy_notified: Annotated[datetime | None, Moment(label=N_("Procuracy notified at"), section="way", width=16)] = None
    transferred: Annotated[datetime | None, Moment(label=N_("Transferred at"), section="way", width=16)] = None
    transferred_to: Annotated[
        str | None, Text(label=N_("Transferred to"), offers=("agency", "unit"), section="way", maximum=200, width=28)
    ] = None
    transfer_receipt: Annotated[date | None, Day(label=N_("Transfer receipted on"), section="way", width=10)] = None
    complex: Annotated[bool | None, Flag(label=N_("Complex, or several places"), section="term")] = None
    extension_events: Annotated[
        list[Extension], Rows(label=N_("Extensions"), section="term", row=Extension, tabulated=True)
    ] = field(default_factory=list)
    extension_requested: Annotated[
        datetime | None, Moment(label=N_("Extension asked at (older record)"), section="term", former=True, width=16)
    ] = None
    extended: Annotated[
        datetime | None, Moment(label=N_("Extended by the procuracy at"), section="term", former=True, width=16)
    ] = None
    extension_paper: Annotated[str | None, Text(label=N_("Extension paper no."), section="term", former=True, maximum=60)] = (
        None
    )
    suspended: Annotated[datetime | None, Moment(label=N_("Suspended at"), section="term", width=16)] = None
    suspension_reason: Annotated[
        str | None, Choice(label=N_("Reason of suspension"), codes="suspension_reason", section="term", width=28)
    ] = None
    suspension_sent: Annotated[datetime | None, Moment(label=N_("Suspension sent at"), section="term", width=16)] = None
    resumed: Annotated[datetime | None, Moment(label=N_("Resumed or annulled at"), section="term", width=16)] = None
    resumption_sent: Annotated[datetime | None, Moment(label=N_("Resumption sent at"), section="term", width=16)] = None
    decided_again: Annotated[datetime | None, Moment(label=N_("Settled after resumption at"), section="term", width=16)] = None
    decision: Annotated[
        str | None, Choice(label=N_("Decision"), codes="tip_decision", section="result", dimension=True, listed=6, width=20)
    ] = None
    decided: Annotated[datetime | None, Moment(label=N_("Decided at"), section="result", width=16)] = None
    decision_no: Annotated[str | None, Text(label=N_("Decision no."), section="result", maximum=60, searchable=True)] = None
    decision_sent: Annotated[datetime | None, Moment(label=N_("Decision sent to the procuracy at"), section="result")] = None
    result_told: Annotated[datetime | None, Moment(label=N_("Informant told at"), section="result", width=16)] = None
    remarks: Annotated[str | None, Text(label=N_("Remarks"), section="result", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), codes="classification", section="result")] = None


def _nothing_before_it_came(tip: Tip) -> Iterator[Problem]:
    for name in ("recorded", "classified", "procuracy_notified", "transferred", "suspended", "decided"):
        at = getattr(tip, name)
        if at and tip.received and at < tip.received:
            yield Problem(name, Message(N_("This lies before the tip was received. Check the time.")))


def _anonymous(tip: Tip) -> Iterator[Problem]:
    if tip.reporter_kind == "anonymous" and tip.reporter_name:
        yield Problem(
            "reporter_kind", Message(N_("A name is written: choose “protected” if it must not be known.")), blocking=False
        )


def _said_where_to(tip: Tip) -> Iterator[Problem]:
    if tip.state == "transferred" and not tip.transferred_to:
        yield Problem("transferred_to", Message(N_("Write which body the tip went to.")))
    if tip.state == "suspended" and not tip.suspension_reason:
        yield Problem("suspension_reason", Message(N_("A suspension needs its reason.")))


def _extended_in_order(tip: Tip) -> Iterator[Problem]:
    yield from extensions.problems(tip.extension_events, "extension_events")


def _granted(tip: Tip) -> Plain:
    return len(extensions.granted(tip.extension_events)) or (1 if tip.extended else None)


def _asked(tip: Tip) -> Plain:
    row = extensions.current(tip.extension_events)
    return extensions.text(tip.extension_requested if row is None else row.asked)


def _answered(tip: Tip) -> Plain:
    row = extensions.current(tip.extension_events)
    return extensions.text(tip.extended if row is None else row.answered)


def _until(tip: Tip) -> Plain:
    return extensions.until(tip.extension_events)


TIPS = register(
    Tip,
    kind="tips",
    label=N_("Tips"),
    singular=N_("Tip"),
    new=N_("New tip"),
    icon="message-square-warning",
    prefix="TB",
    help=N_(
        "Every denunciation or report, oral or written; none is refused. The reporter's name goes into the sealed "
        "cells only. From reception the law counts: 24 hours to classify, 3 days to notify the procuracy, 20 days to "
        "settle; what is not ours is transferred at once. A person giving himself up is not a tip. The report counts "
        "tips received and settled."
    ),
    sections=(
        Section("received", N_("Receiving")),
        Section("reporter", N_("Who reported"), N_("sealed: only the commander opens it")),
        Section("content", N_("What was reported")),
        Section("way", N_("Classification and competence")),
        Section("term", N_("Extension, suspension")),
        Section("result", N_("Decision and result")),
    ),
    rules=(_nothing_before_it_came, _anonymous, _said_where_to, _extended_in_order),
    derived=(
        Derived("extensions_granted", Count(label=N_("Extensions granted")), _granted),
        Derived("extension_asked", Moment(label=N_("Extension asked at")), _asked),
        Derived("extension_answered", Moment(label=N_("Extension answered at")), _answered),
        Derived("extended_until", Moment(label=N_("Extended until")), _until),
    ),
    moment="received",
    act_moments=("happened", "received"),
    moves=Moves("state", TRANSITIONS),
    default_compartment="informant",
)
