"""Where records are on their way to headquarters, read from the journal's own bundles and receipts.

Nothing is "sent" until a signed receipt says so: a record is receipted when the newest receipt of this workstation's feed
covers the newest entry this workstation wrote about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from borderpost.domain.clock import from_epoch
from borderpost.domain.words import _
from borderpost.journal.heads import project
from borderpost.services.views import StateView, WayStep
from borderpost.storage import tables
from borderpost.storage.database import Database
from borderpost.storage.unit_of_work import entries_of

_LOW = (1 << tables.SHIFT) - 1


@dataclass(frozen=True, slots=True)
class Carried:
    """A bundle of this workstation: which entries of its feeds it holds, and its way. Times are seconds since 1970 UTC."""

    number: int
    feed: int
    first: int
    last: int
    made: int
    handed: int | None
    courier: str


@dataclass(frozen=True, slots=True)
class RecordStates:
    """What bundles and receipts say. Keys are feed number << 40 | sequence."""

    own: int
    through: dict[int, tuple[int, int | None]]
    """By feed number: everything up to this sequence is receipted, and when."""
    bundles: tuple[Carried, ...]
    returned: dict[int, tuple[str | None, str, int]]

    @property
    def have_through(self) -> int:
        """Return the newest sequence of this workstation's feed that is receipted."""
        return self.through.get(self.own, (0, None))[0]

    @property
    def sent_tip(self) -> int:
        """Return the key above which nothing has been receipted."""
        return self.own << tables.SHIFT | self.have_through

    def receipted(self, tip: int) -> bool:
        """Tell whether a receipt covers an entry, also of a feed this machine wrote before it was restored."""
        return tip & _LOW <= self.through.get(tip >> tables.SHIFT, (0, None))[0]

    def of(self, tip: int, key: int) -> StateView:
        """Return the state of a record from its newest own entry; a record only others wrote is just saved."""
        if tip == 0:
            return StateView("saved")
        returned = self.returned.get(key)
        if returned is not None and returned[2] >= tip:
            return StateView("rejected", self._number(tip), returned[0], returned[1])
        if self.receipted(tip):
            return StateView("receipted", self._number(tip))
        bundle = self._bundle(tip)
        if bundle is None:
            return StateView("saved")
        return StateView("handed_over" if bundle.handed is not None else "in_bundle", bundle.number)

    def way(self, tip: int) -> tuple[WayStep, ...]:
        """Return the steps after saving, the coming ones without a time."""
        bundle = self._bundle(tip) if tip else None
        at = self.through[tip >> tables.SHIFT][1] if tip and self.receipted(tip) else None
        named = _("bundle {number}").format(number=bundle.number) if bundle else ""
        return (
            WayStep("in_bundle", _("In a bundle"), named, from_epoch(bundle.made) if bundle else None),
            WayStep(
                "handed_over",
                _("Handed to the courier"),
                bundle.courier if bundle else "",
                from_epoch(bundle.handed) if bundle and bundle.handed is not None else None,
            ),
            WayStep(
                "receipted",
                _("Receipt from headquarters"),
                "",
                from_epoch(at) if at is not None else None,
            ),
        )

    def _bundle(self, tip: int) -> Carried | None:
        """Return the first bundle still on its way that holds an entry; of a receipted one, the first that ever held it."""
        feed, seq = tip >> tables.SHIFT, tip & _LOW
        return next((bundle for bundle in self.bundles if bundle.feed == feed and bundle.first <= seq <= bundle.last), None)

    def _number(self, tip: int) -> int | None:
        bundle = self._bundle(tip)
        return bundle.number if bundle else None


class StateBook:
    """Reads states once and again only after a bundle or receipt was written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mark: tuple[object, ...] = ()
        self._states: RecordStates | None = None

    def load(self, connection: sa.Connection) -> RecordStates:
        """Return the states as this connection sees them."""
        mark = tuple(
            connection.exec_driver_sql(
                "SELECT (SELECT count(*) FROM bundles), (SELECT total(entries) FROM bundles), (SELECT count(*) FROM receipts), "
                "(SELECT count(*) FROM returned), (SELECT total(through) FROM returned)"
            ).one()
        )
        if self._states is None or mark != self._mark:
            self._states, self._mark = self._read(connection), mark
        return self._states

    def _read(self, connection: sa.Connection) -> RecordStates:
        numbers = {feed.name: feed.no for feed in self._database.feeds(connection)}
        receipts, bundles = tables.table("receipts"), tables.table("bundles")
        newest = sa.select(receipts.c.feed, receipts.c.have_through, receipts.c.at).where(receipts.c.withdrawn == 0)
        through = {
            numbers[row.feed]: (row.have_through or 0, row.at)
            for row in connection.execute(newest.order_by(receipts.c.at, receipts.c.id))
            if row.feed in numbers
        }
        rows = connection.execute(sa.select(bundles.c.id).where(bundles.c.withdrawn == 0).order_by(bundles.c.id))
        found = [carried for (key,) in rows for carried in _carried(connection, key, numbers)]
        returned = {row.record: (row.field, row.reason, row.through) for row in connection.execute(sa.select(tables.RETURNED))}
        own = numbers.get(self._database.own_feed, 0)
        return RecordStates(own, through, tuple(sorted(found, key=lambda bundle: bundle.number)), returned)


def _carried(connection: sa.Connection, key: int, numbers: dict[str, int]) -> list[Carried]:
    values = project(entries_of(connection, key)).values
    made, handed = _seconds(values.get("made")), _seconds(values.get("handed"))
    return [
        Carried(
            values["number"], numbers[part["feed"]], part["first"], part["last"], made or 0, handed, values.get("courier") or ""
        )
        for part in values.get("feeds") or ()
        if part["feed"] in numbers
    ]


def _seconds(moment: str | None) -> int | None:
    return None if moment is None else int(datetime.fromisoformat(moment).timestamp())
