"""Spreadsheet files, CSV and XLSX: recognised, read row by row, written and read back. Nothing here knows a register.

A file is looked at with suspicion: its encoding is named and never guessed silently, a formula is never evaluated, and a
packed file that would unfold beyond measure is refused before it is opened. What is written holds no formula: in CSV a text
that a spreadsheet would take for one gets an apostrophe before it, which the reader takes away again, so `+84 912…` survives.
A file has its name only after every cell was read back (ADR 0201).
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import errno
import hashlib
import io
import os
import re
import tempfile
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from xml.etree.ElementTree import ParseError

from borderpost.domain.errors import EnvironmentFault, UserError
from borderpost.domain.files import fault, fsync_folder
from borderpost.domain.words import N_, Message

MAX_COLUMNS = 200
MAX_CELL = 32_767
"""Letters in a cell: the limit of spreadsheet programs."""
MAX_ROWS = 1_048_576
"""Rows of a sheet in the same programs."""
MAX_UNPACKED = 500_000_000
"""Bytes an xlsx file may unfold to."""
DELIMITERS = (";", ",", "\t")

_LOOK = 1 << 16
_SAMPLE = 50
_ENCODINGS = {
    "utf-8-sig": N_("UTF-8 with BOM"),
    "utf-8": N_("UTF-8"),
    "utf-16-le": N_("UTF-16 LE"),
    "utf-16-be": N_("UTF-16 BE"),
    "cp1252": N_("Windows-1252 (no Vietnamese letters)"),
}
_DELIMITER_WORDS = {";": N_("semicolon"), ",": N_("comma"), "\t": N_("tab")}
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")
_LETTER = re.compile(
    r"_x([0-9A-Ca-cE-Fe-f][0-9A-Fa-f]{3})_"
)  # of ECMA-376 18.3.1.53; halves of pairs (D800 …) stay as they are
_LETTERS = N_("The letters of this file cannot be recognised. Save it as “CSV UTF-8” and choose it again.")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_PACKED = b"PK\x03\x04"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OverflowError,
    ParseError,
    EOFError,
)
"""What openpyxl raises for a file that is not what it claims."""


class TableRefused(UserError):
    """A file that is not read. `reason`: unknown, old_excel, not_excel, encoding, too_large, columns, cell, rows."""

    def __init__(self, reason: str, text: str, **values: object) -> None:
        self.reason = reason
        super().__init__(text, **values)


class FormulaText(str):
    """A formula as it stands in an imported sheet: shown, never evaluated."""

    __slots__ = ()


class NumberText(str):
    """A number cell of a sheet: its point is a decimal point, never a thousands mark."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class TableFile:
    """What kind of table a file is. `encoding` is a codec name; `sheet` the sheet that is read, `sheets` all of them."""

    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    @property
    def words(self) -> Message:
        """Return the facts as a sentence."""
        if self.format == "xlsx":
            return Message(N_("Excel workbook, sheet “{sheet}”"), {"sheet": self.sheet})
        return Message(
            N_("CSV, {encoding}, separated by {delimiter}"),
            {"encoding": Message(_ENCODINGS[self.encoding]), "delimiter": Message(_DELIMITER_WORDS[self.delimiter])},
        )


def sniff(path: Path, sheet: str | None = None) -> TableFile:
    """Tell what a file is from its bytes, not from its name. Without `sheet` the first visible one is taken.

    Raises TableRefused, EnvironmentFault.
    """
    with _reading(path) as file:
        head = file.read(_LOOK)
    if head.startswith(_OLD_EXCEL):
        raise TableRefused("old_excel", N_("This is the old Excel format. Save it as .xlsx or CSV and choose it again."))
    if head.startswith(_PACKED):
        return _sniff_workbook(path, sheet)
    encoding = _encoding(path, head)
    return TableFile("csv", encoding, _delimiter(path, encoding))


