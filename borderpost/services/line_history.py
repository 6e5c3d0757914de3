"""What happened on the line: the state of a marker over all patrols, and the patrols that walked a section.

A marker's own record holds what somebody wrote there; what patrols saw is read from the patrols, so nothing is typed twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

import sqlalchemy as sa

from borderpost.domain import codes, dates
from borderpost.domain.clock import VIETNAM, from_epoch
from borderpost.domain.markers import Marker
from borderpost.domain.text import fold
from borderpost.domain.words import _, ngettext
from borderpost.services.checks import version_of
from borderpost.services.session import Session
from borderpost.storage import tables

MOST = 200
"""Patrols shown of one marker or section at most, the newest first; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A state of a marker, or a patrol of a section. kind and id name the record it comes from. All else is in words."""

    when: datetime | None
    kind: str
    id: str
    number: str
    state: str
    state_code: str
    words: str


class LineService:
    """One per unlocked post."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def marker_states(self, record_id: str) -> tuple[list[Sighting], int]:
        """Return (states, how many more), the newest first: what patrols saw, and what its own record says besides."""
        table, visits, patrols = tables.table("markers"), tables.child("patrols", "markers"), tables.table("patrols")
        with self._session.read() as connection:
            key = self._session.database.known_key(connection, version_of(record_id))
            marker = connection.execute(sa.select(table.c.marker, table.c.number).where(table.c.id == key)).first()
            if marker is None or marker.marker is None:
                return [], 0
            query = sa.select(visits, patrols.c.number, patrols.c.started).join_from(
                visits, patrols, visits.c.record == patrols.c.id
            )
            rows = connection.execute(query.where(visits.c.marker == marker.marker, patrols.c.withdrawn == 0)).all()
            name = self._session.database.version
            seen = {row.record for row in rows}
            found = [
                Sighting(
                    None if row.started is None else from_epoch(row.started),
                    "patrols",
                    str(name(connection, row.record)),
                    row.number or "",
                    codes.label("marker_state", row.state),
                    row.state or "",
                    _joined((_("cleared") if row.cleared else "", _("cleaned") if row.cleaned else "", row.note)),
                )
                for row in rows
            ]
            own = tables.child("markers", "states")
            written = connection.execute(sa.select(own).where(own.c.record == key).order_by(own.c.position)).all()
            # A row that names a patrol already read says the same again.
            found += [_written(row, record_id, marker.number) for row in written if row.patrol not in seen]
        return _newest(found)

    def section_patrols(self, record_id: str) -> tuple[list[Sighting], int]:
        """Return (patrols, how many more), the newest first: those that name the section or saw a marker of it."""
        table, visits, patrols = tables.table("border_sections"), tables.child("patrols", "markers"), tables.table("patrols")
        with self._session.read() as connection:
            key = self._session.database.known_key(connection, version_of(record_id))
            section = connection.execute(sa.select(table).where(table.c.id == key)).first()
            if section is None:
                return [], 0
            inside = self._markers(connection, section)
            seen: dict[int, set[str]] = {}
            for row in connection.execute(sa.select(visits.c.record, visits.c.marker)):
                if row.marker in inside:
                    seen.setdefault(row.record, set()).add(row.marker)
            columns = (patrols.c.id, patrols.c.number, patrols.c.started, patrols.c.section, patrols.c.kind, patrols.c.leader)
            walked = connection.execute(sa.select(*columns).where(patrols.c.withdrawn == 0)).all()
            named = fold(section.name or "")
            name = self._session.database.version
            found = [
                Sighting(
                    None if row.started is None else from_epoch(row.started),
                    "patrols",
                    str(name(connection, row.id)),
                    row.number or "",
                    codes.label("patrol_kind", row.kind),
                    row.kind or "",
                    _joined((row.leader, _count(len(seen.get(row.id, ()))))),
                )
                for row in walked
                if row.id in seen or (named and fold(row.section or "") == named)
            ]
        return _newest(found)

    @staticmethod
    def _markers(connection: sa.Connection, section: sa.Row[tuple[object, ...]]) -> set[str]:
        """Return the markers patrols wrote that lie between the two ends of a section, ends included."""
        ends = [_marker(text) for text in (section.marker_from, section.marker_to)]
        known = [end for end in ends if end is not None]
        if len(known) < len(ends):
            return set()
        low, high = sorted(known, key=lambda end: end.order)
        visits = tables.child("patrols", "markers")
        written = connection.execute(sa.select(visits.c.marker).distinct()).scalars()
        markers = {text: _marker(text) for text in written}
        return {text for text, marker in markers.items() if marker is not None and low.order <= marker.order <= high.order}


def _marker(text: str | None) -> Marker | None:
    try:
        return Marker.from_text(text or "")
    except ValueError:
        return None


def _written(row: sa.Row[tuple[object, ...]], record_id: str, number: str | None) -> Sighting:
    at = None if row.day is None else datetime.combine(dates.PartialDate.from_text(row.day).earliest(), time(), VIETNAM)
    state = codes.label("marker_state", row.state)
    return Sighting(at, "markers", record_id, number or "", state, row.state or "", row.note or "")


def _count(markers: int) -> str:
    return ngettext("{n} marker", "{n} markers", markers).format(n=markers) if markers else ""


def _joined(parts: Iterable[str | None]) -> str:
    return " · ".join(part for part in parts if part)


def _newest(found: list[Sighting]) -> tuple[list[Sighting], int]:
    found.sort(key=lambda item: (item.when is None, -(item.when.timestamp() if item.when else 0), item.number))
    return found[:MOST], max(0, len(found) - MOST)
