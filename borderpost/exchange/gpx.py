"""GPX 1.0 and 1.1, read with suspicion (https://www.topografix.com/GPX/1/1/).

Document types and entities are refused, a file that breaks off gives the points before the break, nothing is guessed: a
position that cannot be is set aside with its text and a reason, a time without zone is left out. Times in the file are UTC.
Built on expat itself: it knows the line of every finding, and memory does not grow with what is ignored.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import asin, cos, isfinite, radians, sin, sqrt
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from xml.parsers import expat

from borderpost.domain.clock import VIETNAM, epoch
from borderpost.domain.dates import moment_text
from borderpost.domain.errors import EnvironmentFault, UserError
from borderpost.domain.places import VN_2000, WGS_84, on_globe
from borderpost.domain.text import normal
from borderpost.domain.words import N_, Message

MAX_POINTS = 1_000_000
MAX_SPEED = 150 / 3.6
"""Metres a second; no patrol is faster, a receiver that lost its fix is."""

_CHUNK = 1 << 16
_EXAMPLES = 3
_OLD = datetime(2015, 1, 1, tzinfo=UTC)
_EARTH = 6_371_008.8  # mean radius, metres
_TEXTS = frozenset({"ele", "time", "name"})
_SPACES = ("http://www.topografix.com/GPX/1/1", "http://www.topografix.com/GPX/1/0", "")


class GpxRefused(UserError):
    """A file that is not read at all. `reason`: not_gpx, entities or too_large."""

    def __init__(self, reason: str, text: str, **values: object) -> None:
        self.reason = reason
        super().__init__(text, **values)


class Point(NamedTuple):
    """One point as recorded. at: UTC or None. lat, lon: WGS-84 degrees, or None with the reason in `why`.

    raw_lat, raw_lon: the text of the file. line: where it begins, from 1.
    """

    at: datetime | None
    lat: float | None
    lon: float | None
    ele: float | None
    segment: int
    why: str | None
    raw_lat: str
    raw_lon: str
    line: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know. examples: (line, number of the point from 1, or 0), at most three."""

    code: str
    message: Message
    count: int
    examples: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Track:
    """What a file holds. length: metres along the points, without gaps between segments and without impossible jumps."""

    name: str = ""
    points: tuple[Point, ...] = ()
    segments: int = 0
    findings: tuple[Finding, ...] = ()
    length: float = 0.0
    datum: str = WGS_84
    set_aside: dict[str, int] = field(default_factory=dict, hash=False)
    """Reason and number of the points without position."""

    @property
    def found(self) -> int:
        """Points in the file."""
        return len(self.points)

    @property
    def added(self) -> int:
        """Points with a position."""
        return len(self.points) - sum(self.set_aside.values())

    @property
    def first(self) -> datetime | None:
        """The earliest time, UTC."""
        return min((point.at for point in self.points if point.at), default=None)

    @property
    def last(self) -> datetime | None:
        """The latest time, UTC."""
        return max((point.at for point in self.points if point.at), default=None)

    def plain_points(self) -> list[list[Any]]:
        """Return the points as the register of tracks keeps them: [seconds UTC, lat, lon, elevation, segment, why]."""
        return [
            [None if point.at is None else epoch(point.at), point.lat, point.lon, point.ele, point.segment, point.why]
            for point in self.points
        ]

    def plain_findings(self) -> list[list[Any]]:
        """Return [code, count, [[line, point], …]] of every finding."""
        return [[item.code, item.count, [list(example) for example in item.examples]] for item in self.findings]


@dataclass(frozen=True, slots=True)
class Match:
    """How a track fits a patrol. inside, outside: timed points within and beyond its hours. hints: what to look at.

    fills: plain values offered for the patrol's empty fields (`started`, `ended` ISO 8601, `route_length` metres).
    """

    inside: int
    outside: int
    first: datetime | None
    last: datetime | None
    length: int
    hints: tuple[Message, ...]
    fills: dict[str, Any] = field(default_factory=dict, hash=False)


_SENTENCES = {
    "bom": N_("The file begins with a byte order mark; it was skipped."),
    "truncated": N_("The file breaks off at line {line}. Points kept from before the break: {points}."),
    "empty_segment": N_("Empty segments left out: {count}."),
    "no_points": N_("The file holds no track points."),
    "other_points": N_("Waypoints and route points not taken, only tracks are: {count}."),
    "extensions": N_("Additions of the device maker (extensions) not read: {count}."),
    "no_time": N_("Points without time, kept: {count}."),
    "bad_time": N_("Points whose time cannot be read, kept without time: {count}."),
    "naive_time": N_("Points whose time names no zone, kept without time: {count}."),
    "backwards": N_("Time runs backwards, order and times kept as recorded: {count}."),
    "old_date": N_("Points dated before 2015, the receiver's calendar may be wrong: {count}."),
    "out_of_range": N_("Points outside the globe, set aside: {count}."),
    "unreadable": N_("Points whose position cannot be read, set aside: {count}."),
    "no_signal": N_("Points at 0,0 where the receiver had no fix, set aside: {count}."),
    "jump": N_("Jumps faster than 150 km/h, not counted in the distance: {count}."),
}


