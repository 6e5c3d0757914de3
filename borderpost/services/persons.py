"""Persons compared: quiet hints that two records may be one person, merging and taking it back, and a person's timeline.

A merge changes neither record: it is a record of its own in the journal (`person_pairs`), and so is "not the same". Both travel
in bundles; what several machines decided joins into one group of records. Nothing here blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from borderpost.domain import reading
from borderpost.domain.dates import PartialDate
from borderpost.domain.errors import RefusedInput
from borderpost.domain.fields import Choice, Plain
from borderpost.domain.records import row_fields
from borderpost.domain.text import fold
from borderpost.domain.words import N_, Message, Problem, _
from borderpost.registers import KINDS
from borderpost.services.checks import version_of
from borderpost.services.records import RecordService
from borderpost.services.session import Changes, Session
from borderpost.storage import listing as lists
from borderpost.storage import tables

SAME, DIFFERENT = "same", "different"
_NAME = 88.0
"""From this likeness on (RapidFuzz token_sort_ratio of folded names, 0 to 100) a name alone is a hint."""
_CANDIDATES = 60
_DIGITS = 9
"""Digits of a phone number that are compared, from its end: what stands before them is written in many ways."""
_ACCOUNT = 5
"""Letters an account name has at least: a shorter one would join strangers."""


@dataclass(frozen=True, slots=True)
class PersonHint:
    """A record that may be the same person. score: 0 to 100. reasons: words. merged: somebody said so already."""

    id: str
    number: str
    title: str
    score: int
    reasons: tuple[str, ...]
    merged: bool = False


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One record a person stands in: when (ISO 8601, empty if undated), where, in which role, all in words."""

    when: str
    kind: str
    id: str
    number: str
    register: str
    role: str


