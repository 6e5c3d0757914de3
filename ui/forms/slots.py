"""The cells of an inline table without the window: texts, values, what cannot be read, and which moment a time follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from borderpost.domain.fields import Moment, NamedField, Plain
from borderpost.domain.reading import Unreadable
from borderpost.domain.text import normal
from borderpost.domain.words import Message
from ui.forms.context import FormContext


@dataclass(slots=True)
class Slot:
    """One cell: its value, or the text that could not be read and why."""

    value: Plain = None
    raw: str | None = None
    reason: Message | None = None


@dataclass(slots=True)
class TableRows:
    """The rows of one inline table. A row after the last one is the entry row; it becomes a row when something is written."""

    columns: tuple[NamedField, ...]
    context: FormContext
    rows: list[dict[str, Slot]] = field(default_factory=list)
    first_anchor: Plain = None
    """The moment the very first time follows: when the patrol started."""

    def load(self, values: Plain) -> None:
        """Take plain rows."""
        self.rows = [{name: Slot(row.get(name)) for name, _field in self.columns} for row in values or ()]

    def slot(self, row: int, name: str) -> Slot:
        """Return a cell; of the entry row an empty one."""
        return self.rows[row].get(name, Slot()) if row < len(self.rows) else Slot()

    def anchor(self, row: int, name: str) -> datetime | None:
        """Return the moment a bare time in this cell follows: the first time of its row, or the last one of the rows above.

        The end of a pause follows the beginning of the pause: the column before it.
        """
        names = [item.name for item in self.columns if isinstance(item.field, Moment)]
        place = names.index(name)
        near = [names[place - 1], names[0]] if place % 2 else names[:1]
        for earlier in near if place else []:
            found = self.slot(row, earlier).value
            if isinstance(found, str):
                return datetime.fromisoformat(found)
        for at in range(min(row, len(self.rows)) - 1, -1, -1):
            written = [value for each in names if isinstance(value := self.slot(at, each).value, str)]
            if written:
                return max(datetime.fromisoformat(value) for value in written)
        return datetime.fromisoformat(self.first_anchor) if isinstance(self.first_anchor, str) else None

    def put(self, row: int, named: NamedField, text: str) -> bool:
        """Write typed text into a cell; returns whether anything changed. The entry row becomes a row of its own."""
        slot = self.slot(row, named.name)
        clean = normal(text)
        if clean == (slot.raw if slot.raw is not None else self.edit_text(row, named)):
            return False
        after = self.anchor(row, named.name) if isinstance(named.field, Moment) else None
        try:
            value = self.context.read(named.field, clean, keep=slot.value, after=after)
        except Unreadable as problem:
            self.set(row, named.name, Slot(None, clean, problem.message))
        else:
            self.set(row, named.name, Slot(value))
        return True

    def set(self, row: int, name: str, slot: Slot) -> None:
        """Replace a cell, making the entry row a row."""
        while row >= len(self.rows):
            self.rows.append({item.name: Slot() for item in self.columns})
        self.rows[row][name] = slot
        self._trim()

    def _trim(self) -> None:
        while self.rows and all(slot.value is None and slot.raw is None for slot in self.rows[-1].values()):
            self.rows.pop()

    def remove(self, row: int) -> bool:
        """Take a row out; False for the entry row."""
        if row >= len(self.rows):
            return False
        del self.rows[row]
        return True

    def edit_text(self, row: int, named: NamedField) -> str:
        """Return what the editor shows in a cell."""
        slot = self.slot(row, named.name)
        return slot.raw if slot.raw is not None else self.context.show(named.field, slot.value)

    def values(self) -> list[dict[str, Plain]]:
        """Return the plain rows; cells that cannot be read are left out."""
        return [{name: slot.value for name, slot in row.items() if slot.value is not None} for row in self.rows]

    def typed(self) -> dict[str, str]:
        """Return the raw text of the cells that cannot be read, by `row.name`."""
        return {
            f"{at}.{name}": slot.raw for at, row in enumerate(self.rows) for name, slot in row.items() if slot.raw is not None
        }

    def load_typed(self, typed: dict[str, str]) -> None:
        """Put raw texts back into their cells, and find out again why they cannot be read."""
        by_name = {item.name: item for item in self.columns}
        for key, text in sorted(typed.items(), key=lambda pair: int(pair[0].partition(".")[0])):
            at, _dot, name = key.partition(".")
            if name in by_name:
                self.put(int(at), by_name[name], text)

    def reasons(self) -> dict[tuple[int, str], Message]:
        """Return why cells cannot be read, by (row, name)."""
        return {
            (at, name): slot.reason for at, row in enumerate(self.rows) for name, slot in row.items() if slot.reason is not None
        }
