"""Layout profiles: sizes, margins and agency lines as dated data (resources/layouts), not as code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "layouts"


@dataclass(frozen=True)
class Profile:
    """One layout. Lengths `*_mm` in millimetres, sizes in points; `valid_from` is empty where the date is not known."""

    code: str
    source: str
    valid_from: str
    page_mm: dict[str, float]
    margins_mm: dict[str, float]
    sizes_pt: dict[str, float]
    left_column: float
    leading: float
    paragraph_gap_pt: float
    first_line_mm: float
    rule_share: float
    sign_room_mm: float
    national: str
    motto: str
    kind: str
    symbol_prefix: str
    file_line: str
    rank_before_name: bool
    urgency_boxes_mm: dict[str, list[float]]
    secrecy_boxes_mm: dict[str, list[float]]


@cache
def profile(code: str = "nd30") -> Profile:
    """Load one profile by its code, `nd30` or `bqp`; raises FileNotFoundError for another."""
    return Profile(**json.loads((FOLDER / f"{code}.json").read_text("utf-8")))
