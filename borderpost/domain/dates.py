"""What guards type as a date or a time, and how the program prints it back.

Forgiving about form, strict about meaning: `5/3`, `050324` and `5.3.2024` are read; 31/02 is refused and never shifted.
The day always comes before the month. All text is civil time of Viet Nam.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from borderpost.domain import clock
from borderpost.domain.clock import VIETNAM
from borderpost.domain.errors import UserError
from borderpost.domain.text import fold
from borderpost.domain.words import N_, _

_WORDS = {"h": 0, "hn": 0, "hom nay": 0, "today": 0, "hom qua": -1, "yesterday": -1}
_RELATIVE = re.compile(r"[+-][0-9]{1,4}")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_PARTS = re.compile(r"([0-9]{1,2})(?:\s*[/.\- ]\s*([0-9]{1,2})(?:\s*[/.\- ]\s*([0-9]{4}|[0-9]{2}))?)?")
_RUN = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{2})?")
_TIME = re.compile(r"([0-9]{1,2})(?:\s*[:hg.]\s*([0-9]{2})?)?")
_TIME_RUN = re.compile(r"([0-9]{1,2})([0-9]{2})")
_TIME_FIRST = re.compile(r"([0-9]{1,2}\s*[:hg]\s*(?:[0-9]{2})?)\s*(?:,|ngay|on)?\s+(\S.*)")
_BIRTH = re.compile(r"(?:(?:([0-9]{1,2})\s*[/.\- ]\s*)?([0-9]{1,2})\s*[/.\- ]\s*)?([0-9]{4})")
_BIRTH_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_LONG_WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


class Unreadable(UserError):
    """What was typed cannot be read as the thing asked for. The message says what is wrong and what form is expected."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which the day, or day and month, may be unknown; the precision given is kept."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """Return the canonical text: `2010`, `2010-05` or `2010-05-17`."""
        if self.month is None:
            return f"{self.year:04d}"
        return f"{self.year:04d}-{self.month:02d}" + ("" if self.day is None else f"-{self.day:02d}")

    @classmethod
    def from_text(cls, text: str) -> PartialDate:
        """Read canonical text; raises ValueError for anything else."""
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
            raise ValueError(text)
        found = cls(*(int(part) for part in text.split("-")))
        found.earliest()
        return found

    def earliest(self) -> date:
        """Return the first day it can be; raises ValueError for a month or day that does not exist."""
        return date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    def latest(self) -> date:
        """Return the last day it can be."""
        month = 12 if self.month is None else self.month
        return date(self.year, month, calendar.monthrange(self.year, month)[1] if self.day is None else self.day)


def _real(year: int, month: int, day: int) -> date:
    """Return the date, or refuse it: 31/02 is never moved to another day."""
    if not 1 <= month <= 12:
        raise Unreadable(N_("There is no month {month}. Write the day first, then the month: 14/03/2026."), month=month)
    if not 1 <= year <= 9999:
        raise Unreadable(N_("There is no year {year}. Write four digits: 14/03/2026."), year=year)
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        shown = f"{day:02d}/{month:02d}/{year:04d}"
        raise Unreadable(N_("{date} does not exist. Write a day that is in the calendar."), date=shown)
    return date(year, month, day)


def _full_year(text: str, today: date) -> int:
    """Return four digits; two digits mean the century that ends at most ten years after today."""
    if len(text) == 4:
        return int(text)
    year = today.year - today.year % 100 + int(text)
    return year - 100 if year > today.year + 10 else year


def parse_date(text: str, today: date, *, past: bool = False) -> date:
    """Read `5`, `5/3`, `5/3/24`, `0503`, `050324`, `05032024`, `5-3-2024`, `5.3.2026`, `2026-03-05`, `h`, `-1`, `+1`.

    A missing month or year is that of `today`; with `past`, a result after today goes back to the month or year before.
    Raises Unreadable.
    """
    typed = fold(text)
    if not typed:
        raise Unreadable(N_("Write a date, such as 14/03/2026."))
    if typed in _WORDS:
        return today + timedelta(days=_WORDS[typed])
    if found := _RELATIVE.fullmatch(typed):
        return today + timedelta(days=int(found[0]))
    if found := _ISO.fullmatch(typed):
        return _real(int(found[1]), int(found[2]), int(found[3]))
    found = _RUN.fullmatch(typed) or _PARTS.fullmatch(typed)
    if found is None:
        raise Unreadable(N_("“{text}” is not a date. Write day/month/year, such as 14/03/2026."), text=text.strip())
    return _complete(found[1], found[2], found[3], today, past)


def _complete(day: str, month: str | None, year: str | None, today: date, past: bool) -> date:
    """Fill in the month and the year that were not written."""
    if year is not None and month is not None:
        return _real(_full_year(year, today), int(month), int(day))
    if month is not None:
        read = _real(today.year, int(month), int(day))
        return _real(today.year - 1, int(month), int(day)) if past and read > today else read
    within = today.replace(day=1) - timedelta(days=1) if past and int(day) > today.day else today
    return _real(within.year, within.month, int(day))


