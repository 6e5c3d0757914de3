"""Names of feeds, entries and records."""

from __future__ import annotations

import re
from typing import NamedTuple

_FEED = re.compile(r"[0-9a-f]{16}")
_TEXT = re.compile(r"([0-9a-f]{16}):([1-9][0-9]{0,12})")


class Version(NamedTuple):
    """One entry of one feed: (feed, sequence number). A record is named by the entry that created it."""

    feed: str
    seq: int

    def __str__(self) -> str:
        """Return the text form, `0123456789abcdef:42`."""
        return f"{self.feed}:{self.seq}"

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read the text form; raises ValueError."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise ValueError(text)
        return cls(found[1], int(found[2]))


def is_feed(text: str) -> bool:
    """Tell whether a text is a feed name: the first 16 hex digits of the SHA-256 of the feed's public key."""
    return _FEED.fullmatch(text) is not None
