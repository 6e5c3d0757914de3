"""A ruled table of any length: cells wrap, nothing is clipped, every page has the header, one table to a reader of tags.

Drawn line by line instead of by the table of reportlab, whose time grows faster than its rows.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from itertools import accumulate

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, PageBreak

from borderpost.documents.fonts import BOLD, ITALIC, REGULAR
from borderpost.documents.tagging import Node
from borderpost.domain.text import normal

_BLANKS = re.compile(r"[^\S\n\u00a0]+")
PAD, ROOM = 3.0, 2.5
KEPT = 3
"""Rows that go over to the page of the signatures when these do not fit any more: alone they would sign nothing."""
BAND = 24
"""Lines of a row that stay together; a longer row goes on over the next page."""
SAMPLE = 400
HEAD_LINES = 2
"""Lines a heading is wished to have; a column of numbers would else be as narrow as its longest word."""
LEADING = 1.15
ALIGNS = {"left": TA_LEFT, "centre": TA_CENTER, "right": TA_RIGHT}


def wrapped(text: str, font: str, size: float, width: float) -> tuple[str, ...]:
    """Break a text into lines that fit `width` points; a word too long for a line is broken inside, a hard space never."""
    lines: list[str] = []
    space = stringWidth(" ", font, size)
    for forced in _printed(text).split("\n"):
        if stringWidth(forced, font, size) <= width:
            lines.append(forced)
            continue
        line, used = "", 0.0
        for whole in forced.split(" "):
            word = whole
            wide = stringWidth(word, font, size)
            if line and used + space + wide <= width:
                line, used = f"{line} {word}", used + space + wide
                continue
            if line:
                lines.append(line)
            while wide > width and len(word) > 1:
                fits = _fitting(word, font, size, width)
                lines.append(word[:fits])
                word = word[fits:]
                wide = stringWidth(word, font, size)
            line, used = word, wide
        lines.append(line)
    return tuple(lines)


def _printed(text: str) -> str:
    """Return the text as it is drawn: composed, blanks made one, hard spaces kept."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip(" \n")


def _fitting(word: str, font: str, size: float, width: float) -> int:
    """Return how many letters of a word fit, at least one."""
    ends = list(accumulate(stringWidth(letter, font, size) for letter in word))
    return max(1, bisect_right(ends, width))


