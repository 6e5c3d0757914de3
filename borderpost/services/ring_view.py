"""Who stands with whom: the picture around a ring (đường dây), a subject, a person, or any record that names people.

Every register with a reference to persons or rings, in its fields or its inline tables, is read in the same way: two who stand
in one record are joined, and the record is the evidence. Merged persons are one node. A protected person is named by the code
name, sealed data are not read; who told (`drawn: false` in the list of roles) is never joined to anybody.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from borderpost.documents import link_sheet
from borderpost.documents.link_sheet import LinkSheet, Mark, Stroke
from borderpost.domain import codes, dates, numbers, reading
from borderpost.domain.clock import local_date
from borderpost.domain.fields import Choice, Link, NamedField, Plain, Rows
from borderpost.domain.files import write_atomic
from borderpost.domain.records import Register, row_fields
from borderpost.domain.words import _, ngettext, speaking
from borderpost.registers import KINDS
from borderpost.services.checks import version_of
from borderpost.services.contacts import accounts_of, spellings
from borderpost.services.link_layout import bends, placed, swing
from borderpost.services.papers import PaperService
from borderpost.services.persons import PersonService
from borderpost.services.records import RecordService
from borderpost.services.session import Session
from borderpost.services.spreadsheet_rows import states
from borderpost.storage import listing as lists
from borderpost.storage import tables
from borderpost.storage.unit_of_work import RecordMissing

PERSONS, RINGS = "persons", "rings"
NODES, STEPS = 60, 4
"""How many are drawn and how many steps are gone at most: more is a tangle, and what is left out is counted."""
CROWD = 12
"""In a record with more people only those who led, the ring and whoever is looked at are joined to the others."""
_RECORDS = 400
_LED = 5
"""Layers of the picture above this one hold those who led: organisers, brokers, guides, drivers."""
_LAST = 7
_SAME_CONTACT = 20


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record behind a link; words and when are already in the language in force."""

    kind: str
    id: str
    number: str
    words: str
    when: str


@dataclass(frozen=True, slots=True)
class Node:
    """A person or a ring. x, y: its place in cells, from the top left. distance: steps from where the picture began."""

    id: str
    kind: str
    number: str
    title: str
    detail: str
    layer: int
    x: float
    y: float
    distance: int
    protected: bool = False

    @property
    def start(self) -> bool:
        """Whether the picture began here."""
        return self.distance == 0


@dataclass(frozen=True, slots=True)
class Edge:
    """A link between two nodes, by their places in `RingView.nodes`. contact: they share a phone number or an account.

    over: the control point of its curve, in cells: the middle of the line, or beside it where a third node is in the way.
    """

    a: int
    b: int
    words: str
    weight: int
    contact: bool
    evidence: tuple[Evidence, ...]
    over: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class RingView:
    """The picture, in the order of reading. left_out: people who found no room. crowded: records joined only in part."""

    start: str
    number: str
    steps: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    columns: int
    rows: int
    left_out: int
    crowded: int
    unread: int

    def of(self, node: int) -> list[Edge]:
        """Return the links of a node, the heaviest first."""
        found = [edge for edge in self.edges if node in (edge.a, edge.b)]
        return sorted(found, key=lambda edge: (-edge.weight, edge.a, edge.b))

    def notes(self) -> list[str]:
        """Return what the picture leaves out, in words; empty when nothing."""
        found = []
        if self.left_out:
            words = ngettext(
                "{n} more is not drawn: take fewer steps", "{n} more are not drawn: take fewer steps", self.left_out
            )
            found.append(words.format(n=reading.number_text(self.left_out)))
        if self.crowded:
            words = ngettext(
                "{n} record names many people: only those who led are joined",
                "{n} records name many people: only those who led are joined",
                self.crowded,
            )
            found.append(words.format(n=reading.number_text(self.crowded)))
        if self.unread:
            words = ngettext("{n} older record is not read", "{n} older records are not read", self.unread)
            found.append(words.format(n=reading.number_text(self.unread)))
        return found


@dataclass(frozen=True, slots=True)
class _Part:
    """Somebody in a record: key of the node, role in words, layer of the role."""

    node: int
    role: str
    layer: int


