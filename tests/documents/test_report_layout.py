"""The monthly report measured on the page, against the ranges of Decree 30/2020/NĐ-CP, Annex I; it knows no generator.

Positions come from the file itself, in points from the top left corner; ranges are in millimetres, as the decree gives them.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pdfplumber
import pytest

from borderpost.documents import monthly_report
from borderpost.documents.profiles import profile
from tests.documents.test_printed_pages import paper

MM = 72 / 25.4
SINGLE = 1.15
"""Single line spacing, in sizes of the letters."""


@pytest.fixture(scope="module", params=["nd30", "bqp"])
def pages(request: pytest.FixtureRequest) -> Iterator[list[Any]]:
    """Return the pages of a final report, in each layout."""
    out = io.BytesIO()
    monthly_report.build(replace(paper(), draft=False), out, profile(request.param))
    with pdfplumber.open(out) as document:
        yield list(document.pages)


def mark(page: Any, words: str) -> dict[str, Any]:
    """Return the only place where some words stand, with their font and size."""
    found = page.search(re.escape(words))
    assert len(found) == 1, (words, len(found))
    first = found[0]["chars"][0]
    inside = {"font": first["fontname"].partition("+")[2], "size": first["size"], "base": first["bottom"]}
    return {**found[0], **inside, "middle": (found[0]["x0"] + found[0]["x1"]) / 2}


def rule_under(page: Any, below: float, middle: float) -> Any:
    """Return the horizontal line next below a height, centred near a place."""
    near = [
        line
        for line in page.lines
        if 0 <= line["top"] - below < 6 * MM and abs((line["x0"] + line["x1"]) / 2 - middle) < 2 * MM
    ]
    assert near
    return min(near, key=lambda line: line["top"])


def upright(found: dict[str, Any]) -> bool:
    return str(found["font"]) == "LiberationSerif"


def bold(found: dict[str, Any]) -> bool:
    return str(found["font"]) == "LiberationSerif-Bold"


def test_every_page_is_a4_with_the_margins_of_the_decree(pages: list[Any]) -> None:
    for page in pages:
        assert page.width == pytest.approx(210 * MM, abs=0.5 * MM)
        assert page.height == pytest.approx(297 * MM, abs=0.5 * MM)
        text = [char for char in page.chars if char["top"] >= 20 * MM and char["bottom"] <= 277 * MM and char["text"].strip()]
        assert min(char["x0"] for char in text) >= 29.5 * MM
        assert max(char["x1"] for char in text) <= 195.5 * MM
        assert 19.5 * MM <= min(char["top"] for char in text) <= 26.5 * MM


def test_the_text_is_black_whole_and_of_one_family(pages: list[Any]) -> None:
    for page in pages:
        text = page.extract_text()
        assert unicodedata.is_normalized("NFC", text)
        assert "(cid:" not in text
        assert "\ufffd" not in text
        assert {char["fontname"].partition("+")[2].partition("-")[0] for char in page.chars} == {"LiberationSerif"}
        assert {tuple(char["non_stroking_color"]) for char in page.chars} <= {(0,), (0, 0, 0)}


def test_the_national_title_and_its_rule(pages: list[Any]) -> None:
    title = mark(pages[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    motto = mark(pages[0], "Độc lập - Tự do - Hạnh phúc")
    assert bold(title)
    assert bold(motto)
    assert 12 <= title["size"] <= 14
    assert 13 <= motto["size"] <= 14
    assert title["x0"] > pages[0].width * 0.4
    assert motto["middle"] == pytest.approx(title["middle"], abs=0.5 * MM)
    rule = rule_under(pages[0], motto["bottom"] - 2, motto["middle"])
    assert rule["width"] == pytest.approx(motto["x1"] - motto["x0"], rel=0.03)


def test_the_issuer_and_its_rule(pages: list[Any]) -> None:
    parent = mark(pages[0], "BCH BĐBP TỈNH SƠN GIANG")
    issuer = mark(pages[0], "ĐỒN BIÊN PHÒNG KHE SIM")
    assert upright(parent)
    assert bold(issuer)
    assert 12 <= parent["size"] <= 14
    assert 12 <= issuer["size"] <= 14
    assert issuer["middle"] == pytest.approx(parent["middle"], abs=0.5 * MM)
    rule = rule_under(pages[0], issuer["bottom"] - 2, issuer["middle"])
    assert 1 / 3 <= rule["width"] / (issuer["x1"] - issuer["x0"]) <= 1 / 2


def test_number_and_date_stand_on_one_line(pages: list[Any]) -> None:
    number = mark(pages[0], "Số: 05/BC-ĐBPKS")
    day = mark(pages[0], "Nậm Vang, ngày 15 tháng 3 năm 2026")
    issuer = mark(pages[0], "ĐỒN BIÊN PHÒNG KHE SIM")
    assert upright(number)
    assert number["size"] == pytest.approx(13, abs=1)
    assert number["middle"] == pytest.approx(issuer["middle"], abs=1 * MM)
    assert day["font"] == "LiberationSerif-Italic"
    assert 13 <= day["size"] <= 14
    assert day["base"] == pytest.approx(number["base"], abs=0.5)


@pytest.mark.parametrize(
    ("day", "written"),
    [(date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"), (date(2026, 11, 15), "ngày 15 tháng 11 năm 2026")],
)
def test_days_below_ten_and_the_first_two_months_take_a_zero(day: date, written: str) -> None:
    out = io.BytesIO()
    monthly_report.build(replace(paper(), day=day), out)
    with pdfplumber.open(out) as document:
        assert mark(document.pages[0], f"Nậm Vang, {written}")


def test_kind_and_summary_are_centred(pages: list[Any]) -> None:
    middle = (30 * MM + 195 * MM) / 2
    kind = mark(pages[0], "BÁO CÁO")
    summary = mark(pages[0], "chống mua bán người tháng 3/2026")
    for found in (kind, summary):
        assert bold(found)
        assert 13 <= found["size"] <= 15
        assert found["middle"] == pytest.approx(middle, abs=1 * MM)
    assert rule_under(pages[0], summary["bottom"] - 2, middle)["width"] > 0


def test_the_body_is_indented_and_evenly_spaced(pages: list[Any]) -> None:
    lines = [line for line in pages[0].extract_text_lines(return_chars=True) if line["chars"][0]["size"] in (13, 14)]
    first = next(at for at, line in enumerate(lines) if line["text"].startswith("Đồn Biên phòng Khe Sim báo cáo"))
    begun, second = lines[first], lines[first + 1]
    size = begun["chars"][0]["size"]
    assert upright({"font": begun["chars"][0]["fontname"].partition("+")[2]})
    indent = begun["x0"] - second["x0"]
    assert min(abs(indent - 10 * MM), abs(indent - 12.7 * MM)) <= 0.6 * MM
    assert second["x0"] == pytest.approx(30 * MM, abs=0.5 * MM)
    assert begun["x1"] == pytest.approx(195 * MM, abs=0.5 * MM)
    assert SINGLE * size - 0.3 <= second["top"] - begun["top"] <= 1.5 * SINGLE * size + 0.3


def test_signer_and_recipients(pages: list[Any]) -> None:
    page = next(page for page in pages if "Nơi nhận:" in page.extract_text())
    label, listed, last = (mark(page, words) for words in ("Nơi nhận:", "- Ban Chỉ huy BĐBP tỉnh;", "- Lưu: VT."))
    position, name = mark(page, "ĐỒN TRƯỞNG"), mark(page, "Lường Văn Thái")
    assert label["font"] == "LiberationSerif-BoldItalic"
    assert label["size"] == pytest.approx(12)
    for found in (listed, last):
        assert upright(found)
        assert found["size"] == pytest.approx(11)
        assert found["x0"] == pytest.approx(30 * MM, abs=0.5 * MM)
    for found in (position, name):
        assert bold(found)
        assert 13 <= found["size"] <= 14
        assert found["x0"] > page.width / 2
    assert name["top"] - position["bottom"] >= 20 * MM


def test_pages_are_numbered_from_the_second(pages: list[Any]) -> None:
    for at, page in enumerate(pages, 1):
        above = [word for word in page.extract_words(extra_attrs=["size"]) if word["bottom"] < 20 * MM]
        if at == 1:
            assert above == []
            continue
        (number,) = above
        assert number["text"] == str(at)
        assert 13 <= number["size"] <= 14
        assert (number["x0"] + number["x1"]) / 2 == pytest.approx(page.width / 2, abs=1 * MM)


def test_a_long_list_repeats_its_head_on_every_page(pages: list[Any]) -> None:
    first = next(at for at, page in enumerate(pages) if "Phụ lục" in page.extract_text())
    heading = mark(pages[first], "Phụ lục")
    assert bold(heading)
    assert heading["size"] == pytest.approx(14)
    assert len(pages) > first + 1
    for page in pages[first:]:
        assert {"Số", "Tuyến", "(1)", "(2)"} <= {word["text"] for word in page.extract_words()}


def test_no_letters_lie_on_each_other(pages: list[Any]) -> None:
    for page in pages:
        boxes = sorted((char["x0"], char["x1"], round(char["top"])) for char in page.chars if char["text"].strip())
        by_line: dict[int, list[tuple[float, float]]] = {}
        for left, right, top in boxes:
            by_line.setdefault(top, []).append((left, right))
        for line in by_line.values():
            assert all(after[0] - before[1] > -0.75 for before, after in pairwise(line))
