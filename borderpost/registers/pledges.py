"""Pledges signed by households and vehicle owners (dispatch 2978, task 4; indicator K4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Choices, Count, Day, Flag, Link, Moment, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Pledge:
    """One pledge (bản cam kết)."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    signed: Annotated[datetime | None, Moment(label=N_("Signed at"), section="pledge", required=True, listed=2, width=16)] = (
        None
    )
    kind: Annotated[
        str | None,
        Choice(
            label=N_("Who pledges"), section="pledge", required=True, codes="pledge_kind", dimension=True, listed=4, width=24
        ),
    ] = None
    count: Annotated[
        int | None,
        Count(
            label=N_("Number of pledges"),
            help=N_("How many pledges this entry stands for; 1 for one household."),
            section="pledge",
            required=True,
            minimum=1,
            maximum=10000,
            listed=6,
            width=8,
        ),
    ] = None
    person: Annotated[str | None, Link(label=N_("Person"), section="pledge", register="persons", width=24)] = None
    signer: Annotated[
        str | None,
        Text(label=N_("Household, owner or firm"), section="pledge", searchable=True, maximum=160, listed=3, width=30),
    ] = None
    place: Annotated[
        str | None,
        Text(label=N_("Place"), offers=("place",), section="pledge", searchable=True, maximum=200, listed=5, width=28),
    ] = None
    contents: Annotated[
        list[str] | None, Choices(label=N_("Topics"), section="pledge", codes="session_topic", dimension=True)
    ] = None
    session: Annotated[str | None, Link(label=N_("Awareness session"), section="pledge", register="sessions", width=20)] = None
    officer: Annotated[str | None, Text(label=N_("Officer"), section="pledge", maximum=120, width=24)] = None
    until: Annotated[date | None, Day(label=N_("Holds until"), section="result", width=10)] = None
    checked: Annotated[date | None, Day(label=N_("Checked on"), section="result", width=10)] = None
    broken: Annotated[bool | None, Flag(label=N_("Pledge broken"), section="result", dimension=True)] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="result", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="result", codes="classification")] = None


def _named(pledge: Pledge) -> Iterator[Problem]:
    if not (pledge.person or pledge.signer):
        yield Problem("signer", Message(N_("Write who pledges, or choose the person.")))


PLEDGES = register(
    Pledge,
    kind="pledges",
    label=N_("Pledges"),
    singular=N_("Pledge"),
    new=N_("New pledge"),
    icon="signature",
    prefix="CK",
    help=N_(
        "Pledges signed: one entry for one household, owner or place, or one for all that were signed together, with "
        "their number. The report counts the pledges. Write when one was checked or broken; what follows belongs in "
        "Summonses or Sanctions."
    ),
    sections=(
        Section("pledge", N_("The pledge")),
        Section("result", N_("How it is kept")),
    ),
    rules=(_named,),
    moment="signed",
    quick=("signed", "signer", "kind", "count", "place", "contents", "session", "officer"),
)
