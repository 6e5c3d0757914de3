"""The visit planner: which household at risk is to be visited next, proposals for the coming weeks, a week on paper.

How often a level of risk is visited is the post's own choice: dated data (`resources/reminders/visits.json`) that a setting of
this machine may replace. A date that was missed is shown; nothing is blocked.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from borderpost.deadlines.counting import calendar
from borderpost.documents import register_sheet
from borderpost.documents.register_sheet import Column, TablePaper
from borderpost.domain import codes, dates, numbers, reading
from borderpost.domain.clock import VIETNAM, from_epoch, local_date, moment_text
from borderpost.domain.errors import RefusedInput
from borderpost.domain.fields import Plain
from borderpost.domain.files import write_atomic
from borderpost.domain.text import fold
from borderpost.domain.words import N_, Message, Problem, speaking
from borderpost.keys.roles import MANAGES_USERS
from borderpost.registers import KINDS
from borderpost.services.papers import PaperService
from borderpost.services.records import RecordService
from borderpost.services.session import Changes, Session
from borderpost.services.settings import NotAllowed
from borderpost.storage import tables
from borderpost.storage.database import get_setting, put_setting

_FILE = Path(__file__).resolve().parents[2] / "resources" / "reminders" / "visits.json"
_SETTING = "visits/rules"
_LEVELS = "risk_level"
_DAYS = (1, 730)
_A_DAY = (1, 20)
_PAGE = 500
MOST = 500
"""Households the planner shows at most; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class VisitRules:
    """How often, and how a day is filled. every_days: by level of risk. own: this post has changed it on this machine."""

    every_days: Mapping[str, int]
    other_days: int
    visits_a_day: int
    first_at: str
    minutes_each: int
    weeks_ahead: int
    valid_from: str = ""
    own: bool = False

    def days_of(self, level: str | None) -> int:
        """Return after how many days a household of this level is due again."""
        return self.every_days.get(level or "", self.other_days)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A household or a person at risk. due: when it should be visited next. late: days since then, negative before it.

    planned: its next visit that is not done yet, which may lie in the past. Everything else is in words.
    """

    id: str
    number: str
    title: str
    kind: str
    village: str
    distance: int | None
    level: str
    level_words: str
    reasons: str
    people: int
    help: str
    last: date | None
    planned: datetime | None
    officer: str
    due: date
    late: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit of a week."""

    id: str
    number: str
    at: datetime
    officer: str
    household: str
    household_id: str
    village: str
    level_words: str
    purpose: str
    visited: datetime | None
    findings: str

    @property
    def day(self) -> date:
        """The civil day at the post."""
        return local_date(self.at)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Rows for the register of visits, and how many of the households wished for found no day in the weeks ahead."""

    rows: tuple[dict[str, Plain], ...]
    left_over: int = 0


@dataclass(slots=True)
class _Seen:
    """What the visits of a household say."""

    last: int | None = None
    planned: int | None = None
    officer: str = ""


@dataclass(frozen=True, slots=True)
class _Standing:
    """A household, when it was visited last, when it is next, and when it should be."""

    row: sa.Row[Any]
    last: date | None
    planned: datetime | None
    officer: str
    due: date

    def coming(self, today: date) -> bool:
        """Tell whether a visit is planned for today or later."""
        return self.planned is not None and local_date(self.planned) >= today


@dataclass(slots=True)
class _Day:
    """What one officer still can do on one day, and in which commune."""

    free: int
    commune: str = ""
    placed: list[Candidate] = field(default_factory=list)


class VisitPlanService:
    """One per unlocked post."""

    def __init__(self, session: Session, records: RecordService, papers: PaperService) -> None:
        self._session, self._records, self._papers = session, records, papers

    # --- how often ----------------------------------------------------------------------------------------------------

    def rules(self) -> VisitRules:
        """Return the rules in force today: those of the data, replaced by what this post has chosen."""
        day = local_date(self._session.clock.now())
        with self._session.read() as connection:
            own: Any = get_setting(connection, _SETTING)
        return rules_on(day) if not isinstance(own, dict) else replace(rules_on(day), **own, own=True)

    def may_change(self) -> bool:
        """Tell whether this user may change how often is visited."""
        return self._session.keyring.role in MANAGES_USERS

    def change_rules(self, every_days: Mapping[str, int], visits_a_day: int) -> VisitRules:
        """Choose for this machine; raises NotAllowed, RefusedInput naming each level that makes no sense."""
        if not self.may_change():
            raise NotAllowed
        wrong = [level for level, days in every_days.items() if not _DAYS[0] <= days <= _DAYS[1]]
        text = N_("Write a number from {least} to {most}.")
        problems = [Problem(level, Message(text, dict(zip(("least", "most"), _DAYS, strict=True)))) for level in wrong]
        if not _A_DAY[0] <= visits_a_day <= _A_DAY[1]:
            problems.append(Problem("visits_a_day", Message(text, dict(zip(("least", "most"), _A_DAY, strict=True)))))
        if problems:
            raise RefusedInput(problems)
        with self._session.database.write() as connection:
            put_setting(connection, _SETTING, {"every_days": dict(every_days), "visits_a_day": visits_a_day})
        return self.rules()

    # --- who is next --------------------------------------------------------------------------------------------------

    def candidates(self) -> tuple[list[Candidate], int]:
        """Return (households at risk, how many more there are): without a coming visit first, those due longest on top."""
        rules, today = self.rules(), local_date(self._session.clock.now())
        ranks = {item.code: at for at, item in enumerate(codes.codes(_LEVELS))}
        with self._session.read() as connection:
            seen = self._seen(connection)
            every = [_standing(row, seen.get(row.id, _Seen()), rules, today) for row in _open(connection)]
            every.sort(key=lambda item: (item.coming(today), item.due, ranks.get(item.row.level, len(ranks)), item.row.id))
            shown = every[:MOST]
            heads = self._titles(connection, "persons", {item.row.head for item in shown if item.row.head is not None})
            helped = _help(connection, {item.row.id for item in shown})
            found = [self._candidate(connection, item, heads, helped, today) for item in shown]
        return found, len(every) - len(shown)

    @staticmethod
    def _seen(connection: sa.Connection) -> dict[int, _Seen]:
        table = tables.table("visits")
        found: dict[int, _Seen] = {}
        query = sa.select(table.c.household, table.c.planned, table.c.visited, table.c.officer)
        for row in connection.execute(query.where(table.c.withdrawn == 0).order_by(table.c.planned)):
            seen = found.setdefault(row.household, _Seen())
            if row.visited is not None:
                seen.last = max(row.visited, seen.last or row.visited)
            elif seen.planned is None:
                seen.planned, seen.officer = row.planned, row.officer or ""
        return found

    def _candidate(
        self,
        connection: sa.Connection,
        item: _Standing,
        heads: Mapping[int, str],
        helped: Mapping[int, str],
        today: date,
    ) -> Candidate:
        row = item.row
        return Candidate(
            str(self._session.database.version(connection, row.id)),
            row.number or "",
            heads.get(row.head or 0, "") or row.number or "",
            codes.label("household_kind", row.kind),
            row.village or "",
            row.distance,
            row.level or "",
            codes.label(_LEVELS, row.level),
            reading.show_column(KINDS["households"].by_name["reasons"], row.reasons),
            row.members_count or 0,
            helped.get(row.id, ""),
            item.last,
            item.planned,
            item.officer,
            item.due,
            (today - item.due).days,
        )

    def _titles(self, connection: sa.Connection, kind: str, keys: Collection[int]) -> dict[int, str]:
        wanted = sorted(keys)
        return {
            hit.key: hit.title
            for start in range(0, len(wanted), _PAGE)
            for hit in self._records._hits(connection, kind, wanted[start : start + _PAGE])  # noqa: SLF001 - the same layer
        }

    # --- when and by whom ---------------------------------------------------------------------------------------------

    def officers(self) -> list[str]:
        """Return who may visit: the people of this machine, then everybody who visited or is to visit, by name."""
        known, table = tables.table("officers"), tables.table("visits")
        with self._session.read() as connection:
            active = connection.execute(sa.select(known.c.name).where(known.c.active == 1).order_by(known.c.id)).scalars()
            names = dict.fromkeys(str(name) for name in active if name)
            written = connection.execute(sa.select(table.c.officer).where(table.c.withdrawn == 0).distinct()).scalars()
            return [*names, *sorted({name for name in written if name} - set(names))]

    def propose(self, officers: Sequence[str], households: Collection[str] = ()) -> Proposal:
        """Return days for households (without any: for all that fall due), the most urgent first; nothing is written.

        A day of one officer stays in one commune. Only working days from tomorrow on, never more visits than a day holds. Why a
        household is at risk is not copied into the visit: the plan of a week is printed and carried about.
        """
        rules, today = self.rules(), local_date(self._session.clock.now())
        until = today + timedelta(weeks=rules.weeks_ahead)
        every, _more = self.candidates()
        if households:
            wished = [item for item in every if item.id in households]
        else:
            wished = [item for item in every if item.due <= until and item.planned is None]
        taken = self._taken(today)
        waiting, rows = list(wished), []
        day = today + timedelta(days=1)
        while waiting and day <= until:
            if calendar().works(day):
                for officer in officers:
                    free = rules.visits_a_day - taken[day, fold(officer)]
                    rows += _fill(waiting, _Day(free), day, officer, rules)
            day += timedelta(days=1)
        return Proposal(tuple(rows), len(waiting))

    def _taken(self, after: date) -> Counter[tuple[date, str]]:
        table = tables.table("visits")
        since = int(datetime.combine(after, time(), VIETNAM).timestamp())
        query = sa.select(table.c.planned, table.c.officer).where(table.c.withdrawn == 0, table.c.planned >= since)
        with self._session.read() as connection:
            rows = connection.execute(query.where(table.c.visited.is_(None))).all()
        return Counter((local_date(from_epoch(row.planned)), fold(row.officer or "")) for row in rows)

    # --- a week -------------------------------------------------------------------------------------------------------

    def week(self, first: date) -> list[Planned]:
        """Return the visits planned in the seven days from `first`, by day, officer and time."""
        table, home = tables.table("visits"), tables.table("households")
        start = datetime.combine(first, time(), VIETNAM)
        since, until = int(start.timestamp()), int((start + timedelta(days=7)).timestamp())
        among = (table.c.withdrawn == 0, table.c.planned >= since, table.c.planned < until)
        joined = sa.select(table, home.c.village, home.c.level.label("risk"), home.c.head, home.c.number.label("home"))
        query = joined.outerjoin_from(table, home, table.c.household == home.c.id).where(*among)
        with self._session.read() as connection:
            rows = connection.execute(query).all()
            heads = self._titles(connection, "persons", {row.head for row in rows if row.head is not None})
            name = self._session.database.version
            found = [
                Planned(
                    str(name(connection, row.id)),
                    row.number or "",
                    from_epoch(row.planned),
                    row.officer or "",
                    heads.get(row.head or 0, "") or row.home or "",
                    "" if row.household is None else str(name(connection, row.household)),
                    row.village or "",
                    codes.label(_LEVELS, row.risk),
                    row.purpose or "",
                    None if row.visited is None else from_epoch(row.visited),
                    row.findings or "",
                )
                for row in rows
            ]
        return sorted(found, key=lambda item: (item.day, fold(item.officer), item.at, item.number))

    def finish(self, visit: str, values: Mapping[str, Plain]) -> Changes:
        """Write that a visit is done and what came of it. Raises RefusedInput, RecordMissing."""
        view = self._records.load(visit)
        return self._records.amend("visits", visit, {**view.values, **values}, view.heads)

    def print_week(self, first: date, path: Path, reason: str = "") -> int:
        """Write the plan of a week to a PDF; return how many visits it holds. Raises EnvironmentFault.

        Reasons of risk are not on it: whoever sees the paper would know whose house is the house of a returned victim.
        """
        out = io.BytesIO()
        with speaking("vi"):
            rows = self.week(first)
            register_sheet.build(self._paper(first, rows), out)
        self._papers._note("visits", None, {"paper": "week", "rows": len(rows)}, reason)  # noqa: SLF001 - the same layer
        write_atomic(path, out.getvalue())
        return len(rows)

    def _paper(self, first: date, rows: Sequence[Planned]) -> TablePaper:
        unit, stamp, position, name = self._papers._facts()  # noqa: SLF001 - the same layer
        last = first + timedelta(days=6)
        titles = self._on_paper(rows)
        return TablePaper(
            unit,
            "KẾ HOẠCH THĂM HỘ NGUY CƠ CAO",
            (f"Tuần từ ngày {dates.date_text(first)} đến ngày {dates.date_text(last)}",),
            tuple(Column(head) for head in _HEADS),
            [
                (
                    f"{dates.weekday_text(item.day)} {dates.date_text(item.day)}",
                    dates.time_text(item.at),
                    item.officer,
                    titles.get(item.id, ""),
                    item.village,
                    item.level_words,
                    item.purpose,
                    "" if item.visited is None else f"đã thăm {dates.moment_text(item.visited)}",
                )
                for item in rows
            ],
            (f"Tổng số: {numbers.padded(len(rows))} lượt thăm.", "Người được bảo vệ ghi bằng bí danh, số hiệu."),
            ("Người lập", position),
            local_date(stamp.at),
            stamp,
            empty="Không có lượt thăm nào trong tuần.",
            names=("", name),
        )

    def _on_paper(self, rows: Iterable[Planned]) -> dict[str, str]:
        """Return by visit what the household goes by on paper: the code name of its head before any other name."""
        title = self._papers._title_of(clear=False)  # noqa: SLF001 - the same layer
        found = {}
        for item in rows:
            head = self._records.load(item.household_id).values.get("head") if item.household_id else None
            found[item.id] = title(head) if isinstance(head, str) else item.household
        return found


_HEADS = ("Ngày", "Giờ", "Cán bộ", "Hộ, người", "Thôn, xã", "Nguy cơ", "Mục đích", "Kết quả")


@cache
def _versions() -> tuple[dict[str, Any], ...]:
    return tuple(sorted(json.loads(_FILE.read_text(encoding="utf-8"))["rules"], key=lambda rule: str(rule["valid_from"])))


def rules_on(day: date) -> VisitRules:
    """Return the shipped rules in force on a day; before the first of them, the first."""
    versions = _versions()
    valid = [rule for rule in versions if date.fromisoformat(rule["valid_from"]) <= day]
    return VisitRules(**(valid or versions[:1])[-1])


def _standing(row: sa.Row[Any], seen: _Seen, rules: VisitRules, today: date) -> _Standing:
    """Work out when a household is due: from its last visit, or at once from the day it was noted if nobody came yet."""
    last = None if seen.last is None else local_date(from_epoch(seen.last))
    noted = today if row.noted is None else local_date(from_epoch(row.noted))
    due = noted if last is None else last + timedelta(days=rules.days_of(row.level))
    planned = None if seen.planned is None else from_epoch(seen.planned)
    return _Standing(row, last, planned, seen.officer, due)


def commune_of(village: str) -> str:
    """Return the folded commune of `Bản Nậm Cắn, xã Nậm Cắn`: what stands behind the last comma, or all of it."""
    return fold(village.rpartition(",")[2].strip())


def _fill(waiting: list[Candidate], day: _Day, date_: date, officer: str, rules: VisitRules) -> list[dict[str, Plain]]:
    """Take out of the queue what one officer can visit on one day: the most urgent, then others of the same commune."""
    for item in list(waiting):
        commune = commune_of(item.village)
        if len(day.placed) < day.free and day.commune in ("", commune):
            day.commune = commune
            day.placed.append(item)
            waiting.remove(item)
    hour, minute = (int(part) for part in rules.first_at.split(":"))
    begin = datetime.combine(date_, time(hour, minute), VIETNAM)
    return [
        {
            "planned": moment_text(begin + timedelta(minutes=rules.minutes_each * at)),
            "household": item.id,
            "officer": officer,
        }
        for at, item in enumerate(day.placed)
    ]


def _open(connection: sa.Connection) -> Sequence[sa.Row[Any]]:
    table = tables.table("households")
    return connection.execute(sa.select(table).where(table.c.withdrawn == 0, table.c.closed.is_(None))).all()


def _help(connection: sa.Connection, wanted: Collection[int]) -> dict[int, str]:
    """Return by household which help it had, in words: the kind, the programme, the day."""
    table = tables.child("households", "help")
    among = table.c.record.in_(sa.select(sa.func.json_each(json.dumps(sorted(wanted))).table_valued("value").c.value))
    found: dict[int, list[str]] = {}
    for row in connection.execute(sa.select(table).where(among).order_by(table.c.record, table.c.position)):
        day = "" if row.given is None else dates.date_text(date.fromisoformat(row.given))
        words = " ".join(part for part in (codes.label("help_kind", row.kind), row.programme or "", day) if part)
        found.setdefault(row.record, []).append(words)
    return {key: "; ".join(words) for key, words in found.items()}
