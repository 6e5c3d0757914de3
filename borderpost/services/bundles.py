"""Bundles of a post: what waits, the export, the courier's hand-over, receipts that come back.

Every export holds everything since the last receipt, so a lost bundle is made good by the next one. Nothing counts as sent
until a signed receipt says so.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import sqlalchemy as sa

from borderpost.domain import codes
from borderpost.domain.clock import VIETNAM, from_epoch, moment_text
from borderpost.domain.errors import RefusedInput, UserError
from borderpost.domain.progress import Progress
from borderpost.domain.words import N_, Message, Problem
from borderpost.journal.heads import project
from borderpost.registers import KINDS
from borderpost.services import courier, receiving, trusted
from borderpost.services.checks import version_of
from borderpost.services.courier import Checked
from borderpost.services.enrolment import hub_of
from borderpost.services.receiving import ReceiptView, Received
from borderpost.services.session import Changes, Session, changes_of
from borderpost.services.states import RecordStates, StateBook
from borderpost.storage import exporting, tables
from borderpost.storage.database import get_setting, next_number, put_setting
from borderpost.storage.unit_of_work import RecordMissing, entries_of
from borderpost.sync import courier as carrying
from borderpost.sync.age_keys import HybridRecipient
from borderpost.sync.bundle_v1 import Outgoing, new_bundle_id, write_bundle
from borderpost.sync.container import HEAD
from borderpost.sync.courier import Carried
from borderpost.sync.drives import FolderWatch, removable_folders
from borderpost.sync.manifest import SUFFIX
from borderpost.sync.trust import Trust

_SENT_KEYS = "sync/keys"


@dataclass(frozen=True, slots=True)
class Pending:
    """What waits to be exported. `locked` are sealed identities that somebody else must grant to headquarters first."""

    records: int
    entries: int
    since: datetime | None
    next_number: int
    hub: str | None
    reason: Message | None
    locked: int = 0


@dataclass(frozen=True, slots=True)
class BundleView:
    """A bundle that was made. `state`: saved, handed_over, receipted or partly_rejected."""

    id: str
    number: int
    file: str
    size: int
    sha256: str
    made: datetime
    records: int
    state: str
    courier: str
    seal_no: str
    handed: datetime | None
    expected: datetime | None
    receipted: datetime | None
    recipient: str
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Folder:
    """A place a bundle can be written to now. `free` bytes."""

    path: Path
    label: str
    free: int
    removable: bool
    writable: bool


class BundleService:
    """One per unlocked post."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._states = StateBook(session.database)

    # --- what waits and what was made ------------------------------------------------------------------------------

    def pending(self) -> Pending:
        """Return what the next bundle would hold."""
        hub = hub_of(self._session)
        with self._session.read() as connection:
            states = self._states.load(connection)
            stretches = exporting.stretches(connection, _through(states))
            records = _records(connection, stretches)
            row = connection.execute(sa.select(tables.COUNTERS.c.value).where(tables.COUNTERS.c.name == "bundle")).first()
            locked = exporting.locked(connection, self._session.database, hub.id if hub else "")
        at = states.through.get(states.own, (0, None))[1]
        reason = None
        if hub is None:
            reason = Message(N_("Headquarters' key is not here yet. Enrol first, then export."))
        elif not records:
            reason = Message(N_("Everything is receipted. There is nothing to export."))
        return Pending(
            records,
            sum(stretch.last - stretch.first + 1 for stretch in stretches),
            from_epoch(at) if at is not None else None,
            (int(row[0]) if row else 0) + 1,
            hub.name if hub else None,
            reason,
            locked,
        )

    def all(self) -> list[BundleView]:
        """Return every bundle of this post, newest first."""
        with self._session.read() as connection:
            states = self._states.load(connection)
            table = tables.table("bundles")
            keys = connection.execute(sa.select(table.c.id).where(table.c.withdrawn == 0).order_by(table.c.id.desc()))
            return [self._view(connection, key, states) for (key,) in keys]

    def receipts(self) -> list[ReceiptView]:
        """Return the receipts that came back, newest first."""
        return receiving.receipts(self._session)

    # --- export -----------------------------------------------------------------------------------------------------

    def export(self, folder: Path, progress: Progress | None = None) -> BundleView:
        """Write everything since the last receipt into a folder; returns the bundle once it is written and read back.

        Raises UserError when there is no headquarters or nothing to send, EnvironmentFault (full, pulled out), Cancelled.
        """
        session = self._session
        waiting = self.pending()
        hub = hub_of(session)
        if waiting.reason is not None or hub is None:
            raise UserError(waiting.reason or Message(N_("Headquarters' key is not here yet. Enrol first, then export.")))
        with session.database.write() as connection:
            number = next_number(connection, "bundle")
            exporting.grant(connection, session.database, hub.id, trusted.compartments_of(hub))
            delivered = _delivered(connection, self._states.load(connection))
            key_mark = exporting.newest_key(connection, hub.id)
        sender = trusted.peer_id(session)
        path = folder / f"{sender}-{number:06d}{SUFFIX}"
        now = session.clock.now()
        with ExitStack() as stack:
            connection = stack.enter_context(session.read())
            stretches = exporting.stretches(connection, _through(self._states.load(connection)))
            readers = [stack.enter_context(session.read()) for _stretch in stretches]
            outgoing = Outgoing(
                bundle=new_bundle_id(),
                number=number,
                sender=sender,
                recipient=hub.id,
                signing_key=trusted.feed_key(session),
                recipient_keys=(HybridRecipient.parse(hub.recipient),),
                created=now,
                feeds=tuple(
                    (stretch.feed, exporting.entries(reader, stretch))
                    for stretch, reader in zip(stretches, readers, strict=True)
                ),
                keys=exporting.key_parts(connection, session.database, hub.id, delivered),
                classification=_classification(connection, stretches),
            )
            manifest = write_bundle(outgoing, path, progress)
            records = _records(connection, stretches)
        with session.work() as work:
            record = work.create(
                "bundles",
                {
                    "number": number,
                    "bundle": manifest.bundle,
                    "file": path.name,
                    "sha256": manifest.payload_sha256.hex(),
                    "size": HEAD + manifest.payload_length,
                    "made": moment_text(now),
                    "feeds": [{"feed": item.feed, "first": item.first, "last": item.last} for item in manifest.feeds],
                    "records": records,
                    "recipient": hub.name,
                    "classification": outgoing.classification,
                },
            )
            own = next((item.last for item in manifest.feeds if item.feed == session.database.own_feed), 0)
            sent = [*(get_setting(work.connection, _SENT_KEYS) or []), [own, key_mark]]
            put_setting(work.connection, _SENT_KEYS, sent[-50:])
        return replace(next(view for view in self.all() if view.id == str(record)), path=path)

    def hand_over(self, bundle_id: str, courier_name: str, seal_no: str, expected: datetime | None) -> Changes:
        """Write who carries a bundle, under which seal, and when a receipt is expected. Raises RefusedInput."""
        if not courier_name.strip():
            raise RefusedInput([Problem("courier", Message(N_("Write who carries the bundle.")))])
        now = self._session.clock.now()
        if expected is not None and expected <= now:
            raise RefusedInput([Problem("expected", Message(N_("The receipt cannot be expected in the past.")))])
        with self._session.work() as work:
            work.amend(
                version_of(bundle_id),
                {
                    "courier": courier_name.strip(),
                    "seal_no": seal_no.strip() or None,
                    "handed": moment_text(now),
                    "expected": moment_text(expected) if expected is not None else None,
                },
            )
        return changes_of(work)

    def slip(self, bundle_id: str, out: BinaryIO) -> None:
        """Write the hand-over slip of a bundle, two copies with a code. Raises RecordMissing, UserError, EnvironmentFault."""
        from borderpost.services.slips import write_slip

        with self._session.read() as connection:
            key = self._session.database.known_key(connection, version_of(bundle_id))
            if key is None:
                raise RecordMissing
            view = self._view(connection, key, self._states.load(connection))
        write_slip(self._session, view, out)

    # --- carrying ---------------------------------------------------------------------------------------------------

    def verify(self, path: Path, progress: Progress | None = None) -> Checked:
        """Check a file as a courier does; a bundle of this post is known by its own key. Raises EnvironmentFault, Cancelled."""
        known = trusted.trust(self._session)
        return courier.check(path, progress, Trust(known.me, (*known.peers, trusted.me(self._session))))

    def carry(self, path: Path, folder: Path, progress: Progress | None = None) -> Carried:
        """Copy a bundle to a stick so that it is proven to be there. Raises EnvironmentFault, Cancelled."""
        return carrying.carry(path, folder / path.name, progress)

    def receive(self, paths: Iterable[Path], progress: Progress | None = None) -> Received:
        """Take receipts in; what cannot be believed is refused with a reason and changes nothing."""
        return receiving.receive(self._session, paths, progress)

    def folders(self) -> tuple[Folder, ...]:
        """Return the sticks that are in now and the folders the post configured."""
        sticks = sorted(removable_folders())
        configured = [path for path in self._configured() if path.is_dir() and path not in sticks]
        return tuple(_folder(path, removable=path in sticks) for path in (*sticks, *configured))

    def watch(self) -> FolderWatch:
        """Return a watch over sticks and configured folders, to be asked now and then."""
        return FolderWatch(configured=self._configured())

    # --- inside -----------------------------------------------------------------------------------------------------

    def _configured(self) -> list[Path]:
        with self._session.read() as connection:
            return [Path(name) for name in get_setting(connection, "post/watch_folders") or ()]

    def _view(self, connection: sa.Connection, key: int, states: RecordStates) -> BundleView:
        entries = entries_of(connection, key)
        if not entries:
            raise RecordMissing
        values: dict[str, Any] = project(entries).values
        last = max((part["last"] for part in values.get("feeds") or ()), default=0)
        receipted = _moment(values.get("receipted"))
        state = "handed_over" if values.get("handed") else "saved"
        if receipted is not None:
            first = min((part["first"] for part in values.get("feeds") or ()), default=0)
            back = [tip for _field, _reason, tip in states.returned.values()]
            state = "partly_rejected" if any(first <= tip & ((1 << tables.SHIFT) - 1) <= last for tip in back) else "receipted"
        return BundleView(
            str(self._session.database.version(connection, key)),
            values["number"],
            values.get("file") or "",
            values.get("size") or 0,
            values.get("sha256") or "",
            datetime.fromisoformat(values["made"]).astimezone(VIETNAM),
            values.get("records") or 0,
            state,
            values.get("courier") or "",
            values.get("seal_no") or "",
            _moment(values.get("handed")),
            _moment(values.get("expected")),
            receipted,
            values.get("recipient") or "",
        )


