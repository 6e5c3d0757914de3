"""Directives, programmes and plans from above that a post works by (DOMAIN.md section 1; dispatch 2978, task 1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from borderpost.domain.fields import Choice, Choices, Day, Link, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Directive:
    """One directive (văn bản chỉ đạo)."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, searchable=True, width=12)] = None
    symbol: Annotated[
        str | None,
        Text(label=N_("Number and symbol"), section="paper", required=True, listed=2, searchable=True, maximum=80, width=22),
    ] = None
    kind: Annotated[
        str | None,
        Choice(label=N_("Kind"), section="paper", required=True, codes="directive_kind", dimension=True, listed=4, width=20),
    ] = None
    subject: Annotated[
        str | None,
        Text(label=N_("Subject"), section="paper", required=True, listed=1, searchable=True, maximum=400, lines=2, width=50),
    ] = None
    issuer: Annotated[
        str | None,
        Text(
            label=N_("Issued by"), offers=("unit", "agency"), section="paper", searchable=True, maximum=160, listed=5, width=28
        ),
    ] = None
    issued: Annotated[date | None, Day(label=N_("Issued on"), section="paper", listed=3, width=10)] = None
    received: Annotated[date | None, Day(label=N_("Received on"), section="paper", width=10)] = None
    valid_from: Annotated[date | None, Day(label=N_("In force from"), section="force", width=10)] = None
    valid_to: Annotated[date | None, Day(label=N_("In force until"), section="force", width=10)] = None
    replaced_by: Annotated[str | None, Link(label=N_("Replaced by"), section="force", register="directives", width=24)] = None
    tasks: Annotated[
        list[str] | None, Choices(label=N_("Tasks of dispatch 2978"), section="work", codes="nine_tasks", dimension=True)
    ] = None
    responsible: Annotated[str | None, Text(label=N_("Responsible"), section="work", maximum=120, width=24)] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="work", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="work", codes="classification")] = None


def _in_force(directive: Directive) -> Iterator[Problem]:
    if directive.valid_from and directive.valid_to and directive.valid_to < directive.valid_from:
        yield Problem("valid_to", Message(N_("This lies before the first day in force. Check the date.")))


DIRECTIVES = register(
    Directive,
    kind="directives",
    label=N_("Directives"),
    singular=N_("Directive"),
    new=N_("New directive"),
    icon="file-text",
    prefix="CV",
    help=N_(
        "Papers from above that give the post work: directives, programmes, plans of higher levels. What has to be "
        "done by a date goes to Due tasks and names the directive. Laws and decrees belong in the Law library. When a "
        "new paper replaces it, write that and keep the old one."
    ),
    sections=(
        Section("paper", N_("The paper")),
        Section("force", N_("In force")),
        Section("work", N_("What the post does")),
    ),
    rules=(_in_force,),
    title="symbol",
)
