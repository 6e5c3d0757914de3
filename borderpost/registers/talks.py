"""Talks, duty meetings and exchanges of information with the neighbour (dispatch 2978, task 9; indicator X1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Day, Flag, Link, Moment, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_


@dataclass(eq=False)
class Talk:
    """One talk or exchange."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    held: Annotated[
        datetime | None, Moment(label=N_("Held at"), shared=True, section="talk", required=True, listed=2, width=16)
    ] = None
    kind: Annotated[
        str | None,
        Choice(
            label=N_("Kind"), shared=True, section="talk", required=True, codes="talk_kind", dimension=True, listed=4, width=28
        ),
    ] = None
    counterpart: Annotated[
        str | None,
        Link(label=N_("Counterpart"), shared=True, section="talk", required=True, register="counterparts", listed=3, width=28),
    ] = None
    border: Annotated[
        str | None, Choice(label=N_("Border"), shared=True, section="talk", codes="border", dimension=True, width=14)
    ] = None
    host_side: Annotated[
        str | None, Choice(label=N_("Host side"), shared=True, section="talk", codes="host_side", width=16)
    ] = None
    place: Annotated[
        str | None, Text(label=N_("Place"), offers=("place",), shared=True, section="talk", maximum=200, listed=5, width=28)
    ] = None
    our_head: Annotated[
        str | None, Text(label=N_("Our representative"), shared=True, section="talk", maximum=120, width=24)
    ] = None
    their_head: Annotated[
        str | None, Text(label=N_("Their representative"), shared=True, section="talk", maximum=120, width=24)
    ] = None
    interpreter: Annotated[str | None, Text(label=N_("Interpreter"), shared=True, section="talk", maximum=160, width=24)] = None
    content: Annotated[
        str | None,
        Text(
            label=N_("Content"), shared=True, section="content", required=True, lines=3, maximum=6000, searchable=True, width=60
        ),
    ] = None
    told: Annotated[str | None, Text(label=N_("What we told"), section="content", lines=2, maximum=4000, width=60)] = None
    learned: Annotated[str | None, Text(label=N_("What we learned"), section="content", lines=2, maximum=4000, width=60)] = None
    agreed: Annotated[str | None, Text(label=N_("Agreed"), shared=True, section="content", lines=2, maximum=4000, width=60)] = (
        None
    )
    record: Annotated[str | None, Link(label=N_("About the record"), section="content", register="", width=28)] = None
    minutes_no: Annotated[
        str | None, Text(label=N_("Minutes no."), shared=True, section="content", maximum=60, searchable=True, width=14)
    ] = None
    answer_due: Annotated[date | None, Day(label=N_("Answer due"), section="next", width=10)] = None
    answered: Annotated[date | None, Day(label=N_("Answered on"), section="next", width=10)] = None
    next_due: Annotated[date | None, Day(label=N_("Next talk"), shared=True, section="next", listed=6, width=10)] = None
    next_held: Annotated[bool | None, Flag(label=N_("The next one was held"), section="next")] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="next", codes="classification")] = None


TALKS = register(
    Talk,
    kind="talks",
    label=N_("Talks and exchanges"),
    singular=N_("Talk or exchange"),
    new=N_("New talk"),
    icon="languages",
    prefix="DD",
    help=N_(
        "One talk, duty meeting or exchange of information with the neighbour. The report counts them by kind and "
        "border. What we told and what we learned stays with us: the paper for both sides carries only content and "
        "agreement. Dates of answer and of the next talk come up on Today."
    ),
    sections=(
        Section("talk", N_("The talk")),
        Section("content", N_("Content")),
        Section("next", N_("What follows")),
    ),
    moment="held",
)
