"""Persons the post keeps an eye on, and why (đối tượng; DOMAIN.md sections 2 and 3; indicator D5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Day, Link, Moment, Text
from borderpost.domain.records import Moves, Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Subject:
    """One person in one matter."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    person: Annotated[
        str | None, Link(label=N_("Person"), section="person", required=True, register="persons", listed=2, width=24)
    ] = None
    category: Annotated[
        str | None,
        Choice(
            label=N_("Category"), section="person", required=True, codes="subject_category", dimension=True, listed=3, width=28
        ),
    ] = None
    opened: Annotated[datetime | None, Moment(label=N_("Opened at"), section="person", required=True, listed=4, width=16)] = (
        None
    )
    reason: Annotated[
        str | None, Text(label=N_("Reason"), section="person", required=True, lines=2, maximum=2000, searchable=True, width=50)
    ] = None
    ring: Annotated[str | None, Link(label=N_("Ring"), section="person", register="rings", width=24)] = None
    paper_no: Annotated[str | None, Text(label=N_("Paper no."), section="person", maximum=60, searchable=True, width=14)] = None
    wanted_by: Annotated[
        str | None, Text(label=N_("Wanted by"), offers=("agency", "unit"), section="person", maximum=200, width=28)
    ] = None
    offence: Annotated[
        str | None, Choice(label=N_("Suspected offence"), section="person", codes="legal_class", dimension=True, width=30)
    ] = None
    officer: Annotated[
        str | None, Text(label=N_("Officer"), section="watch", maximum=120, searchable=True, listed=6, width=24)
    ] = None
    area: Annotated[str | None, Text(label=N_("Area"), offers=("place",), section="watch", maximum=200, width=28)] = None
    review_due: Annotated[
        date | None,
        Day(label=N_("Review due"), help=N_("The day the ground for watching is looked at again."), section="watch", width=10),
    ] = None
    reviewed: Annotated[date | None, Day(label=N_("Reviewed on"), section="watch", width=10)] = None
    signs: Annotated[str | None, Text(label=N_("Signs and habits"), section="watch", lines=2, maximum=2000, width=50)] = None
    state: Annotated[
        str | None,
        Choice(label=N_("State"), section="end", required=True, codes="subject_state", dimension=True, listed=5, width=22),
    ] = None
    ended: Annotated[date | None, Day(label=N_("Ended on"), section="end", width=10)] = None
    result: Annotated[str | None, Text(label=N_("Result"), section="end", lines=2, maximum=2000, width=50)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="end", codes="classification")] = None


def _ended(subject: Subject) -> Iterator[Problem]:
    if subject.state in {"caught", "handed_over", "closed"} and not subject.ended:
        yield Problem("ended", Message(N_("Write the day it ended.")))


TRANSITIONS = {
    "watched": frozenset({"verifying", "caught", "handed_over", "closed"}),
    "verifying": frozenset({"watched", "caught", "handed_over", "closed"}),
    "caught": frozenset({"handed_over", "closed"}),
    "handed_over": frozenset({"closed"}),
    "closed": frozenset({"watched"}),
}


SUBJECTS = register(
    Subject,
    kind="subjects",
    label=N_("Persons of interest"),
    singular=N_("Person of interest"),
    new=N_("New person of interest"),
    icon="user-round",
    prefix="DS",
    help=N_(
        "One person the post watches in one matter: wanted, sought, suspected. The report counts those opened in the "
        "month. Somebody only met once belongs in Persons. Write the review date; it comes up on Today, and close the "
        "entry when the ground falls away."
    ),
    sections=(
        Section("person", N_("The person")),
        Section("watch", N_("Watching")),
        Section("end", N_("End")),
    ),
    rules=(_ended,),
    moment="opened",
    moves=Moves("state", TRANSITIONS),
)
