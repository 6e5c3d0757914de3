"""What leaves the machine in numbers: who may export, from how many records on a second officer signs, and that signature.

The second officer types the passphrase of their own account for this one act. The session stays the first one's: of the second
only the signing key is opened, and dropped again. The journal has both names and a signature over what was agreed to, so that
the second officer can be shown to have agreed to this export, and cannot be said to have agreed to another.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import cbor2

from borderpost.domain.clock import moment_text
from borderpost.domain.errors import UserError
from borderpost.domain.fields import Plain
from borderpost.domain.text import fold
from borderpost.domain.words import N_
from borderpost.keys import store as keystore
from borderpost.keys.identity import verify
from borderpost.keys.roles import COUNTERSIGNS, EXPORTS
from borderpost.keys.store import Account, WrongPassphrase
from borderpost.services.session import Session
from borderpost.storage.database import get_setting

SETTING = "post/second_signature_above"
_FILE = Path(__file__).resolve().parents[2] / "resources" / "outgoing" / "outgoing.json"
_PURPOSE = "borderpost second signature"


class MayNotExport(UserError):
    """This role exports no register."""

    def __init__(self) -> None:
        super().__init__(
            N_("This role writes no register to a file. A victim officer, the commander or the administrator does.")
        )


class SecondNeeded(UserError):
    """So many records leave only with a second officer."""

    def __init__(self, rows: int, above: int) -> None:
        sentence = N_("{rows} records: above {above} a second officer signs. Nothing was written.")
        super().__init__(sentence, rows=rows, above=above)


class NotSecond(UserError):
    """This person cannot be the second."""


@dataclass(frozen=True, slots=True)
class Second:
    """The second officer, by name or user code, and the passphrase they typed for this act."""

    who: str
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is about to leave: so many records, and from how many on who (user code, name) may sign as the second."""

    rows: int
    above: int
    officers: tuple[tuple[str, str], ...]
    allowed: bool

    @property
    def needs_second(self) -> bool:
        """Tell whether one person alone may not do it."""
        return self.rows > self.above


@cache
def usual_limit() -> int:
    """Return the number of records above which two sign, before a post sets its own."""
    return int(json.loads(_FILE.read_text("utf-8"))["second_signature_above"])


def limit(session: Session) -> int:
    """Return the number of records above which two sign at this post."""
    with session.read() as connection:
        kept = get_setting(connection, SETTING)
    return usual_limit() if kept is None else int(kept)


def leaving(session: Session, rows: int) -> Leaving:
    """Tell what so many records need to leave. A post that hides names before unlocking hides none here."""
    officers = tuple((account.uid, account.name) for account in _others(session))
    return Leaving(rows, limit(session), officers, session.keyring.role in EXPORTS)


def agreed(session: Session, kind: str, act: str, rows: int, reason: str, second: Second | None) -> dict[str, Plain]:
    """Return what the journal keeps of the second officer's agreement, nothing where none is needed.

    Raises SecondNeeded, NotSecond for oneself or a role that may not, WrongPassphrase, also for a name nobody has.
    """
    above = limit(session)
    if rows <= above:
        return {}
    if second is None or not second.who.strip():
        raise SecondNeeded(rows, above)
    account = _account(session, second.who)
    keys = keystore.user_keys(session.store, account.uid, second.passphrase)
    at = moment_text(session.clock.now())
    signed = _signed(session.database.own_feed, kind, act, rows, reason, session.keyring.uid, account.uid, at)
    return {"second": account.uid, "second_at": at, "second_signature": keys.signer.sign(signed)}


def stands(fields: dict[str, Plain], public: bytes, feed: str, kind: str, act: str, reason: str, first: str) -> bool:
    """Tell whether the second signature in an entry of the journal is of this key and over this very act."""
    signed = _signed(feed, kind, act, fields["rows"], reason, first, fields["second"], fields["second_at"])
    return verify(public, fields["second_signature"], signed)


def _signed(feed: str, kind: str, act: str, rows: int, reason: str, first: str, second: str, at: str) -> bytes:
    return cbor2.dumps([_PURPOSE, 1, feed, kind, act, rows, reason, first, second, at])


def _others(session: Session) -> list[Account]:
    return [user for user in session.store.users() if user.role in COUNTERSIGNS and user.uid != session.keyring.uid]


def _account(session: Session, who: str) -> Account:
    wanted = fold(who)
    for account in session.store.users():
        if account.uid == who or fold(account.name) == wanted:
            if account.uid == session.keyring.uid:
                raise NotSecond(N_("The second signature is another person's."))
            if account.role not in COUNTERSIGNS:
                raise NotSecond(N_("Only a commander or an administrator signs as the second."))
            return account
    raise WrongPassphrase
