"""Places: what was written, its datum, and the canonical WGS-84 position or the reason why there is none. Never 0,0.

Maps are drawn in VN-2000, receivers give WGS-84; taking one for the other moves a point 222 to 226 m, onto another trail or
into another country. So the datum is stored with the raw text and never guessed. VN-2000 becomes WGS-84 in
`borderpost.exchange.coordinates`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from borderpost.domain.dates import Unreadable
from borderpost.domain.text import normal, printable
from borderpost.domain.words import N_, Message, Problem

WGS_84 = "WGS-84"
VN_2000 = "VN-2000"
DATUMS = (WGS_84, VN_2000)
"""A code of the list `datum` is the lower case of these."""

REASONS = ("no_signal", "not_recorded", "unreadable", "out_of_range", "no_datum", "not_converted", "withheld", "other")
"""Why a position is unknown; codes of the list `position_missing`."""

NEAR = (7.0, 24.5, 101.5, 118.5)
"""South, north, west, east in degrees: a generous frame round Viet Nam, its islands and its sea. Outside it is a warning."""

_DECIMALS = 7  # about one centimetre
_KEYS = frozenset({"raw", "datum", "lat", "lon", "reason"})
_NUMBER = r"[+-]?[0-9]{1,3}(?:[.,][0-9]+)?"
_PAIR = re.compile(rf"({_NUMBER})\s*°?\s*([NSEWBĐDT]?)(?:\s*[;,]\s*|\s+)({_NUMBER})\s*°?\s*([NSEWBĐDT]?)", re.IGNORECASE)
_DMS_HALF = (
    r"([NSEWBĐDT]?)\s*([0-9]{1,3})\s*(?:°|º|d|:|\s)\s*([0-9]{1,2}(?:[.,][0-9]+)?)\s*(?:'|′|’|:|\s)?\s*"
    r"(?:([0-9]{1,2}(?:[.,][0-9]+)?)\s*(?:\"|″|”|'')?)?\s*([NSEWBĐDT]?)"
)
_DMS = re.compile(rf"{_DMS_HALF}\s*[;,]?\s+{_DMS_HALF}", re.IGNORECASE)
_UTM = re.compile(
    r"(?:(4[6-9]|50)\s*([NPQ])\s+)([0-9]{6,7}(?:[.,][0-9]+)?)\s*m?e?[\s;,]+([0-9]{6,7}(?:[.,][0-9]+)?)\s*m?n?", re.IGNORECASE
)
_GRID = re.compile(
    r"(?:x\s*[=:]?\s*)?([0-9]{6,7}(?:[.,][0-9]+)?)\s*m?[\s;,]+(?:y\s*[=:]?\s*)?([0-9]{6,7}(?:[.,][0-9]+)?)\s*m?", re.IGNORECASE
)
_SIGNS = {
    "N": ("lat", 1),
    "B": ("lat", 1),
    "S": ("lat", -1),
    "E": ("lon", 1),
    "Đ": ("lon", 1),
    "D": ("lon", 1),
    "W": ("lon", -1),
}
_SIGNS["T"] = ("lon", -1)


@dataclass(frozen=True, slots=True)
class Place:
    """A place as written. lat, lon: degrees in WGS-84, both or neither; without them `reason` says why.

    Raises ValueError for a half position, a position outside the globe, at 0,0, or one that claims a reason for missing.
    """

    raw: str = ""
    datum: str | None = None
    lat: float | None = None
    lon: float | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        """Hold the promise: a position or a reason, never both, never 0,0."""
        if self.datum not in (None, *DATUMS) or self.reason not in (None, *REASONS):
            raise ValueError(self)
        if self.lat is None or self.lon is None:
            if (self.lat is not None) or (self.lon is not None) or self.reason is None:
                raise ValueError(self)
        elif not on_globe(self.lat, self.lon) or self.reason is not None or self.datum is None:
            raise ValueError(self)

    @property
    def known(self) -> bool:
        """Whether there is a canonical position."""
        return self.lat is not None

    def to_plain(self) -> dict[str, Any]:
        """Return what CBOR and JSON hold: what is not known is left out."""
        found = {"raw": self.raw or None, "datum": self.datum, "lat": self.lat, "lon": self.lon, "reason": self.reason}
        return {name: value for name, value in found.items() if value is not None}

    @classmethod
    def from_plain(cls, value: Mapping[str, Any]) -> Place:
        """Read the plain form; raises ValueError or TypeError for what is not one."""
        if not isinstance(value, Mapping):
            raise TypeError(value)
        if not _KEYS.issuperset(value):
            raise ValueError(value)
        texts = [value.get(name) for name in ("raw", "datum", "reason")]
        numbers = [value.get(name) for name in ("lat", "lon")]
        if any(type(text) not in (str, type(None)) for text in texts):
            raise TypeError(texts)
        if any(type(number) not in (float, int, type(None)) for number in numbers):
            raise TypeError(numbers)
        raw, datum, reason = texts
        if not printable(written := normal(raw or "")[:200].rstrip()):
            raise ValueError(raw)
        try:
            lat, lon = (None if number is None else round(float(number), _DECIMALS) for number in numbers)
        except OverflowError as error:
            raise ValueError(numbers) from error
        return cls(written, datum, lat, lon, reason)


@dataclass(frozen=True, slots=True)
class Written:
    """Coordinates read from text, not yet converted. Geographic: lat, lon in degrees of the datum they were written in.

    Grid: easting, northing in metres with `zone` (a UTM zone such as 48) or None when only the numbers were written.
    """

    raw: str
    lat: float | None = None
    lon: float | None = None
    easting: float | None = None
    northing: float | None = None
    zone: int | None = None

    @property
    def grid(self) -> bool:
        """Whether it is a grid reference."""
        return self.easting is not None


def on_globe(lat: float, lon: float) -> bool:
    """Tell whether it is a position at all: finite, within ±90 and ±180, and not the 0,0 of a receiver without a fix."""
    return math.isfinite(lat) and math.isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180 and (lat, lon) != (0, 0)


def unknown(reason: str, raw: str = "", datum: str | None = None) -> Place:
    """Return a place without position; raises ValueError for a reason that is not in REASONS."""
    return Place(normal(raw), datum, None, None, reason)


def wgs84(raw: str, lat: float, lon: float, datum: str = WGS_84) -> Place:
    """Return a place with its canonical position, rounded to a centimetre; raises ValueError outside the globe."""
    return Place(normal(raw), datum, round(lat, _DECIMALS), round(lon, _DECIMALS))


def warnings(place: Place, field: str = "position") -> Iterator[Problem]:
    """Yield what a person should look at; nothing here blocks saving."""
    if place.lat is not None and place.lon is not None:
        south, north, west, east = NEAR
        if not (south <= place.lat <= north and west <= place.lon <= east):
            text = N_("This position lies far from Viet Nam. Check the numbers and their order.")
            yield Problem(field, Message(text), blocking=False)


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))


def _hemisphere(values: tuple[float, float], letters: tuple[str, str], raw: str) -> Written:
    """Put latitude and longitude in order by their letters; without letters latitude comes first."""
    marks = [_SIGNS.get(letter.upper()) for letter in letters]
    axes: list[str | None] = [mark[0] if mark else None for mark in marks]
    if axes[0] is not None and axes[0] == axes[1]:
        raise Unreadable(N_("Both numbers carry the same direction. Write one north (B) and one east (Đ)."))
    found = [value * mark[1] if mark else value for value, mark in zip(values, marks, strict=True)]
    if axes[0] == "lon" or axes[1] == "lat":
        found.reverse()
    lat, lon = found
    if not on_globe(lat, lon):
        raise Unreadable(N_("No such position: latitude is at most 90, longitude at most 180, and 0,0 is not a position."))
    return Written(raw, lat=lat, lon=lon)


def _sexagesimal(parts: tuple[str, str, str | None]) -> float:
    degrees, minutes, seconds = int(parts[0]), _decimal(parts[1]), _decimal(parts[2] or "0")
    if minutes >= 60 or seconds >= 60:
        raise Unreadable(N_("Minutes and seconds end at 59. Check the numbers."))
    return degrees + minutes / 60 + seconds / 3600


def parse(text: str) -> Written:
    """Read decimal degrees, degrees-minutes-seconds, UTM (`48Q 0412345 2267890`) or VN-2000 grid numbers (x north, y east).

    Letters N/B, S, E/Đ, W/T name the direction; without them latitude comes first. A decimal comma is read where it cannot
    be the separator. The datum is not in the text: it is asked. Raises Unreadable.
    """
    raw = normal(text)
    if found := _UTM.fullmatch(raw):
        return _metres(raw, _decimal(found[3]), _decimal(found[4]), int(found[1]))
    if found := _GRID.fullmatch(raw):
        first, second = _decimal(found[1]), _decimal(found[2])
        # the northing of every place in the country (940 to 2,600 km) exceeds its easting (under 900 km)
        return _metres(raw, min(first, second), max(first, second), None)
    if found := _PAIR.fullmatch(raw):
        return _hemisphere((_decimal(found[1]), _decimal(found[3])), (found[2], found[4]), raw)
    if found := _DMS.fullmatch(raw):
        values = (_sexagesimal((found[2], found[3], found[4])), _sexagesimal((found[7], found[8], found[9])))
        return _hemisphere(values, (found[1] or found[5], found[6] or found[10]), raw)
    raise Unreadable(N_("“{text}” is not a position. Write 20,51234 103,98765 or 48Q 0412345 2267890."), text=raw)


def _metres(raw: str, easting: float, northing: float, zone: int | None) -> Written:
    if not (100_000 <= easting < 900_000 and 700_000 <= northing < 2_800_000):
        raise Unreadable(N_("These grid numbers lie outside the country. Write east (6 digits) and north (6 or 7 digits)."))
    return Written(raw, easting=easting, northing=northing, zone=zone)
