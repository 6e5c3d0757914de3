"""Time: moments are instants with an offset, dates have no zone, and clocks are handed in."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

VIETNAM = timezone(timedelta(hours=7), "+07")
"""Civil time of Viet Nam: UTC+7 without summer time (Decision 134-CP of 1967; unchanged)."""


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Return the present instant, aware, in the post's zone."""
        ...


class SystemClock:
    """The machine's clock, read in the zone of the post."""

    def now(self) -> datetime:
        """Return the present instant."""
        return datetime.now(VIETNAM)


class FixedClock:
    """A clock that stands still until it is moved; for tests, screenshots and generators."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the instant the clock was set to."""
        return self.at

    def advance(self, **delta: float) -> None:
        """Move forward by a timedelta given by keywords."""
        self.at += timedelta(**delta)


def moment_text(at: datetime) -> str:
    """Return the canonical text of an instant: ISO 8601 with its offset, whole seconds."""
    if at.tzinfo is None:
        raise ValueError(at)
    return at.replace(microsecond=0).isoformat()


def parse_moment(text: str) -> datetime:
    """Read canonical or plain ISO 8601; a text without offset is civil time of Viet Nam.

    Raises ValueError, for a date without a time too: the time is not guessed to be midnight.
    """
    if len(text) <= len("2026-03-14"):
        raise ValueError(text)
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=VIETNAM)


def epoch(at: datetime) -> int:
    """Return whole seconds since 1970 UTC: how tables store an instant."""
    return int(at.timestamp())


def from_epoch(seconds: int) -> datetime:
    """Return the instant of a table column, in the post's zone."""
    return datetime.fromtimestamp(seconds, VIETNAM)


def local_date(at: datetime) -> date:
    """Return the civil date of an instant at the post."""
    return at.astimezone(VIETNAM).date()


class HybridClock:
    """Hybrid logical clock: never goes back, orders causally linked entries even when machines disagree on the time.

    A reading is `milliseconds << 16 | counter` (Kulkarni et al. 2014).
    """

    def __init__(self, last: int = 0) -> None:
        self.last = last

    def tick(self, now: datetime | None = None) -> int:
        """Return the next reading, later than every reading seen."""
        millis = int(now.timestamp() * 1000) if now is not None else time.time_ns() // 1_000_000
        self.last = max(self.last + 1, millis << 16)
        return self.last

    def witness(self, reading: int) -> None:
        """Take note of another machine's reading."""
        self.last = max(self.last, reading)

    @staticmethod
    def instant(reading: int) -> datetime:
        """Return the wall-clock time inside a reading."""
        return datetime.fromtimestamp((reading >> 16) / 1000, UTC)
