"""Plans against what was done: patrols, kilometres, awareness sessions, checks.

A patrol counts for the plan whose number it names, if it began in a calendar year of that plan (numbers begin anew each
year); one that names no plan, or a number no plan here has, counts by kind and time. A session counts for the plan it links to,
one without a link by its time; checks have only their time. Which way counted is said in words. One query for each register,
whatever the number of plans.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

import sqlalchemy as sa

from borderpost.domain import codes, dates, reading
from borderpost.domain.clock import VIETNAM, epoch, from_epoch
from borderpost.domain.fields import Plain
from borderpost.domain.text import fold
from borderpost.domain.words import N_, _, ngettext
from borderpost.registers import KINDS
from borderpost.services.checks import version_of
from borderpost.services.progress_views import Counted, Goal, PlanDone
from borderpost.services.session import Session
from borderpost.storage import tables

CHECKS = ("business_checks", "boat_checks")
MOST = 500
"""Counted records shown at most; the register lists the rest."""
SOON = timedelta(hours=24)
_LABELS = {
    "patrols": N_("Patrols"),
    "distance": N_("Kilometres"),
    "sessions": N_("Awareness sessions"),
    "checks": N_("Checks made"),
}


@dataclass(frozen=True, slots=True)
class _Aim:
    """What a plan wants, as its columns hold it."""

    key: int
    paper: str
    begins: int
    ends: int
    patrol_kind: str | None
    planned: Mapping[str, int]

    @property
    def year(self) -> tuple[int, int]:
        """The first and the last second of the calendar years it touches."""
        first, last = from_epoch(self.begins), from_epoch(self.ends)
        return (
            epoch(datetime(first.year, 1, 1, tzinfo=VIETNAM)),
            epoch(datetime(last.year + 1, 1, 1, tzinfo=VIETNAM)) - 1,
        )


@dataclass(slots=True)
class _Series:
    """Records of one sort by their moment, with sums of their metres: how many lie between two moments is two look-ups."""

    moments: list[int] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    metres: list[int] = field(default_factory=list)
    sums: list[int] = field(default_factory=list)

    def add(self, moment: int, key: int, metres: int) -> None:
        """Take one more, later than those before."""
        self.moments.append(moment)
        self.keys.append(key)
        self.metres.append(metres)

    def close(self) -> None:
        """Add up."""
        self.sums = [0, *accumulate(self.metres)]

    def between(self, first: int, last: int) -> tuple[int, int, list[int]]:
        """Return (how many, metres, keys) from one moment to another, both inside."""
        start, end = bisect_left(self.moments, first), bisect_right(self.moments, last)
        return end - start, self.sums[end] - self.sums[start], self.keys[start:end]


_NOTHING = _Series(sums=[0])


@dataclass(frozen=True, slots=True)
class _Found:
    """What counts for one number of a plan: (how many, metres, keys) that name it, and those that fall in its time."""

    named: tuple[int, int, list[tuple[str, int]]]
    timed: tuple[int, int, list[tuple[str, int]]]


def plan_number(text: str) -> str:
    """Return what two ways to write one number of a plan share: `07/KH-ĐBP` and `07 / kh-đbp`."""
    return "".join(fold(text).split())


class PlanService:
    """One per unlocked post."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def plans(self) -> tuple[PlanDone, ...]:
        """Return every plan against what was done: those in force by their end, those to come, the ended newest first."""
        now = self._now()
        with self._session.read() as connection:
            rows = self._rows(connection)
            aims = [aim for row in rows if (aim := _aim(row, row["id"])) is not None]
            found = self._count(connection, aims)
            done = [self._done(str(self._version(connection, row["id"])), row, found.get(row["id"]), now) for row in rows]
        groups = {state: [plan for plan in done if plan.state == state] for state in ("running", "upcoming", "ended")}
        return (*reversed(groups["running"]), *reversed(groups["upcoming"]), *groups["ended"])

    def of_values(self, values: Mapping[str, Plain], record_id: str | None = None) -> PlanDone | None:
        """Return one plan against what was done, from the plain values of a record or a form; None before it has a time."""
        cells: dict[str, Any] = dict(values)
        for name in ("begins", "ends"):
            if not isinstance(values.get(name), str):
                return None
            cells[name] = epoch(datetime.fromisoformat(str(values[name])))
        with self._session.read() as connection:
            key = self._key(connection, record_id)
            aim = _aim(cells, key)
            found = self._count(connection, [] if aim is None else [aim])
        return self._done(record_id or "", cells, found.get(key), self._now())

    def counted(self, record_id: str) -> tuple[tuple[Counted, ...], int]:
        """Return the records counted for a plan, newest first, and how many more there are."""
        with self._session.read() as connection:
            key = self._key(connection, record_id)
            row = next((row for row in self._rows(connection, key)), None)
            aim = _aim(row, key) if row is not None else None
            found = self._count(connection, [] if aim is None else [aim]).get(key, {})
            wanted = [
                (kind, each, named)
                for code, what in found.items()
                if code != "distance" or "patrols" not in found
                for named, part in ((True, what.named), (False, what.timed))
                for kind, each in part[2]
            ]
            rows = list(self._shown(connection, wanted))
        rows.sort(key=lambda item: (item[0], item[1].number), reverse=True)
        return tuple(counted for _moment, counted in rows[:MOST]), max(0, len(rows) - MOST)

    def numbers(self) -> tuple[tuple[str, str], ...]:
        """Return (number, title) of the plans a patrol may name: in force first, then those that ended in the last 31 days."""
        now = epoch(self._now())
        plans = tables.table("plans").c
        query = sa.select(plans.paper_no, plans.title, plans.ends).where(
            plans.withdrawn == 0, plans.paper_no.is_not(None), plans.begins <= now, plans.ends >= now - 31 * 86400
        )
        with self._session.read() as connection:
            rows = connection.execute(query.order_by(plans.ends < now, plans.begins.desc())).all()
        return tuple(dict.fromkeys((row.paper_no, row.title or "") for row in rows))

    # --- counting -----------------------------------------------------------------------------------------------------

    def _count(self, connection: sa.Connection, aims: Sequence[_Aim]) -> dict[int, dict[str, _Found]]:
        """Return by plan and number what counts for it."""
        if not aims:
            return {}
        found: dict[int, dict[str, _Found]] = {aim.key: {} for aim in aims}
        walked = [aim for aim in aims if "patrols" in aim.planned or "distance" in aim.planned]
        if walked:
            named, timed = self._patrols(connection, walked)
            for aim in walked:
                one = named.get(aim.paper, _NOTHING).between(*aim.year) if aim.paper else (0, 0, [])
                other = timed.get(aim.patrol_kind or "", _NOTHING).between(aim.begins, aim.ends)
                both = _Found(_of_kind("patrols", one), _of_kind("patrols", other))
                found[aim.key] |= {code: both for code in ("patrols", "distance") if code in aim.planned}
        told = [aim for aim in aims if "sessions" in aim.planned]
        if told:
            linked, free = self._sessions(connection, told)
            for aim in told:
                own = linked.get(aim.key, _NOTHING).between(0, 1 << 53)
                others = free.between(aim.begins, aim.ends)
                found[aim.key]["sessions"] = _Found(_of_kind("sessions", own), _of_kind("sessions", others))
        checked = [aim for aim in aims if "checks" in aim.planned]
        if checked:
            series = {kind: self._checks(connection, kind, checked) for kind in CHECKS}
            for aim in checked:
                parts = [_of_kind(kind, each.between(aim.begins, aim.ends)) for kind, each in series.items()]
                joined = (sum(part[0] for part in parts), 0, [key for part in parts for key in part[2]])
                found[aim.key]["checks"] = _Found((0, 0, []), joined)
        return found

    def _patrols(self, connection: sa.Connection, aims: Sequence[_Aim]) -> tuple[dict[str, _Series], dict[str, _Series]]:
        """Return patrols by the number of a plan, and those that name none by kind; the kind `""` holds every kind."""
        papers = self._papers(connection) | {aim.paper for aim in aims}
        years = [aim.year if aim.paper else (aim.begins, aim.ends) for aim in aims]
        statement = (
            "SELECT started, id, plan_no, kind, distance FROM patrols "
            "WHERE withdrawn = 0 AND started >= ? AND started <= ? ORDER BY started"
        )
        span = (min(year[0] for year in years), max(year[1] for year in years))
        named: dict[str, _Series] = {}
        timed: dict[str, _Series] = {"": _Series()}
        known: dict[str | None, str] = {None: ""}
        for started, key, number, kind, metres in connection.exec_driver_sql(statement, span):
            paper = known.get(number)
            if paper is None:
                paper = plan_number(number)
                paper = known[number] = paper if paper in papers else ""
            if paper:
                named.setdefault(paper, _Series()).add(started, key, metres or 0)
            else:
                timed[""].add(started, key, metres or 0)
                timed.setdefault(kind or "", _Series()).add(started, key, metres or 0)
        for series in (*named.values(), *timed.values()):
            series.close()
        return named, timed

    @staticmethod
    def _papers(connection: sa.Connection) -> set[str]:
        plans = tables.table("plans").c
        query = sa.select(plans.paper_no).where(plans.withdrawn == 0, plans.paper_no.is_not(None))
        return {plan_number(number) for number in connection.execute(query).scalars()} - {""}

    @staticmethod
    def _sessions(connection: sa.Connection, aims: Sequence[_Aim]) -> tuple[dict[int, _Series], _Series]:
        """Return sessions by the plan they link to, and those without a link."""
        statement = (
            "SELECT held, id, plan FROM sessions WHERE withdrawn = 0 AND held IS NOT NULL "
            "AND (plan IS NOT NULL OR (held >= ? AND held <= ?)) ORDER BY held"
        )
        span = (min(aim.begins for aim in aims), max(aim.ends for aim in aims))
        linked: dict[int, _Series] = {}
        free = _Series()
        for held, key, plan in connection.exec_driver_sql(statement, span):
            (free if plan is None else linked.setdefault(plan, _Series())).add(held, key, 0)
        for series in (free, *linked.values()):
            series.close()
        return linked, free

    @staticmethod
    def _checks(connection: sa.Connection, kind: str, aims: Sequence[_Aim]) -> _Series:
        statement = (
            f"SELECT checked, id FROM {kind} WHERE withdrawn = 0 "  # noqa: S608 - a declared name
            "AND checked >= ? AND checked <= ? ORDER BY checked"
        )
        span = (min(aim.begins for aim in aims), max(aim.ends for aim in aims))
        series = _Series()
        for checked, key in connection.exec_driver_sql(statement, span):
            series.add(checked, key, 0)
        series.close()
        return series

    # --- reading and wording ------------------------------------------------------------------------------------------

    def _now(self) -> datetime:
        return self._session.clock.now().astimezone(VIETNAM)

    def _version(self, connection: sa.Connection, key: int) -> object:
        return self._session.database.version(connection, key)

    def _key(self, connection: sa.Connection, record_id: str | None) -> int:
        """Return the key of a plan, 0 for one that is not written yet."""
        found = self._session.database.known_key(connection, version_of(record_id)) if record_id else None
        return found or 0

    @staticmethod
    def _rows(connection: sa.Connection, key: int | None = None) -> list[dict[str, Any]]:
        plans = tables.table("plans").c
        names = ("id", "number", "paper_no", "title", "kind", "begins", "ends", "patrol_kind", *_LABELS)
        query = sa.select(*(plans[name] for name in names)).where(plans.withdrawn == 0, plans.begins.is_not(None))
        query = query.where(plans.ends.is_not(None)).order_by(plans.ends.desc(), plans.id.desc())
        rows = connection.execute(query if key is None else query.where(plans.id == key))
        return [dict(row) for row in rows.mappings()]

    def _done(self, record_id: str, cells: Mapping[str, Any], found: Mapping[str, _Found] | None, now: datetime) -> PlanDone:
        begins, ends = from_epoch(cells["begins"]), from_epoch(cells["ends"])
        state = "upcoming" if now < begins else "ended" if now > ends else "running"
        goals = tuple(_goal(code, cells[code], what, cells.get("paper_no")) for code, what in (found or {}).items())
        left = ends - now
        short = any(goal.missing for goal in goals)
        urgency = "done" if goals and not short else "overdue" if state == "ended" and short else "later"
        if state == "running" and urgency == "later" and left <= SOON:
            urgency = "soon"
        return PlanDone(
            record_id,
            str(cells.get("number") or ""),
            str(cells.get("paper_no") or ""),
            str(cells.get("title") or ""),
            codes.label("plan_kind", cells["kind"]) if cells.get("kind") else "",
            state,
            _("{first} to {last}").format(first=dates.date_text(begins.date()), last=dates.date_text(ends.date())),
            goals,
            _("until {moment}").format(moment=dates.moment_text(ends)),
            urgency,
            _left(state, urgency, left),
        )

    def _shown(self, connection: sa.Connection, wanted: Iterable[tuple[str, int, bool]]) -> Iterator[tuple[int, Counted]]:
        by_kind: dict[str, dict[int, bool]] = {}
        for kind, key, named in wanted:
            by_kind.setdefault(kind, {})[key] = named
        for kind, keys in by_kind.items():
            table, moment = tables.table(kind), KINDS[kind].moment or ""
            newest = sorted(keys, key=lambda key: -key)
            for start in range(0, len(newest), MOST):
                part = newest[start : start + MOST]
                for row in connection.execute(sa.select(table).where(table.c.id.in_(part))).mappings():
                    at = row[moment]
                    words = dates.moment_text(from_epoch(at))
                    if kind == "patrols" and row["distance"] is not None:
                        words += f" · {reading.number_text(row['distance'], 3)} km"
                    record = str(self._version(connection, row["id"]))
                    yield at, Counted(kind, record, row["number"] or "", words, keys[row["id"]])


