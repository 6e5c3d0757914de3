"""Flowables that know their place in the structure tree: paragraphs, layout grids, data tables, a sheet to put them on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table
from reportlab.platypus.tables import TableRenderCB

from borderpost.documents.fonts import BOLD, BOLD_ITALIC, ITALIC, REGULAR, register_fonts, safe
from borderpost.documents.profiles import Profile
from borderpost.documents.tagging import Node, TaggedCanvas
from borderpost.domain.text import normal

CENTRE, JUSTIFY, LEFT, RIGHT = TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
_COUNTED = 9.5
CHUNK = 500
"""Rows of one table: a long table grows faster than its rows (docs/adr/0400)."""
_SNUG = 0.98
"""A number set smaller fills its column to this part, so that rounding never breaks it."""


def style(size: float, *, bold: bool = False, italic: bool = False, align: int = LEFT, **more: Any) -> ParagraphStyle:
    """Make a style of one size in points; single spacing is 1.15 of it, no letter pair collides below that."""
    font = (BOLD_ITALIC if bold else ITALIC) if italic else (BOLD if bold else REGULAR)
    more = {"leading": 1.15 * size, "allowWidows": 0, "allowOrphans": 0} | more
    return ParagraphStyle("", fontName=font, fontSize=size, alignment=align, **more)


class Para(Paragraph):  # type: ignore[misc] # reportlab has no types
    """A tagged paragraph; parts of a split paragraph stay one element."""

    def __init__(self, text: Any, style: Any = None, *args: Any, tag: str = "P", **more: Any) -> None:
        self.tag = tag
        self.cell: list[Node] = []
        super().__init__(text, style, *args, **more)

    def split(self, width: float, height: float) -> list[Any]:
        """Break it at the foot of a page."""
        parts: list[Any] = super().split(width, height)
        for part in parts:
            part.tag, part.cell = self.tag, self.cell
        return parts

    def draw(self) -> None:
        """Draw it where the canvas stands."""
        if not self.cell:
            self.cell.append(Node(self.tag, self.canv.root))
        with self.canv.marked(self.cell[0]):
            super().draw()


def para(text: str, look: ParagraphStyle, tag: str = "P") -> Para:
    """Make a paragraph of plain text; whatever mark-up a user typed is shown as typed."""
    return Para(safe(text), look, tag=tag)


def gap(height: float) -> Any:
    """Leave room; nothing a reader of tags would stop at."""
    from reportlab.platypus import Spacer

    return Spacer(0, height)


def height(parts: Sequence[Any], width: float) -> float:
    """Return how much room parts take under each other, in points."""
    return sum(float(part.wrap(width, 10_000)[1] + part.getSpaceBefore() + part.getSpaceAfter()) for part in parts)


def balanced(text: str, look: ParagraphStyle, width: float) -> str:
    """Break a centred heading into the least number of lines, then the least widest line; a line feed forces a break."""
    lines: list[str] = []
    for forced in normal(text).split("\n"):
        words = forced.split()
        widths = [stringWidth(word, look.fontName, look.fontSize) for word in words]
        space = stringWidth(" ", look.fontName, look.fontSize)
        best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
        for end in range(1, len(words) + 1):
            options = []
            line = -space
            for start in range(end - 1, -1, -1):
                line += widths[start] + space
                if line > width and start < end - 1:
                    break
                options.append((best[start][0] + 1, max(best[start][1], line), start))
            best.append(min(options))
        end, part = len(words), []
        while end:
            start = best[end][2]
            part.append(" ".join(words[start:end]))
            end = start
        lines += reversed(part)
    return "\n".join(lines)


def heading(text: str, look: ParagraphStyle, width: float, tag: str = "P") -> Para:
    """Make a balanced heading."""
    return Para("<br/>".join(safe(line) for line in balanced(text, look, width).split("\n")), look, tag=tag)


class Rule(Flowable):  # type: ignore[misc] # reportlab has no types
    """A centred line of `length` points, an artifact."""

    def __init__(self, length: float, room: float = 6) -> None:
        super().__init__()
        self.length, self.room = length, room

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Tell how much room it takes, in points."""
        self.across = width
        return width, self.room

    def draw(self) -> None:
        """Draw it where the canvas stands."""
        with self.canv.marked(None, Type="Layout"):
            self.canv.setLineWidth(0.7)
            at = (self.across - self.length) / 2
            self.canv.line(at, self.room - 2, at + self.length, self.room - 2)


