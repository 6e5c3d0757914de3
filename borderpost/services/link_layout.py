"""Where the nodes of a picture of links stand: layers from top to bottom, the same picture every time, nothing random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Cell = tuple[float, float]

WIDE = 5
"""Nodes side by side at most; a fuller layer takes several rows."""
_ROOM = 3
"""Cells side by side at least, so that a line can pass beside a single node."""
_NEAR, _SWING, _OVER = 0.35, 0.68, 0.42
"""How near, in cells, a node lies to a line that must swing around it, how far it swings aside, and how far over a row."""


@dataclass(frozen=True, slots=True)
class Layout:
    """(x, y) of every node in cells from the top left, and how many cells the picture is wide and high."""

    cells: Mapping[int, Cell]
    columns: int
    rows: int


def placed(layers: Mapping[int, int], edges: Sequence[tuple[int, int]]) -> Layout:
    """Give every node its place. Inside a layer whoever is joined to the left above stands to the left."""
    joined: dict[int, set[int]] = {node: set() for node in layers}
    for one, other in edges:
        joined[one].add(other)
        joined[other].add(one)
    rows: list[list[int]] = []
    centres: dict[int, float] = {}
    for layer in sorted(set(layers.values())):
        among = (node for node, its in layers.items() if its == layer)
        inside = sorted(among, key=lambda node: (_pull(joined[node], centres), node))
        count = -(-len(inside) // WIDE)
        each = -(-len(inside) // count)
        cut = [inside[start : start + each] for start in range(0, len(inside), each)]
        for row in cut:
            centres |= {node: at - (len(row) - 1) / 2 for at, node in enumerate(row)}
        rows += cut
    widest = max((len(row) for row in rows), default=1)
    if len(rows) > 1:
        widest = max(widest, _ROOM)
    cells = {node: (at + (widest - len(row)) / 2, float(y)) for y, row in enumerate(rows) for at, node in enumerate(row)}
    return Layout(cells, widest, max(1, len(rows)))


def bends(cells: Mapping[int, Cell], edges: Sequence[tuple[int, int]]) -> list[float]:
    """Return, for each edge, how far its middle swings out so that it does not run behind a third node; 0 for a free way.

    In cells, to the left of the direction from the first node to the second; by turns to both sides.
    """
    found: list[float] = []
    for one, other in edges:
        others = [place for node, place in cells.items() if node not in (one, other)]
        side = -1 if sum(bend != 0 for bend in found) % 2 else 1
        blocked = any(_between(cells[one], cells[other], place) for place in others)
        (x, y), (u, v) = cells[one], cells[other]
        # Between rows there is little room: side by side always over the top, never down out of the picture.
        free = (_OVER if u > x else -_OVER) if y == v else side * _SWING
        found.append(free if blocked else 0.0)
    return found


def swing(start: Cell, end: Cell, bend: float) -> Cell:
    """Return the control point of the curve from start to end, in the same units, whose middle is `bend` beside the line."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5
    return (start[0] + end[0]) / 2 + 2 * bend * dy / length, (start[1] + end[1]) / 2 - 2 * bend * dx / length


def _between(start: Cell, end: Cell, place: Cell) -> bool:
    """Tell whether a node lies on the way between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    px, py = place[0] - start[0], place[1] - start[1]
    along = (px * dx + py * dy) / square
    return 0 < along < 1 and abs(px * dy - py * dx) / square**0.5 < _NEAR


def _pull(joined: set[int], centres: Mapping[int, float]) -> float:
    """Return where the nodes above would have a node stand: in the middle of them."""
    above = [centres[other] for other in joined if other in centres]
    return sum(above) / len(above) if above else 0.0
