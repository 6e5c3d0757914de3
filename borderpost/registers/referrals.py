"""Referrals of victims to services, with the answer due (chuyển tuyến; Law 53/2024 art. 37; indicator V3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Choices, Day, Flag, Link, Moment, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Referral:
    """One referral of one victim."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    referred: Annotated[
        datetime | None, Moment(label=N_("Referred at"), section="referral", required=True, listed=2, width=16)
    ] = None
    victim_case: Annotated[
        str | None,
        Link(label=N_("Victim case"), section="referral", required=True, register="victim_cases", listed=3, width=16),
    ] = None
    regimes: Annotated[
        list[str] | None,
        Choices(label=N_("Regimes"), section="referral", required=True, codes="support_regime", dimension=True, listed=5),
    ] = None
    reason: Annotated[
        str | None, Choice(label=N_("Reason"), section="referral", codes="referral_reason", dimension=True, width=28)
    ] = None
    receiver_kind: Annotated[
        str | None,
        Choice(label=N_("Kind of body"), section="referral", required=True, codes="receiver_kind", dimension=True, width=26),
    ] = None
    receiver: Annotated[
        str | None,
        Text(
            label=N_("Receiver"),
            offers=("agency", "unit"),
            section="referral",
            required=True,
            searchable=True,
            maximum=200,
            listed=4,
            width=28,
        ),
    ] = None
    consent: Annotated[bool | None, Flag(label=N_("The person agrees"), section="referral", required=True)] = None
    consent_note: Annotated[str | None, Text(label=N_("Consent, guardian"), section="referral", maximum=300, width=40)] = None
    officer: Annotated[str | None, Text(label=N_("Officer"), section="referral", required=True, maximum=120, width=24)] = None
    paper_no: Annotated[str | None, Text(label=N_("Paper no."), section="referral", maximum=60, searchable=True, width=14)] = (
        None
    )
    answer_due: Annotated[date | None, Day(label=N_("Answer due"), section="answer", listed=6, width=10)] = None
    answered: Annotated[date | None, Day(label=N_("Answered on"), section="answer", width=10)] = None
    accepted: Annotated[bool | None, Flag(label=N_("Accepted"), section="answer", dimension=True)] = None
    result: Annotated[str | None, Text(label=N_("Result"), section="answer", lines=2, maximum=2000, width=50)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="answer", codes="classification")] = None


def _agreed(referral: Referral) -> Iterator[Problem]:
    if referral.consent is False and not referral.consent_note:
        yield Problem("consent_note", Message(N_("Write why the referral goes out without consent, or wait for it.")))


REFERRALS = register(
    Referral,
    kind="referrals",
    label=N_("Referrals"),
    singular=N_("Referral"),
    new=N_("New referral"),
    icon="arrow-right",
    prefix="CT",
    help=N_(
        "One sending of one victim to a body that gives support, with the regimes asked for. Only with the person's "
        "consent, or that of the guardian for a child. Handing over the person with a record belongs in Hand-overs. "
        "Write the date an answer is due; it comes up on Today."
    ),
    sections=(
        Section("referral", N_("Referral")),
        Section("answer", N_("Answer")),
    ),
    rules=(_agreed,),
    moment="referred",
)
