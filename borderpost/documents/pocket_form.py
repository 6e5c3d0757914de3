"""A blank form for the pocket: every cell of the entry screen in its order, written by hand at night and typed in later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
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
ACROSS = 13.0
"""What the shares of columns that stand side by side may add up to; 1 is room for a number."""
WHOLE, HALVES = (0.3, 0.7), (0.19, 0.31, 0.19, 0.31)
"""Shares of the line: one cell across it, or two cells side by side."""
BESIDE = 3
"""Codes side by side in the lists at the end."""
ROOM = 7.0
"""What the padding of a cell takes from its width, in points."""


@dataclass(frozen=True, slots=True)
class Box:
    """A cell to fill: its label, what may be ticked or in which shape to write, its lines, whether it wants the whole width."""

    label: str
    hint: str = ""
    lines: int = 1
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """An inner table to fill: its headings and their shares of the line, and below it what may stand in its cells."""

    title: str
    heads: tuple[tuple[str, float], ...]
    notes: tuple[str, ...] = ()
    rows: int = BLANK_ROWS


@dataclass(frozen=True, slots=True)
class Block:
    """A section of the entry screen."""

    title: str
    cells: tuple[Box | Blank, ...]


@dataclass(frozen=True, slots=True)
class Codes:
    """A list too long for its cell, printed once at the end: its title, and number and words of each code."""

    title: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PocketForm:
    """All the form says. `help` stands at the top, `codes` at the end."""

    unit: Unit
    title: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    at: datetime
    stamp: Stamp
    help: str = ""
    codes: tuple[Codes, ...] = ()


def build(form: PocketForm, out: BinaryIO, profile: Profile | None = None) -> None:
    """Write the form on A4, short cells in two columns; raises EnvironmentFault (fonts)."""
    from borderpost.documents import flow
    from borderpost.documents.fonts import register_fonts

    register_fonts()
    chosen = replace(profile or load_profile(), page_mm=PORTRAIT, margins_mm=MARGINS)
    strong, small = _heading(), _remark()

    def story(width: float) -> list[Any]:
        found = [flow.para(form.unit.issuer.upper(), flow.style(11, bold=True)), *paper_title(form.title, form.lines, width)]
        if form.help:
            found.append(flow.para(form.help, flow.style(9, spaceAfter=2)))
        for block in form.blocks:
            found += [flow.para(block.title, strong, "H2"), *_cells(block, width)]
        found += [flow.para(note, small) for note in form.notes]
        if form.codes:
            found.append(flow.para("Danh mục kèm theo", strong, "H2"))
        for codes in form.codes:
            found += _codes(codes, width)
        return found

    named = flow.Sheet(form.title, form.unit.issuer, form.stamp.at, form.stamp.words, counted=True)
    flow.write(story, out, named, chosen)


def _heading() -> Any:
    from borderpost.documents import flow

    return flow.style(11, bold=True, spaceBefore=7, spaceAfter=3, keepWithNext=1)


def _remark() -> Any:
    from borderpost.documents import flow

    return flow.style(8.5, italic=True, spaceBefore=2)


def _cells(block: Block, width: float) -> list[Any]:
    """Build the cells of a section in the order of the entry screen: down the page, and in a row from left to right."""
    found: list[Any] = []
    run: list[Box] = []

    def close() -> None:
        found.extend(_boxes(run, width))
        run.clear()

    for cell in block.cells:
        if isinstance(cell, Box):
            run.append(cell)
        else:
            close()
            found += _blank(cell, block.title, width)
    close()
    return found


def _boxes(boxes: list[Box], width: float) -> list[Any]:
    from borderpost.documents.grid import Grid

    found: list[Any] = []
    at = 0
    while at < len(boxes):
        pairs: list[tuple[str, ...]] = []
        while at + 1 < len(boxes) and _short(boxes[at], width) and _short(boxes[at + 1], width):
            pairs.append((boxes[at].label, boxes[at].hint, boxes[at + 1].label, boxes[at + 1].hint))
            at += 2
        if pairs:
            found.append(Grid((), pairs, [share * width for share in HALVES], SIZE, strong=(0, 2), least=LINE))
            continue
        box = boxes[at]
        tall = LINE * box.lines
        found.append(Grid((), ((box.label, box.hint),), [share * width for share in WHOLE], SIZE, strong=(0,), least=tall))
        at += 1
    return found


def _short(box: Box, width: float) -> bool:
    """Tell whether a cell fits in half a line: one line to write, its hint on one line, its label on two."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    from borderpost.documents.fonts import BOLD, REGULAR
    from borderpost.documents.grid import wrapped

    if box.wide or box.lines > 1 or stringWidth(box.hint, REGULAR, SIZE) > HALVES[1] * width - ROOM:
        return False
    return len(wrapped(box.label, BOLD, SIZE, HALVES[0] * width - ROOM)) <= 2


def _blank(cell: Blank, above: str, width: float) -> list[Any]:
    from borderpost.documents import flow
    from borderpost.documents.grid import Grid

    found: list[Any] = [] if cell.title == above else [flow.para(cell.title, _heading(), "H3")]
    first = width * 0.05
    for part in _side_by_side(cell.heads):
        unit = (width - first) / sum(share for _head, share in part)
        widths = [first, *(unit * share for _head, share in part)]
        heads = ("TT", *(head for head, _share in part))
        rows = tuple((str(number), *("" for _head in part)) for number in range(1, cell.rows + 1))
        found += [Grid(heads, rows, widths, SIZE - 1, least=LINE), flow.gap(4)]
    return found + [flow.para(note, _remark()) for note in cell.notes] + [flow.gap(4)]


def _side_by_side(heads: tuple[tuple[str, float], ...]) -> list[list[tuple[str, float]]]:
    """Divide columns that are too many for one line into several tables of about the same width."""
    whole = sum(share for _head, share in heads)
    most = whole / max(1, ceil(whole / ACROSS))
    parts: list[list[tuple[str, float]]] = [[]]
    for head in heads:
        if parts[-1] and sum(share for _head, share in parts[-1]) >= most:
            parts.append([])
        parts[-1].append(head)
    return parts


def _codes(codes: Codes, width: float) -> list[Any]:
    """Build a list of codes, three side by side, its title never alone at the foot of a page."""
    from borderpost.documents import flow
    from borderpost.documents.grid import Grid

    number = width * 0.05
    widths = [number, width / BESIDE - number] * BESIDE
    cells = [text for pair in codes.items for text in pair]
    cells += [""] * (-len(cells) % (2 * BESIDE))
    rows = tuple(tuple(cells[at : at + 2 * BESIDE]) for at in range(0, len(cells), 2 * BESIDE))
    return [flow.para(codes.title, _heading(), "H3"), Grid(("Số", "Giá trị") * BESIDE, rows, widths, SIZE - 1)]
