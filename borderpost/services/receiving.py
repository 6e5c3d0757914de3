"""Receipts that come back to a post: believed only with headquarters' seal, kept as they came, and only then "sent"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from borderpost.domain.clock import from_epoch, moment_text
from borderpost.domain.errors import BundleRejected
from borderpost.domain.ids import Version
from borderpost.domain.progress import Progress
from borderpost.domain.words import render
from borderpost.journal.entry import NOTHING
from borderpost.journal.heads import project
from borderpost.services import trusted
from borderpost.services.session import Session
from borderpost.storage import exporting, tables
from borderpost.storage.unit_of_work import Work, entries_of
from borderpost.sync.receipts import Receipt, read_receipts
from borderpost.sync.rejections import ForeignReceipt, Forked


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt that came back: from whom, when, everything through which entry, how many records returned."""

    hub: str
    at: datetime
    have_through: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Received:
    """What came of taking receipts in. `refused` are (file, reason code, sentence); `behind`: headquarters has more than we."""

    receipts: int
    have_through: int
    returned: int
    refused: tuple[tuple[str, str, str], ...]
    behind: bool = False


def receipts(session: Session) -> list[ReceiptView]:
    """Return the receipts of this post, newest first."""
    table = tables.table("receipts")
    with session.read() as connection:
        rows = connection.execute(
            sa.select(table.c.id, table.c.hub, table.c.at, table.c.have_through)
            .where(table.c.withdrawn == 0)
            .order_by(table.c.at.desc(), table.c.id.desc())
        ).all()
        return [
            ReceiptView(
                row.hub or "",
                from_epoch(row.at),
                row.have_through or 0,
                len(project(entries_of(connection, row.id)).values.get("rejected") or ()),
            )
            for row in rows
        ]


def receive(session: Session, paths: Iterable[Path], progress: Progress | None = None) -> Received:
    """Take receipt files in. Each file is believed as a whole or refused; the same receipt twice changes nothing.

    Raises EnvironmentFault when a medium fails, Cancelled between files.
    """
    trust = trusted.trust(session)
    taken = returned = 0
    behind = False
    refused: list[tuple[str, str, str]] = []
    files = list(paths)
    for done, path in enumerate(files):
        (progress or Progress()).step(done, len(files))
        try:
            found = read_receipts(path, trust)
            with session.work() as work:
                mine = [receipt for receipt in found if _ours(work, receipt)]
                if not mine:
                    raise ForeignReceipt
                for receipt in mine:
                    fresh = _keep(work, receipt)
                    taken += fresh
                    returned += len(receipt.rejected) if fresh else 0
                    behind |= _feed(work, receipt)[1] < receipt.have_through
        except BundleRejected as error:
            refused.append((path.name, error.reason, render(error.message)))
    with session.read() as connection:
        through = connection.execute(
            sa.select(tables.table("receipts").c.have_through)
            .where(tables.table("receipts").c.feed == session.database.own_feed)
            .order_by(tables.table("receipts").c.at.desc())
        ).scalar()
    return Received(taken, through or 0, returned, tuple(refused), behind)


def _feed(work: Work, receipt: Receipt) -> tuple[int, int]:
    """Return (number, last entry) of the feed a receipt is about."""
    return next((no, seq) for no, name, seq in exporting.own_feeds(work.connection) if name == receipt.feed)


def _ours(work: Work, receipt: Receipt) -> bool:
    return any(name == receipt.feed for _no, name, _seq in exporting.own_feeds(work.connection))


def _keep(work: Work, receipt: Receipt) -> bool:
    """Keep a receipt that is new; what it returns is shown at the records, bundles it covers are receipted."""
    no, seq = _feed(work, receipt)
    through = no << tables.SHIFT | receipt.have_through
    if receipt.have_through <= seq and receipt.have_through:
        known = work.connection.exec_driver_sql("SELECT hash FROM journal WHERE id = ?", (through,)).scalar()
        if known != receipt.head:
            raise Forked(receipt.feed, receipt.have_through)
    elif not receipt.have_through and receipt.head != NOTHING:
        raise Forked(receipt.feed, receipt.have_through)
    table = tables.table("receipts")
    at = int(receipt.at.timestamp())
    same = sa.select(table.c.id).where(
        table.c.hub == receipt.hub, table.c.feed == receipt.feed, table.c.at == at, table.c.have_through == receipt.have_through
    )
    if work.connection.execute(same).first() is not None:
        return False
    newest = work.connection.execute(sa.select(sa.func.max(table.c.at)).where(table.c.feed == receipt.feed)).scalar()
    work.create(
        "receipts",
        {
            "hub": receipt.hub,
            "feed": receipt.feed,
            "have_through": receipt.have_through,
            "at": moment_text(receipt.at),
            "rejected": [[item.record, item.field, item.reason] for item in receipt.rejected],
        },
    )
    if newest is None or at >= newest:
        _returned(work, receipt, no, through)
    _receipted(work, receipt)
    return True


def _returned(work: Work, receipt: Receipt, no: int, through: int) -> None:
    """Show the records that headquarters refused, as the newest receipt of the feed says."""
    low, high = no << tables.SHIFT, (no + 1) << tables.SHIFT
    returned = tables.RETURNED
    work.connection.execute(sa.delete(returned).where(returned.c.record > low, returned.c.record < high))
    for item in receipt.rejected:
        try:
            version = Version.parse(item.record)
        except ValueError:
            continue
        if version.feed == receipt.feed:
            values = {"record": low | version.seq, "field": item.field or None, "reason": item.reason, "through": through}
            work.connection.execute(sa.delete(returned).where(returned.c.record == values["record"]))
            work.connection.execute(sa.insert(returned).values(**values))


def _receipted(work: Work, receipt: Receipt) -> None:
    table = tables.table("bundles")
    waiting = sa.select(table.c.id).where(table.c.withdrawn == 0, table.c.receipted.is_(None)).order_by(table.c.id)
    for (key,) in work.connection.execute(waiting).all():
        feeds = project(entries_of(work.connection, key)).values.get("feeds") or ()
        covered = [part["last"] <= receipt.have_through for part in feeds if part["feed"] == receipt.feed]
        if covered and all(covered):
            work.amend(work.database.version(work.connection, key), {"receipted": moment_text(receipt.at)})
