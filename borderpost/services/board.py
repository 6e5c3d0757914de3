"""What Today shows: plain values, all texts words of the language in force."""

from __future__ import annotations

from dataclasses import dataclass

from borderpost.services.views import DraftView


@dataclass(frozen=True, slots=True)
class Due:
    """One act that is due. `kind` and `record_id`, or `screen`, say where it is done. All texts are words to show."""

    code: str
    urgency: str
    left: str
    due: str
    title: str
    detail: str
    number: str
    who: str
    kind: str | None = None
    record_id: str | None = None
    screen: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Acts of one urgency: overdue, soon, later, waiting or done. `more`: as many again are in the registers."""

    code: str
    items: tuple[Due, ...]
    more: int = 0

    @property
    def total(self) -> int:
        """How many there are, shown or not."""
        return len(self.items) + self.more


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """How many records are saved and not sent, on their way (in bundle `bundle`), receipted."""

    saved: int
    travelling: int
    bundle: int | None
    receipted: int


@dataclass(frozen=True, slots=True)
class Returned:
    """A record that headquarters sent back."""

    kind: str
    id: str
    number: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Board:
    """The whole of Today. `backup` and `periods` are (words, value, ink[, name of the window])."""

    groups: tuple[Group, ...]
    bundles: BundleFacts
    returned: tuple[Returned, ...]
    last_receipt: str
    expected: str
    drafts: tuple[DraftView, ...]
    backup: tuple[tuple[str, str, str], ...]
    periods: tuple[tuple[str, str, str, str], ...]
    duty: str
    urgent: int


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """What one person answers for: overdue, due within 24 hours, later."""

    name: str
    overdue: int = 0
    soon: int = 0
    later: int = 0

    @property
    def total(self) -> int:
        """How much it is together."""
        return self.overdue + self.soon + self.later
