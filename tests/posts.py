"""A real post on a real encrypted database, with one user of each role, for every test that needs one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from borderpost import bootstrap
from borderpost.bootstrap import Post
from borderpost.domain.clock import VIETNAM, FixedClock
from borderpost.domain.codes import codes
from borderpost.domain.fields import Choice, Choices, Count, Day, Flag, Link, MarkerNumber, Moment, Text
from borderpost.keys.passwords import Cost
from borderpost.registers import KINDS
from borderpost.services.setup import PersonSpec, PostSpec

CHEAP = Cost(64, 1, 1)
"""Argon2id as weak as it goes: tests unlock hundreds of times."""

NIGHT = datetime(2026, 3, 15, 4, 40, tzinfo=VIETNAM)
PASSPHRASES = {
    "commander": "mot hai ba bon nam sau bay",
    "administrator": "ba bon nam sau bay tam chin",
    "victim_officer": "nam sau bay tam chin muoi mot",
    "guard": "sau bay tam chin muoi mot hai",
}
SPEC = PostSpec(
    "Đồn BP Khe Sim",
    "KS",
    "BCH BĐBP tỉnh Sơn Giang",
    1,
    "phòng trực ban",
    "nothing",
    PersonSpec("Lường Văn Thái", "Đại úy", "Đồn trưởng", PASSPHRASES["commander"]),
    PersonSpec("Vàng A Sính", "Thượng úy", "Quản trị máy", PASSPHRASES["administrator"]),
)


@dataclass(frozen=True)
class Place:
    """A made post: unlock it as whom you need."""

    home: Path
    clock: FixedClock
    uids: dict[str, str]

    def unlock(self, role: str) -> Post:
        """Open the post as the user of a role; the caller closes it."""
        return bootstrap.unlock(self.home, self.uids[role], PASSPHRASES[role], clock=self.clock)

    @contextmanager
    def as_(self, role: str) -> Iterator[Post]:
        """Open the post as the user of a role for a while."""
        post = self.unlock(role)
        try:
            yield post
        finally:
            post.close()


def make(home: Path, at: datetime = NIGHT) -> Place:
    """Make a post with a commander, an administrator, a victim officer and a guard.

    The first one a test asks for is a copy of one made before in this process: making and first opening take half a second, and
    thousands of tests begin so. A second one in the same test is made anew, for two posts share neither keys nor feed.
    """
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    if not test or test in _ASKED:
        return _made(home, at)
    _ASKED.clear()
    _ASKED.add(test)
    if at not in _TEMPLATES:
        folder = tempfile.TemporaryDirectory(prefix="post-template-")
        _TEMPLATES[at] = folder, _made(Path(folder.name) / "post", at)
        with _TEMPLATES[at][1].as_("commander"):
            pass  # the first opening counts what the rules of the program ask for
    known = _TEMPLATES[at][1]
    shutil.copytree(known.home, home, dirs_exist_ok=True)
    return Place(home, FixedClock(at), dict(known.uids))


_TEMPLATES: dict[datetime, tuple[tempfile.TemporaryDirectory[str], Place]] = {}
_ASKED: set[str] = set()


def _made(home: Path, at: datetime) -> Place:
    clock = FixedClock(at)
    made = bootstrap.create_post(home, SPEC, clock=clock, cost=CHEAP)
    made.post.people.add("Lò Thị Hạnh", "Trung úy", "Cán bộ", "victim_officer", PASSPHRASES["victim_officer"])
    made.post.people.add("Giàng A Páo", "Thiếu úy", "Trinh sát", "guard", PASSPHRASES["guard"])
    uids = {user.role: user.uid for user in made.post.people.users()}
    made.post.close()
    return Place(home, clock, uids)


def patrol(**changes: Any) -> dict[str, Any]:
    """Return a night patrol that crosses midnight."""
    return {
        "kind": "closed_loop",
        "border": "la",
        "section": "511–513",
        "started": "2026-03-14T22:30:00+07:00",
        "ended": "2026-03-15T05:30:00+07:00",
        "leader": "Đặng Văn Phúc",
        "border_guards": 5,
        "legs": [{"departed": "2026-03-14T22:30:00+07:00", "arrived": "2026-03-15T05:30:00+07:00", "distance": 12_340}],
        "markers": [{"marker": "LA:511", "state": "intact"}, {"marker": "LA:512", "state": "damaged"}],
    } | changes


def person(**changes: Any) -> dict[str, Any]:
    """Return a person."""
    return {"name": "Sùng Thị Mỷ", "sex": "female", "birth": "2010"} | changes


def reception(people: list[str], **changes: Any) -> dict[str, Any]:
    """Return a reception of people by id."""
    return {
        "route": "rescued",
        "found": "2026-03-15T00:40:00+07:00",
        "received": "2026-03-15T03:10:00+07:00",
        "officer": "Lò Thị Hạnh",
        "people": [{"person": item, "category": "in_identification"} for item in people],
    } | changes


def case(person_id: str, **changes: Any) -> dict[str, Any]:
    """Return a victim case."""
    return {
        "pseudonym": "NN-007",
        "person": person_id,
        "category": "in_identification",
        "route": "rescued",
        "found": "2026-03-15T00:40:00+07:00",
        "received": "2026-03-15T03:10:00+07:00",
        "status": "suspected",
    } | changes


def handover(**changes: Any) -> dict[str, Any]:
    """Return a hand-over of a file."""
    return {
        "handed": "2026-03-06T09:00:00+07:00",
        "direction": "outgoing",
        "subject": ["file"],
        "receiver_kind": "police_province",
        "receiver": "Công an tỉnh",
        "officer": "Vàng A Sính",
        "items": [{"what": "Hồ sơ vụ việc", "quantity": 1}],
        "feedback_due": "2026-03-20",
    } | changes


def tip(**changes: Any) -> dict[str, Any]:
    """Return the tip of DOMAIN.md 13 (b), received from a protected reporter."""
    return {
        "kind": "denunciation",
        "received": "2026-02-10T09:15:00+07:00",
        "channel": "in_person",
        "recorded": "2026-02-10T09:40:00+07:00",
        "officer": "Vàng A Sính",
        "reporter_kind": "protected",
        "reporter_name": "Giàng Thị Mảy",
        "content": "Con gái đi chợ phiên ngày 07/02 chưa về, nghi bị lừa sang bên kia biên giới.",
        "state": "received",
    } | changes


def custody(person_id: str, **changes: Any) -> dict[str, Any]:
    """Return the organiser's custody of DOMAIN.md 13 (a)."""
    return {
        "person": person_id,
        "measure": "emergency",
        "held": "2026-03-15T00:40:00+07:00",
        "arrived": "2026-03-15T03:10:00+07:00",
    } | changes


