"""The patrol form: legs that split at midnight, markers with their state, the strength, and the way to a GPX file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from borderpost.domain import dates, legs, reading
from borderpost.domain.clock import VIETNAM, local_date
from borderpost.domain.fields import NamedField, Plain
from borderpost.domain.words import N_, _, ngettext
from ui.forms.body import FormBody, FormShape
from ui.forms.cells import FieldCell
from ui.forms.context import FormContext
from ui.forms.line import LineEditor
from ui.forms.table import Column, RowsEditor
from ui.theme.look import look
from ui.widgets.button import Button
from ui.widgets.cell import CellState, FormCell
from ui.widgets.pane import Pane
from ui.widgets.text import ElidedText, IconLabel

FORCES = ("border_guards", "militia", "police", "foreign")
_DAY, _NET = "=day", "=net"


class LegsEditor(RowsEditor):
    """Legs: a leg over midnight is one leg and two painted lines; times without a day follow the line above."""

    prompt = N_("New leg: type when it departs; the day follows the line above")
    ordinal = N_("Leg")

    def make_columns(self) -> list[Column]:
        """Put day and net time between the columns of the declaration."""
        by_name = {named.name: named for named in self.table.columns}
        times = [self.column_of(by_name[name], 64) for name in ("departed", "arrived", "rest_from", "rest_to")]
        places = [self.column_of(by_name[name], 84) for name in ("start", "end")]
        rest = [self.column_of(by_name["distance"], 76), self.column_of(by_name["transport"], 84)]
        rest.append(self.column_of(by_name["members"], 58))
        return [Column(_DAY, N_("Day"), 88), *times, Column(_NET, N_("Net"), 62, right=True), *places, *rest]

    # --- what is computed -----------------------------------------------------------------------------------------------

    def days(self, row: int) -> tuple[legs.LegDay, ...]:
        """Return the leg-days of a row; none while its times do not fit together."""
        values = {name: self.table.slot(row, name).value for name in ("departed", "arrived", "rest_from", "rest_to")}
        moments = {name: datetime.fromisoformat(value) for name, value in values.items() if isinstance(value, str)}
        try:
            rest = (moments["rest_from"], moments["rest_to"]) if {"rest_from", "rest_to"} <= moments.keys() else None
            return legs.leg_days(moments["departed"], moments["arrived"], rest)
        except (KeyError, ValueError):
            return ()

    def lines(self) -> list[tuple[int, int]]:
        """Give every leg-day its line."""
        found: list[tuple[int, int]] = []
        for row in range(len(self.table.rows)):
            found += [(row, part) for part in range(max(1, len(self.days(row))))]
        return [*found, (len(self.table.rows), 0)]

    def shown(self, row: int, part: int, column: Column) -> str:
        """Show times of the day the line is on; the day itself and the net time are computed."""
        days = self.days(row)
        line = days[part] if part < len(days) else None
        if column.named is None:
            return self._computed(row, line, column.key)
        if column.key in ("departed", "arrived") and line is not None:
            return dates.time_text(line.started) if column.key == "departed" else dates.time_text(line.ended, ends=line.day)
        if column.key in ("rest_from", "rest_to"):
            return self._rest(row, part, column.key)
        slot = self.table.slot(row, column.key)
        if column.key in ("departed", "arrived") and isinstance(slot.value, str) and not part:
            at = datetime.fromisoformat(slot.value)
            day = self._day_of(row)
            return dates.time_text(at) if local_date(at) == day else f"{_short(local_date(at))} {dates.time_text(at)}"
        if part:
            return self.table.edit_text(row, column.named) if column.key in ("transport", "members") else ""
        return super().shown(row, part, column)

    def _computed(self, row: int, line: legs.LegDay | None, key: str) -> str:
        if line is None and not self._departed(row):
            return ""
        if key == _DAY:
            return dates.day_text(line.day if line else self._day_of(row))
        return _clock(line.net) if line else "?"

    def _rest(self, row: int, part: int, key: str) -> str:
        slot = self.table.slot(row, key)
        if slot.raw is not None:
            return slot.raw if part == 0 else ""
        days = self.days(row)
        if not isinstance(slot.value, str):
            return ""
        at = datetime.fromisoformat(slot.value).astimezone(VIETNAM)
        if part >= len(days):
            return dates.time_text(at)
        line = days[part]
        other = self.table.slot(row, "rest_to" if key == "rest_from" else "rest_from").value
        if not line.rest or not isinstance(other, str):
            return ""
        edge = line.started if key == "rest_from" else line.ended
        inside = max(at, edge) if key == "rest_from" else min(at, edge)
        return dates.time_text(inside, ends=line.day if key == "rest_to" else None)

    def ink(self, row: int, part: int, column: Column) -> str:
        """Show what is computed quietly, and a time that cannot be computed in red."""
        if column.key == _NET and self._departed(row) and not self.days(row):
            return "red"
        return super().ink(row, part, column)

    def _departed(self, row: int) -> str | None:
        found = self.table.slot(row, "departed").value
        return found if isinstance(found, str) else None

    def _day_of(self, row: int) -> date:
        return local_date(datetime.fromisoformat(self._departed(row) or self.context.now().isoformat()))

    def sums(self) -> dict[str, tuple[str, str]]:
        """Add up kilometres and net time, and say when a leg is not complete."""
        if not self.table.rows:
            return {}
        by_day: dict[date, timedelta] = {}
        complete = True
        for row in range(len(self.table.rows)):
            days = self.days(row)
            complete = complete and bool(days)
            for day in days:
                by_day[day.day] = by_day.get(day.day, timedelta()) + day.net
        metres = [slot.value for row in self.table.rows if isinstance((slot := row["distance"]).value, int)]
        count = len(by_day)
        total = sum(by_day.values(), timedelta())
        words = ngettext("Total, {n} day", "Total, {n} days", count).format(n=count)
        if count > 1:
            parts = [f"{day.day:02d}/{day.month:02d}: {_clock(net)}" for day, net in sorted(by_day.items())]
            words = f"{words}   {'   '.join(parts)}"
        return {
            "": (words, "text"),
            _NET: (_clock(total), "text") if complete else (_("incomplete"), "red"),
            "distance": (reading.number_text(sum(metres), 3) if metres else "–", "text"),
        }


def _clock(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02d}"


class MarkersEditor(RowsEditor):
    """Markers and what was seen; a marker that is not intact is shown as a chip."""

    prompt = N_("Add a marker or marking post")

    def chip(self, row: int, column: Column) -> str:
        """Make a damaged or moved marker stand out by icon and word."""
        value = self.table.slot(row, "state").value
        return "attention" if column.key == "state" and value not in (None, "intact") else ""


class TrackStrip(Pane):
    """Says what a GPX file has filled in, or offers to take one. The import itself is another screen's work."""

    asked = Signal()
    removed = Signal()

    def __init__(self) -> None:
        super().__init__("surface", across=True)
        px = look().px
        self.body.setContentsMargins(px(12), px(4), px(6), px(4))
        self.body.setSpacing(px(10))
        self.body.addWidget(IconLabel("route", "text2"))
        words = QVBoxLayout()
        words.setSpacing(0)
        self.first = ElidedText(_("Track of a GPS receiver (GPX)"), "body5")
        self.second = ElidedText(_("fills in times, legs and kilometres; times in the file are UTC"), "sm", "text2")
        words.addWidget(self.first)
        words.addWidget(self.second)
        self.body.addLayout(words, 1)
        self.button = Button(_("Import track"), "quiet", "download")
        self.button.clicked.connect(self.asked)
        self.body.addWidget(self.button)

    def show_track(self, first: str, second: str) -> None:
        """Say what a file has filled in and what differs."""
        self.first.setText(first)
        self.second.setText(second)


