"""What is due: read from the registers, the most urgent first. The law reminds, people decide: nothing is blocked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from borderpost.deadlines.rules import answering
from borderpost.domain import dates
from borderpost.domain.clock import VIETNAM, from_epoch, local_date
from borderpost.domain.words import _
from borderpost.registers import KINDS
from borderpost.services.board import Board, BundleFacts, Due, Group, PersonLoad, Returned
from borderpost.services.drafts import DraftService
from borderpost.services.legal_clocks import Running, Stretch, loads, stretches
from borderpost.services.records import RecordService
from borderpost.services.session import Session
from borderpost.services.settings import PostFacts, SettingsService
from borderpost.services.setup import status
from borderpost.services.states import RecordStates, StateBook
from borderpost.services.whose import EVERYBODY, Loads, Whose, named_in, person_key, whose
from borderpost.storage import dues, tables
from borderpost.storage.tables import SHIFT

_FILE = Path(__file__).resolve().parents[2] / "resources" / "reminders" / "reminders.json"
_SOON = timedelta(hours=24)
MOST = 200
"""Open items of one sort shown at most; the register lists the rest."""
MOST_PERIODS = 60
"""Periods of one group shown at most; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A due act before it is put into its group; `order` sorts by what is left."""

    group: str
    order: float
    due: Due


class TodayService:
    """One per unlocked post."""

    def __init__(self, session: Session, records: RecordService, drafts: DraftService, settings: SettingsService) -> None:
        self._session = session
        self._records = records
        self._drafts = drafts
        self._settings = settings
        self._states = StateBook(session.database)

    def board(self, *, mine: bool = False, person: str = "") -> Board:
        """Return everything due now; with `mine` only what this user began, with `person` what that person answers for."""
        now = self._session.clock.now().astimezone(VIETNAM)
        facts = self._settings.post()
        with self._session.read() as connection:
            states = self._states.load(connection)
            who = self._whose(connection, person, mine=mine)
            items = [
                item
                for source in (self._needs, self._cases, self._feedback, self._two_values, self._receipts)
                for item in source(connection, now, who)
            ]
            legal = stretches(connection, now, who, MOST_PERIODS)
            items += self._legal(connection, now, legal)
            items += self._periods_due(connection, now, facts, who)
            items += self._backup_due(now, who)
            done = list(self._done(connection, now, who))
            bundles = self._bundles(connection, states)
            returned = self._returned(connection, states)
            last, expected = self._way(connection)
            periods = self._periods(connection, now, facts)
        more = {code: stretch.more for code, stretch in legal.items()}
        groups = [Group(code, _of(items, code), more.get(code, 0)) for code in ("overdue", "soon", "later", "waiting")]
        groups.append(Group("done", tuple(done)))
        account = self._session.account
        return Board(
            tuple(group for group in groups if group.items),
            bundles,
            returned,
            last,
            expected,
            tuple(self._drafts.all()),
            self._backup(now),
            periods,
            " ".join(part for part in (account.rank, account.name) if part),
            sum(group.total for group in groups if group.code in ("overdue", "soon")),
        )

    def people(self) -> tuple[PersonLoad, ...]:
        """Return what each person answers for, officers of the post with nothing due included; who is most late comes first."""
        now = self._session.clock.now().astimezone(VIETNAM)
        with self._session.read() as connection:
            rows = self._officers(connection)
            found = Loads({uid: name for uid, name, _active in rows}, [uid for uid, _name, active in rows if active])
            loads(connection, now, found)
            for source in (self._needs, self._cases, self._feedback):
                for item in source(connection, now, EVERYBODY):
                    counts = (item.group == "overdue", item.group == "soon", item.group == "later")
                    found.add(item.due.who, "", (int(counts[0]), int(counts[1]), int(counts[2])))
        return found.sorted()

    def _whose(self, connection: sa.Connection, person: str, *, mine: bool) -> Whose:
        names = {uid: name for uid, name, _active in self._officers(connection)} if person else {}
        return whose(names, person, self._session.keyring.uid if mine else None)

    @staticmethod
    def _officers(connection: sa.Connection) -> list[tuple[str, str, bool]]:
        table = tables.table("officers")
        query = sa.select(table.c.uid, table.c.name, table.c.active).where(table.c.withdrawn == 0).order_by(table.c.id)
        return [(row.uid, row.name or row.uid, row.active != 0) for row in connection.execute(query)]

    # --- sources ----------------------------------------------------------------------------------------------------

    def _needs(self, connection: sa.Connection, now: datetime, who: Whose) -> Iterator[_Item]:
        """Essential needs, "at once" (Law 53/2024 art. 37): no limit in hours is known, so the time passed is shown."""
        table = tables.table("receptions")
        query = _reading("receptions", "received").where(
            table.c.withdrawn == 0, table.c.needs_met.is_(None), table.c.received.is_not(None)
        )
        for row in self._open(connection, table, query, "received", who):
            yield self._at_once(
                "needs",
                now,
                from_epoch(row.received),
                _("Meet the essential needs of those received"),
                _("The law says “at once”: food, clothes, rest, first aid"),
                row,
                "receptions",
                connection,
            )

    def _cases(self, connection: sa.Connection, now: datetime, who: Whose) -> Iterator[_Item]:
        table = tables.table("victim_cases")
        query = _reading("victim_cases", "received", "screened", "found").where(
            table.c.withdrawn == 0,
            table.c.handed_over.is_(None),
            table.c.received.is_not(None),
            sa.or_(table.c.status.is_(None), table.c.status != "not_victim"),
        )
        for row in self._open(connection, table, query, "received", who):
            screened = row.screened is not None
            title = _("Hand over a possible victim") if screened else _("Screen a possible victim")
            detail = _("The law says “at once” · received {received}").format(
                received=dates.time_text(from_epoch(row.received))
            )
            if screened:
                detail += " · " + _("screened {screened}").format(screened=dates.time_text(from_epoch(row.screened)))
            began = from_epoch(row.found if row.found is not None else row.received)
            yield self._at_once("case", now, began, title, detail, row, "victim_cases", connection)

    def _feedback(self, connection: sa.Connection, now: datetime, who: Whose) -> Iterator[_Item]:
        table = tables.table("handovers")
        query = _reading("handovers", "feedback_due", "receiver").where(
            table.c.withdrawn == 0, table.c.feedback_due.is_not(None), table.c.feedback_at.is_(None)
        )
        for row in self._open(connection, table, query, "feedback_due", who):
            ends = dates.at(date.fromisoformat(row.feedback_due), 1440)
            left = ends - now
            group, urgency = _urgency(left)
            detail = _("{receiver} has not answered yet").format(receiver=row.receiver or _("The receiver"))
            yield _Item(
                group,
                left.total_seconds(),
                Due(
                    "feedback",
                    urgency,
                    dates.remaining_text(left),
                    _("24:00 {day}").format(day=dates.day_text(ends.date() - timedelta(days=1))),
                    _("Feedback after a hand-over"),
                    detail,
                    row.number or "",
                    self._answers(connection, "handovers", row),
                    "handovers",
                    self._id(connection, row.id),
                ),
            )

    def _legal(self, connection: sa.Connection, now: datetime, legal: dict[str, Stretch]) -> Iterator[_Item]:
        """Periods of the law and appointments, with what they rest on or are about. Missed ones stay and count on."""
        for group, stretch in legal.items():
            for item in stretch.items:
                yield self._period(connection, now, group, item)

    def _period(self, connection: sa.Connection, now: datetime, group: str, item: Running) -> _Item:
        deadline = item.deadline
        left = deadline.left(now)
        if left is not None and deadline.at is not None:
            time, order, urgency = dates.remaining_text(left), left.total_seconds(), group
            due = _end_text(deadline.at)
        else:
            passed = now - deadline.began
            urgency = "now" if group == "overdue" else group
            time, order = dates.elapsed_text(passed), -passed.total_seconds()
            due = _("since {moment}").format(moment=dates.moment_text(deadline.began))
        return _Item(
            group,
            order,
            Due(
                deadline.rule.id,
                urgency,
                time,
                due,
                deadline.rule.label(),
                item.detail(),
                item.number,
                item.who or self._records.officer_name(connection, item.author),
                item.kind,
                self._id(connection, item.key),
            ),
        )

    def _two_values(self, connection: sa.Connection, now: datetime, who: Whose) -> Iterator[_Item]:
        del now
        waiting = tables.DUES
        query = sa.select(waiting).where(waiting.c.rule == dues.TWO_VALUES, *who.among(connection))
        for row in connection.execute(query.order_by(waiting.c.record).limit(MOST)).all():
            table = tables.table(row.kind)
            number = connection.execute(sa.select(table.c.number).where(table.c.id == row.record)).scalar()
            yield _Item(
                "later",
                0,
                Due(
                    "two_values",
                    "later",
                    _("two values"),
                    _("no date"),
                    _("Decide which value is right"),
                    _(KINDS[row.kind].singular),
                    number or "",
                    row.who or self._records.officer_name(connection, row.author),
                    row.kind,
                    self._id(connection, row.record),
                ),
            )

    def _receipts(self, connection: sa.Connection, now: datetime, who: Whose) -> Iterator[_Item]:
        """Bundles a courier carries and no receipt answers; past the expected time they are overdue."""
        table = tables.table("bundles")
        query = (
            sa.select(table)
            .where(table.c.withdrawn == 0, table.c.handed.is_not(None), table.c.receipted.is_(None))
            .order_by(table.c.id.desc())
            .limit(MOST)
        )
        for row in connection.execute(query):
            if who.key and person_key(row.courier or "") != who.key:
                continue
            expected = from_epoch(row.expected) if row.expected is not None else None
            over = expected is not None and expected < now
            detail = _("The courier took it {moment}").format(moment=dates.moment_text(from_epoch(row.handed)))
            if row.seal_no:
                detail += " · " + _("seal {number}").format(number=row.seal_no)
            yield _Item(
                "overdue" if over else "waiting",
                (expected - now).total_seconds() if expected else 0,
                Due(
                    "receipt",
                    "overdue" if over else "others",
                    dates.remaining_text(expected - now) if over and expected else _("awaiting the receipt"),
                    _("before {moment}").format(moment=dates.moment_text(expected)) if expected else _("no date"),
                    _("Bundle {number} is on its way").format(number=row.number),
                    detail,
                    _("Bundle {number}").format(number=row.number),
                    row.courier or "",
                    screen="courier",
                ),
            )

    def _periods_due(self, connection: sa.Connection, now: datetime, facts: PostFacts, who: Whose) -> Iterator[_Item]:
        from borderpost.statistics import windows

        if who.key and person_key(facts.signer_name) != who.key:
            return
        last = windows.previous(windows.by_date(local_date(now), "month", facts.month_start_day), facts.month_start_day)
        if not self._began_before(connection, last.last) or self._closed(connection, last.name):
            return
        yield _Item(
            "soon",
            0,
            Due(
                "period",
                "soon",
                _("closed, not signed"),
                _("ended {day}").format(day=dates.date_text(last.last)),
                _("Close the figures of {window}").format(window=last.name),
                _("From {first} to {last}").format(first=dates.date_text(last.first), last=dates.date_text(last.last)),
                last.name,
                facts.signer_name,
                screen="reports",
            ),
        )

    def _backup_due(self, now: datetime, who: Whose) -> Iterator[_Item]:
        limit = timedelta(hours=_reminders()["backup_after_hours"])
        at = self._status_time("backup")
        if who.key or (at is not None and now - at < limit):
            return  # nobody in particular answers for it
        left = _("never yet") if at is None else dates.elapsed_text(now - at)
        yield _Item(
            "soon",
            1,
            Due(
                "backup",
                "soon",
                left,
                _("no date"),
                _("Make a backup to a second place"),
                _("A stolen or broken machine loses what only it has"),
                "",
                "",
                screen="settings",
            ),
        )

    def _done(self, connection: sa.Connection, now: datetime, who: Whose) -> Iterator[Due]:
        since = int((now - timedelta(hours=_reminders()["shift_hours"])).timestamp())
        steps = (
            ("receptions", "needs_met", _("Essential needs met")),
            ("victim_cases", "screened", _("Screened")),
            ("victim_cases", "handed_over", _("Handed over")),
            ("handovers", "handed", _("Hand-over written")),
        )
        # One statement in words: four made by SQLAlchemy took 15 ms to write down the first time Today opened.
        read = " UNION ALL ".join(
            f"SELECT '{kind}', '{step}', id, number, {step} AS at, author, {_named(kind)} FROM {kind} "  # noqa: S608 - declared names
            f"WHERE withdrawn = 0 AND {step} BETWEEN :since AND :until"
            for kind, step, _words in steps
        )
        rows = connection.exec_driver_sql(f"{read} ORDER BY at DESC", {"since": since, "until": int(now.timestamp())})
        words = {(kind, step): done for kind, step, done in steps}
        for kind, step, key, number, at, author, named in islice((row for row in rows if who.holds(row[6], row[5])), MOST):
            person = named or self._records.officer_name(connection, author)
            moment = dates.time_text(from_epoch(at))
            yield Due(step, "done", moment, "", words[kind, step], "", number or "", person, kind, self._id(connection, key))

    # --- the column at the right ------------------------------------------------------------------------------------

    @staticmethod
    def _bundles(connection: sa.Connection, states: RecordStates) -> BundleFacts:
        packed = max((bundle.last for bundle in states.bundles if bundle.feed == states.own), default=0)
        base = states.own << SHIFT
        ends = (states.own + 1) << SHIFT
        saved = travelling = every = 0
        for kind, register in KINDS.items():
            if register.internal:
                continue
            sums = "count(*), count(*) FILTER (WHERE tip > ?), count(*) FILTER (WHERE tip > ? AND tip <= ?)"
            statement = f"SELECT {sums} FROM {kind} WHERE withdrawn = 0 AND tip > ? AND tip < ?"  # noqa: S608 - declared names
            marks = (base | max(packed, states.have_through), states.sent_tip, base | packed, base, ends)
            found = connection.exec_driver_sql(statement, marks).one()
            every, saved, travelling = every + found[0], saved + found[1], travelling + found[2]
        travels = travelling > 0
        number = states.bundles[-1].number if states.bundles and travels else None
        return BundleFacts(saved, travelling, number, every - saved - travelling)

    def _returned(self, connection: sa.Connection, states: RecordStates) -> tuple[Returned, ...]:
        found = []
        for key, (field, reason, _through) in states.returned.items():
            row = connection.exec_driver_sql("SELECT body FROM journal WHERE id = ?", (key,)).first()
            if row is None:
                continue
            record = self._id(connection, key)
            view = self._records.load(record)
            if view.state.code != "rejected":
                continue
            named = KINDS[view.kind].by_name.get(field or "")
            label = named.label if named is not None else ""
            sentence = ": ".join(part for part in (_(label) if label else "", _(reason)) if part)
            found.append(Returned(view.kind, record, view.number, sentence))
        return tuple(found)

    @staticmethod
    def _way(connection: sa.Connection) -> tuple[str, str]:
        receipts, bundles = tables.table("receipts"), tables.table("bundles")
        last = connection.execute(sa.select(sa.func.max(receipts.c.at))).scalar()
        expected = connection.execute(
            sa.select(sa.func.min(bundles.c.expected)).where(bundles.c.handed.is_not(None), bundles.c.receipted.is_(None))
        ).scalar()
        return tuple(dates.moment_text(from_epoch(moment)) if moment else "" for moment in (last, expected))  # type: ignore[return-value]  # two of two

    def _backup(self, now: datetime) -> tuple[tuple[str, str, str], ...]:
        found = []
        for name, words, hours in (
            ("backup", _("Newest backup"), _reminders()["backup_after_hours"]),
            ("drill", _("Last restore drill"), _reminders()["drill_after_hours"]),
        ):
            at = self._status_time(name)
            old = at is None or now - at > timedelta(hours=hours)
            value = _("never yet") if at is None else _("{duration} ago").format(duration=dates.duration_text(now - at))
            found.append((words, value, "amb" if old else "text"))
        return tuple(found)

    def _periods(self, connection: sa.Connection, now: datetime, facts: PostFacts) -> tuple[tuple[str, str, str, str], ...]:
        from borderpost.statistics import windows

        current = windows.by_date(local_date(now), "month", facts.month_start_day)
        last = windows.previous(current, facts.month_start_day)
        span = _("{window} ({first}–{last})")
        words = [
            span.format(window=item.name, first=f"{item.first:%d/%m}", last=f"{item.last:%d/%m}") for item in (last, current)
        ]
        day = (local_date(now) - current.first).days + 1
        open_ = _("open, day {day}").format(day=day)
        if self._closed(connection, last.name):
            return ((words[0], _("signed"), "pri", last.name), (words[1], open_, "text", current.name))
        return ((words[0], _("ended, not signed"), "amb", last.name), (words[1], open_, "text", current.name))

    # --- inside -----------------------------------------------------------------------------------------------------

    def _open(
        self, connection: sa.Connection, table: sa.Table, query: sa.Select[Any], order: str, who: Whose
    ) -> Iterator[sa.Row[Any]]:
        return self._wanted(connection, table.name, query.order_by(table.c[order]), who)

    @staticmethod
    def _wanted(connection: sa.Connection, kind: str, query: sa.Select[Any], who: Whose) -> Iterator[sa.Row[Any]]:
        """Return the first rows that are wanted; names are free text, so they are compared here and not by the database."""
        if who == EVERYBODY:
            query = query.limit(MOST)
        rows = connection.execute(query)
        return islice((row for row in rows if who.holds(named_in(kind, row), row.author)), MOST)

    def _answers(self, connection: sa.Connection, kind: str, row: sa.Row[Any]) -> str:
        return named_in(kind, row) or self._records.officer_name(connection, row.author)

    def _at_once(
        self,
        code: str,
        now: datetime,
        began: datetime,
        title: str,
        detail: str,
        row: sa.Row[Any],
        kind: str,
        connection: sa.Connection,
    ) -> _Item:
        passed = now - began
        return _Item(
            "overdue",
            -passed.total_seconds(),
            Due(
                code,
                "now",
                dates.elapsed_text(passed),
                _("since {moment}").format(moment=dates.moment_text(began)),
                title,
                detail,
                row.number or "",
                self._answers(connection, kind, row),
                kind,
                self._id(connection, row.id),
            ),
        )

    def _id(self, connection: sa.Connection, key: int) -> str:
        return str(self._session.database.version(connection, key))

    def _status_time(self, name: str) -> datetime | None:
        text = status(self._session.home).get(name)
        try:
            return datetime.fromisoformat(text).astimezone(VIETNAM) if isinstance(text, str) else None
        except ValueError:
            return None

    @staticmethod
    def _closed(connection: sa.Connection, window: str) -> bool:
        table = tables.table("periods")
        return (
            connection.execute(sa.select(table.c.id).where(table.c.window == window, table.c.withdrawn == 0)).first()
            is not None
        )

    @staticmethod
    def _began_before(connection: sa.Connection, day: date) -> bool:
        """Tell whether anything was recorded up to a day: a new post owes no report for the time before it."""
        until = int((dates.at(day, 1440)).timestamp())
        any_of = " OR ".join(
            f"EXISTS (SELECT 1 FROM {kind} WHERE withdrawn = 0 AND {register.moment} < :until)"  # noqa: S608 - declared names
            for kind, register in KINDS.items()
            if not register.internal and register.moment is not None
        )
        # One statement in words: thirty made by SQLAlchemy took 20 ms to write down the first time Today opened.
        return bool(connection.exec_driver_sql(f"SELECT {any_of}", {"until": until}).scalar())


def _reading(kind: str, *names: str) -> sa.Select[Any]:
    """Return a query for these columns, the number, and who answers: a whole row of a wide register takes long to ask for."""
    table = tables.table(kind)
    wanted = dict.fromkeys(("id", "number", "author", *answering().get(kind, ()), *names))
    return sa.select(*(table.c[name] for name in wanted))


def _named(kind: str) -> str:
    """Return, as SQL, who answers for a record by its own words; NULL where nobody is named."""
    named = "".join(f"nullif({name}, ''), " for name in answering().get(kind, ()))
    return f"coalesce({named}NULL, NULL)"


def _of(items: list[_Item], code: str) -> tuple[Due, ...]:
    wanted = sorted((item for item in items if item.group == code), key=_order)
    return tuple(item.due for item in wanted)


def _order(item: _Item) -> tuple[float, str]:
    return item.order, item.due.number


def _urgency(left: timedelta) -> tuple[str, str]:
    """Return (group, urgency) of what has a limit."""
    if left < timedelta(0):
        return "overdue", "overdue"
    return ("soon", "soon") if left <= _SOON else ("later", "later")


def _end_text(at: datetime) -> str:
    """Return the words of an end; midnight is 24:00 of the day that ends, as the law counts it."""
    here = at.astimezone(VIETNAM)
    if here.hour or here.minute:
        return dates.moment_text(here)
    return _("24:00 {day}").format(day=dates.day_text(here.date() - timedelta(days=1)))


@cache
def _reminders() -> dict[str, int]:
    found: dict[str, int] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found
