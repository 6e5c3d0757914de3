"""Checkpoint groups kept on the line (tổ, chốt; DOMAIN.md section 2; indicator P2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from borderpost.domain.fields import Choice, Count, Link, Moment, Position, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Checkpoint:
    """One checkpoint in one period of unchanged strength."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    name: Annotated[
        str | None, Text(label=N_("Name"), section="place", required=True, searchable=True, maximum=120, listed=2, width=28)
    ] = None
    kind: Annotated[
        str | None,
        Choice(label=N_("Kind"), section="place", required=True, codes="checkpoint_kind", dimension=True, listed=5, width=24),
    ] = None
    border: Annotated[
        str | None, Choice(label=N_("Border"), section="place", required=True, codes="border", dimension=True, width=14)
    ] = None
    section: Annotated[
        str | None, Text(label=N_("Section"), section="place", maximum=40, searchable=True, listed=6, width=12)
    ] = None
    position: Annotated[Any | None, Position(label=N_("Position"), section="place")] = None
    began: Annotated[datetime | None, Moment(label=N_("Kept since"), section="strength", required=True, listed=3, width=16)] = (
        None
    )
    ended: Annotated[
        datetime | None,
        Moment(
            label=N_("Kept until"),
            help=N_("Empty while it stands; a change of strength ends it too."),
            section="strength",
            listed=4,
            width=16,
        ),
    ] = None
    leader: Annotated[str | None, Text(label=N_("Leader"), section="strength", maximum=120, searchable=True, width=24)] = None
    border_guards: Annotated[
        int | None, Count(label=N_("Border guards"), section="strength", required=True, maximum=500, width=6)
    ] = None
    militia: Annotated[int | None, Count(label=N_("Militia"), section="strength", maximum=500, width=6)] = None
    police: Annotated[int | None, Count(label=N_("Police"), section="strength", maximum=500, width=6)] = None
    others: Annotated[int | None, Count(label=N_("Others"), section="strength", maximum=500, width=6)] = None
    task: Annotated[str | None, Text(label=N_("Task"), section="task", lines=2, maximum=2000, width=50)] = None
    plan: Annotated[str | None, Link(label=N_("Plan"), section="task", register="plans", width=24)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="task", codes="classification")] = None


def _in_order(checkpoint: Checkpoint) -> Iterator[Problem]:
    if checkpoint.began and checkpoint.ended and checkpoint.ended < checkpoint.began:
        yield Problem("ended", Message(N_("The end lies before the beginning. Check the time.")))


CHECKPOINTS = register(
    Checkpoint,
    kind="checkpoints",
    label=N_("Checkpoint groups"),
    singular=N_("Checkpoint group"),
    new=N_("New checkpoint"),
    icon="shield",
    prefix="CH",
    help=N_(
        "One checkpoint group with its place and strength while the strength does not change. When people are added "
        "or taken away, end this entry and write a new one, so that each day has its true strength. Single patrols "
        "out of the checkpoint go to Patrols."
    ),
    sections=(
        Section("place", N_("Where")),
        Section("strength", N_("Strength of the group")),
        Section("task", N_("Task")),
    ),
    rules=(_in_order,),
    moment="began",
)
