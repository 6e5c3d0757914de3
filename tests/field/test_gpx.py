"""GPX as receivers really write it, and as somebody might forge it; every case ends in a sentence."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from math import atan2, cos, degrees, radians, sin, sqrt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer

from borderpost.domain.clock import VIETNAM
from borderpost.domain.dates import Unreadable
from borderpost.domain.errors import EnvironmentFault
from borderpost.domain.places import VN_2000, WGS_84
from borderpost.exchange import coordinates, gpx

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "gpx"
START = datetime(2026, 3, 14, 15, 30, tzinfo=UTC)


def trkpt(lat: object, lon: object, time: str | None = None, inside: str = "") -> str:
    stamp = "" if time is None else f"<time>{time}</time>"
    return f'<trkpt lat="{lat}" lon="{lon}"><ele>700.5</ele>{stamp}{inside}</trkpt>\n'


def stamp(minutes: int) -> str:
    return (START + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def file(*segments: str, space: str = "http://www.topografix.com/GPX/1/1", extra: str = "") -> bytes:
    body = "".join(f"<trkseg>{segment}</trkseg>" for segment in segments)
    head = f'<?xml version="1.0"?>\n<gpx xmlns="{space}" version="1.1">{extra}<trk><name>Tuyến 511</name>'
    return (head + body + "</trk></gpx>").encode()


def walk(count: int = 10) -> str:
    return "".join(trkpt(20 + index * 0.001, 104, stamp(index)) for index in range(count))


def codes_of(track: gpx.Track) -> dict[str, int]:
    return {finding.code: finding.count for finding in track.findings}


def test_a_clean_track() -> None:
    track = gpx.read(file(walk()))
    assert (track.found, track.added, track.segments, track.name) == (10, 10, 1, "Tuyến 511")
    assert track.findings == ()
    assert (track.first, track.last) == (START, START + timedelta(minutes=9))
    assert track.length == pytest.approx(9 * 111.195, rel=1e-3)
    assert track.plain_points()[0] == [int(START.timestamp()), 20.0, 104.0, 700.5, 0, None]
    assert track.points[0].line == 2


@pytest.mark.parametrize("space", ["http://www.topografix.com/GPX/1/0", ""])
def test_older_versions_and_files_without_name_space(space: str) -> None:
    assert gpx.read(file(walk(3), space=space)).added == 3


def test_findings_of_a_messy_track() -> None:
    messy = (
        trkpt(20, 104, stamp(0))
        + trkpt(20.001, 104, stamp(-5))
        + trkpt(20.002, 104)
        + trkpt(20.003, 104, "yesterday")
        + trkpt(20.003, 104, "2026-03-14")
        + trkpt(20.004, 104, "2026-03-14T15:40:00")
        + trkpt(120.1, 104, stamp(12))
        + trkpt("NaN", 104, stamp(13))
        + trkpt("x", "", stamp(14))
        + trkpt(0, 0, stamp(15))
        + trkpt(20.006, 104, "1999-01-01T00:00:00Z", "<extensions><a><trkpt/></a></extensions>")
    )
    track = gpx.read(file(messy, "", extra='<wpt lat="1" lon="1"><time>x</time></wpt>'))
    assert codes_of(track) == {
        "empty_segment": 1,
        "other_points": 1,
        "extensions": 1,
        "no_time": 1,
        "bad_time": 2,
        "naive_time": 1,
        "backwards": 1,
        "old_date": 1,
        "out_of_range": 2,
        "unreadable": 1,
        "no_signal": 1,
    }
    assert (track.found, track.added) == (11, 7)
    assert track.set_aside == {"out_of_range": 2, "unreadable": 1, "no_signal": 1}
    far = track.points[6]
    assert (far.lat, far.lon, far.why, far.raw_lat) == (None, None, "out_of_range", "120.1")
    assert track.points[5].at is None
    backwards = next(finding for finding in track.findings if finding.code == "backwards")
    assert backwards.examples == ((3, 2),)
    assert str(backwards.message) == "Time runs backwards, order and times kept as recorded: 1."
    assert ["backwards", 1, [[3, 2]]] in track.plain_findings()


def test_a_jump_is_named_and_not_counted() -> None:
    track = gpx.read(file(trkpt(20, 104, stamp(0)) + trkpt(21, 104, stamp(1)) + trkpt(21.001, 104, stamp(2))))
    assert codes_of(track) == {"jump": 1}
    assert track.length == pytest.approx(111.2, abs=0.1)
    assert track.added == 3
    still = gpx.read(file(trkpt(20, 104, stamp(0)) + trkpt(20.0005, 104, stamp(0))))
    assert codes_of(still) == {}
    assert codes_of(gpx.read(file(trkpt(20, 104, stamp(0)) + trkpt(20.05, 104, stamp(0))))) == {"jump": 1}


def test_a_point_inside_a_point_counts_once() -> None:
    assert gpx.read(file('<trkpt lat="20" lon="104"><trkpt lat="21" lon="104"/></trkpt>')).found == 1


def test_gaps_between_segments_are_not_walked() -> None:
    assert gpx.read(file(trkpt(20, 104, stamp(0)), trkpt(20.01, 104, stamp(60)))).length == 0


@pytest.mark.parametrize("bad", ["abc", "inf"])
def test_a_height_that_is_none_is_left_out(bad: str) -> None:
    track = gpx.read(file(trkpt(20, 104, stamp(0))).replace(b"700.5", bad.encode()))
    assert track.points[0].ele is None
    assert gpx.read(file(trkpt(20, 104)).replace(b"<ele>700.5</ele>", b"")).points[0].ele is None


def test_bom_and_other_encodings() -> None:
    assert codes_of(gpx.read(b"\xef\xbb\xbf" + file(walk(2)))) == {"bom": 1}
    wide = file(walk(2)).decode().replace('<?xml version="1.0"?>\n', "").encode("utf-16")
    assert gpx.read(wide).name == "Tuyến 511"


def test_a_file_that_breaks_off_gives_the_points_before_the_break() -> None:
    whole = file(walk(1000))
    track = gpx.read(whole[: len(whole) // 2])
    assert 480 < track.found < 510
    assert track.segments == 1
    (finding,) = track.findings
    assert finding.code == "truncated"
    assert str(track.found) in str(finding.message)
    assert codes_of(gpx.read(whole + b"garbage"))["truncated"] == 1


@pytest.mark.parametrize(
    "content", [b"", b"no xml", b"<html><body/></html>", b"\x00\x01\x02", b'<?xml version="1.0" encoding="x-y"?><gpx/>']
)
def test_what_is_not_gpx_is_refused(content: bytes) -> None:
    with pytest.raises(gpx.GpxRefused, match="not a GPX file") as refused:
        gpx.read(content)
    assert refused.value.reason == "not_gpx"


def test_an_entity_bomb_is_refused_before_it_grows() -> None:
    rows = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY b0 "x">{rows}]><gpx><trk><name>&b9;</name></trk></gpx>'
    outside = b'<!DOCTYPE gpx SYSTEM "file:///etc/passwd"><gpx/>'
    for hostile in (bomb.encode(), outside):
        with pytest.raises(gpx.GpxRefused, match="may harm") as refused:
            gpx.read(hostile)
        assert refused.value.reason == "entities"


def test_too_many_points_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpx, "MAX_POINTS", 5)
    assert gpx.read(file(walk(5))).found == 5
    with pytest.raises(gpx.GpxRefused, match="one day at a time") as refused:
        gpx.read(file(walk(6)))
    assert refused.value.reason == "too_large"


def test_an_empty_track_says_so() -> None:
    track = gpx.read(file())
    assert codes_of(track) == {"no_points": 1}
    assert track.first is None
    assert gpx.match(track, START, START).fills == {}


def test_a_stick_that_was_pulled_is_the_machines_fault(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"gone\.gpx cannot be read"):
        gpx.read(tmp_path / "gone.gpx")
    here = tmp_path / "here.gpx"
    here.write_bytes(file(walk(2)))
    assert gpx.read(here) == gpx.read(io.BytesIO(here.read_bytes()))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_is_a_finding_or_a_refusal_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(file(walk(6), extra="<extensions/>"))
    for _turn in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        track = gpx.read(bytes(content))
    except gpx.GpxRefused as refused:
        assert refused.message.text  # noqa: PT017 - either outcome is right
    else:
        assert track.found == track.added + sum(track.set_aside.values())
        assert all((point.lat is None) == (point.why is not None) for point in track.points)


def test_a_track_meets_its_patrol() -> None:
    track = gpx.read(file(walk()))
    fits = gpx.match(track, START, START + timedelta(hours=1))
    assert (fits.inside, fits.outside, fits.hints) == (10, 0, ())
    assert fits.first == datetime(2026, 3, 14, 22, 30, tzinfo=VIETNAM)
    assert fits.fills["started"] == "2026-03-14T22:30:00+07:00"
    assert fits.fills["ended"] == "2026-03-14T22:39:00+07:00"
    assert fits.fills["route_length"] == fits.length == round(track.length)
    assert gpx.match(track, None, None).inside == 10
    part = gpx.match(track, START + timedelta(minutes=5), None)
    assert str(part.hints[0]) == "Points outside the patrol's hours: 5."
    other = gpx.match(track, START - timedelta(days=2), START - timedelta(days=1))
    assert "14/03/2026 22:30 to 14/03/2026 22:39" in str(other.hints[0])
    assert "no times" in str(gpx.match(gpx.read(file(trkpt(20, 104))), START, START).hints[0])


def test_a_receiver_set_to_vn_2000_is_converted() -> None:
    written = file(trkpt(20.5, 104, stamp(0)) + trkpt(0, 0, stamp(1)))
    track = gpx.read(written, VN_2000)
    first = track.points[0]
    assert first.lat is not None
    assert first.lon is not None
    assert 222 < gpx.haversine(20.5, 104, first.lat, first.lon) < 226
    assert first.raw_lat == "20.5"
    assert track.points[1].lat is None
    assert track.datum == VN_2000


REAL = {
    "Mojstrovka.gpx": 184,
    "around-visnjan-with-car.gpx": 104,
    "cerknicko-jezero.gpx": 296,
    "gpx1.1_with_all_fields.gpx": 1,
    "gpx_with_garmin_extension.gpx": 0,
    "korita-zbevnica.gpx": 871,
    "track-with-empty-segment.gpx": 9,
    "track-with-extremes.gpx": 25,
    "unicode_with_bom.gpx": 0,
}


@pytest.mark.parametrize("name", sorted(REAL))
def test_tracks_from_real_receivers(name: str) -> None:
    """The real file where it is at hand; the same number of points, made here, where it is not."""
    path = SHARED / name
    track = gpx.read(path if path.is_file() else file(walk(REAL[name])))
    assert track.found == REAL[name]
    assert all(str(finding.message) for finding in track.findings)


def oracle(lat: float, lon: float) -> tuple[float, float]:
    """Seven parameters of Decision 05/2007 by hand: coordinate frame sign, ellipsoid of 1984, height 0."""
    a, f = 6378137.0, 1 / 298.257223563
    e2 = f * (2 - f)
    phi, lam = radians(lat), radians(lon)
    n = a / sqrt(1 - e2 * sin(phi) ** 2)
    x, y, z = n * cos(phi) * cos(lam), n * cos(phi) * sin(lam), n * (1 - e2) * sin(phi)
    rx, ry, rz = (radians(angle / 3600) for angle in (-0.00928836, 0.01975479, -0.00427372))
    m = 1 + 0.252906278e-6
    x, y, z = (
        -191.90441429 + m * (x + rz * y - ry * z),
        -39.30318279 + m * (-rz * x + y + rx * z),
        -111.45032835 + m * (ry * x - rx * y + z),
    )
    p = sqrt(x * x + y * y)
    phi = atan2(z, p * (1 - e2))
    for _turn in range(8):
        n = a / sqrt(1 - e2 * sin(phi) ** 2)
        phi = atan2(z + e2 * n * sin(phi), p)
    return degrees(phi), degrees(atan2(y, x))


@settings(max_examples=60, deadline=None)
@given(st.floats(8.3, 23.4), st.floats(102.1, 109.5))
def test_vn_2000_agrees_with_a_second_computation(lat: float, lon: float) -> None:
    ((found_lat,), (found_lon,)) = coordinates.shift([lat], [lon])
    expected = oracle(lat, lon)
    bearing, _back, metres = Geod(ellps="WGS84").inv(lon, lat, found_lon, found_lat)
    assert Geod(ellps="WGS84").inv(expected[1], expected[0], found_lon, found_lat)[2] < 0.001
    assert 221.5 < metres < 226.5
    assert 116 < bearing < 122


@pytest.mark.parametrize("grid", coordinates.GRIDS, ids=lambda grid: grid.name)
def test_every_grid_is_that_of_its_code(grid: coordinates.Grid) -> None:
    crs = CRS.from_epsg(grid.epsg)
    lat, lon = 20.5, grid.meridian - 0.7
    base = crs.geodetic_crs
    assert base is not None
    easting, northing = Transformer.from_crs(base, crs, always_xy=True).transform(lon, lat)
    place = coordinates.place(f"{easting:.3f} {northing:.3f}", grid.datum, grid.epsg)
    assert place.lat is not None
    assert place.lon is not None
    expected = oracle(lat, lon) if grid.datum == VN_2000 else (lat, lon)
    assert gpx.haversine(*expected, place.lat, place.lon) < 0.02
    back = coordinates.on_map(place.lat, place.lon, grid.epsg)
    assert list(back) == pytest.approx([easting, northing], abs=0.02)
    assert grid in coordinates.grids(grid.datum)


def test_the_datum_is_never_guessed() -> None:
    lost = coordinates.place("20,5 104", None)
    assert (lost.reason, lost.raw, lost.lat) == ("no_datum", "20,5 104", None)
    kept = coordinates.place("20,5 104", WGS_84)
    assert (kept.lat, kept.lon, kept.datum) == (20.5, 104.0, WGS_84)
    moved = coordinates.place("20,5 104", VN_2000)
    assert (moved.lat, moved.lon) == pytest.approx(oracle(20.5, 104), abs=1e-7)
    assert moved.raw == "20,5 104"
    assert coordinates.place("48Q 0412345 2267890", VN_2000) != coordinates.place("48Q 0412345 2267890", WGS_84)


@pytest.mark.parametrize(("datum", "epsg"), [(VN_2000, None), (VN_2000, 32648), (VN_2000, 1), (WGS_84, 3405)])
def test_plane_numbers_need_their_grid(datum: str, epsg: int | None) -> None:
    with pytest.raises(Unreadable, match="which grid"):
        coordinates.place("412345 2267890", datum, epsg)
    with pytest.raises(Unreadable, match="which grid"):
        coordinates.place("47Q 412345 2267890", VN_2000)
