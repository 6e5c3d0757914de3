"""Between the text a person types or reads and the plain value of a field; one place for forms, lists, prints and files.

Forgiving about form, never about meaning: what cannot be read is refused with a sentence and nothing is guessed. Text that was
shown and not touched reads back as the very value it was shown from (`keep`), so opening and saving a record changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from borderpost.domain import clock, codes, dates, markers, places
from borderpost.domain.dates import Unreadable
from borderpost.domain.fields import (
    BirthDate,
    Choice,
    Choices,
    Count,
    Day,
    Field,
    Flag,
    Length,
    Link,
    MarkerNumber,
    Moment,
    Packed,
    Plain,
    Position,
    Rows,
    Text,
    Wrong,
)
from borderpost.domain.text import fold, normal
from borderpost.domain.words import N_, Message, _, language

__all__ = [
    "Unreadable",
    "bare_time",
    "choices",
    "number_text",
    "numbered",
    "place",
    "place_text",
    "read",
    "show",
    "show_column",
    "understood",
]

Title = Callable[[str], str]
"""Returns the words for a record id: its number or pseudonym."""

Find = Callable[[str, str], str | None]
"""Returns the id of the record of a register (first argument) that the typed text names, or None."""

Convert = Callable[[places.Written, str], places.Place]
"""Returns the place for coordinates written in a datum; given from outside because projections are not this layer's work."""

