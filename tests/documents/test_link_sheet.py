"""The picture of links on paper: one page, every link in words for who cannot see it, long names cut and not lost."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import stringWidth

from borderpost.documents import fonts, link_sheet
from borderpost.documents.letter import Unit
from borderpost.documents.link_sheet import LinkSheet, Mark, Stroke
from borderpost.documents.register_sheet import Stamp
from borderpost.domain.clock import VIETNAM

AT = datetime(2026, 3, 15, 6, 52, tzinfo=VIETNAM)


def sheet(rows: int, across: int = 5) -> LinkSheet:
    marks = tuple(
        Mark(f"Người mang tên rất dài {x} {y}", "Người vượt biên" if y else "", x, y, y == 0, y == 0)
        for y in range(rows)
        for x in range(across)
    )
    strokes = (
        Stroke(0, 1, 1, "1 × Phát hiện", (0.5, 0.0)),
        Stroke(0, len(marks) - 1, 3, "3 × Phát hiện", (1.0, 1.0), dashed=True),
    )
    return LinkSheet(
        Unit("BCH BĐBP tỉnh Sơn Giang", "Đồn Biên phòng Khe Sim", "Nậm Vang", "ĐBPKS"),
        "SƠ ĐỒ LIÊN HỆ",
        ("Từ bản ghi RG-26-0001, 02 bước",),
        marks,
        strokes,
        (across, rows),
        ("Số trên đường nối: số bản ghi cùng có tên.",) * 3,
        ("Người lập", "Đồn trưởng"),
        date(2026, 3, 15),
        Stamp("Borderpost", "Vàng A Sính", AT),
        ("", "Đại úy Lường Văn Thái"),
    )


@pytest.mark.parametrize("rows", [1, 5, 12])
def test_it_is_one_page_however_many_stand_in_it(rows: int) -> None:
    out = io.BytesIO()
    link_sheet.build(sheet(rows), out)
    reader = PdfReader(out)
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    assert "SƠ ĐỒ LIÊN HỆ" in text
    assert "ĐỒN TRƯỞNG" in text


def test_every_box_and_every_link_is_told_in_words() -> None:
    told = link_sheet.told(sheet(2))
    assert "Người mang tên rất dài 0 0; " in told
    assert "Người mang tên rất dài 4 1 (Người vượt biên)" in told
    assert "Người mang tên rất dài 0 0 – Người mang tên rất dài 4 1: 3 × Phát hiện" in told


def test_a_long_name_is_cut_to_its_box() -> None:
    fonts.register_fonts()
    assert link_sheet.cut("Ngắn", fonts.BOLD, 9, 100) == "Ngắn"
    short = link_sheet.cut("Một cái tên dài hơn cái khung của nó", fonts.BOLD, 9, 60)
    assert short.endswith("…")
    assert stringWidth(short, fonts.BOLD, 9) <= 60
    assert link_sheet.cut("Tên", fonts.BOLD, 9, 0) == "…"
