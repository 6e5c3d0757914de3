"""Words that reach a person: gettext catalogues without Qt, English source, Vietnamese by default.

A message stays data (`Message`) until it reaches a person; `render` puts it into words. Mark a literal with `N_` where
it is declared and translate it with `_` where it is shown. Never format before translating:
`Message(N_("Found {n} points."), {"n": 3})`.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

LANGUAGES = ("vi", "en")
LOCALE = Path(__file__).resolve().parents[2] / "resources" / "locale"


def N_(text: str) -> str:  # noqa: N802 - the conventional gettext marker
    """Mark a literal for the catalogue without translating it."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for a person, not yet in a language: a catalogue key and the values of its `{placeholders}`."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the English sentence, for logs and tests."""
        return self.text.format(**self.values) if self.values else self.text


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field: its path (`legs.2.arrived`), the sentence, and whether it blocks saving."""

    field: str
    message: Message
    blocking: bool = True


class _Words:
    """The one switch of language; everything that shows words asks it at the moment of showing."""

    def __init__(self) -> None:
        self.language = "vi"
        self._catalogues: dict[str, gettext.NullTranslations] = {}

    def catalogue(self) -> gettext.NullTranslations:
        wanted = language()
        found = self._catalogues.get(wanted)
        if found is None:
            found = gettext.translation("borderpost", str(LOCALE), [wanted], fallback=True)
            self._catalogues[wanted] = found
        return found


_words = _Words()
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
"""The language of a piece of paper, in the thread that makes it; the screen keeps its own."""


def set_language(code: str) -> None:
    """Speak `vi` or `en` from now on; raises ValueError for another code."""
    if code not in LANGUAGES:
        raise ValueError(code)
    _words.language = code


def language() -> str:
    """Return the language in force: `vi` or `en`."""
    return _spoken.get() or _words.language


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak `vi` or `en` for a while in this thread only: paper is Vietnamese whatever the screen speaks."""
    before = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(before)


def _(text: str) -> str:
    """Translate one literal into the language in force."""
    return _words.catalogue().gettext(text) if text else ""


def pgettext(context: str, text: str) -> str:
    """Translate a literal whose meaning depends on its context."""
    return _words.catalogue().pgettext(context, text)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate by number; Vietnamese has one form."""
    return _words.catalogue().ngettext(one, many, count)


def render(message: Message) -> str:
    """Put a message into the language in force; values that are messages themselves are rendered first."""
    values = {name: render(value) if isinstance(value, Message) else value for name, value in message.values.items()}
    translated = _(message.text)
    return translated.format(**values) if values else translated