_WHOLE = re.compile(r"[0-9]{1,3}(?:[.,\s][0-9]{3})+|[0-9]+")
_KILOMETRES = re.compile(r"([0-9]{1,7})(?:[.,]([0-9]{1,3}))?\s*(?:km)?")
_GROUPED = re.compile(r"([0-9]{1,3})([.,])([0-9]{3})(?!\2)[.,]([0-9]{1,3})\s*(?:km)?")
_NUMBERS = re.compile(r"[0-9]{1,4}(?:[\s,;.+]+[0-9]{1,4})*")
_METRES = re.compile(r"([0-9]{1,7})\s*m")
_YES = frozenset({"co", "c", "x", "1", "yes", "y", "true", "roi", "da"})
_NO = frozenset({"khong", "k", "ko", "0", "no", "n", "false", "chua", "-"})
_DATUM = re.compile(r"^(.*?)[\s,;(]*\b(WGS\s*-?\s*84|VN\s*-?\s*2000)\)?$", re.IGNORECASE)
_NIGHT = timedelta(hours=12)
_YEARS = 1000  # a number that can only be a year carries no thousands mark


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a reader needs to know beside the text."""

    today: date
    border: str | None
    base: date | None
    find: Find | None
    convert: Convert | None
    numbers: bool


def read(
    field: Field,
    text: str,
    *,
    now: datetime,
    border: str | None = None,
    base: date | None = None,
    find: Find | None = None,
    convert: Convert | None = None,
    keep: Plain = None,
    title: Title | None = None,
    numbers: bool = False,
) -> Plain:
    """Return the canonical plain value of what was typed; None for nothing.

    now: what `h` and missing years refer to. border: the border a bare marker number is on. base: the day a bare time is on.
    keep: the value the text was shown from. numbers: a code may be typed by the number it has on paper; never in a file:
    its numbers may come from another list. Raises Unreadable with a sentence; TypeError for fields no person types.
    """
    typed = normal(text)
    if not typed:
        return None
    if keep is not None and typed == normal(show(field, keep, title=title)):
        return keep
    reader = _READERS.get(type(field))
    if reader is None:
        raise TypeError(field)
    asked = _Asked(clock.local_date(now), border, base, find, convert, numbers)
    try:
        return field.check(reader(field, typed, asked))
    except Wrong as wrong:
        raise Unreadable(wrong.message) from None


def _whole(typed: str) -> int | str:
    return int(re.sub(r"\D", "", typed)) if _WHOLE.fullmatch(typed) else typed


def _length(typed: str) -> int | str:
    bare = typed.casefold()
    if found := _METRES.fullmatch(bare):
        return int(found[1])
    if found := _GROUPED.fullmatch(bare):
        return int(found[1] + found[3]) * 1000 + int(found[4].ljust(3, "0"))
    if found := _KILOMETRES.fullmatch(bare):
        return int(found[1]) * 1000 + int((found[2] or "0").ljust(3, "0"))
    return typed


def _flag(typed: str) -> bool | str:
    bare = fold(typed)
    if bare in _YES:
        return True
    return False if bare in _NO else typed


def _code(name: str, typed: str, *, numbers: bool) -> str:
    """Return the one code that is meant: its own text, its number on paper, its whole label, or the only one that fits."""
    wanted = fold(typed)
    known = codes.codes(name)
    offered = [item for item in known.find(typed) if not item.retired]
    meant = known.numbered(typed) if numbers and typed not in known else None
    if meant is not None:
        return meant.code
    whole = [item for item in offered if wanted in (item.code, fold(item.vi), fold(item.en))]
    begun = [item for item in offered if fold(item.vi).startswith(wanted) or fold(item.en).startswith(wanted)]
    for found in (whole, begun, offered):
        if len(found) == 1:
            return found[0].code
    if offered:
        raise Unreadable(N_("“{text}” fits several values. Choose one from the list (F4)."), text=typed)
    raise Unreadable(N_("“{text}” is not in the list. Choose a value from the list (F4)."), text=typed)


def _several(name: str, typed: str, *, numbers: bool) -> list[str]:
    """Return the codes meant: words divided by semicolons, or numbers divided by what a hand puts between them."""
    parts = re.findall(r"[0-9]+", typed) if numbers and _NUMBERS.fullmatch(typed) else typed.split(";")
    return [_code(name, part, numbers=numbers) for part in map(str.strip, parts) if part]


def _record(field: Link, typed: str, find: Find | None) -> str:
    found = find(field.register, typed) if find is not None else None
    if found is not None:
        return found
    if re.fullmatch(r"[0-9a-f]{16}:[1-9][0-9]*", typed):
        return typed
    raise Unreadable(N_("No record is named “{text}”. Choose one from the list (F4)."), text=typed)


def _position(typed: str, convert: Convert | None) -> Plain:
    for code in places.REASONS:
        if fold(typed) in {code, *(fold(codes.label("position_missing", code, each)) for each in ("vi", "en"))}:
            return places.unknown(code).to_plain()
    found = _DATUM.fullmatch(typed)
    if found is None:
        raise Unreadable(N_("Say which datum the position is in: WGS-84 (receiver) or VN-2000 (map)."))
    datum = places.WGS_84 if found[2][0] in "wW" else places.VN_2000
    return place(found[1].strip(), datum, None, convert)


_READERS: dict[type[Field], Callable[[Any, str, _Asked], Plain]] = {
    Text: lambda _field, typed, _asked: typed,
    Count: lambda _field, typed, _asked: _whole(typed),
    Length: lambda _field, typed, _asked: _length(typed),
    Day: lambda _field, typed, asked: dates.parse_date(typed, asked.today).isoformat(),
    BirthDate: lambda _field, typed, _asked: str(dates.parse_partial(typed)),
    Moment: lambda _field, typed, asked: clock.moment_text(dates.parse_moment(typed, asked.today, base=asked.base)),
    Choice: lambda field, typed, asked: _code(field.codes, typed, numbers=asked.numbers),
    Choices: lambda field, typed, asked: _several(field.codes, typed, numbers=asked.numbers),
    Flag: lambda _field, typed, _asked: _flag(typed),
    Link: lambda field, typed, asked: _record(field, typed, asked.find),
    MarkerNumber: lambda _field, typed, asked: str(markers.parse(typed, asked.border)),
    Position: lambda _field, typed, asked: _position(typed, asked.convert),
}
"""How each kind of field is read; rows have editors of their own and packed values none."""


def place(raw: str, datum: str | None, reason: str | None, convert: Convert | None = None) -> Plain:
    """Return the plain place from the parts of its editor: what was written, the datum, the reason why it is unknown.

    Without anything written the reason counts. Degrees in WGS-84 are taken as they are; everything else goes through
    `convert` and stays `not_converted` where there is none, with its text and datum kept. Raises Unreadable.
    """
    written_text = normal(raw)
    if not written_text:
        return None if reason is None else places.unknown(reason).to_plain()
    if reason is not None:
        return places.unknown(reason, written_text, datum).to_plain()
    if datum is None:
        raise Unreadable(N_("Say which datum the position is in: WGS-84 (receiver) or VN-2000 (map)."))
    written = places.parse(written_text)
    if written.lat is not None and written.lon is not None and datum == places.WGS_84:
        return places.wgs84(written_text, written.lat, written.lon).to_plain()
    if convert is None:
        return places.unknown("not_converted", written_text, datum).to_plain()
    return convert(written, datum).to_plain()


def place_text(value: Plain) -> str:
    """Return a place in words: what was written and its datum, or why there is no position."""
    found = places.Place.from_plain(value)
    written = found.raw or ("" if found.lat is None else f"{found.lat:.5f} {found.lon:.5f}")
    parts = [written, found.datum or ""] if written else []
    if found.reason is not None and not (written and found.reason == "not_converted"):
        parts.append(codes.label("position_missing", found.reason))
    return " ".join(part for part in parts if part)


def number_text(value: int, decimals: int = 0) -> str:
    """Return `1.284` and `18,420` in Vietnamese, `1,284` and `18.420` in English; decimals 3 shows thousandths."""
    thousands, point = (".", ",") if language() == "vi" else (",", ".")
    whole, rest = divmod(abs(value), 10**decimals)
    text = f"{whole:,}".replace(",", thousands) + (f"{point}{rest:0{decimals}d}" if decimals else "")
    return f"-{text}" if value < 0 else text


_SHOWN: dict[type[Field], Callable[[Any, Plain], str]] = {
    Text: lambda _field, value: str(value),
    Count: lambda field, value: str(value) if field.minimum >= _YEARS else number_text(value),
    Length: lambda _field, value: number_text(value, 3),
    Day: lambda _field, value: dates.date_text(date.fromisoformat(value)),
    BirthDate: lambda _field, value: dates.partial_text(dates.PartialDate.from_text(value)),
    Moment: lambda _field, value: dates.moment_text(datetime.fromisoformat(value)),
    Choice: lambda field, value: codes.label(field.codes, value),
    Choices: lambda field, value: "; ".join(codes.label(field.codes, code) for code in value),
    Flag: lambda _field, value: _("yes") if value else _("no"),
    Link: lambda _field, value: str(value),
    MarkerNumber: lambda _field, value: markers.Marker.from_text(value).label,
    Position: lambda _field, value: place_text(value),
    Rows: lambda _field, value: number_text(len(value)),
    Packed: lambda _field, _value: "",
}


def bare_time(text: str, *, now: datetime, after: datetime | None) -> Plain:
    """Return the moment meant by a time alone, or None if the text is not one.

    After an earlier moment it is on that day, or past midnight on the next when that is at most twelve hours later; a time
    that fits neither stays on the same day, for the rules to show. Without one it is the last such time before `now`.
    """
    try:
        minutes = dates.parse_time(text)
    except Unreadable:
        return None
    if after is None:
        found = dates.at(clock.local_date(now), minutes)
        return clock.moment_text(found if found <= now else found - timedelta(days=1))
    found = dates.at(clock.local_date(after), minutes)
    later = found + timedelta(days=1)
    return clock.moment_text(later if found < after and later - after <= _NIGHT else found)


def show(field: Field, value: Plain, *, title: Title | None = None) -> str:
    """Return a plain value in the language in force; empty for None. Units are not included; rows show how many they are."""
    if value is None:
        return ""
    if isinstance(field, Link) and title is not None:
        return title(value)
    return _SHOWN[type(field)](field, value)


def show_column(field: Field, value: object, *, title: Title | None = None) -> str:
    """Return the text of a list cell from what the table holds: moments as seconds since 1970, flags as 0 or 1."""
    if value is None:
        return ""
    if isinstance(field, Moment) and isinstance(value, int):
        return dates.moment_text(clock.from_epoch(value))
    if isinstance(field, Choices) and isinstance(value, str):
        return show(field, [code for code in value.split("|") if code])
    if isinstance(field, Flag):
        return show(field, bool(value))
    return show(field, value, title=title)


def choices(field: Choice | Choices, on_date: date | None = None, keep: str | None = None) -> list[tuple[str, str]]:
    """Return (code, words) of what a form offers on a day; a code already chosen (`keep`) stays offered."""
    offered = codes.codes(field.codes).offered(on_date, () if keep is None else (keep,))
    return [(item.code, item.label()) for item in offered]


def numbered(field: Choice | Choices, code: str) -> str:
    """Return the number that stands for a code on paper and may be typed for it; empty for a code not in the list."""
    found = codes.codes(field.codes).get(code)
    return "" if found is None else str(found.number)


def understood(field: Field, text: str, value: Plain) -> Message | None:
    """Return how short or relative input was read (`từ “14/3”: thứ Bảy`); None where the text already says it all."""
    if value is None or not isinstance(field, (Day, Moment)) or normal(text) == show(field, value):
        return None
    day = date.fromisoformat(value) if isinstance(field, Day) else clock.local_date(datetime.fromisoformat(value))
    return Message(N_("from “{text}”: {weekday}"), {"text": normal(text), "weekday": dates.weekday_text(day, full=True)})
