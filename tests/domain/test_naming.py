"""What a text names on a day: old names, hamlets before communes, bodies, acts; and what a form offers for it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderpost.domain import naming, organisation
from borderpost.domain.fields import Text
from borderpost.domain.naming import Known
from borderpost.domain.records import CODE, Section, register
from borderpost.domain.words import render, set_language

TODAY = date(2026, 3, 14)
BEFORE = date(2025, 6, 30)
LONG_AGO = date(2024, 1, 1)


def _code(text: str, kind: str = "place", on: date = TODAY) -> str | None:
    known = naming.recognise((kind,), text, on)
    return None if known is None else known.code


def _texts(text: str, kind: str = "place", on: date = TODAY) -> list[str]:
    return [offer.text for offer in naming.offers((kind,), text, on)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("xã Đình Lập, Lạng Sơn", "06613"),
        ("Thôn Nà Lầu, xã Đình Lập, tỉnh Lạng Sơn", "06613"),
        ("thon na lau, xa dinh lap, lang son", "06613"),
        ("xã Đình Lập tỉnh Lạng Sơn", "06613"),
        ("xã Đình Lập; Lạng Sơn", "06613"),
        ("Đình Lập, Lạng Sơn", "06613"),
        ("xã Đình Lập", "06613"),
        ("P. Thủ Đức, TP.HCM", "26824"),
        ("Phường Thủ Đức thành phố Hồ Chí Minh", "26824"),
        ("tỉnh Lạng Sơn", "20"),
        ("Lạng Sơn", "20"),
    ],
)
def test_a_place_is_recognised_as_people_write_it(text: str, code: str) -> None:
    assert _code(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "Bản Nậm Cắn",
        "Đình Lập",  # a commune without its kind may be a hamlet
        "xã Tân Tiến",  # there are many
        "Lào Cai",  # a province and a ward
        "ngã ba chợ",
        ",",
        "huyện Lộc Bình",
    ],
)
def test_what_is_no_one_place_is_none(text: str) -> None:
    assert naming.recognise(("place",), text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("xã Hữu Khánh, huyện Lộc Bình, tỉnh Lạng Sơn", "an old address with its district"),
        ("Phường Thủ Đức, TP Thủ Đức, tỉnh Lạng Sơn", "a ward of a former city is not the ward of today"),
        ("xã Tân Thanh, Lạng Sơn", "Tân Thành is written with other marks"),
        ("xã Không Có, Lạng Sơn", "no commune of that name"),
        ("xã Lùng Chẩn, Lạng Sơn", "a commune of another province or none"),
    ],
)
def test_a_commune_in_doubt_leaves_its_province(text: str, why: str) -> None:
    assert _code(text) == "20", why


def test_a_name_without_marks_is_read_without_them_and_the_same_marks_come_first() -> None:
    assert _code("xã Tân Thành, Lạng Sơn") == _code("xa tan thanh, lang son") == "06445"
    assert _code("Xã Hoà Bình, Lạng Sơn") == _code("Xã Hòa Bình, Lạng Sơn"), "where the tone stands says nothing"


def test_the_code_is_that_of_the_day_and_the_text_may_be_older() -> None:
    then = naming.recognise(("place",), "Tỉnh Bến Tre", LONG_AGO)
    now = naming.recognise(("place",), "tỉnh Bến Tre (cũ)", TODAY)
    assert then == Known("83", "Tỉnh Bến Tre")
    assert now == Known("86", "Tỉnh Bến Tre", "tỉnh Vĩnh Long")
    assert organisation.province("83", TODAY) is None, "the old code says nothing on that day"
    assert naming.recognise(("place",), "xã Đình Lập, Lạng Sơn", BEFORE) == Known("20", "Tỉnh Lạng Sơn")


def test_a_province_is_recognised_where_a_ward_has_its_name_now() -> None:
    assert naming.recognise(("province",), "Yên Bái", TODAY) == Known("15", "Tỉnh Yên Bái", "tỉnh Lào Cai")
    assert _code("Lào Cai", "province") == "15"
    assert _code("xã Đình Lập, Lạng Sơn", "province") == "20", "only the province is asked for"
    assert _code("Đình Lập", "province") is None


def test_a_commune_that_became_a_ward_is_recognised_under_its_former_kind() -> None:
    wards = [unit for code in organisation.provinces(date(2026, 11, 1)) for unit in organisation.communes(code.code, TODAY)]
    became = next(unit for unit in wards if unit.valid_to is not None)
    on = date(2026, 11, 24)
    known = naming.recognise(("place",), organisation.full_name(became, TODAY), on)
    assert known is not None
    assert organisation.commune(known.code, on) is not None


@given(st.sampled_from(organisation.communes("20", TODAY) + organisation.communes("79", TODAY)))
def test_every_commune_is_recognised_by_its_full_name(unit: organisation.AdminUnit) -> None:
    full = organisation.full_name(unit, TODAY)
    assert naming.recognise(("place",), full, TODAY) == Known(unit.code, full)


@given(st.text(), st.dates(date(2020, 1, 1), date(2027, 1, 1)), st.sampled_from(naming.KINDS))
def test_any_text_is_taken_and_a_code_of_a_place_is_one_of_the_day(text: str, on: date, kind: str) -> None:
    known = naming.recognise((kind,), text, on)
    naming.offers((kind,), text, on)
    if known is not None and kind in ("place", "province"):
        assert organisation.commune(known.code, on) or organisation.province(known.code, on)


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("Viện kiểm sát nhân dân khu vực 3", "agency", "procuracy_area"),
        ("Sở Y tế tỉnh Lạng Sơn", "agency", "support_health_province"),
        ("Sở Y tế; dân quân xã", "agency", "support_health_province"),
        ("Sở Y tế, Ủy ban nhân dân cấp xã", "agency", None),
        ("Sở Y tếch", "agency", None),
        ("một người dân", "agency", None),
        ("BTL BĐBP", "unit", "high_command"),
        ("Border Guard High Command", "unit", "high_command"),
        ("Đồn Biên phòng cửa khẩu Chi Ma", "unit", "gate_post"),
        ("Điều 21 Nghị định 282/2025/NĐ-CP", "basis", "decree_282_2025"),
        ("NĐ 282/2025", "basis", "decree_282_2025"),
        ("Luật Bảo vệ dữ liệu cá nhân", "basis", "law_91_2025"),
        ("Nghị định 282/2025/NĐ-CP, Nghị định 189/2025/NĐ-CP", "basis", None),
        ("Nghị định 1282/2025/NĐ-CP", "basis", None),
        ("theo lệnh", "basis", None),
    ],
)
def test_bodies_units_and_acts_are_recognised(text: str, kind: str, code: str | None) -> None:
    assert _code(text, kind) == code


def test_what_did_not_exist_yet_is_not_recognised() -> None:
    assert _code("Sở Y tế", "agency", LONG_AGO) is None
    assert _code("Nghị định 282/2025/NĐ-CP", "basis", LONG_AGO) is None


def test_a_body_that_is_no_more_keeps_its_code_and_tells_its_successor() -> None:
    known = naming.recognise(("agency", "unit"), "Viện kiểm sát nhân dân cấp huyện Tràng Định", TODAY)
    assert known == Known("procuracy_district", "Viện kiểm sát nhân dân cấp huyện", "Viện kiểm sát nhân dân khu vực")
    assert naming.recognise(("unit", "agency"), "Sở Y tế", TODAY) == Known("support_health_province", "Sở Y tế")


def test_codes_of_units_and_bodies_never_meet_so_that_one_column_holds_both() -> None:
    units = {row.code for row in organisation.every_unit()}
    assert not units & {row.code for row in organisation.every_agency()}


def _said(text: str, kind: str, on: date = TODAY) -> str | None:
    set_language("vi")
    known = naming.recognise((kind,), text, on)
    assert known is not None
    found = naming.remark(known, text)
    return None if found is None else render(found)


def test_a_remark_says_only_what_the_text_does_not() -> None:
    assert _said("xa dinh lap, lang son", "place") == "Xã Đình Lập, tỉnh Lạng Sơn"
    assert _said("xã đình lập, tỉnh lạng sơn", "place") is None
    assert _said("Yên Bái", "province") == "Nay là tỉnh Lào Cai; ghi theo tên lúc đó."
    assert _said("Sở Y tế tỉnh Lạng Sơn", "agency") is None
    assert _said("Nghị định 144/2021", "basis") == "Hết hiệu lực sau ngày 14/12/2025; nay là Nghị định 282/2025/NĐ-CP."
    assert _said("2548/QCPH-LĐTBXH-CA-QP-NG", "basis") == "Hết hiệu lực sau ngày 30/06/2025."


def test_a_form_is_offered_communes_by_a_few_letters() -> None:
    assert _texts("dinh lap, la") == ["Xã Đình Lập, tỉnh Lạng Sơn"]
    assert _texts("Thôn Nà Lầu, dinh lap") == ["Thôn Nà Lầu, xã Đình Lập, tỉnh Lạng Sơn"]
    assert _texts("thôn A, tan tien, lang s") == ["thôn A, xã Tân Tiến, tỉnh Lạng Sơn"]
    assert _texts("không có nơi nào") == _texts("không có, nơi nào") == []
    assert _texts("lang son", "province") == ["Tỉnh Lạng Sơn"]
    assert len(_texts("")) == naming.MOST
    assert "Tỉnh Bến Tre" in [offer.text for offer in naming.offers(("province",), "", BEFORE, 100)]


def test_an_old_name_is_offered_with_its_mark_and_brings_its_successor() -> None:
    set_language("vi")
    old, new, *_rest = naming.offers(("place",), "ben tre", TODAY)
    assert (old.text, old.remark and render(old.remark)) == ("Tỉnh Bến Tre (cũ)", "nay là tỉnh Vĩnh Long")
    assert (new.text, new.remark and render(new.remark)) == ("Tỉnh Vĩnh Long", "thay tỉnh Bến Tre")
    assert _texts("ben tre", on=LONG_AGO) == ["Tỉnh Bến Tre"]
    assert _code(old.text) == _code(new.text) == "86"


def test_bodies_that_are_no_more_are_offered_as_their_successors() -> None:
    assert _texts("vien kiem sat", "agency")[0] == "Viện kiểm sát nhân dân khu vực"
    assert _texts("cap huyen", "agency")[0] == "Viện kiểm sát nhân dân khu vực"
    assert _texts("Công an xã; so y", "agency") == ["Công an xã; Sở Y tế"]
    assert _texts("so y", "agency", LONG_AGO) == []
    assert "Viện kiểm sát nhân dân cấp huyện" in _texts("vien kiem", "agency", LONG_AGO)


def test_acts_are_offered_as_they_are_cited_with_what_stands_before_them() -> None:
    set_language("vi")
    assert _texts("điều 21 nghi dinh 282", "basis") == ["điều 21 Nghị định 282/2025/NĐ-CP"]
    assert _texts("Luật 91/2025/QH15; 189", "basis") == ["Luật 91/2025/QH15; Nghị định 189/2025/NĐ-CP"]
    assert _texts("xyz zzz", "basis") == []
    (ended,) = naming.offers(("basis",), "144", TODAY)
    assert ended.text == "Nghị định 144/2021/NĐ-CP"
    assert ended.remark is not None
    assert render(ended.remark).startswith("hết hiệu lực sau 14/12/2025; Nghị định")
    assert _texts("cong van 2978", "basis") == ["Công văn 2978/BQP-BĐBP: chín nhiệm vụ"]
    assert _texts("chuong trinh 2026", "basis") == ["Chương trình phòng, chống mua bán người 2026-2030, 33/QĐ-TTg"]
    assert _texts("không còn cap huyen", "basis") == ["Chính quyền địa phương hai cấp, không còn cấp huyện"]
    assert "Nghị định 282/2025/NĐ-CP" not in _texts("nghi dinh", "basis", LONG_AGO)


def test_of_several_kinds_each_text_is_offered_once_and_the_limit_is_kept() -> None:
    found = naming.offers(("agency", "unit"), "", TODAY, 100)
    assert len({offer.text for offer in found}) == len(found)
    assert len(naming.offers(("agency", "unit"), "", TODAY)) == naming.MOST


def test_a_name_is_looked_up_as_of_a_day_with_what_came_after() -> None:
    (then,) = naming.look_up("ben tre", LONG_AGO)
    now, _ward = naming.look_up("ben tre", TODAY)
    assert (then.full, then.unit.code, then.after_full) == (now.full, now.unit.code, now.after_full)
    assert then.after is not None
    assert (then.after.code, then.after_full) == ("86", "Tỉnh Vĩnh Long")
    (commune,) = naming.look_up("dinh lap, lang son", TODAY)
    assert (commune.full, commune.after, commune.after_full) == ("Xã Đình Lập, tỉnh Lạng Sơn", None, "")


def test_a_unit_of_no_known_province_stands_alone() -> None:
    alone = organisation.AdminUnit("99999", None, None, None, "xã", "Ở Đâu", "99")
    assert organisation.full_name(alone, TODAY) == "Xã Ở Đâu"


def test_the_rows_have_a_digest() -> None:
    assert len(organisation.digest()) == 64
    assert organisation.digest() == organisation.digest()


def test_the_first_key_and_later_ones_are_quick(capsys: pytest.CaptureFixture[str]) -> None:
    caches: list[Any] = [getattr(organisation, name) for name in dir(organisation)]
    for cached in caches:
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()

    def spent(act: Callable[[], object]) -> float:
        began = time.process_time()
        act()
        return (time.process_time() - began) * 1000

    first = spent(lambda: naming.offers(("place",), "d", TODAY))
    later = [
        spent(lambda text=text, kind=kind: naming.offers((kind,), text, TODAY))  # type: ignore[misc]
        for kind in ("place", "agency", "basis")
        for text in ("a", "di", "din", "dinh", "dinh lap", "dinh lap,", "dinh lap, la", "thôn Nà Lầu, dinh lap, la", "x")
    ]
    with capsys.disabled():
        sys.stdout.write(f"\nnames offered: first key {first:.1f} ms, later {max(later):.1f} ms at most, processor time\n")
    assert first < 80 * 5, "with room for a slow machine"
    assert max(later) < 15 * 5


@dataclass(eq=False)
class Slip:
    """A register that names things."""

    place: Annotated[str | None, Text(label="Place", section="all", offers=("place",))] = None
    hidden: Annotated[str | None, Text(label="Hidden", section="all", sealed="identity", offers=("place",))] = None
    plain: Annotated[str | None, Text(label="Plain", section="all")] = None


def _slips(record: type) -> Any:
    return register(
        record,
        kind="slips",
        label="Slips",
        singular="Slip",
        new="New",
        icon="x",
        prefix="",
        help="Slips.",
        sections=(Section("all", "All"),),
    )


def test_a_register_has_codes_of_its_clear_names_only() -> None:
    slips = _slips(Slip)
    assert [named.name for named in slips.offering] == ["place"]
    assert slips.recognise("place", "xã Đình Lập", TODAY) == "06613"
    assert slips.recognise("place", "đâu đó", TODAY) is None
    assert slips.recognise("place", 7, TODAY) is None
    assert slips.recognise("plain", "xã Đình Lập", TODAY) is None
    assert CODE == "_code"


@pytest.mark.parametrize("said", [{"offers": ("nowhere",)}, {"offers": ("place",), "lines": 2}])
def test_a_field_that_names_nothing_known_or_has_several_lines_is_refused(said: dict[str, Any]) -> None:
    field = Text(label="x", section="all", **said)
    wrong = type("Wrong", (), {"__annotations__": {"x": Annotated[str | None, field]}, "x": None})
    with pytest.raises(TypeError, match="x"):
        _slips(dataclass(eq=False)(wrong))
