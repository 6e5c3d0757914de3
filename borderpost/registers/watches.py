"""Watch shifts: who answers for the crossings found in their time (trực, gác; DOMAIN.md section 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Choices, Count, Link, Moment, Rows, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Sentry:
    """One who stood watch."""

    rank: Annotated[str | None, Choice(label=N_("Rank"), codes="rank", width=16)] = None
    name: Annotated[str | None, Text(label=N_("Name"), required=True, maximum=120, width=24)] = None
    began: Annotated[datetime | None, Moment(label=N_("Stood from"), width=16)] = None
    ended: Annotated[datetime | None, Moment(label=N_("Until"), width=16)] = None


@dataclass(eq=False)
class Watch:
    """One shift (ca trực)."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    began: Annotated[datetime | None, Moment(label=N_("Began"), section="shift", required=True, listed=2, width=16)] = None
    ended: Annotated[datetime | None, Moment(label=N_("Ended"), section="shift", listed=3, width=16)] = None
    place: Annotated[
        str | None, Text(label=N_("Place"), section="shift", required=True, searchable=True, maximum=200, listed=4, width=28)
    ] = None
    leader: Annotated[
        str | None,
        Text(label=N_("Shift leader"), section="shift", required=True, searchable=True, maximum=120, listed=5, width=24),
    ] = None
    people: Annotated[list[Sentry], Rows(label=N_("On the shift"), section="shift", row=Sentry)] = field(default_factory=list)
    weather: Annotated[list[str] | None, Choices(label=N_("Weather"), section="shift", codes="weather")] = None
    events: Annotated[
        str | None, Text(label=N_("Events"), section="found", lines=4, maximum=6000, searchable=True, width=60)
    ] = None
    crossings: Annotated[int | None, Count(label=N_("Crossings found"), section="found", maximum=1000, listed=6, width=6)] = (
        None
    )
    detection: Annotated[str | None, Link(label=N_("Detection"), section="found", register="detections", width=16)] = None
    handed_to: Annotated[str | None, Text(label=N_("Handed over to"), section="end", maximum=120, width=24)] = None
    weapons: Annotated[str | None, Text(label=N_("Weapons and gear handed over"), section="end", maximum=300, width=40)] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="end", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="end", codes="classification")] = None


def _in_order(watch: Watch) -> Iterator[Problem]:
    if watch.began and watch.ended and watch.ended < watch.began:
        yield Problem("ended", Message(N_("The end lies before the beginning. Check the time.")))


def _told(watch: Watch) -> Iterator[Problem]:
    if watch.crossings and not watch.detection:
        yield Problem("detection", Message(N_("Link the detection, so that it is counted once.")), blocking=False)


WATCHES = register(
    Watch,
    kind="watches",
    label=N_("Watch shifts"),
    singular=N_("Watch shift"),
    new=N_("New watch"),
    icon="eye",
    prefix="GC",
    help=N_(
        "One shift of watch or guard at one place, with who stood it and from when to when. The shift answers for "
        "crossings found in its time: write each as a Detection and link it here. A patrol that moves along the "
        "border belongs in Patrols."
    ),
    sections=(
        Section("shift", N_("The shift")),
        Section("found", N_("What happened")),
        Section("end", N_("Handing over")),
    ),
    rules=(_in_order, _told),
    moment="began",
    quick=("began", "ended", "place", "leader", "crossings", "detection", "events"),
)
