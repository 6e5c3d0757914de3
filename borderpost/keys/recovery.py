"""The recovery sheet: 224 random bits printed as 24 syllables, with a 16-bit check so that a misread word is noticed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence

from borderpost.domain.errors import UserError
from borderpost.domain.text import fold
from borderpost.domain.words import N_
from borderpost.keys.words import BITS, syllables

SECRET = 28
WORDS = 24
_CHECK = 2


class WrongWords(UserError):
    """The words are not those of a recovery sheet."""


def new_secret() -> bytes:
    """Return the secret of a new sheet."""
    return os.urandom(SECRET)


def to_words(secret: bytes) -> tuple[str, ...]:
    """Return the 24 words of a secret."""
    number = int.from_bytes(secret + hashlib.sha256(b"recovery" + secret).digest()[:_CHECK], "big")
    listed = syllables()
    return tuple(listed[number >> BITS * place & (1 << BITS) - 1] for place in reversed(range(WORDS)))


def from_words(words: Sequence[str]) -> bytes:
    """Return the secret; raises WrongWords naming the first word that cannot be right. Case and marks do not matter."""
    if len(words) != WORDS:
        raise WrongWords(N_("A recovery sheet has {wanted} words; {found} were typed."), wanted=WORDS, found=len(words))
    places = {word: place for place, word in enumerate(syllables())}
    number = 0
    for at, word in enumerate(words, 1):
        place = places.get(fold(word))
        if place is None:
            raise WrongWords(N_("Word {number} is not on the list. Read it again from the sheet."), number=at)
        number = number << BITS | place
    raw = number.to_bytes(SECRET + _CHECK, "big")
    secret, check = raw[:SECRET], raw[SECRET:]
    if hashlib.sha256(b"recovery" + secret).digest()[:_CHECK] != check:
        raise WrongWords(N_("The words do not belong together. Read all of them again from the sheet."))
    return secret


def fingerprint(secret: bytes) -> str:
    """Return four groups of four digits that name a sheet without giving anything of it away."""
    number = int.from_bytes(hashlib.sha256(b"recovery fingerprint" + secret).digest()[:8], "big") % 10**16
    digits = f"{number:016d}"
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))
