"""The annexes of task 1: what stands on the paper, and that each print stands in the journal with its reason."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest

from borderpost.bootstrap import Post
from borderpost.domain.errors import EnvironmentFault
from borderpost.services.progress_views import Narrowing
from tests.posts import patrol
from tests.services.test_plans_done import plan, walked
from tests.services.test_progress_board import directive, duty


def words_of(path: Path) -> str:
    with pdfplumber.open(path) as pdf:
        return " ".join(" ".join((page.extract_text() or "").split()) for page in pdf.pages)


@pytest.fixture
def filled(post: Post) -> Post:
    above = directive(post)
    directive(post, "33/QĐ-TTg", subject="Chương trình 2026-2030")
    proof = post.records.create("patrols", patrol()).records[0]
    duty(post, "Rà soát hộ nguy cơ", "2026-03-10", directive=above, state="in_progress", percent=40)
    late = {"state": "done", "done": "2026-03-09", "result": "Đã tuyên truyền 3 bản", "evidence": [{"record": proof}]}
    duty(post, "Tuyên truyền", "2026-03-05", directive=above, **late)
    duty(post, "Báo cáo", "2026-03-12", state="done", done="2026-03-12", responsible="Lò Thị Hạnh")
    duty(post, "Thôi", "2026-03-12", state="dropped", result="Cấp trên thôi giao")
    return post


def test_the_board_is_an_annex_across_with_its_sums(filled: Post, tmp_path: Path) -> None:
    path = tmp_path / "phu-luc.pdf"
    assert filled.annexes.print_board(path, reason="Gửi kèm báo cáo") == 4
    said = words_of(path)
    for wanted in (
        "PHỤ LỤC BẢNG TIẾN ĐỘ THỰC HIỆN NHIỆM VỤ",
        "(Kèm theo văn bản số",
        "Tính đến 04:40 ngày 15/03/2026",
        "(40 %)",
        "chậm",
        "quá hạn 5",
        "Đã tuyên truyền",
        "Cộng: 03 nhiệm vụ; đã hoàn thành 02 (66 %); quá hạn 01; minh chứng: 1 bản ghi.",
        "- 2978/BQP-BĐBP · Chín nhiệm vụ: 02 nhiệm vụ; đã hoàn thành 01 (50 %); quá hạn 01.",
        "Văn bản còn hiệu lực chưa giao nhiệm vụ trong sổ: 33/QĐ-TTg.",
        "NGƯỜI LẬP BẢNG",
    ):
        assert wanted in said, wanted
    with pdfplumber.open(path) as pdf:
        assert pdf.pages[0].width > pdf.pages[0].height


def test_a_narrowed_board_says_to_what(filled: Post, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    above = filled.progress.board().directives[0][0]
    wanted = Narrowing(above, "Vàng A Sính", "overdue")
    assert filled.annexes.print_board(path, wanted, reason="x") == 1
    assert "Lọc: 2978/BQP-BĐBP · Chín nhiệm vụ; người thực hiện: Vàng A Sính; quá hạn" in words_of(path)
    assert filled.annexes.print_board(path, Narrowing(directive="x.9"), reason="x") == 0
    said = words_of(path)
    assert "Lọc: x.9" in said
    assert "Cộng: 00 nhiệm vụ; đã hoàn thành 00; quá hạn 00; minh chứng: 0 bản ghi." in said


def test_plans_against_what_was_done_are_an_annex_too(post: Post, tmp_path: Path) -> None:
    plan(post, patrols=2, distance=10_000)
    plan(post, title="Không chỉ tiêu", paper_no=None)
    plan(post, title="Đủ", patrols=1, paper_no="09/KH")
    walked(post, 2, "07/KH-ĐBP")
    walked(post, 3, "09/KH")
    path = tmp_path / "ke-hoach.pdf"
    assert post.annexes.print_plans(path, reason="Kiểm tra") == 4
    said = words_of(path)
    for wanted in (
        "BẢNG ĐỐI CHIẾU KẾ HOẠCH VỚI KẾT QUẢ",
        "Tính đến 04:40 ngày 15/03/2026",
        "50 %",
        "1 cuộc tuần tra",
        "không đặt chỉ tiêu",
        "Tổng số: 03 kế hoạch; có chỉ tiêu bằng số: 02; đạt đủ chỉ tiêu: 01.",
    ):
        assert wanted in said, wanted


def test_each_print_stands_in_the_journal_with_its_reason(filled: Post, tmp_path: Path) -> None:
    filled.annexes.print_board(tmp_path / "a.pdf", reason=" Nộp cấp trên ")
    filled.annexes.print_plans(tmp_path / "b.pdf", reason="Lưu")
    from borderpost.journal.entry import decode

    with filled.session.read() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM journal ORDER BY id").scalars()
        prints = [entry for body in bodies if (entry := decode(body)).action == "print"]
    assert [(entry.kind, entry.fields, entry.reason) for entry in prints] == [
        ("duties", {"paper": "annex", "rows": 4}, "Nộp cấp trên"),
        ("plans", {"paper": "annex", "rows": 0}, "Lưu"),
    ]


def test_a_place_that_cannot_be_written_leaves_no_file(filled: Post, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(EnvironmentFault):
        filled.annexes.print_board(tmp_path / "file" / "a.pdf", reason="x")
