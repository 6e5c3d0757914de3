"""Run every gate of the project, one after the other, and say at the end how each went and how long it took.

python installer/gates.py [--long] [PYTEST ARGUMENTS]

A failed gate does not stop the next one: a person wants to see all that is wrong at once. With arguments for pytest only
a part of the suite runs, so the coverage gate is left out and says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
CODE = ("borderpost", "ui", "tests", "installer")
PATIENCE = {False: 840, True: 6 * 3600}  # seconds the suite may take: under 15 minutes, or a night for the long runs


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one gate went: its name, whether it passed, the seconds it took and what to say about it."""

    name: str
    passed: bool
    seconds: float
    note: str = ""

    def __str__(self) -> str:
        """Return the closing line of this gate."""
        return f"{'ok  ' if self.passed else 'FAIL'}  {self.name:<22} {self.seconds:6.1f} s  {self.note}".rstrip()


def environment() -> dict[str, str]:
    """Return the environment of the gates: no window, the tools of this interpreter first."""
    tools = str(Path(sys.executable).parent)
    return os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONUTF8": "1",
        "PYTHONPYCACHEPREFIX": "",
        "PATH": os.pathsep.join((tools, os.environ.get("PATH", os.defpath))),
    }


def run_gate(name: str, command: list[str], *, limit: float = 600, extra: Mapping[str, str] | None = None) -> Outcome:
    """Run one command, show what it says, and keep its last line as the note."""
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    last = ""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment() | dict(extra or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        watch = _Watch(process, limit)
        assert process.stdout is not None  # noqa: S101 - for the type checker: a pipe was asked for
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            last = line.strip() or last
        code = process.wait()
        watch.dismiss()
    note = f"stopped after {limit:.0f} s" if watch.fired else last
    return Outcome(name, code == 0 and not watch.fired, time.monotonic() - began, note)


class _Watch:
    """End a gate that hangs, so that a machine of its own is never blocked for good."""

    def __init__(self, process: subprocess.Popen[str], limit: float) -> None:
        import threading

        self.fired = False
        self._process = process
        self._timer = threading.Timer(limit, self._end)
        self._timer.daemon = True
        self._timer.start()

    def _end(self) -> None:
        self.fired = True
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def dismiss(self) -> None:
        self._timer.cancel()


def suite(chosen: list[str], *, long: bool) -> list[str]:
    """Return the command of the test suite. Branch coverage only with the complete one: it costs a third of the time."""
    command = [sys.executable, "-m", "pytest", "-n", str(min(os.cpu_count() or 2, 8)), "-p", "no:cacheprovider"]
    if not long:
        command += ["-m", "not long"]
    if chosen:
        return command + chosen
    return [*command, "--cov", "--cov-branch", "--cov-report=", f"--cov-report=json:{BUILD / 'coverage.json'}"]


def main(arguments: list[str]) -> int:
    """Run all gates and return 0 if every one passed."""
    long = "--long" in arguments
    chosen = [argument for argument in arguments if argument != "--long"]
    BUILD.mkdir(exist_ok=True)
    (BUILD / "coverage.json").unlink(missing_ok=True)
    python = sys.executable
    outcomes = [
        run_gate("ruff check", ["ruff", "check", *CODE]),
        run_gate("ruff format", ["ruff", "format", "--check", *CODE]),
        run_gate("mypy --strict", [python, "-m", "mypy", "--no-error-summary", *_typed()]),
        run_gate("layers", ["lint-imports", "--no-cache"]),
        run_gate("catalogue", [python, "installer/catalogue.py", "check"]),
        run_gate("tests", suite(chosen, long=long), limit=PATIENCE[long]),
    ]
    if chosen:
        print("\n== coverage: left out, because only a part of the suite ran")
    else:
        outcomes.append(run_gate("coverage", [python, "installer/coverage_gate.py", str(BUILD / "coverage.json")]))
    print("\n== gates", flush=True)
    for outcome in outcomes:
        print(outcome)
    failed = sum(not outcome.passed for outcome in outcomes)
    print(f"\n{len(outcomes) - failed} gates passed, {failed} failed, {sum(o.seconds for o in outcomes):.0f} s", flush=True)
    return 1 if failed else 0


def _typed() -> list[str]:
    return [folder for folder in CODE if any((ROOT / folder).rglob("*.py"))]


if __name__ == "__main__":
    if shutil.which("ruff", path=environment()["PATH"]) is None:
        sys.exit("The tools are missing; start installer/test instead of this file.")
    sys.exit(main(sys.argv[1:]))