class PatrolShape(FormShape):
    """Joins the patrol's own parts with its form. `import_track(form body)` opens the import of a GPX file.

    `offer_numbers(line)` teaches the cell of the plan's number which plans are in force.
    """

    def __init__(
        self,
        import_track: Callable[[FormBody], object] | None = None,
        offer_numbers: Callable[[LineEditor], object] | None = None,
    ) -> None:
        self._import = import_track
        self._offer_numbers = offer_numbers
        self.strip: TrackStrip | None = None
        self._total: LineEditor | None = None

    def table(self, named: NamedField, context: FormContext) -> RowsEditor:
        """Return the editors of legs and markers."""
        if named.name == "legs":
            return LegsEditor(named, context)
        return MarkersEditor(named, context) if named.name == "markers" else super().table(named, context)

    def above(self, section: str, body: FormBody) -> QWidget | None:
        """Put the strip of the track above the legs, where somebody can import one."""
        if section != "legs" or self._import is None:
            return None
        strip = TrackStrip()
        importing = self._import
        strip.asked.connect(lambda: importing(body))
        self.strip = strip
        return strip

    def behind(self, name: str) -> str:
        """Put the sum behind the last force."""
        return "extra:force" if name == "foreign" else ""

    def beside(self, section: str, body: FormBody) -> FormCell | None:  # noqa: ARG002 - the shape's contract
        """Add the sum of all forces, read only."""
        if section != "force":
            return None
        total = LineEditor()
        total.setReadOnly(True)
        total.setAlignment(total.alignment().AlignRight)
        total.setFocusPolicy(total.focusPolicy().NoFocus)
        cell = FormCell(_("Total"), total)
        cell.set_state(CellState.READ_ONLY)
        self._total = total
        return cell

    def remark(self, section: str, values: dict[str, Plain]) -> str:
        """Say how long the patrol was and on which days it counts."""
        if section != "plan" or not isinstance(values.get("started"), str) or not isinstance(values.get("ended"), str):
            return ""
        try:
            days = legs.leg_days(datetime.fromisoformat(values["started"]), datetime.fromisoformat(values["ended"]))
        except ValueError:
            return ""
        gross, _net = legs.totals(days)
        if len(days) == 1:
            return dates.duration_text(gross)
        counted = _("{first} and {last}") if len(days) == 2 else _("{first} to {last}")
        span = counted.format(first=_short(days[0].day), last=_short(days[-1].day))
        return _("{length}, over midnight: counts on {days}").format(length=dates.duration_text(gross), days=span)

    def settle(self, body: FormBody, values: dict[str, Plain]) -> None:
        """Fill the sum, and tell the legs when the patrol started."""
        cell = body.parts.get("plan_no")
        if self._offer_numbers is not None and isinstance(cell, FieldCell) and isinstance(cell.line, LineEditor):
            self._offer_numbers(cell.line)
            self._offer_numbers = None
        numbers = [values[name] for name in FORCES if isinstance(values.get(name), int)]
        if self._total is not None:
            self._total.setText(reading.number_text(sum(numbers)) if numbers else "")
        table = body.parts.get("legs")
        if isinstance(table, LegsEditor):
            table.table.first_anchor = values.get("started")


def _short(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}"
