"""What registers hold: fields, kinds, codes, limits. Needs no post and no passphrase."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import fields as attributes
from typing import Any

from borderpost.cli.answer import Answer
from borderpost.domain import codes
from borderpost.domain.fields import Choice, Choices, Field, Link, NamedField, Rows, Text
from borderpost.domain.records import row_fields
from borderpost.domain.words import _
from borderpost.registers import KINDS
from borderpost.services.checks import register_of

_LIMITS = ("minimum", "maximum", "lines", "earliest")


def describe(options: argparse.Namespace) -> Answer:
    """Return the registers, or the fields of one."""
    if options.register is None:
        known = [(kind, _(register.label), _(register.help)) for kind, register in KINDS.items() if not register.internal]
        return Answer(
            {"registers": [{"kind": kind, "label": label, "help": text} for kind, label, text in known]},
            tuple(f"{kind}  {label}" for kind, label, _text in known),
        )
    register = register_of(options.register)
    found = _fields(register.fields)
    data = {
        "kind": register.kind,
        "label": _(register.label),
        "help": _(register.help),
        "number_prefix": register.prefix,
        "moment": register.moment,
        "fields": found,
        "derived": [{"name": item.name, "label": _(item.field.label)} for item in register.derived],
    }
    return Answer(data, (_(register.help), "", *_lines(found, "")))


def _fields(named: Iterable[NamedField]) -> list[dict[str, Any]]:
    return [_field(name, field) for name, field in named]


def _field(name: str, field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": name,
        "kind": type(field).__name__.lower(),
        "label": _(field.label),
        "required": field.required,
    }
    if field.help:
        found["help"] = _(field.help)
    if field.sealed:
        found["sealed"] = field.sealed
    if field.automatic:
        found["automatic"] = True
    if field.former:
        found["former"] = True
    present = {item.name for item in attributes(field)}
    found |= {name: _plain(getattr(field, name)) for name in _LIMITS if name in present}
    if isinstance(field, Choice | Choices):
        found["codes"] = {code.code: code.label() for code in codes.codes(field.codes)}
        found["numbers"] = {code.code: code.number for code in codes.codes(field.codes)}
    elif isinstance(field, Link):
        found["register"] = field.register
    elif isinstance(field, Text) and field.offers:
        found["offers"] = list(field.offers)
    elif isinstance(field, Rows):
        found["fields"] = _fields(row_fields(field.row))
    return found


def _plain(value: object) -> object:
    return value if isinstance(value, int | str) else str(value)


def _lines(found: Iterable[dict[str, Any]], indent: str) -> Iterable[str]:
    for field in found:
        marks = "".join((" *" if field["required"] else "", f" [{field['sealed']}]" if "sealed" in field else ""))
        yield f"{indent}{field['name']}{marks}  {field['kind']}  {field['label']}"
        if "help" in field:
            yield f"{indent}    ({field['help']})"
        if "codes" in field:
            yield f"{indent}    " + ", ".join(f"{code} = {label}" for code, label in field["codes"].items())
        if "fields" in field:
            yield from _lines(field["fields"], indent + "    ")
