"""The statistics form: signed, versioned data that says what is counted, read and checked before it is used.

File: `{"form": {...}, "sha256": hash of the canonical JSON of `form`, "signature": Ed25519 over that hash or null}`. Canonical
JSON: sorted keys, no blanks, UTF-8. A test is a tree of `all`, `any`, `not` over `eq`, `ne`, `in`, `lt`, `le`, `gt`, `ge`,
`has` (one code among several) and `null`. A value that is not written satisfies only `null` and `ne`; `not` turns a truth value
round and never yields "unknown". There is no SQL in a form.

What places a row in a window is the moment of its register, unless the measure says otherwise: `moment` (a field, or several of
which the first one written counts), `overlaps` (a period from one field to another), `stands` (the same at the end of the
window), `lapsed` (rules of the law of which one ran out in the window before the thing was done).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from borderpost.deadlines.rules import rules
from borderpost.domain import codes
from borderpost.domain.fields import Choices
from borderpost.domain.figures import Measure
from borderpost.domain.words import N_
from borderpost.statistics.catalogue import Column, FormRefused, Source, check_code, column, counted, placing, source, written

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "statistics"
SHIPPED = FOLDER / "form_3682_v3.json"
"""The newest form."""
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
    "measure": {"unit_vi", "unit_en", "decimals", "from", "value", "where", "moment", "overlaps", "stands", "lapsed"},
    "breakdown": {"code", "vi", "en", "by", "unknown", "buckets", "others"},
    "bucket": {"code", "vi", "en", "in"},
    "range": {"code", "vi", "en", "from", "below"},
    "invariant": {"kind", "whole", "parts", "measure", "vi", "en", "blocking"},
}
"""What each part of a form may say. A part not known here would be left out in silence, so it refuses the form."""


@dataclass(frozen=True, slots=True)
class Placing:
    """What puts a row into a window: the first written of `columns`, a period of two columns, or `rules` that ran out."""

    kind: str
    columns: tuple[Column, ...] = ()
    rules: tuple[str, ...] = ()


_PLACINGS = ("moment", "overlaps", "stands", "lapsed")


@dataclass(frozen=True, slots=True)
class Cell:
    """One number: `op` is `count`, `sum` or `distinct` over the rows of a source that pass the test and lie in the window."""

    source: Source
    op: str
    column: Column | None
    where: Test
    placed: Placing

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

    def placings(self) -> list[tuple[str, Placing]]:
        """Return by what the rows of each source are placed in a window: (source, placing), each pair once."""
        cells = (cell for line in self.lines for cell in line.cells if cell is not None)
        return list(dict.fromkeys((cell.source.name, cell.placed) for cell in cells))


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
    found = None if op == "count" else (column if op == "sum" else counted)(of, name)
    if found is not None and not (found.number if op == "sum" else found.distinct):
        raise FormRefused(N_("The statistics form uses the operator {op} where it does not fit: {name}."), op=op, name=name)
    return Cell(of, op, found, _test(of, entry["where"]) if "where" in entry else ALWAYS, _placing(of, entry))


def _placing(of: Source, entry: Mapping[str, Any]) -> Placing:
    """Return what places a measure's rows in a window; raises FormRefused."""
    said = [kind for kind in _PLACINGS if kind in entry]
    if not said:
        parent = "" if of.rows is None else "parent."
        return Placing("moment", (placing(of, parent + of.moment),))
    (kind,) = said
    names = [entry[kind]] if isinstance(entry[kind], str) else list(entry[kind])
    if kind == "lapsed":
        known = {rule.id for rule in rules() if rule.register == of.register.kind}
        for name in names:
            if name not in known:
                raise FormRefused(
                    N_("The statistics form names the rule {name} of {register}, which is not known here."),
                    name=name,
                    register=of.name,
                )
    if not names or (kind in ("overlaps", "stands") and len(names) != 2):
        raise ValueError(kind)
    columns = () if kind == "lapsed" else tuple(placing(of, name) for name in names)
    return Placing(kind, columns, tuple(names) if kind == "lapsed" else ())


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
    named = _parts(whole.code, entry, [found for found in by if found is not None])
    parts: list[str] = []
    for key, labels, tests in named:
        cells = tuple(
            replace(cell, where=Test("all", items=(cell.where, tests(found))))
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


def _parts(indicator: str, entry: Mapping[str, Any], by: list[Column]) -> list[_Bucket]:
    """Return the lines of a breakdown: by codes of one list, or by ranges of a number."""
    ((code_list, number),) = {(found.code_list, found.number) for found in by}
    if code_list is not None:
        return _buckets(indicator, entry, codes.codes(code_list))
    if not number or "buckets" not in entry:
        raise FormRefused(N_("The statistics form breaks {indicator} down by a value without codes."), indicator=indicator)
    return _ranges(indicator, entry)


def _ranges(indicator: str, entry: Mapping[str, Any]) -> list[_Bucket]:
    """Return the ranges of a breakdown by a number: from 0, each beginning where the one before ends, the last without end."""
    named: list[_Bucket] = []
    reached: int | None = 0
    for bucket in entry["buckets"]:
        _known("range", bucket)
        if bucket["from"] != reached:
            raise FormRefused(N_("The statistics form leaves a gap between the ranges of {indicator}."), indicator=indicator)
        reached = bucket.get("below")
        named.append((bucket["code"], (bucket["vi"], bucket["en"]), _between(bucket["from"], reached)))
    if reached is not None:
        raise FormRefused(N_("The statistics form leaves a gap between the ranges of {indicator}."), indicator=indicator)
    unknown = entry["unknown"]
    named.append(("unknown", (unknown["vi"], unknown["en"]), _unknown(with_code=False)))
    return named


def _between(low: int, below: int | None) -> Callable[[Column], Test]:
    def test(of: Column) -> Test:
        from_low = Test("ge", of, low)
        return from_low if below is None else Test("all", items=(from_low, Test("lt", of, below)))

    return test


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


def in_force(day: date) -> Form:
    """Return the newest shipped form whose `valid_from` is not after a day, the earliest if none is; raises FormRefused."""
    newest_first = sorted((shipped(path) for path in FOLDER.glob("*.json")), key=_version, reverse=True)
    return next((found for found in newest_first if found.valid_from <= day), min(newest_first, key=_valid_from))


def _valid_from(form: Form) -> date:
    return form.valid_from


def _version(form: Form) -> int:
    return form.version


def version(code: str, number: int) -> Form | None:
    """Return a form of this program by code and version, None for one it does not have; raises FormRefused."""
    path = FOLDER / f"form_{code}_v{number}.json"
    return shipped(path) if path.is_file() else None


@cache
def shipped(path: Path) -> Form:
    """Return a form of this program, read once; raises FormRefused."""
    return load(path)


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
    watched = {code for invariant in form.invariants for code in _watches(invariant, by_code)}
    for line in form.lines:
        if line.code not in watched:
            raise FormRefused(N_("The line {code} of the statistics form stands in no check."), code=line.code)


def _watches(invariant: Invariant, by_code: Mapping[str, Line]) -> tuple[str, ...]:
    """Return the lines a check names; refuse one that names nothing or compares what cannot be compared."""
    named = (invariant.whole, *invariant.parts)
    units = set()
    placed: dict[str, set[Placing]] = {}
    for code in named:
        if code not in by_code or not 0 <= invariant.measure < len(by_code[code].cells):
            raise FormRefused(N_("A check of the statistics form names {code}, which is not a line of it."), code=code)
        cell = by_code[code].cells[invariant.measure]
        if cell is None:
            raise FormRefused(N_("A check of the statistics form names {code}, which is not a line of it."), code=code)
        units.add(by_code[code].measures[invariant.measure])
        placed.setdefault(cell.source.name, set()).add(cell.placed)
    if len(units) != 1:
        raise FormRefused(N_("A check of the statistics form mixes units: {code}."), code=invariant.whole)
    if any(len(places) > 1 for places in placed.values()):
        raise FormRefused(
            N_("A check of the statistics form mixes what is placed by different moments: {code}."), code=invariant.whole
        )
    return named
