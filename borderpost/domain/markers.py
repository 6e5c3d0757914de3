"""Border markers (cột mốc) and marking posts (cọc dấu), numbered anew on every border.

Canonical text: `LA:313`, `CN:165(1)`, `CN:728/1`, `KH:C/12` for a marking post, `CN-LA:0` where three countries meet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from borderpost.domain.dates import Unreadable
from borderpost.domain.text import fold, normal
from borderpost.domain.words import N_

BORDERS = ("CN", "LA", "KH")
"""China, Laos, Cambodia: in the order of the country's border from the north."""

NUMBER = re.compile(r"^\d{1,4}(\(\d\))?(/\d{1,3})?$", re.ASCII)
"""The printed number of a marker."""

_CANONICAL = re.compile(r"(CN|LA|KH)(?:-(CN|LA|KH))?:(C/)?([0-9]{1,4})(?:\(([0-9])\))?(?:/([0-9]{1,3}))?")
_TYPED = re.compile(
    r"(?:(cn|la|kh|trung quoc|lao|campuchia|china|laos|cambodia)\s*(?:-\s*(cn|la|kh)\s*)?[: ]\s*)?"
    r"(?:(coc dau|coc|marking post|post)\s*|(?:cot moc|moc gioi|moc|marker)\s*)?(?:so\s*)?"
    r"(c\s*/\s*)?([0-9]{1,4})\s*(?:\(\s*([0-9])\s*\))?\s*(?:/\s*([0-9]{1,3}))?"
)
_NAMES = {"trung quoc": "CN", "china": "CN", "lao": "LA", "laos": "LA", "campuchia": "KH", "cambodia": "KH"}
_BETWEEN = re.compile(r"\s*(?:–|—|-|->|→|\bđến\b|\bden\b|\bto\b)\s*", re.IGNORECASE)
_SHARED = {("CN", 0): "LA", ("LA", 0): "CN"}
"""Markers known to stand where three countries meet: 0 at A Pa Chải, China and Laos."""


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker. Equal when all parts are equal; `165(1)` and `165(2)` are two markers of one set.

    border: CN, LA or KH. number: 0 to 9999. sub: the figure in brackets. slash: the auxiliary number after the stroke.
    post: a marking post (cọc dấu), a series of its own. other: the second border of a marker where three countries meet.
    """

    border: str
    number: int
    sub: int | None = None
    slash: int | None = None
    post: bool = False
    other: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no marker can carry; raises ValueError."""
        if (
            self.border not in BORDERS
            or self.other not in (None, *BORDERS)
            or self.other == self.border
            or not 0 <= self.number <= 9999
            or not 0 <= (self.sub or 0) <= 9
            or not 0 <= (self.slash or 0) <= 999
            or (self.post and (self.sub is not None or self.slash is not None))
        ):
            raise ValueError(self)

    def __str__(self) -> str:
        """Return the canonical text."""
        return f"{'-'.join(self.borders)}:{self.label}"

    @classmethod
    def from_text(cls, text: str) -> Marker:
        """Read canonical text; raises ValueError (TypeError for what is not text)."""
        found = _CANONICAL.fullmatch(text)
        if found is None:
            raise ValueError(text)
        return _build(found[1], found[2], bool(found[3]), found[4], found[5], found[6])

    @property
    def label(self) -> str:
        """The number as it is cut into the stone: `165(1)`, `728/1`, `C/12`."""
        sub = "" if self.sub is None else f"({self.sub})"
        slash = "" if self.slash is None else f"/{self.slash}"
        return f"{'C/' if self.post else ''}{self.number}{sub}{slash}"

    @property
    def borders(self) -> tuple[str, ...]:
        """The border it stands on, or both where three countries meet."""
        return (self.border,) if self.other is None else (self.border, self.other)

    @property
    def order(self) -> tuple[int, bool, int, int, int]:
        """Sort key: border, markers before marking posts, then by number and never by letters: 99 before 100."""
        before = -1
        return (
            BORDERS.index(self.border),
            self.post,
            self.number,
            before if self.slash is None else self.slash,
            before if self.sub is None else self.sub,
        )


def _build(border: str, other: str | None, post: bool, number: str, sub: str | None, slash: str | None) -> Marker:
    whole = int(number)
    if other is None and not post and sub is None and slash is None:
        other = _SHARED.get((border, whole))
    if other is not None and BORDERS.index(other) < BORDERS.index(border):
        border, other = other, border
    return Marker(border, whole, int(sub) if sub else None, int(slash) if slash else None, post, other)


def parse(text: str, border: str | None = None) -> Marker:
    """Read what a guard types: `313`, `mốc 313`, `165(1)`, `728/1`, `la 313`, `cọc dấu 12`; raises Unreadable.

    border: the border meant when the text names none (any case); without it a bare number is refused.
    """
    found = _TYPED.fullmatch(fold(text))
    if found is None:
        raise Unreadable(N_("“{text}” is not a marker. Write its number, such as 313, 165(1) or 728/1."), text=text.strip())
    named = found[1] and _NAMES.get(found[1], found[1].upper())
    side = named or (border or "").upper()
    if side not in BORDERS:
        raise Unreadable(N_("Numbers repeat across borders. Choose the border, or write it before the number: LA 313."))
    other = found[2].upper() if found[2] else None
    try:
        return _build(side, other, bool(found[3] or found[4]), found[5], found[6], found[7])
    except ValueError:
        raise Unreadable(N_("There is no such marker: {text}. Check the number."), text=text.strip()) from None


def parse_range(text: str, border: str | None = None) -> tuple[Marker, Marker]:
    """Read `511–516`, `từ mốc 389 đến 397`, `LA:313-316`; one number alone is a stretch of one marker. Raises Unreadable.

    Both ends are on one border. They are returned as written: a patrol may go against the numbering.
    """
    typed = re.sub(r"^(?:từ|tu|from)\s+", "", normal(text), flags=re.IGNORECASE)
    head = re.match(r"\s*(?:CN|LA|KH)-(?:CN|LA|KH)\b", typed, re.IGNORECASE)
    start = head.end() if head else 0
    between = _BETWEEN.search(typed, start)
    if between is None:
        only = parse(typed, border)
        return only, only
    first = parse(typed[: between.start()], border)
    last = parse(typed[between.end() :], first.border if first.other is None else border or first.border)
    if not set(first.borders) & set(last.borders):
        raise Unreadable(N_("Both markers of a stretch stand on one border. Write two stretches."))
    return first, last


def range_text(first: Marker, last: Marker) -> str:
    """Return `511–516`; a stretch of one marker is its number."""
    return first.label if first == last else f"{first.label}–{last.label}"
