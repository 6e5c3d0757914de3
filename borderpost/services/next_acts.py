"""The next act from a record: who is in it and what was written of them since, and a new form with all that is known.

Which fact goes where is data (`borderpost.registers.next_acts`). A protected identity never flows: only what the user may read
without a reason is carried over, and people are shown by the words their record goes by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from borderpost.domain import ages, clock, reading
from borderpost.domain.codes import codes
from borderpost.domain.errors import UserError
from borderpost.domain.fields import Choice, Plain
from borderpost.domain.records import row_fields
from borderpost.domain.words import N_
from borderpost.registers import KINDS
from borderpost.registers.next_acts import (
    Back,
    Beside,
    BirthYear,
    ChecklistOfAge,
    Fact,
    Fixed,
    From,
    Itself,
    Newest,
    NextAct,
    Own,
    Row,
    Who,
    Words,
    Writer,
    acts_after,
)
from borderpost.services.persons import PersonService, TimelineItem
from borderpost.services.records import RecordService
from borderpost.services.session import Session
from borderpost.services.views import RecordView

SAME_EVENT = timedelta(days=7)
"""How long before a record another one may lie and still belong to the same event. Only fills a form a person looks at."""
PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Standing:
    """One person of a record: words, role in words, and register → (number, id) of the newest record of the same event."""

    person: str
    words: str
    role: str
    done: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """A record from which acts start. `acts` are those of its register, `people` may be empty."""

    kind: str
    id: str
    number: str
    people: tuple[Standing, ...]
    acts: tuple[NextAct, ...]


@dataclass(frozen=True, slots=True)
class Begun:
    """What a new form holds. `also`: what differs in further records that the same form writes. `names`: whom it is about."""

    values: dict[str, Plain]
    also: tuple[dict[str, Plain], ...] = ()
    names: tuple[str, ...] = ()


class NextActService:
    """One per unlocked post."""

    def __init__(self, session: Session, records: RecordService, persons: PersonService) -> None:
        self._session = session
        self._records = records
        self._persons = persons

    def scene(self, record_id: str) -> Scene:
        """Return who is in a record, what was written of them, and which acts start from it; raises RecordMissing."""
        view = self._records.load(record_id)
        people = tuple(self._standing(view, row) for row in _rows(view))
        return Scene(view.kind, view.id, view.number, people, acts_after(view.kind))

    def begin(self, act: NextAct, record_id: str, people: Sequence[str]) -> list[Begun]:
        """Return the forms an act needs for some people of a record: one for all, or one for each.

        Raises UserError when the act is about people and there is none, RecordMissing.
        """
        source = _Source(self, self._records.load(record_id))
        if not people and not act.alone:
            raise UserError(N_("Choose whom it is about."))
        names = tuple(self._records.title(person) for person in people)
        if act.together:
            values = source.values(act.fields, "")
            rows = [source.values(act.rows, person) for person in people]
            return [Begun({**values, PEOPLE: rows}, names=names)]
        if act.alone:
            return [Begun(source.values(act.fields, ""))]
        each = [source.values(act.fields, person) for person in people]
        if act.one_form:
            return [Begun(each[0], tuple(_differing(each[0], values) for values in each[1:]), names)]
        return [Begun(values, names=(name,)) for values, name in zip(each, names, strict=True)]

    def written(self, act: NextAct, record_id: str, made_id: str) -> None:
        """Write back into earlier records that the new one is there; what stands in them already stays.

        Raises RefusedInput when an earlier record may not take it (a step before the one before it).
        """
        made = self._records.load(made_id)
        for back in act.back:
            for target in self._targets(back, record_id, made):
                self._write_back(back, target, made)

    # --- inside -----------------------------------------------------------------------------------------------------

    def newest(self, wanted: Newest, person: str, since: datetime) -> RecordView | None:
        """Return the newest record of a register that names a person, of the event that began at `since`."""
        for item in reversed(self._timeline(person)):
            if item.kind != wanted.kind or not (wanted.ever or _same_event(item, since)):
                continue
            view = self._records.load(item.id)
            if not wanted.role or self._stands_as(view, person, wanted.role):
                return view
        return None

    def beside(self, wanted: Beside, view: RecordView) -> RecordView | None:
        """Return the newest record of a register that refers to a record."""
        found = next((hit for hit in view.referenced_by if hit.kind == wanted.kind), None)
        return None if found is None else self._records.load(found.id)

    def fact(self, person: str, name: str) -> Plain:
        """Return a field of a person's record, None where it is empty or sealed for this user."""
        return self._records.load(person).values.get(name)

    def words(self, record_id: str) -> str:
        """Return the words of a record."""
        return self._records.title(record_id)

    @property
    def writer(self) -> str:
        """The name of whoever unlocked."""
        return self._session.account.name

    def _timeline(self, person: str) -> list[TimelineItem]:
        return [item for item in self._persons.timeline(person) if item.kind != "persons"]

    def _stands_as(self, view: RecordView, person: str, role: str) -> bool:
        same = {person, *self._persons.same_as(person)}
        return any(row.get("person") in same and row.get("role") == role for row in _rows(view))

    def _standing(self, view: RecordView, row: Mapping[str, Plain]) -> Standing:
        person = str(row["person"])
        done: dict[str, tuple[str, str]] = {}
        for item in self._timeline(person):
            if item.id != view.id and _same_event(item, _moment(view)):
                done[item.kind] = (item.number, item.id)
        return Standing(person, self._records.title(person), _role(view, row), done)

    def _targets(self, back: Back, record_id: str, made: RecordView) -> Iterator[RecordView]:
        match back.of:
            case Itself():
                yield self._records.load(record_id)
            case Newest() as wanted:
                found = self.newest(wanted, str(made.values["person"]), _moment(made))
                if found is not None:
                    yield found
            case link:
                for row in made.values.get(PEOPLE) or ():
                    if row.get(link.column):
                        yield self._records.load(row[link.column])

    def _write_back(self, back: Back, target: RecordView, made: RecordView) -> None:
        new = {name: made.id if not taken else made.values.get(taken) for name, taken in back.fields.items()}
        changes = {name: value for name, value in new.items() if value is not None and not target.values.get(name)}
        if changes:
            self._records.amend(target.kind, target.id, {**target.values, **changes}, target.heads)


