"""A record is what its entries say, whatever order they arrived in: per-field heads over the set of its entries.

A write names the versions it saw (its bases) and replaces only those. The heads of a field are the versions that wrote it and
that no other version names as a base. More than one head is a conflict: the shown winner is the latest by (clock, feed), the
others stay. This is a pure function of the set, so every replica that has the same entries shows the same record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from borderpost.domain.ids import Version
from borderpost.journal.entry import Entry

WITHDRAWN = "@withdrawn"
"""The field a withdrawal writes: the reason, or None when it is taken back."""
WRITES = frozenset({"create", "amend", "withdraw", "protect", "resolve"})
"""The actions that change a record. All others (look, print, attach ...) are notes beside it."""
COMPARTMENT = "@compartment"
"""The compartment that holds the keys of the record's sealed groups."""


@dataclass(frozen=True, slots=True)
class Head:
    """One value that stands for a field."""

    version: Version
    value: Any
    clock: int
    actor: str


@dataclass(slots=True)
class RecordState:
    """A record as its entries say. `heads` lists the winner first."""

    kind: str
    record: Version
    heads: dict[str, tuple[Head, ...]] = field(default_factory=dict)
    first: Entry | None = None
    entries: int = 0
    tips: dict[str, int] = field(default_factory=dict)
    """The newest write of each feed, by feed."""

    @property
    def values(self) -> dict[str, Any]:
        """Return the shown values; fields set to None are left out."""
        return {name: heads[0].value for name, heads in self.heads.items() if heads[0].value is not None and name[0] != "@"}

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return the fields with more than one head."""
        return tuple(sorted(name for name, heads in self.heads.items() if len(heads) > 1))

    @property
    def withdrawn(self) -> str | None:
        """Return why the record was withdrawn, or None."""
        heads = self.heads.get(WITHDRAWN)
        return heads[0].value if heads else None

    @property
    def compartment(self) -> str:
        """Return the compartment of the sealed groups; protection is never lost by a late or concurrent entry."""
        heads = self.heads.get(COMPARTMENT)
        if not heads:
            return "post"
        found = {head.value for head in heads} - {"post"}
        return str(min(found)) if found else "post"


def project(entries: Iterable[Entry]) -> RecordState:
    """Return the state of the record these entries are about. They may come in any order; each must be there once."""
    written: dict[str, dict[Version, Head]] = {}
    covered: dict[str, set[Version]] = {}
    state: RecordState | None = None
    for entry in entries:
        record = entry.record
        if record is None:
            raise ValueError(entry.version)
        if state is None:
            state = RecordState(entry.kind, record)
        if entry.action not in WRITES:
            continue
        state.entries += 1
        state.tips[entry.feed] = max(entry.seq, state.tips.get(entry.feed, 0))
        if entry.version == record:
            state.first = entry
            state.kind = entry.kind
        for name, value in entry.fields.items():
            written.setdefault(name, {})[entry.version] = Head(entry.version, value, entry.clock, entry.actor)
        for name, bases in entry.bases.items():
            covered.setdefault(name, set()).update(bases)
    if state is None:
        raise ValueError(entries)
    for name, versions in written.items():
        gone = covered.get(name, set())
        standing = [head for version, head in versions.items() if version not in gone]
        standing.sort(key=lambda head: (head.clock, head.version.feed, head.version.seq), reverse=True)
        state.heads[name] = tuple(standing)
    return state


def bases_of(state: RecordState, fields: Mapping[str, Any]) -> dict[str, tuple[Version, ...]]:
    """Return the versions a write of these fields replaces when it has seen this state."""
    return {name: tuple(head.version for head in state.heads[name]) for name in fields if name in state.heads}
