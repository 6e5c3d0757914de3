"""The printed register of 10,000 patrols, read from a real encrypted post, drawn, and written (DESIGN.md 8).

The goal is a whole book in 15 s and no more than 1 ms a row for what is not drawing. Time has to grow with the rows and not
faster: a book of a quarter of the rows is drawn for comparison. Memory is what the process grows by while it prints.
Times are those of the processor: nothing here waits, and other work on the machine should not count.
"""

from __future__ import annotations

import io
import itertools
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from borderpost.bootstrap import Post
from borderpost.documents import register_sheet
from borderpost.domain.progress import Progress
from borderpost.domain.words import speaking
from borderpost.registers import KINDS
from borderpost.services import outgoing
from borderpost.services.views import Listing
from borderpost.storage.database import put_setting
from tests.benchmarks import million

ROWS = 10_000
NEWEST = Listing(order="started")
_UNIT = 1024  # ru_maxrss counts KiB


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _row(name: str, measured: float, limit: float, goal: float) -> dict[str, Any]:
    return {"name": name, "measured": measured, "limit": limit, "ratio": measured / limit, "goal": goal}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _UNIT


def _read(post: Post) -> Any:
    with speaking("vi"):
        keys = post.records.ids("patrols", NEWEST)
        return post.papers._register_paper(KINDS["patrols"], NEWEST, keys, Progress())


def _alone(post: Post) -> Post:
    """Let one officer print it all: what a second passphrase costs is not measured here."""
    with post.session.database.write() as connection:
        put_setting(connection, outgoing.SETTING, ROWS)
    return post


def _print(post: Post, path: Path) -> float:
    return _timed(lambda: post.papers.print_register("patrols", path, NEWEST, reason="đo"))


def run() -> list[dict[str, Any]]:
    """Measure; returns rows of name, measured and limit, their ratio, and the most it may be."""
    with tempfile.TemporaryDirectory(prefix="bench-papers-") as folder:
        home = Path(folder)
        post, quarter = (_alone(million.make(home / name, rows, 1)) for name, rows in (("post", ROWS), ("quarter", ROWS // 4)))
        try:
            _print(quarter, home / "warm.pdf")
            small = _print(quarter, home / "small.pdf")
            before = _peak()
            told: list[float] = []
            progress = Progress(lambda *_at: told.append(time.process_time()))
            whole = _timed(lambda: post.papers.print_register("patrols", home / "so.pdf", NEWEST, progress, "đo"))
            grown = _peak() - before
            size = (home / "so.pdf").stat().st_size / 1_000_000
            reading = min(_timed(lambda: _read(post)) for _round in range(3))
            paper = _read(post)
            drawing = _timed(lambda: register_sheet.build(paper, io.BytesIO()))
        finally:
            post.close()
            quarter.close()
    pauses = max(after - at for at, after in itertools.pairwise(told))
    return [
        _row(f"read {ROWS:,} patrols for a book, 1 ms a row", reading, ROWS / 1000, 1.0),
        _row(f"draw a book of {ROWS:,} patrols", drawing, 14.0, 1.0),
        _row(f"print a book of {ROWS:,} patrols, journal and file included", whole, 15.0, 1.0),
        _row("four times the rows against four times the time", whole, 4 * small, 1.25),
        _row("longest time between two reports of progress", pauses, 1.0, 1.0),
        _row(f"memory a book of {ROWS:,} patrols adds, MB", grown, 400.0, 1.0),
        _row(f"the file of {ROWS:,} patrols, MB", size, 15.0, 1.0),
    ]
