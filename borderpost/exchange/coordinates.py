"""From what was written to WGS-84: datum shift and grids, by pyproj, offline and without grid files.

VN-2000 to WGS-84 is pinned to the seven parameters of Decision 05/2007/QĐ-BTNMT (EPSG "VN-2000 to WGS 84 (2)", coordinate
frame rotation, 1 m). The other published set differs by 0.6 m; the pipelines are spelled out so that no database picks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from borderpost.domain import places
from borderpost.domain.dates import Unreadable
from borderpost.domain.places import VN_2000, WGS_84, Place, Written
from borderpost.domain.words import N_

SHIFT = (
    "+x=-191.90441429 +y=-39.30318279 +z=-111.45032835 +rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 "
    "+s=0.252906278 +convention=coordinate_frame"
)
"""Metres, arc seconds, parts per million."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A plane grid on the ellipsoid of 1984. epsg: its code; meridian: degrees east; scale: on the central meridian."""

    epsg: int
    name: str
    datum: str
    meridian: float
    scale: float


def _zones(*rows: tuple[int, float]) -> tuple[Grid, ...]:
    return tuple(
        Grid(epsg, f"VN-2000 3° {int(meridian)}°{round(meridian % 1 * 60):02d}′", VN_2000, meridian, 0.9999)
        for epsg, meridian in rows
    )


GRIDS: tuple[Grid, ...] = (
    Grid(3405, "VN-2000 UTM 48N", VN_2000, 105.0, 0.9996),
    Grid(3406, "VN-2000 UTM 49N", VN_2000, 111.0, 0.9996),
    *_zones(
        (5896, 102.0),
        (9205, 103.0),
        (9206, 104.0),
        (9207, 104.5),
        (9208, 104.75),
        (5897, 105.0),
        (9209, 105.5),
        (9210, 105.75),
        (9211, 106.0),
        (9212, 106.25),
        (9213, 106.5),
        (9214, 107.0),
        (9215, 107.25),
        (9216, 107.5),
        (5899, 107.75),
        (5898, 108.0),
        (9217, 108.25),
        (9218, 108.5),
    ),
    *(Grid(32600 + zone, f"WGS-84 UTM {zone}N", WGS_84, zone * 6.0 - 183.0, 0.9996) for zone in range(46, 51)),
)
"""VN-2000: 6° zones, then the 3° zones of the provinces from west to east; WGS-84: UTM zones."""

_BY_EPSG = {grid.epsg: grid for grid in GRIDS}
_UTM_VN = {48: 3405, 49: 3406}


@cache
def _pipeline(datum: str, grid: Grid | None) -> Any:
    """Return the transformer from what was written (degrees, or metres on a grid) to WGS-84 longitude and latitude."""
    from pyproj import Transformer

    if grid is None:
        steps = ["+proj=unitconvert +xy_in=deg +xy_out=rad"]
    else:
        steps = [f"+inv +proj=tmerc +lat_0=0 +lon_0={grid.meridian} +k={grid.scale} +x_0=500000 +y_0=0 +ellps=WGS84"]
    if datum == VN_2000:
        # heights are not given: the shift is made on the ellipsoid and the height it yields is dropped
        steps += ["+proj=push +v_3", "+proj=cart +ellps=WGS84", f"+proj=helmert {SHIFT}", "+inv +proj=cart +ellps=WGS84"]
        steps.append("+proj=pop +v_3")
    steps.append("+proj=unitconvert +xy_in=rad +xy_out=deg")
    return Transformer.from_pipeline("+proj=pipeline " + " ".join(f"+step {step}" for step in steps))


def grids(datum: str) -> list[Grid]:
    """Return the grids of a datum, for a person to choose from."""
    return [grid for grid in GRIDS if grid.datum == datum]


def _grid_of(written: Written, datum: str, epsg: int | None) -> Grid:
    """Return the grid of plane numbers; raises Unreadable when it is not said and cannot follow from the zone."""
    if epsg is None and written.zone is not None:
        epsg = 32600 + written.zone if datum == WGS_84 else _UTM_VN.get(written.zone)
    grid = None if epsg is None else _BY_EPSG.get(epsg)
    if grid is None or grid.datum != datum:
        raise Unreadable(N_("Say which grid these numbers belong to, such as 48Q or the province's 3° zone."))
    return grid


def place(text: str, datum: str | None, epsg: int | None = None) -> Place:
    """Read a position and bring it to WGS-84, its text and datum kept.

    datum: `WGS-84`, `VN-2000`, or None when nobody knows: then the place has no position and says so (`no_datum`), because
    guessing moves it by 224 m. epsg: the grid of plane numbers without zone. Raises Unreadable.
    """
    written = places.parse(text)
    if datum is None:
        return places.unknown("no_datum", text)
    if not written.grid:
        lat, lon = written.lat or 0.0, written.lon or 0.0
        if datum != WGS_84:
            lon, lat = _pipeline(datum, None).transform(lon, lat)
        return places.wgs84(text, lat, lon, datum)
    lon, lat = _pipeline(datum, _grid_of(written, datum, epsg)).transform(written.easting, written.northing)
    return places.wgs84(text, lat, lon, datum)


def shift(lats: Sequence[float], lons: Sequence[float]) -> tuple[list[float], list[float]]:
    """Return WGS-84 latitudes and longitudes of VN-2000 degrees, many at once."""
    found_lons, found_lats = _pipeline(VN_2000, None).transform(list(lons), list(lats))
    return list(found_lats), list(found_lons)


def on_map(lat: float, lon: float, epsg: int) -> tuple[float, float]:
    """Return (easting, northing) in metres of a WGS-84 position on a grid; raises KeyError for a grid not in GRIDS."""
    from pyproj.enums import TransformDirection

    grid = _BY_EPSG[epsg]
    easting, northing = _pipeline(grid.datum, grid).transform(lon, lat, direction=TransformDirection.INVERSE)
    return easting, northing
