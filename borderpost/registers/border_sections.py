"""Border sections the post answers for, from marker to marker, with the regimes that hold there (DOMAIN.md section 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from borderpost.domain.fields import Choice, Count, Day, Length, MarkerNumber, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class BorderStretch:
    """One section."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, searchable=True, width=12)] = None
    name: Annotated[
        str | None, Text(label=N_("Name"), section="section", required=True, searchable=True, maximum=80, listed=1, width=20)
    ] = None
    border: Annotated[
        str | None,
        Choice(label=N_("Border"), section="section", required=True, codes="border", dimension=True, listed=4, width=14),
    ] = None
    marker_from: Annotated[
        str | None, MarkerNumber(label=N_("From marker"), section="section", required=True, listed=2, width=12)
    ] = None
    marker_to: Annotated[
        str | None, MarkerNumber(label=N_("To marker"), section="section", required=True, listed=3, width=12)
    ] = None
    length: Annotated[int | None, Length(label=N_("Length"), section="section", listed=5, width=10)] = None
    commune: Annotated[
        str | None, Text(label=N_("Commune"), offers=("place",), section="section", maximum=160, searchable=True, width=28)
    ] = None
    terrain: Annotated[str | None, Text(label=N_("Terrain"), section="section", lines=2, maximum=2000, width=50)] = None
    belt: Annotated[
        int | None, Count(label=N_("Width of the belt, in metres"), section="regime", minimum=100, maximum=1000, width=8)
    ] = None
    prohibited: Annotated[str | None, Text(label=N_("Prohibited zones"), section="regime", maximum=300, width=40)] = None
    valid_from: Annotated[date | None, Day(label=N_("Valid from"), section="regime", width=10)] = None
    valid_to: Annotated[date | None, Day(label=N_("Valid until"), section="regime", width=10)] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="regime", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="regime", codes="classification")] = None


def _one_border(stretch: BorderStretch) -> Iterator[Problem]:
    for name in ("marker_from", "marker_to"):
        marker = getattr(stretch, name)
        if marker and stretch.border and not marker.lower().startswith(f"{stretch.border}:"):
            yield Problem(name, Message(N_("This marker stands on another border. Check the border or the number.")))


BORDER_SECTIONS = register(
    BorderStretch,
    kind="border_sections",
    label=N_("Border sections"),
    singular=N_("Border section"),
    new=N_("New section"),
    icon="route",
    prefix="DB",
    help=N_(
        "The fixed sections the post answers for, from marker to marker. Written once and changed only when the "
        "boundary of the section changes: end the old one with its date and write a new one. Single markers belong in "
        "Markers, paths in Trails and crossings."
    ),
    sections=(
        Section("section", N_("The section")),
        Section("regime", N_("Regimes")),
    ),
    rules=(_one_border,),
    title="name",
)