@dataclass(slots=True)
class _Graph:
    """What is known while the picture grows. Keys are those of the database."""

    groups: Mapping[int, frozenset[int]]
    distance: dict[int, int] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    layers: dict[int, int] = field(default_factory=dict)
    roles: dict[int, dict[str, None]] = field(default_factory=dict)
    edges: dict[tuple[int, int], dict[int, Evidence]] = field(default_factory=dict)
    contacts: set[tuple[int, int]] = field(default_factory=set)
    read: set[int] = field(default_factory=set)
    left_out: set[int] = field(default_factory=set)
    crowded: set[int] = field(default_factory=set)
    unread: int = 0

    def node(self, key: int) -> int:
        """Return the key a person goes by: the oldest record of all that are merged."""
        return min(self.groups.get(key, (key,)))

    def keys(self, node: int) -> frozenset[int]:
        """Return every record behind a node."""
        return self.groups.get(node, frozenset({node}))

    def take(self, node: int, kind: str, distance: int) -> bool:
        """Give a node its place; False when there is no room for another."""
        if node in self.distance:
            return True
        if len(self.distance) >= NODES:
            self.left_out.add(node)
            return False
        self.distance[node], self.kinds[node] = distance, kind
        return True

    def join(self, one: int, other: int, key: int, evidence: Evidence) -> None:
        """Put a record behind the link of two nodes."""
        pair = (min(one, other), max(one, other))
        self.edges.setdefault(pair, {})[key] = evidence


