"""Patrols: plan, people, legs over midnight, markers and result (DOMAIN.md section 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated

from borderpost.domain.fields import Choice, Count, Day, Flag, Length, MarkerNumber, Moment, Rows, Text
from borderpost.domain.records import Derived, Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Leg:
    """One stretch without change of transport or members; over midnight it stays one leg and becomes two leg-days."""

    departed: Annotated[datetime | None, Moment(label=N_("Departed"), required=True)] = None
    arrived: Annotated[datetime | None, Moment(label=N_("Arrived"), required=True)] = None
    rest_from: Annotated[datetime | None, Moment(label=N_("Rest from"))] = None
    rest_to: Annotated[datetime | None, Moment(label=N_("Rest to"))] = None
    start: Annotated[str | None, Text(label=N_("From"), maximum=60, width=10)] = None
    end: Annotated[str | None, Text(label=N_("To"), maximum=60, width=10)] = None
    distance: Annotated[int | None, Length(label=N_("Km"), width=8)] = None
    transport: Annotated[str | None, Choice(label=N_("Transport"), codes="transport")] = None
    members: Annotated[int | None, Count(label=N_("People"), minimum=1, maximum=500, width=6)] = None


@dataclass(eq=False)
class MarkerVisit:
    """What was seen and done at one border marker."""

    marker: Annotated[str | None, MarkerNumber(label=N_("Marker"), required=True, width=8)] = None
    state: Annotated[str | None, Choice(label=N_("State"), codes="marker_state", required=True)] = None
    cleared: Annotated[bool | None, Flag(label=N_("Cleared"), help=N_("Bushes around the marker were cut."))] = None
    cleaned: Annotated[bool | None, Flag(label=N_("Cleaned"))] = None
    saluted: Annotated[bool | None, Flag(label=N_("Salute"))] = None
    note: Annotated[str | None, Text(label=N_("Note"), maximum=300)] = None


@dataclass(eq=False)
class Patrol:
    """One patrol from leaving to returning."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    plan_no: Annotated[str | None, Text(label=N_("Plan no."), section="plan", searchable=True, maximum=40, width=10)] = None
    plan_date: Annotated[date | None, Day(label=N_("Plan date"), section="plan", width=10)] = None
    approver: Annotated[str | None, Text(label=N_("Approved by"), section="plan", maximum=80)] = None
    kind: Annotated[
        str | None, Choice(label=N_("Kind"), codes="patrol_kind", section="plan", required=True, listed=3, dimension=True)
    ] = None
    mode: Annotated[str | None, Choice(label=N_("Mode"), codes="patrol_mode", section="plan", dimension=True)] = None
    host_side: Annotated[
        str | None,
        Choice(label=N_("Host side"), codes="host_side", section="plan", help=N_("For a joint patrol: whose turn it is.")),
    ] = None
    border: Annotated[
        str | None,
        Choice(label=N_("Border"), codes="border", section="plan", required=True, dimension=True, width=12),
    ] = None
    section: Annotated[
        str | None, Text(label=N_("Section"), section="plan", searchable=True, maximum=40, listed=4, width=10)
    ] = None
    started: Annotated[datetime | None, Moment(label=N_("Started"), section="plan", required=True, listed=2, width=16)] = None
    ended: Annotated[datetime | None, Moment(label=N_("Ended"), section="plan", width=16)] = None

    leader: Annotated[
        str | None, Text(label=N_("Leader"), section="force", required=True, searchable=True, listed=5, maximum=80, width=20)
    ] = None
    leader_rank: Annotated[str | None, Choice(label=N_("Rank"), codes="rank", section="force")] = None
    leader_position: Annotated[str | None, Text(label=N_("Duty position"), section="force", maximum=80)] = None
    unit: Annotated[str | None, Choice(label=N_("Team"), codes="sub_unit", section="force", dimension=True)] = None
    border_guards: Annotated[
        int | None, Count(label=N_("Border Guard"), section="force", required=True, maximum=500, width=6)
    ] = None
    militia: Annotated[int | None, Count(label=N_("Militia"), section="force", maximum=500, width=6)] = None
    police: Annotated[int | None, Count(label=N_("Police"), section="force", maximum=500, width=6)] = None
    foreign: Annotated[int | None, Count(label=N_("Neighbour's force"), section="force", maximum=500, width=6)] = None
    members: Annotated[
        str | None, Text(label=N_("Names of the members"), section="force", lines=3, maximum=2000, searchable=True, width=40)
    ] = None
    vehicles: Annotated[str | None, Text(label=N_("Vehicles, boats, equipment"), section="force", maximum=300, width=30)] = None
    weapons: Annotated[str | None, Text(label=N_("Weapons by category"), section="force", maximum=300, width=24)] = None
    dogs: Annotated[int | None, Count(label=N_("Dogs"), section="force", maximum=50, width=6)] = None
    weather: Annotated[str | None, Text(label=N_("Weather"), section="force", maximum=80)] = None

    legs: Annotated[
        list[Leg],
        Rows(label=N_("Legs"), section="legs", row=Leg, help=N_("One line a leg; a leg over midnight is split by itself.")),
    ] = field(default_factory=list)
    marker_from: Annotated[str | None, MarkerNumber(label=N_("From marker"), section="legs", width=10)] = None
    marker_to: Annotated[str | None, MarkerNumber(label=N_("To marker"), section="legs", width=10)] = None
    route_length: Annotated[
        int | None,
        Length(label=N_("Route, km"), section="legs", width=10, help=N_("Left empty, the sum of the legs counts.")),
    ] = None
    trails: Annotated[
        str | None, Text(label=N_("Trails, openings, fords"), section="legs", lines=2, maximum=500, width=40, searchable=True)
    ] = None

    markers: Annotated[
        list[MarkerVisit], Rows(label=N_("Markers and marking posts"), section="markers", row=MarkerVisit, tabulated=True)
    ] = field(default_factory=list)

    people_checked: Annotated[int | None, Count(label=N_("People stopped"), section="result", width=6)] = None
    vehicles_checked: Annotated[int | None, Count(label=N_("Vehicles stopped"), section="result", width=6)] = None
    people_informed: Annotated[int | None, Count(label=N_("People informed"), section="result", width=6)] = None
    incidents: Annotated[
        str | None,
        Text(
            label=N_("Incidents"),
            section="result",
            lines=3,
            maximum=4000,
            searchable=True,
            width=40,
            help=N_("Cross-border farming, settling, illegal crossing and what was done."),
        ),
    ] = None
    result: Annotated[
        str | None, Text(label=N_("Result"), section="result", lines=3, maximum=4000, searchable=True, width=40)
    ] = None
    safety: Annotated[str | None, Text(label=N_("Safety of people and arms"), section="result", maximum=300, width=30)] = None
    proposals: Annotated[str | None, Text(label=N_("Proposals"), section="result", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), codes="classification", section="result")] = None


