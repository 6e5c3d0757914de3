"""Foreign counterparts across the border (dispatch 2978, task 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from borderpost.domain.fields import Choice, Choices, Day, Link, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_


@dataclass(eq=False)
class Counterpart:
    """One counterpart unit."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, searchable=True, width=12)] = None
    name: Annotated[
        str | None, Text(label=N_("Name"), section="unit", required=True, listed=1, searchable=True, maximum=200, width=40)
    ] = None
    border: Annotated[
        str | None,
        Choice(label=N_("Border"), section="unit", required=True, codes="border", dimension=True, listed=3, width=14),
    ] = None
    place: Annotated[str | None, Text(label=N_("Place"), section="unit", maximum=200, searchable=True, listed=4, width=30)] = (
        None
    )
    commander: Annotated[str | None, Text(label=N_("Commander"), section="unit", maximum=160, listed=2, width=28)] = None
    phone: Annotated[str | None, Text(label=N_("Phone, radio"), section="unit", maximum=120, width=24)] = None
    languages: Annotated[
        list[str] | None, Choices(label=N_("Languages"), section="unit", codes="session_language", dimension=True)
    ] = None
    interpreter: Annotated[str | None, Text(label=N_("Interpreter"), section="unit", maximum=160, width=28)] = None
    facing: Annotated[str | None, Text(label=N_("Section facing us"), section="unit", maximum=120, width=24)] = None
    valid_from: Annotated[date | None, Day(label=N_("Valid from"), section="valid", width=10)] = None
    valid_to: Annotated[date | None, Day(label=N_("Valid until"), section="valid", listed=5, width=10)] = None
    successor: Annotated[str | None, Link(label=N_("Successor"), section="valid", register="counterparts", width=28)] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="valid", lines=2, maximum=2000, width=40)] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), section="valid", codes="classification")] = None


COUNTERPARTS = register(
    Counterpart,
    kind="counterparts",
    label=N_("Foreign counterparts"),
    singular=N_("Counterpart"),
    new=N_("New counterpart"),
    icon="flag-triangle-right",
    prefix="NB",
    help=N_(
        "Units of the neighbouring country facing the post: commander, place, languages, interpreter. Meetings with "
        "them go to Talks and exchanges. When the unit changes, end the entry and write its successor."
    ),
    sections=(
        Section("unit", N_("The unit")),
        Section("valid", N_("Validity")),
    ),
    title="name",
)
