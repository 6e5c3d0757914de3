"""The papers a post prints: what a reader, a screen reader and an archive find in the file."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from borderpost.documents import fonts, monthly_report, recovery_sheet, slip
from borderpost.documents.letter import Signer, Unit
from borderpost.domain import numbers
from borderpost.domain.errors import EnvironmentFault
from borderpost.domain.figures import Chart, FigureRow, Figures, Measure, Series, Window

AT = datetime(2026, 3, 15, 6, 52, tzinfo=timezone(timedelta(hours=7)))
CASES = (Measure("vụ", "cases"), Measure("người", "people"))


def paper(label: str = "Phát hiện nhập cảnh trái phép") -> monthly_report.MonthlyReport:
    window = Window("month", "2026-03", date(2026, 2, 15), date(2026, 3, 14))
    row = FigureRow("D1", label, "Crossings", CASES, (3, 11), (2, 6), (4, None))
    way = FigureRow("P1", "Quãng đường", "Way", (Measure("km", "km", 3),), (312480,), (287150,), (265900,))
    annex = monthly_report.Annex("Danh sách", ("Số", "Tuyến"), tuple((f"TT-{n}", "Mốc 101") for n in range(90)), (0.4, 0.6))
    return monthly_report.MonthlyReport(
        Unit("BCH BĐBP tỉnh Sơn Giang", "Đồn Biên phòng Khe Sim", "Nậm Vang", "ĐBPKS"),
        5,
        date(2026, 3, 15),
        "Ban Chỉ huy BĐBP tỉnh Sơn Giang",
        Figures("3682", 2, window, (row, way), (), AT),
        Signer("", "Đồn trưởng", "Đại úy", "Lường Văn Thái"),
        ("Ban Chỉ huy BĐBP tỉnh",),
        monthly_report.Converted("Borderpost", "Vàng A Sính", AT, "6BFOXN*TS0BI"),
        charts=(Chart("D1", ("2", "3"), (Series("năm trước", (9, 4), hatched=True), Series("kỳ này", (7, 3))), 1),),
        annex=annex,
        draft=True,
    )


def printed(report: monthly_report.MonthlyReport) -> bytes:
    out = io.BytesIO()
    monthly_report.build(report, out)
    return out.getvalue()


def words(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def elements(node: Any) -> list[Any]:
    found = [node]
    for kid in node.get("/K", []):
        kid = kid.get_object()  # noqa: PLW2901 - the reference and what it names
        if kid.get("/Type") == "/StructElem":
            found += elements(kid)
    return found


def test_the_report_says_its_figures_in_their_own_units() -> None:
    said = words(printed(paper()))
    for text in ("Số: 05/BC-ĐBPKS", "Nậm Vang, ngày 15 tháng 3 năm 2026", "03 vụ/11 người", "giảm 01 vụ", "312,480", "3 / 11"):
        assert text in said
    assert "DỰ THẢO" in said
    assert "Bản giấy chuyển từ dữ liệu điện tử" in said


def test_a_long_number_is_set_smaller_and_never_broken() -> None:
    money = FigureRow("D3X", "Xử phạt", "Fines", (Measure("đồng", "dong"),), (12_450_000_000,), (1,), (987_654_321,))
    rich = paper()
    said = words(printed(replace(rich, paragraphs=("Không có.",), figures=replace(rich.figures, rows=(money,)))))
    for text in ("12.450.000.000", "987.654.321", "+11.462.345.679"):
        assert text in said


def test_two_builds_are_the_same_bytes() -> None:
    assert printed(paper()) == printed(paper())


@pytest.mark.parametrize("hostile", ['<img src="/etc/hostname">', "<b>x", "A & B"])
def test_mark_up_typed_by_a_user_is_shown_as_typed(hostile: str) -> None:
    assert hostile in words(printed(paper(hostile)))


def test_every_font_is_embedded_and_every_mark_is_in_the_tree() -> None:
    reader = PdfReader(io.BytesIO(printed(paper())))
    root = reader.root_object
    assert str(root["/Lang"]) == "vi-VN"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]
    tree: Any = root["/StructTreeRoot"]
    nums = tree["/ParentTree"]["/Nums"]
    for number, page in enumerate(reader.pages):
        assert str(page["/StructParents"]) == str(number)
        contents = page.get_contents()
        assert contents is not None
        assert contents.get_data().count(b"/MCID") == len(nums[2 * number + 1].get_object())
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]
    found = elements(tree["/K"][0].get_object())
    assert all("/Alt" in node for node in found if node["/S"] == "/Figure")
    heads = [node for node in found if node["/S"] == "/TH"]
    assert heads
    assert all(node["/A"]["/Scope"] == "/Column" for node in heads)


def test_all_letters_read_back() -> None:
    bases = "aăâeêioôơuưy"
    letters = "".join(b + m for b in bases for m in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")) + "đ"
    shown = fonts.safe(letters + letters.upper())
    assert len(shown) == 146
    assert shown in words(printed(paper(shown))).replace(" ", "")


def test_a_changed_font_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "fonts"
    shutil.copytree(fonts.FOLDER, folder)
    (folder / "LiberationSerif-Bold.ttf").write_bytes(b"other")
    with pytest.raises(EnvironmentFault, match=r"LiberationSerif-Bold\.ttf"):
        fonts.register_fonts(folder)


def test_slip_and_recovery_sheet_carry_their_codes() -> None:
    out = io.BytesIO()
    code = "58310427991622057730118460983347"
    slip.build(
        slip.Slip(
            "BCH BĐBP tỉnh Sơn Giang",
            "Đồn Biên phòng Khe Sim",
            42,
            AT,
            "Thượng úy Vàng A Sính",
            "Thượng sĩ Hà Văn Quyết",
            "Ban Chỉ huy BĐBP tỉnh Sơn Giang",
            "0088",
            "35 bản ghi, 14 ảnh, 61,4 MB",
            AT + timedelta(days=4),
            code,
            code,
        ),
        out,
    )
    said = words(out.getvalue())
    assert "5831 0427 9916 2205" in said
    assert "Bản số: 1/2" in said
    sheet = io.BytesIO()
    spoken = tuple(f"tu{n}" for n in range(1, 25))
    recovery_sheet.build(
        recovery_sheet.RecoverySheet("Đồn Biên phòng Khe Sim", "máy 1", AT, spoken, "ABC", "4102883755609921", "001"), sheet
    )
    read = words(sheet.getvalue())
    assert all(word in read for word in spoken)
    assert "4102 8837 5560 9921" in read
    assert len(PdfReader(sheet).pages) == len(PdfReader(out).pages) == 1


def test_numbers_follow_the_language() -> None:
    assert numbers.whole(1234567) == "1.234.567"
    assert numbers.thousandths(-1312480, "en") == "-1,312.480"
    assert numbers.signed(-46580, 3) == "−46,580"
    assert numbers.pair((None, None), (0, 0)) == "-"
    with pytest.raises(ValueError, match="2"):
        numbers.value(1, 2)
