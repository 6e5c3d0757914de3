"""A post with as many patrols and persons as wanted: real entries in a real chain, real rows, written in bulk.

Entries are encoded, chained and projected by the program's own code; only the statements run by the thousand. Nothing is
sealed for persons: their rows and their words are what the lists and the search read.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from borderpost.bootstrap import Post
from borderpost.domain.clock import VIETNAM
from borderpost.domain.ids import Version
from borderpost.domain.text import fold
from borderpost.journal.entry import Entry, encode
from borderpost.journal.heads import project
from borderpost.storage import likeness, tables
from borderpost.storage.database import Database, direct
from borderpost.storage.projector import Projector, _plan
from borderpost.storage.vault import Vault
from tests import posts

FAMILY = ("Nguyễn", "Lò", "Vàng", "Giàng", "Sùng", "Lường", "Quàng", "Đặng", "Hoàng", "Trần", "Lê", "Phạm", "Vừ", "Thào")
MIDDLE = ("Văn", "Thị", "A", "Đình", "Minh", "Ngọc", "Hữu", "Xuân")
GIVEN = ("Đức", "Mỷ", "Páo", "Sính", "Hạnh", "Thái", "Phúc", "Dơ", "Tâm", "Hương", "Bình", "Duyên", "Khánh", "Chứ", "Pản")
COMMON = "Nguyễn Văn Hùng"
"""One in twenty is called so."""
FIRST = datetime(1996, 1, 1, tzinfo=VIETNAM)
_BATCH = 10_000
_JOURNAL = "INSERT INTO journal (id, record, hash, body, signature) VALUES (?, ?, ?, ?, ?)"


def make(home: Path, patrols: int, persons: int) -> Post:
    """Make a post in an empty folder and fill it; returns it unlocked as its commander."""
    place = posts.make(home)
    post = place.unlock("commander")
    rng = random.Random(20260314)  # noqa: S311 - the same data every time
    _fill_patrols(post.session.database, patrols, rng)
    _fill_persons(post.session.database, persons, rng)
    return post


def name_of(rng: random.Random) -> str:
    """Compose a name; nobody is called by it."""
    return f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}"


def _patrol(number: int, total: int, rng: random.Random) -> dict[str, Any]:
    start = FIRST + timedelta(minutes=number * (30 * 365 * 1440 // max(total, 1)) + rng.randrange(10))
    end = start + timedelta(hours=rng.randrange(3, 12))
    marker = rng.randrange(400, 560)
    return {
        "number": f"TT-{start:%y}-{number:06d}",
        "kind": rng.choice(("closed_loop", "point", "area")),
        "border": "la",
        "section": f"{marker}–{marker + 2}",
        "started": start.isoformat(),
        "ended": end.isoformat(),
        "leader": name_of(rng),
        "border_guards": rng.randrange(2, 12),
        "legs": [{"departed": start.isoformat(), "arrived": end.isoformat(), "distance": rng.randrange(2000, 20_000)}],
        "markers": [{"marker": f"LA:{marker}", "state": "intact"}, {"marker": f"LA:{marker + 1}", "state": "damaged"}],
    }


def _batches(total: int) -> Iterator[range]:
    for first in range(0, total, _BATCH):
        yield range(first, min(first + _BATCH, total))


def _fill_patrols(database: Database, total: int, rng: random.Random) -> None:
    plan = _plan("patrols")
    for batch in _batches(total):
        with database.write() as connection:
            projector = Projector(connection, database, Vault(database.keyring))
            feed = database.feed(connection, database.own_feed)
            seq, prev, clock = feed.seq, feed.hash or bytes(32), feed.clock
            entries: list[tuple[Any, ...]] = []
            rows, children = [], []
            for number in batch:
                seq, clock = seq + 1, clock + 65_536
                record = Version(feed.name, seq)
                fields = _patrol(number, total, rng)
                entry = Entry(feed.name, seq, prev, clock, database.keyring.uid, "patrols", record, "create", fields)
                body, key = encode(entry), feed.no << tables.SHIFT | seq
                prev = hashlib.sha256(body).digest()
                shown = projector.rows(project([entry]), key)
                entries.append((key, key, prev, body, None))
                rows.append(shown.row)
                children += shown.children["patrols__markers"]
            entries[-1] = (*entries[-1][:4], database.keyring.user.signer.sign(prev))
            driver = direct(connection)
            driver.executemany(_JOURNAL, entries)
            driver.executemany(plan.insert, rows)
            driver.executemany(plan.children[0].insert, children)
            driver.execute("UPDATE feeds SET seq = ?, hash = ?, clock = ? WHERE no = ?", (seq, prev, clock, feed.no))
    _index(database, "patrols")


def _fill_persons(database: Database, total: int, rng: random.Random) -> None:
    plan = _plan("persons")
    names = [name for name, _field in plan.columns]
    for batch in _batches(total):
        with database.write() as connection:
            own, rows, marks = database.number(connection, database.own_feed), [], []
            for number in batch:
                name, label = name_of(rng), f"NG-26-{number:06d}"
                name = COMMON if number % 20 == 7 else name
                cells = {"number": label, "name": name, "sex": rng.choice(("male", "female")), "birth_year": 1950 + number % 70}
                key = own << tables.SHIFT | (1 << 39) + number  # far from the entries of the patrols
                row = (key, key, 1, 0, 0, "", *(cells.get(column) for column in names), fold(f"{label} {name}"))
                rows.append(row)
                marks += likeness.lines("persons", key, {"name": name, "birth": birth_of(number)}, withdrawn=False)
            direct(connection).executemany(plan.insert, rows)
            direct(connection).executemany(likeness.INSERT, marks)
    _index(database, "persons")


def birth_of(number: int) -> str | None:
    """Compose a birth: of one in ten nothing is known, of half the year, of the others the day."""
    year = 1950 + number % 70
    if number % 10 == 3:
        return None
    return f"{year}" if number % 2 else f"{year}-{1 + number % 12:02d}-{1 + number % 28:02d}"


def _index(database: Database, kind: str) -> None:
    with database.write() as connection:
        direct(connection).execute(f"INSERT INTO {kind}_fts ({kind}_fts) VALUES ('rebuild')")  # noqa: S608 - a declared name
