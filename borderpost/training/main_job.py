"""The whole line without a screen, as people take it: typed, imported, exported, carried, receipted, printed, photographed.

`python -m borderpost.training.main_job [FOLDER] [--tracks FOLDER]`. Every step is a command of `borderpost` or the window
itself (`ui.shots`, offscreen), started as its own process. A second run uses the training post that is there and is quick.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from borderpost.domain.clock import VIETNAM
from borderpost.domain.words import _

ROOT = Path(__file__).resolve().parents[2]
TRACKS = ("../shared/data/gpx", "data/gpx")
"""Where real tracks may lie, seen from the project; without any the one below is taken."""
PATIENCE = 300
_OWN_TRACK = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="training" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>{name}</name><trkseg>
{points}
</trkseg></trk></gpx>
"""


class StepFailed(Exception):
    """A step of the line did not end well; its own words have been shown."""


@dataclass
class Line:
    """One walk: where, and what was made so far."""

    folder: Path
    tracks: Path | None
    made: list[tuple[str, str, float]] = field(default_factory=list)

    @property
    def out(self) -> Path:
        """Where the results lie."""
        return self.folder / "out"

    @property
    def post(self) -> Path:
        """The training post."""
        return self.folder / "post"

    def step(self, words: str, act: Callable[[], str]) -> None:
        """Do one step and say at once what it made and how long it took."""
        began = time.monotonic()
        result = act()
        seconds = time.monotonic() - began
        self.made.append((words, result, seconds))
        sys.stdout.write(f"{seconds:6.1f} s  {words}: {result}\n")
        sys.stdout.flush()

    def command(self, place: str, *words: str) -> dict[str, Any]:
        """Run a command of the program and return its JSON; raises StepFailed."""
        home = ["--home", str(self.folder / place), "--passphrase-file", str(self.folder / "passphrases.json")]
        return _json([sys.executable, "-m", "borderpost", *words, *home, "--json"])


def _json(command: Sequence[str]) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 - our own program
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise StepFailed(" ".join(command[2:6]))
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _typed(now: datetime) -> list[list[tuple[str, str]]]:
    """Return two night patrols as a guard types them; the second follows the first by an hour."""
    night = (now - timedelta(days=1)).strftime("%d/%m")
    common = [("kind", "khép kín"), ("border", "lào"), ("section", "511-516")]
    return [
        [
            *common,
            ("started", f"{night} 2230"),
            ("leader", "Giàng A Páo"),
            ("border_guards", "5"),
            ("militia", "2"),
            ("result", "An toàn"),
        ],
        [
            *common,
            ("started", f"{night} 2330"),
            ("leader", "Lò Văn Định"),
            ("border_guards", "4"),
            ("result", "An toàn, mốc 512 hỏng"),
        ],
    ]


def _window(line: Line, *words: str) -> dict[str, Any]:
    known = json.loads((line.folder / "passphrases.json").read_text(encoding="utf-8"))["post"]
    user = next(iter(known))
    secret = line.folder / "window.passphrase"
    secret.write_text(known[user], encoding="utf-8")
    try:
        who = ["--home", str(line.post), "--user", user, "--passphrase-file", str(secret)]
        return _json([sys.executable, "-m", "ui.shots", *who, *words])
    finally:
        secret.unlink()


def _type(line: Line) -> str:
    patrols = line.folder / "typed.json"
    patrols.write_text(json.dumps(_typed(datetime.now(VIETNAM)), ensure_ascii=False), encoding="utf-8")
    found = _window(line, "--type", str(patrols))
    return _("{count} patrols saved with Ctrl+S").format(count=found["saved"])


def _import(line: Line) -> str:
    listed = line.command("post", "list", "patrols", "--limit", "1")["records"]
    patrol = str(listed[0]["id"])
    taken = points = aside = 0
    for path in _tracks(line):
        try:
            found = line.command("post", "import-gpx", str(path), "--patrol", patrol)
        except StepFailed:
            continue  # refused with its sentence: real files are not all tracks, and the same file comes only once
        taken += 1
        points += found["added"]
        aside += found["found"] - found["added"]
    return _("{files} tracks, {points} points, {aside} set aside").format(files=taken, points=points, aside=aside)


