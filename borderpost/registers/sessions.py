"""Awareness sessions (tuyên truyền): topic, audience, form, language, attendance (dispatch 2978, task 4; indicator K1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Choices, Count, Link, Moment, Rows, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class FollowUp:
    """A tip that came out of the session."""

    tip: Annotated[str | None, Link(label=N_("Tip"), required=True, register="tips", width=20)] = None
    note: Annotated[str | None, Text(label=N_("Note"), maximum=200, width=28)] = None


@dataclass(eq=False)
class Session:
    """One session (buổi tuyên truyền)."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    held: Annotated[datetime | None, Moment(label=N_("Held at"), section="session", required=True, listed=2, width=16)] = None
    topics: Annotated[
        list[str] | None,
        Choices(label=N_("Topics"), section="session", required=True, codes="session_topic", dimension=True, listed=3),
    ] = None
    form: Annotated[
        str | None,
        Choice(
            label=N_("Form of the session"),
            section="session",
            required=True,
            codes="session_form",
            dimension=True,
            listed=6,
            width=24,
        ),
    ] = None
    languages: Annotated[
        list[str] | None, Choices(label=N_("Languages"), section="session", codes="session_language", dimension=True)
    ] = None
    place: Annotated[
        str | None,
        Text(
            label=N_("Place"),
            offers=("place",),
            section="session",
            required=True,
            searchable=True,
            listed=4,
            maximum=200,
            width=28,
        ),
    ] = None
    minutes: Annotated[int | None, Count(label=N_("Length in minutes"), section="session", maximum=1440, width=6)] = None
    speaker: Annotated[str | None, Text(label=N_("Speaker"), section="session", maximum=120, searchable=True, width=24)] = None
    with_agency: Annotated[
        str | None, Text(label=N_("Together with"), offers=("agency", "unit"), section="session", maximum=200, width=28)
    ] = None
    audiences: Annotated[
        list[str] | None,
        Choices(label=N_("Groups"), section="audience", required=True, codes="session_audience", dimension=True),
    ] = None
    attendance: Annotated[
        int | None,
        Count(
            label=N_("Attendance"),
            help=N_("Heads counted at the session; one who comes to two sessions counts twice."),
            section="audience",
            required=True,
            maximum=100000,
            listed=5,
            width=8,
        ),
    ] = None
    women: Annotated[int | None, Count(label=N_("Women among them"), section="audience", maximum=100000, width=8)] = None
    children: Annotated[int | None, Count(label=N_("Children among them"), section="audience", maximum=100000, width=8)] = None
    leaflets: Annotated[int | None, Count(label=N_("Leaflets given"), section="audience", maximum=100000, width=8)] = None
    tips: Annotated[list[FollowUp], Rows(label=N_("Tips that followed"), section="follow", row=FollowUp, tabulated=True)] = (
        field(default_factory=list)
    )
    plan: Annotated[str | None, Link(label=N_("Plan"), section="follow", register="plans", width=24)] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="follow", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="follow", codes="classification")] = None


def _parts(session: Session) -> Iterator[Problem]:
    for name in ("women", "children"):
        if (getattr(session, name) or 0) > (session.attendance or 0):
            yield Problem(name, Message(N_("This is more than all who came. Check the number.")))


SESSIONS = register(
    Session,
    kind="sessions",
    label=N_("Awareness sessions"),
    singular=N_("Awareness session"),
    new=N_("New session"),
    icon="megaphone",
    prefix="BT",
    help=N_(
        "One awareness session with how many people came; the same talk in two villages is two sessions. The report "
        "counts sessions and attendance. A tip given at the session is written in Tips and linked here; signed "
        "promises go to Pledges."
    ),
    sections=(
        Section("session", N_("The session")),
        Section("audience", N_("Audience")),
        Section("follow", N_("What followed")),
    ),
    rules=(_parts,),
    moment="held",
    quick=("held", "place", "topics", "audiences", "form", "languages", "attendance", "leaflets", "tips.tip"),
)
