"""Joint patrols with the neighbour: whose turn, who led, what both signed (dispatch 2978, tasks 2 and 9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Choices, Count, Day, Flag, Link, Moment, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class JointPatrol:
    """The two-sided part of one joint patrol."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    met: Annotated[
        datetime | None, Moment(label=N_("Met at"), shared=True, section="patrol", required=True, listed=2, width=16)
    ] = None
    patrol: Annotated[str | None, Link(label=N_("Patrol"), section="patrol", register="patrols", listed=4, width=20)] = None
    counterpart: Annotated[
        str | None,
        Link(
            label=N_("Counterpart"), shared=True, section="patrol", required=True, register="counterparts", listed=3, width=28
        ),
    ] = None
    host_side: Annotated[
        str | None,
        Choice(
            label=N_("Host side"),
            shared=True,
            section="patrol",
            required=True,
            codes="host_side",
            dimension=True,
            listed=5,
            width=16,
        ),
    ] = None
    our_leader: Annotated[
        str | None,
        Text(label=N_("Our leader"), shared=True, section="patrol", required=True, maximum=120, searchable=True, width=24),
    ] = None
    their_leader: Annotated[
        str | None, Text(label=N_("Their leader"), shared=True, section="patrol", maximum=120, searchable=True, width=24)
    ] = None
    ours: Annotated[int | None, Count(label=N_("Our people"), shared=True, section="patrol", maximum=500, width=6)] = None
    theirs: Annotated[int | None, Count(label=N_("Their people"), shared=True, section="patrol", maximum=500, width=6)] = None
    parted: Annotated[datetime | None, Moment(label=N_("Parted at"), shared=True, section="patrol", width=16)] = None
    minutes_no: Annotated[
        str | None, Text(label=N_("Minutes no."), shared=True, section="signed", maximum=60, searchable=True, width=14)
    ] = None
    languages: Annotated[
        list[str] | None, Choices(label=N_("Languages"), shared=True, section="signed", codes="session_language")
    ] = None
    content: Annotated[
        str | None, Text(label=N_("Content"), shared=True, section="signed", lines=3, maximum=6000, width=60)
    ] = None
    next_due: Annotated[date | None, Day(label=N_("Next patrol"), shared=True, section="signed", listed=6, width=10)] = None
    next_held: Annotated[bool | None, Flag(label=N_("The next one was held"), section="signed")] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="signed", codes="classification")] = None


def _in_order(joint: JointPatrol) -> Iterator[Problem]:
    if joint.met and joint.parted and joint.parted < joint.met:
        yield Problem("parted", Message(N_("The end lies before the beginning. Check the time.")))


JOINT_PATROLS = register(
    JointPatrol,
    kind="joint_patrols",
    label=N_("Joint patrols"),
    singular=N_("Joint patrol"),
    new=N_("New joint patrol"),
    icon="footprints",
    prefix="LH",
    help=N_(
        "The part of a joint patrol that both sides sign: who led, how many, what was agreed. The way, the strength "
        "by force and the markers stand in Patrols; choose that patrol here. The report counts joint patrols here and "
        "the patrol itself there. The date agreed for the next one comes up on Today."
    ),
    sections=(
        Section("patrol", N_("The patrol")),
        Section("signed", N_("What both signed")),
    ),
    rules=(_in_order,),
    moment="met",
)
