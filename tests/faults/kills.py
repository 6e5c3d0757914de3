"""Kill -9 while saving: nothing that was acknowledged may be missing, and the tables say what the journal says."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from borderpost.storage import chain, integrity, rebuild
from tests.posts import Place

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Killed:
    """What a run of kills showed. `unheard`: saves that were committed and killed before they could say so."""

    kills: int = 0
    acknowledged: int = 0
    unheard: int = 0
    lost: int = 0
    broken: int = 0
    different: int = 0
    damaged: int = 0

    @property
    def clean(self) -> bool:
        """Tell whether nothing went wrong."""
        return not (self.lost or self.broken or self.different or self.damaged)


def run(place: Place, kills: int, seed: int) -> Killed:
    """Start a writer, kill it within its saves, open the post, look at everything; as often as asked."""
    rng = random.Random(seed)  # noqa: S311 - a run that can be repeated
    found = Killed()
    for _ in range(kills):
        head, saves = _kill_one(place, rng)
        found.kills += 1
        found.acknowledged += saves
        _look(place, head, found)
    return found


def _kill_one(place: Place, rng: random.Random) -> tuple[int, int]:
    """Return (last acknowledged sequence number, saves acknowledged)."""
    wanted, within = rng.randrange(1, 40), rng.random() * 0.004
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.writer", place.home, place.uids["guard"], str(rng.randrange(2**31))],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        lines = child.stdout
        if lines is None:
            raise RuntimeError
        head = [lines.readline() for _ in range(wanted)]
        time.sleep(within)  # anywhere within a save, which takes 1 to 3 ms
        child.kill()
        head += lines.readlines()  # what it had still said
    finally:
        child.kill()
        child.wait(timeout=30)
        if child.stdout is not None:
            child.stdout.close()
    said = [line for line in head if line.endswith(b"\n")]
    return int(said[-1]), len(said)


def _look(place: Place, head: int, found: Killed) -> None:
    with place.as_("commander") as post:
        database = post.session.database
        with database.read() as connection:
            feed = database.feed(connection, database.own_feed)
            proof = chain.prove(connection)
            different = rebuild.differences(connection, database)
        with database.write() as connection:
            unsearchable = rebuild.search_faults(connection)
        found.lost += max(0, head - feed.seq)
        found.unheard += feed.seq > head
        found.broken += len(proof.broken) + len(proof.unproven)
        found.different += len(different) + len(unsearchable)
        found.damaged += len(integrity.faults(database.engine))
