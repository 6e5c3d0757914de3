"""Every benchmark there is: `python -m tests.benchmarks [NAME...]`. The table goes into docs/benchmarks.md.

Each runs in a process of its own, one after the other. Rows of benchmarks that were not asked for stay as they were.
A benchmark reports; it never fails a build.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "benchmarks.md"
MARK = "| benchmark | what | measured | limit | ratio | goal | met | date |"
RULE = "|---|---|--:|--:|--:|--:|---|---|"
PACKAGES = ("sqlcipher3", "SQLAlchemy", "cryptography", "reportlab", "PySide6-Essentials")
_ONE = "--one"


def names() -> list[str]:
    """Return the benchmarks by name, in order: `lists` for bench_lists.py."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def _memory() -> str:
    try:
        line = Path("/proc/meminfo").read_text("ascii").splitlines()[0]
    except OSError:
        return "memory unknown"
    return f"{int(line.split()[1]) / 1024**2:.0f} GiB memory"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def machine() -> str:
    """Return one line on the machine and the versions."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{_processor()}, {os.cpu_count()} cores, {_memory()}, {system}, {packages}"


def _amount(name: str, value: float) -> str:
    if name.endswith("MB"):
        return f"{value:.0f} MB"
    return f"{value * 1000:.2f} ms" if value < 1 else f"{value:.2f} s"


def lines(bench: str, rows: list[dict[str, Any]], day: str) -> list[str]:
    """Return the rows of the table for one benchmark."""
    found = []
    for row in rows:
        met = "yes" if row["ratio"] <= row["goal"] else "**no**"
        amounts = f"{_amount(row['name'], row['measured'])} | {_amount(row['name'], row['limit'])}"
        found.append(f"| {bench} | {row['name']} | {amounts} | {row['ratio']:.2f} | ≤ {row['goal']:g} | {met} | {day} |")
    return found


def write(fresh: dict[str, list[str]], page: Path = PAGE) -> None:
    """Put rows into the table, in place of the older ones of the same benchmarks; the words around it stay."""
    text = page.read_text("utf-8")
    before, _, rest = text.partition(MARK + "\n")
    old = [line for line in rest.splitlines() if line.startswith("| ")]
    after = "\n".join(line for line in rest.splitlines() if not line.startswith(("| ", "|--")))
    kept = [line for line in old if line.split("|")[1].strip() not in fresh]
    table = sorted([*kept, *(line for rows in fresh.values() for line in rows)], key=lambda line: line.split("|")[1])
    head = before.splitlines()
    head = [f"Machine: {machine()}." if line.startswith("Machine: ") else line for line in head]
    page.write_text("\n".join([*head, MARK, RULE, *table]) + "\n" + after.rstrip("\n") + "\n", "utf-8")


def main(arguments: list[str]) -> int:
    """Run what is asked for, or all; returns 1 when one broke off."""
    if arguments[:1] == [_ONE]:
        sys.stdout.write(json.dumps(importlib.import_module(f"tests.benchmarks.bench_{arguments[1]}").run()))
        return 0
    fresh, broken = dict[str, list[str]](), 0
    for name in arguments or names():
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks", _ONE, name], cwd=HERE.parents[1], stdout=subprocess.PIPE, check=False
        )
        if done.returncode:
            sys.stderr.write(f"{name}: broke off\n")
            broken = 1
            continue
        fresh[name] = lines(name, json.loads(done.stdout.splitlines()[-1]), f"{datetime.now(UTC):%Y-%m-%d}")
        sys.stdout.write("\n".join(fresh[name]) + "\n")
        sys.stdout.flush()
    write(fresh)
    return broken


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
