"""Border markers and marking posts with the history of their state (DOMAIN.md section 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from borderpost.domain.fields import Choice, Day, Link, MarkerNumber, Position, Rows, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class MarkerState:
    """Its state on one day."""

    day: Annotated[date | None, Day(label=N_("Day"), required=True, width=10)] = None
    state: Annotated[str | None, Choice(label=N_("State"), required=True, codes="marker_state", dimension=True, width=18)] = (
        None
    )
    patrol: Annotated[str | None, Link(label=N_("Patrol"), register="patrols", width=16)] = None
    note: Annotated[str | None, Text(label=N_("Note"), maximum=200, width=28)] = None


@dataclass(eq=False)
class BorderMarker:
    """One marker (cột mốc, cọc dấu)."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    marker: Annotated[
        str | None,
        MarkerNumber(
            label=N_("Marker"),
            help=N_("With its border: 313, 165(1), 728/1, C/12."),
            section="marker",
            required=True,
            listed=2,
            width=12,
        ),
    ] = None
    kind: Annotated[
        str | None,
        Choice(label=N_("Kind"), section="marker", required=True, codes="marker_kind", dimension=True, listed=4, width=22),
    ] = None
    size: Annotated[str | None, Choice(label=N_("Size"), section="marker", codes="marker_size", dimension=True, width=16)] = (
        None
    )
    second_border: Annotated[
        str | None, Choice(label=N_("Second border of a tripoint"), section="marker", codes="border", width=14)
    ] = None
    position: Annotated[Any | None, Position(label=N_("Position"), section="marker")] = None
    section: Annotated[
        str | None, Link(label=N_("Border section"), section="marker", register="border_sections", listed=5, width=20)
    ] = None
    planted: Annotated[date | None, Day(label=N_("Set up on"), section="marker", width=10)] = None
    states: Annotated[
        list[MarkerState], Rows(label=N_("History of its state"), section="history", row=MarkerState, tabulated=True)
    ] = field(default_factory=list)
    note: Annotated[str | None, Text(label=N_("Note"), section="history", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="history", codes="classification")] = None


def _two_borders(marker: BorderMarker) -> Iterator[Problem]:
    if marker.kind == "tripoint" and not marker.second_border:
        yield Problem("second_border", Message(N_("A tripoint stands on two borders: choose the second one too.")))


MARKERS = register(
    BorderMarker,
    kind="markers",
    label=N_("Markers"),
    singular=N_("Marker"),
    new=N_("New marker"),
    icon="flag-triangle-right",
    prefix="MG",
    help=N_(
        "Every marker and marking post of the post, with what was found there over time. Markers checked on a patrol "
        "are written in that patrol; here stands the lasting record and what changed. Numbers repeat on other "
        "borders: choose the border with the number. A marker that moved or is damaged is reported to the commander "
        "at once."
    ),
    sections=(
        Section("marker", N_("The marker")),
        Section("history", N_("State")),
    ),
    rules=(_two_borders,),
)
