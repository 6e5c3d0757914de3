"""The progress board of task 1: directives and plans with the tasks they give, who answers, what is done and what proves it.

One reading of the register serves the screen, the command and the printed annex, with thousands of tasks too. Tasks that were
dropped are shown with their reason in the record and are not owed any more, so they are not part of the total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from borderpost.domain import codes, dates
from borderpost.domain.clock import VIETNAM, local_date
from borderpost.domain.words import _, ngettext
from borderpost.services.progress_views import STATES, Narrowing, ProgressBoard, Task, TaskGroup
from borderpost.services.records import RecordService
from borderpost.services.session import Changes, Session
from borderpost.services.whose import person_key
from borderpost.storage import tables

SOON = timedelta(hours=24)


@dataclass(slots=True)
class _Head:
    """A directive or plan before its tasks are known."""

    kind: str = ""
    key: int = 0
    symbol: str = ""
    subject: str = ""
    live: bool = False


class ProgressBoardService:
    """One per unlocked post."""

    def __init__(self, session: Session, records: RecordService) -> None:
        self._session, self._records = session, records

    def board(self, narrowing: Narrowing | None = None) -> ProgressBoard:
        """Return the board, narrowed."""
        wanted = narrowing or Narrowing()
        now = self._session.clock.now().astimezone(VIETNAM)
        with self._session.read() as connection:
            heads = self._heads(connection, local_date(now))
            rows = self._rows(connection)
            places = [_place(heads, row.directive, row.plan) for row in rows]
            tasks = [self._task(connection, row, now) for row in rows]
            own = {(head.kind, head.key): head for head in heads.values()}
            ids = {place: self._id(connection, head.key) if head.key else "" for place, head in own.items()}
        used = set(places)
        named = {name: person_key(name) for name in dict.fromkeys(task.who for task in tasks)}
        key = person_key(wanted.who)
        grouped: dict[tuple[str, int], list[Task]] = {}
        for place, task in zip(places, tasks, strict=True):
            if (not key or named[task.who] == key) and (not wanted.directive or ids[place] == wanted.directive):
                grouped.setdefault(place, []).append(task)
        narrowed = bool(wanted.who or wanted.directive)
        groups = [
            _group(head, ids[place], found, wanted.state)
            for place, head in own.items()
            if (found := grouped.get(place, [])) or (head.live and not narrowed and wanted.state == "all")
        ]
        shown = sorted((group for group in groups if group.tasks or not group.total), key=_urgent)
        every = [task for found in grouped.values() for task in found]
        return ProgressBoard(
            tuple(shown),
            {state: sum(task.shown_in(state) for task in every) for state in STATES},
            sum(group.total for group in groups),
            sum(group.done for group in groups),
            sum(group.overdue for group in groups),
            sum(group.evidence for group in groups),
            _people(named),
            tuple((ids[place], _title(head)) for place, head in own.items() if head.key and place in used),
            now,
            wanted,
        )

    def mark(
        self, record_id: str, state: str, *, done: str | None = None, result: str = "", evidence: str | None = None
    ) -> Changes:
        """Move a task to another state, with its result, the day it was done and a record that proves it.

        Raises RefusedInput for a step that does not follow or a day missing; RecordMissing.
        """
        view = self._records.load(record_id)
        values: dict[str, Any] = {**view.values, "state": state}
        if result.strip():
            values["result"] = result.strip()
        if state == "done":
            values |= {"done": done, "percent": 100}
        elif view.values.get("state") == "done":
            values |= {"done": None, "percent": None}
        if evidence:
            proved = list(view.values.get("evidence") or ())
            known = any(row["record"] == evidence for row in proved)
            values["evidence"] = proved if known else [*proved, {"record": evidence}]
        return self._records.amend("duties", record_id, values, view.heads)

    # --- reading ------------------------------------------------------------------------------------------------------

    @staticmethod
    def _heads(connection: sa.Connection, today: date) -> dict[tuple[str, int], _Head]:
        """Return every directive, every plan (a plan under a directive leads to that one), and the place of all other tasks."""
        directives, plans = tables.table("directives").c, tables.table("plans").c
        found: dict[tuple[str, int], _Head] = {}
        query = sa.select(directives.id, directives.symbol, directives.subject, directives.valid_to, directives.withdrawn)
        for row in connection.execute(query.order_by(directives.issued, directives.id)):
            live = not row.withdrawn and (row.valid_to is None or row.valid_to >= today.isoformat())
            found["directives", row.id] = _Head("directives", row.id, row.symbol or "", row.subject or "", live)
        query = sa.select(plans.id, plans.number, plans.paper_no, plans.title, plans.directive)
        for plan in connection.execute(query.order_by(plans.begins, plans.id)):
            above = found.get(("directives", plan.directive)) if plan.directive is not None else None
            own = _Head("plans", plan.id, plan.paper_no or plan.number or "", plan.title or "")
            found["plans", plan.id] = above or own
        found["", 0] = _Head()
        return found

    @staticmethod
    def _rows(connection: sa.Connection) -> list[Any]:
        duties, links = tables.table("duties").c, tables.LINKS.c
        proofs = (
            sa.select(sa.func.count())
            .where(links.source == duties.id, links.path == "evidence.record")
            .correlate(tables.table("duties"))
            .scalar_subquery()
            .label("proofs")
        )
        query = sa.select(
            duties.id,
            duties.number,
            duties.title,
            duties.area,
            duties.directive,
            duties.plan,
            duties.responsible,
            duties.due,
            duties.state,
            duties.percent,
            duties.done,
            duties.result,
            proofs,
        ).where(duties.withdrawn == 0)
        return list(connection.execute(query))

    def _task(self, connection: sa.Connection, row: sa.Row[Any], now: datetime) -> Task:
        due = date.fromisoformat(row.due) if row.due else None
        done = date.fromisoformat(row.done) if row.done else None
        urgency, left, when = _clock(row.state, due, done, now)
        return Task(
            self._id(connection, row.id),
            row.number or "",
            row.title or "",
            codes.label("nine_tasks", row.area) if row.area else "",
            row.responsible or "",
            due,
            row.state or "",
            codes.label("duty_state", row.state) if row.state else "",
            row.percent,
            done,
            row.result or "",
            row.proofs,
            urgency,
            left,
            when,
        )

    def _id(self, connection: sa.Connection, key: int) -> str:
        return str(self._session.database.version(connection, key))


def _place(heads: dict[tuple[str, int], _Head], directive: int | None, plan: int | None) -> tuple[str, int]:
    """Return where a task stands: under its directive, else under that of its plan, else under its plan, else apart."""
    for kind, key in (("directives", directive), ("plans", plan)):
        head = heads.get((kind, key)) if key is not None else None
        if head is not None:
            return head.kind, head.key
    return "", 0


def _clock(state: str | None, due: date | None, done: date | None, now: datetime) -> tuple[str, str, str]:
    """Return (urgency, words, second line) of a task."""
    when = dates.day_text(due) if due else _("no date")
    if state == "done":
        late = (done - due).days if done and due else 0
        words = ngettext("done, {n} day late", "done, {n} days late", late).format(n=late) if late > 0 else _("done")
        return "done", words, dates.date_text(done) if done else when
    if state == "dropped":
        return "others", _("dropped"), when
    if due is None:
        return "later", _("no date"), ""
    left = dates.at(due, 1440) - now
    urgency = "overdue" if left < timedelta(0) else "soon" if left <= SOON else "later"
    return urgency, dates.remaining_text(left), when


def _group(head: _Head, record_id: str, tasks: Sequence[Task], state: str) -> TaskGroup:
    owed = [task for task in tasks if task.state != "dropped"]
    waiting = sorted((task for task in owed if task.open and task.due), key=_by_due)
    return TaskGroup(
        head.kind,
        record_id,
        head.symbol,
        head.subject,
        tuple(sorted((task for task in tasks if task.shown_in(state)), key=_by_state)),
        len(owed),
        sum(task.state == "done" for task in owed),
        sum(task.overdue for task in owed),
        len(tasks) - len(owed),
        sum(task.evidence for task in tasks),
        waiting[0] if waiting else None,
    )


def _by_due(task: Task) -> tuple[date, str]:
    return task.due or date.max, task.number


def _by_state(task: Task) -> tuple[int, date, str]:
    return (0 if task.open else 1 if task.state == "done" else 2), task.due or date.max, task.number


def _urgent(group: TaskGroup) -> tuple[bool, date, bool, str]:
    """Put what is due first on top, then what is done, then directives nobody has made tasks of."""
    due = group.next_due.due if group.next_due else None
    return not group.total, due or date.max, not group.id, group.symbol


def _title(head: _Head) -> str:
    return " · ".join(part for part in (head.symbol, head.subject) if part)


def _people(named: Mapping[str, str]) -> tuple[str, ...]:
    """Return each person once, by the first spelling met; `named` are the keys of all spellings."""
    found: dict[str, str] = {}
    for name, key in named.items():
        found.setdefault(key, name)
    return tuple(sorted(name for key, name in found.items() if key))
