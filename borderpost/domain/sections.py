"""Border sections a post patrols: border, marker to marker, length. Reference data of `resources/reference/sections.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from borderpost.domain.markers import BORDERS, Marker, parse, range_text

FILE = Path(__file__).resolve().parents[2] / "resources" / "reference" / "sections.json"


@dataclass(frozen=True, slots=True)
class BorderSection:
    """One section. border: CN, LA, KH, or None while nobody has confirmed it. length: metres. training: invented data.

    check: what still has to be confirmed, in Vietnamese and English, or empty.
    """

    code: str
    border: str | None
    first: str
    last: str
    length: int
    post: str = ""
    training: bool = False
    check_vi: str = ""
    check_en: str = ""

    @property
    def ends(self) -> tuple[Marker, Marker] | None:
        """Its two markers; None while the border is not known."""
        return None if self.border is None else (parse(self.first, self.border), parse(self.last, self.border))

    @property
    def label(self) -> str:
        """How it is written on plans: `511–516`."""
        ends = self.ends
        return f"{self.first}–{self.last}" if ends is None else range_text(*ends)

    def holds(self, marker: Marker) -> bool:
        """Tell whether a marker lies on the section, by its number; False while the border is not known."""
        if self.border is None or marker.post or self.border not in marker.borders:
            return False
        numbers = sorted(parse(end, self.border).number for end in (self.first, self.last))
        return numbers[0] <= marker.number <= numbers[1]


def read(content: Mapping[str, Any]) -> tuple[BorderSection, ...]:
    """Build the sections from the content of their file; raises ValueError for a border or marker that cannot be."""
    found = tuple(BorderSection(**row) for row in content["sections"])
    for section in found:
        if section.border not in (None, *BORDERS) or section.length <= 0:
            raise ValueError(section)
        parse(section.first, section.border or "CN")
        parse(section.last, section.border or "CN")
    return found


@cache
def sections(*, training: bool = False) -> tuple[BorderSection, ...]:
    """Return the sections known from the field, or those of the invented training post."""
    return tuple(item for item in read(json.loads(FILE.read_text("utf-8"))) if item.training == training)
