"""Checks of boats and their crews (DOMAIN.md section 2; indicator P4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Choices, Count, Link, Moment, Rows, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Aboard:
    """A person aboard who needs to be known."""

    person: Annotated[str | None, Link(label=N_("Person"), required=True, register="persons", width=24)] = None
    note: Annotated[str | None, Text(label=N_("Note"), maximum=200, width=28)] = None


@dataclass(eq=False)
class BoatCheck:
    """One check of one boat."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    checked: Annotated[datetime | None, Moment(label=N_("Checked at"), section="boat", required=True, listed=2, width=16)] = (
        None
    )
    direction: Annotated[
        str | None,
        Choice(
            label=N_("Direction"), section="boat", required=True, codes="boat_direction", dimension=True, listed=4, width=16
        ),
    ] = None
    place: Annotated[
        str | None, Text(label=N_("Place"), offers=("place",), section="boat", maximum=200, listed=6, width=28)
    ] = None
    plate: Annotated[
        str | None,
        Text(label=N_("Registration no."), section="boat", required=True, searchable=True, maximum=40, listed=3, width=16),
    ] = None
    kind: Annotated[str | None, Choice(label=N_("Kind"), section="boat", codes="boat_kind", dimension=True, width=22)] = None
    home_port: Annotated[str | None, Text(label=N_("Home port"), section="boat", maximum=120, width=24)] = None
    master: Annotated[str | None, Text(label=N_("Master"), section="boat", maximum=120, width=24)] = None
    crew: Annotated[
        int | None,
        Count(
            label=N_("Crew"),
            help=N_("Everybody who works on board, the master counted."),
            section="crew",
            required=True,
            maximum=500,
            listed=5,
            width=6,
        ),
    ] = None
    crew_without_papers: Annotated[int | None, Count(label=N_("Crew without papers"), section="crew", maximum=500, width=6)] = (
        None
    )
    passengers: Annotated[int | None, Count(label=N_("Passengers"), section="crew", maximum=2000, width=6)] = None
    papers_seen: Annotated[list[str] | None, Choices(label=N_("Papers seen"), section="crew", codes="boat_paper")] = None
    papers_missing: Annotated[
        list[str] | None, Choices(label=N_("Papers missing"), section="crew", codes="boat_paper", dimension=True)
    ] = None
    cargo: Annotated[str | None, Text(label=N_("Cargo"), section="crew", maximum=300, width=40)] = None
    people: Annotated[list[Aboard], Rows(label=N_("People of concern"), section="result", row=Aboard, tabulated=True)] = field(
        default_factory=list
    )
    violation: Annotated[str | None, Text(label=N_("Violation"), section="result", lines=2, maximum=2000, width=50)] = None
    sanction: Annotated[str | None, Link(label=N_("Sanction"), section="result", register="sanctions", width=20)] = None
    officer: Annotated[
        str | None, Text(label=N_("Officer"), section="result", required=True, maximum=120, searchable=True, width=24)
    ] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="result", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="result", codes="classification")] = None


def _crew(check: BoatCheck) -> Iterator[Problem]:
    if (check.crew_without_papers or 0) > (check.crew or 0):
        yield Problem("crew_without_papers", Message(N_("This is more than the whole crew. Check the number.")))


BOAT_CHECKS = register(
    BoatCheck,
    kind="boat_checks",
    label=N_("Boat checks"),
    singular=N_("Boat check"),
    new=N_("New boat check"),
    icon="waves",
    prefix="KT",
    help=N_(
        "One check of one boat, going out or coming in, even when nothing was wrong. The report counts checks and "
        "crew, so write the crew met on board. A violation is drawn up in Sanctions and linked here; a person of note "
        "is chosen from Persons."
    ),
    sections=(
        Section("boat", N_("The boat")),
        Section("crew", N_("Crew and papers")),
        Section("result", N_("Result")),
    ),
    rules=(_crew,),
    moment="checked",
    quick=("checked", "plate", "direction", "kind", "crew", "crew_without_papers", "papers_missing", "officer"),
)
