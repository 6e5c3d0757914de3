"""The law library: which classes, amounts, ceilings and deadlines were in force on a day, in words and only to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from borderpost.deadlines import law
from borderpost.deadlines.law import Ceiling, Paper
from borderpost.deadlines.rules import Rule, rules
from borderpost.domain import codes, dates, reading
from borderpost.domain.words import _, ngettext
from borderpost.registers import KINDS
from borderpost.services.law import CLASSES, words_of
from borderpost.services.settings import SettingsService


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what it is, what is said of it, and whether somebody must check it against the text."""

    text: str
    below: str
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Library:
    """Everything in force on a day."""

    day: date
    acts: tuple[Entry, ...]
    ceilings: tuple[Entry, ...]
    clocks: tuple[Entry, ...]
    papers: tuple[Entry, ...]


class LawLibrary:
    """One per unlocked post."""

    def __init__(self, settings: SettingsService) -> None:
        self._settings = settings

    def on(self, day: date) -> Library:
        """Return what is in force on a day; of the papers also those that are not, with their dates."""
        return Library(day, tuple(_acts(day)), tuple(self._ceilings(day)), tuple(_clocks(day)), tuple(_papers(day)))

    def _ceilings(self, day: date) -> Iterator[Entry]:
        facts = self._settings.post()
        for item in law.store().ceilings:
            if not item.paper.valid_on(day):
                continue
            percent = item.percent or int(getattr(facts, item.setting))
            words = _("{percent} % of the highest fine of the branch").format(percent=percent) if percent else _("not known")
            below = [words] + [
                f"{branch.name()}: {_most(percent, highest)}"
                for branch in law.store().branches.values()
                if percent and (highest := int(getattr(facts, branch.setting)))
            ]
            yield Entry(
                codes.label("position", item.position), " · ".join([*below, item.paper.name()]), _doubtful(item, percent)
            )


def _most(percent: int, highest: int) -> str:
    return _("up to {most} dong").format(most=reading.number_text(highest * percent // 100))


def _doubtful(item: Ceiling, percent: int) -> bool:
    return item.paper.unconfirmed or not percent


def _acts(day: date) -> Iterator[Entry]:
    for legal_class in law.legal_classes(day):
        for line in law.lines_of(legal_class, day):
            yield Entry(codes.label(CLASSES, legal_class), words_of(line), line.unconfirmed)


def _clocks(day: date) -> Iterator[Entry]:
    for rule in rules():
        if any(rule.basis.values()) and rule.valid_on(day):
            below = (limit_words(rule), _(KINDS[rule.register].label), rule.ground())
            yield Entry(f"{rule.id.partition('.')[0]} · {rule.label()}", " · ".join(below), rule.unsure)


def _papers(day: date) -> Iterator[Entry]:
    for paper in law.store().papers:
        standing = _("in force") if paper.valid_on(day) else _("not in force that day")
        yield Entry(paper.name(), f"{standing} · {_span(paper)}", paper.unconfirmed)


def _span(paper: Paper) -> str:
    if paper.valid_from is None:
        return _("no dates in the store")
    first = dates.date_text(paper.valid_from)
    if paper.valid_to is None:
        return _("from {first}").format(first=first)
    return _("{first} to {last}").format(first=first, last=dates.date_text(paper.valid_to))


def limit_words(rule: Rule) -> str:
    """Return how long a rule gives, in words."""
    count = rule.count
    counted = {
        "hours": ngettext("{n} hour", "{n} hours", count),
        "whole_days": ngettext("{n} day, to the hour", "{n} days, to the hour", count),
        "days": ngettext("{n} day", "{n} days", count),
        "working_days": ngettext("{n} working day", "{n} working days", count),
        "months": ngettext("{n} month", "{n} months", count),
    }
    if rule.unit not in counted:
        return _("at once") if rule.unit == "at_once" else _("no limit in numbers")
    if not count:
        return _("as the paper says")
    words = counted[rule.unit].format(n=count)
    if not rule.days_before:
        return words
    early = ngettext("{n} day", "{n} days", rule.days_before).format(n=rule.days_before)
    return _("{early} before the end of {term}").format(early=early, term=words)