def rows(path: Path, table: TableFile) -> Iterator[list[str]]:
    """Yield every row as texts, blanks at its end left out; an empty row is an empty list. Nothing is kept in memory.

    A cell of FormulaText was a formula. Dates of a sheet become `2026-03-14` or `2026-03-14 22:30`. Raises TableRefused,
    EnvironmentFault.
    """
    found = _workbook_rows(path, table.sheet) if table.format == "xlsx" else _csv_rows(path, table)
    for number, row in enumerate(found, 1):
        if number > MAX_ROWS:
            raise TableRefused("rows", N_("The file has more than {rows} rows. Divide it."), rows=MAX_ROWS)
        while row and not row[-1]:
            row.pop()
        if len(row) > MAX_COLUMNS:
            raise TableRefused(
                "columns",
                N_("Row {row} has more than {columns} columns. Remove what is not needed."),
                row=number,
                columns=MAX_COLUMNS,
            )
        if any(len(cell) > MAX_CELL for cell in row):
            raise TableRefused(
                "cell", N_("Row {row} holds a cell of more than {letters} letters."), row=number, letters=MAX_CELL
            )
        yield row


def estimate(path: Path, table: TableFile) -> int:
    """Return about how many rows a file has, for a progress bar; 0 when the file does not say."""
    if table.format == "csv":
        step = 2 if table.encoding.startswith("utf-16") else 1
        mark = "\n".encode("utf-16-le" if table.encoding == "utf-16-le" else "utf-16-be") if step == 2 else b"\n"
        with _reading(path) as file:
            return sum(block.count(mark) for block in iter(lambda: file.read(1 << 20), b""))
    with _opened(path) as book, _understood():
        return int(book[table.sheet].max_row or 0)


def write_csv(path: Path, header: Sequence[Sequence[str]], body: Iterable[Sequence[str]]) -> int:
    """Write UTF-8 with BOM, semicolons, CRLF; returns the rows counted in the file afterwards, without the header's.

    Raises EnvironmentFault, also when what is read back is not what was written.
    """

    def write(file: BinaryIO, lines: Iterator[Sequence[str]]) -> None:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerows([_armoured(cell) for cell in line] for line in lines)
        text.flush()
        text.detach()

    return _write(path, header, body, write, TableFile("csv", "utf-8-sig", ";"))


def write_xlsx(
    path: Path, header: Sequence[Sequence[str]], body: Iterable[Sequence[str]], *, hidden: Sequence[int] = (), note: str = ""
) -> int:
    """Write a sheet named as a draft, every cell as text, its header frozen; returns the rows counted afterwards.

    `hidden` are places of header rows that are not shown. `note` stands in a row above the header. Raises EnvironmentFault,
    as `write_csv`. The pieces XlsxWriter works with lie beside the file and go when it is done.
    """
    head = [[note], *header] if note else list(header)
    shift = len(head) - len(header)

    def write(file: BinaryIO, lines: Iterator[Sequence[str]]) -> None:
        import xlsxwriter  # type: ignore[import-untyped]  # ships no types
        from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]  # ships no types

        with tempfile.TemporaryDirectory(prefix=".", dir=path.parent) as pieces:
            book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": pieces})
            sheet = book.add_worksheet(DRAFT_SHEET)
            try:
                bold = book.add_format({"bold": True})
                sheet.freeze_panes(len(head), 0)
                sheet.set_column(0, MAX_COLUMNS - 1, 18)
                for at, line in enumerate(lines):
                    if at - shift in hidden:
                        sheet.set_row(at, None, None, {"hidden": True})
                    for column, cell in enumerate(line):
                        if cell:
                            sheet.write_string(at, column, cell, bold if at < len(head) else None)
                book.close()
            except XlsxWriterException as error:
                # WORKAROUND: a failed close leaves its archive open; it must end before the file does.
                cause = error.__context__ or OSError(errno.EIO, str(error))
                traceback.clear_frames(cause.__traceback__)
                raise cause from None
            finally:
                sheet.row_data_fh.close()  # a stopped export leaves no piece behind; Windows removes no open file

    return _write(path, head, body, write, TableFile("xlsx", sheet=DRAFT_SHEET))


DRAFT_SHEET = "BẢN NHÁP - DRAFT"
"""The name of every sheet this program writes: an editable file is a draft, only the PDF counts."""


