"""A table on paper: head of the unit, title, what is in it, the table over any number of pages, notes, signatures.

The printed register (sổ) is such a paper; so is every other list that is signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, BinaryIO

from borderpost.documents.letter import Unit, dated
from borderpost.documents.profiles import Profile
from borderpost.documents.profiles import profile as load_profile
from borderpost.domain.progress import Progress, Stage

LANDSCAPE = {"width": 297.0, "height": 210.0}
PORTRAIT = {"width": 210.0, "height": 297.0}
MARGINS = {"left": 20.0, "right": 12.0, "top": 16.0, "bottom": 20.0}
SIZE = 10.0
SIGN = "(ký, ghi rõ họ tên)"
WHEN = 240.0
"""Room for place and date on one line, in points."""
DRAWN = 60
"""Per cent of the work that is done when every row is drawn; the rest is writing the tree and the file."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, where its text stands (`left`, `centre`, `right`), its share of the line or 0 to fit."""

    head: str
    align: str = "left"
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who made the paper, when, and by which program: the line at the foot of every page."""

    system: str
    by: str
    at: datetime

    @property
    def words(self) -> str:
        """The mark of conversion."""
        return f"Bản giấy chuyển từ dữ liệu điện tử · {self.system} · {self.by} · {self.at:%H:%M %d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class TablePaper:
    """All such a paper says. `lines` stand below the title, `notes` below the table, `roles` sign.

    `struck` are the places of rows that are crossed out. A running number is put before the columns.
    """

    unit: Unit
    title: str
    lines: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Sequence[tuple[str, ...]]
    notes: tuple[str, ...]
    roles: tuple[str, ...]
    day: date
    stamp: Stamp
    struck: frozenset[int] = frozenset()
    empty: str = "Không có bản ghi nào."
    landscape: bool = True
    names: tuple[str, ...] = ()


def page(profile: Profile, *, landscape: bool) -> Profile:
    """Return a layout on A4 with the narrow margins of a table."""
    return replace(profile, page_mm=LANDSCAPE if landscape else PORTRAIT, margins_mm=MARGINS)


def paper_head(unit: Unit, profile: Profile, width: float) -> Any:
    """Build the unit at the left and the national title at the right; a paper of the post's own carries no number."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    from borderpost.documents import flow
    from borderpost.documents.fonts import BOLD

    issuer, left = unit.issuer.upper(), width * 0.42
    strong = flow.style(12, bold=True, align=flow.CENTRE)
    agency = [
        flow.heading(unit.parent.upper(), flow.style(12, align=flow.CENTRE), left - 4),
        flow.heading(issuer, strong, left - 4),
        flow.Rule(min(stringWidth(issuer, BOLD, 12), left) * profile.rule_share),
    ]
    nation = [
        flow.para(profile.national, strong),
        flow.para(profile.motto, strong),
        flow.Rule(stringWidth(profile.motto, BOLD, 12)),
    ]
    return flow.layout([[agency, nation]], [left, width - left])


def paper_title(title: str, lines: Sequence[str], width: float) -> list[Any]:
    """Build the title and the lines below it."""
    from reportlab.platypus import Spacer

    from borderpost.documents import flow

    said = [Spacer(0, 10), flow.heading(title, flow.style(14, bold=True, align=flow.CENTRE), width * 0.9, "H1")]
    said += [flow.heading(line, flow.style(11, italic=True, align=flow.CENTRE, spaceBefore=2), width * 0.9) for line in lines]
    return [*said, Spacer(0, 8)]


def signing(place: str, day: date, roles: Sequence[str], names: Sequence[str], width: float, remark: str = SIGN) -> list[Any]:
    """Build place and date, and room for the signatures side by side; `names` stand below, empty where not known.

    A role may hold a line feed: two languages under each other.
    """
    from reportlab.lib.units import mm
    from reportlab.platypus import Spacer

    from borderpost.documents import flow

    column = width / len(roles)
    italic = flow.style(12, italic=True, align=flow.CENTRE)
    strong = flow.style(12 if len(roles) < 3 else 10.5, bold=True, align=flow.CENTRE)
    when = flow.layout([["", flow.para(dated(place, day), italic)]], [width - max(column, WHEN), max(column, WHEN)])
    rows: list[list[Any]] = [[[flow.heading(role.upper(), strong, column)] for role in roles]]
    rows.append([flow.heading(remark, italic, column) for _role in roles])
    if any(names):
        rows.append([Spacer(0, 18 * mm) for _role in roles])
        rows.append([flow.para(name, strong) for name in (*names, *("" for _role in roles))][: len(roles)])
    else:
        rows.append([Spacer(0, 20 * mm) for _role in roles])
    return [Spacer(0, 8), when, flow.layout(rows, [column] * len(roles))]


def build(paper: TablePaper, out: BinaryIO, profile: Profile | None = None, progress: Progress | None = None) -> None:
    """Write the paper as PDF/A-2a and PDF/UA-1. Raises EnvironmentFault (fonts), Cancelled."""
    from reportlab.platypus import KeepTogether, Spacer

    from borderpost.documents import flow
    from borderpost.documents.fonts import register_fonts
    from borderpost.documents.grid import ALIGNS, Grid, fitted

    register_fonts()
    chosen = page(profile or load_profile(), landscape=paper.landscape)
    whole = progress or Progress()
    told, closing = Stage(whole, 0, DRAWN), Stage(whole, DRAWN, 100)
    total = len(paper.rows)
    elements = max(1, total * (len(paper.columns) + 2))

    def story(width: float) -> list[Any]:
        look = flow.style(11, spaceBefore=3)
        end: list[Any] = [Spacer(0, 4), *(flow.para(note, look) for note in paper.notes)]
        end += signing(paper.unit.place, paper.day, paper.roles, paper.names, width)
        found = [paper_head(paper.unit, chosen, width), *paper_title(paper.title, paper.lines, width)]
        if total:
            heads = ["TT", *(column.head for column in paper.columns)]
            rows = [(str(number), *row) for number, row in enumerate(paper.rows, 1)]
            aligns = [ALIGNS["centre"], *(ALIGNS[column.align] for column in paper.columns)]
            shares = [column.share for column in paper.columns]
            if all(shares):
                number = fitted(heads[:1], [(str(total),)], 30, SIZE)[0]
                widths = [number, *((width - number) * share / sum(shares) for share in shares)]
            else:
                widths = fitted(heads, rows, width, SIZE)
            grid = Grid(
                heads,
                rows,
                widths,
                SIZE,
                aligns,
                paper.struck,
                lambda row: told.step(max(row, 0), total),
                numbered=True,
                after=flow.height(end, width),
            )
            found.append(grid)
        else:
            found.append(flow.para(paper.empty, flow.style(12, align=flow.CENTRE, spaceBefore=12, spaceAfter=12)))
        found.append(KeepTogether(end))
        return found

    sheet = flow.Sheet(paper.title, paper.unit.issuer, paper.stamp.at, paper.stamp.words, counted=True)
    flow.write(story, out, sheet, chosen, lambda element: closing.step(element, elements))
    whole.step(100, 100)
