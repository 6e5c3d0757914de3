"""Trails, openings, fords and landing places across the line (đường mòn, lối mở, ngầm, bến; DOMAIN.md section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from borderpost.domain.fields import Choice, Day, Link, MarkerNumber, Position, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_


@dataclass(eq=False)
class Trail:
    """One place where people can cross."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, searchable=True, width=12)] = None
    name: Annotated[
        str | None, Text(label=N_("Name"), section="place", required=True, searchable=True, maximum=120, listed=1, width=28)
    ] = None
    kind: Annotated[
        str | None,
        Choice(label=N_("Kind"), section="place", required=True, codes="trail_kind", dimension=True, listed=2, width=24),
    ] = None
    border: Annotated[
        str | None,
        Choice(label=N_("Border"), section="place", required=True, codes="border", dimension=True, listed=5, width=14),
    ] = None
    section: Annotated[str | None, Link(label=N_("Border section"), section="place", register="border_sections", width=20)] = (
        None
    )
    near_marker: Annotated[str | None, MarkerNumber(label=N_("Near marker"), section="place", listed=4, width=12)] = None
    area: Annotated[
        str | None,
        Text(label=N_("Hamlet, commune"), offers=("place",), section="place", maximum=200, searchable=True, width=30),
    ] = None
    position: Annotated[Any | None, Position(label=N_("Position"), section="place")] = None
    state: Annotated[
        str | None,
        Choice(label=N_("State"), section="state", required=True, codes="trail_state", dimension=True, listed=3, width=22),
    ] = None
    since: Annotated[date | None, Day(label=N_("Since"), section="state", width=10)] = None
    risk: Annotated[str | None, Choice(label=N_("Risk"), section="state", codes="risk_level", dimension=True, width=14)] = None
    use: Annotated[str | None, Text(label=N_("How it is used"), section="state", lines=2, maximum=2000, width=50)] = None
    checkpoint: Annotated[str | None, Link(label=N_("Checkpoint group"), section="state", register="checkpoints", width=24)] = (
        None
    )
    note: Annotated[str | None, Text(label=N_("Note"), section="state", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="state", codes="classification")] = None


TRAILS = register(
    Trail,
    kind="trails",
    label=N_("Trails and crossings"),
    singular=N_("Trail or crossing"),
    new=N_("New trail"),
    icon="waypoints",
    prefix="LM",
    help=N_(
        "Every place where people can cross: trails, openings, fords, landing places, with its state and risk. Not "
        "the event: a crossing that was found goes to Detections. Change the state when it is blocked or opened "
        "again; earlier values stay in the history."
    ),
    sections=(
        Section("place", N_("Where")),
        Section("state", N_("State")),
    ),
    title="name",
)
