"""Legal documents the post works by, with the days they hold (dispatch 2978, task 8; DOMAIN.md section 15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from borderpost.domain.fields import Choice, Day, Flag, Link, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Law:
    """One legal document."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, searchable=True, width=12)] = None
    symbol: Annotated[
        str | None,
        Text(label=N_("Number and symbol"), section="paper", required=True, listed=1, searchable=True, maximum=80, width=24),
    ] = None
    kind: Annotated[
        str | None,
        Choice(label=N_("Kind"), section="paper", required=True, codes="law_kind", dimension=True, listed=4, width=20),
    ] = None
    subject: Annotated[
        str | None,
        Text(label=N_("Subject"), section="paper", required=True, listed=2, searchable=True, maximum=400, lines=2, width=50),
    ] = None
    issuer: Annotated[
        str | None,
        Text(label=N_("Issued by"), offers=("agency", "unit"), section="paper", maximum=160, searchable=True, width=28),
    ] = None
    issued: Annotated[date | None, Day(label=N_("Issued on"), section="paper", width=10)] = None
    valid_from: Annotated[date | None, Day(label=N_("In force from"), section="force", listed=3, width=10)] = None
    valid_to: Annotated[date | None, Day(label=N_("In force until"), section="force", listed=5, width=10)] = None
    replaced_by: Annotated[str | None, Link(label=N_("Replaced by"), section="force", register="laws", width=24)] = None
    sure: Annotated[
        bool | None, Flag(label=N_("Dates confirmed"), help=N_("Only when the paper itself was seen."), section="force")
    ] = None
    reviewed: Annotated[date | None, Day(label=N_("Reviewed on"), section="review", width=10)] = None
    summary: Annotated[str | None, Text(label=N_("Summary"), section="review", lines=4, maximum=6000, width=60)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="review", codes="classification")] = None


def _in_force(law: Law) -> Iterator[Problem]:
    if law.valid_from and law.valid_to and law.valid_to < law.valid_from:
        yield Problem("valid_to", Message(N_("This lies before the first day in force. Check the date.")))


LAWS = register(
    Law,
    kind="laws",
    label=N_("Law library"),
    singular=N_("Legal document"),
    new=N_("New legal document"),
    icon="scale",
    prefix="VB",
    help=N_(
        "Laws, decrees and circulars the post applies, from when to when each is in force. It is the date of the act "
        "that decides which one applies. Mark the dates as sure only with the paper in hand. Shortcomings found in "
        "use go to Findings and proposals."
    ),
    sections=(
        Section("paper", N_("The paper")),
        Section("force", N_("In force")),
        Section("review", N_("Review")),
    ),
    rules=(_in_force,),
    title="symbol",
)
