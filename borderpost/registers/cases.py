"""Criminal cases and case operations (vụ án, chuyên án; CPC 164; DOMAIN.md sections 3 and 6; indicators D2, C1, C2).

A case grows out of detections, tips and rings and is led by one body; the others take part. When its file is due is not said
here but in the dated rules of `resources/legal/deadlines.json`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Choices, Day, Flag, Link, Moment, Rows, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class CasePerson:
    """An accused (bị can) or another subject of the case."""

    person: Annotated[str | None, Link(label=N_("Person"), required=True, register="persons", width=24)] = None
    role: Annotated[str | None, Choice(label=N_("Role"), required=True, codes="person_role", dimension=True, width=20)] = None
    accused: Annotated[bool | None, Flag(label=N_("Accused"))] = None
    accused_on: Annotated[date | None, Day(label=N_("Accused since"), width=10)] = None
    note: Annotated[str | None, Text(label=N_("Note"), maximum=200, width=28)] = None


@dataclass(eq=False)
class CaseVictim:
    """A victim of the case. Who it is stays in the victim case."""

    victim_case: Annotated[str | None, Link(label=N_("Victim case"), required=True, register="victim_cases", width=20)] = None
    note: Annotated[str | None, Text(label=N_("Note"), maximum=200, width=28)] = None


@dataclass(eq=False)
class CaseRecord:
    """A record that belongs to the case."""

    record: Annotated[str | None, Link(label=N_("Record"), required=True, register="", width=28)] = None
    note: Annotated[str | None, Text(label=N_("Note"), maximum=200, width=28)] = None


@dataclass(eq=False)
class Case:
    """One case."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    kind: Annotated[
        str | None, Choice(label=N_("Kind"), codes="case_kind", section="case", required=True, dimension=True, listed=3)
    ] = None
    name: Annotated[
        str | None, Text(label=N_("Name or code of the case"), section="case", searchable=True, maximum=120, width=28)
    ] = None
    opened: Annotated[datetime | None, Moment(label=N_("Opened at"), section="case", required=True, listed=2, width=16)] = None
    opened_by: Annotated[
        str | None,
        Choice(label=N_("Opened by"), codes="deciding_body", section="case", required=True, dimension=True, width=26),
    ] = None
    lead: Annotated[
        str | None,
        Choice(label=N_("Our part"), codes="lead_part", section="case", required=True, dimension=True, listed=5, width=16),
    ] = None
    with_agency: Annotated[str | None, Text(label=N_("Together with"), section="case", maximum=200, width=28)] = None
    officer: Annotated[
        str | None, Text(label=N_("Officer in charge"), section="case", maximum=120, searchable=True, width=24)
    ] = None
    detection: Annotated[str | None, Link(label=N_("Detection"), register="detections", section="case", width=16)] = None
    reported_tip: Annotated[str | None, Link(label=N_("Tip"), register="tips", section="case", width=16)] = None
    ring: Annotated[str | None, Link(label=N_("Ring"), register="rings", section="case", width=24)] = None
    records: Annotated[list[CaseRecord], Rows(label=N_("Other records"), section="case", row=CaseRecord)] = field(
        default_factory=list
    )
    offence: Annotated[
        str | None,
        Choice(label=N_("Offence"), codes="legal_class", section="law", required=True, dimension=True, listed=4, width=30),
    ] = None
    articles: Annotated[
        str | None, Text(label=N_("Articles and clauses"), section="law", searchable=True, maximum=200, width=28)
    ] = None
    prosecuted: Annotated[
        datetime | None,
        Moment(label=N_("Prosecuted at"), section="law", width=16, help=N_("The hour of the decision to prosecute the case.")),
    ] = None
    decision_no: Annotated[str | None, Text(label=N_("Decision no."), section="law", maximum=60, searchable=True, width=14)] = (
        None
    )
    decision_sent: Annotated[
        datetime | None, Moment(label=N_("Decision sent to the procuracy at"), section="law", width=26)
    ] = None
    less_serious: Annotated[bool | None, Flag(label=N_("Less serious offence"), section="law")] = None
    flagrante: Annotated[bool | None, Flag(label=N_("Caught in the act"), section="law")] = None
    clear_identity: Annotated[bool | None, Flag(label=N_("Identity clear"), section="law")] = None
    people: Annotated[
        list[CasePerson], Rows(label=N_("Accused and subjects"), section="people", row=CasePerson, tabulated=True)
    ] = field(default_factory=list)
    victims: Annotated[list[CaseVictim], Rows(label=N_("Victims"), section="people", row=CaseVictim, tabulated=True)] = field(
        default_factory=list
    )
    border: Annotated[str | None, Choice(label=N_("Border"), codes="border", section="act", dimension=True, width=14)] = None
    way: Annotated[str | None, Choice(label=N_("Way"), codes="case_way", section="act", dimension=True, width=24)] = None
    destination: Annotated[
        str | None, Choice(label=N_("Destination"), codes="nationality", section="act", dimension=True, width=24)
    ] = None
    methods: Annotated[
        list[str] | None, Choices(label=N_("Methods"), codes="trafficking_method", section="act", dimension=True)
    ] = None
    purposes: Annotated[list[str] | None, Choices(label=N_("Purpose"), codes="exploitation", section="act", dimension=True)] = (
        None
    )
    procuracy_sent: Annotated[datetime | None, Moment(label=N_("File sent to the procuracy at"), section="file", width=26)] = (
        None
    )
    sent: Annotated[datetime | None, Moment(label=N_("File sent to the investigation body at"), section="file", width=28)] = (
        None
    )
    sent_body: Annotated[
        str | None, Choice(label=N_("Kind of body"), codes="receiver_kind", section="file", dimension=True, width=26)
    ] = None
    sent_to: Annotated[str | None, Text(label=N_("Receiver"), section="file", maximum=200, searchable=True, width=28)] = None
    receipt_no: Annotated[str | None, Text(label=N_("Receipt no."), section="file", maximum=60, width=14)] = None
    receipt_on: Annotated[date | None, Day(label=N_("Receipted on"), section="file", width=10)] = None
    result: Annotated[
        str | None, Choice(label=N_("Result"), codes="case_result", section="end", dimension=True, listed=6, width=24)
    ] = None
    ended: Annotated[date | None, Day(label=N_("Ended on"), section="end", width=10)] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="end", lines=2, maximum=4000, width=50)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), codes="classification", section="end")] = None


