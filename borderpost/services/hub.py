"""A headquarters: posts enrolled, bundles taken in, receipts signed, and who has sent what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from borderpost.domain.clock import moment_text
from borderpost.domain.errors import BundleRejected
from borderpost.domain.progress import Progress
from borderpost.domain.words import N_, Message, render
from borderpost.hub.completeness import PostState, states_of
from borderpost.services import trusted
from borderpost.services.session import Session
from borderpost.services.setup import Headquarters
from borderpost.storage import exporting
from borderpost.storage.inbox import Inbox, Outcome, Standing, standing
from borderpost.sync import courier as carrying
from borderpost.sync import enrolment
from borderpost.sync.bundle_v1 import Manifest, open_bundle
from borderpost.sync.receipts import SUFFIX, Receipt, Rejected, sign_receipt, write_receipts
from borderpost.sync.rejections import BadMember, UnknownSender
from borderpost.sync.trust import Peer

INBOX = "inbox"
_MOST_REJECTED = 2000
"""Rejections named in one receipt; the next receipt names the rest."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of one file. `code` is None when it was taken in, else the reason of the rejection."""

    file: str
    sender_name: str
    number: int
    entries: int
    new: int
    known: int
    waiting: int
    quarantined: int
    forks: int
    rejected: tuple[tuple[str, str, str], ...]
    code: str | None
    sentence: str


