"""What people are reached by: the ends of phone numbers and the names of accounts, comparable however they were written."""

from __future__ import annotations

import re
from collections.abc import Mapping

from borderpost.domain.fields import Plain
from borderpost.domain.text import fold
from borderpost.storage.likeness import phone_ends

_ACCOUNT = 5
"""Letters an account name has at least: a shorter one would join strangers."""


def spellings(number: str) -> tuple[str, ...]:
    """Return how the end of a phone number may stand in a record: with 0 or 84 before it, in one piece or in groups."""
    groups = (f"0{number[:3]} {number[3:6]} {number[6:]}", f"{number[:3]} {number[3:6]} {number[6:]}")
    return (f"0{number}", f"84{number}", number, *groups, f"0{number[:2]} {number[2:5]} {number[5:]}")


def accounts_of(values: Mapping[str, Plain]) -> set[str]:
    """Return what a person is reached by, comparable: the end of each phone number, each account name without marks."""
    numbers = phone_ends(values)
    parts = re.split(r"[;,/]", str(values.get("phone") or ""))
    names = {fold(part).strip() for part in parts if not phone_ends({"phone": part})}
    return {*numbers, *(name for name in names if len(name) >= _ACCOUNT)}