def _times_in_order(patrol: Patrol) -> Iterator[Problem]:
    if patrol.started and patrol.ended:
        if patrol.ended <= patrol.started:
            yield Problem(
                "ended",
                Message(N_("The end lies before the start. Correct one of them; write the date if it is the next day.")),
            )
        elif patrol.ended - patrol.started > timedelta(days=15):
            yield Problem("ended", Message(N_("Longer than 15 days. Check the dates.")), blocking=False)


def _legs_in_order(patrol: Patrol) -> Iterator[Problem]:
    before: datetime | None = None
    for index, leg in enumerate(patrol.legs):
        path = f"legs.{index}."
        values = {"leg": index + 1}
        if leg.departed and leg.arrived and leg.arrived <= leg.departed:
            yield Problem(
                path + "arrived",
                Message(
                    N_("Leg {leg}: it arrives before it departs. Correct the time, or write the date if it is the next day."),
                    values,
                ),
            )
        if leg.departed and before and leg.departed < before:
            yield Problem(path + "departed", Message(N_("Leg {leg}: it departs before the leg before arrived."), values))
        if (leg.rest_from is None) != (leg.rest_to is None):
            path_missing = "rest_to" if leg.rest_to is None else "rest_from"
            yield Problem(path + path_missing, Message(N_("Leg {leg}: write both ends of the rest, or neither."), values))
        elif (
            leg.rest_from
            and leg.rest_to
            and leg.departed
            and leg.arrived
            and not leg.departed <= leg.rest_from <= leg.rest_to <= leg.arrived
        ):
            yield Problem(path + "rest_from", Message(N_("Leg {leg}: the rest lies outside the leg."), values))
        before = leg.arrived or before