def _left(state: str, urgency: str, left: timedelta) -> str:
    """Return the words of a plan's clock; an ended plan that is missing nothing is not late."""
    if state == "upcoming":
        return _("not begun yet")
    return _("ended") if state == "ended" and urgency != "overdue" else dates.remaining_text(left)


def _aim(cells: Mapping[str, Any], key: int) -> _Aim | None:
    """Return what a plan wants; None for one without a number to reach."""
    planned = {code: cells[code] for code in _LABELS if cells.get(code)}
    if not planned:
        return None
    paper = plan_number(cells.get("paper_no") or "")
    return _Aim(key, paper, cells["begins"], cells["ends"], cells.get("patrol_kind"), planned)


def _of_kind(kind: str, found: tuple[int, int, list[int]]) -> tuple[int, int, list[tuple[str, int]]]:
    return found[0], found[1], [(kind, key) for key in found[2]]


def _goal(code: str, planned: int, found: _Found, paper_no: str | None) -> Goal:
    far = code == "distance"
    done = found.named[1] + found.timed[1] if far else found.named[0] + found.timed[0]

    def words(value: int) -> str:
        return f"{reading.number_text(value, 3)} km" if far else reading.number_text(value)

    short = planned - done
    return Goal(
        code,
        _(_LABELS[code]),
        planned,
        done,
        words(planned),
        words(done),
        _how(code, found, paper_no),
        _short(code, short) if short > 0 else "",
    )


