"""Detections: illegal crossings and what goes with them: people with roles, vehicles, goods, outcome (DOMAIN.md section 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

from borderpost.domain import codes
from borderpost.domain.clock import local_date
from borderpost.domain.fields import Choice, Count, Day, Flag, Link, MarkerNumber, Moment, Position, Rows, Text
from borderpost.domain.records import Derived, Section, register
from borderpost.domain.words import N_, Message, Problem

SUBJECT_ROLES = frozenset({"guide", "organiser", "broker", "driver"})


@dataclass(eq=False)
class Involved:
    """A person's role in this detection. Roles are bound to the time of the detection; the person is one record."""

    person: Annotated[str | None, Link(label=N_("Person"), register="persons", required=True, width=24)] = None
    role: Annotated[str | None, Choice(label=N_("Role"), codes="person_role", required=True, dimension=True)] = None
    direction: Annotated[str | None, Choice(label=N_("Direction"), codes="direction", dimension=True)] = None
    guided: Annotated[int | None, Count(label=N_("People guided"), maximum=500, width=6)] = None
    price: Annotated[int | None, Count(label=N_("Price paid, dong"), maximum=10_000_000_000, width=12)] = None
    sanctioned_before: Annotated[bool | None, Flag(label=N_("Sanctioned before"))] = None
    outcome: Annotated[str | None, Choice(label=N_("Outcome"), codes="outcome", dimension=True)] = None
    note: Annotated[str | None, Text(label=N_("Note"), maximum=300)] = None


@dataclass(eq=False)
class Vehicle:
    """A vehicle or boat found."""

    kind: Annotated[str | None, Choice(label=N_("Kind"), codes="vehicle_kind", required=True)] = None
    plate: Annotated[str | None, Text(label=N_("Plate or number"), maximum=30, width=12)] = None
    owner: Annotated[str | None, Link(label=N_("Owner"), register="persons", width=20)] = None
    document: Annotated[str | None, Text(label=N_("Papers"), maximum=100)] = None
    disposition: Annotated[str | None, Choice(label=N_("Disposition"), codes="disposition")] = None


@dataclass(eq=False)
class Goods:
    """Goods or evidence found."""

    kind: Annotated[str | None, Text(label=N_("Kind"), maximum=100, required=True)] = None
    quantity: Annotated[int | None, Count(label=N_("Quantity"), maximum=100_000_000, width=8)] = None
    unit: Annotated[str | None, Text(label=N_("Unit"), maximum=20, width=8)] = None
    value: Annotated[int | None, Count(label=N_("Value, dong"), maximum=1_000_000_000_000, width=14)] = None
    disposition: Annotated[str | None, Choice(label=N_("Disposition"), codes="disposition")] = None


