"""What a command gives back: data for scripts, lines for people, complaints, an exit code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from borderpost.domain.errors import UserError


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a command that came to its end. `complaints` go to standard error."""

    data: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
    code: int = 0


class Refusal(UserError):
    """The command was not called as it should be: exit code 2."""
