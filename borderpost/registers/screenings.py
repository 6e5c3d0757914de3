"""Screening of a possible victim: a versioned checklist that recommends and never decides (DOMAIN.md section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from borderpost.domain.codes import codes
from borderpost.domain.fields import Choice, Count, Flag, Link, Moment, Rows, Text
from borderpost.domain.records import Derived, Section, register
from borderpost.domain.words import N_, Message, Problem


@dataclass(eq=False)
class Sign:
    """One indicator of the checklist that was seen."""

    indicator: Annotated[
        str | None, Choice(label=N_("Sign seen"), codes="screening_indicator", required=True, dimension=True, width=44)
    ] = None
    why: Annotated[str | None, Text(label=N_("Why"), maximum=300, width=36)] = None


@dataclass(eq=False)
class Screening:
    """One screening of one person."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    person: Annotated[
        str | None, Link(label=N_("Person"), register="persons", section="talk", required=True, listed=2, width=24)
    ] = None
    victim_case: Annotated[str | None, Link(label=N_("Victim case"), register="victim_cases", section="talk", width=16)] = None
    held: Annotated[datetime | None, Moment(label=N_("Held at"), section="talk", required=True, listed=3, width=16)] = None
    checklist: Annotated[
        str | None,
        Choice(
            label=N_("Checklist"),
            codes="screening_checklist",
            section="talk",
            required=True,
            dimension=True,
            listed=5,
            width=34,
            help=N_("The children's list for everybody under 18: no means are needed to be a victim."),
        ),
    ] = None
    officer: Annotated[
        str | None, Text(label=N_("Officer"), section="talk", required=True, maximum=120, searchable=True, width=24)
    ] = None
    interpreter: Annotated[str | None, Text(label=N_("Interpreter"), section="talk", maximum=160, width=24)] = None
    companion: Annotated[str | None, Text(label=N_("Guardian or representative"), section="talk", maximum=160, width=24)] = None
    apart: Annotated[bool | None, Flag(label=N_("Apart from the suspects"), section="talk", required=True)] = None
    signs: Annotated[list[Sign], Rows(label=N_("Indicators seen"), section="signs", row=Sign, tabulated=True)] = field(
        default_factory=list
    )
    recommendation: Annotated[
        str | None,
        Choice(
            label=N_("Recommendation"),
            codes="screening_recommendation",
            section="result",
            required=True,
            dimension=True,
            listed=4,
            width=34,
            help=N_("A recommendation, never a status."),
        ),
    ] = None
    why: Annotated[
        str | None, Text(label=N_("In your own words"), section="result", required=True, lines=3, maximum=4000, width=60)
    ] = None
    needs: Annotated[str | None, Text(label=N_("What the person needs now"), section="result", maximum=300, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), codes="classification", section="result")] = None


def weight(screening: Screening) -> int | None:
    """Return the weight of all indicators together, each counted once; None while an indicator is not in the list."""
    known = codes("screening_indicator")
    found = 0
    for indicator in {sign.indicator for sign in screening.signs if sign.indicator}:
        item = known.get(indicator)
        if item is None:
            return None
        found += item.more["weight"]
    return found


def suggested(screening: Screening) -> str | None:
    """Return what the checklist of that version suggests; None for a checklist this program does not know.

    One indicator alone decides nothing: it never suggests identification.
    """
    checklist = codes("screening_checklist").get(screening.checklist)
    total = weight(screening)
    if checklist is None or total is None:
        return None
    different = {sign.indicator for sign in screening.signs if sign.indicator}
    if total >= checklist.more["identify"] and len(different) > 1:
        return "identify"
    return "more_information" if different else "no_indication"


def _as_the_list_says(screening: Screening) -> Iterator[Problem]:
    wanted = suggested(screening)
    if screening.recommendation and wanted and wanted != screening.recommendation:
        yield Problem(
            "recommendation",
            Message(N_("The indicators suggest something else. Keep your own view if you wrote why.")),
            blocking=False,
        )


def _apart(screening: Screening) -> Iterator[Problem]:
    if screening.apart is False:
        yield Problem("apart", Message(N_("Screen again apart from the suspects as soon as possible.")), blocking=False)


SCREENINGS = register(
    Screening,
    kind="screenings",
    label=N_("Screenings"),
    singular=N_("Screening"),
    new=N_("New screening"),
    icon="badge-check",
    prefix="SL",
    help=N_(
        "One talk with one person by the checklist of that day, apart from companions and suspects. Mark the signs "
        "seen and write in free words why. The result recommends and never decides: the status changes only in the "
        "victim case, with body, source and paper. A second talk is a second entry."
    ),
    sections=(
        Section("talk", N_("The talk")),
        Section("signs", N_("Indicators")),
        Section("result", N_("Recommendation")),
    ),
    rules=(_as_the_list_says, _apart),
    derived=(
        Derived("weight", Count(label=N_("Weight of the indicators")), weight),
        Derived("suggested", Choice(label=N_("The checklist suggests"), codes="screening_recommendation"), suggested),
    ),
    moment="held",
)