def haversine(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return metres between two positions on the mean sphere; within 0.6 % of the ellipsoid."""
    half = sin(radians(lat2 - lat1) / 2) ** 2
    half += cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))


def _position(raw_lat: str, raw_lon: str) -> tuple[float | None, float | None, str | None]:
    try:
        lat, lon = float(raw_lat), float(raw_lon)
    except ValueError:
        return None, None, "unreadable"
    if on_globe(lat, lon):
        return lat, lon, None
    return None, None, "no_signal" if lat == lon == 0 else "out_of_range"


def _time(text: str) -> tuple[datetime | None, str | None]:
    """Return the instant in UTC, or the code of what is wrong with it."""
    if not text:
        return None, "no_time"
    try:
        at = datetime.fromisoformat(text)
        if "T" not in text:
            return None, "bad_time"
        if at.tzinfo is None:
            return None, "naive_time"
        return at if at.tzinfo is UTC else at.astimezone(UTC), None
    except (ValueError, OverflowError):
        return None, "bad_time"


class _Reader:
    """The handlers of one file, and what they found."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.counts: dict[str, int] = {}
        self.examples: dict[str, list[tuple[int, int]]] = {}
        self.set_aside: dict[str, int] = {}
        self.segments = 0
        self.length = 0.0
        self.name = ""
        self.root = False
        self._depth = 0
        self._skip = 0  # depth at which something ignored began
        self._point: tuple[str, str, int] | None = None
        self._in_segment = 0
        self._text: list[str] = []
        self._collect = False
        self._time = self._ele = ""
        self._before: Point | None = None
        self._names: dict[str, str] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    def find(self, code: str, line: int, number: int = 0) -> None:
        """Count a finding, and keep its first places."""
        self.counts[code] = self.counts.get(code, 0) + 1
        examples = self.examples.setdefault(code, [])
        if len(examples) < _EXAMPLES:
            examples.append((line, number))

    def _doctype(self, *_declared: object) -> None:
        raise GpxRefused("entities", N_("This file carries definitions that may harm the machine. It was not read."))

    def _local(self, name: str) -> str:
        """Return the element's name in the GPX name space, empty for any other."""
        space, _blank, local = name.rpartition(" ")
        return self._names.setdefault(name, local if space in _SPACES else "")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._skip:
            return
        local = self._names.get(name)
        if local is None:
            local = self._local(name)
        if self._depth == 1:
            if local != "gpx":
                raise GpxRefused("not_gpx", N_("This is not a GPX file. Export the track as GPX from the receiver."))
            self.root = True
        elif local == "trkpt":
            self._point = (attributes.get("lat", ""), attributes.get("lon", ""), self.parser.CurrentLineNumber)
            self._time = self._ele = ""
        elif local in _TEXTS:
            self._collect = True
            self._text.clear()
        elif local == "trkseg":
            self._in_segment = 0
            self._before = None
        elif local in {"", "extensions"}:
            self._skip = self._depth
            self.find("extensions", self.parser.CurrentLineNumber)
        elif local in {"wpt", "rtept"}:
            self._skip = self._depth
            self.find("other_points", self.parser.CurrentLineNumber)

    def _characters(self, text: str) -> None:
        if self._collect and len(self._text) < 8:
            self._text.append(text[:200])

    def _end(self, name: str) -> None:
        depth = self._depth
        self._depth = depth - 1
        if self._skip:
            if self._skip == depth:
                self._skip = 0
            return
        local = self._names[name]
        if local == "trkpt":
            self._add()
        elif local in _TEXTS:
            self._collect = False
            text = "".join(self._text).strip()
            if local == "time":
                self._time = text
            elif local == "ele":
                self._ele = text
            elif not self.name and self._point is None:
                self.name = normal(text)[:200]
        elif local == "trkseg":
            if self._in_segment:
                self.segments += 1
            else:
                self.find("empty_segment", self.parser.CurrentLineNumber)

    def _add(self) -> None:
        """Take the point that just ended."""
        if self._point is None:
            return
        raw_lat, raw_lon, line = self._point
        self._point = None
        number = len(self.points) + 1
        if number > MAX_POINTS:
            raise GpxRefused("too_large", N_("More than {limit} points. Export one day at a time."), limit=MAX_POINTS)
        self._in_segment += 1
        lat, lon, why = _position(raw_lat, raw_lon)
        at, wrong = _time(self._time)
        try:
            ele: float | None = float(self._ele) if self._ele else None
        except ValueError:
            ele = None
        if ele is not None and not isfinite(ele):
            ele = None
        if why is not None:
            self.find(why, line, number)
            self.set_aside[why] = self.set_aside.get(why, 0) + 1
        if wrong is not None:
            self.find(wrong, line, number)
        elif at is not None and at < _OLD:
            self.find("old_date", line, number)
        point = Point(at, lat, lon, ele, self.segments, why, raw_lat, raw_lon, line)
        self.points.append(point)
        self._measure(point, number)

    def _measure(self, point: Point, number: int) -> None:
        """Add the way from the last known position, unless nothing on the ground is that fast."""
        before = self._before
        if before is not None and before.at is not None and point.at is not None and point.at < before.at:
            self.find("backwards", point.line, number)
        if point.lat is None or point.lon is None:
            return
        if before is not None and before.lat is not None and before.lon is not None:
            metres = haversine(before.lat, before.lon, point.lat, point.lon)
            seconds = abs((point.at - before.at).total_seconds()) if point.at is not None and before.at is not None else None
            # a second is what receivers resolve: within one, only a leap of more than a kilometre says something
            if seconds is not None and metres > MAX_SPEED * max(seconds, 1.0) and (seconds >= 1 or metres > 1000):
                self.find("jump", point.line, number)
            else:
                self.length += metres
        self._before = point

    def findings(self) -> Iterator[Finding]:
        """Yield the findings in the order of _SENTENCES."""
        for code, text in _SENTENCES.items():
            if code in self.counts:
                count, examples = self.counts[code], tuple(self.examples[code])
                values: dict[str, object] = {"count": count}
                if code == "truncated":
                    values = {"line": examples[0][0], "points": len(self.points)}
                elif "{" not in text:
                    values = {}
                yield Finding(code, Message(text, values), count, examples)


def _feed(reader: _Reader, source: BinaryIO) -> None:
    """Give the file to expat; raises GpxRefused. A break after the root is a finding, before it the file is no GPX."""
    chunk = source.read(_CHUNK)
    if chunk.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        reader.find("bom", 1)
    try:
        while chunk:
            reader.parser.Parse(chunk, False)
            chunk = source.read(_CHUNK)
        reader.parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as broken:
        if not reader.root:
            raise GpxRefused("not_gpx", N_("This is not a GPX file. Export the track as GPX from the receiver.")) from broken
        reader.find("truncated", reader.parser.CurrentLineNumber)
        reader.segments += 1 if reader.points and reader.points[-1].segment == reader.segments else 0


def read(source: Path | bytes | BinaryIO, datum: str = WGS_84) -> Track:
    """Read a GPX file. datum: what the receiver was set to; GPX means WGS-84, a receiver set to VN-2000 writes VN-2000.

    Raises GpxRefused for a file that is not GPX, carries definitions, or is too large; EnvironmentFault when it cannot be
    read from its medium. Everything else is a finding.
    """
    reader = _Reader()
    if isinstance(source, Path):
        try:
            with source.open("rb") as opened:
                _feed(reader, opened)
        except OSError as fault:
            text = N_("{file} cannot be read. Check that the receiver or USB is still connected.")
            raise EnvironmentFault(text, file=source.name) from fault
    else:
        _feed(reader, io.BytesIO(source) if isinstance(source, bytes) else source)
    if not reader.points:
        reader.find("no_points", reader.parser.CurrentLineNumber)
    points = tuple(reader.points)
    if datum == VN_2000:
        points = _shifted(points)
    return Track(reader.name, points, reader.segments, tuple(reader.findings()), reader.length, datum, reader.set_aside)


def _shifted(points: tuple[Point, ...]) -> tuple[Point, ...]:
    from borderpost.exchange import coordinates

    known = [(point.lat, point.lon) for point in points if point.lat is not None and point.lon is not None]
    lats, lons = coordinates.shift([lat for lat, _lon in known], [lon for _lat, lon in known])
    moved = iter(zip(lats, lons, strict=True))
    found: list[Point] = []
    for point in points:
        if point.lat is None:
            found.append(point)
        else:
            lat, lon = next(moved)
            found.append(point._replace(lat=lat, lon=lon))
    return tuple(found)


def match(track: Track, started: datetime | None, ended: datetime | None) -> Match:
    """Compare a track with a patrol's hours (aware, or None when not yet written)."""
    times = [point.at for point in track.points if point.at is not None]
    inside = sum(1 for at in times if (started is None or at >= started) and (ended is None or at <= ended))
    first, last = track.first, track.last
    local = tuple(None if at is None else at.astimezone(VIETNAM).replace(second=0, microsecond=0) for at in (first, last))
    hints: list[Message] = []
    if not times:
        hints.append(Message(N_("The track has no times: it cannot be compared with the patrol.")))
    elif inside == 0:
        hints.append(
            Message(
                N_("The track is from {first} to {last}: not the time of this patrol. Check the file."),
                {"first": moment_text(min(times)), "last": moment_text(max(times))},
            )
        )
    elif inside < len(times):
        hints.append(Message(N_("Points outside the patrol's hours: {count}."), {"count": len(times) - inside}))
    fills: dict[str, Any] = {}
    if local[0] is not None and local[1] is not None:
        fills = {"started": local[0].isoformat(), "ended": local[1].isoformat()}
    length = round(track.length)
    if length:
        fills["route_length"] = length
    return Match(inside, len(times) - inside, local[0], local[1], length, tuple(hints), fills)
