"""A QR code as vectors, with the words a screen reader says instead (ISO/IEC 18004)."""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from borderpost.documents.tagging import Node


class Code(Flowable):  # type: ignore[misc] # reportlab has no types
    """A square of `side_mm` that holds `content` (alphanumeric text stays small: base45). Tagged as a figure."""

    def __init__(self, content: str, side_mm: float, alt: str) -> None:
        super().__init__()
        self.content, self.side, self.alt = content, side_mm * mm, alt

    def wrap(self, *_room: float) -> tuple[float, float]:
        """Tell how much room it takes, in points."""
        return self.side, self.side

    def draw(self) -> None:
        """Draw it where the canvas stands."""
        import segno

        rows = [bytes(row) for row in segno.make(self.content, error="m", micro=False).matrix]
        step = self.side / len(rows)
        canvas: Any = self.canv
        x, y = canvas.absolutePosition(0, 0)
        node = Node("Figure", canvas.root, Alt=self.alt, BBox=[x, y, x + self.side, y + self.side])
        with canvas.marked(node):
            path = canvas.beginPath()
            for down, row in enumerate(rows):
                for across, dark in enumerate(row):
                    if dark:
                        path.rect(across * step, self.side - (down + 1) * step, step, step)
            canvas.drawPath(path, stroke=0, fill=1, fillMode=1)
