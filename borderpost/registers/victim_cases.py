"""Victim cases: from suspicion to determination, with the custody clocks (Law 53/2024; DOMAIN.md section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

from borderpost.domain.codes import codes
from borderpost.domain.fields import Choice, Choices, Count, Day, Link, Moment, Rows, Text
from borderpost.domain.records import Derived, Moves, Section, register
from borderpost.domain.words import N_, Message, Problem

STEPS = ("found", "received", "needs_met", "screened", "handed_over", "feedback")
"""The custody chain, in order: found, received, needs met, screened, handed over, feedback received."""

TRANSITIONS = {
    "suspected": frozenset({"in_identification", "not_victim"}),
    "in_identification": frozenset({"determined", "not_victim"}),
    "determined": frozenset({"in_identification"}),
    "not_victim": frozenset({"in_identification"}),
}
BEGINNINGS = frozenset({"suspected", "in_identification"})
"""The status machine; from determined and not_victim a case can be reopened."""


@dataclass(eq=False)
class Support:
    """One regime of article 37 given or passed on."""

    regime: Annotated[str | None, Choice(label=N_("Regime"), codes="support_regime", required=True, dimension=True)] = None
    day: Annotated[date | None, Day(label=N_("Date"), width=10)] = None
    provider: Annotated[str | None, Text(label=N_("Given by"), offers=("agency",), maximum=120)] = None
    note: Annotated[str | None, Text(label=N_("Note"), maximum=300)] = None


@dataclass(eq=False)
class VictimCase:
    """The case of one person. The person's identity is in the person record, sealed for the victim compartment."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    pseudonym: Annotated[
        str | None, Text(label=N_("Pseudonym"), section="who", required=True, listed=2, searchable=True, maximum=40)
    ] = None
    person: Annotated[str | None, Link(label=N_("Person"), register="persons", section="who", required=True, width=20)] = None
    category: Annotated[
        str | None,
        Choice(label=N_("Category"), codes="victim_category", section="who", required=True, dimension=True, width=24),
    ] = None
    sex: Annotated[str | None, Choice(label=N_("Sex"), codes="sex", section="who", dimension=True, width=8)] = None
    birth_year: Annotated[
        int | None, Count(label=N_("Birth year"), section="who", minimum=1880, maximum=2200, dimension=True, width=6)
    ] = None
    nationality: Annotated[str | None, Choice(label=N_("Nationality"), codes="nationality", section="who", dimension=True)] = (
        None
    )
    ethnicity: Annotated[str | None, Choice(label=N_("Ethnicity"), codes="ethnicity", section="who", dimension=True)] = None
    occupation: Annotated[str | None, Choice(label=N_("Occupation"), codes="occupation", section="who", dimension=True)] = None
    province: Annotated[
        str | None, Text(label=N_("Home province"), offers=("province",), section="who", dimension=True, maximum=80)
    ] = None
    route: Annotated[
        str | None,
        Choice(label=N_("Route"), codes="victim_route", section="chain", required=True, dimension=True, listed=5, width=20),
    ] = None
    reception: Annotated[str | None, Link(label=N_("Reception"), register="receptions", section="chain", width=16)] = None
    detection: Annotated[str | None, Link(label=N_("Detection"), register="detections", section="chain", width=16)] = None
    reported_tip: Annotated[str | None, Link(label=N_("Tip"), register="tips", section="chain", width=16)] = None
    found: Annotated[datetime | None, Moment(label=N_("Found at"), section="chain", width=16)] = None
    received: Annotated[
        datetime | None, Moment(label=N_("Received at"), section="chain", required=True, listed=3, width=16)
    ] = None
    needs_met: Annotated[datetime | None, Moment(label=N_("Essential needs met at"), section="chain", width=16)] = None
    screened: Annotated[datetime | None, Moment(label=N_("Screened at"), section="chain", width=16)] = None
    handed_over: Annotated[datetime | None, Moment(label=N_("Handed over at"), section="chain", width=16)] = None
    feedback: Annotated[datetime | None, Moment(label=N_("Feedback received at"), section="chain", width=16)] = None
    handover: Annotated[str | None, Link(label=N_("Hand-over"), register="handovers", section="chain", width=16)] = None
    recommendation: Annotated[
        str | None,
        Choice(
            label=N_("Screening recommends"),
            codes="screening_recommendation",
            section="status",
            help=N_("A recommendation, never a status."),
        ),
    ] = None
    why: Annotated[str | None, Text(label=N_("Why"), section="status", lines=2, maximum=2000, width=40)] = None
    status: Annotated[
        str | None,
        Choice(
            label=N_("Status"),
            help=N_("Changed only by a decision: body, source and paper stand beside it."),
            codes="victim_status",
            section="status",
            required=True,
            dimension=True,
            listed=4,
            width=24,
        ),
    ] = None
    status_date: Annotated[date | None, Day(label=N_("Status since"), section="status", width=10)] = None
    deciding_body: Annotated[
        str | None, Choice(label=N_("Deciding body"), codes="deciding_body", section="status", width=24)
    ] = None
    evidence_source: Annotated[
        str | None,
        Choice(
            label=N_("Evidence source"),
            codes="evidence_source",
            section="status",
            dimension=True,
            width=30,
            help=N_("Article 32 of Law 53/2024, a closed list."),
        ),
    ] = None
    paper_no: Annotated[str | None, Text(label=N_("Paper no."), section="status", maximum=60)] = None
    exploitation: Annotated[
        list[str] | None, Choices(label=N_("Exploitation"), codes="exploitation", section="act", dimension=True, width=30)
    ] = None
    destination: Annotated[str | None, Choice(label=N_("Destination"), codes="nationality", section="act", dimension=True)] = (
        None
    )
    method: Annotated[str | None, Choice(label=N_("Method"), codes="trafficking_method", section="act", dimension=True)] = None
    months_away: Annotated[int | None, Count(label=N_("Months away"), section="act", maximum=1200, width=6)] = None
    support: Annotated[list[Support], Rows(label=N_("Support"), section="support", row=Support, tabulated=True)] = field(
        default_factory=list
    )
    wish: Annotated[str | None, Choice(label=N_("Wish"), codes="victim_wish", section="support")] = None
    guardian: Annotated[str | None, Text(label=N_("Guardian or representative"), section="support", maximum=120)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), codes="classification", section="support")] = None


