"""Is everything as it was written? The proof a commander, or a technician, can start at any time."""

from __future__ import annotations

from dataclasses import dataclass

from borderpost.domain.numbers import whole
from borderpost.domain.progress import Progress
from borderpost.domain.words import N_, Message, _, language, render
from borderpost.keys import store as keystore
from borderpost.keys.roles import RECOVERY
from borderpost.services.session import Session
from borderpost.storage import chain, integrity, rebuild
from borderpost.storage.chain import Break


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing that was checked: its stable code, whether it is in order, and a sentence in the language in force."""

    code: str
    ok: bool
    sentence: str


_BREAKS = {
    "changed": N_("Entry {seq} of {feed} was changed after it was written."),
    "order": N_("Entry {seq} of {feed} does not follow the one before it."),
    "head": N_("The journal of {feed} does not end at entry {seq}, where it was left."),
    "unsigned": N_("Entry {seq} of {feed} carries no signature of its author."),
    "signature": N_("The signature on entry {seq} of {feed} is not of the author it names."),
}


class CheckService:
    """Checks one unlocked post."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def run(self, progress: Progress | None = None) -> tuple[CheckLine, ...]:
        """Check everything; returns one line each for database, chain, authors, views, search and keys.

        Nothing is changed and nothing is mended. Progress counts each part from 0. Raises Cancelled, EnvironmentFault.
        """
        found = [self._database()]
        with self._session.read() as connection:
            proof = chain.prove(connection, progress)
            different = rebuild.differences(connection, self._session.database, progress)
            published = chain.signing_keys(connection)
            machines = {feed.name: feed.machine or feed.name for feed in self._session.database.feeds(connection)}
        with self._session.database.write() as connection:
            unsearchable = rebuild.search_faults(connection)
        unbroken, signed = N_("{count} entries follow one another unbroken."), N_("{count} signatures are of their authors.")
        found += [
            _breaks("chain", proof.broken, machines, Message(unbroken, _n(proof.entries))),
            _breaks("authors", proof.unproven, machines, Message(signed, _n(proof.signatures))),
            self._views(different),
            CheckLine("search", not unsearchable, _("Search finds what the registers hold."))
            if not unsearchable
            else CheckLine("search", False, _("Search does not match the registers. It can be rebuilt from the journal.")),
            self._keys(published),
        ]
        return tuple(found)

    def repair(self, progress: Progress | None = None) -> int:
        """Make every view and the search index anew from the journal; returns how many records they show. Raises Cancelled."""
        with self._session.database.write() as connection:
            return rebuild.rebuild(connection, self._session.database, progress)

    def _database(self) -> CheckLine:
        faults = integrity.faults(self._session.database.engine)
        if not faults:
            return CheckLine("database", True, _("Every page of the database is whole."))
        return CheckLine("database", False, _("The database is damaged. Close the program and take up the newest backup."))

    def _views(self, different: list[rebuild.Difference]) -> CheckLine:
        if not different:
            return CheckLine("views", True, _("Registers and lists show what the journal says."))
        told = Message(
            N_("{count} rows of registers differ from the journal. They can be rebuilt from it."), _n(len(different))
        )
        return CheckLine("views", False, render(told))

    def _keys(self, published: dict[str, frozenset[bytes]]) -> CheckLine:
        store = self._session.store
        for account in store.users():
            if account.role != RECOVERY and account.signing_key not in published.get(account.uid, ()):
                told = Message(N_("The signing key of {name} is not in the journal."), {"name": account.name})
                return CheckLine("keys", False, render(told))
        missing = keystore.missing_grants(store)
        for account in store.users():
            if missing.get(account.uid):
                told = Message(N_("{name} still lacks a key. The commander can hand it over."), {"name": account.name})
                return CheckLine("keys", True, render(told))
        return CheckLine("keys", True, _("Everybody holds the keys of their role, and only those."))


def _breaks(code: str, breaks: tuple[Break, ...], machines: dict[str, str], good: Message) -> CheckLine:
    if not breaks:
        return CheckLine(code, True, render(good))
    first = breaks[0]
    told = Message(_BREAKS[first.what], {"seq": first.seq, "feed": machines.get(first.feed, "?")})
    return CheckLine(code, False, render(told))


def _n(count: int) -> dict[str, object]:
    return {"count": whole(count, language())}