def fitted(heads: Sequence[str], rows: Sequence[Sequence[str]], width: float, size: float) -> list[float]:
    """Return widths in points that add up to `width`: no word is broken while there is room, then the small wishes come first.

    A date stays on one line before a long text gets more: the text wraps anyway.
    """
    step = max(1, len(rows) // SAMPLE)
    sample = rows[::step]
    least, wanted = [], []
    for at, head in enumerate(heads):
        longest = max((stringWidth(word, BOLD, size) for word in head.split()), default=0.0)
        cells = sorted(stringWidth(normal(row[at]), REGULAR, size) for row in sample)
        words = max((stringWidth(word, REGULAR, size) for row in sample for word in row[at].split()), default=0.0)
        least.append(min(max(longest, words), width * 0.3) + 2 * PAD + 1)
        common = cells[min(len(cells) - 1, len(cells) * 9 // 10)] if cells else 0.0
        heading = stringWidth(head, BOLD, size) / HEAD_LINES
        wanted.append(max(max(common, heading) + 2 * PAD + 1, least[-1]))
    left = width - sum(least)
    if left < 0:
        return [each * width / sum(least) for each in least]
    more = [max(0.0, min(wish, width * 0.6) - bottom) for wish, bottom in zip(wanted, least, strict=True)]
    found = list(least)
    waiting = sorted(range(len(least)), key=lambda at: more[at])
    for place, at in enumerate(waiting):
        given = min(more[at], left / (len(waiting) - place))
        found[at] += given
        left -= given
    return [each * width / sum(found) for each in found]


class _Body:
    """What all parts of one grid share: the lines of every cell, the height of every band, its place in the tree."""

    def __init__(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        size: float,
        aligns: Sequence[int],
        struck: Collection[int],
        step: Callable[[int], object],
        strong: Collection[int],
        *,
        numbered: bool,
        least: float,
        english: Collection[int],
        after: float,
    ) -> None:
        self.widths, self.size, self.aligns, self.struck, self.step = list(widths), size, aligns, frozenset(struck), step
        self.after = after
        self.strong, self.english = frozenset(strong), frozenset(english)
        self.leading = LEADING * size
        self.edges = [0.0, *accumulate(widths)]
        self.heads = [wrapped(head, BOLD, size, wide - 2 * PAD) for head, wide in zip(heads, widths, strict=False)]
        self.numbers = [(f"({at})",) for at in range(1, len(heads) + 1)] if numbered and heads else []
        self.head_height = self._height(max((len(lines) for lines in self.heads), default=0)) if heads else 0.0
        self.number_height = self._height(1) if self.numbers else 0.0
        self.bands: list[tuple[int, int, int]] = []
        tops = [0.0]
        self.cells: list[list[tuple[str, ...]]] = []
        known: dict[tuple[int, str], tuple[str, ...]] = {}
        for number, row in enumerate(rows):
            if number % 200 == 0:
                step(-1)
            lines = []
            for at, text in enumerate(row):
                key = (at, text)
                if key not in known:
                    known[key] = wrapped(text, BOLD if at in self.strong else REGULAR, size, widths[at] - 2 * PAD)
                lines.append(known[key])
            self.cells.append(lines)
            most = max((len(each) for each in lines), default=1)
            for start in range(0, most, BAND):
                end = min(most, start + BAND)
                self.bands.append((number, start, end))
                tops.append(tops[-1] + max(self._height(end - start), least))
        self.tops = tops
        self.table: Node | None = None
        self.nodes: dict[int, list[Node]] = {}
        self.headed = False

    def _height(self, lines: int) -> float:
        return lines * self.leading + 2 * ROOM


class Grid(Flowable):  # type: ignore[misc] # reportlab has no types
    """The table, or the part of it that stands on one page.

    `struck` are rows crossed out. `strong` are columns in bold; without `heads` they name what is right of them. `step` is told
    the row drawn (-1: none yet); what it raises ends the work. `least` is the smallest height of a row in points. `english`
    are columns in English. `after` is the room in points that what stands below needs on the page of the last row.
    """

    def __init__(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        size: float,
        aligns: Sequence[int] | None = None,
        struck: Collection[int] = (),
        step: Callable[[int], object] = lambda _row: None,
        strong: Collection[int] = (),
        *,
        numbered: bool = False,
        least: float = 0.0,
        english: Collection[int] = (),
        after: float = 0.0,
    ) -> None:
        super().__init__()
        sides = aligns or [TA_LEFT] * len(widths)
        self.body = _Body(
            heads,
            rows,
            widths,
            size,
            sides,
            struck,
            step,
            strong,
            numbered=numbered,
            least=least,
            english=english,
            after=after,
        )
        self.first, self.last = 0, len(self.body.bands)

    def _part(self, first: int, last: int) -> Grid:
        part = Grid.__new__(Grid)
        Flowable.__init__(part)
        part.body, part.first, part.last = self.body, first, last
        return part

    def _tall(self) -> float:
        body = self.body
        return body.head_height + body.number_height + body.tops[self.last] - body.tops[self.first]

    def _crowded(self, height: float) -> bool:
        """Tell whether it fits, but what stands below it would not."""
        last = self.last == len(self.body.bands) and self.last - self.first > KEPT
        return last and self._tall() <= height < self._tall() + self.body.after

    def wrap(self, _width: float, height: float) -> tuple[float, float]:
        """Tell how much room it takes, in points; more than there is when its last rows have to go over."""
        return self.body.edges[-1], height + 1 if self._crowded(height) else self._tall()

    def split(self, _width: float, height: float) -> list[Flowable]:
        """Break it between rows, or inside one that is longer than a page."""
        body = self.body
        room = height - body.head_height - body.number_height
        end = bisect_right(body.tops, body.tops[self.first] + room + 0.001) - 1
        if self._crowded(height):
            over = self.last - KEPT
            return [self._part(self.first, over), PageBreak(), self._part(over, self.last)]
        if end <= self.first:
            return []
        return [self._part(self.first, end), self._part(end, self.last)]

    def draw(self) -> None:
        """Draw it where the canvas stands."""
        body = self.body
        body.table = body.table or Node("Table", self.canv.root)
        top = self._tall()
        marks = [top]
        for lines, tall, font in (
            (body.heads, body.head_height, BOLD),
            (body.numbers, body.number_height, ITALIC),
        ):
            if lines:
                self._head(lines, top, tall, font)
                top -= tall
                marks.append(top)
        body.headed = True
        struck = []
        for band in range(self.first, self.last):
            number, start, end = body.bands[band]
            tall = body.tops[band + 1] - body.tops[band]
            if number % 100 == 0 and start == 0:
                body.step(number)
            self._row(number, start, end, top)
            if number in body.struck:
                struck.append((number, start, end, top))
            top -= tall
            marks.append(top)
        with self.canv.marked(None, Type="Layout"):
            self._rules(marks, top)
            for each in struck:
                self._strike(*each)

    def _head(self, cells: Sequence[Sequence[str]], top: float, tall: float, font: str) -> None:
        body = self.body
        row = None if body.headed else Node("TR", body.table)
        for at, lines in enumerate(cells):
            gap = (tall - len(lines) * body.leading) / 2
            if row is None:
                self.canv.begin(None, Type="Pagination")
            else:
                self.canv.begin(Node("TH", row, Scope="Column"))
            self._lines(lines, at, top - gap, font, TA_CENTER)
            self.canv.end()

    def _row(self, number: int, start: int, end: int, top: float) -> None:
        body = self.body
        cells = body.cells[number]
        if number not in body.nodes:
            row = Node("TR", body.table)
            body.nodes[number] = [self._cell(at, row) for at in range(len(cells))]
        for at, lines in enumerate(cells):
            part = lines[start:end]
            if not part and start:
                continue
            self.canv.begin(body.nodes[number][at])
            self._lines(part, at, top - ROOM, BOLD if at in body.strong else REGULAR, body.aligns[at])
            self.canv.end()

    def _cell(self, at: int, row: Node) -> Node:
        """Begin a cell: what names its row is a heading, what is English says so to a voice that reads Vietnamese."""
        spoken = {"Lang": "en-GB"} if at in self.body.english else {}
        if not self.body.heads and at in self.body.strong:
            return Node("TH", row, Scope="Row", **spoken)
        return Node("TD", row, **spoken)

    def _lines(self, lines: Sequence[str], at: int, top: float, font: str, align: int) -> None:
        body, canvas = self.body, self.canv
        canvas.setFont(font, body.size)
        left, right = body.edges[at] + PAD, body.edges[at + 1] - PAD
        for number, line in enumerate(lines):
            x = left
            if align != TA_LEFT:
                free = right - left - stringWidth(line, font, body.size)
                x += free if align == TA_RIGHT else free / 2
            # A reader of the tags joins the lines of a cell: without a space two words become one.
            canvas.drawString(x, top - number * body.leading - body.size, line + " " * (number + 1 < len(lines)))

    def _rules(self, marks: Sequence[float], bottom: float) -> None:
        canvas, edges = self.canv, self.body.edges
        canvas.setLineWidth(0.5)
        canvas.lines([(0, y, edges[-1], y) for y in marks])
        canvas.lines([(x, marks[0], x, bottom) for x in edges])

    def _strike(self, number: int, start: int, end: int, top: float) -> None:
        body = self.body
        for at, lines in enumerate(body.cells[number]):
            for place, line in enumerate(lines[start:end]):
                y = top - ROOM - place * body.leading - body.size * 0.7
                wide = stringWidth(line, REGULAR, body.size)
                left = body.edges[at] + PAD
                free = body.widths[at] - 2 * PAD - wide
                left += {TA_LEFT: 0.0, TA_RIGHT: free}.get(body.aligns[at], free / 2)
                if line:
                    self.canv.line(left, y, left + wide, y)
