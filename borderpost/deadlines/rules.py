"""Deadlines of a record, from dated rules: `resources/legal/deadlines.json`. The law reminds, people decide.

A rule: `{id, register, start: [field…], limit: {unit, count, days_before}, done: field, when: {field: [value…]},
basis: {vi, en}, vi, en, valid_from, valid_to, unsure}`. unit: `at_once` (no number in the law), `none` (no limit), `hours`,
`whole_days` (both end at their hour), `days`, `working_days`, `months`. when: every field holds one of the values; `*` is any
value, null none. A name may be that of a derived value. Several starts: the law does not say from which it runs; each gives a
limit and the earliest warns. unsure: later law is unknown. `by_day`: the day written, to its last minute.

`closed` of a file names, by register, the fields of which any one, once written, ends a record: its rules fall silent then, but
not those that say `outlives_end`. A decision that was never sent is owed even after the custody is over.

Appointments the post sets itself (a visit, an answer, the next meeting) are rules of the same form without a law, in
`resources/legal/appointments.json`; `detail` names the fields that say what it is about. Beside the rules of a file, `closed`
names the fields that end everything of a record, `answers` those that name who answers for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from borderpost.deadlines.counting import FOLDER, Calendar, add_months, calendar, end_of
from borderpost.domain import words
from borderpost.domain.clock import VIETNAM
from borderpost.domain.fields import Plain

UNITS = frozenset({"at_once", "none", "by_day", "hours", "whole_days", "days", "working_days", "months"})
OPEN_ENDED = frozenset({"at_once", "none"})
UNCOUNTED = OPEN_ENDED | {"by_day"}
_FILES = ("deadlines.json", "appointments.json")


@dataclass(frozen=True, slots=True)
class Rule:
    """One legal period of one register, in force from `valid_from` to `valid_to`, both inside; None is open."""

    id: str
    register: str
    start: tuple[str, ...]
    unit: str
    count: int
    days_before: int
    done: str
    when: Mapping[str, tuple[Plain, ...]]
    basis: Mapping[str, str]
    vi: str
    en: str
    valid_from: date | None
    valid_to: date | None
    unsure: bool
    detail: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()

    def label(self) -> str:
        """Return what must be done, in the language in force."""
        return self.vi if words.language() == "vi" else self.en

    def ground(self) -> str:
        """Return the article it rests on, in the language in force."""
        return self.basis[words.language()]

    def valid_on(self, day: date) -> bool:
        """Tell whether the rule was in force on the day of the act."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def over(self, values: Mapping[str, Plain]) -> bool:
        """Tell whether the record has ended in a way that makes this rule senseless."""
        return any(values.get(name) is not None for name in self.closed)

    def applies(self, values: Mapping[str, Plain]) -> bool:
        """Tell whether a record is one the rule speaks of."""
        return all(_one_of(values.get(name), wanted) for name, wanted in self.when.items())


@dataclass(frozen=True, slots=True)
class Deadline:
    """One period of one record.

    at: when it ends, None without a limit in numbers. later: the ends by other ways of counting, where the law is unsure.
    stated: its last day before it moved to a working day, None if it did not move. earlier: the last working day before an end
    that must not move forward (a request due so many days before). sure: the holidays of that year are known.
    """

    rule: Rule
    began: datetime
    at: datetime | None
    later: tuple[datetime, ...] = ()
    stated: date | None = None
    earlier: date | None = None
    done: datetime | None = None
    sure: bool = True

    def missed(self, now: datetime) -> bool:
        """Tell whether it was done too late, or is not done and over. A missed period is shown and explained, never blocked."""
        return self.at is not None and (self.done or now) > self.at

    def left(self, now: datetime) -> timedelta | None:
        """Return the time left, negative when over; None without a limit."""
        return None if self.at is None else self.at - now


@dataclass(frozen=True, slots=True)
class _End:
    """One way of counting: the end, and how it came about."""

    at: datetime
    stated: date | None = None
    earlier: date | None = None
    sure: bool = True


def _one_of(value: Plain, wanted: tuple[Plain, ...]) -> bool:
    if value is None:
        return None in wanted
    # A truth value is not the number that equals it: `extensions: [1]` does not speak of a record that says yes.
    return "*" in wanted or any(type(value) is type(item) and value == item for item in wanted)


