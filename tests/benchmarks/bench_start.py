"""How soon the window is there, how soon it can be worked in, and whether it ever stands still (DESIGN.md 11).

Every start is a process of its own, ours and the bare window in turn. `BORDERPOST_BENCH_ROWS` sets how long the list is that
is scrolled (100,000 patrols unless told otherwise); the order of a longer list is read on the writer thread in any case.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests import posts
from tests.benchmarks import million

ROUNDS = 9
ROWS = int(os.environ.get("BORDERPOST_BENCH_ROWS", "100000"))
_CHILD = Path(__file__).with_name("start_child.py")


def _start(*words: str) -> tuple[float, str]:
    """Return the seconds until the process spoke, and what it said."""
    begun = time.perf_counter()
    quiet = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, str(_CHILD), *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=quiet
    ) as child:
        if child.stdout is None:
            raise RuntimeError(words)
        said = child.stdout.readline().strip()
        seconds = time.perf_counter() - begun
        child.wait(600)
    if not said:
        raise RuntimeError(words)
    return seconds, said


def run() -> list[dict[str, Any]]:
    """Measure; returns rows of name, measured and limit (seconds), their ratio, and the most it may be."""
    folder = Path(tempfile.mkdtemp(prefix="bench-start-"))
    secret = posts.PASSPHRASES["commander"]
    try:
        place = posts.make(folder / "post")
        with place.as_("commander") as post:
            for _ in range(20):
                post.records.create("patrols", posts.patrol())
        times: dict[str, list[float]] = {"bare": [], "unlock": [], "ready": []}
        for _ in range(ROUNDS + 1):  # the first round only warms the disk's cache and the compiled files
            times["bare"].append(_start("bare")[0])
            times["unlock"].append(_start("unlock", str(place.home))[0])
            times["ready"].append(float(_start("ready", str(place.home), secret)[1]))
        middle = {name: statistics.median(found[1:]) for name, found in times.items()}
        million.make(folder / "long", ROWS, 0).close()
        pauses = [float(_start("scroll", str(folder / "long"), secret)[1].split()[0]) for _ in range(3)]
    finally:
        shutil.rmtree(folder)
    return [
        _row("unlock window shown against a bare window", middle["unlock"], middle["bare"], 1.3),
        _row("main window ready after the passphrase (KDF apart) against a bare window", middle["ready"], middle["bare"], 4.0),
        _row(f"longest pause of the window while scrolling {ROWS:,} patrols", statistics.median(pauses), 0.05, 1.0),
    ]


def _row(name: str, measured: float, limit: float, goal: float) -> dict[str, Any]:
    return {"name": name, "measured": measured, "limit": limit, "ratio": measured / limit, "goal": goal}


if __name__ == "__main__":
    for row in run():
        print({name: round(value, 3) if isinstance(value, float) else value for name, value in row.items()})  # noqa: T201 - its output
