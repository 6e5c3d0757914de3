"""The table of a quick entry: a row for each record, its cells taken from the register's declaration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from PySide6.QtCore import QSize

from borderpost.domain.clock import VIETNAM
from borderpost.domain.dates import date_text
from borderpost.domain.fields import Count, Moment, NamedField, Plain, Rows
from borderpost.domain.reading import number_text
from borderpost.domain.records import Register
from borderpost.domain.words import N_, _, ngettext
from borderpost.services.quick_entry import ROWS, columns
from ui.forms.context import FormContext
from ui.forms.slots import TableRows
from ui.forms.table import Column, RowsEditor
from ui.theme.look import look
from ui.widgets.paint import text_width

ENTRY = N_("Next record")


@dataclass(slots=True)
class DayRows(TableRows):
    """Rows of one day: a bare time in the first cell is of that day, whatever stands above it. Without a day as anywhere."""

    day: date | None = None

    def anchor(self, row: int, name: str) -> datetime | None:
        """Return the moment a bare time follows: the beginning of the day, or the earlier moment of the row."""
        found = self.slot(row, self.columns[0].name).value
        if self.day is None or (name != self.columns[0].name and isinstance(found, str)):
            return TableRows.anchor(self, row, name)
        return datetime.combine(self.day, time(), VIETNAM)


class QuickTable(RowsEditor):
    """Rows of one register. The sums of its numbers stand under it."""

    prompt = ENTRY

    def __init__(self, register: Register, context: FormContext, *, one_day: bool = True) -> None:
        self.register, self._one_day = register, one_day
        super().__init__(NamedField(ROWS, Rows(label=register.label, row=register.record)), context)

    def make_rows(self, declared: Rows) -> TableRows:
        """Return rows of the cells that are asked."""
        del declared
        self.days = DayRows(columns(self.register), self.context)
        return self.days

    def make_columns(self) -> list[Column]:
        """Return the columns as narrow as they can be read: a row is long, and what is left over goes to the words."""
        return [self.column_of(named, self._least(named)) for named in self.table.columns]

    def _least(self, named: NamedField) -> float:
        if isinstance(named.field, Moment):
            return 64 if self._one_day else 152
        return 52 if isinstance(named.field, Count) else max(84.0, min(named.field.width, 14) * 8.0)

    @staticmethod
    def _grows(column: Column) -> bool:
        return column.named is not None and not isinstance(column.named.field, (Count, Moment))

    def shown(self, row: int, part: int, column: Column) -> str:
        """Return the words of a cell; of a moment of the day above the rows only its time."""
        words = super().shown(row, part, column)
        day = "" if self.days.day is None else f"{date_text(self.days.day)} "
        return words.removeprefix(day) if column.named is not None and isinstance(column.named.field, Moment) else words

    def minimumSizeHint(self) -> QSize:
        """Return the width at which every column can be read: below it the page scrolls to the cell that is typed in."""
        px = look().px
        heads = (text_width(_(column.label), look().font("cap6")) + px(18) for column in self.columns)
        least = sum(max(px(column.width), wide) for column, wide in zip(self.columns, heads, strict=True))
        return QSize(round(least + px(40)), super().minimumSizeHint().height())

    def sums(self) -> dict[str, tuple[str, str]]:
        """Return how many records the rows make, and what their numbers add up to."""
        rows = self.table.rows
        if not rows:
            return {}
        words = ngettext("{n} record", "{n} records", len(rows)).format(n=number_text(len(rows)))
        found = {"": (words, "text")}
        for column in self.columns:
            if column.named is not None and isinstance(column.named.field, Count):
                values: list[Plain] = [self.table.slot(at, column.key).value for at in range(len(rows))]
                total = sum(value for value in values if isinstance(value, int))
                found[column.key] = (number_text(total), "text")
        return found


def rows_words(count: int) -> str:
    """Return how many rows are written, for the button that writes them."""
    return ngettext("Write {n} record", "Write {n} records", count).format(n=number_text(count)) if count else _("Save")
