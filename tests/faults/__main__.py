"""The long fault runs: `python -m tests.faults [--kills 200] [--mutations 10000] [--seed 1]`. Figures: docs/reliability.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests import posts
from tests.faults import bundles, kills


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run all; returns 1 when anything was lost, accepted or unexpected."""
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--mutations", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        begun = time.monotonic()
        killed = kills.run(posts.make(folder / "post"), options.kills, options.seed)
        _say(f"{killed} in {time.monotonic() - begun:.0f} s")
        data = bundles.whole(folder, options.seed)
        bad = not killed.clean
        for words, variants in (
            ("head", bundles.head_flips(data, options.seed)),
            ("rest", bundles.mutations(data, options.mutations, options.seed)),
        ):
            begun = time.monotonic()
            tampered = bundles.run(folder, variants)
            _say(f"{words}: {tampered} in {time.monotonic() - begun:.0f} s")
            bad = bad or bool(tampered.accepted or tampered.strange)
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
