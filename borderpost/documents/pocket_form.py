"""A blank form for the pocket: every cell of the entry screen in its order, written by hand at night and typed in later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO

from borderpost.documents.letter import Unit
from borderpost.documents.profiles import Profile
from borderpost.documents.profiles import profile as load_profile
from borderpost.documents.register_sheet import PORTRAIT, Stamp, paper_title

SIZE = 10.0
LINE = 24.0
"""Height of a line to write on, in points."""
MARGINS = {"left": 15.0, "right": 12.0, "top": 16.0, "bottom": 20.0}
BLANK_ROWS = 4
ACROSS = 6
"""Columns of an inner table that fit side by side."""


@dataclass(frozen=True, slots=True)
class Box:
    """A cell to fill: its label, what may be ticked or in which shape to write, and how many lines it takes."""

    label: str
    hint: str = ""
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Blank:
    """An inner table to fill: its headings, and below it what may stand in its cells."""

    title: str
    heads: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A section of the entry screen."""

    title: str
    cells: tuple[Box | Blank, ...]


@dataclass(frozen=True, slots=True)
class PocketForm:
    """All the form says."""

    unit: Unit
    title: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    at: datetime
    stamp: Stamp


def build(form: PocketForm, out: BinaryIO, profile: Profile | None = None) -> None:
    """Write the form on A4, one column; raises EnvironmentFault (fonts)."""
    from borderpost.documents import flow
    from borderpost.documents.fonts import register_fonts
    from borderpost.documents.grid import Grid

    register_fonts()
    chosen = replace(profile or load_profile(), page_mm=PORTRAIT, margins_mm=MARGINS)
    strong = flow.style(11, bold=True, spaceBefore=7, spaceAfter=3, keepWithNext=1)
    small = flow.style(8.5, italic=True, spaceBefore=2)

    def cells(block: Block, width: float) -> list[Any]:
        found: list[Any] = []
        run: list[tuple[str, str]] = []
        tall = LINE

        def close() -> None:
            if run:
                found.append(Grid((), tuple(run), [width * 0.3, width * 0.7], SIZE, strong=(0,), least=tall))
                run.clear()

        for cell in block.cells:
            if isinstance(cell, Box):
                if cell.lines > 1:
                    close()
                    wide = [width * 0.3, width * 0.7]
                    row = ((cell.label, cell.hint),)
                    found.append(Grid((), row, wide, SIZE, strong=(0,), least=LINE * cell.lines))
                else:
                    run.append((cell.label, cell.hint))
                continue
            close()
            found.append(flow.para(cell.title, strong, "H3"))
            for start in range(0, len(cell.heads), ACROSS):
                heads = ("TT", *cell.heads[start : start + ACROSS])
                rows = tuple((str(number), *("" for _head in heads[1:])) for number in range(1, BLANK_ROWS + 1))
                number = width * 0.06
                widths = [number, *[(width - number) / (len(heads) - 1)] * (len(heads) - 1)]
                found += [Grid(heads, rows, widths, SIZE - 1, least=LINE), flow.para(" ", flow.style(4))]
            found += [flow.para(note, small) for note in cell.notes]
        close()
        return found

    def story(width: float) -> list[Any]:
        found = [flow.para(form.unit.issuer.upper(), flow.style(11, bold=True)), *paper_title(form.title, form.lines, width)]
        for block in form.blocks:
            found += [flow.para(block.title, strong, "H2"), *cells(block, width)]
        return [*found, *(flow.para(note, small) for note in form.notes)]

    named = flow.Sheet(form.title, form.unit.issuer, form.stamp.at, form.stamp.words, counted=True)
    flow.write(story, out, named, chosen)
