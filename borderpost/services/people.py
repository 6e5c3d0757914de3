"""Users of the machine: accounts in the key store, and entries in the journal that say who they are."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from borderpost.domain.errors import RefusedInput, UserError
from borderpost.domain.ids import Version
from borderpost.domain.progress import Progress
from borderpost.domain.words import N_, Message, Problem, _
from borderpost.keys import passwords, words
from borderpost.keys import store as keystore
from borderpost.keys.roles import COMPARTMENTS, GRANTS, MANAGES_USERS, RECOVERY, SENTENCES
from borderpost.keys.store import Account, Store
from borderpost.services.session import Changes, Session, changes_of
from borderpost.services.settings import NotAllowed
from borderpost.storage import tables
from borderpost.storage.unit_of_work import Work

POST_ROLES = ("guard", "victim_officer", "commander", "administrator")
HUB_ROLES = ("key_officer", "administrator")


@dataclass(frozen=True, slots=True)
class UserView:
    """A user: what they may open, and whether somebody still has to hand them a key."""

    uid: str
    name: str
    rank: str
    position: str
    role: str
    active: bool
    granted: tuple[str, ...]
    missing: tuple[str, ...]


def officer_values(account: Account) -> dict[str, object]:
    """Return the journal's record of a user; its signing key verifies what they write."""
    return {
        "uid": account.uid,
        "name": account.name,
        "rank": account.rank or None,
        "position": account.position or None,
        "role": account.role,
        "active": account.active,
        "signing_key": account.signing_key,
    }


class PeopleService:
    """One per unlocked post."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def may_manage(self) -> bool:
        """Tell whether this user may add and remove others."""
        return self._session.keyring.role in MANAGES_USERS

    def users(self) -> list[UserView]:
        """Return everybody who can unlock or could once, those active first."""
        store = self._session.store
        missing = keystore.missing_grants(store)
        found = [
            UserView(
                account.uid,
                account.name,
                account.rank,
                account.position,
                account.role,
                account.active,
                tuple(
                    name for name in COMPARTMENTS if name in GRANTS[account.role] and name not in missing.get(account.uid, ())
                ),
                missing.get(account.uid, ()),
            )
            for account in store.accounts
            if account.role != RECOVERY
        ]
        return sorted(found, key=lambda user: not user.active)

    def roles(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """Return (code, name, what it may do in plain sentences) of every role here, in the language in force."""
        from borderpost.domain import codes

        wanted = HUB_ROLES if self._session.store.post.get("kind") == "hub" else POST_ROLES
        return tuple((role, codes.label("role", role), tuple(_(line) for line in SENTENCES[role])) for role in wanted)

    def passphrase(self) -> str:
        """Return a new generated passphrase."""
        return words.generate_passphrase()

    def add(self, name: str, rank: str, position: str, role: str, passphrase: str) -> Changes:
        """Make an account; raises NotAllowed, RefusedInput. What this user lacks for the role somebody else grants later."""
        self._manage()
        problems = []
        if not name.strip():
            problems.append(Problem("name", Message(N_("Write the person's name."))))
        if role not in (code for code, _label, _lines in self.roles()):
            problems.append(Problem("role", Message(N_("Choose a role."))))
        if problems:
            raise RefusedInput(problems)
        cost = self._cost()
        store, account = keystore.add_user(
            self._session.store, self._session.keyring, name.strip(), rank.strip(), position.strip(), role, passphrase, cost
        )
        # The entry first: an account without one writes entries nobody can verify; an entry without account harms nothing.
        with self._session.work() as work:
            work.create("officers", officer_values(account))
        self._keep(store)
        return changes_of(work)

    def reset(self, uid: str, passphrase: str) -> Changes:
        """Give somebody who forgot the passphrase new keys under a new one. Drafts of theirs cannot be read any more."""
        self._manage()
        if uid == self._session.keyring.uid:
            raise UserError(N_("Change your own passphrase instead."))
        store, account = keystore.reset_user(self._session.store, self._session.keyring, uid, passphrase, self._cost())
        with self._session.work() as work:
            work.amend(self._officer(work, uid), {"signing_key": account.signing_key})
        self._keep(store)
        return changes_of(work)

    def grant_missing(self, uid: str) -> Changes:
        """Hand over the keys this user holds and somebody still lacks for their role."""
        self._manage()
        before = keystore.missing_grants(self._session.store).get(uid, ())
        store = keystore.grant_missing(self._session.store, self._session.keyring)
        if keystore.missing_grants(store).get(uid, ()) == before:
            raise UserError(N_("This account does not hold the missing key either. Ask the commander."))
        self._keep(store)
        return Changes(frozenset({"officers"}))

    def remove(self, uid: str, reason: str, progress: Progress | None = None) -> Changes:
        """Take somebody out: new keys for those who stay, and the database encrypted anew. Nobody's passphrase is needed.

        A power cut leaves two keys of which one opens the database; the next start ends the change.
        """
        self._manage()
        if uid == self._session.keyring.uid:
            raise UserError(N_("Nobody removes themselves. Another commander or administrator does it."))
        if not reason.strip():
            raise RefusedInput([Problem("reason", Message(N_("Write why the account is removed.")))])
        leaves = self._session.store.account(uid)
        others = [user for user in self._session.store.users() if user.uid != uid and user.role == leaves.role]
        if leaves.role in MANAGES_USERS and not others:
            raise UserError(N_("This is the last account of its role. Add another one first."))
        with self._session.work() as work:
            work.amend(self._officer(work, uid), {"active": False}, reason=reason.strip())
        store, key, receivers = keystore.remove_user(self._session.store, uid)
        self._keep(store)
        (progress or Progress()).step(0)
        self._session.rekey(key, receivers)
        self._keep(keystore.finish_rekey(store))
        return changes_of(work)

    def change_own(self, old: str, new: str) -> None:
        """Change one's own passphrase; raises WrongPassphrase."""
        uid = self._session.keyring.uid
        self._keep(keystore.change_passphrase(self._session.store, uid, old, new, self._cost()))

    def _manage(self) -> None:
        if not self.may_manage():
            raise NotAllowed

    def _cost(self) -> passwords.Cost:
        return self._session.account.cost or passwords.FLOOR

    def _keep(self, store: Store) -> None:
        keystore.save(store, self._session.home)
        self._session.store = store

    @staticmethod
    def _officer(work: Work, uid: str) -> Version:
        table = tables.table("officers")
        key = work.connection.execute(sa.select(table.c.id).where(table.c.uid == uid).order_by(table.c.id.desc())).scalar()
        if key is None:
            raise UserError(N_("There is no such user on this machine."))
        return work.database.version(work.connection, key)
