"""What a record must hold before it is written: fields, rules, codes, references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from borderpost.domain import codes
from borderpost.domain.errors import RefusedInput, UserError
from borderpost.domain.fields import Choice, Choices, NamedField, Plain, Rows
from borderpost.domain.ids import Version
from borderpost.domain.records import Register, row_fields, walk_links
from borderpost.domain.words import N_, Message, Problem
from borderpost.registers import KINDS
from borderpost.services.session import Session
from borderpost.storage.unit_of_work import RecordMissing


class UnknownRegister(UserError):
    """There is no register of this name."""

    def __init__(self, kind: str) -> None:
        super().__init__(N_("There is no register called {kind}."), kind=kind)


def register_of(kind: str) -> Register:
    """Return a register people write in; raises UnknownRegister."""
    found = KINDS.get(kind)
    if found is None or found.internal:
        raise UnknownRegister(kind)
    return found


def version_of(record_id: str) -> Version:
    """Return the version a record is named by; raises RecordMissing for what is no name of a record."""
    try:
        return Version.parse(record_id)
    except ValueError:
        raise RecordMissing from None


def checked(
    session: Session, register: Register, values: Mapping[str, Plain], inside: frozenset[str] = frozenset()
) -> tuple[dict[str, Plain], list[Problem]]:
    """Return (clean values, every problem). `inside` are records being written in the same transaction."""
    clean, problems = register.check(values)
    problems += _unknown_codes(register.fields, clean, "")
    with session.read() as connection:
        for path, target, _holder in walk_links(register.fields, clean):
            if target in inside:
                continue
            key = session.database.known_key(connection, Version.parse(target))
            known = key is not None and connection.exec_driver_sql("SELECT 1 FROM journal WHERE id = ?", (key,)).first()
            if not known:
                problems.append(Problem(path, Message(N_("This record is not here. Choose another, or write it first."))))
    return clean, problems


def acceptable(
    session: Session,
    register: Register,
    values: Mapping[str, Plain],
    *,
    hidden: frozenset[str] = frozenset(),
    inside: frozenset[str] = frozenset(),
) -> dict[str, Plain]:
    """Return clean values; raises RefusedInput with every blocking problem. `hidden` fields are beyond the author's reach."""
    clean, problems = checked(session, register, values, inside)
    blocking = [item for item in problems if item.blocking and item.field not in hidden]
    if blocking:
        raise RefusedInput(blocking)
    return clean


def check_step(kind: str, before: Mapping[str, Plain], after: Mapping[str, Plain]) -> None:
    """Refuse a step the law does not know: victim cases and tips move by their states (DOMAIN sections 4 and 5)."""
    moves = KINDS[kind].moves
    if moves is None:
        return
    was, wanted = before.get(moves.field), after.get(moves.field)
    if was is not None and wanted is not None and not moves.allowed(was, wanted):
        sentence = Message(N_("This status does not follow the one before. Choose a next one."))
        raise RefusedInput([Problem(moves.field, sentence)])


def automatic(register: Register, values: Mapping[str, Plain]) -> dict[str, Plain]:
    """Return the values the program itself gave."""
    return {name: values[name] for name, field in register.fields if field.automatic and name in values}


def resolved(value: Any, made: Sequence[str]) -> Any:
    """Return a value whose references `@0`, `@1` … are the ids of the records made just before."""
    if isinstance(value, str) and value.startswith("@") and value[1:].isdigit() and int(value[1:]) < len(made):
        return made[int(value[1:])]
    if isinstance(value, Mapping):
        return {name: resolved(item, made) for name, item in value.items()}
    if isinstance(value, list):
        return [resolved(item, made) for item in value]
    return value


def _unknown_codes(fields: Sequence[NamedField], values: Mapping[str, Plain], path: str) -> list[Problem]:
    found: list[Problem] = []
    for name, field in fields:
        value = values.get(name)
        if value is None:
            continue
        if isinstance(field, Rows):
            for index, row in enumerate(value):
                found += _unknown_codes(row_fields(field.row), row, f"{path}{name}.{index}.")
        elif isinstance(field, Choice | Choices):
            listed = codes.codes(field.codes)
            for code in value if isinstance(value, list) else [value]:
                if code not in listed:
                    message = Message(N_("“{code}” is not in the list; it is kept as written."), {"code": code})
                    found.append(Problem(path + name, message, blocking=False))
    return found
