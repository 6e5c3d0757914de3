"""The manual that ships with the program, chapter by chapter, in the language of the reader."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "manual"
FILES = {"vi": "huong-dan.md", "en": "manual.md"}
_CHAPTER = re.compile(r"^## (?:(\d+)\. )?(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: its number, its title, and its text in Markdown."""

    number: int
    title: str
    text: str


@cache
def chapters(language: str) -> tuple[Chapter, ...]:
    """Return the chapters of the manual; a language without a manual gets the Vietnamese one, none where the file is gone."""
    path = FOLDER / FILES.get(language, FILES["vi"])
    text = path.read_text("utf-8") if path.is_file() else ""
    heads = list(_CHAPTER.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)][: len(heads)]
    return tuple(
        Chapter(int(head[1] or place), head[2].strip(), text[head.end() : end].strip())
        for place, (head, end) in enumerate(zip(heads, ends, strict=True), 1)
    )
