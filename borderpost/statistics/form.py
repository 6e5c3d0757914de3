"""The statistics form: signed, versioned data that says what is counted, read and checked before it is used.

File: `{"form": {...}, "sha256": hash of the canonical JSON of `form`, "signature": Ed25519 over that hash or null}`. Canonical
JSON: sorted keys, no blanks, UTF-8. A test is a tree of `all`, `any`, `not` over `eq`, `ne`, `in`, `lt`, `le`, `gt`, `ge`,
`has` (one code among several) and `null`. A value that is not written satisfies only `null` and `ne`; `not` turns a truth value
round and never yields "unknown". There is no SQL in a form.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from borderpost.domain import codes
from borderpost.domain.fields import Choices
from borderpost.domain.figures import Measure
from borderpost.domain.words import N_
from borderpost.statistics.catalogue import Column, FormRefused, Source, check_code, column, source, written

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "statistics"
SHIPPED = FOLDER / "form_3682_v2.json"
_SIZED = frozenset({"lt", "le", "gt", "ge"})
_GROUPS = frozenset({"all", "any", "not"})

Verify = Callable[[bytes, bytes], bool]
"""Called with (signature, hash); tells whether headquarters signed it."""


@dataclass(frozen=True, slots=True)
class Test:
    """A node of a test: a group over `items`, or a comparison of `column` with `value`."""

    op: str
    column: Column | None = None
    value: Any = None
    items: tuple[Test, ...] = ()


ALWAYS = Test("all")
_KEYS = {
    "form": {"code", "version", "valid_from", "period", "note_vi", "note_en", "indicators", "invariants"},
    "indicator": {"code", "vi", "en", "level", "measures", "breakdowns"},
    "measure": {"unit_vi", "unit_en", "decimals", "from", "value", "where"},
    "breakdown": {"code", "vi", "en", "by", "unknown", "buckets", "others"},
    "bucket": {"code", "vi", "en", "in"},
    "invariant": {"kind", "whole", "parts", "measure", "vi", "en", "blocking"},
}
"""What each part of a form may say. A part not known here would be left out in silence, so it refuses the form."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number: `op` is `count`, `sum` or `distinct` over the rows of a source that pass the test."""

    source: Source
    op: str
    column: Column | None
    where: Test

    @property
    def additive(self) -> bool:
        """Tell whether parts add up to the whole."""
        return self.op != "distinct"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the report; a cell is None where the measure does not apply."""

    code: str
    label_vi: str
    label_en: str
    level: int
    measures: tuple[Measure, ...]
    cells: tuple[Cell | None, ...]

    @property
    def part(self) -> bool:
        """Tell whether it is a line of a breakdown."""
        return "." in self.code


@dataclass(frozen=True, slots=True)
class Invariant:
    """What must hold. `parts` add up to the whole, or `cover` it when one thing may stand in several parts; `le`: at most."""

    kind: str
    whole: str
    parts: tuple[str, ...]
    measure: int
    label_vi: str
    label_en: str
    blocking: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A form that passed every check. `digest` is the SHA-256 of its canonical JSON; `note_*` says what it rests on."""

    code: str
    version: int
    valid_from: date
    start_day: int
    note_vi: str
    note_en: str
    lines: tuple[Line, ...]
    invariants: tuple[Invariant, ...]
    digest: str
    signed: bool

    def line(self, code: str) -> Line:
        """Return a line; raises LookupError."""
        for found in self.lines:
            if found.code == code:
                return found
        raise LookupError(code)

    def sources(self) -> dict[str, Source]:
        """Return every source the form counts, by name."""
        return {cell.source.name: cell.source for line in self.lines for cell in line.cells if cell is not None}


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the bytes a form is hashed over."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def load(path: Path = SHIPPED, verify: Verify | None = None) -> Form:
    """Read and check a form; raises FormRefused. With `verify`, an unsigned or falsely signed form is refused."""
    try:
        outer = json.loads(path.read_text("utf-8"))
        content, stated, signature = outer["form"], outer["sha256"], outer["signature"]
    except (OSError, ValueError, KeyError, TypeError):
        raise FormRefused(N_("The statistics form cannot be read. Install the program again.")) from None
    digest = hashlib.sha256(canonical(content)).digest()
    if digest.hex() != stated:
        raise FormRefused(N_("The statistics form was changed after it was made. Install the program again."))
    signed = False
    if verify is not None:
        try:
            signed = verify(bytes.fromhex(signature), digest)
        except (TypeError, ValueError):  # no signature, or something else in its place
            signed = False
        if not signed:
            raise FormRefused(N_("The statistics form is not signed by headquarters."))
    return read(content, digest.hex(), signed=signed)


