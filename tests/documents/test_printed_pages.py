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
from reportlab.pdfgen.canvas import Canvas

from borderpost.documents import fonts, monthly_report, pocket_form, record_sheet, recovery_sheet, register_sheet, slip
from borderpost.documents.grid import PAD, fitted, wrapped
from borderpost.documents.letter import Signer, Unit
from borderpost.domain import numbers
from borderpost.domain.errors import Cancelled, EnvironmentFault
from borderpost.domain.figures import Chart, FigureRow, Figures, Measure, Series, Window
from borderpost.domain.progress import Progress
from tests.documents.archival import elements, faults, spoken

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


def test_an_archive_and_a_screen_reader_find_all_they_need() -> None:
    data = printed(paper())
    assert faults(data) == []
    assert "Phát hiện nhập cảnh trái phép" in spoken(data)
    reader = PdfReader(io.BytesIO(data))
    assert reader.metadata is not None
    assert (reader.metadata.author, reader.metadata.creator) == ("Đồn Biên phòng Khe Sim", "borderpost")
    tree: Any = reader.root_object["/StructTreeRoot"]
    tags = {node["/S"] for node in elements(tree["/K"][0].get_object())}
    assert {"/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD", "/Figure"} <= tags


def test_a_paper_without_tags_and_metadata_would_be_found() -> None:
    out = io.BytesIO()
    plain = Canvas(out)
    plain.drawString(72, 72, "chữ")
    plain.save()
    found = " ".join(faults(out.getvalue()))
    told = ("6.1.2", "UA 7.2", "6.7.2", "UA 7.1: the title", "6.2.3", "6.6.2", "6.2.11.4", "6.2.11.7", "UA 7.18", "6.7.3")
    for rule in (*told, "page 1 paints Tj outside"):
        assert rule in found
    glued = printed(paper()).replace(b"\nendstream", b" endstream")
    assert faults(glued)[0].startswith("6.1.7.1")


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
    words_of = tuple(f"tu{n}" for n in range(1, 25))
    recovery_sheet.build(
        recovery_sheet.RecoverySheet("Đồn Biên phòng Khe Sim", "máy 1", AT, words_of, "ABC", "4102883755609921", "001"), sheet
    )
    read = words(sheet.getvalue())
    assert all(word in read for word in words_of)
    assert "4102 8837 5560 9921" in read
    assert len(PdfReader(sheet).pages) == len(PdfReader(out).pages) == 1
    assert faults(sheet.getvalue()) == faults(out.getvalue()) == []


def test_numbers_follow_the_language() -> None:
    assert numbers.whole(1234567) == "1.234.567"
    assert numbers.thousandths(-1312480, "en") == "-1,312.480"
    assert numbers.signed(-46580, 3) == "−46,580"
    assert numbers.pair((None, None), (0, 0)) == "-"
    with pytest.raises(ValueError, match="2"):
        numbers.value(1, 2)


def long_table(rows: int) -> register_sheet.TablePaper:
    columns = tuple(register_sheet.Column(f"Cột {at}", "right" if at == 2 else "left") for at in range(8))
    cells = [tuple(f"{row}.{at} Đặng Văn Phúc" if at < 3 else str(row) for at in range(8)) for row in range(rows)]
    unit = Unit("BCH BĐBP tỉnh Sơn Giang", "Đồn Biên phòng Khe Sim", "Nậm Vang", "ĐBPKS")
    stamp = register_sheet.Stamp("Borderpost", "Vàng A Sính", AT)
    roles = ("Người giữ sổ", "Đồn trưởng")
    return register_sheet.TablePaper(unit, "SỔ THỬ", ("Toàn bộ",), columns, cells, ("Hết.",), roles, date(2026, 3, 15), stamp)


def test_a_long_table_tells_how_far_it_is_and_can_be_stopped_while_it_is_written() -> None:
    table, told = long_table(600), list[int]()
    out = io.BytesIO()
    register_sheet.build(table, out, None, Progress(lambda done, _total: told.append(done)))
    assert told == sorted(told)
    assert told[-1] == 100
    drawn, written = [at for at in told if at < register_sheet.DRAWN], [at for at in told if register_sheet.DRAWN < at < 100]
    assert len(drawn) > 4
    assert len(written) >= 2
    assert faults(out.getvalue()) == []
    for last in (20, written[0]):
        stopped = Progress()
        stopped._report = lambda done, _total, last=last, stopped=stopped: stopped.cancel() if done >= last else None
        with pytest.raises(Cancelled):
            register_sheet.build(table, io.BytesIO(), None, stopped)