def _tracks(line: Line) -> list[Path]:
    folders = [line.tracks] if line.tracks else [ROOT / name for name in TRACKS]
    found = next((sorted(folder.glob("*.gpx")) for folder in folders if folder.is_dir()), [])
    if found:
        return found
    own = line.out / "training.gpx"
    began = datetime.now(VIETNAM) - timedelta(hours=10)
    points = "\n".join(
        f'<trkpt lat="{20.9 + at / 2000:.5f}" lon="{103.4 + at / 3000:.5f}"><time>'
        f"{(began + timedelta(minutes=3 * at)).astimezone(tz=None):%Y-%m-%dT%H:%M:%S%z}</time></trkpt>"
        for at in range(60)
    )
    own.write_text(_OWN_TRACK.format(name="training", points=points), encoding="utf-8")
    return [own]


def _export(line: Line) -> str:
    made = line.command("post", "export", "--to", str(line.out))
    return f"{made['path']} ({made['records']}, {made['size']} byte)"


def _newest(line: Line, pattern: str) -> Path:
    return max(line.out.glob(pattern), key=lambda path: path.stat().st_mtime_ns)


def _verify(line: Line) -> str:
    checked = line.command("post", "verify", str(_newest(line, "*.bpsync")))
    return f"{checked['code']}, {checked['sender']} → {checked['recipient']}, {checked['entries']}"


def _hub(line: Line) -> str:
    (found,) = line.command("hub", "hub", "import", str(_newest(line, "*.bpsync")))["files"]
    return f"{found['new']} + {found['known']}: {found['sentence']}"


def _receipt(line: Line) -> str:
    line.command("hub", "hub", "receipt", "--to", str(line.out))
    path = _newest(line, "*.bpreceipt")
    found = line.command("post", "receive", str(path))
    return _("{file}, everything through {number}").format(file=path.name, number=found["have_through"])


def _report(line: Line) -> str:
    now = datetime.now(VIETNAM)
    month = (now.replace(day=1) if now.day <= 14 else now.replace(day=1) + timedelta(days=32)).strftime("%Y-%m")
    out = line.out / f"bao-cao-{month}.pdf"
    line.command("post", "report", "monthly", "--month", month, "--out", str(out))
    return str(out)


def _check(line: Line) -> str:
    places = {place: line.command(place, "check")["ok"] for place in ("post", "hub")}
    return ", ".join(f"{place} {'ok' if sound else 'FAIL'}" for place, sound in places.items())


def _pictures(line: Line) -> str:
    folder = line.out / "screens"
    found = _window(line, "--out", str(folder))
    return _("{count} screens in {folder}").format(count=len(found["pictures"]), folder=folder)


def _make(line: Line) -> str:
    if (line.folder / "passphrases.json").exists():
        return _("{folder}, already there").format(folder=line.post)
    found = _json([sys.executable, "-m", "borderpost", "training", str(line.folder), "--json"])
    return _("{folder}, {count} records").format(folder=line.post, count=found["records"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Walk the line; 0 when every step did its work, 1 when one failed, 4 when the machine is at fault."""
    parser = argparse.ArgumentParser(prog="python -m borderpost.training.main_job")
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "training")
    parser.add_argument("--tracks", type=Path, help="a folder of GPX files")
    asked = parser.parse_args(arguments)
    line = Line(asked.folder.resolve(), asked.tracks)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        line.out.mkdir(parents=True, exist_ok=True)
        line.step(_("Training post"), lambda: _make(line))
        line.step(_("Typed into the form"), lambda: _type(line))
        line.step(_("GPX tracks imported"), lambda: _import(line))
        line.step(_("Bundle"), lambda: _export(line))
        line.step(_("Courier's check"), lambda: _verify(line))
        line.step(_("Headquarters"), lambda: _hub(line))
        line.step(_("Receipt"), lambda: _receipt(line))
        line.step(_("Report"), lambda: _report(line))
        line.step(_("Journal and tables"), lambda: _check(line))
        line.step(_("Screens"), lambda: _pictures(line))
    except StepFailed as failed:
        sys.stderr.write(_("This step did not end well: {step}").format(step=failed) + "\n")
        return 1
    except (OSError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(_("The machine is at fault: {fault}").format(fault=type(error).__name__) + "\n")
        return 4
    total = sum(seconds for _words, _result, seconds in line.made)
    sys.stdout.write(f"{total:6.1f} s  {line.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
