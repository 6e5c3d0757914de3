"""The statistics form: what it may say, and that every slip refuses it instead of counting something else."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from borderpost.statistics import form
from borderpost.statistics.catalogue import FormRefused

SHIPPED: dict[str, Any] = json.loads(form.SHIPPED.read_text("utf-8"))


def written(path: Path, content: dict[str, Any], signature: str | None = None, digest: str = "") -> Path:
    stated = digest or hashlib.sha256(form.canonical(content)).hexdigest()
    path.write_text(json.dumps({"form": content, "sha256": stated, "signature": signature}), "utf-8")
    return path


def small() -> dict[str, Any]:
    """Return a form of one indicator with one breakdown."""
    return {
        "code": "T",
        "version": 1,
        "valid_from": "2026-01-01",
        "period": {"start_day": 15},
        "note_vi": "",
        "note_en": "",
        "indicators": [
            {
                "code": "A",
                "vi": "A",
                "en": "A",
                "measures": [
                    {"unit_vi": "vụ", "unit_en": "incidents", "from": "detections", "value": "count"},
                    {
                        "unit_vi": "người",
                        "unit_en": "people",
                        "from": "detections.people",
                        "value": "distinct:person",
                        "where": {"all": [{"ne": ["role", "witness"]}, {"not": {"null": "person.nationality"}}]},
                    },
                ],
                "breakdowns": [
                    {
                        "code": "border",
                        "vi": "Theo tuyến",
                        "en": "By border",
                        "by": ["border", "parent.border"],
                        "unknown": {"vi": "Chưa rõ", "en": "Unknown"},
                        "buckets": ["la", {"code": "near", "vi": "Khác", "en": "Others", "in": ["cn", "kh"]}],
                        "others": {"vi": "Còn lại", "en": "Rest"},
                    }
                ],
            }
        ],
        "invariants": [],
    }


def test_the_shipped_form_is_accepted_by_its_hash() -> None:
    found = form.load()
    assert found.code == "3682"
    assert found.start_day == 15
    assert not found.signed
    assert {"P1", "D1", "D2", "D4", "V1", "V2"} <= {line.code for line in found.lines}
    assert found.line("D1.direction.unknown").level == 1


def test_every_breakdown_of_the_shipped_form_has_a_line_for_what_is_unknown() -> None:
    found = form.load()
    breakdowns = {line.code.rsplit(".", 1)[0] for line in found.lines if "." in line.code}
    assert len(breakdowns) > 10
    for name in breakdowns:
        found.line(f"{name}.unknown")


def test_every_line_stands_in_a_check() -> None:
    found = form.load()
    named = {code for check in found.invariants for code in (check.whole, *check.parts)}
    assert {line.code for line in found.lines} == named


def test_a_changed_byte_refuses_the_form(tmp_path: Path) -> None:
    content = small()
    digest = hashlib.sha256(form.canonical(content)).hexdigest()
    content["version"] = 2
    with pytest.raises(FormRefused, match="changed after it was made"):
        form.load(written(tmp_path / "f", content, digest=digest))


def test_headquarters_signature_is_asked_for_when_there_is_a_key(tmp_path: Path) -> None:
    digest = hashlib.sha256(form.canonical(small())).digest()

    def of_headquarters(signature: bytes, data: bytes) -> bool:
        return signature == b"good" and data == digest

    with pytest.raises(FormRefused, match="not signed"):
        form.load(written(tmp_path / "a", small()), of_headquarters)
    with pytest.raises(FormRefused, match="not signed"):
        form.load(written(tmp_path / "b", small(), b"other".hex()), of_headquarters)
    with pytest.raises(FormRefused, match="not signed"):
        form.load(written(tmp_path / "c", small(), "not hexadecimal"), of_headquarters)
    assert form.load(written(tmp_path / "d", small(), b"good".hex()), of_headquarters).signed


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"form": {}}'])
def test_what_is_no_form_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "f"
    path.write_text(text, "utf-8")
    with pytest.raises(FormRefused, match="cannot be read"):
        form.load(path)
    with pytest.raises(FormRefused, match="cannot be read"):
        form.load(tmp_path / "nothing here")


def _measure(content: dict[str, Any], at: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = content["indicators"][0]["measures"][at]
    return found


def _breakdown(content: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = content["indicators"][0]["breakdowns"][0]
    return found


def _check(**changes: Any) -> dict[str, Any]:
    kept = {"kind": "le", "whole": "A", "parts": ["A.border.la"], "measure": 0, "vi": "", "en": "", "blocking": True}
    return kept | changes


def _with_check(**changes: Any) -> Callable[[dict[str, Any]], object]:
    return lambda content: content["invariants"].append(_check(**changes))


SLIPS: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda c: c.pop("version"), "lacks or misspells a part"),
    (lambda c: c["indicators"][0].update(code="A.b"), "lacks or misspells a part: A.b"),
    (lambda c: c.update(extra=1), "says extra, which is not known"),
    (lambda c: c["indicators"][0].update(sum_of=["B"]), "says sum_of"),
    (lambda c: _measure(c).update(wheer={}), "says wheer"),
    (lambda c: _breakdown(c).update(unknwon={}), "says unknwon"),
    (lambda c: _breakdown(c)["buckets"][1].update(notin=[]), "says notin"),
    (_with_check(severity=1), "says severity"),
    (lambda c: c["period"].update(start_day=31), "start_day"),
    (lambda c: _measure(c).update({"from": "detection"}), "register detection"),
    (lambda c: _measure(c).update({"from": "persons"}), "register persons"),
    (lambda c: _measure(c).update({"from": "periods"}), "register periods"),
    (lambda c: _measure(c).update({"from": "detections.vehicles"}), "register detections.vehicles"),
    (lambda c: _measure(c).update({"from": "detections.border"}), "register detections.border"),
    (lambda c: _measure(c).update(value="average:crossers"), "operator average"),
    (lambda c: _measure(c).update(value="sum:border"), "where it does not fit: border"),
    (lambda c: _measure(c).update(value="distinct:border"), "where it does not fit: border"),
    (lambda c: _measure(c).update(value="sum:account"), "field account"),
    (lambda c: _measure(c).update(where={"like": ["border", "l%"]}), "operator like"),
    (lambda c: _measure(c).update(where={"eq": ["border", "xx"]}), "code xx of the list border"),
    (lambda c: _measure(c).update(where={"in": ["border", ["la", "xx"]]}), "code xx of the list border"),
    (lambda c: _measure(c).update(where={"eq": ["name", "x"]}), "field name"),
    (lambda c: _measure(c).update(where={"gt": ["border", "la"]}), "where it does not fit: border"),
    (lambda c: _measure(c).update(where={"has": ["border", "la"]}), "where it does not fit: border"),
    (lambda c: _measure(c).update(where={"eq": ["border", "la"], "ne": ["border", "cn"]}), "lacks or misspells"),
    (lambda c: _measure(c, 1).update(where={"eq": ["person.name", "x"]}), "field person.name"),
    (lambda c: _measure(c).update(moment="lost"), "field lost of detections"),
    (lambda c: _measure(c).update(moment="border"), "field border of detections"),
    (lambda c: _measure(c).update(moment="parent.found"), "field parent.found of detections"),
    (lambda c: _measure(c, 1).update(moment="found"), r"field found of detections\.people"),
    (lambda c: _measure(c).update(moment=[]), "lacks or misspells a part: moment"),
    (lambda c: _measure(c).update(overlaps=["found"]), "lacks or misspells a part: overlaps"),
    (lambda c: _measure(c).update(stands=["found", "case_date", "found"]), "lacks or misspells a part: stands"),
    (lambda c: _measure(c).update(moment="found", overlaps=["found", "case_date"]), "lacks or misspells"),
    (lambda c: _measure(c).update(lapsed=["T5"]), "rule T5 of detections"),
    (lambda c: _measure(c).update(lapsed=[]), "lacks or misspells a part: lapsed"),
    (lambda c: _measure(c).update(value="distinct:place"), "field place"),
    (lambda c: _measure(c).update(value="distinct:record"), "field record of detections"),
    (lambda c: _breakdown(c).pop("unknown"), "without a line for what is unknown"),
    (lambda c: _breakdown(c).update(by=["case_opened", None]), "by a value without codes"),
    (lambda c: _breakdown(c).update(by=["border", "parent.direction"]), "lacks or misspells"),
    (lambda c: _breakdown(c).update(by=["border"]), "lacks or misspells"),
    (lambda c: _breakdown(c).pop("others"), "leaves the code sea of border out"),
    (lambda c: _breakdown(c)["buckets"].append("xx"), "code xx of the list border"),
    (lambda c: _breakdown(c)["buckets"].append("cn"), "counts a code twice"),
    (lambda c: c["indicators"].append(copy.deepcopy(c["indicators"][0])), "two lines the same code"),
    (lambda c: _breakdown(c).update(by=[None, None]), "lacks or misspells"),
    (lambda c: c["indicators"][0].pop("breakdowns"), "line A of the statistics form stands in no check"),
    (_with_check(kind="sum"), "operator sum"),
    (_with_check(whole="B"), "names B"),
    (_with_check(parts=["A.border.xx"]), "names A.border.xx"),
    (_with_check(measure=2), "names A,"),
]


@pytest.mark.parametrize(("slip", "sentence"), SLIPS, ids=[sentence for _slip, sentence in SLIPS])
def test_every_slip_refuses_the_form(slip: Callable[[dict[str, Any]], object], sentence: str) -> None:
    content = small()
    form.read(content)
    slip(content)
    with pytest.raises(FormRefused, match=sentence):
        form.read(content)


def test_a_check_may_not_mix_units_or_name_an_empty_cell() -> None:
    content = small()
    other = copy.deepcopy(content["indicators"][0])
    other["code"] = "B"
    other["measures"][0]["unit_vi"] = "lượt"
    other["breakdowns"][0]["by"] = [None, "parent.border"]
    content["indicators"].append(other)
    form.read(content)
    content["invariants"] = [_check(parts=["B"])]
    with pytest.raises(FormRefused, match="mixes units: A"):
        form.read(content)
    content["invariants"] = [_check(parts=["B.border.la"])]
    with pytest.raises(FormRefused, match=r"names B\.border\.la"):
        form.read(content)


def by_size(*ranges: tuple[int, int | None]) -> dict[str, Any]:
    """Return the small form, broken down by ranges of the number of people."""
    content = small()
    buckets = [
        {"code": f"r{low}", "vi": "x", "en": "x", "from": low} | ({} if below is None else {"below": below})
        for low, below in ranges
    ]
    _breakdown(content).pop("others")
    _breakdown(content).update(by=["crossers", "parent.crossers"], buckets=buckets)
    return content


def test_a_number_is_broken_down_by_ranges_without_a_gap() -> None:
    found = form.read(by_size((0, 5), (5, 11), (11, None)))
    assert [line.code for line in found.lines if line.part] == [
        "A.border.r0", "A.border.r5", "A.border.r11", "A.border.unknown"
    ]  # fmt: skip


@pytest.mark.parametrize("ranges", [((1, None),), ((0, 5),), ((0, 5), (6, None)), ((0, None), (5, None)), ()])
def test_ranges_that_leave_a_gap_refuse_the_form(ranges: tuple[tuple[int, int | None], ...]) -> None:
    with pytest.raises(FormRefused, match="leaves a gap between the ranges of A"):
        form.read(by_size(*ranges))


def test_a_range_says_nothing_else_and_a_number_needs_its_ranges() -> None:
    content = by_size((0, None))
    _breakdown(content)["buckets"][0]["in"] = []
    with pytest.raises(FormRefused, match="says in, which"):
        form.read(content)
    _breakdown(content).pop("buckets")
    with pytest.raises(FormRefused, match="by a value without codes"):
        form.read(content)


def test_a_check_may_not_compare_what_different_moments_place() -> None:
    content = small()
    other = copy.deepcopy(content["indicators"][0])
    other["code"] = "B"
    other["measures"][0]["moment"] = "case_date"
    content["indicators"].append(other)
    form.read(content)
    content["invariants"] = [_check(parts=["B"])]
    with pytest.raises(FormRefused, match="placed by different moments: A"):
        form.read(content)


def test_what_places_a_row_is_its_register_unless_the_measure_says_otherwise() -> None:
    content = small()
    _measure(content).update(moment=["case_date", "found"])
    first, second = (cell.placed for cell in form.read(content).line("A").cells if cell is not None)
    assert [(of.table, of.name, of.instant) for of in first.columns] == [("self", "case_date", False), ("self", "found", True)]
    assert [(of.table, of.name) for of in second.columns] == [("parent", "found")]


def test_the_form_in_force_on_a_day_is_the_newest_that_is_valid() -> None:
    found = {day: form.in_force(date.fromisoformat(day)).version for day in ("2020-01-01", "2025-12-14", "2026-03-14")}
    assert found["2020-01-01"] == found["2025-12-14"] == 2
    assert found["2026-03-14"] == form.load().version
    assert form.version("3682", 1) is not None
    assert form.version("3682", 99) is None


def test_a_line_is_looked_up_by_code() -> None:
    with pytest.raises(LookupError):
        form.load().line("Z9")
