"""Custody: emergency holding, criminal and administrative custody, with hour and date (CPC 110-118, AVL 122; DOMAIN.md 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from borderpost.domain import extensions
from borderpost.domain.extensions import Extension
from borderpost.domain.fields import Choice, Count, Link, Moment, Plain, Rows, Text
from borderpost.domain.records import Derived, Section, register
from borderpost.domain.words import N_, Message, Problem

MOST = 2
"""The rules know a first and a second extension; a third row changes no end."""


@dataclass(eq=False)
class Custody:
    """One person held."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    person: Annotated[str | None, Link(label=N_("Person"), register="persons", section="hold", required=True, width=24)] = None
    detection: Annotated[str | None, Link(label=N_("Detection"), register="detections", section="hold", width=16)] = None
    measure: Annotated[
        str | None,
        Choice(label=N_("Measure"), codes="custody_measure", section="hold", required=True, dimension=True, listed=4, width=28),
    ] = None
    basis: Annotated[str | None, Text(label=N_("Basis"), offers=("basis",), section="hold", maximum=300, width=30)] = None
    held: Annotated[datetime | None, Moment(label=N_("Held from"), section="hold", required=True, listed=2, width=16)] = None
    arrived: Annotated[
        datetime | None,
        Moment(
            label=N_("Arrived at the seat"),
            section="hold",
            listed=3,
            width=16,
            help=N_("Custody counts from it; where the law is unsure both ends are shown, the earlier warns."),
        ),
    ] = None
    decided: Annotated[datetime | None, Moment(label=N_("Decided at"), section="decision", width=16)] = None
    decision_no: Annotated[
        str | None, Text(label=N_("Decision no."), section="decision", maximum=60, searchable=True, width=14)
    ] = None
    approver: Annotated[str | None, Text(label=N_("Decided by"), section="decision", maximum=120, width=24)] = None
    sent: Annotated[datetime | None, Moment(label=N_("Sent to the procuracy at"), section="decision", width=16)] = None
    extension_events: Annotated[
        list[Extension],
        Rows(
            label=N_("Extensions"),
            section="decision",
            row=Extension,
            tabulated=True,
            help=N_("One row for each request; a request without an answer runs its own clock."),
        ),
    ] = field(default_factory=list)
    extensions: Annotated[
        int | None,
        Count(label=N_("Number of extensions (older record)"), section="decision", maximum=MOST, former=True, width=26),
    ] = None
    extension_paper: Annotated[
        str | None,
        Text(label=N_("Extension approved by, no."), section="decision", maximum=200, former=True, width=28),
    ] = None
    ended: Annotated[datetime | None, Moment(label=N_("Ended at"), section="end", listed=5, width=16)] = None
    end_kind: Annotated[str | None, Choice(label=N_("How it ended"), codes="custody_end", section="end", dimension=True)] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="end", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), codes="classification", section="end")] = None


def _in_order(custody: Custody) -> Iterator[Problem]:
    for name in ("arrived", "decided", "ended"):
        at = getattr(custody, name)
        if at and custody.held and at < custody.held:
            yield Problem(name, Message(N_("This lies before the holding. Check the time.")))


def _approved(custody: Custody) -> Iterator[Problem]:
    yield from extensions.problems(custody.extension_events, "extension_events")
    before, rows = custody.extensions or 0, custody.extension_events
    if before and not rows and not custody.extension_paper:
        yield Problem("extension_paper", Message(N_("Write who approved the extension, and the paper.")), blocking=False)
    if rows and len(extensions.granted(rows)) < before:
        sentence = Message(N_("Fewer rows than this number. Write a row for each, then empty it."))
        yield Problem("extensions", sentence, blocking=False)


def _granted(custody: Custody) -> Plain:
    rows = len(extensions.granted(custody.extension_events))
    return min(max(rows, custody.extensions or 0), MOST) or None


def _asked(custody: Custody) -> Plain:
    row = extensions.current(custody.extension_events)
    return None if row is None else extensions.text(row.asked)


def _answered(custody: Custody) -> Plain:
    row = extensions.current(custody.extension_events)
    return None if row is None else extensions.text(row.answered)


def _until(custody: Custody) -> Plain:
    return extensions.until(custody.extension_events)


CUSTODIES = register(
    Custody,
    kind="custodies",
    label=N_("Custody"),
    singular=N_("Custody"),
    new=N_("New custody"),
    icon="hourglass",
    prefix="TG",
    help=N_(
        "One holding of one person, with the hour it began and the hour of arrival at the seat: the law counts by the "
        "hour. Choose the measure; plain illegal crossing is no ground for administrative custody. Today shows every "
        "limit. A missed hour is written as it was and explained, never altered."
    ),
    sections=(
        Section("hold", N_("Holding")),
        Section("decision", N_("Decision and extension")),
        Section("end", N_("End")),
    ),
    rules=(_in_order, _approved),
    derived=(
        Derived("extensions_granted", Count(label=N_("Extensions granted"), maximum=MOST), _granted),
        Derived("extension_asked", Moment(label=N_("Extension asked at")), _asked),
        Derived("extension_answered", Moment(label=N_("Extension answered at")), _answered),
        Derived("extended_until", Moment(label=N_("Extended until")), _until),
    ),
    moment="held",
)
