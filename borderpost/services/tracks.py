"""GPX tracks: looked at first, then taken into a patrol in one act. The file's times are UTC, the log's are local."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from borderpost.domain import clock, codes, dates
from borderpost.domain.errors import EnvironmentFault, RefusedInput, UserError
from borderpost.domain.fields import Plain
from borderpost.domain.words import N_, Message, Problem, render
from borderpost.registers import KINDS
from borderpost.services.checks import version_of
from borderpost.services.records import RecordService
from borderpost.services.session import Changes, Session, changes_of
from borderpost.storage import tables

if TYPE_CHECKING:
    from borderpost.exchange.gpx import Match, Track

DATUMS = {"wgs-84": "WGS-84", "vn-2000": "VN-2000"}
"""Codes of the list `datum` and their names. A GPX file is WGS-84 by its standard; a person may know better."""


class AlreadyImported(UserError):
    """The same file is in the patrol already."""

    def __init__(self) -> None:
        super().__init__(N_("This file is already in the patrol. Nothing was changed."))


@dataclass(frozen=True, slots=True)
class TrackPreview:
    """What a file would bring, in words of the language in force.

    `first` and `last` are local times in words; `length_m` metres; `inside` and `outside` timed points within and beyond the
    patrol's hours; `fills` plain values offered for empty fields of the patrol.
    """

    name: str
    found: int
    added: int
    set_aside: tuple[tuple[str, int], ...]
    segments: int
    findings: tuple[str, ...]
    first: str
    last: str
    length_m: int
    inside: int
    outside: int
    hints: tuple[str, ...]
    fills: dict[str, Plain] = field(default_factory=dict)


class TrackService:
    """One per unlocked post."""

    def __init__(self, session: Session, records: RecordService) -> None:
        self._session = session
        self._records = records

    def preview(
        self, path: Path, patrol_values: Mapping[str, Plain] | None = None, datum: str | None = "wgs-84"
    ) -> TrackPreview:
        """Read a file and tell what it holds; nothing is written. Raises GpxRefused, RefusedInput, EnvironmentFault."""
        track, _hash = _read(path, datum)
        found = _matched(track, patrol_values or {})
        aside = tuple((codes.label("position_missing", why), count) for why, count in track.set_aside.items())
        return TrackPreview(
            track.name or path.name,
            track.found,
            track.added,
            aside,
            track.segments,
            tuple(render(finding.message) for finding in track.findings),
            dates.moment_text(found.first) if found.first else "",
            dates.moment_text(found.last) if found.last else "",
            found.length,
            found.inside,
            found.outside,
            tuple(render(hint) for hint in found.hints),
            _offered(found, patrol_values or {}),
        )

    def attach(self, patrol_id: str, path: Path, datum: str | None = "wgs-84", *, fill: bool = True) -> Changes:
        """Take a file into a patrol: its points as a record of their own, and with `fill` the patrol's empty fields.

        One transaction. Raises GpxRefused, RefusedInput, AlreadyImported, RecordMissing, EnvironmentFault.
        """
        track, digest = _read(path, datum)
        patrol = version_of(patrol_id)
        view = self._records.load(patrol_id)
        if not track.points:
            raise UserError(N_("The file holds no track points. Choose another file."))
        table = tables.table("tracks")
        with self._session.work() as work:
            known = work.connection.execute(
                sa.select(table.c.id).where(table.c.patrol == view.key, table.c.file_hash == digest, table.c.withdrawn == 0)
            ).first()
            if known is not None:
                raise AlreadyImported
            found = _matched(track, view.values)
            work.create(
                "tracks",
                {
                    "patrol": patrol_id,
                    "name": track.name or path.name,
                    "file_hash": digest,
                    "datum": datum,
                    "first": clock.moment_text(found.first) if found.first else None,
                    "last": clock.moment_text(found.last) if found.last else None,
                    "length": found.length,
                    "kept": track.added,
                    "set_aside": track.found - track.added,
                    "points": track.plain_points(),
                    "findings": track.plain_findings(),
                },
            )
            offered = _offered(found, view.values) if fill else {}
            if offered:
                work.amend(patrol, offered, dict.fromkeys(offered, ()))
            else:
                work.note("patrols", patrol, "attach", {"track": digest})
        return changes_of(work)


def _read(path: Path, datum: str | None) -> tuple[Track, str]:
    from borderpost.exchange import gpx

    if datum not in DATUMS:
        raise RefusedInput([Problem("datum", Message(N_("Say in which datum the file is: WGS-84 or VN-2000.")))])
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EnvironmentFault(N_("The file cannot be read. Put the stick in again and repeat.")) from error
    return gpx.read(path, DATUMS[datum]), digest


def _matched(track: Track, values: Mapping[str, Any]) -> Match:
    from borderpost.exchange import gpx

    started, ended = (values.get(name) for name in ("started", "ended"))
    return gpx.match(
        track,
        datetime.fromisoformat(started) if started else None,
        datetime.fromisoformat(ended) if ended else None,
    )


def _offered(found: Match, values: Mapping[str, Plain]) -> dict[str, Plain]:
    """Return what the track may fill in: empty fields only, no times of another day, nothing the patrol's rules refuse."""
    offered = {name: value for name, value in found.fills.items() if values.get(name) is None}
    if values.get("started") is not None and not found.inside:
        offered.pop("ended", None)
    refused = {item.field for item in KINDS["patrols"].check({**values, **offered})[1] if item.blocking}
    return {name: value for name, value in offered.items() if name not in refused}
