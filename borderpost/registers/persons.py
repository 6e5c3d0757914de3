"""Persons: one person once, whatever roles they have over time; the identity is a sealed group (DOMAIN.md sections 3 and 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from borderpost.domain.fields import BirthDate, Choice, Count, Day, Text
from borderpost.domain.records import Section, register
from borderpost.domain.words import N_, Message, Problem

IDENTITY = "identity"


@dataclass(eq=False)
class Person:
    """A person met in the post's work. Clear columns are what statistics need; who it is stays in the sealed group."""

    number: Annotated[str | None, Text(label=N_("Number"), automatic=True, listed=1, searchable=True, width=12)] = None
    pseudonym: Annotated[
        str | None,
        Text(
            label=N_("Pseudonym"),
            section="who",
            listed=2,
            searchable=True,
            maximum=40,
            help=N_("The name used on every print but the hand-over record."),
        ),
    ] = None
    name: Annotated[
        str | None,
        Text(label=N_("Full name"), section="who", sealed=IDENTITY, searchable=True, listed=3, maximum=120, width=28),
    ] = None
    aliases: Annotated[
        str | None, Text(label=N_("Other names"), section="who", sealed=IDENTITY, searchable=True, maximum=200)
    ] = None
    birth: Annotated[str | None, BirthDate(label=N_("Birth date"), section="who", sealed=IDENTITY, width=10)] = None
    birth_year: Annotated[
        int | None,
        Count(label=N_("Birth year"), section="who", minimum=1880, maximum=2200, dimension=True, listed=5, width=6),
    ] = None
    sex: Annotated[str | None, Choice(label=N_("Sex"), codes="sex", section="who", dimension=True, listed=4, width=8)] = None
    nationality: Annotated[
        str | None, Choice(label=N_("Nationality"), codes="nationality", section="who", dimension=True, listed=6)
    ] = None
    ethnicity: Annotated[str | None, Choice(label=N_("Ethnicity"), codes="ethnicity", section="who", dimension=True)] = None
    document_kind: Annotated[
        str | None, Choice(label=N_("Document"), codes="document_kind", section="papers", sealed=IDENTITY)
    ] = None
    document_no: Annotated[
        str | None, Text(label=N_("Document no."), section="papers", sealed=IDENTITY, searchable=True, maximum=40)
    ] = None
    document_date: Annotated[date | None, Day(label=N_("Issued on"), section="papers", sealed=IDENTITY, width=10)] = None
    residence: Annotated[
        str | None, Text(label=N_("Residence"), offers=("place",), section="papers", sealed=IDENTITY, maximum=300, width=30)
    ] = None
    address: Annotated[
        str | None,
        Text(label=N_("Current address"), offers=("place",), section="papers", sealed=IDENTITY, maximum=300, width=30),
    ] = None
    phone: Annotated[
        str | None, Text(label=N_("Phone, social accounts"), section="papers", sealed=IDENTITY, searchable=True, maximum=200)
    ] = None
    relatives: Annotated[
        str | None, Text(label=N_("Relatives"), section="papers", sealed=IDENTITY, lines=2, maximum=500, width=40)
    ] = None
    province: Annotated[
        str | None,
        Text(
            label=N_("Home province"),
            offers=("province",),
            section="life",
            dimension=True,
            maximum=80,
            help=N_("As written; old names are accepted."),
        ),
    ] = None
    occupation: Annotated[str | None, Choice(label=N_("Occupation"), codes="occupation", section="life", dimension=True)] = None
    education: Annotated[str | None, Choice(label=N_("Education"), codes="education", section="life", dimension=True)] = None
    religion: Annotated[str | None, Text(label=N_("Religion"), section="life", sealed=IDENTITY, maximum=60)] = None
    wanted: Annotated[str | None, Choice(label=N_("Wanted or sought"), codes="wanted", section="life", dimension=True)] = None
    note: Annotated[str | None, Text(label=N_("Note"), section="life", sealed=IDENTITY, lines=3, maximum=2000, width=40)] = None


def _named_somehow(person: Person) -> Iterator[Problem]:
    if not person.name and not person.pseudonym:
        yield Problem("name", Message(N_("Write a name, or a pseudonym if the name is unknown.")))


def _birth_agrees(person: Person) -> Iterator[Problem]:
    if person.birth and person.birth_year and not person.birth.startswith(f"{person.birth_year:04d}"):
        yield Problem("birth_year", Message(N_("The birth year differs from the birth date.")))


PERSONS = register(
    Person,
    kind="persons",
    label=N_("Persons"),
    singular=N_("Person"),
    new=N_("New person"),
    icon="user",
    prefix="NG",
    help=N_(
        "One entry for one human being, whatever the role; roles are given in detections, custody, cases. Search "
        "first: the same person met again is the same entry. Name, birth date, papers and address are sealed; a "
        "protected person goes by a pseudonym everywhere. Sex, birth year and nationality stay readable because the "
        "report counts by them."
    ),
    sections=(
        Section("who", N_("Who")),
        Section("papers", N_("Papers and address"), N_("sealed with the name")),
        Section("life", N_("Life")),
    ),
    rules=(_named_somehow, _birth_agrees),
    title="pseudonym",
)