def _number_of_people(patrol: Patrol) -> Iterator[Problem]:
    if patrol.kind == "joint" and not patrol.host_side:
        yield Problem("host_side", Message(N_("Say which side hosts the joint patrol.")), blocking=False)
    if patrol.border_guards is not None and strength(patrol) == 0:
        yield Problem("border_guards", Message(N_("A patrol needs at least one person.")))


def _route(patrol: Patrol) -> Iterator[Problem]:
    legs = sum(leg.distance or 0 for leg in patrol.legs)
    if patrol.route_length and legs and abs(patrol.route_length - legs) > 1000:
        yield Problem(
            "route_length", Message(N_("The route differs from the sum of the legs by more than 1 km.")), blocking=False
        )


def strength(patrol: Patrol) -> int:
    """Return how many people went: lượt CBCS and those who went with them."""
    return sum(count or 0 for count in (patrol.border_guards, patrol.militia, patrol.police, patrol.foreign))


def distance(patrol: Patrol) -> int | None:
    """Return the metres walked: the route if written, else the sum of the legs; None when neither was written."""
    if patrol.route_length is not None:
        return patrol.route_length
    written = [leg.distance for leg in patrol.legs if leg.distance is not None]
    return sum(written) if written else None


def _markers_seen(patrol: Patrol) -> int:
    """Return how many markers were seen; one that could not be reached was not."""
    return len({visit.marker for visit in patrol.markers if visit.state != "unreached"})


def _damaged(patrol: Patrol) -> int:
    """Return how many markers are not as they should be; nobody knows this of one that could not be reached."""
    return len({visit.marker for visit in patrol.markers if visit.state not in (None, "intact", "unreached")})


PATROLS = register(
    Patrol,
    kind="patrols",
    label=N_("Patrols"),
    singular=N_("Patrol"),
    new=N_("New patrol"),
    icon="footprints",
    prefix="TT",
    help=N_(
        "One patrol from leaving to returning, every leg on its own line; a leg over midnight stays one line. Shifts "
        "at a fixed place go to Watch shifts, groups that stay out to Checkpoint groups. The report counts the "
        "patrols, the strength, the way by legs or section, and the markers checked. Write a crossing found on the "
        "way as a Detection and name this patrol there."
    ),
    sections=(
        Section("plan", N_("Plan and time")),
        Section("force", N_("People and equipment")),
        Section("legs", N_("Legs"), N_("one line a day; a leg over midnight is split by itself")),
        Section("markers", N_("Markers, marking posts")),
        Section("result", N_("Result"), N_("incidents, people, people informed")),
    ),
    rules=(_times_in_order, _legs_in_order, _number_of_people, _route),
    derived=(
        Derived("strength", Count(label=N_("Strength"), listed=6, width=5), strength),
        Derived("distance", Length(label=N_("Km"), listed=7, width=9), distance),
        Derived("markers_seen", Count(label=N_("Markers seen")), _markers_seen),
        Derived("markers_damaged", Count(label=N_("Markers damaged or moved")), _damaged),
    ),
    moment="started",
)