class _Source:
    """The record an act starts from, and what is known around it."""

    def __init__(self, service: NextActService, view: RecordView) -> None:
        self._service, self._view = service, view
        self._rows = {str(row["person"]): row for row in _rows(view)}

    def values(self, fields: Mapping[str, tuple[From, ...]], person: str) -> dict[str, Plain]:
        """Return what is known; a field nobody knows is left out."""
        found: dict[str, Plain] = {}
        for name, sources in fields.items():
            value = next((value for source in sources if not _blank(value := self._value(source, person))), None)
            if value is not None:
                found[name] = value
        return found

    def _value(self, source: From, person: str) -> Plain:
        match source:
            case Own() | Row() | Words() | Itself() | Beside():
                return self._of_record(source, person)
            case Fixed(value):
                return list(value) if isinstance(value, tuple) else value
            case Writer():
                return self._service.writer
        return self._of_person(source, person)

    def _of_record(self, source: Own | Row | Words | Itself | Beside, person: str) -> Plain:
        view, service = self._view, self._service
        match source:
            case Own(name):
                return view.values.get(name)
            case Row(column):
                return self._rows.get(person, {}).get(column)
            case Words(name):
                return service.words(str(view.values[name])) if view.values.get(name) else None
            case Itself():
                return view.id
        return _taken(service.beside(source, view), source.field)

    def _of_person(self, source: Who | Fact | BirthYear | ChecklistOfAge | Newest, person: str) -> Plain:
        match source:
            case Who():
                return person
            case Fact(name):
                return self._service.fact(person, name)
            case BirthYear():
                return self._birth_year(person)
            case ChecklistOfAge():
                return self._checklist(person)
        return _taken(self._service.newest(source, person, _moment(self._view)), source.field)

    def _birth_year(self, person: str) -> int | None:
        written = self._service.fact(person, "birth_year") or str(self._service.fact(person, "birth") or "")[:4]
        return int(written) if written else None

    def _checklist(self, person: str) -> str | None:
        day = clock.local_date(_moment(self._view))
        birth = self._service.fact(person, "birth") or self._service.fact(person, "birth_year")
        band = ages.band(str(birth) if birth else None, day)
        wanted = {"adult": "adult", "under_16": "child", "16_17": "child"}.get(band)
        lists = [item.code for item in codes("screening_checklist").offered(day) if item.more["list"] == wanted]
        return lists[-1] if lists else None


def _rows(view: RecordView) -> list[Mapping[str, Plain]]:
    """Return a row for each person of a record, once; a record of one person has one row."""
    one = view.values.get("person")
    rows = [{"person": one}] if one else view.values.get(PEOPLE) or ()
    named = {str(row["person"]): row for row in reversed(rows) if row.get("person")}
    return list(reversed(named.values()))


def _role(view: RecordView, row: Mapping[str, Plain]) -> str:
    """Return the first choice of a person's row in words: role, category."""
    declared = getattr(KINDS[view.kind].by_name.get(PEOPLE), "row", None)
    choices = [item for item in row_fields(declared) if isinstance(item.field, Choice)] if declared else []
    return next((reading.show(item.field, row[item.name]) for item in choices if row.get(item.name)), "")


def _moment(view: RecordView) -> datetime:
    """Return when a record happened; of one without a moment, when it was written."""
    found = view.values.get(KINDS[view.kind].moment or "")
    return datetime.fromisoformat(found) if isinstance(found, str) else view.created_at


def _same_event(item: TimelineItem, since: datetime) -> bool:
    """Whether a record belongs to the event of another: it is not older than a few days before it; one without a date does."""
    return not item.when or datetime.fromisoformat(item.when) >= since - SAME_EVENT


def _taken(view: RecordView | None, name: str) -> Plain:
    if view is None:
        return None
    return view.values.get(name) if name else view.id


def _differing(first: Mapping[str, Plain], other: Mapping[str, Plain]) -> dict[str, Plain]:
    return {name: other.get(name) for name in {**first, **other} if first.get(name) != other.get(name)}


def _blank(value: Plain) -> bool:
    return value in (None, "", [])