def read(content: Mapping[str, Any], digest: str = "", *, signed: bool = False) -> Form:
    """Check the content of a form; raises FormRefused with the part that is wrong."""
    lines: list[Line] = []
    invariants: list[Invariant] = []
    try:
        _known("form", content)
        for entry in content["indicators"]:
            _indicator(entry, lines, invariants)
        invariants.extend(_invariant(entry) for entry in content["invariants"])
        form = Form(
            content["code"],
            content["version"],
            date.fromisoformat(content["valid_from"]),
            content["period"]["start_day"],
            content["note_vi"],
            content["note_en"],
            tuple(lines),
            tuple(invariants),
            digest,
            signed,
        )
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise FormRefused(N_("The statistics form lacks or misspells a part: {part}."), part=str(error)) from None
    _lint(form)
    return form


def _known(part: str, entry: Mapping[str, Any]) -> None:
    for name in entry:
        if name not in _KEYS[part]:
            raise FormRefused(N_("The statistics form says {name}, which is not known here."), name=name)


def _test(of: Source, tree: Mapping[str, Any]) -> Test:
    ((op, body),) = tree.items()
    if op in _GROUPS:
        return Test(op, items=tuple(_test(of, item) for item in ([body] if op == "not" else body)))
    if op == "null":
        return Test(op, written(of, body))
    if op not in {"eq", "ne", "in", "has"} | _SIZED:
        raise FormRefused(N_("The statistics form uses the operator {op}, which is not known here."), op=op)
    name, value = body
    found = column(of, name)
    if (op == "has") != isinstance(found.field, Choices) or (op in _SIZED and not found.number):
        raise FormRefused(N_("The statistics form uses the operator {op} where it does not fit: {name}."), op=op, name=name)
    for item in value if op == "in" else [value]:
        check_code(found, item)
    return Test(op, found, tuple(value) if op == "in" else value)


def _cell(entry: Mapping[str, Any]) -> Cell:
    _known("measure", entry)
    of = source(entry["from"])
    op, _, name = entry["value"].partition(":")
    if op not in {"count", "sum", "distinct"}:
        raise FormRefused(N_("The statistics form uses the operator {op}, which is not known here."), op=op)
    counted = column(of, name) if op != "count" else None
    if counted is not None and not (counted.number if op == "sum" else counted.distinct):
        raise FormRefused(N_("The statistics form uses the operator {op} where it does not fit: {name}."), op=op, name=name)
    return Cell(of, op, counted, _test(of, entry["where"]) if "where" in entry else ALWAYS)


def _indicator(entry: Mapping[str, Any], lines: list[Line], invariants: list[Invariant]) -> None:
    _known("indicator", entry)
    if "." in entry["code"]:  # the dot tells a line of a breakdown from an indicator
        raise ValueError(entry["code"])
    measures = tuple(Measure(item["unit_vi"], item["unit_en"], item.get("decimals", 0)) for item in entry["measures"])
    cells = tuple(_cell(item) for item in entry["measures"])
    whole = Line(entry["code"], entry["vi"], entry["en"], entry.get("level", 0), measures, cells)
    lines.append(whole)
    for breakdown in entry.get("breakdowns", ()):
        _breakdown(whole, breakdown, lines, invariants)


def _breakdown(whole: Line, entry: Mapping[str, Any], lines: list[Line], invariants: list[Invariant]) -> None:
    """Expand one breakdown into its lines and the invariant that its parts make up the whole."""
    _known("breakdown", entry)
    if "unknown" not in entry:
        raise FormRefused(
            N_("The statistics form breaks {indicator} down without a line for what is unknown."), indicator=whole.code
        )
    names = entry["by"]
    by = [column(cell.source, name) if cell and name else None for cell, name in zip(whole.cells, names, strict=True)]
    lists = {found.code_list for found in by if found is not None}
    (code_list,) = lists
    if code_list is None:
        raise FormRefused(N_("The statistics form breaks {indicator} down by a value without codes."), indicator=whole.code)
    listed = codes.codes(code_list)
    named = _buckets(whole.code, entry, listed)
    parts: list[str] = []
    for key, labels, tests in named:
        cells = tuple(
            Cell(cell.source, cell.op, cell.column, Test("all", items=(cell.where, tests(found))))
            if cell is not None and found is not None
            else None
            for cell, found in zip(whole.cells, by, strict=True)
        )
        parts.append(f"{whole.code}.{entry['code']}.{key}")
        vi, en = (f"{entry[speech]}: {label}" for speech, label in zip(("vi", "en"), labels, strict=True))
        lines.append(Line(parts[-1], vi, en, whole.level + 1, whole.measures, cells))
    for index, (cell, found) in enumerate(zip(whole.cells, by, strict=True)):
        if cell is not None and found is not None:
            kind = "parts" if cell.additive and not isinstance(found.field, Choices) else "cover"
            invariants.append(Invariant(kind, whole.code, tuple(parts), index, entry["vi"], entry["en"]))


