"""What the dated law says of a sanction on the day of its act, and whether this post has sanctioned the person before.

Advice only: nothing here refuses a record. Earlier sanctions are looked for among what this post holds, over merged records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from borderpost.deadlines import law
from borderpost.deadlines.counting import end_of
from borderpost.deadlines.law import Line
from borderpost.domain import codes, dates, reading
from borderpost.domain.clock import epoch, from_epoch, local_date
from borderpost.domain.fields import Plain
from borderpost.domain.words import N_, Message, Problem, _, ngettext
from borderpost.registers import KINDS
from borderpost.services.checks import version_of
from borderpost.services.persons import PersonService
from borderpost.services.records import RecordService
from borderpost.services.session import Session
from borderpost.services.settings import PostFacts, SettingsService
from borderpost.storage import tables
from borderpost.storage.unit_of_work import RecordMissing

CLASSES = "legal_class"


@dataclass(frozen=True, slots=True)
class Prior:
    """An earlier sanction of the same person for the same act."""

    id: str
    number: str
    decided: date
    decision_no: str

    def words(self) -> str:
        """Return when, which record and by which decision; never who."""
        found = [dates.date_text(self.decided), self.number]
        if self.decision_no:
            found.append(_("decision {number}").format(number=self.decision_no))
        return " · ".join(found)


@dataclass(frozen=True, slots=True)
class Advice:
    """What is said beside a sanction.

    day: whose law counts. law: the articles and ranges in force that day. notes: what limits them. problems: of single fields,
    none blocks. priors: earlier sanctions. warning: the sentence on them. searched: how far the search for them reached.
    """

    day: date
    law: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    priors: tuple[Prior, ...] = ()
    warning: str = ""
    searched: str = ""


class LawService:
    """One per unlocked post."""

    def __init__(self, session: Session, records: RecordService, persons: PersonService, settings: SettingsService) -> None:
        self._session = session
        self._records = records
        self._persons = persons
        self._settings = settings

    def advise(self, values: Mapping[str, Plain], record_id: str | None = None) -> Advice:
        """Return what the law says of a sanction as it is written so far; `record_id` is the record itself, if it is saved."""
        day = self.day_of(values)
        act, conduct, person = values.get("act"), values.get("conduct"), values.get("person")
        if act is None:
            return Advice(day)
        found = law.lines_of(act, day, conduct)
        problems = [*_out_of_force(act, day), *_misplaced(act, conduct, day), *_out_of_range(values, day)]
        notes = []
        if any(line.unconfirmed for line in found):
            notes.append(_("Part of this was not read in the law: check it before deciding."))
        notes += self._ceiling(values, day, problems)
        priors = self._priors(person, act, self._before(values, day), record_id) if person else ()
        return Advice(
            day, tuple(words_of(line) for line in found), tuple(notes), tuple(problems), priors, *_told(priors, person)
        )

    def day_of(self, values: Mapping[str, Plain]) -> date:
        """Return the day of the act: as written, else that of the detection, else of the record, else today."""
        register = KINDS["sanctions"]
        if not values.get("happened") and (found := self._detected(values.get("detection"))) is not None:
            return found
        return register.act_day(values) or local_date(self._session.clock.now())

    def _detected(self, detection: Plain) -> date | None:
        try:
            view = self._records.load(detection) if isinstance(detection, str) else None
        except RecordMissing:
            return None
        return None if view is None else KINDS[view.kind].act_day(view.values)

    @staticmethod
    def _before(values: Mapping[str, Plain], day: date) -> int:
        """Return the second up to which a sanction is an earlier one: the act, else the end of its day."""
        at = values.get("happened") or values.get("recorded")
        return epoch(datetime.fromisoformat(at) if isinstance(at, str) else end_of(day))

    def _ceiling(self, values: Mapping[str, Plain], day: date, problems: list[Problem]) -> Iterator[str]:
        position, branch = values.get("approver_position"), law.branch(values.get("act"), day)
        if position is None or branch is None:
            return
        found, facts = law.ceiling(position, day), self._settings.post()
        percent = None if found is None else found.percent or _setting(facts, found.setting)
        if not percent:
            yield _("How high this position may fine is not known here; it is a setting of the post or stands in the decree.")
            return
        highest = _setting(facts, branch.setting)
        if not highest:
            words = _(
                "This position may fine up to {percent} % of the highest fine in {branch}; that is not set yet (Settings)."
            )
            yield words.format(percent=percent, branch=branch.name())
            return
        most = highest * percent // 100
        yield _("This position may fine up to {most} dong ({percent} %).").format(
            most=reading.number_text(most), percent=percent
        )
        fine = values.get("fine")
        if isinstance(fine, int) and fine > most and not any(item.field == "fine" for item in problems):
            sentence = Message(N_("Above what this position may fine: {most} dong. Check who decides."), {"most": _money(most)})
            problems.append(Problem("fine", sentence, blocking=False))

    def _priors(self, person: str, act: str, before: int, record_id: str | None) -> tuple[Prior, ...]:
        group = {person, *self._persons.same_as(person)}
        links, table = tables.LINKS, tables.table("sanctions")
        with self._session.read() as connection:
            database = self._session.database
            keys = [key for name in group if (key := database.known_key(connection, version_of(name))) is not None]
            own = database.known_key(connection, version_of(record_id)) if record_id is not None else None
            # Through the links, which are indexed by their target: no scan of the register.
            named = sa.select(links.c.source).where(links.c.target.in_(keys), links.c.path == "person")
            query = sa.select(table).where(
                table.c.id.in_(named),
                table.c.id != (own or 0),
                table.c.withdrawn == 0,
                table.c.act.in_(lineage(act)),
                table.c.decided < before,
            )
            rows = connection.execute(query.order_by(table.c.decided.desc(), table.c.id.desc())).mappings().all()
            return tuple(
                Prior(
                    str(database.version(connection, row["id"])),
                    row["number"] or "",
                    local_date(from_epoch(row["decided"])),
                    row["decision_no"] or "",
                )
                for row in rows
            )


def lineage(code: str) -> tuple[str, ...]:
    """Return a legal class with its predecessors and successors: the same act under older and newer decrees."""
    listed = list(codes.codes(CLASSES))
    found = {code}
    for _time in listed:
        found |= {item.code for item in listed if item.successor in found}
        found |= {item.successor for item in listed if item.code in found and item.successor is not None}
    return tuple(sorted(found))


def words_of(line: Line) -> str:
    """Return a line of the store as a person reads it: article, what it is about, fine, prison, condition."""
    found = [_article(line)]
    if line.conduct is not None:
        found.append(codes.label("sanction_conduct", line.conduct))
    if line.fine is not None:
        low, high = line.fine
        found.append(_("fine {low} to {high} dong").format(low=_money(low), high=_money(high)))
    if line.months is not None:
        found.append(_prison(line))
    found += [text for text in (line.measure(), line.note()) if text]
    return " · ".join(found)


def _article(line: Line) -> str:
    paper = line.paper.name()
    if line.clause:
        return _("clause {clause}, article {article}, {paper}").format(clause=line.clause, article=line.article, paper=paper)
    return _("article {article}, {paper}").format(article=line.article, paper=paper) if line.article else paper


def _prison(line: Line) -> str:
    low, high = line.months or (0, 0)
    words = _("prison {low} to {high}").format(low=_term(low), high=_term(high))
    return _("{prison}, or for life").format(prison=words) if line.life else words


def _term(months: int) -> str:
    if months % 12:
        return ngettext("{n} month", "{n} months", months).format(n=months)
    return ngettext("{n} year", "{n} years", months // 12).format(n=months // 12)


def _money(amount: int) -> str:
    return reading.number_text(amount)


def _setting(facts: PostFacts, name: str) -> int:
    found = getattr(facts, name, 0)
    return found if isinstance(found, int) else 0


def _out_of_force(act: str, day: date) -> Iterator[Problem]:
    listed = codes.codes(CLASSES)
    code = listed.get(act)
    if code is None or code.valid_on(day):
        return
    then = listed.on(act, day)
    if then is None:
        sentence = Message(N_("Not in force on {day}. Check the act and its time."), {"day": dates.date_text(day)})
    else:
        known = {"day": dates.date_text(day), "words": then.label()}
        sentence = Message(N_("Not in force on {day}: that day it was “{words}”."), known)
    yield Problem("act", sentence, blocking=False)


def _misplaced(act: str, conduct: Plain, day: date) -> Iterator[Problem]:
    known = law.conducts(act, day)
    if known and conduct is not None and conduct != "other" and conduct not in known:
        listed = ", ".join(codes.label("sanction_conduct", item) for item in known)
        yield Problem("conduct", Message(N_("This act knows: {listed}."), {"listed": listed}), blocking=False)


def _out_of_range(values: Mapping[str, Plain], day: date) -> Iterator[Problem]:
    fine, found = values.get("fine"), law.fine_range(values.get("act"), day, values.get("conduct"))
    if isinstance(fine, int) and found is not None and not found[0] <= fine <= found[1]:
        known = {"day": dates.date_text(day), "low": _money(found[0]), "high": _money(found[1])}
        yield Problem(
            "fine", Message(N_("On {day} the range was {low} to {high} dong. Check the fine."), known), blocking=False
        )


def _told(priors: tuple[Prior, ...], person: Plain) -> tuple[str, str]:
    if person is None:
        return "", ""
    if not priors:
        return "", _("This post holds no earlier sanction of this person for this act. Other posts are not searched.")
    words = _("Already sanctioned for the same act on {day}: article 347 may apply, check.")
    return words.format(day=dates.date_text(priors[0].decided)), _("Searched: only what this post holds.")
