"""The statistics form: what it may say, and that every slip refuses it instead of counting something else."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
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


def test_a_line_is_looked_up_by_code() -> None:
    with pytest.raises(LookupError):
        form.load().line("Z9")
