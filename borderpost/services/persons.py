"""Persons compared: quiet hints that two records may be one person, merging and taking it back, and a person's timeline.

A merge changes neither record: it is a record of its own in the journal (`person_pairs`), and so is "not the same". Both travel
in bundles; what several machines decided joins into one group of records. Nothing here blocks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from borderpost.domain import reading
from borderpost.domain.errors import RefusedInput
from borderpost.domain.fields import Choice, Plain
from borderpost.domain.progress import Progress
from borderpost.domain.records import row_fields
from borderpost.domain.text import fold
from borderpost.domain.words import N_, Message, Problem, _
from borderpost.journal.heads import RecordState, project
from borderpost.keys.identity import NotGranted
from borderpost.registers import KINDS
from borderpost.registers.persons import IDENTITY
from borderpost.services.checks import version_of
from borderpost.services.identities import LOOK, PROTECTED
from borderpost.services.records import RecordService
from borderpost.services.session import Changes, Session
from borderpost.storage import likeness, tables
from borderpost.storage.database import direct
from borderpost.storage.likeness import KIND
from borderpost.storage.unit_of_work import entries_of
from borderpost.storage.vault import Vault

SAME, DIFFERENT = "same", "different"
COMPARE = "compare"
"""The act, in the journal, of holding a person against those whose identity is sealed."""
_NAME = 88.0
"""From this likeness on (RapidFuzz token_sort_ratio of folded names, 0 to 100) a name alone is a hint."""
_NO_BIRTH = 8
_PAIRS = (
    "SELECT p.first, p.second, p.verdict FROM links l JOIN person_pairs p ON p.id = l.source "
    "WHERE l.target = ? AND p.withdrawn = 0 AND p.first IS NOT NULL AND p.second IS NOT NULL ORDER BY p.id"
)
_MERGED = (
    "SELECT DISTINCT first, second FROM person_pairs "
    "WHERE verdict = 'same' AND withdrawn = 0 AND first IS NOT NULL AND second IS NOT NULL"
)
_SEALED = (
    "SELECT k.record FROM record_keys k JOIN persons p ON p.id = k.record "
    "WHERE k.holder = 'post' AND k.compartment = ? AND p.withdrawn = 0 ORDER BY k.record"
)


@dataclass(frozen=True, slots=True)
class PersonHint:
    """A record that may be the same person. score: 0 to 100. reasons: words. merged: somebody said so already."""

    id: str
    number: str
    title: str
    score: int
    reasons: tuple[str, ...]
    merged: bool = False
    sealed: bool = False


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

    def hints(
        self, values: Mapping[str, Plain], record_id: str | None = None, limit: int = 5, leave_out: Collection[str] = ()
    ) -> list[PersonHint]:
        """Return records that look like these values of a person, the likeliest first.

        Only what the user may read is compared: a protected person has no clear copy and is never hinted at. Pairs somebody
        found different do not come back, nor do the records to `leave_out`.
        """
        with self._session.read() as connection:
            database = self._session.database
            key = None if record_id is None else database.known_key(connection, version_of(record_id))
            mine, others = self._decided(connection, key)
            likely = []
            ratio = _Names(values)
            for one in likeness.alike(connection, values):
                known = None if one.key == key or one.key in others else _likeness(values, one, ratio(one.name))
                if known is not None:
                    likely.append((known, one))
            likely.sort(key=lambda item: (-item[0].score, -item[0].finer, item[1].number))
            found = []
            for known, one in likely:
                name = str(database.version(connection, one.key))
                if name not in leave_out:
                    found.append((name, one, known))
                if len(found) == limit:
                    break
        return [
            PersonHint(name, one.number, self._records.title(name), known.score, known.reasons, one.key in mine)
            for name, one, known in found
        ]

    def can_compare_sealed(self) -> bool:
        """Tell whether this user was given the key to protected identities."""
        return self._session.keyring.holds(PROTECTED)

    def compare_sealed(self, record_id: str, reason: str, limit: int = 5, progress: Progress | None = None) -> list[PersonHint]:
        """Hold a person against the protected ones, and a protected person against everybody, the likeliest first.

        The identities are opened in memory and nothing of them is kept. Before the answer is given the journal has the act with
        its reason, and a look at each record that is named and at the person asked about if it is protected. Raises NotGranted
        without the key, RefusedInput without a reason, RecordMissing, Cancelled.
        """
        if not self.can_compare_sealed():
            raise NotGranted
        if not reason.strip():
            raise RefusedInput([Problem("reason", Message(N_("Write why the identities are compared.")))])
        record, progress = version_of(record_id), progress or Progress()
        with self._session.read() as connection:
            key, entries = self._records.entries(connection, record)
            state = project(entries)
            ours = {**state.values, **self._identity(connection, key, state)}
            mine, others = self._decided(connection, key)
            ratio, found = _Names(ours), list[tuple[_Known, str, bool]]()
            keys = [row[0] for row in direct(connection).execute(_SEALED, (PROTECTED,))]
            for done, other in enumerate(keys):
                progress.step(done, len(keys))
                if other == key or other in others:
                    continue
                there = project(entries_of(connection, other))
                theirs = {**there.values, **self._identity(connection, other, there)}
                known = _likeness(ours, _as_row(other, ours, theirs), ratio(str(theirs.get("name") or "")))
                if known is not None:
                    found.append((known, str(there.record), other in mine))
        found.sort(key=lambda item: (-item[0].score, -item[0].finer, item[1]))
        shown = found[:limit]
        protected = state.compartment != "post"
        with self._session.work() as work:
            work.note(KIND, record, COMPARE, {"compared": len(keys), "named": len(shown)}, reason.strip())
            for name in ([str(record)] if protected else []) + [name for _known, name, _merged in shown]:
                work.note(KIND, version_of(name), LOOK, {}, reason.strip())
        hints = [
            PersonHint(
                name, self._records.load(name).number, self._records.title(name), known.score, known.reasons, merged, True
            )
            for known, name, merged in shown
        ]
        return hints + (self.hints(ours, record_id, limit) if protected else [])

    def merge(self, first: str, second: str, reason: str) -> Changes:
        """Say that two records are one person. Raises RefusedInput without a reason, or for one and the same record."""
        return self._decide(first, second, SAME, reason)

    def refuse(self, first: str, second: str, reason: str = "") -> Changes:
        """Say that two records are not the same person; the hint stays away. Raises RefusedInput where one is protected."""
        return self._decide(first, second, DIFFERENT, reason or _("Not the same person"))

    def unmerge(self, first: str, second: str, reason: str) -> Changes:
        """Take a merge back: from now on the two are different. Raises RefusedInput without a reason."""
        return self._decide(first, second, DIFFERENT, reason)

    def same_as(self, record_id: str) -> list[str]:
        """Return the other records of the same person, by every merge that stands, on whichever machine it was made."""
        with self._session.read() as connection:
            database = self._session.database
            mine, _others = self._decided(connection, database.known_key(connection, version_of(record_id)))
            return sorted({str(database.version(connection, key)) for key in mine} - {record_id})

    def groups(self, connection: sa.Connection) -> dict[str, frozenset[str]]:
        """Return, for every record that is merged with others, all records of that person, itself included."""
        database, found = self._session.database, dict[str, frozenset[str]]()
        for first, second in direct(connection).execute(_MERGED):
            for key in (first, second):
                name = str(database.version(connection, key))
                if name not in found:
                    group = frozenset(str(database.version(connection, one)) for one in self._decided(connection, key)[0])
                    found |= dict.fromkeys(group, group)
        return {name: group for name, group in found.items() if len(group) > 1}

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
            if view.kind != KIND or view.withdrawn:
                raise RefusedInput([Problem("second", Message(N_("Choose a person whose record is not withdrawn.")))])
        merged = self.same_as(first)
        one_person = sorted({first, second, *merged, *self.same_as(second)}) if verdict == SAME else []
        if (
            verdict == DIFFERENT
            and second not in merged
            and any(self._records.load(name).protected for name in (first, second))
        ):
            message = N_("Of a protected person it is not written whom they resemble: it would say who they are.")
            raise RefusedInput([Problem("second", Message(message))])
        with self._session.work() as work:
            values = {"first": first, "second": second, "verdict": verdict, "reason": reason.strip()}
            work.create("person_pairs", values)
            # What is one person with a protected record would say who that is: it is sealed with it.
            places = {name: work.state(version_of(name)).compartment for name in one_person}
            sealed = next((place for place in places.values() if place != "post"), None)
            for name, place in places.items():
                if sealed is not None and place == "post":
                    work.protect(version_of(name), sealed, reason.strip())
        return Changes(frozenset({KIND, "person_pairs"}), (first, second))

    def _decided(self, connection: sa.Connection, key: int | None) -> tuple[set[int], set[int]]:
        """Return (records that are one with this, itself too; records found different from any of them).

        The newest verdict on a pair counts, by the order of the journal here.
        """
        if key is None:
            return set(), set()
        mine, different, waiting = {key}, set[int](), [key]
        while waiting:
            one = waiting.pop()
            verdicts: dict[int, str] = {}
            for first, second, verdict in direct(connection).execute(_PAIRS, (one,)):
                verdicts[second if first == one else first] = verdict
            different |= {other for other, verdict in verdicts.items() if verdict == DIFFERENT}
            more = {other for other, verdict in verdicts.items() if verdict == SAME} - mine
            mine |= more
            waiting += more
        return mine, different

    def _identity(self, connection: sa.Connection, key: int, state: RecordState) -> dict[str, Plain]:
        """Return the sealed values of a person, opened; nothing of one that was erased."""
        heads = state.heads.get(IDENTITY)
        if not heads or heads[0].value is None:
            return {}
        vault = Vault(self._session.keyring)
        try:
            return vault.open(connection, key, KIND, IDENTITY, state.record, heads[0].value)
        except NotGranted:
            return {}


@dataclass(frozen=True, slots=True)
class _Known:
    """Why two may be one person. finer: sets apart those of one score."""

    score: int
    reasons: tuple[str, ...]
    finer: int


class _Names:
    """How like one name is to others, 0 to 100; a frequent name is compared once."""

    def __init__(self, values: Mapping[str, Plain]) -> None:
        from rapidfuzz import fuzz

        self._ours = fold(str(values.get("name") or ""))
        self._ratio = fuzz.token_sort_ratio
        self._known: dict[str, float] = {}

    def __call__(self, name: str) -> float:
        if name not in self._known:
            theirs = fold(name)
            self._known[name] = self._ratio(self._ours, theirs) if self._ours and theirs else 0.0
        return self._known[name]


def _as_row(key: int, ours: Mapping[str, Plain], theirs: Mapping[str, Plain]) -> likeness.Alike:
    """Return an opened identity as the index would have found it."""
    return likeness.Alike(
        key,
        likeness.birth(theirs),
        "",
        str(theirs.get("name") or ""),
        theirs.get("sex"),
        document=bool(set(likeness.documents(ours)) & set(likeness.documents(theirs))),
        phone=bool(set(likeness.phones(ours)) & set(likeness.phones(theirs))),
    )


def _likeness(ours: Mapping[str, Plain], there: likeness.Alike, name: float) -> _Known | None:
    """Return the likeness, or None for two people nobody would take for one."""
    score, reasons = 0.0, []
    if there.document:
        score, reasons = 100.0, [_("same document number")]
    if there.phone:
        score = max(score, 90.0)
        reasons.append(_("same phone number"))
    born = likeness.birth(ours)
    births = likeness.agree(born, there.born)
    if name >= _NAME and births is not False:
        score = max(score, name - (0 if births else _NO_BIRTH))
        reasons.append(_("same name") if name == 100 else _("similar name"))
        if births:
            reasons.append(_("births agree"))
    finer = len(reasons) * 4 + 2 * (born == there.born) + (ours.get("sex") == there.sex)
    return _Known(round(score), tuple(reasons), finer) if reasons else None


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


def _by_time(item: TimelineItem) -> tuple[bool, float, int, str]:
    at = datetime.fromisoformat(item.when).timestamp() if item.when else 0.0
    return not item.when, at, list(KINDS).index(item.kind), item.number