class HubService:
    """One per unlocked headquarters."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def own_fingerprint(self) -> str:
        """Return the headquarters' own eight groups of four digits."""
        return trusted.me(self._session).fingerprint()

    def read_request(self, request: Path) -> Headquarters:
        """Read the request of a post; nothing is trusted yet. Raises BadEnrolment, BadSignature, EnvironmentFault."""
        found = enrolment.read_enrolment(request)
        return Headquarters(found.peer.name, found.fingerprint)

    def enrol(self, request: Path, answer: Path) -> Headquarters:
        """Trust a post whose fingerprint was compared, and write the answer for it.

        Raises BadEnrolment, BadSignature, NewerFormat, EnvironmentFault.
        """
        session = self._session
        found = enrolment.read_enrolment(request)
        enrolment.write_answer(answer, trusted.me(session), trusted.feed_key(session), found, session.clock.now())
        with session.work() as work:
            before = trusted.known(work.connection, found.peer.id) or trusted.Known(found.peer)
            trusted.believe(work.connection, replace(before, peer=found.peer))
            work.note("bundles", None, "enrol", {"peer": found.peer.id, "fingerprint": found.fingerprint})
        return Headquarters(found.peer.name, found.fingerprint)

    def import_files(self, paths: Iterable[Path], progress: Progress | None = None) -> list[Imported]:
        """Take bundles in, each in one transaction: wholly or not at all. The same bundle again changes nothing.

        Raises EnvironmentFault when disk or stick fails, Cancelled.
        """
        return [self._import(path, progress or Progress()) for path in paths]

    def write_receipts(self, folder: Path) -> tuple[Path, ...]:
        """Write a signed receipt for every post that has sent something; one file a post. Raises EnvironmentFault."""
        session = self._session
        key = trusted.feed_key(session)
        own = trusted.peer_id(session)
        now = session.clock.now()
        written: list[Path] = []
        with session.read() as connection:
            for known in trusted.all_known(connection):
                signed = [
                    sign_receipt(_receipt(own, now, standing(connection, session.database, feed)), key)
                    for feed in self._feeds(connection, known.peer)
                ]
                if signed:
                    path = folder / f"{own}-{known.peer.id}-{now:%Y%m%d-%H%M%S}{SUFFIX}"
                    write_receipts(path, signed)
                    written.append(path)
        with session.work() as work:
            work.note("receipts", None, "export", {"files": len(written)})
        return tuple(written)

    def posts(self) -> list[PostState]:
        """Return every enrolled post: what it sent, what is missing, what waits."""
        with self._session.read() as connection:
            return [
                state
                for known in trusted.all_known(connection)
                for state in states_of(
                    connection,
                    self._session.database,
                    known.peer.id,
                    known.peer.name,
                    known.peer.feeds,
                    known.last_number,
                    known.last_at,
                )
            ]

    # --- inside -----------------------------------------------------------------------------------------------------

    def _import(self, path: Path, progress: Progress) -> Imported:
        session = self._session
        inbox = session.home / INBOX
        inbox.mkdir(exist_ok=True)
        copy = inbox / path.name
        try:
            # A stick may show other bytes at every reading: our own copy is what is checked and opened.
            carrying.carry(path, copy, progress)
            manifest, outcome = self._take(copy, progress)
        except BundleRejected as refused:
            sentence = render(refused.message)
            return Imported(path.name, "", 0, 0, 0, 0, 0, 0, 0, (), refused.reason, sentence)
        finally:
            copy.unlink(missing_ok=True)
        with session.read() as connection:
            known = trusted.known(connection, manifest.sender)
        return Imported(
            path.name,
            known.peer.name if known else manifest.sender,
            manifest.number,
            manifest.entries,
            outcome.new,
            outcome.known,
            outcome.waiting,
            len(outcome.rejected),
            len(outcome.forks),
            tuple((str(record), field, reason) for record, field, reason in outcome.rejected),
            None,
            render(_said(outcome)),
        )

    def _take(self, path: Path, progress: Progress) -> tuple[Manifest, Outcome]:
        session = self._session
        trust = trusted.trust(session)
        with open_bundle(path, trust, trusted.identity(session), progress=progress) as bundle:
            manifest = bundle.manifest
            sender = next(peer for peer in trust.peers if peer.id == manifest.sender)  # the seal was checked against it
            feeds = frozenset(sender.feeds)
            for item in manifest.feeds:
                if item.feed not in feeds:  # nobody speaks for another post
                    raise UnknownSender(manifest.sender, item.feed)
            with session.work() as work:
                taker = Inbox(work.connection, session.database)
                taker.take(bundle.entries(), progress)
                for part in bundle.keys():  # noqa: SIM118 - a bundle is no mapping
                    try:
                        exporting.take_keys(work.connection, session.database, part, feeds)
                    except ValueError:
                        raise BadMember("keys") from None
                bundle.finish()
                outcome = taker.finish()
                work.kinds.update(outcome.kinds)
                trusted.believe(work.connection, trusted.Known(sender, manifest.number, moment_text(session.clock.now())))
                work.note("bundles", None, "import", {"sender": manifest.sender, "number": manifest.number, "new": outcome.new})
        return manifest, outcome

    def _feeds(self, connection: sa.Connection, peer: Peer) -> list[str]:
        """Return the feeds of a post of which anything has come, also if it only waits behind a gap."""
        return [feed for feed in peer.feeds if any(found.name == feed for found in self._session.database.feeds(connection))]


def _receipt(own: str, now: datetime, found: Standing) -> Receipt:
    rejected = tuple(Rejected(str(record), field, reason) for record, field, reason in found.refused[:_MOST_REJECTED])
    return Receipt(own, found.feed, found.seq, found.hash, now, rejected, found.wants)


def _said(outcome: Outcome) -> Message:
    if outcome.forks:
        forks = {"count": len(outcome.forks)}
        return Message(N_("Two machines wrote under the same numbers: {count}. They were set aside; report it."), forks)
    if outcome.waiting:
        waiting = {"count": outcome.waiting}
        return Message(N_("Entries that wait for an earlier bundle: {count}. The receipt asks for it."), waiting)
    if outcome.rejected:
        return Message(N_("Taken in. Records returned to the post: {count}."), {"count": len(outcome.rejected)})
    if outcome.new:
        return Message(N_("Taken in. New entries: {count}."), {"count": outcome.new})
    return Message(N_("Everything in it was here already. Nothing changed."))
