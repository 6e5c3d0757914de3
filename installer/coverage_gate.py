"""Hold the files of `installer/perfect.txt` to complete branch coverage and the rest of the program to a floor.

python installer/coverage_gate.py COVERAGE.json
"""

from __future__ import annotations

import json
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

PERFECT = Path(__file__).with_name("perfect.txt")
FLOOR = 80.0  # percent of lines and branches over the whole program


def perfect_patterns(text: str) -> list[str]:
    """Return the patterns of the perfect list; `#` begins a comment."""
    return [line for raw in text.splitlines() if (line := raw.split("#", 1)[0].strip())]


def shortfalls(report: dict[str, Any], patterns: list[str]) -> list[str]:
    """Return one sentence for each perfect file with a line or branch that no test walks, and for an idle pattern."""
    found: list[str] = []
    used: set[str] = set()
    for name, measured in sorted(report["files"].items()):
        path = name.replace("\\", "/")
        matching = {pattern for pattern in patterns if fnmatchcase(path, pattern)}
        used |= matching
        if not matching:
            continue
        lines = ", ".join(str(line) for line in measured["missing_lines"])
        branches = ", ".join(f"{start}->{'exit' if end < 0 else end}" for start, end in measured.get("missing_branches", []))
        if lines or branches:
            found.append(f"{path}: not complete: lines [{lines}] branches [{branches}]")
    found.extend(f"installer/perfect.txt: nothing is measured for {pattern!r}" for pattern in patterns if pattern not in used)
    return found


def main(arguments: list[str]) -> int:
    """Print what falls short; return 1 if anything does."""
    source = Path(arguments[0])
    if not source.exists():
        print("no coverage was measured: the suite did not come to its end")
        return 1
    report = json.loads(source.read_text(encoding="utf-8"))
    patterns = perfect_patterns(PERFECT.read_text(encoding="utf-8"))
    found = shortfalls(report, patterns)
    for line in found:
        print(line)
    total = float(report["totals"]["percent_covered"])
    print(f"coverage {total:.1f} % (floor {FLOOR:.0f} %), {len(found)} faults in the perfect list of {len(patterns)} patterns")
    return 1 if found or total < FLOOR else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
