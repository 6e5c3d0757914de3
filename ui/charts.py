"""Bar charts on the screen: this period filled, the year before hatched, so that they differ without colour.

Draws `borderpost.domain.figures.Chart`, the same spec the paper draws.
"""

from __future__ import annotations

from math import ceil, floor, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from borderpost.domain.figures import Chart, Series
from ui.theme.look import look
from ui.widgets.paint import draw_text, line, painting, text_width

TOP, BOTTOM, LEFT = 26, 22, 30


def axis_step(largest: int) -> int:
    """Return a round step (1, 2 or 5 times a power of ten) that cuts the axis into at most five parts."""
    if largest <= 5:
        return 1
    rough = largest / 5
    power = 10 ** floor(log10(rough))
    return int(next(step * power for step in (1, 2, 5, 10) if step * power >= rough))


def bar_rects(area: QRectF, chart: Chart, top_value: int) -> list[list[QRectF | None]]:
    """Return the bar of each series in each category inside `area`; None where there is nothing to draw."""
    width = area.width() / max(1, len(chart.categories))
    thick = max(2.0, min(width * 0.7, 40.0) / max(1, len(chart.series)))
    found: list[list[QRectF | None]] = []
    for number, series in enumerate(chart.series):
        row: list[QRectF | None] = []
        for place, value in enumerate(series.values):
            if value is None:
                row.append(None)
                continue
            left = area.left() + width * place + (width - thick * len(chart.series)) / 2 + thick * number
            tall = area.height() * value / top_value
            row.append(QRectF(left + 0.5, area.bottom() - tall, thick - 1, tall))
        found.append(row)
    return found


def chart_words(chart: Chart) -> str:
    """Return the chart as a sentence for readers of the screen."""
    parts = []
    for series in chart.series:
        values = ", ".join(
            f"{category}: {'–' if value is None else value}"
            for category, value in zip(chart.categories, series.values, strict=True)
        )
        parts.append(f"{series.label}: {values}")
    return ". ".join((chart.title, *parts))


def paint_chart(painter: QPainter, rect: QRectF, chart: Chart) -> None:
    """Draw a chart into `rect`: legend, axis from 0, bars, and the numbers of the highlighted category."""
    now, px = look(), look().px
    _paint_legend(painter, rect, chart)
    area = rect.adjusted(px(LEFT), px(TOP) + px(14), -px(4), -px(BOTTOM))
    largest = max((value for series in chart.series for value in series.values if value is not None), default=0)
    step = axis_step(largest)
    top_value = max(step, ceil(largest / step) * step)
    for at in range(0, top_value + 1, step):
        y = round(area.bottom() - area.height() * at / top_value) + 0.5
        line(painter, QPointF(area.left(), y), QPointF(area.right(), y), now.colour("border" if at == 0 else "line"))
        room = QRectF(rect.left(), y - px(9), px(LEFT) - px(8), px(18))
        draw_text(painter, room, str(at), now.font("cap"), now.colour("text2"), Qt.AlignmentFlag.AlignRight)
    for series, bars in zip(chart.series, bar_rects(area, chart, top_value), strict=True):
        for bar in bars:
            if bar is not None and bar.height() > 0:
                _paint_bar(painter, bar, series)
        if chart.highlight is not None and (bar := bars[chart.highlight]) is not None:
            font = now.font("cap6" if not series.hatched else "cap")
            words = str(series.values[chart.highlight])
            room = QRectF(bar.center().x() - px(20), bar.top() - px(18), px(40), px(18))
            draw_text(painter, room, words, font, now.colour("text"), Qt.AlignmentFlag.AlignHCenter)
    width = area.width() / max(1, len(chart.categories))
    for place, category in enumerate(chart.categories):
        room = QRectF(area.left() + width * place, area.bottom() + px(3), width, px(18))
        bold = place == chart.highlight
        ink = now.colour("text" if bold else "text2")
        draw_text(painter, room, category, now.font("cap6" if bold else "cap"), ink, Qt.AlignmentFlag.AlignHCenter)


def _paint_bar(painter: QPainter, bar: QRectF, series: Series) -> None:
    now = look()
    if not series.hatched:
        painter.fillRect(bar, now.colour("pri"))
        return
    painter.fillRect(bar, now.colour("surface"))
    painter.fillRect(bar, QBrush(QColor(now.colour("text2")), Qt.BrushStyle.BDiagPattern))
    painter.setPen(QPen(now.colour("border"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))


def _paint_legend(painter: QPainter, rect: QRectF, chart: Chart) -> None:
    now, px = look(), look().px
    at = rect.left()
    for series in chart.series:
        _paint_bar(painter, QRectF(at, rect.top() + px(5), px(10), px(10)), series)
        at += px(16)
        wide = text_width(series.label, now.font("sm"))
        draw_text(painter, QRectF(at, rect.top(), wide + 1, px(20)), series.label, now.font("sm"), now.colour("text2"))
        at += wide + px(20)


class ChartView(QWidget):
    """A chart as a part of a screen; its numbers are in its accessible description."""

    def __init__(self, chart: Chart | None = None) -> None:
        super().__init__()
        self._chart = chart
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        if chart is not None:
            self.show_chart(chart)

    def show_chart(self, chart: Chart) -> None:
        """Show another chart."""
        self._chart = chart
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(chart_words(chart))
        self.update()

    def sizeHint(self) -> QSize:
        """Return a readable size."""
        return QSize(look().px(340), look().px(240))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chart."""
        if self._chart is not None:
            with painting(self) as painter:
                paint_chart(painter, QRectF(self.rect()), self._chart)
