"""How a post and its headquarters come to trust each other: by file, and by eight groups of four digits read aloud."""

from __future__ import annotations

from pathlib import Path

from borderpost.domain.errors import UserError
from borderpost.domain.words import N_
from borderpost.services import trusted
from borderpost.services.session import Changes, Session
from borderpost.services.setup import Headquarters
from borderpost.sync import enrolment
from borderpost.sync.trust import Peer


class EnrolmentService:
    """One per unlocked post."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: Peer | None = None

    def own_fingerprint(self) -> str:
        """Return this post's eight groups of four digits."""
        return trusted.me(self._session).fingerprint()

    def write_request(self, path: Path) -> None:
        """Write the request for headquarters; raises EnvironmentFault."""
        session = self._session
        enrolment.write_request(path, trusted.me(session), trusted.feed_key(session), session.clock.now())

    def read(self, path: Path) -> Headquarters:
        """Read headquarters' answer to this post's own request; nothing is trusted yet.

        Raises BadEnrolment, BadSignature, NewerFormat, EnvironmentFault.
        """
        found = enrolment.read_enrolment(path, trusted.me(self._session))
        self._read = found.peer
        return Headquarters(found.peer.name, found.fingerprint)

    def trust(self) -> Changes:
        """Trust what was read last, after a person compared the fingerprint by voice."""
        if self._read is None:
            raise UserError(N_("Read the file of headquarters first."))
        with self._session.work() as work:
            trusted.believe(work.connection, trusted.Known(self._read))
            work.note("bundles", None, "enrol", {"peer": self._read.id, "fingerprint": self._read.fingerprint()})
        return Changes(frozenset({"bundles"}))

    def hub(self) -> Headquarters | None:
        """Return the headquarters that bundles go to, if one is trusted."""
        found = hub_of(self._session)
        return None if found is None else Headquarters(found.name, found.fingerprint())


def hub_of(session: Session) -> Peer | None:
    """Return the headquarters a post exports to: the peer that shows compartments."""
    with session.read() as connection:
        return next((known.peer for known in trusted.all_known(connection) if known.peer.compartments), None)
