"""Regulations on working together, and until when they hold (quy chế phối hợp; dispatch 2978, task 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from borderpost.domain.fields import Choice, Day, Link, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Regulation:
    """One regulation."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, searchable=True, width=12)] = None
    symbol: Annotated[
        str | None,
        Text(label=N_("Number and symbol"), section="paper", required=True, listed=1, searchable=True, maximum=80, width=24),
    ] = None
    subject: Annotated[
        str | None,
        Text(label=N_("Subject"), section="paper", required=True, listed=2, searchable=True, maximum=400, lines=2, width=50),
    ] = None
    parties: Annotated[
        str | None,
        Text(
            label=N_("Parties"),
            offers=("agency", "unit"),
            section="paper",
            required=True,
            maximum=400,
            searchable=True,
            listed=4,
            width=40,
        ),
    ] = None
    signed: Annotated[date | None, Day(label=N_("Signed on"), section="paper", width=10)] = None
    valid_from: Annotated[date | None, Day(label=N_("In force from"), section="force", width=10)] = None
    valid_to: Annotated[date | None, Day(label=N_("In force until"), section="force", listed=3, width=10)] = None
    review_due: Annotated[date | None, Day(label=N_("Review due"), section="force", width=10)] = None
    reviewed: Annotated[date | None, Day(label=N_("Reviewed on"), section="force", width=10)] = None
    replaced_by: Annotated[str | None, Link(label=N_("Replaced by"), section="force", register="regulations", width=24)] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="force", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="force", codes="classification")] = None


def _in_force(regulation: Regulation) -> Iterator[Problem]:
    if regulation.valid_from and regulation.valid_to and regulation.valid_to < regulation.valid_from:
        yield Problem("valid_to", Message(N_("This lies before the first day in force. Check the date.")))


REGULATIONS = register(
    Regulation,
    kind="regulations",
    label=N_("Regulations"),
    singular=N_("Regulation"),
    new=N_("New regulation"),
    icon="handshake",
    prefix="QC",
    help=N_(
        "Regulations of coordination signed with other bodies, from when to when they hold. Laws belong in the Law "
        "library, orders from above in Directives. The date of review comes up on Today."
    ),
    sections=(
        Section("paper", N_("The paper")),
        Section("force", N_("In force")),
    ),
    rules=(_in_force,),
    title="symbol",
)