def test_a_row_longer_than_a_page_goes_on_and_stays_one_row() -> None:
    table = long_table(3)
    rows = [*table.rows, ("Dài " * 4000, *("x" for _at in range(7)))]
    out = io.BytesIO()
    register_sheet.build(replace(table, rows=rows, struck=frozenset({1})), out)
    assert faults(out.getvalue()) == []
    reader = PdfReader(out)
    assert len(reader.pages) > 1
    tree: Any = reader.root_object["/StructTreeRoot"]
    assert sum(node["/S"] == "/TR" for node in elements(tree["/K"][0].get_object())) == 2 + 4
    assert spoken(out.getvalue()).count("Dài") == 4000


@pytest.mark.parametrize("kind", ["register", "record", "pocket"])
def test_every_letter_reads_back_in_every_style_of_a_paper(kind: str) -> None:
    bases = "aăâeêioôơuưy"
    small = "".join(b + m for b in bases for m in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")) + "đ"
    letters = fonts.safe(small + small.upper())
    assert len(letters) == 146
    parts = [letters[at : at + 24] for at in range(0, 146, 24)]
    table, out = long_table(1), io.BytesIO()
    if kind == "register":
        cells = [(*parts, "")]
        heads = tuple(register_sheet.Column(part) for part in (*parts, ""))
        paper_of = replace(table, title=letters, lines=(letters,), columns=heads, rows=cells, notes=(letters,))
        register_sheet.build(paper_of, out)
        times = 5
    elif kind == "record":
        inner = record_sheet.Table(letters, tuple(parts), (tuple(parts),))
        part = record_sheet.Part(letters, ((letters, letters),), (inner,))
        sheet = record_sheet.RecordSheet(table.unit, letters, (letters,), (part,), (letters,), ("A",), table.day, table.stamp)
        record_sheet.build(sheet, out)
        times = 9
    else:
        blank = pocket_form.Blank("bảng", tuple((each, 2.0) for each in parts), (letters,))
        block = pocket_form.Block(
            letters, (pocket_form.Box(letters, letters), pocket_form.Box("a"), pocket_form.Box("b"), blank)
        )
        codes = (pocket_form.Codes(letters, (("1", letters),)),)
        form = pocket_form.PocketForm(table.unit, letters, (letters,), (block,), (letters,), AT, table.stamp, letters, codes)
        pocket_form.build(form, out)
        times = 10
    assert faults(out.getvalue()) == []
    read = "".join(spoken(out.getvalue()).split())
    assert read.count(letters) == times
    assert "".join(words(out.getvalue()).split()).count(letters) == times


def test_signatures_never_stand_on_a_page_without_rows() -> None:
    for rows in range(8, 32):
        out = io.BytesIO()
        register_sheet.build(long_table(rows), out)
        assert faults(out.getvalue()) == []
        pages = ["".join(page.extract_text().split()) for page in PdfReader(out).pages]
        last = next(page for page in pages if "ĐỒNTRƯỞNG" in page)
        assert f"{rows - 1}.0" in last.replace(" ", ""), rows
        assert sum(page.count("(ký,ghirõhọtên)") for page in pages) == 2


def test_a_date_stays_on_one_line_before_a_long_text_gets_more() -> None:
    fonts.register_fonts()
    rows = [("14/03/2026 22:30", "một câu dài " * 30, "ngắn"), ("14/03/2026 22:31", "một câu dài " * 30, "ngắn")]
    widths = fitted(("Lúc", "Nội dung", "Loại"), rows, 400, 10)
    assert round(sum(widths)) == 400
    lines = [wrapped(text, fonts.REGULAR, 10, wide - 2 * PAD) for text, wide in zip(rows[0], widths, strict=True)]
    assert [len(lines[0]), len(lines[2])] == [1, 1]
    narrow = fitted(("Thật-là-dài" * 9, "Thật-là-dài" * 9, "Thật-là-dài" * 9, "x" * 90), [("", "", "", "")], 200, 10)
    assert round(sum(narrow)) == 200
    assert round(sum(fitted(("a", "b"), [("a", "b")], 300, 10))) == 300


def test_hard_spaces_hold_a_box_and_its_words_together() -> None:
    fonts.register_fonts()
    text = "□\u00a01\u00a0Nam \t □\u00a02\u00a0Nữ"
    assert wrapped(text, fonts.REGULAR, 10, 40) == ("□\u00a01\u00a0Nam", "□\u00a02\u00a0Nữ")
    assert wrapped(text, fonts.REGULAR, 10, 400) == ("□\u00a01\u00a0Nam □\u00a02\u00a0Nữ",)