def read_rule(raw: Mapping[str, Any], closed: Mapping[str, Sequence[str]] | None = None) -> Rule:
    """Read one rule; `closed` names the fields that end a record, by register.

    Raises ValueError for an unknown unit, KeyError for a missing part.
    """
    limit = raw["limit"]
    if limit["unit"] not in UNITS or (limit["unit"] in UNCOUNTED) == ("count" in limit):
        raise ValueError(raw["id"])
    return Rule(
        raw["id"],
        raw["register"],
        tuple(raw["start"]),
        limit["unit"],
        limit.get("count", 0),
        limit.get("days_before", 0),
        raw["done"],
        {name: tuple(wanted) for name, wanted in raw.get("when", {}).items()},
        raw.get("basis", {"vi": "", "en": ""}),
        raw["vi"],
        raw["en"],
        _day(raw.get("valid_from")),
        _day(raw.get("valid_to")),
        raw.get("unsure", False),
        tuple(raw.get("detail", ())),
        () if raw.get("outlives_end") else tuple((closed or {}).get(raw["register"], ())),
    )


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule and every kind of appointment that ships with the program."""
    files = [_file(name) for name in _FILES]
    return tuple(read_rule(raw, file["closed"]) for file in files for raw in file["rules"])


@cache
def rules_of(kind: str) -> tuple[Rule, ...]:
    """Return the rules of one register."""
    return tuple(rule for rule in rules() if rule.register == kind)


@cache
def answering() -> Mapping[str, tuple[str, ...]]:
    """Return, by register, the fields that name who answers for what is due; the first one written counts."""
    return {kind: tuple(names) for file in _FILES for kind, names in _file(file)["answers"].items()}


@cache
def digest() -> str:
    """Return the SHA-256 of rules and holidays: what is due has to be counted anew when it is another one."""
    parts = [(FOLDER / name).read_bytes() for name in (*_FILES, "holidays.json")]
    return sha256(b"\0".join(parts)).hexdigest()


def _file(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def deadlines(
    kind: str, values: Mapping[str, Plain], *, given: tuple[Rule, ...] | None = None, days: Calendar | None = None
) -> Iterator[Deadline]:
    """Yield the periods that run, or ran, for a record of canonical plain values, in the order of the rules.

    A rule in force on the day its period began counts. A start not written yet begins nothing.
    """
    known = calendar() if days is None else days
    for rule in rules_of(kind) if given is None else given:
        if rule.register != kind or not rule.applies(values):
            continue
        starts = [at for name in rule.start if (at := _instant(values.get(name))) is not None]
        if starts and rule.valid_on(min(starts).astimezone(VIETNAM).date()):
            yield _deadline(rule, sorted(starts), _instant(values.get(rule.done)), known)


def _deadline(rule: Rule, starts: list[datetime], done: datetime | None, known: Calendar) -> Deadline:
    if rule.unit in OPEN_ENDED:
        return Deadline(rule, starts[0], None, done=done)
    first, *others = sorted({_end(rule, start, known) for start in starts}, key=_at)
    later = tuple(end.at for end in others)
    return Deadline(rule, starts[0], first.at, later, first.stated, first.earlier, done, first.sure)


def _at(end: _End) -> datetime:
    return end.at


def _end(rule: Rule, start: datetime, known: Calendar) -> _End:
    if rule.unit == "hours":
        return _End(start + timedelta(hours=rule.count))
    if rule.unit == "whole_days":
        return _End(start + timedelta(days=rule.count))
    began = start.astimezone(VIETNAM).date()
    if rule.unit == "by_day":
        return _End(end_of(began))
    if rule.unit == "working_days":
        last = known.add_working(began, rule.count)
        return _End(end_of(last), sure=known.knows(last))
    stated = began + timedelta(days=rule.count) if rule.unit == "days" else add_months(began, rule.count)
    if rule.days_before:
        asked = stated - timedelta(days=rule.days_before)
        worked = known.last_working(asked)
        return _End(end_of(asked), earlier=None if worked == asked else worked, sure=known.knows(asked))
    last = known.next_working(stated)
    return _End(end_of(last), None if last == stated else stated, sure=known.knows(last))


def _instant(value: Plain) -> datetime | None:
    """Read a moment; a day without an hour counts from its first minute. What is neither is no moment."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at if at.tzinfo is not None else datetime.combine(at.date(), time(), VIETNAM)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
