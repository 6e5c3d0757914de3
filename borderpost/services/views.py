"""What services show of records: plain frozen values, no database behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from borderpost.domain.fields import Plain
from borderpost.domain.figures import Window


@dataclass(frozen=True, slots=True)
class StateView:
    """Where a record is: draft, saved, in_bundle, handed_over, receipted, rejected, two_values or withdrawn."""

    code: str
    bundle: int | None = None
    field: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list shows. `state` is not_sent, rejected, two_values or withdrawn; `filters` are field = code."""

    order: str | None = None
    descending: bool = True
    text: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    window: Window | None = None
    state: str | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class RowView:
    """One row: a cell for each of `register.listed()`, as the column holds it (moments are seconds since 1970 UTC)."""

    key: int
    id: str
    cells: tuple[Any, ...]
    state: StateView
    conflicts: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found by search, or one that refers to another."""

    kind: str
    id: str
    key: int
    number: str
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One of several values of a field: whose, when, on which machine."""

    version: str
    value: Plain
    shown: str
    actor_name: str
    at: datetime
    machine: str


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A field with more than one value; the first option is the one shown until a person decides."""

    field: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class WayStep:
    """One step of a record's way: draft, saved, in_bundle, handed_over, receipted. `label` and `detail` are in words."""

    code: str
    label: str
    detail: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class MissedView:
    """A period of the law that ran out before the thing was done: what, and how it came about, in words."""

    what: str
    explained: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """A whole record. `heads` goes back to `amend` as `seen`; `hidden` are sealed fields this user cannot read."""

    kind: str
    id: str
    key: int
    number: str
    values: dict[str, Plain]
    heads: dict[str, tuple[str, ...]]
    conflicts: tuple[ConflictView, ...]
    state: StateView
    way: tuple[WayStep, ...]
    withdrawn: bool
    withdrawn_reason: str | None
    hidden: frozenset[str]
    protected: bool
    created_at: datetime
    entries: int
    referenced_by: tuple[Hit, ...]
    missed: tuple[MissedView, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryChange:
    """One field of one act, before and after, in words."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One act on a record."""

    at: datetime
    actor_name: str
    machine: str
    action: str
    changes: tuple[HistoryChange, ...]
    reason: str | None
    version: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """A form that was not saved yet."""

    key: str
    kind: str
    record_id: str | None
    saved_at: datetime
    title: str
    values: dict[str, Plain]
    typed: dict[str, str]
    seen: dict[str, tuple[str, ...]] | None
