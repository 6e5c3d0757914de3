"""What every test may rely on: a home of its own, no screen, no network, Vietnamese, and the catalogue joined."""

from __future__ import annotations

import faulthandler
import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from borderpost.domain import words
from installer import catalogue

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
faulthandler.enable()

# The same commit gives the same verdict; `--hypothesis-profile=explore` looks for what nobody thought of.
_patient = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "gate", deadline=None, derandomize=True, max_examples=60, database=None, suppress_health_check=_patient
)
settings.register_profile("explore", deadline=None, max_examples=2000, suppress_health_check=_patient)
settings.load_profile("gate")

_HOME = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Give this process a home of its own before anything reads it, and join the words once for all workers."""
    home = Path(tempfile.mkdtemp(prefix="borderpost-test-home-"))
    config.stash[_HOME] = home
    os.environ["HOME"] = os.environ["USERPROFILE"] = str(home)
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    if not hasattr(config, "workerinput"):
        catalogue.compile_catalogue()  # its faults are the catalogue gate's to report


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the home away again."""
    shutil.rmtree(config.stash[_HOME], ignore_errors=True)


@pytest.fixture(autouse=True)
def _vietnamese_again() -> Iterator[None]:
    """Start every test in Vietnamese, whatever the one before it spoke."""
    words.set_language("vi")
    yield
    words.set_language("vi")


def _is_this_machine(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a socket of the file system
    host = str(address[0])
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine: the program works offline, so its tests do."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: object) -> None:
        if not _is_this_machine(address):
            pytest.fail(f"a test tried to reach {address!r}")
        connect(self, address)  # type: ignore[arg-type]  # the type of an address depends on the family

    monkeypatch.setattr(socket.socket, "connect", connect_here)
