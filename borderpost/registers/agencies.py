"""The agency book: whom the post works with, since when, and who came after (dispatch 2978, task 6; DOMAIN.md section 1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from borderpost.domain.fields import Choice, Choices, Day, Link, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Agency:
    """One agency in one period of its life."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, searchable=True, width=12)] = None
    name: Annotated[
        str | None, Text(label=N_("Name"), section="agency", required=True, listed=1, searchable=True, maximum=200, width=40)
    ] = None
    kind: Annotated[
        str | None,
        Choice(
            label=N_("Kind of body"), section="agency", required=True, codes="receiver_kind", dimension=True, listed=3, width=26
        ),
    ] = None
    area: Annotated[
        str | None,
        Text(label=N_("Area"), offers=("place",), section="agency", maximum=200, searchable=True, listed=4, width=28),
    ] = None
    does: Annotated[
        list[str] | None, Choices(label=N_("What it does for us"), section="agency", codes="agency_service", dimension=True)
    ] = None
    contact: Annotated[str | None, Text(label=N_("Contact person"), section="reach", maximum=160, width=28)] = None
    phone: Annotated[str | None, Text(label=N_("Phone"), section="reach", maximum=80, listed=2, searchable=True, width=18)] = (
        None
    )
    night_phone: Annotated[str | None, Text(label=N_("Phone at night"), section="reach", maximum=80, width=18)] = None
    address: Annotated[str | None, Text(label=N_("Address"), offers=("place",), section="reach", maximum=300, width=40)] = None
    valid_from: Annotated[date | None, Day(label=N_("Valid from"), section="valid", width=10)] = None
    valid_to: Annotated[date | None, Day(label=N_("Valid until"), section="valid", listed=5, width=10)] = None
    successor: Annotated[str | None, Link(label=N_("Successor"), section="valid", register="agencies", width=28)] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="valid", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="valid", codes="classification")] = None


def _succeeded(agency: Agency) -> Iterator[Problem]:
    if agency.valid_from and agency.valid_to and agency.valid_to < agency.valid_from:
        yield Problem("valid_to", Message(N_("This lies before the first day in force. Check the date.")))
    if agency.valid_to and not agency.successor:
        yield Problem("successor", Message(N_("Choose who took over its work, if somebody did.")), blocking=False)


AGENCIES = register(
    Agency,
    kind="agencies",
    label=N_("Agency book"),
    singular=N_("Agency"),
    new=N_("New agency"),
    icon="house",
    prefix="CQ",
    help=N_(
        "Bodies the post works with: who answers by day and by night, what for. When a body is renamed or merged, end "
        "the entry by its date and name the successor; old records keep the old name. Foreign units belong in Foreign "
        "counterparts."
    ),
    sections=(
        Section("agency", N_("Agency")),
        Section("reach", N_("How to reach it")),
        Section("valid", N_("Validity")),
    ),
    rules=(_succeeded,),
    title="name",
)
