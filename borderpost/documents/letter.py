"""The parts of an official letter: head, titles, addressee, body, signature block (Decree 30/2020/ND-CP, Annex I)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Spacer

from borderpost.documents.flow import CENTRE, JUSTIFY, LEFT, Rule, heading, layout, para, style
from borderpost.documents.fonts import BOLD
from borderpost.documents.profiles import Profile
from borderpost.domain.text import normal


@dataclass(frozen=True, slots=True)
class Unit:
    """Who writes: parent and issuer as printed in capitals, the place before the date, the symbol after `BC-`."""

    parent: str
    issuer: str
    place: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: prefix (`KT. ĐỒN TRƯỞNG` or empty), position, rank, name."""

    prefix: str
    position: str
    rank: str
    name: str


def dated(place: str, day: date) -> str:
    """Write place and date: a day below 10 and the months 1 and 2 take a leading zero, others do not."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def head(unit: Unit, number: int | None, day: date, profile: Profile, width: float) -> list[Any]:
    """Build agency and national title side by side, number and date below; None leaves room to write the number."""
    size = profile.sizes_pt
    left = width * profile.left_column
    right = width - left
    issuer_look = style(size["issuer"], bold=True, align=CENTRE)
    issuer = normal(unit.issuer).upper()
    line = min(stringWidth(issuer, BOLD, size["issuer"]), left) * profile.rule_share
    shown = "……" if number is None else f"{number:02d}"
    agency = [
        heading(unit.parent.upper(), style(size["parent"], align=CENTRE), left - 4),
        heading(issuer, issuer_look, left - 4),
        Rule(line),
    ]
    nation = [
        para(profile.national, style(size["national"], bold=True, align=CENTRE)),
        para(profile.motto, style(size["motto"], bold=True, align=CENTRE)),
        Rule(stringWidth(profile.motto, BOLD, size["motto"])),
    ]
    number_line = para(f"Số: {shown}/{profile.symbol_prefix}-{unit.symbol}", style(size["number"], align=CENTRE))
    place_line = para(dated(unit.place, day), style(size["place_date"], italic=True, align=CENTRE))
    return [layout([[agency, nation], [number_line, place_line]], [left, right], ("BOTTOMPADDING", (0, 0), (-1, 0), 4))]


def titles(kind: str, summary: str, profile: Profile, width: float) -> list[Any]:
    """Build kind and summary, balanced, with the rule below."""
    look = style(profile.sizes_pt["summary"], bold=True, align=CENTRE)
    summed = heading(summary, look, width * 0.85, "H2")
    kind_look = style(profile.sizes_pt["kind"], bold=True, align=CENTRE)
    return [Spacer(0, 16), para(kind, kind_look, "H1"), summed, Rule(width * 0.3), Spacer(0, 6)]


def addressee(name: str, profile: Profile) -> Any:
    """Build `Kính gửi`."""
    return para(f"Kính gửi: {name}.", style(profile.sizes_pt["addressee"], align=CENTRE, spaceBefore=6, spaceAfter=8))


def body(text: str, profile: Profile) -> Any:
    """Build one justified paragraph with its first line indented."""
    gap = profile.paragraph_gap_pt
    return para(
        text, style(profile.sizes_pt["body"], align=JUSTIFY, firstLineIndent=profile.first_line_mm * mm, spaceAfter=gap)
    )


def section(text: str, profile: Profile, *, keep: bool = True) -> Any:
    """Build the heading of a part of the body; `keep` holds it together with the whole of what follows."""
    look = style(
        profile.sizes_pt["body"],
        bold=True,
        firstLineIndent=profile.first_line_mm * mm,
        spaceBefore=6,
        spaceAfter=6,
        keepWithNext=int(keep),
    )
    return para(text, look, "H3")


def ending(signer: Signer, recipients: tuple[str, ...], profile: Profile, width: float) -> list[Any]:
    """Build recipients at the left and the signer at the right, to be kept together by the caller."""
    size = profile.sizes_pt
    listed = style(size["recipients"], align=LEFT)
    left: list[Any] = [para("Nơi nhận:", style(size["recipients_label"], bold=True, italic=True))]
    left += [para(f"- {name};", listed) for name in recipients]
    left.append(para(f"- {profile.file_line}.", listed))
    look = style(size["sign"], bold=True, align=CENTRE)
    name = f"{signer.rank} {signer.name}".strip() if profile.rank_before_name else signer.name
    right: list[Any] = [para(text.upper(), look) for text in (signer.prefix, signer.position) if text]
    right += [Spacer(0, profile.sign_room_mm * mm), para(name, look)]
    return [Spacer(0, 12), layout([[left, right]], [width * 0.5, width * 0.5])]
