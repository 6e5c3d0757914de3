"""From a passphrase to a key: Argon2id (RFC 9106), calibrated to a second of this machine."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from borderpost.keys.words import canonical

SALT = 16
KEY = 32


@dataclass(frozen=True, slots=True)
class Cost:
    """Parameters of Argon2id: memory in KiB, passes, lanes."""

    memory: int
    passes: int
    lanes: int


FLOOR = Cost(64 * 1024, 3, 4)
"""The second recommendation of RFC 9106, section 4."""


def derive(passphrase: str, salt: bytes, cost: Cost, secret: bytes | None = None) -> bytearray:
    """Return 32 bytes; `secret` is the content of an optional key file. The caller zeroes the result."""
    kdf = Argon2id(
        salt=salt, length=KEY, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory, secret=secret or None
    )
    return bytearray(kdf.derive(canonical(passphrase)))


def _memory_of_machine() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf; 4 GiB is the least machine we support
        return 4 * 1024 * 1024


def calibrate(target: float = 1.0) -> Cost:
    """Return the cost that takes about `target` seconds here: never below FLOOR, never over a quarter of the memory."""
    started = time.perf_counter()
    derive("calibration", bytes(SALT), FLOOR)
    taken = max(time.perf_counter() - started, 0.001)
    memory = FLOOR.memory
    while memory * 2 <= _memory_of_machine() // 4 and taken * 2 <= target:
        memory *= 2
        taken *= 2
    return Cost(memory, FLOOR.passes, FLOOR.lanes)
