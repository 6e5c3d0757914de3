"""A printed report against its bare marks, and the statistics form against queries written by hand (DESIGN.md 11).

Paper: a report of some thirty pages, set, wrapped, tagged and made PDF/A, against a canvas that is told where every word and
line goes. Figures: two registers of the form on the encrypted database, against one query for each table written by hand; the
numbers must be the same. Rounds alternate, medians are compared.
"""

from __future__ import annotations

import io
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from borderpost.documents import monthly_report
from borderpost.documents.fonts import register_fonts
from borderpost.documents.letter import Signer, Unit
from borderpost.domain import codes
from borderpost.domain.clock import VIETNAM
from borderpost.domain.figures import Chart, FigureRow, Figures, Measure, Series
from borderpost.statistics import compiler, form, windows
from borderpost.storage import tables
from borderpost.storage.database import direct
from tests import posts

ROUNDS = 7
PATROLS, DETECTIONS, PERSONS = 20_000, 12_000, 4_000
MARCH = windows.by_name("2026-03")
AT = datetime(2026, 3, 15, 6, 52, tzinfo=VIETNAM)


def _paper() -> monthly_report.MonthlyReport:
    """Return a report with 56 figures, a chart and 520 listed records."""
    units = (Measure("vụ", "incidents"), Measure("người", "people"))
    rows = tuple(
        FigureRow(
            f"D{n}", f"Phát hiện, xử lý xuất nhập cảnh trái phép, chỉ tiêu {n}", "", units, (n, n + 3), (n, n), (n + 1, n)
        )
        for n in range(56)
    )
    lines = tuple(
        (f"TT-26-{n:04d}", "Khép kín, xuất phát tại đồn, mốc 511 đến mốc 513", "14/03/2026 22:30", "12,340", "5")
        for n in range(520)
    )
    heads = ("Số", "Loại, đoạn", "Xuất phát", "Km", "Người")
    months = tuple(str(n) for n in range(1, 13))
    return monthly_report.MonthlyReport(
        Unit("BCH BĐBP tỉnh Sơn Giang", "Đồn Biên phòng Khe Sim", "Nậm Vang", "ĐBPKS"),
        5,
        date(2026, 3, 15),
        "Ban Chỉ huy BĐBP tỉnh Sơn Giang",
        Figures("3682", 1, MARCH, rows, (), AT),
        Signer("", "Đồn trưởng", "Đại úy", "Lường Văn Thái"),
        ("Ban Chỉ huy BĐBP tỉnh",),
        monthly_report.Converted("Borderpost", "Đại úy Lường Văn Thái", AT, "BP1:6BFOXN*TS0BI"),
        charts=(Chart("D1", months, (Series("12 tháng qua", tuple(range(12))),)),),
        annex=monthly_report.Annex("Danh sách tuần tra", heads, lines, (0.16, 0.4, 0.2, 0.12, 0.12)),
    )


def _printed() -> bytes:
    out = io.BytesIO()
    monthly_report.build(_paper(), out)
    return out.getvalue()


def _marks(pdf: bytes) -> list[tuple[list[tuple[str, float, float, float, str]], list[tuple[float, float, float, float]]]]:
    """Return by page (words as font, size, x, y, text) and lines, as they stand in a file."""
    import pdfplumber

    register_fonts()
    found = []
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            words = page.extract_words(extra_attrs=["fontname", "size"], keep_blank_chars=True)
            placed = [
                (_font(word["fontname"]), word["size"], word["x0"], float(page.height) - word["bottom"], word["text"])
                for word in words
            ]
            edges = [(edge["x0"], edge["y0"], edge["x1"], edge["y1"]) for edge in (*page.lines, *page.rects)]
            found.append((placed, edges))
    return found


def _font(name: str) -> str:
    from borderpost.documents import fonts

    if "Bold" in name:
        return fonts.BOLD_ITALIC if "Italic" in name else fonts.BOLD
    return fonts.ITALIC if "Italic" in name else fonts.REGULAR


def _drawn(pages: list[Any]) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, initialFontName=_font(""))
    for words, edges in pages:
        for font, size, x, y, text in words:
            canvas.setFont(font, size)
            canvas.drawString(x, y, text)
        for edge in edges:
            canvas.line(*edge)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _medians(*works: Callable[[], object]) -> list[float]:
    times: list[list[float]] = [[] for _ in works]
    for work in works:
        work()
    for _ in range(ROUNDS):
        for at, work in enumerate(works):
            begun = time.perf_counter()
            work()
            times[at].append(time.perf_counter() - begun)
    return [statistics.median(found) for found in times]