def _in_order(case: Case) -> Iterator[Problem]:
    for name, before in (
        ("prosecuted", case.opened),
        ("decision_sent", case.prosecuted),
        ("procuracy_sent", case.prosecuted),
        ("sent", case.prosecuted),
    ):
        at = getattr(case, name)
        if at and before and at < before:
            yield Problem(name, Message(N_("This lies before the step before it. Check the time.")))


def _each_person_once(case: Case) -> Iterator[Problem]:
    seen: set[str | None] = set()
    for index, item in enumerate(case.people):
        if item.person in seen:
            yield Problem(f"people.{index}.person", Message(N_("This person already stands in the case. Remove one line.")))
        seen.add(item.person)


def _decided(case: Case) -> Iterator[Problem]:
    if any(item.accused for item in case.people) and not case.prosecuted:
        yield Problem("prosecuted", Message(N_("Somebody is accused: write when the case was prosecuted.")), blocking=False)


CASES = register(
    Case,
    kind="cases",
    label=N_("Criminal cases"),
    singular=N_("Criminal case"),
    new=N_("New criminal case"),
    icon="scale",
    prefix="VA",
    help=N_(
        "One prosecuted case or one case operation, with its accused and its file. A crossing without prosecution belongs "
        "in Detections, a fine in Sanctions. Say whether the post leads or joins in: the report counts the cases it leads "
        "by themselves. Today shows when decision and file must be sent; a missed day is explained, never altered."
    ),
    sections=(
        Section("case", N_("The case")),
        Section("law", N_("Offence and decision")),
        Section("people", N_("Accused, subjects, victims")),
        Section("act", N_("How it was done")),
        Section("file", N_("File of the case")),
        Section("end", N_("Result")),
    ),
    rules=(_in_order, _each_person_once, _decided),
    moment="opened",
)