class PersonService:
    """One per unlocked post."""

    def __init__(self, session: Session, records: RecordService) -> None:
        self._session = session
        self._records = records

    def hints(self, values: Mapping[str, Plain], record_id: str | None = None, limit: int = 5) -> list[PersonHint]:
        """Return records that look like these values of a person, the likeliest first.

        Only what the user may read is compared: a protected person has no clear copy and is never hinted at. Pairs somebody
        found different do not come back.
        """
        with self._session.read() as connection:
            found = dict.fromkeys(self._candidates(connection, values))
            names = {key: str(self._session.database.version(connection, key)) for key in list(found)[:_CANDIDATES]}
            pairs = self._pairs(connection)
        mine = {record_id} if record_id is None else _group(record_id, pairs)
        other = {frozenset(pair) for pair, verdict in pairs.items() if verdict == DIFFERENT}
        hints = []
        for name in names.values():
            if name == record_id or any(frozenset((one or "", name)) in other for one in mine):
                continue
            view = self._records.load(name)
            likeness = None if view.withdrawn else _likeness(values, view.values)
            if likeness is not None:
                score, reasons = likeness
                title = self._records.title(name)
                hints.append(PersonHint(name, view.number, title, score, reasons, name in mine))
        return sorted(hints, key=_by_score)[:limit]

    def merge(self, first: str, second: str, reason: str) -> Changes:
        """Say that two records are one person. Raises RefusedInput without a reason, or for one and the same record."""
        return self._decide(first, second, SAME, reason)

    def refuse(self, first: str, second: str, reason: str = "") -> Changes:
        """Say that two records are not the same person; the hint stays away."""
        return self._decide(first, second, DIFFERENT, reason or _("Not the same person"))

    def unmerge(self, first: str, second: str, reason: str) -> Changes:
        """Take a merge back: from now on the two are different. Raises RefusedInput without a reason."""
        return self._decide(first, second, DIFFERENT, reason)

    def same_as(self, record_id: str) -> list[str]:
        """Return the other records of the same person, by every merge that stands, on whichever machine it was made."""
        with self._session.read() as connection:
            pairs = self._pairs(connection)
        return sorted(_group(record_id, pairs) - {record_id})

    def groups(self, connection: sa.Connection) -> dict[str, frozenset[str]]:
        """Return, for every record that is merged with others, all records of that person, itself included."""
        pairs = self._pairs(connection)
        merged = {name for pair, verdict in pairs.items() if verdict == SAME for name in pair}
        return {name: frozenset(_group(name, pairs)) for name in merged}

    def timeline(self, record_id: str) -> list[TimelineItem]:
        """Return every record the person stands in, over all roles and merged records, in the order of time, undated last."""
        group = {record_id, *self.same_as(record_id)}
        found: dict[str, TimelineItem] = {}
        with self._session.read() as connection:
            database = self._session.database
            wanted = [key for name in group if (key := database.known_key(connection, version_of(name))) is not None]
            links = tables.LINKS
            query = sa.select(links.c.source).where(links.c.target.in_(wanted)).distinct()
            sources = [str(database.version(connection, row.source)) for row in connection.execute(query)]
        for source in sources:
            view = self._records.load(source)
            register = KINDS[view.kind]
            if register.internal or view.withdrawn:
                continue
            when = view.values.get(register.moment) if register.moment else None
            role = ", ".join(dict.fromkeys(_roles(view.kind, view.values, group)))
            found[source] = TimelineItem(str(when or ""), view.kind, source, view.number, _(register.singular), role)
        return sorted(found.values(), key=_by_time)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _decide(self, first: str, second: str, verdict: str, reason: str) -> Changes:
        if first == second:
            raise RefusedInput([Problem("second", Message(N_("These are one and the same record.")))])
        if not reason.strip():
            raise RefusedInput([Problem("reason", Message(N_("Write why.")))])
        for name in (first, second):
            view = self._records.load(name)
            if view.kind != "persons" or view.withdrawn:
                raise RefusedInput([Problem("second", Message(N_("Choose a person whose record is not withdrawn.")))])
        with self._session.work() as work:
            values = {"first": first, "second": second, "verdict": verdict, "reason": reason.strip()}
            work.create("person_pairs", values)
        return Changes(frozenset({"persons", "person_pairs"}), (first, second))

    def _pairs(self, connection: sa.Connection) -> dict[tuple[str, str], str]:
        """Return (first, second) → the newest verdict on them, by the order of the journal here."""
        table = tables.table("person_pairs")
        name = self._session.database.version
        found: dict[tuple[str, str], str] = {}
        whole = (table.c.withdrawn == 0, table.c.first.is_not(None), table.c.second.is_not(None))
        for row in connection.execute(sa.select(table).where(*whole).order_by(table.c.id)):
            one, two = sorted((str(name(connection, row.first)), str(name(connection, row.second))))
            found[one, two] = row.verdict
        return found

    @staticmethod
    def _candidates(connection: sa.Connection, values: Mapping[str, Plain]) -> Iterator[int]:
        texts = [_plain(values, "document_no"), *(text for one in sorted(_phones(values)) for text in spellings(one))]
        texts += [str(values.get(field) or "").strip() for field in ("document_no", "phone", "name")]
        for text in dict.fromkeys(texts):
            if text:
                yield from lists.search_keys(connection, "persons", text, _CANDIDATES)
        words = str(values.get("name") or "").split()
        for left_out in range(len(words)) if len(words) > 2 else ():
            some = " ".join(word for at, word in enumerate(words) if at != left_out)
            yield from lists.search_keys(connection, "persons", some, _CANDIDATES)


def _group(record_id: str, pairs: Mapping[tuple[str, str], str]) -> set[str]:
    """Return a record and all that is merged with it, directly or through others."""
    found, waiting = {record_id}, [record_id]
    while waiting:
        one = waiting.pop()
        for pair, verdict in pairs.items():
            if verdict == SAME and one in pair:
                other = pair[0] if pair[1] == one else pair[1]
                if other not in found:
                    found.add(other)
                    waiting.append(other)
    return found


