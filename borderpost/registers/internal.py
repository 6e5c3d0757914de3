"""What the program itself writes into the journal: officers, closed periods, bundles, receipts, and which persons are one.

No form, no list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from borderpost.domain.fields import Choice, Count, Day, Flag, Link, Moment, Packed, Text
from borderpost.domain.records import register
from borderpost.domain.words import N_


@dataclass(eq=False)
class Officer:
    """A user of this post. `uid` is what entries carry as their actor; the public keys verify those entries."""

    uid: Annotated[str | None, Text(label=N_("User code"), required=True, maximum=40)] = None
    name: Annotated[str | None, Text(label=N_("Name"), required=True)] = None
    rank: Annotated[str | None, Text(label=N_("Rank"))] = None
    position: Annotated[str | None, Text(label=N_("Position"))] = None
    role: Annotated[str | None, Choice(label=N_("Role"), codes="role", required=True)] = None
    active: Annotated[bool | None, Flag(label=N_("Active"))] = None
    signing_key: Annotated[bytes | None, Packed(label=N_("Signing key"))] = None


@dataclass(eq=False)
class Period:
    """A reporting window closed by the commander: the figures as they were, and a signature for integrity and origin."""

    window: Annotated[str | None, Text(label=N_("Window"), required=True)] = None
    first: Annotated[date | None, Day(label=N_("First day"))] = None
    last: Annotated[date | None, Day(label=N_("Last day"))] = None
    form: Annotated[str | None, Text(label=N_("Form"))] = None
    form_version: Annotated[int | None, Count(label=N_("Form version"))] = None
    snapshot: Annotated[Any, Packed(label=N_("Figures"))] = None
    snapshot_hash: Annotated[str | None, Text(label=N_("Hash of the figures"))] = None
    signature: Annotated[bytes | None, Packed(label=N_("Signature"))] = None


@dataclass(eq=False)
class Bundle:
    """A bundle that was made, its way with the courier, and the receipt that came back."""

    number: Annotated[int | None, Count(label=N_("Bundle"), maximum=100_000_000)] = None
    bundle: Annotated[str | None, Text(label=N_("Bundle id"))] = None
    file: Annotated[str | None, Text(label=N_("File"))] = None
    sha256: Annotated[str | None, Text(label=N_("Hash"))] = None
    size: Annotated[int | None, Count(label=N_("Size"), maximum=10**15)] = None
    made: Annotated[datetime | None, Moment(label=N_("Made at"))] = None
    feeds: Annotated[list[Any] | None, Packed(label=N_("Ranges"))] = None
    records: Annotated[int | None, Count(label=N_("Records"), maximum=10**9)] = None
    recipient: Annotated[str | None, Text(label=N_("Recipient"))] = None
    classification: Annotated[str | None, Choice(label=N_("Classification"), codes="classification")] = None
    seal_no: Annotated[str | None, Text(label=N_("Seal no."))] = None
    courier: Annotated[str | None, Text(label=N_("Courier"))] = None
    handed: Annotated[datetime | None, Moment(label=N_("Handed over at"))] = None
    expected: Annotated[datetime | None, Moment(label=N_("Receipt expected by"))] = None
    receipted: Annotated[datetime | None, Moment(label=N_("Receipt from"))] = None


@dataclass(eq=False)
class Receipt:
    """A signed receipt from headquarters, kept as it came."""

    hub: Annotated[str | None, Text(label=N_("Headquarters"))] = None
    feed: Annotated[str | None, Text(label=N_("Feed"))] = None
    have_through: Annotated[int | None, Count(label=N_("Has everything through"), maximum=10**13)] = None
    at: Annotated[datetime | None, Moment(label=N_("Receipt from"))] = None
    rejected: Annotated[list[Any] | None, Packed(label=N_("Returned records"))] = None
    body: Annotated[bytes | None, Packed(label=N_("Signed receipt"))] = None


@dataclass(eq=False)
class PersonPair:
    """What somebody decided of two records of persons: the same person (merged), or not the same (the hint stays away)."""

    first: Annotated[str | None, Link(label=N_("Person"), register="persons", required=True)] = None
    second: Annotated[str | None, Link(label=N_("Other person"), register="persons", required=True)] = None
    verdict: Annotated[str | None, Choice(label=N_("Decision"), codes="person_pair", required=True)] = None
    reason: Annotated[str | None, Text(label=N_("Reason"), maximum=400)] = None


def _internal(record: type, kind: str, label: str, moment: str | None = None) -> Any:
    return register(
        record, kind=kind, label=label, singular=label, new=label, icon="settings", prefix="", moment=moment, internal=True
    )


OFFICERS = _internal(Officer, "officers", N_("Officers"))
PERIODS = _internal(Period, "periods", N_("Closed periods"))
BUNDLES = _internal(Bundle, "bundles", N_("Bundles"), "made")
RECEIPTS = _internal(Receipt, "receipts", N_("Receipts"), "at")
PERSON_PAIRS = _internal(PersonPair, "person_pairs", N_("Persons compared"))
