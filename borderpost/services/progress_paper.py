"""The annexes of task 1: tasks under their directives, and plans against what was done, as tables on A4 across.

Paper is Vietnamese whatever the screen speaks; every print stands in the journal before the file does.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from borderpost.documents import register_sheet
from borderpost.documents.register_sheet import Column, TablePaper
from borderpost.domain import dates, numbers
from borderpost.domain.clock import local_date
from borderpost.domain.files import write_atomic
from borderpost.domain.progress import Progress
from borderpost.domain.words import speaking
from borderpost.services.papers import PaperService
from borderpost.services.plans_done import PlanService
from borderpost.services.progress_board import ProgressBoardService
from borderpost.services.progress_views import Narrowing, PlanDone, ProgressBoard, Task, TaskGroup

TASKS = (
    Column("Văn bản, kế hoạch", share=15),
    Column("Nhiệm vụ", share=27),
    Column("Người thực hiện", share=13),
    Column("Hạn", "centre", share=9),
    Column("Tình trạng", share=13),
    Column("Ngày xong", "centre", share=9),
    Column("Kết quả", share=22),
    Column("Minh chứng", "right", share=7),
)
PLANS = (
    Column("Số kế hoạch", share=12),
    Column("Nội dung", share=24),
    Column("Thời gian", share=16),
    Column("Chỉ tiêu", share=13),
    Column("Kế hoạch", "right", share=10),
    Column("Đã làm", "right", share=10),
    Column("Tỷ lệ", "right", share=7),
    Column("Còn thiếu", share=14),
    Column("Cách tính", share=24),
)
TOLD = {"unfinished": "chưa xong", "overdue": "quá hạn", "done": "đã hoàn thành", "dropped": "không thực hiện"}
GROUPS = 12
"""Directives summed up one by one below the table; more are summed up in the table's own figures."""


class ProgressPaper:
    """One per unlocked post."""

    def __init__(self, board: ProgressBoardService, plans: PlanService, papers: PaperService) -> None:
        self._board, self._plans, self._papers = board, plans, papers

    def print_board(
        self, path: Path, narrowing: Narrowing | None = None, progress: Progress | None = None, reason: str = ""
    ) -> int:
        """Write the progress board, as it is narrowed, as an annex; return how many tasks it holds.

        Raises EnvironmentFault, Cancelled; a failure leaves no file.
        """
        with speaking("vi"):
            board = self._board.board(narrowing)
            rows = [_row(group, task, board.at.date()) for group in board.groups for task in group.tasks]
            lines = [f"Tính đến {board.at:%H:%M} ngày {dates.date_text(board.at.date())}", *_narrowed(board)]
            return self._write(
                path, "Bảng tiến độ thực hiện nhiệm vụ", lines, TASKS, rows, list(_sums(board)), progress, reason, "duties"
            )

    def print_plans(self, path: Path, progress: Progress | None = None, reason: str = "") -> int:
        """Write plans against what was done as an annex; return how many lines it holds. Raises as `print_board`."""
        with speaking("vi"):
            plans = self._plans.plans()
            rows = [row for plan in plans for row in _goals(plan)]
            reached = sum(1 for plan in plans if plan.goals and not plan.missing)
            measured = sum(1 for plan in plans if plan.goals)
            notes = [f"Tổng số: {numbers.padded(len(plans))} kế hoạch; có chỉ tiêu bằng số: {numbers.padded(measured)}; "]
            notes[0] += f"đạt đủ chỉ tiêu: {numbers.padded(reached)}."
            title = "Bảng đối chiếu kế hoạch với kết quả"
            return self._write(path, title, [], PLANS, rows, notes, progress, reason, "plans")

    def _write(
        self,
        path: Path,
        title: str,
        lines: list[str],
        columns: tuple[Column, ...],
        rows: list[tuple[str, ...]],
        notes: list[str],
        progress: Progress | None,
        reason: str,
        kind: str,
    ) -> int:
        unit, stamp, position, name = self._papers._facts()  # noqa: SLF001 - the same layer
        attached = f"(Kèm theo văn bản số …………… ngày …… tháng …… năm ……… của {unit.issuer})"
        paper = TablePaper(
            unit,
            f"PHỤ LỤC\n{title.upper()}",
            (attached, *(lines or [f"Tính đến {stamp.at:%H:%M} ngày {dates.date_text(local_date(stamp.at))}"])),
            columns,
            rows,
            tuple(notes),
            ("Người lập bảng", position),
            local_date(stamp.at),
            stamp,
            empty="Không có nội dung.",
            names=("", name),
        )
        out = io.BytesIO()
        register_sheet.build(paper, out, None, progress)
        self._papers._note(kind, None, {"paper": "annex", "rows": len(rows)}, reason)  # noqa: SLF001 - the same layer
        write_atomic(path, out.getvalue())
        return len(rows)


def _row(group: TaskGroup, task: Task, today: date) -> tuple[str, ...]:
    told = task.state_words
    if task.open and task.percent:
        told += f" ({task.percent} %)"
    if task.overdue and task.due:
        told += f", quá hạn {(today - task.due).days} ngày"
    elif task.state == "done":
        told = told if task.done is None or task.due is None or task.done <= task.due else f"{told}, chậm"
    return (
        group.symbol or group.subject or "–",
        f"{task.title} ({task.number})" if task.number else task.title,
        task.who,
        dates.date_text(task.due) if task.due else "",
        told,
        dates.date_text(task.done) if task.done else "",
        task.result,
        str(task.evidence) if task.evidence else "–",
    )


def _narrowed(board: ProgressBoard) -> Iterator[str]:
    wanted, said = board.narrowing, []
    if wanted.directive:
        said.append(next((words for found, words in board.directives if found == wanted.directive), wanted.directive))
    if wanted.who:
        said.append(f"người thực hiện: {wanted.who}")
    if wanted.state in TOLD:
        said.append(TOLD[wanted.state])
    if said:
        yield f"Lọc: {'; '.join(said)}"


def _sums(board: ProgressBoard) -> Iterator[str]:
    yield f"Cộng: {_sum(board.total, board.done, board.overdue)}; minh chứng: {board.evidence} bản ghi."
    counted = [group for group in board.groups if group.total]
    if 1 < len(counted) <= GROUPS:
        for group in counted:
            yield f"- {group.title}: {_sum(group.total, group.done, group.overdue)}."
    empty = [group.symbol for group in board.groups if not group.total and group.kind == "directives"]
    if empty:
        yield f"Văn bản còn hiệu lực chưa giao nhiệm vụ trong sổ: {', '.join(empty)}."


def _sum(total: int, done: int, overdue: int) -> str:
    share = f" ({done * 100 // total} %)" if total else ""
    return f"{numbers.padded(total)} nhiệm vụ; đã hoàn thành {numbers.padded(done)}{share}; quá hạn {numbers.padded(overdue)}"


def _goals(plan: PlanDone) -> Iterator[tuple[str, ...]]:
    if not plan.goals:
        yield (plan.paper_no or plan.number, plan.title, plan.span, "–", "–", "–", "–", "", "không đặt chỉ tiêu bằng số")
    for goal in plan.goals:
        yield (
            plan.paper_no or plan.number,
            plan.title,
            plan.span,
            goal.label,
            goal.planned_words,
            goal.done_words,
            f"{goal.percent} %",
            goal.missing or "đủ",
            goal.how,
        )
