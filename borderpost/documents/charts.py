"""A bar chart on paper: filled bars for this period, hatched bars for the year before; readable without colour."""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from borderpost.documents.fonts import BOLD, REGULAR
from borderpost.documents.tagging import Node
from borderpost.domain.figures import Chart
from borderpost.domain.numbers import whole
from borderpost.domain.text import normal


def _top(chart: Chart) -> int:
    most = max((value for run in chart.series for value in run.values if value is not None), default=0)
    step = next(unit for unit in (5, 10, 20, 50, 100, 200, 500, 1000, 10**4, 10**5, 10**9) if unit * 4 >= most or unit == 10**9)
    return step * max(1, -(-most // step))


class Bars(Flowable):  # type: ignore[misc] # reportlab has no types
    """One chart over the whole line; tagged as a figure whose alternative text reads the values."""

    def __init__(self, chart: Chart, width: float, height: float = 170) -> None:
        super().__init__()
        self.chart, self.width, self.height = chart, width, height

    def wrap(self, *_room: float) -> tuple[float, float]:
        """Tell how much room it takes, in points."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it where the canvas stands."""
        canvas: Any = self.canv
        runs = [f"{run.label}: {', '.join(whole(value) for value in run.values)}" for run in self.chart.series]
        x, y = canvas.absolutePosition(0, 0)
        alt = normal(". ".join([self.chart.title, *runs]))
        with canvas.marked(Node("Figure", canvas.root, Alt=alt, BBox=[x, y, x + self.width, y + self.height])):
            self._legend(canvas)
            self._bars(canvas)

    def _legend(self, canvas: Any) -> None:
        canvas.setFont(BOLD, 11)
        canvas.drawString(0, self.height - 11, normal(self.chart.title))
        at = 0.0
        for run in self.chart.series:
            self._bar(canvas, at, self.height - 27, 9, 9, run.hatched)
            canvas.setFont(REGULAR, 10)
            canvas.drawString(at + 13, self.height - 26, normal(run.label))
            at += 30 + stringWidth(normal(run.label), REGULAR, 10)

    def _bars(self, canvas: Any) -> None:
        left, low, high = 34.0, 16.0, self.height - 48
        top = _top(self.chart)
        canvas.setFont(REGULAR, 9)
        for n in range(5 if top % 4 == 0 else 6):
            value = top * n // (4 if top % 4 == 0 else 5)
            level = low + (high - low) * value / top
            canvas.setLineWidth(0.3)
            canvas.line(left, level, self.width, level)
            canvas.drawRightString(left - 4, level - 3, whole(value))
        room = (self.width - left) / max(1, len(self.chart.categories))
        bar = room * 0.7 / max(1, len(self.chart.series))
        for at, name in enumerate(self.chart.categories):
            start = left + at * room + room * 0.15
            canvas.setFont(BOLD if at == self.chart.highlight else REGULAR, 9)
            canvas.drawCentredString(left + (at + 0.5) * room, 4, normal(name))
            for n, run in enumerate(self.chart.series):
                height = run.values[at]
                if height is not None:
                    self._bar(canvas, start + n * bar, low, bar * 0.9, (high - low) * height / top, run.hatched)
                    if at == self.chart.highlight:
                        canvas.drawCentredString(start + (n + 0.45) * bar, low + (high - low) * height / top + 3, whole(height))

    @staticmethod
    def _bar(canvas: Any, x: float, y: float, width: float, height: float, hatched: bool) -> None:
        canvas.saveState()
        canvas.setLineWidth(0.5)
        canvas.setFillGray(1 if hatched else 0.25)
        canvas.rect(x, y, width, height, stroke=1, fill=1)
        if hatched:
            path = canvas.beginPath()
            path.rect(x, y, width, height)
            canvas.clipPath(path, stroke=0, fill=0)
            lines, offset = [], 0.0
            while offset < width + height:
                lines.append((x + offset, y, x + offset - height, y + height))
                offset += 3
            canvas.lines(lines)
        canvas.restoreState()