class _Layout(TableRenderCB):  # type: ignore[misc] # reportlab has no types
    """A grid for layout only: its lines are artifacts, its paragraphs tag themselves."""

    def startTable(self, table: Any) -> None: ...  # noqa: N802
    def endTable(self, table: Any) -> None: ...  # noqa: N802
    def startRow(self, table: Any, row: int) -> None: ...  # noqa: N802
    def endRow(self, table: Any) -> None: ...  # noqa: N802
    def startCell(self, table: Any, *cell: Any) -> None: ...  # noqa: N802
    def endCell(self, table: Any) -> None: ...  # noqa: N802

    def startBG(self, table: Any) -> None:  # noqa: N802
        table.canv.begin(None, Type="Layout")

    def endBG(self, table: Any) -> None:  # noqa: N802
        table.canv.end()

    def startLines(self, table: Any) -> None:  # noqa: N802
        self.startBG(table)

    def endLines(self, table: Any) -> None:  # noqa: N802
        self.endBG(table)


class _Data(_Layout):
    """A table of data: rows and cells become TR, TH and TD; a header repeated on a later page is an artifact."""

    def __init__(self, heads: int) -> None:
        self.heads = heads
        self.node: Node | None = None
        self.row: Node | None = None
        self.seen = 0

    def startRow(self, table: Any, row: int) -> None:  # noqa: N802
        if self.node is None:
            self.node = Node("Table", table.canv.root)
        repeated = row < self.heads and self.seen >= self.heads
        self.row = None if repeated else Node("TR", self.node)
        self.head = row < self.heads
        self.seen += not repeated

    def startCell(self, table: Any, *_cell: Any) -> None:  # noqa: N802
        if self.row is None:
            table.canv.begin(None, Type="Pagination")
        else:
            table.canv.begin(Node("TH", self.row, Scope="Column") if self.head else Node("TD", self.row))

    def endCell(self, table: Any) -> None:  # noqa: N802
        table.canv.end()


def layout(rows: Sequence[Sequence[Any]], widths: Sequence[float], *more: Any) -> Table:
    """Lay flowables out in columns without padding; not a table for a reader of tags."""
    plain = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]
    plain += [("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)]
    plain.append(("FONTNAME", (0, 0), (-1, -1), REGULAR))  # or Helvetica comes in unembedded
    grid = Table(rows, colWidths=widths, style=[*plain, *more], renderCB=_Layout())
    grid.hAlign = "LEFT"
    return grid


def data_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], size: float, aligns: Sequence[int]
) -> list[Table]:
    """Make a table with repeated header and column numbers, in chunks of 500 rows; a cell wraps only if it is too wide.

    A number is never broken: one that is wider than its column is set smaller.
    """
    from reportlab.lib import colors

    look = [style(size, align=align) for align in aligns]
    top = [para(head, style(size, bold=True, align=CENTRE)) for head in heads]
    numbers = [f"({n})" for n in range(1, len(heads) + 1)]
    names = {LEFT: "LEFT", CENTRE: "CENTER", RIGHT: "RIGHT"}
    drawn: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("FONT", (0, 0), (-1, -1), REGULAR, size, 1.15 * size),
        ("FONT", (0, 1), (-1, 1), ITALIC, size - 1.5, 1.15 * size),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        *[(f"{side}PADDING", (0, 0), (-1, -1), 4) for side in ("LEFT", "RIGHT")],
        *[(f"{side}PADDING", (0, 0), (-1, -1), 2.5) for side in ("TOP", "BOTTOM")],
        *[("ALIGN", (at, 2), (at, -1), names[align]) for at, align in enumerate(aligns)],
        ("ALIGN", (0, 1), (-1, 1), "CENTER"),
    ]

    def cell(text: str, at: int) -> Any:
        text = normal(text)
        room = widths[at] - 8
        if "\n" not in text and stringWidth(text, REGULAR, size) <= room:
            return text
        longest = max((stringWidth(word, REGULAR, size) for word in text.split()), default=0)
        if aligns[at] != RIGHT or longest <= room:
            return para(text, look[at])
        return para(text, style(_SNUG * size * room / longest, align=RIGHT))

    made = []
    for start in range(0, max(len(rows), 1), CHUNK):
        part = [[cell(text, at) for at, text in enumerate(row)] for row in rows[start : start + CHUNK]]
        made.append(Table([top, numbers, *part], colWidths=widths, repeatRows=2, style=drawn, renderCB=_Data(2)))
    return made