class RingViewService:
    """One per unlocked post."""

    def __init__(self, session: Session, records: RecordService, persons: PersonService, papers: PaperService) -> None:
        self._session, self._records, self._persons, self._papers = session, records, persons, papers

    def newest(self) -> str:
        """Return the ring opened last, for a picture nobody has asked for yet; empty without any."""
        with self._session.read() as connection:
            keys = lists.first_keys(connection, RINGS, lists.Listing(), None, 1)
            return str(self._session.database.version(connection, keys[0])) if keys else ""

    def around(self, record_id: str, steps: int = 1) -> RingView:
        """Return the picture around a record, so many steps far. Raises RecordMissing."""
        return self._picture(record_id, steps, paper=False)

    def print_links(self, record_id: str, steps: int, path: Path, reason: str = "") -> int:
        """Write the picture to one page of a PDF; return how many stand on it. Raises RecordMissing, EnvironmentFault."""
        out = io.BytesIO()
        with speaking("vi"):
            view = self._picture(record_id, steps, paper=True)
            link_sheet.build(self._sheet(view), out)
        kind = self._records.load(record_id).kind
        facts = {"paper": "links", "steps": view.steps, "nodes": len(view.nodes)}
        self._papers._note(kind, record_id, facts, reason)  # noqa: SLF001 - the same layer
        write_atomic(path, out.getvalue())
        return len(view.nodes)

    # --- the picture --------------------------------------------------------------------------------------------------

    def _picture(self, record_id: str, steps: int, *, paper: bool) -> RingView:
        database = self._session.database
        steps = max(1, min(STEPS, steps))
        with self._session.read() as connection:
            key = database.known_key(connection, version_of(record_id))
            found = states(connection, [key]) if key is not None else {}
            if key is None or key not in found:
                raise RecordMissing
            graph = _Graph(self._groups(connection))
            self._begin(connection, graph, key, found[key][0].kind)
            for distance in range(1, steps + 1):
                self._step(connection, graph, distance)
            return self._view(connection, graph, record_id, steps, paper=paper)

    def _groups(self, connection: sa.Connection) -> dict[int, frozenset[int]]:
        database = self._session.database
        found: dict[int, frozenset[int]] = {}
        for name, group in self._persons.groups(connection).items():
            keys = {database.known_key(connection, version_of(each)) for each in (name, *group)}
            known = frozenset(key for key in keys if key is not None)
            found |= dict.fromkeys(known, known)
        return found

    def _begin(self, connection: sa.Connection, graph: _Graph, key: int, kind: str) -> None:
        """Put what the picture begins with at its centre: the person or the ring, or everybody the record names."""
        if kind in (PERSONS, RINGS):
            graph.take(graph.node(key), kind, 0)
            return
        for record, parts, _evidence in self._parts(connection, graph, [key]):
            for part in parts:
                graph.take(part.node, graph.kinds.get(part.node, _kind(part)), 0)
            graph.read.discard(record)

    def _step(self, connection: sa.Connection, graph: _Graph, distance: int) -> None:
        """Read every record the newest nodes stand in, and join whoever stands there with them."""
        edge = [node for node, known in graph.distance.items() if known == distance - 1]
        looked = set(edge)
        wanted = self._around(connection, graph, edge) - graph.read
        graph.unread += max(0, len(wanted) - _RECORDS)
        for record, parts, evidence in self._parts(connection, graph, sorted(wanted, reverse=True)[:_RECORDS]):
            crowd = len(parts) > CROWD
            if crowd:
                graph.crowded.add(record)
            for part in parts:
                known = graph.layers.get(part.node, _LAST)
                graph.layers[part.node] = min(known, part.layer)
                if part.role:
                    graph.roles.setdefault(part.node, {})[part.role] = None
            for one, other in combinations(parts, 2):
                if evidence.kind == RINGS and record not in (one.node, other.node):
                    continue  # its members are joined to the ring, not all to each other
                led = min(one.layer, other.layer) < _LED or {one.node, other.node} & looked
                if (led or not crowd) and all(graph.take(part.node, _kind(part), distance) for part in (one, other)):
                    roles = ", ".join(part.role for part in (one, other) if part.role)
                    said = replace(evidence, words=" · ".join(part for part in (evidence.words, roles) if part))
                    graph.join(one.node, other.node, record, said)
        for node in edge:
            if graph.kinds[node] == PERSONS:
                self._same_contact(connection, graph, node, distance)

    @staticmethod
    def _around(connection: sa.Connection, graph: _Graph, nodes: Iterable[int]) -> set[int]:
        """Return the records that name one of these nodes, the rings themselves, and the records a ring names."""
        links = tables.LINKS
        keys = {key for node in nodes for key in graph.keys(node)}
        rings = {node for node in keys if graph.kinds.get(graph.node(node)) == RINGS}
        naming = sa.select(links.c.source).where(links.c.target.in_(sorted(keys)))
        named = sa.select(links.c.target).where(links.c.source.in_(sorted(rings)))
        found = set(connection.execute(naming).scalars()) | set(connection.execute(named).scalars())
        return found | rings

    def _parts(
        self, connection: sa.Connection, graph: _Graph, keys: Sequence[int]
    ) -> Iterator[tuple[int, list[_Part], Evidence]]:
        """Yield (key, who stands in it, evidence) of records that count: not withdrawn ones, nor the program's own."""
        database = self._session.database
        found = states(connection, list(keys))
        rings = self._rings_naming(connection, found)
        for key, (state, _entries) in found.items():
            graph.read.add(key)
            register = KINDS.get(state.kind)
            if register is None or register.internal or state.withdrawn is not None or state.kind == PERSONS:
                continue
            parts: dict[int, _Part] = {}
            if state.kind == RINGS:
                parts[key] = _Part(key, "", 0)
            named = (
                (database.known_key(connection, version_of(target)), role, 0 if kind == RINGS else layer)
                for target, kind, role, layer in _named(register, state.values)
            )
            for known, role, layer in [each for each in named if each[0] is not None]:
                node = graph.node(known or 0)
                parts[node] = _with(parts.get(node), node, role, layer)
            for ring in rings.get(key, ()):
                parts.setdefault(ring, _Part(ring, "", 0))
            yield (
                key,
                sorted(parts.values(), key=lambda part: part.node),
                self._evidence(connection, register, key, state.values),
            )

    @staticmethod
    def _rings_naming(connection: sa.Connection, keys: Iterable[int]) -> dict[int, list[int]]:
        """Return, by record, the rings that name it among their records."""
        links, rings = tables.LINKS, tables.table(RINGS)
        standing = sa.select(rings.c.id).where(rings.c.withdrawn == 0)
        query = sa.select(links.c.source, links.c.target).where(links.c.target.in_(sorted(keys)), links.c.source.in_(standing))
        found: dict[int, list[int]] = {}
        for row in connection.execute(query.order_by(links.c.source)):
            found.setdefault(row.target, []).append(row.source)
        return found

    def _evidence(self, connection: sa.Connection, register: Register, key: int, values: Mapping[str, Plain]) -> Evidence:
        when = values.get(register.moment) if register.moment else None
        said = [_(register.singular), *(_place(register, values))]
        shown = dates.date_text(local_date(datetime.fromisoformat(when))) if isinstance(when, str) else ""
        record = str(self._session.database.version(connection, key))
        return Evidence(register.kind, record, str(values.get("number") or ""), " · ".join(said), shown)

    def _same_contact(self, connection: sa.Connection, graph: _Graph, node: int, distance: int) -> None:
        """Join everybody who shares a phone number or an account, as far as this user may read them."""
        mine = self._accounts(connection, graph, node)
        for account in sorted(mine):
            texts = spellings(account) if account.isdigit() else (account,)
            keys = (key for text in texts for key in lists.search_keys(connection, PERSONS, text, _SAME_CONTACT))
            for key in dict.fromkeys(keys):
                other = graph.node(key)
                if other == node or account not in self._accounts(connection, graph, other):
                    continue
                if graph.take(other, PERSONS, distance):
                    graph.contacts.add((min(node, other), max(node, other)))
                    for each in (node, other):
                        record = str(self._session.database.version(connection, each))
                        words = _("same phone number or account")
                        number = self._records.load(record).number
                        graph.join(node, other, each, Evidence(PERSONS, record, number, words, ""))

    def _accounts(self, connection: sa.Connection, graph: _Graph, node: int) -> set[str]:
        name = self._session.database.version
        views = (self._records.load(str(name(connection, key))) for key in sorted(graph.keys(node)))
        return {account for view in views if not view.withdrawn for account in accounts_of(view.values)}

    # --- what is shown ------------------------------------------------------------------------------------------------

    def _view(self, connection: sa.Connection, graph: _Graph, record_id: str, steps: int, *, paper: bool) -> RingView:
        titles = self._titles(connection, graph, paper=paper)
        compartments = {key: state.compartment for key, (state, _all) in states(connection, sorted(graph.distance)).items()}
        layers = {node: 0 if kind == RINGS else graph.layers.get(node, _LAST) for node, kind in graph.kinds.items()}
        layout = placed(layers, list(graph.edges))
        cells = layout.cells
        order = sorted(graph.distance, key=lambda node: (cells[node][1], cells[node][0]))
        places = {node: at for at, node in enumerate(order)}
        facts = self._facts(connection, graph)
        name = self._session.database.version
        nodes = tuple(
            Node(
                str(name(connection, node)),
                graph.kinds[node],
                titles[node][0],
                titles[node][1],
                facts[node],
                layers[node],
                *cells[node],
                graph.distance[node],
                compartments.get(node, "post") != "post",
            )
            for node in order
        )
        pairs = sorted(graph.edges, key=lambda pair: (places[pair[0]], places[pair[1]]))
        edges = tuple(
            replace(
                _edge(places[one], places[other], graph.edges[one, other], contact=(one, other) in graph.contacts),
                over=swing(cells[one], cells[other], bend),
            )
            for (one, other), bend in zip(pairs, bends(cells, pairs), strict=True)
        )
        return RingView(
            record_id,
            self._records.load(record_id).number,
            steps,
            nodes,
            edges,
            layout.columns,
            layout.rows,
            len(graph.left_out),
            len(graph.crowded),
            graph.unread,
        )

    def _titles(self, connection: sa.Connection, graph: _Graph, *, paper: bool) -> dict[int, tuple[str, str]]:
        """Return (number, what it goes by) of every node: on paper the code name before any other name."""
        found: dict[int, tuple[str, str]] = {}
        for kind in (PERSONS, RINGS):
            keys = sorted(node for node, known in graph.kinds.items() if known == kind)
            printed = self._papers._titles(connection, kind, set(keys)) if paper else {}  # noqa: SLF001 - the same layer
            for hit in self._records._hits(connection, kind, keys):  # noqa: SLF001 - the same layer
                found[hit.key] = (hit.number, printed.get(hit.key, hit.title))
        return {node: found.get(node, ("", _("record not here yet"))) for node in graph.distance}

    @staticmethod
    def _facts(connection: sa.Connection, graph: _Graph) -> dict[int, str]:
        """Return the second line of every node: roles of a person; state, route and destination of a ring."""
        found = {node: ", ".join(graph.roles.get(node, ())) for node in graph.distance}
        table = tables.table(RINGS)
        rings = [node for node, kind in graph.kinds.items() if kind == RINGS]
        for row in connection.execute(sa.select(table).where(table.c.id.in_(rings))):
            said = (
                codes.label("ring_state", row.state),
                row.route or "",
                codes.label("nationality", row.destination),
            )
            found[row.id] = " · ".join(part for part in said if part)
        return found

    def _sheet(self, view: RingView) -> LinkSheet:
        unit, stamp, position, name = self._papers._facts()  # noqa: SLF001 - the same layer
        notes = (
            f"Có {numbers.padded(len(view.nodes))} người, đường dây; {numbers.padded(len(view.edges))} mối liên hệ.",
            "Số trên đường nối: số bản ghi cùng có tên. Nét đứt: cùng số điện thoại, tài khoản.",
            "Người được bảo vệ ghi bằng bí danh, số hiệu. Mối liên hệ chỉ nêu cùng có tên trong bản ghi, không kết luận.",
            *(f"{note}." for note in view.notes()),
        )
        return LinkSheet(
            unit,
            "SƠ ĐỒ LIÊN HỆ",
            (f"Từ bản ghi {view.number}, {numbers.padded(view.steps)} bước",),
            tuple(Mark(node.title, node.detail, node.x, node.y, node.kind == RINGS, node.start) for node in view.nodes),
            tuple(Stroke(edge.a, edge.b, edge.weight, edge.words, edge.over, dashed=edge.contact) for edge in view.edges),
            (view.columns, view.rows),
            notes,
            ("Người lập", position),
            local_date(stamp.at),
            stamp,
            ("", name),
        )


