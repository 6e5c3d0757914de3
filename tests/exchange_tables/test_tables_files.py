"""Spreadsheet files as they come from offices: every encoding, every mark, every trap; and what we write, read back."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # ships no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderpost.domain.errors import EnvironmentFault
from borderpost.domain.files import DiskFull
from borderpost.domain.words import render
from borderpost.exchange import tables
from borderpost.exchange.tables import FormulaText, TableRefused, date_order, date_orders, rows, sniff, write_csv, write_xlsx

LINES = [["Họ và tên", "Năm sinh", "Điện thoại"], ["Đặng Văn Phúc", "1990", "+84 912 345 678"], ["Sùng Thị Mỷ", "2010", ""]]


def _text(delimiter: str, lines: list[list[str]] | None = None) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(lines or LINES)
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "mark", "name", "words"),
    [
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 with BOM"),
        ("utf-8", b"", "utf-8", "UTF-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le", "UTF-16 LE"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be", "UTF-16 BE"),
        ("utf-16-le", b"", "utf-16-le", "UTF-16 LE"),
        ("utf-16-be", b"", "utf-16-be", "UTF-16 BE"),
    ],
)
@pytest.mark.parametrize(("delimiter", "called"), [(";", "semicolon"), (",", "comma"), ("\t", "tab")])
def test_encodings_and_delimiters_are_named(
    tmp_path: Path, encoding: str, mark: bytes, name: str, words: str, delimiter: str, called: str
) -> None:
    path = tmp_path / "so.csv"
    path.write_bytes(mark + _text(delimiter).encode(encoding))
    found = sniff(path)
    assert (found.encoding, found.delimiter) == (name, delimiter)
    said = found.words
    assert (str(said.values["encoding"]), str(said.values["delimiter"])) == (words, called)
    assert render(said).startswith("CSV")
    assert list(rows(path, found)) == [LINES[0], LINES[1], LINES[2][:2]]
    assert tables.estimate(path, found) == 3


def test_prose_with_commas_does_not_hide_the_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    lines = [["Sổ tuần tra, quý I"], *([str(at), "đi, về, nghỉ", "x"] for at in range(80))]
    path.write_text(_text(";", lines), "utf-8")
    assert sniff(path).delimiter == ";"


def test_windows_1252_is_named(tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    path.write_bytes("Nom;Âge\r\nJosé “x”;31\r\n".encode("cp1252"))
    found = sniff(path)
    assert found.encoding == "cp1252"
    assert list(rows(path, found)) == [["Nom", "Âge"], ["José “x”", "31"]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_excel"),
        (b"a;b\r\n\x81\x8d;1\r\n", "encoding"),
        (bytes(range(256)) * 4 + bytes(64), "unknown"),
        (b"PK\x03\x04 and nothing else", "not_excel"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "so.csv"
    path.write_bytes(data)
    with pytest.raises(TableRefused) as refused:
        sniff(path)
    assert refused.value.reason == reason


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault):
        sniff(tmp_path / "none.csv")


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wide, long, many = (tmp_path / name for name in ("wide.csv", "long.csv", "many.csv"))
    wide.write_text(";".join("x" * 201))
    long.write_text("a;" + "x" * 32_768)
    many.write_text("a;b\n" * 5)
    monkeypatch.setattr(tables, "MAX_ROWS", 4)
    for path, reason in ((wide, "columns"), (long, "cell"), (many, "rows")):
        with pytest.raises(TableRefused) as refused:
            list(rows(path, sniff(path)))
        assert refused.value.reason == reason
    wide.write_text(";".join("x" * 200) + ";" * 100)
    assert len(next(rows(wide, sniff(wide)))) == 200
    long.write_text("a;" + "x" * 32_767)
    assert len(next(rows(long, sniff(long)))[1]) == 32_767


def test_a_mark_that_is_not_closed(tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    path.write_text('a;b\n1;"' + "x\n" * 70_000)
    with pytest.raises(TableRefused) as refused:
        list(rows(path, tables.TableFile("csv", "utf-8", ";")))
    assert refused.value.reason == "cell"


def test_letters_that_break_off_late(tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    path.write_bytes(b"a;b\n1;2\n\xff")
    with pytest.raises(TableRefused) as refused:
        list(rows(path, tables.TableFile("csv", "utf-8", ";")))
    assert refused.value.reason == "encoding"


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_what_is_written_comes_back_and_is_counted(tmp_path: Path, write: Any) -> None:
    path = tmp_path / "so"
    traps = [
        "=1+1",
        "+84 912",
        "-5",
        "@x",
        "'=1",
        "''+1",
        "'quoted",
        "a;b,c\td",
        'say "x"',
        "line\nline",
        "_x0041_",
        "\u1ea1",
        "0012",
    ]
    assert write(path, [["Nhãn", "x"], ["label", "y"]], [[trap, "end"] for trap in traps]) == len(traps)
    found = sniff(path)
    back = list(rows(path, found))
    assert [row[0] for row in back[2:]] == traps
    assert not any(isinstance(cell, FormulaText) for row in back for cell in row)
    assert not list(tmp_path.glob("*.part"))
    assert path.stat().st_mode & 0o777 == 0o600


def test_csv_is_what_offices_expect(tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    write_csv(path, [["Số", "ĐT"]], [["1", "+84 912"], ["2", "=HYPERLINK(1)"]])
    assert path.read_bytes() == "\ufeffSố;ĐT\r\n1;'+84 912\r\n2;'=HYPERLINK(1)\r\n".encode()


@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12), max_size=4), max_size=6
    )
)
def test_csv_round_trip_is_exact(tmp_path_factory: pytest.TempPathFactory, lines: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("csv") / "so.csv"
    assert write_csv(path, [["a", "b"]], lines) == len(lines)
    bare = [list(line) for line in lines]
    for line in bare:
        while line and not line[-1]:
            line.pop()
    assert list(rows(path, tables.TableFile("csv", "utf-8-sig", ";")))[1:] == bare


def test_a_sheet_is_a_frozen_draft(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    assert write_xlsx(path, [["Số"], ["number"]], [["1"]], hidden=(1,), note="BẢN NHÁP") == 1
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert "NHÁP" in sheet.title
    assert sheet.freeze_panes == "A4"
    assert [sheet.row_dimensions[number].hidden for number in (2, 3, 4)] == [False, True, False]
    assert sheet["A1"].value == "BẢN NHÁP"
    assert sheet["A4"].value == "1"
    found = sniff(path)
    assert str(found.words) == f"Excel workbook, sheet “{sheet.title}”"
    assert list(rows(path, found)) == [["BẢN NHÁP"], ["Số"], ["number"], ["1"]]


def _workbook(path: Path, lines: list[list[Any]], **sheets: str) -> Path:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    for title, state in sheets.items():
        book.create_sheet(title).sheet_state = state
    book.save(path)
    return path


def _at(hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 3, 14, hour, minute, second)  # noqa: DTZ001 - a sheet knows no zones


def test_cells_of_a_sheet_become_texts(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path / "so.xlsx",
        [
            [1, 2.0, 1.284, True, False, None, "x"],
            [_at(22, 30), date(2026, 3, 14), time(22, 30), _at(22, 30, 15), timedelta(hours=30)],
            ["=1+1", "=A1"],
        ],
    )
    first, second, third = rows(path, sniff(path))
    assert first == ["1", "2", "1.284", "1", "0", "", "x"]
    assert isinstance(first[2], tables.NumberText)
    assert second == ["2026-03-14 22:30", "2026-03-14", "22:30", "2026-03-14 22:30:15", "1 day, 6:00:00"]
    assert third == ["=1+1", "=A1"]
    assert all(isinstance(cell, FormulaText) for cell in third)


def test_a_midnight_that_is_shown_stays_a_time(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    book = openpyxl.Workbook()
    book.active.append([_at(), _at()])
    book.active["B1"].number_format = "dd/mm/yyyy"
    book.save(path)
    assert next(rows(path, sniff(path))) == ["2026-03-14 00:00", "2026-03-14"]


def test_the_first_visible_sheet_is_read(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "so.xlsx", [["x"]], Second="visible", Third="hidden")
    book = openpyxl.load_workbook(path)
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    found = sniff(path)
    assert (found.sheet, found.sheets) == ("Second", ("Sheet", "Second", "Third"))
    assert sniff(path, "Sheet").sheet == "Sheet"
    with pytest.raises(TableRefused):
        sniff(path, "Fourth")


def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open("xl/worksheets/sheet1.xml", "w") as sheet:
            block = bytes(1 << 20)
            for _ in range(480):
                sheet.write(block)
    with pytest.raises(TableRefused) as refused:
        sniff(path)
    assert refused.value.reason == "too_large"


def test_a_packed_file_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("readme.txt", "x")
    with pytest.raises(TableRefused) as refused:
        sniff(path)
    assert refused.value.reason == "not_excel"
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/workbook.xml", "<broken")
    with pytest.raises(TableRefused):
        sniff(path)


def test_a_row_far_below_is_refused_not_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = _workbook(tmp_path / "a.xlsx", [["x"], ["y"]])
    path = tmp_path / "so.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(b'r="2"', b'r="999999999"').replace(b'r="A2"', b'r="A999999999"')
            new.writestr(entry.filename, data)
    monkeypatch.setattr(tables, "MAX_ROWS", 1000)
    with pytest.raises(TableRefused) as refused:
        list(rows(path, sniff(path)))
    assert refused.value.reason == "rows"


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "so.csv"
    write_csv(path, [["a"]], [["old"]])

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        write_csv(path, [["a"]], [["new"]])
    assert "old" in path.read_text("utf-8-sig")
    assert [item.name for item in tmp_path.iterdir()] == ["so.csv"]


def test_a_full_disk_while_a_workbook_is_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "write", full)
    with pytest.raises(DiskFull):
        write_xlsx(tmp_path / "so.xlsx", [["a"]], [["new"]])
    assert list(tmp_path.iterdir()) == []


def test_eight_figures_are_a_date_too() -> None:
    assert date_order("05032026") == {"dmy", "mdy"}
    assert date_order("20101112") == set()


def test_a_stick_that_loses_a_row_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "so.csv"
    real = os.fsync

    def lose(handle: int) -> None:
        real(handle)
        os.ftruncate(handle, 12)

    monkeypatch.setattr(os, "fsync", lose)
    with pytest.raises(EnvironmentFault, match="read back"):
        write_csv(path, [["a"]], [["first"], ["second"]])
    assert not path.exists()


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("05/03/2026", {"dmy", "mdy"}),
        ("13/05/2026", {"dmy"}),
        ("05/13/2026 22:30", {"mdy"}),
        ("5.3.26", {"dmy", "mdy"}),
        ("2026-03-14", {"ymd"}),
        ("2026-13-14", set()),
        ("31/02/2026", set()),
        ("29/02/2023", set()),
        ("5/3", set()),
        ("x", set()),
    ],
)
def test_orders_of_one_date(text: str, orders: set[str]) -> None:
    assert date_order(text) == orders


@pytest.mark.parametrize(
    ("samples", "orders"),
    [
        ([], set()),
        (["x", ""], set()),
        (["05/03/2026", "06/03/2026"], {"dmy", "mdy"}),
        (["05/03/2026", "14/03/2026"], {"dmy"}),
        (["05/03/2026", "03/14/2026"], {"mdy"}),
        (["14/03/2026", "03/14/2026"], {"dmy", "mdy"}),
        (["2026-03-14", "2026-03-05"], {"ymd"}),
        (["2026-03-14", "05/03/2026"], {"dmy", "mdy"}),
    ],
)
def test_orders_of_a_column(samples: list[str], orders: set[str]) -> None:
    assert date_orders(samples) == orders
