"""The monthly report of a post on paper: official letter, table of figures, chart, conversion mark (TT 58/2020/TT-BQP)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from borderpost.documents.letter import Signer, Unit
from borderpost.documents.profiles import Profile
from borderpost.documents.profiles import profile as load_profile
from borderpost.domain import numbers
from borderpost.domain.figures import Chart, FigureRow, Figures


@dataclass(frozen=True, slots=True)
class Converted:
    """The conversion mark (Law 20/2023/QH15, article 12.2) and what the QR code says (base45; empty for none)."""

    system: str
    by: str
    at: datetime
    qr: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """A list behind the report; widths are shares of the line and add up to 1. From column `numbers_from` on stand numbers."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    numbers_from: int = 99


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """All a report says. `number` None leaves room to write; `paragraphs` empty lets the figures make the sentences."""

    unit: Unit
    number: int | None
    day: date
    addressee: str
    figures: Figures
    signer: Signer
    recipients: tuple[str, ...]
    converted: Converted
    paragraphs: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    annex: Annex | None = None
    draft: bool = False


def _counted(row: FigureRow, values: tuple[int | None, ...]) -> str:
    parts = []
    for number, measure in zip(values, row.measures, strict=True):
        if number is not None:
            shown = numbers.padded(number) if not measure.decimals else numbers.value(number, measure.decimals)
            parts.append(f"{shown} {measure.unit_vi}")
    return "/".join(parts)


def sentence(row: FigureRow) -> str:
    """Say one indicator with its difference from the same period last year; nothing to compare is said, never counted as 0."""
    said = f"{row.label_vi}: {_counted(row, row.this) or 'không có số liệu'}"
    turns = []
    for this, last, measure in zip(row.this, row.last_year, row.measures, strict=True):
        if this is None or last is None:
            continue
        gap = this - last
        word = "tăng" if gap > 0 else "giảm"
        shown = numbers.padded(abs(gap)) if not measure.decimals else numbers.value(abs(gap), measure.decimals)
        turns.append(f"{word} {shown} {measure.unit_vi}" if gap else f"bằng số {measure.unit_vi}")
    if not turns:
        return f"{said} (không có kỳ chốt để so với cùng kỳ)."
    return f"{said}; {', '.join(turns)} so với cùng kỳ năm trước."


def narrative(figures: Figures) -> tuple[str, ...]:
    """Make one sentence of each main indicator."""
    return tuple(sentence(row) for row in figures.rows if row.level == 0)


def _cells(row: FigureRow, at: int) -> tuple[str, ...]:
    places = [measure.decimals for measure in row.measures]
    gaps = [
        numbers.signed(None if a is None or b is None else a - b, places[n])
        for n, (a, b) in enumerate(zip(row.this, row.last_year, strict=True))
    ]
    gap = numbers.NOTHING if all(g == numbers.NOTHING for g in gaps) else " / ".join(gaps)
    label = "– " * row.level + row.label_vi
    units = " / ".join(measure.unit_vi for measure in row.measures)
    return (str(at), label, units, *(numbers.pair(v, places) for v in (row.this, row.previous, row.last_year)), gap)


def _period(figures: Figures) -> str:
    kind, name = figures.window.kind, figures.window.name
    year, _, part = name.partition("-")
    if part.isdigit():
        return f"tháng {int(part)}/{year}"
    names = {"Q1": "quý I", "Q2": "quý II", "Q3": "quý III", "Q4": "quý IV", "H1": "6 tháng đầu năm", "H2": "6 tháng cuối năm"}
    return f"{names.get(part, 'năm' if not part else kind)}/{year}" if part else f"năm {year}"


