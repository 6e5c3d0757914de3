"""What is needed to make a post or a headquarters, and what may be seen of one before it is unlocked.

Plain data; nothing here imports the database, so that the unlock window can be shown at once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from borderpost.domain.files import write_atomic
from borderpost.keys import storefile
from borderpost.keys.roles import RECOVERY

STATUS_FILE = "status.json"


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """Somebody who gets an account: name, rank, position, and the passphrase shown to them once."""

    name: str
    rank: str
    position: str
    passphrase: str


@dataclass(frozen=True, slots=True)
class PostSpec:
    """A post to create. `network` is `nothing`, `internal` or `internet`."""

    post_name: str
    post_code: str
    parent: str
    machine: int
    machine_place: str
    network: str
    commander: PersonSpec
    administrator: PersonSpec


@dataclass(frozen=True, slots=True)
class HubSpec:
    """A headquarters to create, with its key officer."""

    name: str
    code: str
    officer: PersonSpec


@dataclass(frozen=True, slots=True)
class Headquarters:
    """A headquarters' key as read from a file, not yet trusted: its name, and eight groups of four digits to read aloud."""

    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class LobbyPerson:
    """Somebody who may unlock."""

    uid: str
    name: str
    rank: str
    position: str
    role: str


@dataclass(frozen=True, slots=True)
class LobbyFacts:
    """What the key store and the status file tell before unlocking; `backup` and `drill` are ISO 8601 instants or None."""

    kind: str
    name: str
    parent: str
    machine: int
    machine_place: str
    people: tuple[LobbyPerson, ...]
    hide_names: bool
    training: bool
    drafts: int
    backup: str | None
    drill: str | None


def kind_of(home: Path) -> str | None:
    """Return `post` or `hub`, or None where nothing was made yet. Raises DamagedStore, NewerStore."""
    if not storefile.exists(home):
        return None
    return str(storefile.newest(home)[0]["post"].get("kind", "post"))


def status(home: Path) -> dict[str, Any]:
    """Return the facts beside the database: number of drafts, time of the last backup. An unreadable file tells nothing."""
    try:
        found = json.loads((home / STATUS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def note_status(home: Path, **facts: str | int | None) -> None:
    """Change facts of the status file; raises EnvironmentFault. Nothing secret may go here: it is read before unlocking."""
    before = status(home)
    if any(before.get(name) != value for name, value in facts.items()):
        write_atomic(home / STATUS_FILE, json.dumps(before | facts, sort_keys=True).encode())


def lobby(home: Path) -> LobbyFacts | None:
    """Return what may be seen before unlocking, None where there is no post. Raises DamagedStore, NewerStore."""
    if not storefile.exists(home):
        return None
    plain, _before = storefile.newest(home)
    facts, post = status(home), plain["post"]
    drafts = facts.get("drafts")
    return LobbyFacts(
        str(post.get("kind", "post")),
        str(post.get("name", "")),
        str(post.get("parent", "")),
        int(post.get("machine", 1)),
        str(post.get("machine_place", "")),
        tuple(LobbyPerson(*person) for person in storefile.people(plain) if person[4] != RECOVERY),
        bool(post.get("hide_names", False)),
        bool(post.get("training", False)),
        drafts if isinstance(drafts, int) else 0,
        facts.get("backup"),
        facts.get("drill"),
    )
