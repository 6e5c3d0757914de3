"""What a statistics form may name: registers, their dimension fields, derived values, tabulated rows, and declared joins.

A source is a register (`patrols`) or the rows of one (`detections.people`). In the rows of a register, `parent.x` names a field
of the record they stand in. `person.x`, `victim_case.x` and `counterpart.x` follow the declared joins, the references so named.
Different names of businesses and checkpoints can be counted, never compared. Anything else is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from borderpost.domain import codes
from borderpost.domain.errors import UserError
from borderpost.domain.fields import Choice, Choices, Count, Day, Field, Flag, Length, Link, MarkerNumber, Moment, Rows, Text
from borderpost.domain.records import CODE, RECOGNISED, Register, row_fields
from borderpost.domain.words import N_
from borderpost.registers import KINDS

_NUMBERS = (Count, Length)
JOINS = {"person": "persons", "victim_case": "victim_cases", "counterpart": "counterparts"}
"""The references a form may follow, by the name of their field: the register they lead to."""
RECORD = "record"
"""Stands for the record a row stands in, where different ones are counted."""
_ANY = Link(label="", register="")


class FormRefused(UserError):
    """A statistics form this program does not follow; the sentence names the part."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a measure counts: a register, or the tabulated rows `rows` of one."""

    register: Register
    rows: str | None = None

    @property
    def name(self) -> str:
        """Return the name as a form writes it."""
        return self.register.kind if self.rows is None else f"{self.register.kind}.{self.rows}"

    @property
    def moment(self) -> str:
        """Return the field of the record that places it in a window."""
        return str(self.register.moment)


@dataclass(frozen=True, slots=True)
class Column:
    """A value a form may use: `table` is `self`, `parent` or the name of a join."""

    table: str
    name: str
    field: Field

    @property
    def code_list(self) -> str | None:
        """Return the code list its values come from."""
        return self.field.codes if isinstance(self.field, (Choice, Choices)) else None

    @property
    def number(self) -> bool:
        """Tell whether it can be added up and compared by size."""
        return isinstance(self.field, _NUMBERS)

    @property
    def distinct(self) -> bool:
        """Tell whether different values of it can be counted."""
        return isinstance(self.field, (Link, MarkerNumber, Text))

    @property
    def instant(self) -> bool:
        """Tell whether it is a moment, in seconds; a day is text."""
        return isinstance(self.field, Moment)


@cache
def source(name: str) -> Source:
    """Return a source by name; raises FormRefused."""
    kind, _, rows = name.partition(".")
    register = KINDS.get(kind)
    if register is not None and register.moment is not None and not register.internal:
        if not rows:
            return Source(register)
        field = register.by_name.get(rows)
        if isinstance(field, Rows) and field.tabulated:
            return Source(register, rows)
    raise FormRefused(N_("The statistics form names the register {name}, which is not known here."), name=name)


def _own(register: Register, rows: str | None) -> dict[str, Field]:
    if rows is not None:
        field = register.by_name[rows]
        named = row_fields(field.row) if isinstance(field, Rows) else ()
    else:
        named = register.fields
    found = {name: field for name, field in named if field.sealed is None and field.column != "none"}
    if rows is None:
        found |= {derived.name: derived.field for derived in register.derived}
        found |= {name + CODE: RECOGNISED for name, _field in register.offering}
    return {
        name: field
        for name, field in found.items()
        if field.dimension or isinstance(field, (*_NUMBERS, Flag, Link, MarkerNumber))
    } | ({name: field for name, field in found.items() if isinstance(field, Choice)} if rows is not None else {})


def columns(of: Source) -> dict[str, Column]:
    """Return every name a form may use in a source."""
    own = _own(of.register, of.rows)
    found = {name: Column("self", name, field) for name, field in own.items()}
    if of.rows is not None:
        found |= {f"parent.{name}": Column("parent", name, field) for name, field in _own(of.register, None).items()}
    for join, target in JOINS.items():
        link = own.get(join)
        if isinstance(link, Link) and link.register == target:
            found |= {f"{join}.{name}": Column(join, name, field) for name, field in _own(KINDS[target], None).items()}
    return found


def column(of: Source, name: str) -> Column:
    """Return one name of a source; raises FormRefused."""
    found = columns(of).get(name)
    if found is None:
        raise _unknown(of, name)
    return found


def _unknown(of: Source, name: str) -> FormRefused:
    return FormRefused(
        N_("The statistics form names the field {name} of {register}, which is not known here."), name=name, register=of.name
    )


def counted(of: Source, name: str) -> Column:
    """Return what different ones are counted of: a reference, a marker, the record of a row, or a name that must be written.

    Raises FormRefused.
    """
    if of.rows is not None and name == RECORD:
        return Column("parent", "id", _ANY)
    field = None if of.rows is not None else of.register.by_name.get(name)
    if isinstance(field, Text) and field.required and field.lines == 1 and field.sealed is None:
        return Column("self", name, field)
    return column(of, name)


def placing(of: Source, name: str) -> Column:
    """Return a moment or a day that may place a row in a window; of rows, `parent.x` is the record's. Raises FormRefused."""
    rows = None if of.rows is None else of.register.by_name[of.rows]
    parent, plain = name.startswith("parent."), name.removeprefix("parent.")
    if isinstance(rows, Rows) and not parent:
        field = dict(row_fields(rows.row)).get(name)
    else:
        field = of.register.by_name.get(plain) if parent == (rows is not None) else None
    if isinstance(field, (Moment, Day)) and field.sealed is None:
        return Column("parent" if parent else "self", plain, field)
    raise _unknown(of, name)


def written(of: Source, name: str) -> Column:
    """Return a name whose presence alone may be asked for: also a moment or a day of the record. Raises FormRefused."""
    field = None if of.rows is not None else of.register.by_name.get(name)
    if isinstance(field, (Moment, Day)) and field.sealed is None:
        return Column("self", name, field)
    return column(of, name)


def check_code(of: Column, value: object) -> None:
    """Refuse a code that its list does not hold."""
    if of.code_list is not None and value not in codes.codes(of.code_list):
        raise FormRefused(
            N_("The statistics form uses the code {code} of the list {list}, which is not known here."),
            code=str(value),
            list=of.code_list,
        )
