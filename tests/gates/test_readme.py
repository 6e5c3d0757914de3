"""The README promises two commands; they stand there word for word and are what the machine has."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def commands() -> list[str]:
    """Return the lines of the README's shell blocks."""
    blocks = re.findall(
        r"^```(?:sh|bash|console)\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return [line.removeprefix("$ ").split("  #", 1)[0].strip() for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("command", ["installer/run", "installer/test"])
def test_the_readme_shows_the_command_alone(command: str) -> None:
    assert command in commands()


@pytest.mark.parametrize("script", ["installer/run", "installer/test", ".ci/run"])
def test_the_script_can_be_started(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    assert subprocess.run(["sh", "-n", script], cwd=ROOT, check=False, capture_output=True).returncode == 0


def test_run_explains_itself_and_refuses_what_it_does_not_know() -> None:
    told = subprocess.run(["installer/run", "--help"], cwd=ROOT, check=False, capture_output=True, encoding="utf-8")
    assert told.returncode == 0
    assert "--post" in told.stdout
    refused = subprocess.run(["installer/run", "--pots"], cwd=ROOT, check=False, capture_output=True, encoding="utf-8")
    assert refused.returncode == 2
    assert "--pots" in refused.stderr


def test_a_post_without_a_screen_is_told_what_to_do() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    refused = subprocess.run(
        ["installer/run", "--post"], cwd=ROOT, check=False, capture_output=True, encoding="utf-8", env=environment
    )
    assert refused.returncode == 4
    assert "borderpost post create" in refused.stderr
