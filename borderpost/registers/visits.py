"""Visits to households at risk, planned and done (dispatch 2978, task 7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Choices, Link, Moment, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Visit:
    """One visit."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    planned: Annotated[datetime | None, Moment(label=N_("Planned for"), section="visit", required=True, listed=2, width=16)] = (
        None
    )
    household: Annotated[
        str | None, Link(label=N_("Household"), section="visit", required=True, register="households", listed=3, width=28)
    ] = None
    officer: Annotated[
        str | None, Text(label=N_("Officer"), section="visit", required=True, maximum=120, listed=5, searchable=True, width=24)
    ] = None
    purpose: Annotated[str | None, Text(label=N_("Purpose"), section="visit", maximum=300, width=40)] = None
    visited: Annotated[datetime | None, Moment(label=N_("Visited at"), section="found", listed=4, width=16)] = None
    met: Annotated[str | None, Text(label=N_("Who was met"), section="found", maximum=200, width=30)] = None
    findings: Annotated[str | None, Text(label=N_("What was found"), section="found", lines=3, maximum=4000, width=50)] = None
    level: Annotated[
        str | None, Choice(label=N_("Risk now"), section="found", codes="risk_level", dimension=True, listed=6, width=14)
    ] = None
    help_needed: Annotated[
        list[str] | None, Choices(label=N_("Help needed"), section="found", codes="help_kind", dimension=True)
    ] = None
    next_step: Annotated[str | None, Text(label=N_("Next step"), section="found", maximum=300, width=40)] = None
    tip_raised: Annotated[str | None, Link(label=N_("Tip"), section="found", register="tips", width=20)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="found", codes="classification")] = None


def _told(visit: Visit) -> Iterator[Problem]:
    if visit.visited and not visit.findings:
        yield Problem("findings", Message(N_("Write in a few words what was found.")), blocking=False)


VISITS = register(
    Visit,
    kind="visits",
    label=N_("Visits"),
    singular=N_("Visit"),
    new=N_("New visit"),
    icon="map-pin",
    prefix="TH",
    help=N_(
        "Visits to households at risk, planned first and filled in after. A planned one comes up on Today. News of a "
        "disappearance or a broker is written as a Tip at once and linked here."
    ),
    sections=(
        Section("visit", N_("The visit")),
        Section("found", N_("What was found")),
    ),
    rules=(_told,),
    moment="planned",
    quick=("planned", "household", "officer", "purpose"),
)
