"""A day's records typed as rows: which cells are asked comes from the register's own declaration (`Register.quick`).

A row is a mapping from the path of a field to its plain value. What the rows do not ask for stays empty in the record.
"""

from __future__ import annotations

from collections.abc import Mapping

from borderpost.domain.fields import NamedField, Plain
from borderpost.domain.records import Register, field_at

ROWS, DAY = "@rows", "@day"
"""Under which names the draft of a quick entry keeps its rows and its day: no field of a record begins so."""


def columns(register: Register) -> tuple[NamedField, ...]:
    """Return the cells of a row, in the order they are typed; a field of an inline table is named by its path."""
    found = ((path, field_at(register.by_name, path)) for path in register.quick)
    return tuple(NamedField(path, field) for path, field in found if field is not None)


def record_of(row: Mapping[str, Plain]) -> dict[str, Plain]:
    """Return the values of the record a row stands for."""
    values: dict[str, Plain] = {}
    for path, value in row.items():
        name, dot, inner = path.partition(".")
        if not dot:
            values[name] = value
        else:
            values.setdefault(name, [{}])[0][inner] = value
    return values


def cell_of(field: str) -> str:
    """Return the cell a problem of a record belongs to: `tips.0.tip` is the cell `tips.tip`."""
    return ".".join(part for part in field.split(".") if not part.isdigit())


def is_quick(values: Mapping[str, Plain]) -> bool:
    """Tell whether the values of a draft are rows of a quick entry."""
    return ROWS in values
