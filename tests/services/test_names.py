"""What a form is offered from the post's own books, each row for its time only, before the rows of the program."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from borderpost.bootstrap import Post
from borderpost.domain.naming import MOST
from borderpost.domain.words import render, set_language
from tests.posts import smallest

TODAY = date(2026, 3, 14)
BEFORE = date(2025, 6, 1)
BODIES = ("agency", "unit")


@pytest.fixture(autouse=True)
def vietnamese() -> None:
    set_language("vi")


def _agency(post: Post, name: str, **values: Any) -> str:
    return post.records.create("agencies", smallest("agencies", {}) | {"name": name} | values).records[0]


def _law(post: Post, symbol: str, **values: Any) -> str:
    return post.records.create("laws", smallest("laws", {}) | {"symbol": symbol} | values).records[0]


def _offered(post: Post, text: str, on: date = TODAY, kinds: tuple[str, ...] = BODIES) -> list[tuple[str, str]]:
    return [(offer.text, render(offer.remark) if offer.remark else "") for offer in post.names.offers(kinds, text, on)]


def _said(post: Post, text: str, on: date = TODAY, kinds: tuple[str, ...] = BODIES) -> tuple[str, bool] | None:
    found = post.names.understand(kinds, text, on)
    return None if found is None else (render(found.remark), found.quiet)


def test_the_agency_book_comes_before_the_kinds_of_the_program(post: Post) -> None:
    _agency(post, "Viện kiểm sát nhân dân khu vực 3 - Sơn Giang", phone="0999 000 111")
    found = _offered(post, "vien kiem sat")
    assert found[0] == ("Viện kiểm sát nhân dân khu vực 3 - Sơn Giang", "danh bạ cơ quan")
    assert found[1] == ("Viện kiểm sát nhân dân khu vực", "")
    assert _offered(post, "Công an xã; son giang") == [
        ("Công an xã; Viện kiểm sát nhân dân khu vực 3 - Sơn Giang", "danh bạ cơ quan")
    ]
    assert _offered(post, "", kinds=("agency",))[0][0].endswith("Sơn Giang"), "F4 shows the book"
    assert len(_offered(post, "")) == MOST


def test_an_ended_agency_is_offered_for_its_time_only_and_points_to_its_successor(post: Post) -> None:
    third = _agency(post, "Công an xã Khe Sim", valid_from="2026-01-01")
    second = _agency(post, "Công an khu vực Khe Sim", valid_from="2025-07-01", valid_to="2025-12-31", successor=third)
    _agency(post, "Công an huyện Khe Sim", valid_to="2025-06-30", successor=second)
    assert _offered(post, "khe sim", BEFORE) == [("Công an huyện Khe Sim", "danh bạ cơ quan")]
    assert [text for text, _remark in _offered(post, "khe sim")] == ["Công an xã Khe Sim"]
    assert _offered(post, "huyen khe sim") == [("Công an xã Khe Sim", "thay Công an huyện Khe Sim")]
    assert _said(post, "cong an huyen khe sim") == ("Nay là Công an xã Khe Sim; ghi theo tên lúc đó.", True)
    assert _said(post, "Công an huyện Khe Sim", BEFORE) is None
    assert _said(post, "cong an xa khe sim") == ("Công an xã Khe Sim", False)


def test_a_book_that_ends_nowhere_or_goes_round_says_nothing_of_a_successor(post: Post) -> None:
    first = _agency(post, "Trạm A Khe Sim", valid_to="2025-06-30")
    second = _agency(post, "Trạm B Khe Sim", valid_to="2025-06-30", successor=first)
    _agency(post, "Trạm C Khe Sim", valid_to="2025-06-30", successor=second)
    seen = post.records.load(first)
    post.records.amend("agencies", first, {**seen.values, "successor": second}, seen.heads)
    _agency(post, "Trạm D Khe Sim", valid_to="2025-06-30")
    assert _offered(post, "khe sim") == []
    assert _said(post, "Trạm C Khe Sim") is None
    assert _said(post, "Trạm D Khe Sim") is None
    assert _said(post, "Trạm A Khe Sim") is None


def test_a_withdrawn_agency_and_one_that_comes_later_are_not_offered(post: Post) -> None:
    gone = _agency(post, "Đội Kiểm lâm Khe Sim")
    post.records.withdraw("agencies", gone, "ghi nhầm")
    _agency(post, "Đội Quản lý Khe Sim", valid_from="2027-01-01")
    assert _offered(post, "khe sim") == []


def test_legal_documents_of_the_post_come_first_by_symbol_and_subject(post: Post) -> None:
    newer = _law(post, "12/2026/QĐ-SG", subject="Vành đai biên giới Khe Sim", valid_from="2026-01-01")
    _law(post, "7/2020/QĐ-SG", subject="Vành đai biên giới cũ", valid_to="2025-12-31", replaced_by=newer)
    found = _offered(post, "vanh dai", kinds=("basis",))
    assert found == [
        ("12/2026/QĐ-SG", "Vành đai biên giới Khe Sim"),
    ]
    assert _offered(post, "Điều 3; 7/2020", kinds=("basis",))[0] == ("Điều 3; 12/2026/QĐ-SG", "thay 7/2020/QĐ-SG")
    assert _said(post, "12/2026/QĐ-SG", kinds=("basis",)) == ("Vành đai biên giới Khe Sim", False)
    assert _said(post, "Điều 21 Nghị định 282/2025/NĐ-CP", kinds=("basis",)) == (
        "Nghị định xử phạt vi phạm hành chính về an ninh, trật tự (2025)",
        False,
    )


def test_places_are_understood_by_the_rows_of_the_program(post: Post) -> None:
    assert _said(post, "xa dinh lap, lang son", kinds=("place",)) == ("Xã Đình Lập, tỉnh Lạng Sơn", False)
    assert _said(post, "tỉnh Bến Tre (cũ)", kinds=("place",)) == ("Nay là tỉnh Vĩnh Long; ghi theo tên lúc đó.", True)
    assert _said(post, "Nghị định 144/2021", kinds=("basis",)) == (
        "Hết hiệu lực sau ngày 14/12/2025; nay là Nghị định 282/2025/NĐ-CP.",
        True,
    )
    assert _said(post, "một nơi nào đó", kinds=("place",)) is None