def sanction(person_id: str, **changes: Any) -> dict[str, Any]:
    """Return one administrative record of DOMAIN.md 13 (a)."""
    return {
        "person": person_id,
        "recorded": "2026-03-15T05:00:00+07:00",
        "officer": "Vàng A Sính",
        "act": "adm_exit_entry_282",
        "complexity": "simple",
    } | changes


def smallest(kind: str, made: dict[str, str]) -> dict[str, Any]:
    """Return the smallest record a register takes: what it requires, first codes, links to records already made by kind."""
    register = KINDS[kind]
    found: dict[str, Any] = {}
    for name, declared in register.fields:
        if not declared.required:
            continue
        if isinstance(declared, Choice | Choices):
            first = codes(declared.codes).offered()[0].code
            found[name] = first if isinstance(declared, Choice) else [first]
        elif isinstance(declared, Link):
            found[name] = made[declared.register]
        else:
            found[name] = _PLAIN[type(declared)]
    more: dict[str, Any] = _RULED.get(kind, lambda _made: {})(made)
    return found | more


_PLAIN: dict[type, Any] = {
    Text: "Bản Nậm Cắn",
    Count: 3,
    Flag: True,
    Moment: "2026-03-14T08:00:00+07:00",
    Day: "2026-03-14",
    MarkerNumber: "CN:1106",
}
_RULED: dict[str, Any] = {
    "pledges": lambda _made: {"signer": "Hộ ông Vàng A Tủa"},
    "repatriations": lambda made: {"people": [{"person": made["persons"]}]},
}
"""What the rules of a register ask for beyond its required fields."""
