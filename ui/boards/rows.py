"""The rows of the progress board: a directive with its bar, and the tasks under it with their clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from borderpost.domain.numbers import whole
from borderpost.domain.words import _, language, ngettext
from borderpost.services.progress_views import Task, TaskGroup
from ui.boards.bars import paint_part
from ui.icons import paint_icon
from ui.theme.look import look
from ui.widgets.clock import paint_clock
from ui.widgets.paint import draw_text, text_width

ROW = 50
BAR = 150


@dataclass(frozen=True, slots=True)
class Row:
    """A directive or plan when `task` is None, else a task under it."""

    group: TaskGroup
    task: Task | None = None


def rows_of(groups: Sequence[TaskGroup]) -> tuple[Row, ...]:
    """Flatten groups into rows."""
    return tuple(row for group in groups for row in (Row(group), *(Row(group, task) for task in group.tasks)))


def same(one: Row, other: Row) -> bool:
    """Tell whether two rows are the same record."""
    return (one.task.id if one.task else one.group.id) == (other.task.id if other.task else other.group.id)


def counts_words(group: TaskGroup) -> str:
    """Say how far a directive is: done of total, overdue, proofs."""
    if not group.total and not group.dropped:
        return _("no task written yet")
    share = f" ({group.done * 100 // group.total} %)" if group.total else ""
    parts = [
        _("{done} of {total} done").format(done=whole(group.done, language()), total=whole(group.total, language())) + share
    ]
    if group.overdue:
        parts.append(_("{n} overdue").format(n=whole(group.overdue, language())))
    if group.dropped:
        parts.append(_("{n} dropped").format(n=whole(group.dropped, language())))
    parts.append(proof_words(group.evidence))
    return " · ".join(parts)


def proof_words(count: int) -> str:
    """Say how many records prove it."""
    if not count:
        return _("no proof linked")
    return ngettext("{n} record proves it", "{n} records prove it", count).format(n=whole(count, language()))


def row_words(row: Row) -> str:
    """Return a row as a sentence for readers of the screen."""
    if row.task is None:
        due = row.group.next_due
        following = _("next due {day}").format(day=due.when) if due else ""
        return ", ".join(part for part in (row.group.title, counts_words(row.group), following) if part)
    task = row.task
    parts = (task.left, task.when, task.title, task.who, task.number, task.state_words, proof_words(task.evidence))
    return ", ".join(part for part in parts if part)


def paint_row(painter: QPainter, rect: QRectF, row: Row) -> None:
    """Draw a directive or a task."""
    if row.task is None:
        _paint_group(painter, rect, row.group)
    else:
        _paint_task(painter, rect, row.task)


def _paint_group(painter: QPainter, rect: QRectF, group: TaskGroup) -> None:
    now, px = look(), look().px
    top = rect.center().y() - px(20)
    icon = {"directives": "file-text", "plans": "calendar-days"}.get(group.kind, "circle-dashed")
    paint_icon(painter, QPointF(rect.left() + px(32), top + px(11)), icon, now.colour("text2"), 16)
    left, right = rect.left() + px(50), rect.right() - px(16)
    narrow = rect.width() < px(720)
    due = group.next_due
    if due is not None and not narrow:
        area = QRectF(right - px(180), rect.top(), px(180), rect.height())
        paint_clock(painter, area, due.urgency, due.left, _("next due {day}").format(day=due.when))
        right -= px(196)
    line = QRectF(left, top, right - left, px(21))
    draw_text(painter, line, group.title, now.font("body6"), now.colour("text"))
    second = line.translated(0, px(21))
    at = left
    if group.total:
        bar = QRectF(left, second.center().y() - px(5), px(BAR if not narrow else 80), px(10))
        paint_part(painter, bar, group.done / group.total)
        at = bar.right() + px(10)
    area = QRectF(at, second.top(), right - at, second.height())
    draw_text(painter, area, counts_words(group), now.font("sm"), now.colour("red" if group.overdue else "text2"))


def _paint_task(painter: QPainter, rect: QRectF, task: Task) -> None:
    now, px = look(), look().px
    narrow = rect.width() < px(720)
    left, middle = rect.left() + px(50), rect.left() + px(240)
    right = rect.right() - px(16)
    paint_clock(painter, QRectF(left, rect.top(), middle - left - px(8), rect.height()), task.urgency, task.left, task.when)
    top = rect.center().y() - px(20)
    first = QRectF(middle, top, right - middle, px(21))
    second = first.translated(0, px(21))
    if not narrow:
        column = px(176)
        _right(painter, QRectF(right - column, first.top(), column, first.height()), task.number, "body5", "text")
        ink = "text2" if task.evidence or task.open else "amb"
        _right(painter, QRectF(right - column, second.top(), column, second.height()), proof_words(task.evidence), "sm", ink)
        first.setRight(right - column - px(12))
        second.setRight(first.right())
    draw_text(painter, first, task.title, now.font("body6" if task.open else "body"), now.colour("text"))
    percent = f"{task.percent} %" if task.open and task.percent else ""
    detail = " · ".join(part for part in (task.who, task.state_words, percent, task.number if narrow else "") if part)
    draw_text(painter, second, detail, now.font("sm"), now.colour("text2"))


def _right(painter: QPainter, rect: QRectF, text: str, font: str, ink: str) -> None:
    now = look()
    wide = min(text_width(text, now.font(font)) + 1, rect.width())
    area = QRectF(rect.right() - wide, rect.top(), wide, rect.height())
    draw_text(painter, area, text, now.font(font), now.colour(ink), Qt.AlignmentFlag.AlignLeft)
