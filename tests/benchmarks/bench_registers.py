"""First page, jump, search and form of every register at 100,000 rows each, through the services the screens use."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from borderpost.bootstrap import Post
from borderpost.domain.fields import Moment, Text
from borderpost.domain.text import fold
from borderpost.registers import KINDS
from borderpost.services.views import Listing
from borderpost.storage import listing as lists
from borderpost.storage import tables
from borderpost.storage.database import direct
from borderpost.storage.projector import _plan
from tests import posts
from tests.benchmarks.million import name_of

ROWS = 100_000
_FAR = 1 << 39
_START = 1_700_000_000


def fill(post: Post, kind: str, rows: int, rng: random.Random) -> None:
    """Write rows straight into the view of a register: codes, moments and words as its columns hold them."""
    plan, database = _plan(kind), post.session.database
    names = [name for name, _field in plan.columns]
    words = [f"{name_of(rng)} bản {number}" for number in range(500)]
    with database.write() as connection:
        own, made = database.number(connection, database.own_feed), []
        for number in range(rows):
            cells: dict[str, Any] = {"number": f"{KINDS[kind].prefix}-26-{number:06d}"}
            for name, field in plan.columns:
                if isinstance(field, Moment):
                    cells[name] = _START + number * 600
                elif isinstance(field, Text) and name != "number":
                    cells[name] = words[(number * 7 + len(name)) % 500]
            key = own << tables.SHIFT | _FAR + number
            row = [key, key, 1, 0, 0, "", *(cells.get(name) for name in names)]
            if plan.searched:
                row.append(fold(" ".join(str(cells[name]) for name in plan.searched if cells.get(name))))
            made.append(row)
        direct(connection).executemany(plan.insert, made)
        if plan.searched:
            direct(connection).execute(f"INSERT INTO {kind}_fts ({kind}_fts) VALUES ('rebuild')")  # noqa: S608


def _median(work: Callable[[], object], rounds: int) -> float:
    work()
    times = []
    for _round in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _measure(post: Post, kind: str, rng: random.Random) -> tuple[float, float, float]:
    newest = Listing(order=KINDS[kind].moment or "number")
    first = _median(lambda: post.records.first_page(kind, newest), 7)
    keys = post.records.ids(kind, newest)

    def jump() -> None:
        at = rng.randrange(len(keys) - lists.PAGE)
        post.records.rows(kind, keys[at : at + lists.PAGE])

    jumped = _median(jump, 20)
    searched = _median(partial(post.records.search, "nguyen van", [kind], 20), 7) if tables.has_fts(kind) else 0.0
    return first, jumped, searched


def run() -> list[dict[str, Any]]:
    """Return the slowest register of each figure, and a row for each that misses its goal."""
    rng = random.Random(3)  # noqa: S311 - the same data every time
    found: dict[str, tuple[float, float, float]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-registers-") as folder:
        place = posts.make(Path(folder) / "post")
        with place.as_("commander") as post:
            for kind, register in KINDS.items():
                if not register.internal:
                    fill(post, kind, ROWS, rng)
                    found[kind] = _measure(post, kind, rng)
    rows = []
    for at, (what, limit) in enumerate((("first page", 0.050), ("jump", 0.030), ("search, 20 hits", 0.050))):
        slowest = max(found, key=lambda kind: found[kind][at])
        for kind in sorted(found):
            if kind == slowest or found[kind][at] > limit:
                name = f"{what}: {kind}, {'slowest ' if kind == slowest else ''}of {len(found)} registers at {ROWS} rows"
                measured = found[kind][at]
                rows.append({"name": name, "measured": measured, "limit": limit, "ratio": measured / limit, "goal": 1.0})
    return rows