_Bucket = tuple[str, tuple[str, str], Callable[[Column], Test]]


def _buckets(indicator: str, entry: Mapping[str, Any], listed: codes.CodeList) -> list[_Bucket]:
    known = [item.code for item in listed if item.code != "unknown"]
    named: list[_Bucket] = []
    covered: list[str] = []
    for bucket in entry.get("buckets", known):
        if not isinstance(bucket, str):
            _known("bucket", bucket)
        inside = [bucket] if isinstance(bucket, str) else bucket["in"]
        for code in inside:
            if code not in listed:
                raise FormRefused(
                    N_("The statistics form uses the code {code} of the list {list}, which is not known here."),
                    code=code,
                    list=listed.name,
                )
        covered += inside
        if isinstance(bucket, str):
            named.append((bucket, (listed.label(bucket, "vi"), listed.label(bucket, "en")), _one_of(inside)))
        else:
            named.append((bucket["code"], (bucket["vi"], bucket["en"]), _one_of(inside)))
    rest = [code for code in known if code not in covered]
    if "others" in entry:
        named.append(("others", (entry["others"]["vi"], entry["others"]["en"]), _one_of(rest)))
    elif rest:
        raise FormRefused(
            N_("The statistics form leaves the code {code} of {list} out of {indicator}."),
            code=rest[0],
            list=listed.name,
            indicator=indicator,
        )
    if len(covered) != len(set(covered)):
        raise FormRefused(N_("The statistics form counts a code twice in {indicator}."), indicator=indicator)
    unknown = entry["unknown"]
    with_code = "unknown" in listed
    named.append(("unknown", (unknown["vi"], unknown["en"]), _unknown(with_code=with_code)))
    return named


def _one_of(inside: list[str]) -> Callable[[Column], Test]:
    def test(of: Column) -> Test:
        if isinstance(of.field, Choices):
            return Test("any", items=tuple(Test("has", of, code) for code in inside))
        return Test("in", of, tuple(inside))

    return test


def _unknown(*, with_code: bool) -> Callable[[Column], Test]:
    def test(of: Column) -> Test:
        missing = Test("null", of)
        if not with_code:
            return missing
        return Test("any", items=(missing, Test("has" if isinstance(of.field, Choices) else "eq", of, "unknown")))

    return test


def _invariant(entry: Mapping[str, Any]) -> Invariant:
    _known("invariant", entry)
    if entry["kind"] not in {"parts", "cover", "le"}:
        raise FormRefused(N_("The statistics form uses the operator {op}, which is not known here."), op=entry["kind"])
    return Invariant(
        entry["kind"], entry["whole"], tuple(entry["parts"]), entry["measure"], entry["vi"], entry["en"], entry["blocking"]
    )


def _lint(form: Form) -> None:
    """Refuse a form whose codes repeat, whose invariants name nothing, mix units, or leave a line unwatched."""
    by_code = {line.code: line for line in form.lines}
    if len(by_code) != len(form.lines):
        raise FormRefused(N_("The statistics form gives two lines the same code."))
    if form.start_day not in range(1, 29):
        raise FormRefused(N_("The statistics form lacks or misspells a part: {part}."), part="start_day")
    watched: set[str] = set()
    for invariant in form.invariants:
        named = (invariant.whole, *invariant.parts)
        units = set()
        for code in named:
            if code not in by_code or not 0 <= invariant.measure < len(by_code[code].cells):
                raise FormRefused(N_("A check of the statistics form names {code}, which is not a line of it."), code=code)
            if by_code[code].cells[invariant.measure] is None:
                raise FormRefused(N_("A check of the statistics form names {code}, which is not a line of it."), code=code)
            units.add(by_code[code].measures[invariant.measure])
        if len(units) != 1:
            raise FormRefused(N_("A check of the statistics form mixes units: {code}."), code=invariant.whole)
        watched.update(named)
    for line in form.lines:
        if line.code not in watched:
            raise FormRefused(N_("The line {code} of the statistics form stands in no check."), code=line.code)
