"""Custody: emergency holding, criminal and administrative custody, with hour and date (CPC 110-118, AVL 122; DOMAIN.md 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Count, Link, Moment, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


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
    extensions: Annotated[int | None, Count(label=N_("Extensions"), section="decision", maximum=2, width=6)] = None
    extension_paper: Annotated[
        str | None,
        Text(label=N_("Extension approved by, no."), section="decision", maximum=200, width=28),
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
    if custody.extensions and not custody.extension_paper:
        yield Problem("extension_paper", Message(N_("Write who approved the extension, and the paper.")), blocking=False)


CUSTODIES = register(
    Custody,
    kind="custodies",
    label=N_("Custody"),
    singular=N_("Custody"),
    new=N_("New custody"),
    icon="hourglass",
    prefix="TG",
    sections=(
        Section("hold", N_("Holding")),
        Section("decision", N_("Decision and extension")),
        Section("end", N_("End")),
    ),
    rules=(_in_order, _approved),
    moment="held",
)