def build(report: MonthlyReport, out: BinaryIO, profile: Profile | None = None) -> None:
    """Write PDF/A-2a and PDF/UA-1; the same report gives the same bytes. Raises EnvironmentFault (fonts)."""
    from reportlab.lib.units import mm
    from reportlab.platypus import CondPageBreak, KeepTogether, PageBreak, Spacer

    from borderpost.documents import charts, flow, letter
    from borderpost.documents.fonts import register_fonts
    from borderpost.documents.qr import Code

    register_fonts()
    chosen = profile or load_profile()
    window = report.figures.window
    period = _period(report.figures)
    title = f"Báo cáo kết quả công tác, {period}"
    stamp = f"{report.converted.at:%H:%M %d/%m/%Y}"

    def story(width: float) -> list[Any]:
        story: list[Any] = letter.head(report.unit, report.number, report.day, chosen, width)
        summary = f"Kết quả công tác biên phòng và phòng, chống mua bán người {period}"
        story += letter.titles(chosen.kind, summary, chosen, width)
        story.append(letter.addressee(report.addressee, chosen))
        span = f"từ ngày {window.first:%d/%m/%Y} đến ngày {window.last:%d/%m/%Y}"
        story.append(letter.body(f"{report.unit.issuer} báo cáo kết quả công tác {period} ({span}) như sau:", chosen))
        story.append(letter.section("1. Kết quả trong kỳ", chosen))
        story += [letter.body(text, chosen) for text in report.paragraphs or narrative(report.figures)]
        # The heading stays with the first lines of its table, not with the whole of it: half a page would stay empty.
        story += [CondPageBreak(60 * mm), letter.section("2. Số liệu trong kỳ", chosen, keep=False)]
        heads = ("TT", "Chỉ tiêu", "Đơn vị", "Kỳ này", "Kỳ trước", "Cùng kỳ", "So cùng kỳ")
        widths = [width * share for share in (0.06, 0.32, 0.16, 0.12, 0.115, 0.115, 0.11)]
        aligns = (flow.CENTRE, flow.LEFT, flow.LEFT, *[flow.RIGHT] * 4)
        rows = [_cells(row, at) for at, row in enumerate(report.figures.rows, 1)]
        story += flow.data_table(heads, rows, widths, chosen.sizes_pt["table"], aligns)
        note = "“-”: không có kỳ chốt để so."
        if report.figures.amended:
            note += f" Có {numbers.padded(report.figures.amended)} mục đến sau khi chốt kỳ."
        story.append(flow.para(note, flow.style(chosen.sizes_pt["table"], italic=True, spaceBefore=4, spaceAfter=8)))
        for chart in report.charts:
            story += [charts.Bars(chart, width), Spacer(0, 8)]
        end = letter.ending(report.signer, report.recipients, chosen, width)
        if report.converted.qr:
            text = f"Mã đối chiếu: kỳ {window.name}, mã băm số liệu và chữ ký máy để bảo đảm nguyên vẹn và nguồn gốc."
            code = Code(report.converted.qr, 30, text)
            look = flow.style(chosen.sizes_pt["recipients"], italic=True)
            end += [Spacer(0, 10), flow.layout([[code, flow.para(text, look)]], [36 * mm, width - 36 * mm])]
        story.append(KeepTogether(end))  # a code alone on a page proves nothing
        if report.annex is not None:
            annex = report.annex
            look = flow.style(chosen.sizes_pt["annex"], bold=True, align=flow.CENTRE)
            story += [PageBreak(), flow.para("Phụ lục", look, "H2"), flow.heading(annex.title, look, width * 0.85, "H3")]
            story.append(Spacer(0, 8))
            wide = [share * width for share in annex.shares]
            sides = [flow.RIGHT if at >= annex.numbers_from else flow.LEFT for at in range(len(wide))]
            story += flow.data_table(annex.heads, annex.rows, wide, chosen.sizes_pt["table"], sides)
        return story

    mark = f"Bản giấy chuyển từ dữ liệu điện tử · {report.converted.system} · {report.converted.by} · {stamp}"
    sheet = flow.Sheet(title, report.unit.issuer, report.converted.at, mark, report.draft)
    flow.write(story, out, sheet, chosen)
