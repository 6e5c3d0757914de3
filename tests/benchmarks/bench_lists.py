"""Lists and search over a million patrols and a million persons, through the services the screens use (DESIGN.md 11)."""

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
from borderpost.services.views import Listing
from borderpost.storage import listing as lists
from borderpost.storage.database import direct
from tests.benchmarks import million

PATROLS = 1_000_000
PERSONS = 1_000_000
NAMES = ("nguyen thi h", "dang", "lo van p", "giang a", "hoang ngoc du", "Quàng Thị Mỷ", "sinh", "vu xuan")
_RAW = "SELECT rowid FROM persons_fts WHERE persons_fts MATCH ? LIMIT 200"


def _median(work: Callable[[], object], rounds: int) -> float:
    work()
    return statistics.median(_timed(work) for _ in range(rounds))


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _row(name: str, measured: float, limit: float, goal: float) -> dict[str, Any]:
    return {"name": name, "measured": measured, "limit": limit, "ratio": measured / limit, "goal": goal}


def _lists(post: Post) -> list[dict[str, Any]]:
    rng = random.Random(1)  # noqa: S311 - the same places every time
    newest = Listing(order="started")
    first = _median(lambda: post.records.first_page("patrols", newest), 20)
    cold = _timed(lambda: post.records.ids("patrols", newest))
    keys = post.records.ids("patrols", newest)

    def jump() -> None:
        at = rng.randrange(len(keys) - lists.PAGE)
        post.records.rows("patrols", keys[at : at + lists.PAGE])

    filtered = Listing(order="started", filters={"kind": "point"})
    narrowed = _median(lambda: post.records.ids("patrols", filtered), 5)
    summed = _median(lambda: post.records.sums("patrols", newest), 5)
    return [
        _row("first page of 1,000,000 patrols", first, 0.050, 1.0),
        _row("jump anywhere among 1,000,000 patrols", _median(jump, 200), 0.030, 1.0),
        _row("order of 1,000,000 patrols, read beside the first page", cold, 2.0, 1.0),
        _row("order of a filtered list of 1,000,000 patrols", narrowed, 2.0, 1.0),
        _row("sums under 1,000,000 patrols", summed, 2.0, 1.0),
    ]


def _search(post: Post) -> list[dict[str, Any]]:
    rows = []
    with post.session.read() as connection:
        driver = direct(connection)
        raw, ours = [], []
        for typed in NAMES:
            query = lists.match_text(typed)

            def bare(query: str = query) -> object:
                return driver.execute(_RAW, (query,)).fetchall()

            def keys(typed: str = typed) -> object:
                return lists.search_keys(connection, "persons", typed)

            raw.append(_median(bare, 20))
            ours.append(_median(keys, 20))
    rows.append(_row("name search in 1,000,000 persons against raw FTS5", statistics.median(ours), statistics.median(raw), 2.0))

    def slowest(limit: int) -> float:
        return max(_median(partial(post.records.search, typed, ["persons"], limit), 10) for typed in NAMES)

    rows.append(_row("slowest of 8 name searches, ranked and worded, 50 hits", slowest(50), 0.010, 1.0))
    return rows


def run() -> list[dict[str, Any]]:
    """Measure; returns rows of name, measured and limit (seconds), their ratio, and the most it may be."""
    with tempfile.TemporaryDirectory(prefix="bench-lists-") as folder:
        post = million.make(Path(folder) / "post", PATROLS, PERSONS)
        try:
            return _lists(post) + _search(post)
        finally:
            post.close()
