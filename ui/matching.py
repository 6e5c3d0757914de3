"""Folded matching: `bao cao thang` finds `Báo cáo tháng`, and says which letters matched."""

from __future__ import annotations

from borderpost.domain.text import fold


def _folded_letters(text: str) -> tuple[str, list[int]]:
    """Fold letter by letter; the second value maps each folded letter to its place in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for folded in fold(letter) or (" " if letter.isspace() else ""):
            letters.append(folded)
            places.append(place)
    return "".join(letters), places


def match(query: str, text: str) -> list[tuple[int, int]] | None:
    """Return the spans of `text` (start, end) that the words of `query` match, or None if a word is not in it.

    A word is looked for at the beginning of words first, then anywhere. An empty query matches everything.
    """
    folded, places = _folded_letters(text)
    spans = []
    for word in fold(query).split():
        at = f" {folded}".find(f" {word}")
        if at < 0:
            at = folded.find(word)
        if at < 0:
            return None
        spans.append((places[at], places[at + len(word) - 1] + 1))
    return sorted(spans)


def rank(query: str, text: str) -> int:
    """Return how well a matching text fits, 0 best: it begins with the query, its words do, or it only contains it."""
    wanted, folded = fold(query), fold(text)
    if folded.startswith(wanted):
        return 0
    return 1 if f" {wanted}" in f" {folded}" else 2