@dataclass(eq=False)
class Detection:
    """One incident (vụ)."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    found: Annotated[datetime | None, Moment(label=N_("Found at"), section="where", required=True, listed=2, width=16)] = None
    patrol: Annotated[str | None, Link(label=N_("By patrol"), register="patrols", section="where", width=16)] = None
    finder: Annotated[str | None, Choice(label=N_("Found by"), codes="finder", section="where", dimension=True)] = None
    border: Annotated[
        str | None,
        Choice(label=N_("Border"), codes="border", section="where", required=True, dimension=True, listed=6, width=12),
    ] = None
    marker: Annotated[str | None, MarkerNumber(label=N_("Near marker"), section="where", listed=5, width=10)] = None
    place: Annotated[
        str | None,
        Text(label=N_("Village, commune"), offers=("place",), section="where", searchable=True, maximum=200, width=28),
    ] = None
    position: Annotated[Any, Position(label=N_("Position"), section="where", width=30)] = None
    legal_class: Annotated[
        str | None,
        Choice(
            label=N_("Legal class"),
            codes="legal_class",
            section="law",
            required=True,
            dimension=True,
            listed=3,
            width=30,
            help=N_("Taken from the law in force on the day it was found."),
        ),
    ] = None
    direction: Annotated[
        str | None, Choice(label=N_("Direction"), codes="direction", section="law", required=True, dimension=True)
    ] = None
    means: Annotated[str | None, Choice(label=N_("Means"), codes="crossing_means", section="law", dimension=True)] = None
    purpose: Annotated[str | None, Choice(label=N_("Purpose"), codes="crossing_purpose", section="law", dimension=True)] = None
    case_opened: Annotated[
        bool | None,
        Flag(
            label=N_("Criminal case opened"),
            section="law",
            help=N_("The case itself stands in the register of criminal cases."),
            dimension=True,
        ),
    ] = None
    case_no: Annotated[str | None, Text(label=N_("Case decision no."), section="law", searchable=True, maximum=60)] = None
    case_date: Annotated[date | None, Day(label=N_("Case decision date"), section="law", width=10)] = None
    people: Annotated[list[Involved], Rows(label=N_("People"), section="people", row=Involved, tabulated=True)] = field(
        default_factory=list
    )
    vehicles: Annotated[list[Vehicle], Rows(label=N_("Vehicles"), section="things", row=Vehicle)] = field(default_factory=list)
    goods: Annotated[list[Goods], Rows(label=N_("Goods, evidence"), section="things", row=Goods)] = field(default_factory=list)
    outcome: Annotated[str | None, Choice(label=N_("Outcome"), codes="outcome", section="result", dimension=True, width=24)] = (
        None
    )
    handed_to: Annotated[
        str | None, Text(label=N_("Handed to"), offers=("agency", "unit"), section="result", maximum=120, searchable=True)
    ] = None
    account: Annotated[
        str | None,
        Text(
            label=N_("What happened"),
            section="result",
            lines=4,
            maximum=6000,
            width=60,
            help=N_("Without names of victims: they belong in the person record."),
        ),
    ] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), codes="classification", section="result")] = None


def subjects(detection: Detection) -> int:
    """Return the number of distinct organisers, brokers, guides and drivers (đối tượng)."""
    return len({item.person for item in detection.people if item.role in SUBJECT_ROLES})


def crossers(detection: Detection) -> int:
    """Return the number of distinct people who crossed (người); possible victims among them included."""
    return len({item.person for item in detection.people if item.role in ("crosser", "possible_victim")})


def _each_person_once(detection: Detection) -> Iterator[Problem]:
    seen: set[tuple[str | None, str | None]] = set()
    for index, item in enumerate(detection.people):
        key = (item.person, item.role)
        if item.person and key in seen:
            yield Problem(f"people.{index}.person", Message(N_("This person already has this role. Remove one line.")))
        seen.add(key)


def _law_fits_the_day(detection: Detection) -> Iterator[Problem]:
    law = codes.codes("legal_class").get(detection.legal_class)
    if law is not None and detection.found and not law.valid_on(local_date(detection.found)):
        yield Problem(
            "legal_class", Message(N_("This rule was not in force on that day. Choose the one that was.")), blocking=False
        )


def _organiser_hint(detection: Detection) -> Iterator[Problem]:
    organisers = [item for item in detection.people if item.role in ("organiser", "broker")]
    guided = max((item.guided or 0 for item in organisers), default=0)
    if organisers and max(crossers(detection), guided) >= 5 and (detection.legal_class or "").startswith("adm"):
        yield Problem(
            "legal_class",
            Message(N_("Five people or more with an organiser: article 348 if it was for gain. A person decides.")),
            blocking=False,
        )


DETECTIONS = register(
    Detection,
    kind="detections",
    label=N_("Detections"),
    singular=N_("Detection"),
    new=N_("New detection"),
    icon="binoculars",
    prefix="VV",
    help=N_(
        "One incident (vụ) of illegal crossing or other violation found in the border area, with all its people, each "
        "in a role. The report counts incidents and distinct people, so one incident stands once, however many "
        "crossed. Names belong in Persons, never in the account. A possible victim is also written as a victim case."
    ),
    sections=(
        Section("where", N_("Time and place")),
        Section("law", N_("Act and law")),
        Section("people", N_("People")),
        Section("things", N_("Vehicles, goods, evidence")),
        Section("result", N_("Outcome")),
    ),
    rules=(_each_person_once, _law_fits_the_day, _organiser_hint),
    derived=(
        Derived("crossers", Count(label=N_("People"), listed=4, width=6), crossers),
        Derived("subjects", Count(label=N_("Subjects"), width=6), subjects),
    ),
    moment="found",
)
