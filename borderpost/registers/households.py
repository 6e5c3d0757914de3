"""Households and persons at high risk, why, and what helps them (dispatch 2978, task 7; indicator H1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Choices, Count, Day, Length, Link, Moment, Rows, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_


@dataclass(eq=False)
class Member:
    """A person of the household who is at risk."""

    person: Annotated[str | None, Link(label=N_("Person"), required=True, register="persons", width=24)] = None
    reasons: Annotated[list[str] | None, Choices(label=N_("Reasons"), codes="risk_reason", width=28)] = None
    note: Annotated[str | None, Text(label=N_("Note"), maximum=200, width=24)] = None


@dataclass(eq=False)
class Help:
    """A programme, a job or a loan that was given."""

    kind: Annotated[str | None, Choice(label=N_("Kind"), required=True, codes="help_kind", dimension=True, width=22)] = None
    programme: Annotated[str | None, Text(label=N_("Programme"), maximum=160, width=24)] = None
    given: Annotated[date | None, Day(label=N_("Given on"), width=10)] = None
    amount: Annotated[int | None, Count(label=N_("Amount, in dong"), maximum=10000000000, width=14)] = None
    provider: Annotated[str | None, Text(label=N_("Given by"), offers=("agency",), maximum=160, width=24)] = None


@dataclass(eq=False)
class Household:
    """One household, or one person alone."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    noted: Annotated[datetime | None, Moment(label=N_("Noted at"), section="household", required=True, listed=4, width=16)] = (
        None
    )
    kind: Annotated[
        str | None,
        Choice(
            label=N_("Kind"), section="household", required=True, codes="household_kind", dimension=True, listed=6, width=20
        ),
    ] = None
    head: Annotated[
        str | None,
        Link(label=N_("Head, or the person"), section="household", required=True, register="persons", listed=2, width=24),
    ] = None
    village: Annotated[
        str | None,
        Text(
            label=N_("Village, commune"),
            offers=("place",),
            section="household",
            required=True,
            searchable=True,
            maximum=200,
            listed=3,
            width=30,
        ),
    ] = None
    distance: Annotated[int | None, Length(label=N_("Way from the post"), section="household", maximum=500_000, width=8)] = None
    members_count: Annotated[int | None, Count(label=N_("Members"), section="household", maximum=50, width=6)] = None
    members: Annotated[list[Member], Rows(label=N_("Persons at risk"), section="household", row=Member, tabulated=True)] = (
        field(default_factory=list)
    )
    reasons: Annotated[
        list[str] | None, Choices(label=N_("Reasons"), section="risk", required=True, codes="risk_reason", dimension=True)
    ] = None
    level: Annotated[
        str | None,
        Choice(label=N_("Risk"), section="risk", required=True, codes="risk_level", dimension=True, listed=5, width=14),
    ] = None
    why: Annotated[str | None, Text(label=N_("In your own words"), section="risk", lines=2, maximum=2000, width=50)] = None
    help: Annotated[list[Help], Rows(label=N_("Help"), section="help", row=Help, tabulated=True)] = field(default_factory=list)
    agency: Annotated[str | None, Link(label=N_("Agency in charge"), section="help", register="agencies", width=28)] = None
    closed: Annotated[date | None, Day(label=N_("No longer at risk since"), section="help", width=10)] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="help", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="help", codes="classification")] = None


HOUSEHOLDS = register(
    Household,
    kind="households",
    label=N_("At-risk households"),
    singular=N_("Household"),
    new=N_("New household"),
    icon="house",
    prefix="HO",
    help=N_(
        "One household or one person at high risk of being trafficked, and why. Each visit goes to Visits, help given "
        "stands here. The report counts households, people and help. Being at risk is no offence: keep the reasons "
        "factual and close the entry when the risk is over."
    ),
    sections=(
        Section("household", N_("Household")),
        Section("risk", N_("Why at risk")),
        Section("help", N_("What helps")),
    ),
    moment="noted",
)
