"""Ages from birth dates that may be incomplete: an interval, and the younger age decides.

Lines: under 16 (Penal Code article 151), 16 to 17 (a child in Law 53/2024), 18 and over. Born 2010, on 15/03/2026: 15 to 16,
so under 16.
"""

from __future__ import annotations

from datetime import date

from borderpost.domain.dates import PartialDate

BANDS = ("under_16", "16_17", "adult", "unknown")
"""Codes of the list `age_band`."""


def _completed(born: date, on: date) -> int:
    """Return completed years. Who was born on 29/02 completes a year on 01/03 of a common year: the younger reading."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def interval(birth: PartialDate, on: date) -> tuple[int, int]:
    """Return (youngest, oldest) age in completed years on a day; raises ValueError if born after that day."""
    oldest = _completed(birth.earliest(), on)
    if oldest < 0:
        raise ValueError(birth)
    return max(0, _completed(birth.latest(), on)), oldest


def band(birth: str | PartialDate | None, on: date) -> str:
    """Return the age band on a day, taking the younger age: `under_16`, `16_17`, `adult`, or `unknown`.

    birth: canonical text (`2010`, `2010-05`, `2010-05-17`); one that cannot be read, or lies after the day, is `unknown`.
    """
    if birth is None:
        return "unknown"
    try:
        youngest, _oldest = interval(PartialDate.from_text(birth) if isinstance(birth, str) else birth, on)
    except ValueError:
        return "unknown"
    if youngest < 16:
        return "under_16"
    return "16_17" if youngest < 18 else "adult"