def names_people(register: Register) -> bool:
    """Tell whether records of a register name persons or rings, in a field or in an inline table."""
    rows = [each.field for _name, field in register.fields if isinstance(field, Rows) for each in row_fields(field.row)]
    every = [*(field for _name, field in register.fields), *rows]
    return any(isinstance(field, Link) and field.register in (PERSONS, RINGS) for field in every)


def _with(before: _Part | None, node: int, role: str, layer: int) -> _Part:
    """Return somebody in a record, with the role they had there before: one may organise and drive."""
    if before is None:
        return _Part(node, role, layer)
    roles = dict.fromkeys(each for each in (before.role, role) if each)
    return _Part(node, ", ".join(roles), min(before.layer, layer))


def _kind(part: _Part) -> str:
    return RINGS if part.layer == 0 else PERSONS


def _named(register: Register, values: Mapping[str, Plain]) -> Iterator[tuple[str, str, str, int]]:
    """Yield (id, kind, role in words, layer) of every person and ring a record names, who told left out."""
    for name, declared in register.fields:
        value = values.get(name)
        if isinstance(declared, Link) and declared.register in (PERSONS, RINGS) and isinstance(value, str):
            yield value, declared.register, _(declared.label) if declared.register == PERSONS else "", _LAST
        elif isinstance(declared, Rows) and isinstance(value, list):
            for row in value:
                yield from _in_row(row_fields(declared.row), row)


