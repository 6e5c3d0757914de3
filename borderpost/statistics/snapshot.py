"""Figures frozen when a period is closed: one canonical run of bytes, its hash, and back.

The bytes are deterministic CBOR (RFC 8949 section 4.2): the same figures give the same hash on every machine.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

import cbor2

from borderpost.domain.clock import moment_text
from borderpost.domain.figures import CheckResult, FigureRow, Figures, Measure, Window

FORMAT = 1


def freeze(figures: Figures, heads: dict[str, int]) -> bytes:
    """Return the bytes of figures; `heads` says through which entry of each feed they were counted."""
    window = figures.window
    return cbor2.dumps(
        {
            "format": FORMAT,
            "form": [figures.form_code, figures.form_version],
            "window": [window.kind, window.name, window.first.isoformat(), window.last.isoformat()],
            "rows": [_row(row) for row in figures.rows],
            "checks": [
                [
                    check.label_vi,
                    check.label_en,
                    check.holds,
                    check.blocking,
                    check.indicator,
                    list(check.records),
                ]
                for check in figures.checks
            ],
            "at": moment_text(figures.computed_at),
            "heads": heads,
        },
        canonical=True,
    )


def digest(frozen: bytes) -> str:
    """Return the SHA-256 of frozen figures, in hexadecimal."""
    return hashlib.sha256(frozen).hexdigest()


def thaw(frozen: bytes, amended: int = 0) -> Figures:
    """Return the figures as they were, marked as closed; raises ValueError for another format."""
    plain = cbor2.loads(frozen)
    if plain["format"] != FORMAT:
        raise ValueError(plain["format"])
    kind, name, first, last = plain["window"]
    return Figures(
        plain["form"][0],
        plain["form"][1],
        Window(kind, name, date.fromisoformat(first), date.fromisoformat(last)),
        tuple(_thaw_row(row) for row in plain["rows"]),
        tuple(_thaw_check(check) for check in plain["checks"]),
        datetime.fromisoformat(plain["at"]),
        closed=True,
        amended=amended,
    )


def heads(frozen: bytes) -> dict[str, int]:
    """Return through which entry of each feed the figures were counted."""
    return dict(cbor2.loads(frozen)["heads"])


def _row(row: FigureRow) -> list[Any]:
    return [
        row.code,
        row.label_vi,
        row.label_en,
        [[measure.unit_vi, measure.unit_en, measure.decimals] for measure in row.measures],
        list(row.this),
        list(row.previous),
        list(row.last_year),
        row.level,
        row.missing,
    ]


def _thaw_check(plain: list[Any]) -> CheckResult:
    label_vi, label_en, holds, blocking, indicator, records = plain
    return CheckResult(label_vi, label_en, holds, blocking, indicator, tuple(records))


def _thaw_row(plain: list[Any]) -> FigureRow:
    code, label_vi, label_en, measures, this, previous, last_year, level, missing = plain
    found = tuple(Measure(*measure) for measure in measures)
    return FigureRow(code, label_vi, label_en, found, tuple(this), tuple(previous), tuple(last_year), level, missing)