def parse_time(text: str) -> int:
    """Read `2230`, `22:30`, `22h30`, `22h`, `730`, `7`, `24:00` as minutes after midnight, 0 to 1440. Raises Unreadable.

    1440 is the end of the day, written 24:00.
    """
    typed = fold(text)
    found = _TIME.fullmatch(typed) or _TIME_RUN.fullmatch(typed)
    if found is None:
        raise Unreadable(N_("“{text}” is not a time. Write hours and minutes, such as 22:30."), text=text.strip())
    hours, minutes = int(found[1]), int(found[2] or 0)
    if minutes > 59 or hours * 60 + minutes > 1440:
        raise Unreadable(N_("{hours}:{minutes} is not a time. Write 00:00 to 24:00."), hours=found[1], minutes=f"{minutes:02d}")
    return hours * 60 + minutes


def at(day: date, minutes: int) -> datetime:
    """Return the instant that many minutes after the midnight that begins the day; 1440 is the midnight that ends it."""
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM) + timedelta(minutes=minutes)


def parse_moment(text: str, today: date, *, base: date | None = None, past: bool = False) -> datetime:
    """Read `14/3 2230`, `14/03/2026 22:30`, `22h30 ngày 14/3`, ISO 8601, or a time alone when `base` gives its day.

    Returns an aware datetime in civil time of Viet Nam. Raises Unreadable.
    """
    typed = fold(text)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9]{2}:[0-9]{2}.*", typed):
        try:
            return clock.parse_moment(typed.upper()).astimezone(VIETNAM)
        except (ValueError, OverflowError):
            pass  # 24:00 and impossible dates are read, or refused with their reason, below
    if found := _TIME_FIRST.fullmatch(typed):
        return at(parse_date(found[2], today, past=past), parse_time(found[1]))
    spaced = re.sub(r"(?<=[0-9])t(?=[0-9])|,", " ", typed).strip()
    day, blank, time = spaced.rpartition(" ")
    if blank:
        return at(parse_date(day, today, past=past), parse_time(time))
    if base is None:
        raise Unreadable(N_("Write the date and the time, such as 14/03/2026 22:30."))
    return at(base, parse_time(typed))


def parse_partial(text: str) -> PartialDate:
    """Read a birth date: `2010`, `5/2010`, `05/03/2010`, `2010-05`, `05032010`. Years need four digits. Raises Unreadable."""
    typed = fold(text)
    if found := _BIRTH_ISO.fullmatch(typed):
        year, month, day = found[1], found[2], found[3]
    elif found := _BIRTH.fullmatch(typed) or re.fullmatch(r"([0-9]{2})([0-9]{2})([0-9]{4})", typed):
        day, month, year = found[1], found[2], found[3]
    else:
        raise Unreadable(
            N_("“{text}” is not a birth date. Write 17/05/2010, 05/2010 or the year alone, four digits."), text=text.strip()
        )
    _real(int(year), int(month or 1), int(day or 1))
    return PartialDate(int(year), int(month) if month else None, int(day) if day else None)


def date_text(day: date) -> str:
    """Return `14/03/2026`; the day comes first in both languages."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def partial_text(value: PartialDate) -> str:
    """Return `2010`, `05/2010` or `17/05/2010`."""
    if value.month is None:
        return f"{value.year:04d}"
    short = f"{value.month:02d}/{value.year:04d}"
    return short if value.day is None else f"{value.day:02d}/{short}"


def weekday_text(day: date, *, full: bool = False) -> str:
    """Return `T7` (`Sat`), or in full `Thứ Bảy` (`Saturday`)."""
    return _((_LONG_WEEKDAYS if full else _WEEKDAYS)[day.weekday()])


def day_text(day: date) -> str:
    """Return `T7 14/03` (`Sat 14/03`)."""
    return f"{weekday_text(day)} {day.day:02d}/{day.month:02d}"


def time_text(moment: datetime, *, ends: date | None = None) -> str:
    """Return `22:30` at the post; the midnight that ends the day `ends` is `24:00`."""
    local = moment.astimezone(VIETNAM)
    if ends is not None and local == at(ends, 1440):
        return "24:00"
    return f"{local.hour:02d}:{local.minute:02d}"


def moment_text(moment: datetime) -> str:
    """Return `14/03/2026 22:30` at the post."""
    return f"{date_text(moment.astimezone(VIETNAM).date())} {time_text(moment)}"


def duration_text(length: timedelta) -> str:
    """Return `8 giờ 00` (`8 h 00`); the seconds are dropped. From 48 hours on `3 ngày 4 giờ` (`3 d 4 h`)."""
    minutes = int(abs(length).total_seconds()) // 60
    if minutes >= 48 * 60:
        return _("{days} d {hours} h").format(days=minutes // 1440, hours=minutes % 1440 // 60)
    return _("{hours} h {minutes}").format(hours=minutes // 60, minutes=f"{minutes % 60:02d}")


def remaining_text(left: timedelta) -> str:
    """Return `còn 8 giờ 00` (`8 h 00 left`), or `quá 1 giờ 30` (`1 h 30 over`) for a limit that has passed."""
    return (_("{duration} over") if left < timedelta(0) else _("{duration} left")).format(duration=duration_text(left))


def elapsed_text(length: timedelta) -> str:
    """Return `đã 4 giờ 40` (`4 h 40 so far`)."""
    return _("{duration} so far").format(duration=duration_text(length))