def _through(states: RecordStates) -> dict[int, int]:
    return {feed: seq for feed, (seq, _at) in states.through.items()}


def _records(connection: sa.Connection, stretches: Sequence[exporting.Stretch]) -> int:
    """Return how many records people wrote stand in some stretches of the journal."""
    found = 0
    for stretch in stretches:
        base = stretch.no << tables.SHIFT
        for kind, register in KINDS.items():
            if register.internal:
                continue
            statement = f"SELECT count(*) FROM {kind} WHERE id IN (SELECT record FROM journal WHERE id >= ? AND id <= ?)"  # noqa: S608 - declared names
            found += connection.exec_driver_sql(statement, (base + stretch.first, base + stretch.last)).scalar_one()
    return found


def _classification(connection: sa.Connection, stretches: Sequence[exporting.Stretch]) -> str:
    """Return the highest classification of the records in some stretches: the courier must see how to treat the file."""
    order = [code.code for code in codes.codes("classification")]
    highest = 0
    for stretch in stretches:
        base = stretch.no << tables.SHIFT
        for kind, register in KINDS.items():
            if register.internal or "classification" not in tables.table(kind).c:
                continue
            statement = (
                f"SELECT DISTINCT classification FROM {kind} WHERE classification IS NOT NULL "  # noqa: S608 - declared names
                "AND id IN (SELECT record FROM journal WHERE id >= ? AND id <= ?)"
            )
            for (code,) in connection.exec_driver_sql(statement, (base + stretch.first, base + stretch.last)):
                highest = max(highest, order.index(code) if code in order else 0)
    return order[highest].replace("_", "-")  # how a manifest spells words


def _delivered(connection: sa.Connection, states: RecordStates) -> int:
    """Return the mark of the record keys that a receipt has covered."""
    sent = get_setting(connection, _SENT_KEYS) or []
    return max((mark for last, mark in sent if last <= states.have_through), default=0)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(VIETNAM)


def _folder(path: Path, *, removable: bool) -> Folder:
    try:
        free = shutil.disk_usage(path).free
    except OSError:
        return Folder(path, path.name or str(path), 0, removable, writable=False)
    return Folder(path, path.name or str(path), free, removable, os.access(path, os.W_OK))