def _how(code: str, found: _Found, paper_no: str | None) -> str:
    """Say which way the records were counted."""
    named, timed = found.named[0], found.timed[0]
    if code == "checks":
        return _("counted by time")
    if code == "sessions":
        parts = (
            ngettext("{n} linked to the plan", "{n} linked to the plan", named).format(n=reading.number_text(named)),
            ngettext("{n} by time", "{n} by time", timed).format(n=reading.number_text(timed)),
        )
    else:
        parts = (
            ngettext("{n} patrol names {paper}", "{n} patrols name {paper}", named).format(
                n=reading.number_text(named), paper=paper_no or ""
            ),
            ngettext("{n} by kind and time", "{n} by kind and time", timed).format(n=reading.number_text(timed)),
        )
    return "; ".join(part for part, count in zip(parts, (named, timed), strict=True) if count) or _("nothing counted yet")


def _short(code: str, short: int) -> str:
    """Say what is missing."""
    if code == "distance":
        return f"{reading.number_text(short, 3)} km"
    number = reading.number_text(short)
    if code == "patrols":
        return ngettext("{n} patrol", "{n} patrols", short).format(n=number)
    if code == "sessions":
        return ngettext("{n} session", "{n} sessions", short).format(n=number)
    return ngettext("{n} check", "{n} checks", short).format(n=number)
