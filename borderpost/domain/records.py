"""A register, resolved once when it is defined: fields, sections, rules, derived values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any, get_type_hints

from borderpost.domain import naming
from borderpost.domain.clock import local_date
from borderpost.domain.fields import Day, Field, Moment, NamedField, Plain, Rows, Text, Wrong
from borderpost.domain.words import N_, Message, Problem

CODE = "_code"
"""Ends the name of the column that says what a text was recognised as: `province_code` beside `province`."""
RECOGNISED = Text(label=N_("Code of the name"), dimension=True)

Rule = Callable[[Any], Iterable[Problem]]
"""A cross-field or life-cycle rule: reads the typed record, yields problems."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form: its key, its heading, and a hint beside the heading."""

    key: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Derived:
    """A value computed from the record: a column of the table, never part of the journal."""

    name: str
    field: Field
    compute: Callable[[Any], Plain]


@dataclass(frozen=True, slots=True)
class Moves:
    """The life cycle of a record: which values of `field` may follow which; a value may always stay."""

    field: str
    after: Mapping[str, frozenset[str]]

    def allowed(self, was: str, wanted: str) -> bool:
        """Tell whether a value may follow another."""
        return was == wanted or wanted in self.after.get(was, frozenset())


@dataclass(frozen=True, slots=True)
class Register:
    """Everything the program knows of one kind of record.

    kind: name in the journal, the database and the command line. prefix: of the record number, `TT` in `TT-26-0214`.
    moment: the field that places a record in a reporting window. title: the field shown as its name, if not the number.
    help: what belongs here, what does not, what counts and what the law reminds of; an English catalogue key.
    internal: no form and no list; written by the program itself (officers, periods, bundles). quick: the fields a whole day's
    records are typed by in rows, `tips.tip` being a field of the first row of an inline table; empty without quick entry.
    act_moments: the fields that say when the act happened, the first written counts: the law of that day is asked.
    """

    kind: str
    record: type
    label: str
    singular: str
    new: str
    icon: str
    prefix: str
    fields: tuple[NamedField, ...]
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...]
    derived: tuple[Derived, ...]
    moment: str | None
    title: str | None
    internal: bool
    schema: int
    by_name: Mapping[str, Field]
    sealed_groups: Mapping[str, tuple[str, ...]]
    default_compartment: str
    moves: Moves | None
    help: str
    act_moments: tuple[str, ...]
    quick: tuple[str, ...]
    offering: tuple[NamedField, ...]
    """The clear fields that name something; each has a column of its code. A sealed one has none: it would be a clear copy."""

    def check(self, values: Mapping[str, Plain]) -> tuple[dict[str, Plain], list[Problem]]:
        """Return the canonical values without blanks, and every problem found; sealed fields included."""
        clean, problems = _check(self.fields, values, "")
        if not any(problem.blocking for problem in problems):
            record = self.typed(clean)
            for rule in self.rules:
                problems.extend(rule(record))
        return clean, problems

    def typed(self, values: Mapping[str, Plain]) -> Any:
        """Return the record dataclass from canonical plain values; unknown names are left out, missing ones are None."""
        return _typed(self.record, self.fields, values)

    def derive(self, values: Mapping[str, Plain]) -> dict[str, Plain]:
        """Return the derived values of a record."""
        if not self.derived:
            return {}
        record = self.typed(values)
        return {derived.name: derived.compute(record) for derived in self.derived}

    def whole(self, values: Mapping[str, Plain]) -> dict[str, Plain]:
        """Return the values with what is derived from them, as the columns of a row hold it: legal rules count from both."""
        return {**values, **self.derive(values)}

    def act_day(self, values: Mapping[str, Plain]) -> date | None:
        """Return the day whose law counts: that of the first of `act_moments` that is written."""
        written = (self.by_name[name].typed(values[name]) for name in self.act_moments if isinstance(values.get(name), str))
        found = next(written, None)
        return local_date(found) if isinstance(found, datetime) else found

    def listed(self) -> list[NamedField]:
        """Return fields and derived values that are columns of the list, in declared order."""
        found = [named for named in self.fields if named.field.listed]
        return found + [NamedField(derived.name, derived.field) for derived in self.derived if derived.field.listed]

    def recognise(self, name: str, value: Plain, on: date) -> Plain:
        """Return the code of what a field of `offering` names on a day, None if that is nothing known or not one thing only."""
        field = self.by_name[name]
        if not isinstance(field, Text) or not isinstance(value, str):
            return None
        known = naming.recognise(field.offers, value, on)
        return None if known is None else known.code


def _resolve(record: type) -> tuple[NamedField, ...]:
    hints = get_type_hints(record, include_extras=True)
    found: list[NamedField] = []
    for spec in fields(record):
        metadata = getattr(hints[spec.name], "__metadata__", ())
        declared = [item for item in metadata if isinstance(item, Field)]
        if len(declared) != 1:
            raise TypeError(spec.name)
        if spec.default is not None and not (spec.default is MISSING and spec.default_factory is not MISSING):
            raise TypeError(spec.name)
        found.append(NamedField(spec.name, declared[0]))
    return tuple(found)


@cache
def row_fields(row: type) -> tuple[NamedField, ...]:
    """Return the fields of a row dataclass, resolved once."""
    return _resolve(row)


