"""Vietnamese text: normal form, and the folded form that search compares."""

from __future__ import annotations

import re
import unicodedata

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_D = str.maketrans({"đ": "d", "Đ": "D"})


def normal(text: str) -> str:
    """Return NFC with outer blanks removed and inner runs of blanks made one; line breaks stay."""
    composed = unicodedata.normalize("NFC", text)
    return "\n".join(" ".join(line.split()) for line in composed.strip().split("\n"))


def printable(text: str) -> bool:
    """Tell whether a text can be written and printed: no control letters, no half of a pair that UTF-8 cannot hold."""
    return _UNPRINTABLE.search(text) is None


def fold(text: str) -> str:
    """Return the letters search compares: đ→d, marks off, lower case. Idempotent; folds NFC and NFD alike.

    No tokenizer of SQLite folds đ, so every searched column and every query goes through here.
    """
    bare = unicodedata.normalize("NFD", text.translate(_D).casefold().translate(_D))
    stripped = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(stripped.split())
