"""Findings from the review of legal documents, and the changes proposed (dispatch 2978, task 8; indicator L1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Day, Link, Moment, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Finding:
    """One finding."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    noted: Annotated[datetime | None, Moment(label=N_("Noted at"), section="finding", required=True, listed=2, width=16)] = None
    law: Annotated[
        str | None, Link(label=N_("Legal document"), section="finding", required=True, register="laws", listed=3, width=28)
    ] = None
    article: Annotated[str | None, Text(label=N_("Article"), section="finding", maximum=80, listed=5, width=16)] = None
    kind: Annotated[
        str | None,
        Choice(label=N_("Kind"), section="finding", required=True, codes="finding_kind", dimension=True, listed=4, width=26),
    ] = None
    problem: Annotated[
        str | None,
        Text(label=N_("What does not fit"), section="finding", required=True, lines=3, maximum=4000, searchable=True, width=60),
    ] = None
    example: Annotated[str | None, Link(label=N_("Example from practice"), section="finding", register="", width=28)] = None
    proposal: Annotated[str | None, Text(label=N_("Proposal"), section="proposal", lines=3, maximum=4000, width=60)] = None
    sent_to: Annotated[
        str | None, Text(label=N_("Sent to"), offers=("unit", "agency"), section="proposal", maximum=200, width=30)
    ] = None
    sent: Annotated[date | None, Day(label=N_("Sent on"), section="proposal", listed=6, width=10)] = None
    answer_due: Annotated[date | None, Day(label=N_("Answer due"), section="answer", width=10)] = None
    answered: Annotated[date | None, Day(label=N_("Answered on"), section="answer", width=10)] = None
    outcome: Annotated[
        str | None, Choice(label=N_("Outcome"), section="answer", codes="finding_outcome", dimension=True, width=22)
    ] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="answer", codes="classification")] = None


def _sent(finding: Finding) -> Iterator[Problem]:
    if finding.sent and not finding.proposal:
        yield Problem("proposal", Message(N_("Write what was proposed.")))


FINDINGS = register(
    Finding,
    kind="findings",
    label=N_("Findings and proposals"),
    singular=N_("Finding"),
    new=N_("New finding"),
    icon="message-square-warning",
    prefix="RS",
    help=N_(
        "One shortcoming of one provision met in practice, and what is proposed. The report counts findings and "
        "proposals sent. Choose the law from the library; a complaint about a decision is not a finding. Write when "
        "an answer is due."
    ),
    sections=(
        Section("finding", N_("Finding")),
        Section("proposal", N_("Proposal")),
        Section("answer", N_("Answer")),
    ),
    rules=(_sent,),
    moment="noted",
)
