"""Passphrases and recovery words, made of 1,024 Vietnamese syllables without marks: ten bits each, typed without Telex."""

from __future__ import annotations

import secrets
from functools import lru_cache
from pathlib import Path

from borderpost.domain.text import fold

BITS = 10
WORDS_OF_PASSPHRASE = 7
"""Seven syllables are 70 bits: out of reach for guessing even without Argon2id."""

_FILE = Path(__file__).resolve().parents[2] / "resources" / "words" / "syllables.txt"


@lru_cache(maxsize=1)
def syllables() -> tuple[str, ...]:
    """Return the list, sorted; its order is part of the format of recovery sheets and never changes."""
    return tuple(_FILE.read_text(encoding="ascii").split())


def generate_passphrase(words: int = WORDS_OF_PASSPHRASE) -> str:
    """Return a new passphrase of random syllables."""
    return " ".join(secrets.choice(syllables()) for _ in range(words))


def canonical(passphrase: str) -> bytes:
    """Return the bytes a key is derived from: case, marks and runs of blanks do not matter, so Telex left on does no harm."""
    return fold(passphrase).encode()


def training_passphrases(seed: int, count: int = 5) -> tuple[str, ...]:
    """Return passphrases of a training post, short and the same for the same seed: they protect nothing and are shown."""
    import random

    chance = random.Random(seed)  # noqa: S311 - shown on the unlock window of the training post
    return tuple(" ".join(chance.choice(syllables()) for _ in range(3)) for _ in range(count))
