"""One record on paper: its sections, inner tables, who wrote it; or, for an act of two sides, Vietnamese beside English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from borderpost.documents.letter import Unit
from borderpost.documents.profiles import Profile
from borderpost.documents.profiles import profile as load_profile
from borderpost.documents.register_sheet import SIGN, Stamp, page, paper_head, paper_title, signing

SIZE = 11.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table inside the record; headings and cells may hold two languages under each other."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its heading, pairs of label and value (or label, value, label, value in two languages), its tables."""

    title: str
    pairs: tuple[tuple[str, ...], ...]
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """All the sheet says. `lines` stand below the title, `notes` behind the parts; `sides` sign."""

    unit: Unit
    title: str
    lines: tuple[str, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    roles: tuple[str, ...]
    day: date
    stamp: Stamp
    remark: str = SIGN


def build(sheet: RecordSheet, out: BinaryIO, profile: Profile | None = None) -> None:
    """Write the sheet as PDF/A-2a and PDF/UA-1; raises EnvironmentFault (fonts)."""
    from reportlab.platypus import KeepTogether, Spacer

    from borderpost.documents import flow
    from borderpost.documents.fonts import register_fonts
    from borderpost.documents.grid import Grid, fitted

    register_fonts()
    chosen = page(profile or load_profile(), landscape=False)
    strong = flow.style(12, bold=True, spaceBefore=8, spaceAfter=3, keepWithNext=1)
    inner = flow.style(SIZE, bold=True, italic=True, spaceBefore=5, spaceAfter=2, keepWithNext=1)

    def story(width: float) -> list[Any]:
        found = [paper_head(sheet.unit, chosen, width), *paper_title(sheet.title, sheet.lines, width)]
        for part in sheet.parts:
            found.append(flow.para(part.title, strong, "H2"))
            if part.pairs:
                two = len(part.pairs[0]) == 4
                shares = (0.19, 0.31, 0.19, 0.31) if two else (0.32, 0.68)
                bold = (0, 2) if two else (0,)
                found.append(
                    Grid((), part.pairs, [share * width for share in shares], SIZE, strong=bold, english=(2, 3) if two else ())
                )
            for table in part.tables:
                found.append(flow.para(table.title, inner, "H3"))
                size = SIZE if len(table.heads) < 7 else 8.5
                rows = table.rows or (("",) * len(table.heads),)
                found.append(Grid(table.heads, rows, fitted(table.heads, rows, width, size), size))
        end: list[Any] = [Spacer(0, 4), *(flow.para(note, flow.style(10, italic=True, spaceBefore=3)) for note in sheet.notes)]
        end += signing(sheet.unit.place, sheet.day, sheet.roles, (), width, sheet.remark)
        found.append(KeepTogether(end))
        return found

    named = flow.Sheet(sheet.title.replace("\n", " / "), sheet.unit.issuer, sheet.stamp.at, sheet.stamp.words, counted=True)
    flow.write(story, out, named, chosen)
