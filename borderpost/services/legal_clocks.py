"""What is due by law or by appointment, as Today shows it. `deadlines` counts the periods, `storage.dues` keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from borderpost.deadlines.rules import Deadline, deadlines
from borderpost.domain import dates, reading
from borderpost.domain.clock import VIETNAM, epoch
from borderpost.domain.fields import Plain
from borderpost.domain.words import _
from borderpost.registers import KINDS
from borderpost.services.views import MissedView
from borderpost.services.whose import Loads, Whose
from borderpost.storage import dues, tables

SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Running:
    """One period that runs: its register, the key, the number and the author of its record, what the record is about.

    who: the person named in the record, None where nobody is and its author answers.
    """

    kind: str
    key: int
    number: str
    author: str
    deadline: Deadline
    about: str = ""
    who: str | None = None

    def detail(self) -> str:
        """Return what it is about or rests on, and what the law leaves unsure: other counting, shifted days, holidays."""
        found = [text for text in (self.about, self.deadline.rule.ground()) if text]
        found += [_("counted otherwise until {moment}").format(moment=dates.moment_text(at)) for at in self.deadline.later]
        if self.deadline.stated is not None:
            found.append(_("{day} is no working day").format(day=dates.date_text(self.deadline.stated)))
        if self.deadline.earlier is not None:
            found.append(_("send it by {day}, the last working day before").format(day=dates.date_text(self.deadline.earlier)))
        if not self.deadline.sure:
            found.append(_("holidays of that year are not known yet"))
        if self.deadline.rule.unsure:
            found.append(_("check against the law in force"))
        return " · ".join(found)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The most urgent periods of one group, and how many more of it there are."""

    items: tuple[Running, ...]
    more: int


def missed(kind: str, values: Mapping[str, Plain], now: datetime) -> Iterator[MissedView]:
    """Yield the periods of the law a record has missed, done too late or not yet: shown and explained, they block nothing."""
    for period in deadlines(kind, values):
        ground = period.rule.ground()
        if not ground or period.at is None or not period.missed(now):
            continue
        due = _moment(period.at)
        told = [
            _("due {due}, not done yet").format(due=due)
            if period.done is None
            else _("due {due}, done {done}").format(due=due, done=_moment(period.done)),
            ground,
        ]
        if period.rule.unsure:
            told.append(_("check against the law in force"))
        yield MissedView(period.rule.label(), " · ".join(told))


def _moment(at: datetime) -> str:
    """Return a moment in words; midnight is 24:00 of the day that ends, as the law counts it."""
    here = at.astimezone(VIETNAM)
    if here.time() == time():
        return _("24:00 {day}").format(day=dates.date_text(here.date() - timedelta(days=1)))
    return dates.moment_text(here)


def stretches(connection: sa.Connection, now: datetime, whose: Whose, most: int) -> dict[str, Stretch]:
    """Return overdue, soon (within 24 hours) and later, each at most `most` periods in the order of their end.

    What the law wants at once is overdue from its first minute and comes after what has missed its hour, the oldest first; what
    has no limit at all is later.
    """
    table = tables.DUES
    at, until = epoch(now), epoch(now + SOON)
    parts = {
        "overdue": (table.c.ends < at,),
        "soon": (table.c.ends >= at, table.c.ends <= until),
        "later": (table.c.ends > until, table.c.rule != dues.TWO_VALUES),
    }
    narrowed = whose.among(connection)
    found = {}
    for group, conditions in parts.items():
        where = (*conditions, *narrowed)
        query = sa.select(table).where(*where).order_by(table.c.ends, table.c.record).limit(most)
        rows = connection.execute(query).all()
        total = len(rows)
        if total == most:
            total = connection.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one()
        found[group] = Stretch(tuple(_read(connection, rows)), total - len(rows))
    return found


def _read(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> Iterator[Running]:
    """Yield the periods of rows in their order; the law's reasons are counted from the record again, for these few only."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        wanted.setdefault(row.kind, set()).add(row.record)
    numbers: dict[int, str] = {}
    abouts: dict[int, dict[str, Plain]] = {}
    periods: dict[tuple[int, str], Deadline] = {}
    for kind, keys in wanted.items():
        table = tables.table(kind)
        read = [table.c[name] for name in dict.fromkeys(("id", "number", *dues.asked(kind)))]
        for record in connection.execute(sa.select(*read).where(table.c.id.in_(keys))).mappings():
            values = dues.plain(kind, dict(record))
            numbers[record["id"]], abouts[record["id"]] = record["number"] or "", values
            periods |= {(record["id"], found.rule.id): found for found in deadlines(kind, values)}
    for row in rows:
        deadline = periods.get((row.record, row.rule))
        if deadline is not None:
            about = _about(row.kind, deadline, abouts[row.record])
            yield Running(row.kind, row.record, numbers[row.record], row.author, deadline, about, row.who)


def _about(kind: str, deadline: Deadline, values: dict[str, Plain]) -> str:
    named = KINDS[kind].by_name
    return " · ".join(reading.show(named[name], values[name]) for name in deadline.rule.detail if values.get(name))


def loads(connection: sa.Connection, now: datetime, found: Loads) -> None:
    """Add up what is overdue, due within 24 hours and later for everybody who answers, read from an index alone."""
    at, until = epoch(now), epoch(now + SOON)
    statement = (
        "SELECT who, author, count(*) FILTER (WHERE ends < ?), count(*) FILTER (WHERE ends >= ? AND ends <= ?), "
        "count(*) FILTER (WHERE ends > ?) FROM dues GROUP BY who, author"
    )
    for who, author, *counts in connection.exec_driver_sql(statement, (at, at, until, until)):
        found.add(who, author, (counts[0], counts[1], counts[2]))
