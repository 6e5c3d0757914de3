"""Persons called in for a talk, or reviewed before the people (gọi hỏi, kiểm điểm; dispatch 2978, task 4; indicator K3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Count, Flag, Link, Moment, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_


@dataclass(eq=False)
class Summons:
    """One talk or review."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    held: Annotated[datetime | None, Moment(label=N_("Held at"), section="act", required=True, listed=2, width=16)] = None
    kind: Annotated[
        str | None,
        Choice(label=N_("Kind"), section="act", required=True, codes="summons_kind", dimension=True, listed=4, width=26),
    ] = None
    person: Annotated[
        str | None, Link(label=N_("Person"), section="act", required=True, register="persons", listed=3, width=24)
    ] = None
    place: Annotated[str | None, Text(label=N_("Place"), offers=("place",), section="act", maximum=200, listed=5, width=28)] = (
        None
    )
    reason: Annotated[
        str | None, Text(label=N_("Reason"), section="act", required=True, lines=2, maximum=2000, searchable=True, width=50)
    ] = None
    officer: Annotated[str | None, Text(label=N_("Officer"), section="act", required=True, maximum=120, width=24)] = None
    with_agency: Annotated[
        str | None, Text(label=N_("Together with"), offers=("agency", "unit"), section="act", maximum=200, width=28)
    ] = None
    people_present: Annotated[int | None, Count(label=N_("People present"), section="act", maximum=100000, width=8)] = None
    result: Annotated[str | None, Text(label=N_("Result"), section="result", lines=2, maximum=2000, width=50)] = None
    pledged: Annotated[bool | None, Flag(label=N_("Pledge signed"), section="result")] = None
    paper_no: Annotated[str | None, Text(label=N_("Record no."), section="result", maximum=60, searchable=True, width=14)] = (
        None
    )
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="result", codes="classification")] = None


SUMMONSES = register(
    Summons,
    kind="summonses",
    label=N_("Summonses and reviews"),
    singular=N_("Summons or review"),
    new=N_("New summons"),
    icon="users",
    prefix="GH",
    help=N_(
        "One person called in to be talked to, or reviewed before the people of the village. The report counts times "
        "and people. It is no interrogation: a statement in an administrative case belongs in Sanctions, holding "
        "somebody in Custody."
    ),
    sections=(
        Section("act", N_("Summons")),
        Section("result", N_("Result")),
    ),
    moment="held",
)
