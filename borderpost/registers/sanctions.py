"""Administrative records and sanction decisions (AVL 58, 66; DOMAIN.md section 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from borderpost.domain.fields import Choice, Count, Flag, Link, Moment, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Sanction:
    """One administrative record of one offender, and what was decided."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    recorded: Annotated[
        datetime | None, Moment(label=N_("Record drawn up at"), section="record", required=True, listed=2, width=16)
    ] = None
    place: Annotated[str | None, Text(label=N_("Place"), section="record", maximum=200, width=28)] = None
    officer: Annotated[str | None, Text(label=N_("Drawn up by"), section="record", required=True, maximum=120, width=24)] = None
    person: Annotated[str | None, Link(label=N_("Offender"), register="persons", section="record", required=True, width=24)] = (
        None
    )
    detection: Annotated[str | None, Link(label=N_("Detection"), register="detections", section="record", width=16)] = None
    act: Annotated[
        str | None,
        Choice(
            label=N_("Act committed"), codes="legal_class", section="record", required=True, dimension=True, listed=4, width=30
        ),
    ] = None
    account: Annotated[
        str | None, Text(label=N_("Statements"), section="record", lines=3, maximum=4000, width=40, searchable=True)
    ] = None
    refused: Annotated[bool | None, Flag(label=N_("Refused to sign"), section="record")] = None
    witness: Annotated[str | None, Text(label=N_("Witness"), section="record", maximum=120, width=24)] = None
    complexity: Annotated[
        str | None,
        Choice(label=N_("How the term counts"), codes="sanction_complexity", section="decision", required=True, width=24),
    ] = None
    decided: Annotated[datetime | None, Moment(label=N_("Decided at"), section="decision", listed=3, width=16)] = None
    decision_no: Annotated[
        str | None, Text(label=N_("Decision no."), section="decision", maximum=60, searchable=True, width=14)
    ] = None
    approver: Annotated[str | None, Text(label=N_("Decided by"), section="decision", maximum=120, width=24)] = None
    fine: Annotated[
        int | None, Count(label=N_("Fine, dong"), section="decision", maximum=10_000_000_000, listed=5, width=14)
    ] = None
    measures: Annotated[str | None, Text(label=N_("Other measures"), section="decision", maximum=300, width=30)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), codes="classification", section="decision")] = None


def _in_order(sanction: Sanction) -> Iterator[Problem]:
    if sanction.decided and sanction.recorded and sanction.decided < sanction.recorded:
        yield Problem("decided", Message(N_("Decided before the record was drawn up. Correct one of the times.")))


def _witnessed(sanction: Sanction) -> Iterator[Problem]:
    if sanction.refused and not sanction.witness:
        yield Problem("witness", Message(N_("Refused to sign: the commune or one witness confirms it.")), blocking=False)


SANCTIONS = register(
    Sanction,
    kind="sanctions",
    label=N_("Sanctions"),
    singular=N_("Sanction"),
    new=N_("New sanction"),
    icon="scale",
    prefix="XP",
    sections=(Section("record", N_("Administrative record")), Section("decision", N_("Decision"))),
    rules=(_in_order, _witnessed),
    moment="recorded",
)
