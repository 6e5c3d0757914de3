"""A picture of links on one page: boxes in layers, lines between them, drawn as vectors and told in words for readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from borderpost.documents.fonts import BOLD, REGULAR
from borderpost.documents.letter import Unit
from borderpost.documents.profiles import Profile
from borderpost.documents.profiles import profile as load_profile
from borderpost.documents.register_sheet import Stamp, page, paper_head, paper_title, signing
from borderpost.documents.tagging import Node
from borderpost.domain.text import normal

HEIGHT = 300.0
_BOX = (128.0, 34.0)
_SIZE, _LEAST = 9.0, 4.5


@dataclass(frozen=True, slots=True)
class Mark:
    """One box: what it goes by, a second line, its place in cells. strong: a double edge (a ring). first: a thick edge."""

    title: str
    detail: str
    x: float
    y: float
    strong: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """One line between two boxes by their places, and what stands behind it. over: the control point of its curve, in cells."""

    a: int
    b: int
    weight: int
    words: str
    over: tuple[float, float]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class LinkSheet:
    """All the page says. cells: how many boxes fit across and down."""

    unit: Unit
    title: str
    lines: tuple[str, ...]
    marks: tuple[Mark, ...]
    strokes: tuple[Stroke, ...]
    cells: tuple[int, int]
    notes: tuple[str, ...]
    roles: tuple[str, ...]
    day: date
    stamp: Stamp
    names: tuple[str, ...] = ()


class Picture(Flowable):  # type: ignore[misc] # reportlab has no types
    """The boxes and lines, as large as the room allows; tagged as a figure whose alternative text names every link."""

    def __init__(self, sheet: LinkSheet, width: float, height: float = HEIGHT) -> None:
        super().__init__()
        self.sheet, self.width, self.height = sheet, width, height
        across, down = sheet.cells
        self._cell = (width / max(1, across), height / max(1, down))
        self._scale = min(1.0, self._cell[0] / (_BOX[0] + 12), self._cell[1] / (_BOX[1] + 14))

    def wrap(self, *_room: float) -> tuple[float, float]:
        """Tell how much room it takes, in points."""
        return self.width, self.height

    def _centre(self, mark: Mark) -> tuple[float, float]:
        return (mark.x + 0.5) * self._cell[0], self.height - (mark.y + 0.5) * self._cell[1]

    def draw(self) -> None:
        """Draw it where the canvas stands."""
        canvas: Any = self.canv
        x, y = canvas.absolutePosition(0, 0)
        box = [x, y, x + self.width, y + self.height]
        with canvas.marked(Node("Figure", canvas.root, Alt=normal(told(self.sheet)), BBox=box)):
            for stroke in self.sheet.strokes:
                self._stroke(canvas, stroke)
            for mark in self.sheet.marks:
                self._mark(canvas, mark)

    def _stroke(self, canvas: Any, stroke: Stroke) -> None:
        canvas.saveState()
        canvas.setLineWidth(min(0.5 + 0.4 * stroke.weight, 3))
        canvas.setStrokeGray(0.35)
        if stroke.dashed:
            canvas.setDash(4, 3)
        middle = self._line(canvas, stroke)
        canvas.restoreState()
        if stroke.weight > 1:
            size = max(_LEAST, 8 * self._scale)
            words = str(stroke.weight)
            wide = stringWidth(words, BOLD, size) + 4
            canvas.saveState()
            canvas.setFillGray(1)
            canvas.rect(middle[0] - wide / 2, middle[1] - size / 2 - 1, wide, size + 2, stroke=0, fill=1)
            canvas.restoreState()
            canvas.setFont(BOLD, size)
            canvas.drawCentredString(middle[0], middle[1] - size / 2 + 1, words)

    def _line(self, canvas: Any, stroke: Stroke) -> tuple[float, float]:
        """Draw a line or its curve; return its middle."""
        (x, y), (u, v) = (self._centre(self.sheet.marks[at]) for at in (stroke.a, stroke.b))
        path = canvas.beginPath()
        path.moveTo(x, y)
        p, q = stroke.over
        p, q = (p + 0.5) * self._cell[0], self.height - (q + 0.5) * self._cell[1]
        path.curveTo((x + 2 * p) / 3, (y + 2 * q) / 3, (u + 2 * p) / 3, (v + 2 * q) / 3, u, v)
        canvas.drawPath(path, stroke=1, fill=0)
        return (x + u + 2 * p) / 4, (y + v + 2 * q) / 4

    def _mark(self, canvas: Any, mark: Mark) -> None:
        wide, high = (side * self._scale for side in _BOX)
        x, y = self._centre(mark)
        left, low = x - wide / 2, y - high / 2
        canvas.saveState()
        canvas.setFillGray(1)
        canvas.setLineWidth(2.2 if mark.first else 0.8)
        canvas.roundRect(left, low, wide, high, 4, stroke=1, fill=1)
        if mark.strong:
            canvas.setLineWidth(0.8)
            canvas.roundRect(left + 2, low + 2, wide - 4, high - 4, 3, stroke=1, fill=0)
        canvas.restoreState()
        size = max(_LEAST, _SIZE * self._scale)
        room = wide - 10 * self._scale
        middle = y + (size * 0.25 if mark.detail else -size * 0.35)
        canvas.setFont(BOLD, size)
        canvas.drawCentredString(x, middle, cut(normal(mark.title), BOLD, size, room))
        if mark.detail:
            canvas.setFont(REGULAR, size * 0.9)
            canvas.drawCentredString(x, middle - size * 1.2, cut(normal(mark.detail), REGULAR, size * 0.9, room))


def cut(text: str, font: str, size: float, room: float) -> str:
    """Return a text that fits the room, ended by dots where it had to be cut."""
    if stringWidth(text, font, size) <= room:
        return text
    while text and stringWidth(f"{text}…", font, size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def told(sheet: LinkSheet) -> str:
    """Return every box and every link in words."""
    boxes = "; ".join(f"{mark.title} ({mark.detail})" if mark.detail else mark.title for mark in sheet.marks)
    links = "; ".join(f"{sheet.marks[one.a].title} – {sheet.marks[one.b].title}: {one.words}" for one in sheet.strokes)
    return f"{sheet.title}. {boxes}. {links}"


def build(sheet: LinkSheet, out: BinaryIO, profile: Profile | None = None) -> None:
    """Write the page as PDF/A-2a and PDF/UA-1. Raises EnvironmentFault (fonts)."""
    from borderpost.documents import flow
    from borderpost.documents.fonts import register_fonts

    register_fonts()
    chosen = page(profile or load_profile(), landscape=True)

    def story(width: float) -> list[Any]:
        found: Sequence[Any] = [paper_head(sheet.unit, chosen, width), *paper_title(sheet.title, sheet.lines, width)]
        look = flow.style(9, spaceBefore=2)
        notes = [flow.para(note, look) for note in sheet.notes]
        signs = signing(sheet.unit.place, sheet.day, sheet.roles, sheet.names, width)
        return [*found, Picture(sheet, width, _room(len(sheet.notes), chosen)), *notes, *signs]

    flow.write(story, out, flow.Sheet(sheet.title, sheet.unit.issuer, sheet.stamp.at, sheet.stamp.words, counted=True), chosen)


def _room(notes: int, chosen: Profile) -> float:
    """Return the height left for the picture on one page: head, title, notes and signatures take the rest."""
    from reportlab.lib.units import mm

    high = (chosen.page_mm["height"] - chosen.margins_mm["top"] - chosen.margins_mm["bottom"]) * mm
    return float(max(150.0, high - 225 - 14 * notes))
