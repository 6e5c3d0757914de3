"""A new register touches what DESIGN.md section 2 names: module, line in KINDS, migration, words, its place in the rail.

Every register declared like that is named nowhere else in the program. Those with work of their own, which DESIGN.md leaves to
be written by hand, are listed here, so that a new name in code is a decision and no habit.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from borderpost.registers import KINDS

ROOT = Path(__file__).resolve().parents[2]
LISTED = [kind for kind, register in KINDS.items() if not register.internal]
BY_HAND = frozenset(
    {
        "agencies",
        "boat_checks",
        "border_sections",
        "business_checks",
        "counterparts",
        "custodies",
        "detections",
        "directives",
        "duties",
        "findings",
        "handovers",
        "households",
        "laws",
        "markers",
        "patrols",
        "persons",
        "plans",
        "receptions",
        "rings",
        "sanctions",
        "screenings",
        "sessions",
        "tips",
        "trails",
        "victim_cases",
        "visits",
    }
)
"""Registers with work of their own (a form, a clock, fines, bilingual papers), or whose name is also another word."""
DECLARED = "borderpost/registers/"
MOVED = "borderpost/storage/migrations/"


@cache
def _texts() -> dict[str, frozenset[str]]:
    """Return, by module of the program, the texts it writes out."""
    found = {}
    for path in [*(ROOT / "borderpost").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]:
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
        found[path.relative_to(ROOT).as_posix()] = frozenset(texts)
    return found


@pytest.mark.parametrize("kind", [kind for kind in LISTED if kind not in BY_HAND])
def test_a_register_is_named_in_its_own_places_only(kind: str) -> None:
    naming = {module for module, texts in _texts().items() if kind in texts and not module.startswith((DECLARED, MOVED))}
    assert naming == {"ui/registers/areas.py"}
    own = f"{DECLARED}{kind}.py"
    assert kind in _texts()[own], "one module, named like its kind"
    migrations = [texts for module, texts in _texts().items() if module.startswith(MOVED)]
    assert any(kind in texts for texts in migrations)


def test_what_is_written_by_hand_is_a_register() -> None:
    assert set(LISTED) >= BY_HAND
