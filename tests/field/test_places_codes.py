"""Places keep what was written; code lists are dated; sections are marked as real or invented."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderpost.domain import codes, markers, places, sections
from borderpost.domain.dates import Unreadable
from borderpost.domain.fields import Choice, Choices, Rows
from borderpost.domain.places import VN_2000, WGS_84, Place
from borderpost.domain.records import row_fields
from borderpost.domain.text import printable
from borderpost.registers import KINDS


@pytest.mark.parametrize(
    ("typed", "lat", "lon"),
    [
        ("20.51234, 103.98765", 20.51234, 103.98765),
        ("20,51234 103,98765", 20.51234, 103.98765),
        ("20,51234; 103,98765", 20.51234, 103.98765),
        ("20.5N 103.9E", 20.5, 103.9),
        ("103.9E 20.5N", 20.5, 103.9),
        ("103,9Đ 20,5B", 20.5, 103.9),
        ("20,5B 103,9", 20.5, 103.9),
        ("33.5S 70.6W", -33.5, -70.6),
        ("20°30'00\"N 103°54'00\"E", 20.5, 103.9),
        ("N 20°30' E 103°54'", 20.5, 103.9),
        ("20 30 00 B, 103 54 00 Đ", 20.5, 103.9),
    ],
)
def test_geographic_text_is_read(typed: str, lat: float, lon: float) -> None:
    found = places.parse(typed)
    assert [found.lat, found.lon] == pytest.approx([lat, lon], abs=1e-9)
    assert not found.grid


@pytest.mark.parametrize(
    ("typed", "easting", "northing", "zone"),
    [
        ("48Q 0412345 2267890", 412345, 2267890, 48),
        ("48q 412345mE 2267890mN", 412345, 2267890, 48),
        ("2267890 412345", 412345, 2267890, None),
        ("X=2267890,5 Y=412345,25", 412345.25, 2267890.5, None),
        ("412345 2267890", 412345, 2267890, None),
    ],
)
def test_grid_text_is_read(typed: str, easting: float, northing: float, zone: int | None) -> None:
    found = places.parse(typed)
    assert (found.easting, found.northing, found.zone) == (easting, northing, zone)
    assert found.grid


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "is not a position"),
        ("khu vực mốc 1106", "is not a position"),
        ("91 20", "No such position"),
        ("20 181", "No such position"),
        ("0 0", "No such position"),
        ("20N 30N", "same direction"),
        ("20°61' 103°10'", "end at 59"),
        ("20°10'61\" 103°10'00\"", "end at 59"),
        ("48Q 950000 2267890", "outside the country"),
    ],
)
def test_what_is_no_position_is_refused_with_its_reason(typed: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        places.parse(typed)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="0123456789.,;° NSEWĐBT'\"-x=Q", max_size=30))
def test_any_text_is_a_position_or_a_sentence(typed: str) -> None:
    try:
        found = places.parse(typed)
    except Unreadable as refused:
        assert refused.message.text  # noqa: PT017 - either outcome is right
    else:
        assert found.grid or places.on_globe(found.lat or 0.0, found.lon or 0.0)


@settings(max_examples=80, deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180), st.sampled_from(places.DATUMS), st.text(max_size=30).filter(printable))
def test_a_place_is_the_same_after_its_plain_form(lat: float, lon: float, datum: str, raw: str) -> None:
    if (round(lat, 7), round(lon, 7)) == (0, 0):
        return
    written = places.wgs84(raw, lat, lon, datum)
    plain = json.loads(json.dumps(written.to_plain()))
    assert Place.from_plain(plain) == written
    assert written.known


def test_an_unknown_position_has_a_reason_and_keeps_its_text() -> None:
    found = places.unknown("no_datum", "20,5  104")
    assert found.to_plain() == {"raw": "20,5 104", "reason": "no_datum"}
    assert Place.from_plain(found.to_plain()) == found
    assert not found.known
    assert not list(places.warnings(found))


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"lat": 0.0, "lon": 0.0, "datum": WGS_84},
        {"lat": 20.0, "datum": WGS_84},
        {"lon": 20.0, "datum": WGS_84, "reason": "other"},
        {"lat": 20.0, "lon": 104.0},
        {"lat": 20.0, "lon": 104.0, "datum": "ED50"},
        {"lat": 20.0, "lon": 104.0, "datum": WGS_84, "reason": "other"},
        {"lat": 91.0, "lon": 104.0, "datum": WGS_84},
        {"lat": float("nan"), "lon": 104.0, "datum": WGS_84},
        {"lat": "20", "lon": 104.0, "datum": WGS_84},
        {"lat": True, "lon": 104.0, "datum": WGS_84},
        {"raw": 5, "reason": "other"},
        {"reason": "because"},
        {"reason": "other", "colour": "red"},
        "20 104",
        5,
    ],
)
def test_half_positions_and_zero_zero_are_refused(plain: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        Place.from_plain(plain)


def test_a_position_far_away_only_warns() -> None:
    assert not list(places.warnings(places.wgs84("", 20.5, 104.0)))
    (problem,) = places.warnings(places.wgs84("", 46.5, 13.7), "legs.0.position")
    assert problem.field == "legs.0.position"
    assert not problem.blocking


def _lists_of_registers() -> set[str]:
    found: set[str] = set()
    for register in KINDS.values():
        named = list(register.fields)
        named += [inner for item in named if isinstance(item.field, Rows) for inner in row_fields(item.field.row)]
        found |= {item.field.codes for item in named if isinstance(item.field, Choice | Choices)}
        found |= {item.field.codes for item in register.derived if isinstance(item.field, Choice)}
    return found


def test_every_list_a_register_names_is_shipped() -> None:
    assert _lists_of_registers() <= set(codes.names())


@pytest.mark.parametrize("name", codes.names())
def test_every_shipped_list_is_whole(name: str) -> None:
    shipped = codes.codes(name)
    assert shipped.name == name
    assert len(shipped) > 1
    for item in shipped:
        assert re.fullmatch(r"[a-z0-9_./-]{1,40}", item.code)
        assert item.vi.strip() == item.vi != ""
        assert item.en.strip() == item.en != ""
        assert item.valid_from is None or item.valid_to is None or item.valid_from <= item.valid_to
        assert shipped.get(item.code) is item
        assert item.code in shipped
    for language in ("vi", "en"):
        assert len({item.label(language) for item in shipped}) == len(shipped)


def test_the_54_peoples_are_numbered_once() -> None:
    numbers = [item.more["number"] for item in codes.codes("ethnicity") if "number" in item.more]
    assert numbers == [f"{number:02d}" for number in range(1, 55)]


def test_the_decree_of_the_day_applies() -> None:
    law = codes.codes("legal_class")
    last, first = date(2025, 12, 14), date(2025, 12, 15)
    for asked in ("adm_exit_entry_144", "adm_exit_entry_282"):
        before, after = law.on(asked, last), law.on(asked, first)
        assert before is not None
        assert after is not None
        assert (before.code, after.code) == ("adm_exit_entry_144", "adm_exit_entry_282")
    assert law.on("adm_exit_entry_144", date(2020, 1, 1)) is None
    assert law.on("nowhere", first) is None
    offered = {item.code for item in law.offered(first)}
    assert "adm_exit_entry_144" not in offered
    assert {"adm_exit_entry_282", "penal_348"} <= offered
    assert "adm_exit_entry_144" in {item.code for item in law.offered(first, keep=["adm_exit_entry_144"])}
    assert len(law.offered()) == len(law)


def test_a_code_nobody_knows_keeps_its_text() -> None:
    assert codes.label("patrol_kind", "moon_walk") == "moon_walk"
    assert codes.label("no_such_list", "x") == "x"
    assert codes.label("patrol_kind", None) == ""
    assert codes.label("patrol_kind", "joint", "vi") == "Song phương, liên hợp"
    assert codes.label("patrol_kind", "joint", "en") == "Joint with the neighbour"
    assert codes.codes("patrol_kind").get(None) is None
    for name in ("no_such_list", "../codes/sex", ""):
        with pytest.raises(LookupError):
            codes.codes(name)


def test_a_code_is_found_without_accents() -> None:
    kinds = codes.codes("patrol_kind")
    assert kinds.find("khep")[0].code == "closed_loop"
    assert kinds.find("joint")[0].code == "joint"
    assert [item.code for item in kinds.find("lien hop")] == ["joint"]
    assert kinds.find("zzz") == []


def test_a_retired_code_is_read_but_not_offered() -> None:
    row: dict[str, Any] = {"code": "a", "vi": "Cũ", "en": "Old", "retired": True, "successor": "b"}
    listed = codes.read({"name": "x", "version": 2, "codes": [row, {"code": "b", "vi": "Mới", "en": "New"}]})
    assert listed.version == 2
    assert [item.code for item in listed.offered()] == ["b"]
    assert listed.label("a", "en") == "Old"
    with pytest.raises(ValueError, match="x"):
        codes.read({"name": "x", "version": 1, "codes": [row, row]})
    with pytest.raises(ValueError, match="a"):
        codes.read({"name": "x", "version": 1, "codes": [row]})
    ring = [dict(row, valid_to="2020-01-01"), {"code": "b", "vi": "", "en": "", "valid_to": "2020-01-01", "successor": "a"}]
    assert codes.read({"name": "x", "version": 1, "codes": ring}).on("a", date(2026, 1, 1)) is None


NUMBERS = Path(__file__).parent / "code_numbers.json"


def test_a_number_written_on_paper_keeps_its_meaning() -> None:
    """A new code goes to the end of its list, or says its own `no`; a new list is added to the file of this test."""
    for name, kept in json.loads(NUMBERS.read_text("utf-8")).items():
        found = {item.number: item.code for item in codes.codes(name)}
        assert {int(number): found.get(int(number)) for number in kept} == {int(n): code for n, code in kept.items()}, name


def test_a_code_has_a_number_whatever_the_day() -> None:
    classes = codes.codes("legal_class")
    assert [item.number for item in classes] == list(range(1, 10))
    assert [item.number for item in classes.offered(date(2026, 3, 15))] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert classes.numbered("2") is classes.items[1]
    assert [classes.numbered(typed) for typed in ("0", "10", "x", "", "-1", "٣", "00000002")] == [None] * 7
    between: dict[str, Any] = {"code": "c", "vi": "", "en": "", "no": 3}
    rows = [{"code": "a", "vi": "", "en": ""}, between, {"code": "b", "vi": "", "en": "", "no": 2, "retired": True}]
    listed = codes.read({"name": "x", "version": 2, "codes": rows})
    assert [item.number for item in listed] == [1, 3, 2]
    assert listed.numbered("2") is None
    with pytest.raises(ValueError, match="x"):
        codes.read({"name": "x", "version": 3, "codes": [*rows, {"code": "d", "vi": "", "en": "", "no": 3}]})


def test_regimes_by_category_follow_article_37() -> None:
    category = codes.codes("victim_category")
    known = {item.code for item in codes.codes("support_regime")}
    counts = {item.code: len(item.more["regimes"]) for item in category}
    assert counts["victim"] == 10
    assert counts["minor_with_victim"] == 8
    assert counts["in_identification"] == 7
    assert counts["in_identification_abroad"] == 4
    assert counts["foreigner"] == 6
    assert all(set(item.more["regimes"]) <= known for item in category)


def test_reasons_and_datums_have_words() -> None:
    assert {item.code for item in codes.codes("position_missing")} == set(places.REASONS)
    assert {item.code for item in codes.codes("datum")} == {WGS_84.lower(), VN_2000.lower()}
    assert {item.code.upper() for item in codes.codes("border")} == {*markers.BORDERS, "SEA"}


def test_sections_are_real_or_marked_as_invented() -> None:
    real = {section.code: section for section in sections.sections()}
    assert real["313-316"].length == 7776
    assert real["389-397"].length == 48468
    assert real["389-397"].border is None
    assert real["389-397"].ends is None
    assert real["389-397"].label == "389–397"
    assert real["389-397"].check_vi
    assert not real["389-397"].holds(markers.Marker("LA", 390))
    invented = sections.sections(training=True)
    assert invented
    assert all("Khe Sim" in section.post for section in invented)
    assert invented[0].label == "511–516"
    assert invented[0].ends == (markers.Marker("LA", 511), markers.Marker("LA", 516))


def test_a_section_holds_its_markers() -> None:
    section = sections.sections(training=True)[0]
    assert section.holds(markers.Marker("LA", 511))
    assert section.holds(markers.Marker("LA", 516, slash=2))
    assert not section.holds(markers.Marker("LA", 517))
    assert not section.holds(markers.Marker("CN", 513))
    assert not section.holds(markers.Marker("LA", 513, post=True))


def test_a_section_that_cannot_be_is_refused() -> None:
    row = {"code": "x", "border": "LA", "first": "1", "last": "2", "length": 10}
    assert sections.read({"sections": [row]})
    for wrong in ({"border": "VN"}, {"length": 0}, {"first": "abc"}):
        with pytest.raises((ValueError, Unreadable)):
            sections.read({"sections": [row | wrong]})