def _steps_in_order(case: VictimCase) -> Iterator[Problem]:
    before: datetime | None = None
    for name in STEPS:
        at = getattr(case, name)
        if at is None:
            continue
        if before is not None and at < before:
            yield Problem(name, Message(N_("This step lies before the one before it. Correct one of the times.")))
        before = at


def _decision_complete(case: VictimCase) -> Iterator[Problem]:
    if case.status in ("determined", "not_victim"):
        for name in ("deciding_body", "evidence_source", "paper_no", "status_date"):
            if getattr(case, name) is None:
                yield Problem(name, Message(N_("A decision needs the body, the evidence source, the paper and its date.")))
    elif case.status == "in_identification" and case.evidence_source is None:
        yield Problem(
            "evidence_source", Message(N_("Say which source of evidence the identification rests on.")), blocking=False
        )


def entitled(category: str | None) -> frozenset[str]:
    """Return the regimes of a category (Law 53/2024 art. 37), data of the code list; empty for a category it does not know."""
    found = codes("victim_category").get(category)
    return frozenset(found.more.get("regimes", ())) if found is not None else frozenset()


def _within_the_regimes(case: VictimCase) -> Iterator[Problem]:
    known = entitled(case.category)
    for position, support in enumerate(case.support):
        if known and support.regime and support.regime not in known:
            yield Problem(
                f"support.{position}.regime",
                Message(N_("Article 37 does not give this category this regime. Check the category, or note the basis.")),
                blocking=False,
            )


def _child(case: VictimCase) -> Iterator[Problem]:
    if age_band(case) in ("under_16", "16_17") and not case.guardian:
        yield Problem("guardian", Message(N_("A child: note the guardian or representative.")), blocking=False)


def allowed_statuses(status: str | None) -> frozenset[str]:
    """Return the statuses that may follow a status, itself included."""
    return BEGINNINGS if status is None else TRANSITIONS.get(status, frozenset()) | {status}


def age_band(case: VictimCase) -> str:
    """Return `under_16`, `16_17`, `adult` or `unknown` at reception, taking the younger age of a year-only birth."""
    from borderpost.domain import ages, clock

    if case.birth_year is None or case.received is None:
        return "unknown"
    return ages.band(f"{case.birth_year:04d}", clock.local_date(case.received))


def _age_band(case: Any) -> str:
    return age_band(case)


VICTIM_CASES = register(
    VictimCase,
    kind="victim_cases",
    label=N_("Victim cases"),
    singular=N_("Victim case"),
    new=N_("New victim case"),
    icon="heart-handshake",
    prefix="NN",
    help=N_(
        "One case of one possible or determined victim, from being found to feedback. Everywhere the pseudonym "
        "stands; identity is in Persons, sealed, and every look is recorded. Rights begin before confirmation. The "
        "report counts people by status, route and support, so the status needs its body, source and paper."
    ),
    sections=(
        Section("who", N_("Who"), N_("the name is in the person record, sealed")),
        Section("chain", N_("From finding to feedback")),
        Section("status", N_("Screening and status")),
        Section("act", N_("What was done to the person")),
        Section("support", N_("Support")),
    ),
    rules=(_steps_in_order, _decision_complete, _child, _within_the_regimes),
    derived=(Derived("age_band", Choice(label=N_("Age"), codes="age_band", dimension=True, listed=6), _age_band),),
    moment="received",
    title="pseudonym",
    moves=Moves("status", TRANSITIONS),
)