def _in_row(named: Sequence[NamedField], row: Mapping[str, Plain]) -> Iterator[tuple[str, str, str, int]]:
    chosen = next((each for each in named if isinstance(each.field, Choice) and row.get(each.name)), None)
    role, layer = "", _LAST
    if chosen is not None:
        role = reading.show(chosen.field, row[chosen.name])
        more = _more(chosen.field, row[chosen.name])
        if not more.get("drawn", True):
            return
        layer = int(more.get("layer", _LAST))
    for name, declared in named:
        value = row.get(name)
        if isinstance(declared, Link) and declared.register in (PERSONS, RINGS) and isinstance(value, str):
            first = name == named[0].name  # a row is about its first field: further in, the words are of something else
            yield value, declared.register, role if first else _(declared.label), layer if first else _LAST


def _more(declared: Any, code: Plain) -> Mapping[str, Any]:
    known = codes.codes(declared.codes).get(code)
    return {} if known is None else known.more


def _place(register: Register, values: Mapping[str, Plain]) -> Iterator[str]:
    """Yield where a record plays: its border and its route, if it has them."""
    for name in ("border", "route"):
        declared = register.by_name.get(name)
        if declared is not None and values.get(name):
            yield reading.show(declared, values[name])


def _edge(one: int, other: int, found: Mapping[int, Evidence], *, contact: bool) -> Edge:
    """Make a link: its words count the records behind it by register."""
    evidence = tuple(found[key] for key in sorted(found, reverse=True))
    records = [each for each in evidence if each.kind != PERSONS]
    counted: dict[str, int] = {}
    for each in records:
        counted[each.kind] = counted.get(each.kind, 0) + 1
    said = [f"{n} × {_(KINDS[kind].singular)}" for kind, n in counted.items()]
    said += [_("same phone number or account")] if contact else []
    return Edge(one, other, ", ".join(said), len(records) + contact, contact, evidence)
