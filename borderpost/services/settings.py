"""What a post is called, whom it reports to and how its machine behaves: kept in the encrypted database.

What the lobby shows before unlocking (name, parent, machine) is copied into the key store.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from borderpost.domain.errors import RefusedInput, UserError
from borderpost.domain.words import N_, Message, Problem
from borderpost.keys import store as keystore
from borderpost.keys.roles import MANAGES_USERS
from borderpost.services.outgoing import usual_limit
from borderpost.services.session import Session
from borderpost.storage.database import get_setting, put_setting

NETWORKS = ("nothing", "internal", "internet")
PROFILES = ("nd30", "bqp")
LOBBY = ("name", "parent", "machine", "machine_place", "hide_names")
_PREFIX = "post/"
HIGHEST = 10_000_000_000
"""Dong: far above any fine of the law, against a slip of the hand."""


class NotAllowed(UserError):
    """This role may not do this."""

    def __init__(self) -> None:
        super().__init__(N_("Only the commander or the administrator may do this."))


@dataclass(frozen=True, slots=True)
class PostFacts:
    """The post. Empty texts are unknown and printed as a gap to fill by hand, never invented.

    fine_percent_commander: per cent of the highest fine the post commander may impose. fine_base_…: that highest fine in dong,
    by branch. 0 is unknown: the decree was not read.
    """

    name: str = ""
    code: str = ""
    parent: str = ""
    place: str = ""
    symbol: str = ""
    machine: int = 1
    machine_place: str = ""
    network: str = "nothing"
    addressee: str = ""
    hide_names: bool = False
    auto_lock_minutes: int = 10
    victim_lock_minutes: int = 3
    backup_folder: str = ""
    watch_folders: tuple[str, ...] = ()
    month_start_day: int = 15
    signer_position: str = ""
    signer_rank: str = ""
    signer_name: str = ""
    recipients: tuple[str, ...] = ()
    profile: str = "nd30"
    fine_percent_commander: int = 0
    fine_base_security: int = 0
    fine_base_border: int = 0
    second_signature_above: int = field(default_factory=usual_limit)


class SettingsService:
    """One per unlocked post."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def may_change(self) -> bool:
        """Tell whether this user may change the post's settings."""
        return self._session.keyring.role in MANAGES_USERS

    def post(self) -> PostFacts:
        """Return the settings; what was never set has its default."""
        with self._session.read() as connection:
            kept = {item.name: get_setting(connection, _PREFIX + item.name) for item in fields(PostFacts)}
        known: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in kept.items() if value is not None
        }
        return PostFacts(**known)

    def change(self, **changes: Any) -> PostFacts:
        """Change settings; raises NotAllowed, or RefusedInput naming each field. What the lobby shows goes to the key store."""
        if not self.may_change():
            raise NotAllowed
        before = self.post()
        wanted = replace(before, **changes)
        problems = _problems(wanted)
        if problems:
            raise RefusedInput(problems)
        with self._session.database.write() as connection:
            for name, value in asdict(wanted).items():
                if name in changes:
                    put_setting(connection, _PREFIX + name, list(value) if isinstance(value, tuple) else value)
        if wanted.second_signature_above != before.second_signature_above:
            with self._session.work() as work:  # who widened what one person may take out alone stays visible
                work.note("officers", None, "settings", {"second_signature_above": wanted.second_signature_above})
        shown = {name: getattr(wanted, name) for name in LOBBY if name in changes}
        if shown:
            self._session.store = replace(self._session.store, post=self._session.store.post | shown)
            keystore.save(self._session.store, self._session.home)
        return wanted


def _problems(facts: PostFacts) -> list[Problem]:
    found = []
    if not facts.name.strip():
        found.append(Problem("name", Message(N_("Write the name of the post."))))
    if facts.network not in NETWORKS:
        found.append(Problem("network", Message(N_("Choose what this machine may be connected to."))))
    if facts.profile not in PROFILES:
        found.append(Problem("profile", Message(N_("Choose a layout for documents."))))
    limits = {
        "machine": (1, 99),
        "auto_lock_minutes": (1, 120),
        "victim_lock_minutes": (1, 60),
        "month_start_day": (1, 28),
        "second_signature_above": (0, 1_000_000),
        "fine_percent_commander": (0, 100),
        "fine_base_security": (0, HIGHEST),
        "fine_base_border": (0, HIGHEST),
    }
    for name, (least, most) in limits.items():
        if not least <= getattr(facts, name) <= most:
            message = Message(N_("Write a number from {least} to {most}."), {"least": least, "most": most})
            found.append(Problem(name, message))
    return found
