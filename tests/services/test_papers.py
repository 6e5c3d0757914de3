"""The papers of every register: nothing of the declaration is missing, and nothing sealed is on them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from borderpost.bootstrap import Post
from borderpost.domain import words
from borderpost.domain.errors import Cancelled
from borderpost.domain.fields import Packed, Rows
from borderpost.domain.figures import Window
from borderpost.domain.progress import Progress
from borderpost.domain.records import row_fields
from borderpost.domain.words import _
from borderpost.registers import KINDS
from borderpost.services.papers import foreign
from borderpost.services.views import Listing
from tests.posts import case, handover, make, patrol, person, smallest, tip

WRITTEN = [kind for kind, register in KINDS.items() if not register.internal]

MORE = {"persons": {"pseudonym": "NG-01"}, "handovers": handover()}
"""What the rules of a register ask for beyond the smallest record."""


def flat(text: str) -> str:
    """Return a text without any white space: a cell breaks its words over lines."""
    return re.sub(r"\s+", "", text)


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return flat("\n".join(page.get_textpage().get_text_range() for page in document))
    finally:
        document.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Post, dict[str, str]]]:
    """Return a post with one smallest record in every register, and the ids by kind."""
    words.set_language("vi")
    with make(tmp_path_factory.mktemp("papers") / "post").as_("commander") as post:
        made: dict[str, str] = {}
        waiting = list(WRITTEN)
        while waiting:
            for kind in list(waiting):
                try:
                    values = smallest(kind, made) | MORE.get(kind, {})
                except KeyError:
                    continue
                made[kind] = post.records.create(kind, values).records[0]
                waiting.remove(kind)
        yield post, made


@pytest.mark.parametrize("kind", WRITTEN)
def test_every_register_has_its_three_papers(filled: tuple[Post, dict[str, str]], kind: str, tmp_path: Path) -> None:
    post, made = filled
    register = KINDS[kind]
    assert post.papers.print_register(kind, tmp_path / "so.pdf") == 1
    book = text_of(tmp_path / "so.pdf")
    assert flat(f"SỔ {_(register.label)}".upper()) in book
    assert flat("Tổng số: 01 bản ghi.") in book
    for named in register.listed():
        assert flat(_(named.field.label)) in book
    post.papers.print_record(made[kind], tmp_path / "phieu.pdf")
    post.papers.print_pocket_form(kind, tmp_path / "tay.pdf")
    for path in (tmp_path / "phieu.pdf", tmp_path / "tay.pdf"):
        paper = text_of(path)
        for section in register.sections:
            assert flat(_(section.label)) in paper
        for _name, field in register.fields:
            if not field.automatic and not field.former and not isinstance(field, Packed):
                assert flat(_(field.label)) in paper
                if isinstance(field, Rows):
                    assert all(flat(_(cell.label)) in paper for _cell, cell in row_fields(field.row))


def test_an_empty_register_says_so_and_a_withdrawn_record_is_counted(tmp_path: Path) -> None:
    with make(tmp_path / "post").as_("commander") as post:
        path = tmp_path / "so.pdf"
        assert post.papers.print_register("patrols", path) == 0
        assert flat("Không có bản ghi nào.") in text_of(path)
        gone = post.records.create("patrols", patrol(leader="Người Đã Rút")).records[0]
        post.records.create("patrols", patrol())
        post.records.withdraw("patrols", gone, "Ghi nhầm")
        words.set_language("en")
        window = Window("month", "2026-03", date(2026, 3, 1), date(2026, 3, 31))
        narrowed = Listing(window=window, filters={"kind": "closed_loop"}, text="phuc", mine=True)
        assert post.papers.print_register("patrols", path, narrowed) == 1
        assert post.papers.print_register("patrols", path, Listing(window=window)) == 1
        words.set_language("vi")
        book = text_of(path)
        assert flat("Từ ngày 01/03/2026 đến ngày 31/03/2026") in book
        assert flat("Không in 01 bản ghi đã rút.") in book
        assert flat("Người Đã Rút") not in book
        assert post.papers.print_register("patrols", path, Listing(state="withdrawn")) == 1
        assert flat("Người Đã Rút") in text_of(path)
        post.papers.print_record(gone, path)
        assert flat("BẢN GHI ĐÃ RÚT. Lý do: Ghi nhầm") in text_of(path)


def test_a_print_is_in_the_journal_and_a_cancelled_one_leaves_nothing(tmp_path: Path) -> None:
    with make(tmp_path / "post").as_("commander") as post:
        made = post.records.create("patrols", patrol()).records[0]
        post.papers.print_record(made, tmp_path / "phieu.pdf")
        assert post.records.history(made)[0].action == "print"
        stopped = Progress()
        stopped.cancel()
        with pytest.raises(Cancelled):
            post.papers.print_register("patrols", tmp_path / "so.pdf", progress=stopped)
        assert not (tmp_path / "so.pdf").exists()


def test_what_is_protected_is_on_no_paper(tmp_path: Path) -> None:
    secret, code = "Sùng Thị Bí Mật", "NN-007"
    with make(tmp_path / "post").as_("commander") as post:
        victim = post.records.create("persons", person(name=secret, pseudonym=code, document_no="0123456789")).records[0]
        post.records.create("victim_cases", case(victim))
        informant = post.records.create("tips", tip(reporter_name="Giàng Thị Mảy")).records[0]
        other = post.records.create("counterparts", {"name": "Đại đội 203", **_counterpart()}).records[0]
        back = post.records.create(
            "repatriations",
            smallest("repatriations", {"persons": victim, "counterparts": other}) | {"note": "Việc riêng của đồn"},
        ).records[0]
        path = tmp_path / "giay.pdf"
        for kind in ("persons", "victim_cases", "tips", "repatriations"):
            post.papers.print_register(kind, path)
            assert _found(path, secret) == []
        for record in (victim, informant, back):
            post.papers.print_record(record, path)
            assert _found(path, secret) == []
        post.papers.print_record(back, path, bilingual=True)
        paper = text_of(path)
        assert _found(path, secret) == []
        assert code in paper
        assert flat("FOR THE VIETNAMESE SIDE") in paper
        assert flat("Việc riêng của đồn") not in paper
        assert post.papers.two_sided(back)
        assert not post.papers.two_sided(informant)
        ours = post.records.create("handovers", handover()).records[0]
        theirs = post.records.create("handovers", handover(receiver_kind="neighbour")).records[0]
        assert [foreign(post.records.load(each)) for each in (ours, theirs)] == [False, True]
        for record in (theirs, informant):
            post.papers.print_record(record, path, bilingual=True)
            assert _found(path, secret) == []


def _counterpart() -> dict[str, object]:
    return smallest("counterparts", {})


def _found(path: Path, secret: str) -> list[str]:
    paper = text_of(path)
    return [each for each in (flat(secret), flat("Giàng Thị Mảy"), "0123456789") if each in paper]


def test_two_values_are_marked(tmp_path: Path) -> None:
    with make(tmp_path / "post").as_("commander") as post:
        made = post.records.create("patrols", patrol(leader="Một")).records[0]
        seen = {name: list(heads) for name, heads in post.records.load(made).heads.items()}
        post.records.amend("patrols", made, patrol(leader="Hai"), seen)
        post.records.amend("patrols", made, patrol(leader="Ba"), seen)
        path = tmp_path / "so.pdf"
        post.papers.print_record(made, path)
        assert flat("có hai giá trị, chưa chọn:") in text_of(path)
        post.papers.print_register("patrols", path)
        assert flat("Dấu (*): có hai giá trị, chưa chọn (01 bản ghi).") in text_of(path)
    shutil.rmtree(tmp_path / "post")


def test_lengths_are_printed_with_their_unit(tmp_path: Path) -> None:
    with make(tmp_path / "post").as_("commander") as post:
        plan = post.records.create("plans", smallest("plans", {}) | {"distance": 12_340}).records[0]
        post.papers.print_record(plan, tmp_path / "phieu.pdf")
        assert flat("12,340 km") in text_of(tmp_path / "phieu.pdf")