def _likeness(ours: Mapping[str, Plain], theirs: Mapping[str, Plain]) -> tuple[int, tuple[str, ...]] | None:
    """Return (score, reasons), or None for two people nobody would take for one."""
    from rapidfuzz import fuzz

    score, reasons = 0.0, []
    if _plain(ours, "document_no") and _plain(ours, "document_no") == _plain(theirs, "document_no"):
        score, reasons = 100.0, [_("same document number")]
    if _phones(ours) & _phones(theirs):
        score = max(score, 90.0)
        reasons.append(_("same phone number"))
    name = fuzz.token_sort_ratio(fold(str(ours.get("name") or "")), fold(str(theirs.get("name") or "")))
    births = _births(ours, theirs)
    if ours.get("name") and theirs.get("name") and name >= _NAME and births is not False:
        score = max(score, name - (0 if births else 8))
        reasons.append(_("same name") if name == 100 else _("similar name"))
        if births:
            reasons.append(_("births agree"))
    return (round(score), tuple(reasons)) if reasons else None


def _births(ours: Mapping[str, Plain], theirs: Mapping[str, Plain]) -> bool | None:
    """Tell whether two births can be one, a year standing for each of its days; None while one is not known."""
    spans = [span for values in (ours, theirs) if (span := _span(values)) is not None]
    if len(spans) < 2:
        return None
    (first, last), (other_first, other_last) = spans
    return first <= other_last and other_first <= last


def _span(values: Mapping[str, Plain]) -> tuple[date, date] | None:
    text = values.get("birth") or values.get("birth_year")
    try:
        birth = PartialDate.from_text(str(text)) if text else None
    except ValueError:
        return None
    return None if birth is None else (birth.earliest(), birth.latest())


def _plain(values: Mapping[str, Plain], name: str) -> str:
    return re.sub(r"\W", "", fold(str(values.get(name) or "")))


def _phones(values: Mapping[str, Plain]) -> set[str]:
    parts: Sequence[str] = re.split(r"[;,/]", str(values.get("phone") or ""))
    numbers = (re.sub(r"\D", "", part) for part in parts)
    return {number[-_DIGITS:] for number in numbers if len(number) >= _DIGITS}


def spellings(number: str) -> tuple[str, ...]:
    """Return how the end of a phone number may stand in a record: with 0 or 84 before it, in one piece or in groups."""
    groups = (f"0{number[:3]} {number[3:6]} {number[6:]}", f"{number[:3]} {number[3:6]} {number[6:]}")
    return (f"0{number}", f"84{number}", number, *groups, f"0{number[:2]} {number[2:5]} {number[5:]}")


def accounts_of(values: Mapping[str, Plain]) -> set[str]:
    """Return what a person is reached by, comparable: the end of each phone number, each account name without marks."""
    parts = re.split(r"[;,/]", str(values.get("phone") or ""))
    names = {fold(part).strip() for part in parts if len(re.sub(r"\D", "", part)) < _DIGITS}
    return _phones(values) | {name for name in names if len(name) >= _ACCOUNT}


def _roles(kind: str, values: Mapping[str, Plain], group: Iterable[str]) -> Iterator[str]:
    """Yield the roles, in words, in which a record names one of these people: the first choice of the row, else the label."""
    wanted = set(group)
    for name, field in KINDS[kind].fields:
        value = values.get(name)
        if isinstance(value, str) and value in wanted:
            yield _(field.label)
        for row in value if isinstance(value, list) else ():
            if not isinstance(row, dict) or not wanted & {item for item in row.values() if isinstance(item, str)}:
                continue
            declared = getattr(field, "row", None)
            choices = [item for item in row_fields(declared) if isinstance(item.field, Choice)] if declared else []
            role = next((reading.show(item.field, row[item.name]) for item in choices if row.get(item.name)), "")
            yield role or _(field.label)


def _by_score(hint: PersonHint) -> tuple[int, str]:
    return -hint.score, hint.number


def _by_time(item: TimelineItem) -> tuple[bool, float, int, str]:
    at = datetime.fromisoformat(item.when).timestamp() if item.when else 0.0
    return not item.when, at, list(KINDS).index(item.kind), item.number