def _fill(connection: Any) -> None:
    """Write rows of views straight into the tables: two years of a busy post, a month of it in the window."""
    luck = random.Random(2978)  # noqa: S311 - no secret
    listed = {name: [code.code for code in codes.codes(name)] for name in ("patrol_kind", "border", "direction", "nationality")}
    start, end = windows.bounds(MARCH)
    begin = start - (end - start) * 23
    system = {"tip": 1, "entries": 1, "conflicts": 0, "withdrawn": 0, "author": "a"}

    def moment() -> int:
        return luck.randrange(begin, end)

    def one(name: str) -> str:
        return luck.choice(listed[name])

    patrols = [
        {
            "id": n,
            "started": moment(),
            "kind": one("patrol_kind"),
            "border": one("border"),
            "strength": 5,
            "distance": n % 20_000,
        }
        for n in range(1, PATROLS)
    ]
    markers = [{"record": n, "position": at, "marker": f"LA:{(n + at) % 90}"} for n in range(1, PATROLS) for at in range(3)]
    persons = [{"id": n, "nationality": one("nationality")} for n in range(1, PERSONS)]
    detections = [
        {
            "id": n,
            "found": moment(),
            "legal_class": "adm_exit_entry_282",
            "direction": one("direction"),
            "border": one("border"),
        }
        for n in range(1, DETECTIONS)
    ]
    people = [
        {"record": n, "position": at, "person": luck.randrange(1, PERSONS), "role": "crosser"}
        for n in range(1, DETECTIONS)
        for at in range(n % 4)
    ]
    for table, rows in (
        (tables.table("patrols"), patrols),
        (tables.table("persons"), persons),
        (tables.table("detections"), detections),
    ):
        connection.execute(table.insert(), [system | row for row in rows])
    connection.execute(tables.child("patrols", "markers").insert(), markers)
    connection.execute(tables.child("detections", "people").insert(), people)


def _two_registers() -> form.Form:
    """Return patrols and detections of the shipped form."""
    content = json.loads(form.SHIPPED.read_text("utf-8"))["form"]
    content["indicators"] = [item for item in content["indicators"] if item["code"] in ("P1", "D1")]
    content["invariants"] = []
    return form.read(content)


def _by_hand() -> list[str]:
    """Return one query for each table, as somebody would write it for this report."""
    kinds = [f"kind = '{item.code}'" for item in codes.codes("patrol_kind") if item.code != "unknown"]
    borders = [f"border = '{item.code}'" for item in codes.codes("border") if item.code != "unknown"]
    tests = ["1", *kinds, "kind IS NULL", *borders, "border IS NULL"]
    sums = ("sum({0})", "sum(CASE WHEN {0} THEN strength END)", "sum(CASE WHEN {0} THEN distance END)")
    patrols = ", ".join(each.format(test) for test in tests for each in sums)
    markers = ", ".join(f"count(DISTINCT CASE WHEN {test} THEN marker END)" for test in tests)
    directions = [f"direction = '{item.code}'" for item in codes.codes("direction") if item.code != "unknown"]
    crossed = ["1", *directions, "direction IS NULL", *borders, "border IS NULL"]
    named = ("vn", "cn", "la", "kh", "mm", "th")
    others = "','".join(item.code for item in codes.codes("nationality") if item.code not in (*named, "unknown"))
    nations = [*(f"nationality = '{code}'" for code in named), f"nationality IN ('{others}')"]
    nations.append("nationality IS NULL OR nationality = 'unknown'")
    incidents = ", ".join(f"sum({test})" for test in crossed)
    people = ", ".join(f"count(DISTINCT CASE WHEN {test} THEN person END)" for test in [*crossed, *nations])
    law = "legal_class IN ('adm_exit_entry_144','adm_exit_entry_282','penal_347','penal_348','penal_349','unclassified')"
    window = "withdrawn = 0 AND {0} >= ? AND {0} < ?"
    patrolled, detected = window.format("started"), window.format("found")
    incidents_where = f"{detected} AND {law}"
    people_where = f"{detected.replace('withdrawn', 'd.withdrawn')} AND {law} AND role IN ('crosser', 'possible_victim')"
    seen = "patrols JOIN patrols__markers m ON m.record = id"
    involved = "detections d JOIN detections__people p ON p.record = d.id LEFT JOIN persons n ON n.id = p.person"
    asked = (
        (patrols, "patrols", patrolled),
        (markers, seen, patrolled),
        (incidents, "detections", incidents_where),
        (people.replace("direction", "d.direction"), involved, people_where),
    )
    return [f"SELECT {wanted} FROM {origin} WHERE {test}" for wanted, origin, test in asked]  # noqa: S608 - codes of our lists


def _figures() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="bench-report-") as folder:
        post = posts.make(Path(folder) / "post", AT).unlock("commander")
        try:
            with post.session.database.write() as connection:
                _fill(connection)
            asked, queries, bounds = _two_registers(), _by_hand(), windows.bounds(MARCH)
            with post.session.read() as connection:
                run = direct(connection).execute

                def by_form() -> list[int]:
                    return sorted(found.value for found in compiler.compute(connection, asked, {"this": MARCH}).values())

                def by_hand() -> list[int]:
                    return sorted(int(value or 0) for query in queries for value in run(query, bounds).fetchone())

                if by_form() != by_hand():
                    raise AssertionError("the form and the queries by hand count differently")
                ours, limit = _medians(by_form, by_hand)
        finally:
            post.close()
    return _row("figures of two registers, one month", ours, limit, 1.5)


def run() -> list[dict[str, Any]]:
    """Measure; returns rows of name, measured and limit in seconds, their ratio, and the most it may be."""
    pages = _marks(_printed())
    ours, limit = _medians(_printed, lambda: _drawn(pages))
    return [_row(f"monthly report, {len(pages)} pages", ours, limit, 5.0), _figures()]


def _row(name: str, measured: float, limit: float, goal: float) -> dict[str, Any]:
    return {"name": name, "measured": measured, "limit": limit, "ratio": measured / limit, "goal": goal}


if __name__ == "__main__":
    for row in run():
        print({name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()})  # noqa: T201 - its output
