"""Dates and times as the window writes them: day first in both languages, `Thứ Bảy 14/03/2026, 21:45`."""

from __future__ import annotations

from datetime import datetime

from borderpost.domain.words import N_, _

WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def full_moment(at: datetime) -> str:
    """Return weekday, date and time of an instant in its own zone."""
    return f"{_(WEEKDAYS[at.weekday()])} {at:%d/%m/%Y, %H:%M}"
