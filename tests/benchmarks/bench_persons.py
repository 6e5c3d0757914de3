"""The quiet hint that a person may be in the register already, while another is typed: among 100,000 and 1,000,000 persons."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks import million

SIZES = (100_000, 1_000_000)
GOAL = 0.050
QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("name one in twenty has, birth known to the day", {"name": million.COMMON, "birth": "1985-04-12"}),
    ("name one in twenty has, year of birth", {"name": million.COMMON, "birth": "1985"}),
    ("name one in twenty has, no birth", {"name": million.COMMON}),
    ("frequent name with one wrong letter, year of birth", {"name": "Nguyễn Vân Đuc", "birth": "1985"}),
    ("frequent name with one wrong letter, no birth", {"name": "Nguyễn Văn Đứcc"}),
    ("document number nobody has", {"name": "Lò Thị Mỷ", "birth": "1990-01-01", "document_no": "038085001234"}),
)
_ROUNDS = 30


def run() -> list[dict[str, Any]]:
    """Return the median of each question, and how long another thread had to wait meanwhile."""
    rows = []
    for size in SIZES if not os.environ.get("SMALL") else SIZES[:1]:
        with tempfile.TemporaryDirectory() as folder:
            post = million.make(Path(folder) / "post", 10, size)
            try:
                for words, values in QUESTIONS:
                    post.persons.hints(values)
                    took, pause = _median(partial(post.persons.hints, values))
                    name = f"hint among {size:,}: {words}"
                    rows.append({"name": name, "measured": took, "limit": GOAL, "ratio": took / GOAL, "goal": 1.0})
                    if values is QUESTIONS[2][1]:
                        name = f"longest wait of another thread meanwhile, {size:,}"
                        rows.append({"name": name, "measured": pause, "limit": GOAL, "ratio": pause / GOAL, "goal": 1.0})
            finally:
                post.close()
    return rows


def _median(work: Callable[[], object]) -> tuple[float, float]:
    """Return (median of the rounds, longest pause another thread felt): the window's thread is such another."""
    stop, longest = threading.Event(), 0.0

    def beat() -> None:
        nonlocal longest
        while not stop.is_set():
            begun = time.perf_counter()
            time.sleep(0.001)
            longest = max(longest, time.perf_counter() - begun - 0.001)

    thread = threading.Thread(target=beat)
    thread.start()
    times = []
    for _round in range(_ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    stop.set()
    thread.join()
    return sorted(times)[_ROUNDS // 2], longest
