"""The papers of every register: nothing of the declaration is missing, and nothing sealed is on them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from borderpost.bootstrap import Post
from borderpost.domain import codes, reading, words
from borderpost.domain.errors import Cancelled
from borderpost.domain.fields import Choice, Choices, Field, Packed, Rows, Text
from borderpost.domain.figures import Window
from borderpost.domain.progress import Progress
from borderpost.domain.records import row_fields
from borderpost.domain.words import _
from borderpost.registers import KINDS
from borderpost.services import papers
from borderpost.services.papers import foreign
from borderpost.services.views import Listing
from tests.documents.archival import elements, faults
from tests.posts import NIGHT, case, handover, make, patrol, person, smallest, tip

WRITTEN = [kind for kind, register in KINDS.items() if not register.internal]

MORE = {"persons": {"pseudonym": "NG-01"}, "victim_cases": {"pseudonym": "NN-007"}, "handovers": handover()}
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
    assert flat(_(register.help)) in text_of(tmp_path / "tay.pdf")
    for path in (tmp_path / "so.pdf", tmp_path / "phieu.pdf", tmp_path / "tay.pdf"):
        assert faults(path.read_bytes()) == []
        if path.stem == "so":
            continue
        paper = text_of(path)
        for section in register.sections:
            assert flat(_(section.label)) in paper
        for _name, field in register.fields:
            if not field.automatic and not field.former and not isinstance(field, Packed):
                assert flat(_(field.label)) in paper
                if isinstance(field, Rows):
                    assert all(flat(_(cell.label)) in paper for _cell, cell in row_fields(field.row))


@pytest.mark.parametrize("kind", ["handovers", "joint_patrols", "repatriations", "talks"])
def test_the_other_side_reads_what_is_declared_to_be_shared_and_nothing_else(
    filled: tuple[Post, dict[str, str]], kind: str, tmp_path: Path
) -> None:
    post, made = filled
    values: dict[str, Any] = post.records.load(made[kind]).values
    written = {name: f"Riêng{at}Ô" for at, (name, field) in enumerate(KINDS[kind].fields) if type(field) is Text}
    written.pop("number")
    rows: dict[str, Any] = {}
    for name, field in KINDS[kind].fields:
        if isinstance(field, Rows):
            row: dict[str, Any] = {
                cell: f"Hàng{name}{at}Ô" for at, (cell, inner) in enumerate(row_fields(field.row)) if type(inner) is Text
            }
            written |= {f"{name}.{cell}": text for cell, text in row.items()}
            if "person" in dict(row_fields(field.row)):
                row |= {"person": made["persons"], "victim_case": made["victim_cases"]}
            rows[name] = [row]
    whole = values | {name: text for name, text in written.items() if "." not in name} | rows
    record = post.records.create(kind, whole).records[0]
    post.papers.print_record(record, tmp_path / "hai.pdf", bilingual=True)
    paper = text_of(tmp_path / "hai.pdf")
    assert faults((tmp_path / "hai.pdf").read_bytes()) == []
    declared: dict[str, Field] = dict(KINDS[kind].fields)
    for name, field in KINDS[kind].fields:
        if isinstance(field, Rows):
            declared |= {f"{name}.{cell}": inner for cell, inner in row_fields(field.row)}
    assert {name for name, text in written.items() if text in paper} == {name for name in written if declared[name].shared}
    english = [node.get("/Lang") for node in _nodes(tmp_path / "hai.pdf") if node["/S"] in ("/TD", "/TH")]
    assert english.count("en-GB") >= 6
    assert "NN-007" not in paper, "our own registers are none of their business"
    post.records.withdraw(kind, record, "Chỉ để in thử")


def _nodes(path: Path) -> list[Any]:
    reader = PdfReader(path)
    tree: Any = reader.root_object["/StructTreeRoot"]
    return list(elements(tree["/K"][0].get_object()))


def test_a_record_that_shares_nothing_gives_the_other_side_nothing(filled: tuple[Post, dict[str, str]], tmp_path: Path) -> None:
    post, made = filled
    post.papers.print_record(made["persons"], tmp_path / "hai.pdf", bilingual=True)
    assert [node["/S"] for node in _nodes(tmp_path / "hai.pdf") if node["/S"] in ("/Table", "/H2")] == []


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_code_on_the_pocket_form_has_the_number_the_form_on_the_screen_takes(
    filled: tuple[Post, dict[str, str]], kind: str, tmp_path: Path
) -> None:
    post, _made = filled
    day, form = date(2026, 3, 15), tmp_path / "tay.pdf"
    post.papers.print_pocket_form(kind, form)
    paper = text_of(form)
    for field in _coded_fields(kind):
        listed = codes.codes(field.codes)
        offered = listed.offered(day)
        if len(offered) > 40:
            assert flat(f"(ghi bằng chữ; {len(offered)} giá trị, không in danh mục)") in paper
        if len(offered) > 14:
            assert (flat(f"(bản {listed.version})") in paper) or len(offered) > 40
        for item in offered[: 14 if len(offered) > 40 else None]:
            meant = [item.code] if isinstance(field, Choices) else item.code
            assert reading.read(field, str(item.number), now=NIGHT, numbers=True) == meant
            assert f"[{item.code}]" not in paper
            if len(offered) <= 40:
                assert re.search(rf"(?<!\d){item.number}{re.escape(flat(item.label()))}", paper) or item.label().startswith(
                    f"{item.number}. "
                )
    assert "mọidanhmụcbản1" in paper or not _coded_fields(kind) or "bản2" in paper


def _coded_fields(kind: str) -> list[Choice | Choices]:
    found: list[Choice | Choices] = []
    for _name, field in KINDS[kind].fields:
        inside = [cell for _cell, cell in row_fields(field.row)] if isinstance(field, Rows) else [field]
        found += [each for each in inside if isinstance(each, Choice | Choices) and not each.automatic]
    return found


def test_lists_of_different_versions_are_named_by_their_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    newer = replace(codes.codes("border"), version=2)
    monkeypatch.setattr(codes, "codes", lambda name, known=codes.codes: newer if name == "border" else known(name))
    words.set_language("vi")
    said = papers._versions(KINDS["patrols"])
    assert "; bản 2: Tuyến" in said
    assert said.startswith("bản 1: Loại, Chế độ")


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
