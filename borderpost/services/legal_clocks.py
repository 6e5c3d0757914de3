"""Legal periods of open records, as Today shows them. The periods themselves are counted in `deadlines`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from borderpost.deadlines.rules import Deadline, closing, deadlines
from borderpost.domain import dates
from borderpost.domain.clock import from_epoch, moment_text
from borderpost.domain.fields import Flag, Moment, Plain
from borderpost.domain.words import _
from borderpost.registers import KINDS
from borderpost.storage import tables


@dataclass(frozen=True, slots=True)
class Running:
    """One period that runs: its register, the key, the number and the author of its record."""

    kind: str
    key: int
    number: str
    author: str
    deadline: Deadline

    def detail(self) -> str:
        """Return the legal basis, and what the law leaves unsure: another way of counting, a shifted day, unknown holidays."""
        found = [self.deadline.rule.ground()]
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


def running(connection: sa.Connection, who: str | None, most: int) -> Iterator[Running]:
    """Yield the periods not done of open records, of each register at most `most` records, the oldest first."""
    for kind, closed in closing().items():
        table = tables.table(kind)
        query = sa.select(table).where(table.c.withdrawn == 0, *(table.c[name].is_(None) for name in closed))
        if who is not None:
            query = query.where(table.c.author == who)
        moment = table.c[KINDS[kind].moment or "id"]
        for row in connection.execute(query.order_by(moment, table.c.id).limit(most)):
            for deadline in deadlines(kind, _plain(kind, row)):
                if deadline.done is None:
                    yield Running(kind, row.id, row.number or "", row.author, deadline)


def _plain(kind: str, row: sa.Row[Any]) -> dict[str, Plain]:
    """Return the plain values of a row's clear columns that periods may be counted from."""
    found: dict[str, Plain] = {}
    for name, field in tables.columns_of(KINDS[kind]):
        value = row._mapping[name]  # noqa: SLF001 - the public name of SQLAlchemy for reading a row by column
        if value is not None and isinstance(field, Moment):
            value = moment_text(from_epoch(value))
        elif value is not None and isinstance(field, Flag):
            value = bool(value)
        found[name] = value
    return found
