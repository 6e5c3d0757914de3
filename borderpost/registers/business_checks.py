"""Checks of businesses where victims are held or brokered (DOMAIN.md section 6, indicator P3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Choices, Count, Link, Moment, Rows, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_


@dataclass(eq=False)
class Met:
    """A person met there who needs to be known."""

    person: Annotated[str | None, Link(label=N_("Person"), required=True, register="persons", width=24)] = None
    note: Annotated[str | None, Text(label=N_("Note"), maximum=200, width=28)] = None


@dataclass(eq=False)
class BusinessCheck:
    """One check of one place."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    checked: Annotated[datetime | None, Moment(label=N_("Checked at"), section="place", required=True, listed=2, width=16)] = (
        None
    )
    name: Annotated[
        str | None, Text(label=N_("Business"), section="place", required=True, searchable=True, maximum=200, listed=3, width=30)
    ] = None
    kind: Annotated[
        str | None,
        Choice(label=N_("Kind"), section="place", required=True, codes="business_kind", dimension=True, listed=4, width=26),
    ] = None
    address: Annotated[
        str | None,
        Text(label=N_("Address"), offers=("place",), section="place", maximum=300, searchable=True, listed=5, width=36),
    ] = None
    owner: Annotated[str | None, Link(label=N_("Owner"), section="place", register="persons", width=24)] = None
    with_agency: Annotated[
        str | None, Text(label=N_("Together with"), offers=("agency", "unit"), section="place", maximum=200, width=28)
    ] = None
    workers: Annotated[int | None, Count(label=N_("Workers met"), section="found", maximum=5000, width=6)] = None
    strangers: Annotated[
        int | None,
        Count(
            label=N_("Not registered"),
            help=N_("People found there who were not registered."),
            section="found",
            maximum=5000,
            width=6,
        ),
    ] = None
    minors: Annotated[int | None, Count(label=N_("Under 18"), section="found", maximum=5000, width=6)] = None
    indicators: Annotated[
        list[str] | None,
        Choices(label=N_("Signs of trafficking"), section="found", codes="screening_indicator", dimension=True),
    ] = None
    people: Annotated[list[Met], Rows(label=N_("People of concern"), section="found", row=Met, tabulated=True)] = field(
        default_factory=list
    )
    findings: Annotated[str | None, Text(label=N_("What was found"), section="found", lines=3, maximum=4000, width=50)] = None
    result: Annotated[
        str | None,
        Choice(label=N_("Result"), section="result", required=True, codes="check_result", dimension=True, listed=6, width=24),
    ] = None
    sanction: Annotated[str | None, Link(label=N_("Sanction"), section="result", register="sanctions", width=20)] = None
    detection: Annotated[str | None, Link(label=N_("Detection"), section="result", register="detections", width=16)] = None
    officer: Annotated[
        str | None, Text(label=N_("Officer"), section="result", required=True, maximum=120, searchable=True, width=24)
    ] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="result", codes="classification")] = None


BUSINESS_CHECKS = register(
    BusinessCheck,
    kind="business_checks",
    label=N_("Business checks"),
    singular=N_("Business check"),
    new=N_("New business check"),
    icon="search",
    prefix="KD",
    help=N_(
        "One check of one place of business: inns, karaoke, brokers, drivers. The report counts the checks by kind of "
        "place. Signs of trafficking are marked here and lead to a Tip or a Detection; a violation goes to Sanctions."
    ),
    sections=(
        Section("place", N_("The business")),
        Section("found", N_("What was found")),
        Section("result", N_("Result")),
    ),
    moment="checked",
    quick=("checked", "name", "kind", "address", "workers", "strangers", "result", "officer"),
)