@dataclass(frozen=True)
class Sheet:
    """What a file is: its title (for readers and screen readers), author, time, whether a draft, and its footer line.

    counted: every page says which it is and how many there are.
    """

    title: str
    author: str
    at: datetime
    footer: str = ""
    draft: bool = False
    numbered: bool = True
    counted: bool = False


class _Counting(TaggedCanvas):
    """Knows at its end how many pages there are: the number is drawn once, every page shows it."""

    def save(self) -> None:
        """Draw the number of pages, and write the file."""
        self.beginForm("pages")
        self.setFont(REGULAR, _COUNTED)
        self.drawString(0, 0, str(len(self._pages)))
        self.endForm()
        super().save()


def write(
    build: Callable[[float], list[Any]],
    out: BinaryIO,
    sheet: Sheet,
    profile: Profile,
    step: Callable[[int], object] = lambda _element: None,
) -> None:
    """Write one PDF: `build` gets the width of the text in points, `step` the number of elements written, while they are.

    Raises EnvironmentFault if a font was changed, and whatever `step` raises to end the work.
    """
    register_fonts()
    page = (profile.page_mm["width"] * mm, profile.page_mm["height"] * mm)
    edge = {side: size * mm for side, size in profile.margins_mm.items()}
    width = page[0] - edge["left"] - edge["right"]

    def around(canvas: Any, document: Any) -> None:
        with canvas.marked(None, Type="Pagination"):
            if sheet.draft:
                canvas.saveState()
                canvas.translate(page[0] / 2, page[1] / 2)
                canvas.rotate(45)
                canvas.setFillGray(0.9)
                canvas.setFont(BOLD, 84)
                canvas.drawCentredString(0, -28, "DỰ THẢO")
                canvas.restoreState()
            number = document.page - getattr(document, "base", 0)
            if sheet.counted:
                canvas.setFont(REGULAR, _COUNTED)
                of = page[0] - edge["right"] - stringWidth("0000", REGULAR, _COUNTED)
                canvas.drawRightString(of, page[1] - 11 * mm, f"Trang {number}/")
                canvas.translate(of, page[1] - 11 * mm)
                canvas.doForm("pages")
                canvas.translate(-of, 11 * mm - page[1])
            elif sheet.numbered and number > 1:
                canvas.setFont(REGULAR, profile.sizes_pt["page_number"])
                canvas.drawCentredString(page[0] / 2, page[1] - 12 * mm, str(number))
            if sheet.footer:
                size = profile.sizes_pt["footer"]
                canvas.setFont(ITALIC, size)
                lines = balanced(sheet.footer, style(size, italic=True), width).split("\n")
                for at, line in enumerate(lines):
                    canvas.drawCentredString(edge["left"] + width / 2, 14 * mm - at * 1.15 * size, line)

    frame = Frame(edge["left"], edge["bottom"], width, page[1] - edge["top"] - edge["bottom"], 0, 0, 0, 0)
    # It names the file once more when it begins: without the names here it would be called "(anonymous)".
    named = {"title": sheet.title, "author": sheet.author, "creator": "borderpost", "producer": "borderpost"}
    document = BaseDocTemplate(out, pagesize=page, pageTemplates=[PageTemplate("page", [frame], onPage=around)], **named)

    def canvas(file: Any, **more: Any) -> TaggedCanvas:
        keep = {key: more[key] for key in ("pagesize",) if key in more}
        made = _Counting if sheet.counted else TaggedCanvas
        found = made(file, title=sheet.title, author=sheet.author, at=sheet.at, **keep)
        found.step = step
        return found

    document._calc = lambda *_a: None  # noqa: SLF001 - the frame above already knows its size
    document.build(build(width), canvasmaker=canvas)


def signatures(roles: Sequence[str], width: float) -> Table:
    """Make room for signatures side by side, each with who signs above it."""
    bold, thin = style(13, bold=True, align=CENTRE), style(12, italic=True, align=CENTRE)
    cells = [[para(role, bold), para("(ký, ghi rõ họ tên)", thin)] for role in roles]
    return layout([cells], [width / len(roles)] * len(roles))
