"""Where the nodes of a picture of links stand: layers from top to bottom, the same picture every time, nothing random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

WIDE = 6
"""Nodes side by side at most; a fuller layer takes several rows."""


def placed(layers: Mapping[int, int], edges: Sequence[tuple[int, int]]) -> dict[int, tuple[float, float]]:
    """Return (x, y) of every node in cells. Inside a layer whoever is joined to the left above stands to the left."""
    beside: dict[int, set[int]] = {node: set() for node in layers}
    for one, other in edges:
        beside[one].add(other)
        beside[other].add(one)
    rows: list[list[int]] = []
    centres: dict[int, float] = {}
    for layer in sorted(set(layers.values())):
        inside = sorted(
            (node for node, its in layers.items() if its == layer), key=lambda node: (_pull(beside[node], centres), node)
        )
        count = -(-len(inside) // WIDE)
        each = -(-len(inside) // count)
        cut = [inside[start : start + each] for start in range(0, len(inside), each)]
        for row in cut:
            centres |= {node: at - (len(row) - 1) / 2 for at, node in enumerate(row)}
        rows += cut
    widest = max((len(row) for row in rows), default=1)
    return {node: (at + (widest - len(row)) / 2, float(y)) for y, row in enumerate(rows) for at, node in enumerate(row)}


def _pull(beside: set[int], centres: Mapping[int, float]) -> float:
    """Return where the nodes above would have a node stand: in the middle of them."""
    above = [centres[other] for other in beside if other in centres]
    return sum(above) / len(above) if above else 0.0