class _Sum:
    """Counts lines and sums up their cells, so that two runs can be compared without keeping either."""

    def __init__(self) -> None:
        self.lines = 0
        self._sum = hashlib.sha256()

    def over(self, lines: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
        for line in lines:
            cells = list(line)
            while cells and not cells[-1]:
                cells.pop()
            self.lines += 1
            self._sum.update("\x1f".join(cells).encode() + b"\x1e")
            yield line

    @property
    def digest(self) -> bytes:
        return self._sum.digest()


def _write(
    path: Path,
    header: Sequence[Sequence[str]],
    body: Iterable[Sequence[str]],
    write: Callable[[BinaryIO, Iterator[Sequence[str]]], None],
    table: TableFile,
) -> int:
    part = path.with_name(path.name + ".part")
    written, found = _Sum(), _Sum()

    def lines() -> Iterator[Sequence[str]]:
        yield from header
        yield from body

    try:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "w+b") as file:
            write(file, written.over(lines()))
            file.flush()
            os.fsync(file.fileno())
        for _line in found.over(rows(part, table)):
            pass
        if (found.lines, found.digest) != (written.lines, written.digest):
            raise EnvironmentFault(N_("What was written could not be read back. Check the disk or stick and repeat."))
        part.replace(path)
        fsync_folder(path.parent)
    except OSError as error:
        raise fault(error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    return found.lines - len(header)


def _armoured(cell: str) -> str:
    """Return the text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return "'" + cell if _FORMULA.match(cell) else cell


def _bare(cell: str) -> str:
    return cell[1:] if _ESCAPED.match(cell) else cell


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise EnvironmentFault(N_("The file cannot be read. Put the stick in again and repeat.")) from error


def _encoding(path: Path, head: bytes) -> str:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark):
            return name
    if b"\x00" in head:
        even, odd = head[::2].count(0), head[1::2].count(0)
        if min(even, odd) * 10 > max(even, odd):
            raise TableRefused("unknown", N_("This is not a table. Choose a CSV or XLSX file."))
        return "utf-16-le" if odd > even else "utf-16-be"
    for name in ("utf-8", "cp1252"):
        if _decodes(path, name):
            return name
    raise TableRefused("encoding", _LETTERS)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with _reading(path) as file:
        try:
            for block in iter(lambda: file.read(1 << 20), b""):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """Return the delimiter by which most of the first rows have the same number of columns, more than one."""
    best, found = (0, 0), DELIMITERS[0]
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        for at, row in enumerate(_csv_rows(path, TableFile("csv", encoding, delimiter))):
            if at == _SAMPLE:
                break
            widths[len(row)] += 1
        width, times = max(
            ((width, times) for width, times in widths.items() if width > 1),
            key=lambda item: (item[1], item[0]),
            default=(0, 0),
        )
        if (times, width) > best:
            best, found = (times, width), delimiter
    return found


def _csv_rows(path: Path, table: TableFile) -> Iterator[list[str]]:
    with _reading(path) as raw, io.TextIOWrapper(raw, encoding=table.encoding, newline="") as text:
        if table.encoding.startswith("utf-16") and text.read(1) != "\ufeff":
            text.seek(0)
        try:
            for row in csv.reader(text, delimiter=table.delimiter):
                yield [_bare(cell) for cell in row]
        except csv.Error as error:
            raise TableRefused("cell", N_("The file cannot be divided into rows: a quotation mark is not closed.")) from error
        except UnicodeDecodeError as error:
            raise TableRefused("encoding", _LETTERS) from error


def _sniff_workbook(path: Path, wanted: str | None) -> TableFile:
    with _reading(path) as file, _understood(), zipfile.ZipFile(file) as packed:
        entries = packed.infolist()
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise TableRefused("not_excel", N_("This packed file is not an Excel workbook. Choose a CSV or XLSX file."))
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise TableRefused(
            "too_large", N_("The workbook unfolds to more than {size} MB. It is not opened."), size=MAX_UNPACKED // 1_000_000
        )
    with _opened(path) as book, _understood():
        sheets = tuple(str(sheet.title) for sheet in book.worksheets)
        shown = [str(sheet.title) for sheet in book.worksheets if sheet.sheet_state == "visible"] or list(sheets)
    if not shown or (wanted is not None and wanted not in sheets):
        raise TableRefused("not_excel", N_("The workbook has no such sheet. Choose another."))
    return TableFile("xlsx", sheet=wanted or shown[0], sheets=sheets)


@contextlib.contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise TableRefused(
            "not_excel", N_("The workbook is damaged. Open it in a spreadsheet program and save it again.")
        ) from error


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Any]:
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # ships no types

    with _reading(path) as file:
        with _understood():
            book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        try:
            yield book
        finally:
            book.close()


def _workbook_rows(path: Path, sheet: str) -> Iterator[list[str]]:
    with _opened(path) as book:
        with _understood():
            found = book[sheet]
            found.reset_dimensions()
            lines = iter(found.iter_rows())
        while True:
            with _understood():
                line = next(lines, None)
                if line is None:
                    return
                row = ["" if cell.value is None else _cell_text(cell) for cell in line]
            yield row


def _cell_text(cell: Any) -> str:
    """Return the text of a cell of a sheet; a formula is marked, a time of day is `22:30`, a date has the year first."""
    value = cell.value
    if cell.data_type == "f":
        text = getattr(value, "text", value)
        return FormulaText(text if str(text).startswith("=") else f"={text}")
    if isinstance(value, str):
        return _LETTER.sub(lambda found: chr(int(found[1], 16)), value) if "_x" in value else value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return NumberText(int(value) if value == int(value) else repr(value))
    return _time_text(value, with_time="h" in (cell.number_format or "").lower())


def _time_text(value: Any, *, with_time: bool) -> str:
    if isinstance(value, datetime):
        near = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        if not with_time and near.time() == time():
            return near.date().isoformat()
        return near.isoformat(" ") if near.second else near.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value)


_PARTED = re.compile(r"\s*([0-9]{1,2})(\s*[/.\- ]\s*)([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9])(.*)", re.DOTALL)
_RUN = re.compile(r"\s*([0-9]{2})()([0-9]{2})([0-9]{4})(?![0-9])(.*)", re.DOTALL)
_YEAR_FIRST = re.compile(r"\s*([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])(.*)", re.DOTALL)
ORDERS = ("dmy", "mdy", "ymd")
"""Day/month/year, month/day/year, year-month-day."""


class DateParts(NamedTuple):
    """A text that begins like a date with its year: the numbers in the order they stand, and what follows them."""

    year_first: bool
    year: str
    first: str
    second: str
    rest: str


def date_parts(text: str) -> DateParts | None:
    """Divide a text that begins with year-month-day, or with two numbers and a year in one of the other orders."""
    if found := _YEAR_FIRST.match(text):
        return DateParts(True, found[1], found[2], found[3], found[4])
    if found := _PARTED.match(text) or _RUN.match(text):
        return DateParts(False, found[4], found[1], found[3], found[5])
    return None


def date_order(text: str) -> frozenset[str]:
    """Return the orders in which one text is a real date; none when it is no date with a year."""
    parts = date_parts(text)
    if parts is None:
        return frozenset()
    if parts.year_first:
        return frozenset({"ymd"}) if _real(parts.year, parts.first, parts.second) else frozenset()
    year = parts.year if len(parts.year) == 4 else f"20{parts.year}"
    both = (("dmy", parts.second, parts.first), ("mdy", parts.first, parts.second))
    return frozenset(order for order, month, day in both if _real(year, month, day))


def date_orders(samples: Iterable[str]) -> frozenset[str]:
    """Return the orders a column may be in. More than one: a person must say which.

    A date with the year first is read the same way in every order, so it does not narrow the choice between the other two.
    Dates that contradict each other (`13/05` and `05/13`) leave both open. No date at all gives nothing.
    """
    possible: frozenset[str] | None = None
    year_first = False
    for text in samples:
        orders = date_order(text)
        if orders == {"ymd"}:
            year_first = True
        elif orders:
            possible = orders if possible is None else possible & orders
    if possible is None:
        return frozenset({"ymd"}) if year_first else frozenset()
    return possible or frozenset({"dmy", "mdy"})


def _real(year: str, month: str, day: str) -> bool:
    try:
        return 1800 <= date(int(year), int(month), int(day)).year <= 2200
    except ValueError:
        return False
