"""What the progress board shows: plain values, all texts words of the language in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from borderpost.domain.words import _

STATES = ("unfinished", "overdue", "done", "dropped", "all")
"""What a board is narrowed to, in the order of its tabs."""


@dataclass(frozen=True, slots=True)
class Task:
    """One due task in words. `urgency`, `left` and `when` are its clock; `state` is a code of `duty_state`."""

    id: str
    number: str
    title: str
    area: str
    who: str
    due: date | None
    state: str
    state_words: str
    percent: int | None
    done: date | None
    result: str
    evidence: int
    urgency: str
    left: str
    when: str

    @property
    def open(self) -> bool:
        """Whether it is still owed."""
        return self.state not in ("done", "dropped")

    @property
    def overdue(self) -> bool:
        """Whether its day is over and it is still owed."""
        return self.urgency == "overdue"

    def shown_in(self, state: str) -> bool:
        """Tell whether it belongs to one of STATES."""
        return {"all": True, "unfinished": self.open, "overdue": self.overdue}.get(state, self.state == state)


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """A directive, or a plan without one, with its tasks; kind and id are empty for tasks that name neither.

    `tasks` are those the board is narrowed to; the counts are of all tasks of the persons asked for.
    """

    kind: str
    id: str
    symbol: str
    subject: str
    tasks: tuple[Task, ...]
    total: int = 0
    done: int = 0
    overdue: int = 0
    dropped: int = 0
    evidence: int = 0
    next_due: Task | None = None

    @property
    def title(self) -> str:
        """Its words."""
        return " · ".join(part for part in (self.symbol, self.subject) if part) or _("Without a directive")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is wanted: the tasks of one directive or plan by its id, of one person, of one of STATES."""

    directive: str = ""
    who: str = ""
    state: str = "all"


@dataclass(frozen=True, slots=True)
class ProgressBoard:
    """The whole board. `counts` by state; `people` and `directives` (id, words) are what it can be narrowed to."""

    groups: tuple[TaskGroup, ...]
    counts: dict[str, int]
    total: int
    done: int
    overdue: int
    evidence: int
    people: tuple[str, ...]
    directives: tuple[tuple[str, str], ...]
    at: datetime
    narrowing: Narrowing = field(default_factory=Narrowing)


@dataclass(frozen=True, slots=True)
class Goal:
    """One number of a plan: planned and done, in words too; `named` of what is done names the plan, the rest fell in its time.

    `how` says which way counted, `missing` what is still to be done; empty when nothing is.
    """

    code: str
    label: str
    planned: int
    done: int
    planned_words: str
    done_words: str
    how: str
    missing: str

    @property
    def percent(self) -> int:
        """How much of it is done, rounded down: 100 is said of what is complete only."""
        return self.done * 100 // self.planned


@dataclass(frozen=True, slots=True)
class PlanDone:
    """A plan against what was done. `state` is running, upcoming or ended; `span` its time in words."""

    id: str
    number: str
    paper_no: str
    title: str
    kind: str
    state: str
    span: str
    goals: tuple[Goal, ...]
    due: str
    urgency: str
    left: str

    @property
    def missing(self) -> str:
        """What is still to be done, in words; empty when every number is reached."""
        return ", ".join(goal.missing for goal in self.goals if goal.missing)

    @property
    def percent(self) -> int:
        """How much is done, each number weighing the same and none more than its whole."""
        return sum(min(goal.percent, 100) for goal in self.goals) // len(self.goals) if self.goals else 0


@dataclass(frozen=True, slots=True)
class Counted:
    """A record that was counted for a plan, and whether it names the plan."""

    kind: str
    id: str
    number: str
    words: str
    named: bool


PLAN_STATES = ("running", "upcoming", "ended", "all")
"""What plans are narrowed to, in the order of their tabs."""