def register(
    record: type,
    *,
    kind: str,
    label: str,
    singular: str,
    new: str,
    icon: str,
    prefix: str,
    sections: Sequence[Section] = (),
    rules: Sequence[Rule] = (),
    derived: Sequence[Derived] = (),
    moment: str | None = None,
    title: str | None = None,
    internal: bool = False,
    schema: int = 1,
    default_compartment: str = "post",
    moves: Moves | None = None,
    help: str = "",  # noqa: A002 - the same word as that of a field
    act_moments: Sequence[str] = (),
    quick: Sequence[str] = (),
) -> Register:
    """Define a register; raises TypeError for a declaration that contradicts itself or leaves a person without help."""
    if not internal and not help:
        raise TypeError(f"the register {kind} has no help=: two to four sentences, what belongs in it and what does not")
    named = _resolve(record)
    by_name: dict[str, Field] = dict(named)
    groups = _grouped(named, {section.key for section in sections})
    if moves is not None and moves.field not in by_name:
        raise TypeError(moves.field)
    for path in quick:
        if field_at(by_name, path) is None:
            raise TypeError(path)
    return Register(
        kind,
        record,
        label,
        singular,
        new,
        icon,
        prefix,
        named,
        tuple(sections),
        tuple(rules),
        tuple(derived),
        moment,
        title,
        internal,
        schema,
        by_name,
        groups,
        default_compartment,
        moves,
        help,
        _moments(by_name, moment, act_moments),
        tuple(quick),
        tuple(item for item in named if isinstance(item.field, Text) and item.field.offers and item.field.sealed is None),
    )


def _moments(by_name: Mapping[str, Field], moment: str | None, act_moments: Sequence[str]) -> tuple[str, ...]:
    """Return the fields that say when the act happened; raises TypeError for one that is no moment or day."""
    if moment is not None and moment not in by_name:
        raise TypeError(moment)
    found = tuple(act_moments) or ((moment,) if moment is not None else ())
    for name in found:
        if not isinstance(by_name.get(name), Moment | Day):
            raise TypeError(name)
    return found


def _grouped(named: Sequence[NamedField], sections: set[str]) -> dict[str, tuple[str, ...]]:
    """Return the names of sealed fields by group.

    Raises TypeError for a field without a place, sealed and yet shared, or naming what nothing is known of.
    """
    groups: dict[str, list[str]] = {}
    for name, field in named:
        if sections and not field.automatic and field.section not in sections:
            raise TypeError(name)
        if field.sealed is not None:
            groups.setdefault(field.sealed, []).append(name)
            if field.shared:
                raise TypeError(name)
        if isinstance(field, Rows):
            row_fields(field.row)
        if isinstance(field, Text) and (not set(field.offers) <= set(naming.KINDS) or (field.offers and field.lines > 1)):
            raise TypeError(name)
    return {group: tuple(names) for group, names in groups.items()}


def field_at(by_name: Mapping[str, Field], path: str) -> Field | None:
    """Return the field a path names, `place` or `tips.tip`; None if there is none."""
    name, dot, inner = path.partition(".")
    field = by_name.get(name)
    if not dot:
        return field
    return dict(row_fields(field.row)).get(inner) if isinstance(field, Rows) else None


def _blank(value: Plain) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


def _check(named: Sequence[NamedField], values: Mapping[str, Plain], path: str) -> tuple[dict[str, Plain], list[Problem]]:
    clean: dict[str, Plain] = {}
    problems: list[Problem] = []
    known = {item.name for item in named}
    problems.extend(
        Problem(path + str(name), Message(N_("This register has no field of this name.")))
        for name in values
        if name not in known
    )
    for name, field in named:
        value = values.get(name)
        if _blank(value):
            if field.required:
                problems.append(Problem(path + name, Message(N_("This must be filled in."))))
            continue
        try:
            canonical = field.check(value)
        except Wrong as wrong:
            problems.append(Problem(path + name, wrong.message))
            continue
        if isinstance(field, Rows):
            rows: list[dict[str, Plain]] = []
            for number, row in enumerate(canonical):
                clean_row, found = _check(row_fields(field.row), row, f"{path}{name}.{number}.")
                problems.extend(found)
                if clean_row:
                    rows.append(clean_row)
            canonical = rows
        if not _blank(canonical):
            clean[name] = canonical
        elif field.required:
            problems.append(Problem(path + name, Message(N_("This must be filled in."))))
    return clean, problems


def _typed(record: type, named: Iterable[NamedField], values: Mapping[str, Plain]) -> Any:
    typed: dict[str, Any] = {}
    for name, field in named:
        value = values.get(name)
        if isinstance(field, Rows):
            typed[name] = [_typed(field.row, row_fields(field.row), row) for row in value or ()]
        else:
            typed[name] = None if value is None else field.typed(value)
    return record(**typed)


def walk_links(named: Iterable[NamedField], values: Mapping[str, Plain]) -> Iterator[tuple[str, str, Mapping[str, Plain]]]:
    """Yield (path, target id, row or record holding it) for every reference in a record."""
    from borderpost.domain.fields import Link

    for name, field in named:
        value = values.get(name)
        if value is None:
            continue
        if isinstance(field, Link):
            yield name, value, values
        elif isinstance(field, Rows):
            for row in value:
                for path, target, holder in walk_links(row_fields(field.row), row):
                    yield f"{name}.{path}", target, holder
