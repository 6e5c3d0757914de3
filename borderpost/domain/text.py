"""Vietnamese text: normal form, and the folded form that search compares."""

from __future__ import annotations

import unicodedata

_D = str.maketrans({"đ": "d", "Đ": "D"})


def normal(text: str) -> str:
    """Return NFC with outer blanks removed and inner runs of blanks made one; line breaks stay."""
    composed = unicodedata.normalize("NFC", text)
    return "\n".join(" ".join(line.split()) for line in composed.strip().split("\n"))


def fold(text: str) -> str:
    """Return the letters search compares: đ→d, marks off, lower case. Idempotent; folds NFC and NFD alike.

    No tokenizer of SQLite folds đ, so every searched column and every query goes through here.
    """
    bare = unicodedata.normalize("NFD", text.translate(_D).casefold().translate(_D))
    stripped = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(stripped.split())
