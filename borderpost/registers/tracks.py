"""Tracks: the points of a GPX file that belong to a patrol. Written by the import, never typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from borderpost.domain.fields import Choice, Count, Length, Link, Moment, Packed, Text
from borderpost.domain.records import register
from borderpost.domain.words import N_


@dataclass(eq=False)
class Track:
    """One imported file. `points` is a list of [seconds UTC | None, lat | None, lon | None, elevation | None, segment, why].

    lat and lon are WGS-84 degrees; `why` says why a position is unknown. `raw` keeps the text of positions set aside.
    """

    patrol: Annotated[str | None, Link(label=N_("Patrol"), register="patrols", required=True)] = None
    name: Annotated[str | None, Text(label=N_("Name"))] = None
    file_hash: Annotated[str | None, Text(label=N_("Hash of the file"))] = None
    datum: Annotated[str | None, Choice(label=N_("Datum"), codes="datum")] = None
    first: Annotated[datetime | None, Moment(label=N_("First point"))] = None
    last: Annotated[datetime | None, Moment(label=N_("Last point"))] = None
    length: Annotated[int | None, Length(label=N_("Km"))] = None
    kept: Annotated[int | None, Count(label=N_("Points added"), maximum=10_000_000)] = None
    set_aside: Annotated[int | None, Count(label=N_("Points set aside"), maximum=10_000_000)] = None
    points: Annotated[list[Any] | None, Packed(label=N_("Points"))] = None
    findings: Annotated[list[Any] | None, Packed(label=N_("Findings"))] = None


TRACKS = register(
    Track,
    kind="tracks",
    label=N_("Tracks"),
    singular=N_("Track"),
    new=N_("Import track"),
    icon="route",
    prefix="VT",
    moment="first",
    title="name",
    internal=True,
)
