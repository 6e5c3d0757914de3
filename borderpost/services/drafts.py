"""Forms that were not saved yet: kept as they are typed, offered again, sealed for their writer alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from borderpost.domain.fields import Plain
from borderpost.registers import KINDS
from borderpost.services.session import Session
from borderpost.services.views import DraftView
from borderpost.storage import drafts


class DraftService:
    """One per unlocked post."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(
        self,
        key: str,
        kind: str,
        record_id: str | None,
        values: Mapping[str, Plain],
        typed: Mapping[str, str],
        seen: Mapping[str, Sequence[str]] | None,
    ) -> None:
        """Keep a form under a key, replacing what was kept there. `typed` is the raw text of cells that do not parse."""
        content = {
            "record": record_id,
            "values": dict(values),
            "typed": dict(typed),
            "seen": None if seen is None else {name: list(found) for name, found in seen.items()},
        }
        with self._session.database.write() as connection:
            drafts.keep(connection, self._session.database, key, kind, content, self._session.clock.now())
        self._tell()

    def all(self) -> list[DraftView]:
        """Return the forms of whoever unlocked, newest first; those of registers this program does not know are left alone."""
        with self._session.read() as connection:
            found = drafts.all_of_user(connection, self._session.database)
        return [
            DraftView(
                draft.key,
                draft.kind,
                draft.content["record"],
                draft.saved,
                _title(draft.kind, draft.content["values"]),
                draft.content["values"],
                draft.content["typed"],
                None
                if draft.content["seen"] is None
                else {name: tuple(versions) for name, versions in draft.content["seen"].items()},
            )
            for draft in found
            if draft.kind in KINDS
        ]

    def discard(self, key: str) -> None:
        """Forget a form."""
        with self._session.database.write() as connection:
            drafts.discard(connection, self._session.database, key)
        self._tell()

    def count(self) -> int:
        """Return how many forms wait on this machine, of all users."""
        with self._session.read() as connection:
            return drafts.count(connection)

    def _tell(self) -> None:
        self._session.tell_status(drafts=self.count())


def _title(kind: str, values: Mapping[str, Plain]) -> str:
    """Return the number of a record or the name of its register in words: never what was typed into a sealed field."""
    from borderpost.domain.words import _

    return str(values.get("number") or _(KINDS[kind].singular))
