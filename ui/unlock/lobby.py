"""What may be seen before unlocking: nothing secret, read from the key store alone. Plain data, no import worth waiting for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LobbyUser:
    """One person who may unlock: `role` is guard, victim_officer, commander, administrator.

    `passphrase` is known, and shown, only in a training post: nothing there is worth hiding.
    """

    uid: str
    name: str
    rank_position: str
    role: str = "guard"
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Lobby:
    """The post as it stands locked. Sentences are already in the language in force; an empty one is not shown.

    `backup` and `clock` are (fact, detail). With `hide_names` no name is shown: the person types theirs.
    """

    post_name: str
    parent: str
    machine: str
    users: tuple[LobbyUser, ...]
    drafts: int = 0
    backup: tuple[str, str] = ("", "")
    clock: tuple[str, str] = ("", "")
    hide_names: bool = False
    training: bool = False
    version: str = ""
    last_user: str = ""


Unlock = Callable[[str, str], object]
"""Called off the GUI thread with (uid or typed name, passphrase); returns the session or raises UserError."""
