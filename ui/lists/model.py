"""The rows of a list, of which there may be a million: keys in view order, pages of rows fetched when they are looked at.

The first page is shown before the keys are there. Pages of 128 rows, the last 40 kept. Nothing here waits for the database:
a row that is not there yet is painted empty and repainted when its page arrives.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer

from borderpost.domain.fields import NamedField

PAGE, KEPT = 128, 40
Row = Any
"""A `RowView` of the record service."""
Index = QModelIndex | QPersistentModelIndex
Arrived = Callable[[Mapping[int, Row]], None]
_NOWHERE = QModelIndex()


class RecordModel(QAbstractTableModel):
    """Rows of one listing. `fetch(keys, arrived)` brings rows off the GUI thread; `words(named, value)` shows a cell."""

    def __init__(
        self,
        columns: Sequence[NamedField],
        fetch: Callable[[Sequence[int], Arrived], None],
        words: Callable[[Row, int], str],
        heads: Sequence[str],
    ) -> None:
        super().__init__()
        self.columns = list(columns)
        self._fetch, self._words, self._heads = fetch, words, list(heads)
        self._keys: array[int] = array("q")
        self._pages: OrderedDict[int, list[Row | None]] = OrderedDict()
        self._wanted: list[int] = []
        self._busy = -1
        self._edition = 0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._next)

    # --- filling ------------------------------------------------------------------------------------------------------

    def show_first(self, rows: Sequence[Row]) -> None:
        """Show the first page while the keys of the whole list are still being looked up."""
        self.beginResetModel()
        self._forget()
        self._keys = array("q", [row.key for row in rows])
        self._pages[0] = list(rows)[:PAGE]
        self.endResetModel()

    def show_keys(self, keys: array[int]) -> None:
        """Take the keys of the whole list; rows already shown stay if the list still begins with them."""
        shown = self._pages.get(0)
        same = shown is not None and list(keys[: len(shown)]) == [row.key for row in shown if row is not None]
        if same and len(keys) >= len(self._keys):
            self._grow(keys)
            return
        self.beginResetModel()
        self._forget()
        self._keys = keys
        self.endResetModel()

    def _grow(self, keys: array[int]) -> None:
        before = len(self._keys)
        if len(keys) > before:
            self.beginInsertRows(QModelIndex(), before, len(keys) - 1)
            self._keys = keys
            self.endInsertRows()
        else:
            self._keys = keys

    def _forget(self) -> None:
        self._edition += 1
        self._pages.clear()
        self._wanted.clear()
        self._busy = -1

    def clear(self) -> None:
        """Show nothing."""
        self.show_keys(array("q"))

    # --- reading ------------------------------------------------------------------------------------------------------

    def key_at(self, row: int) -> int | None:
        """Return the key of a row."""
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def place_of(self, key: int) -> int:
        """Return the row of a key, or -1."""
        try:
            return self._keys.index(key)
        except ValueError:
            return -1

    def row_at(self, row: int) -> Row | None:
        """Return a row if it is here; otherwise ask for its page and return None."""
        if not 0 <= row < len(self._keys):
            return None
        number, place = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is not None and place < len(page):
            self._pages.move_to_end(number)
            return page[place]
        self._want(number)
        return None

    def _want(self, number: int) -> None:
        if number == self._busy:
            return
        if number in self._wanted:
            self._wanted.remove(number)
        self._wanted.append(number)
        del self._wanted[:-3]  # who scrolls fast sees the pages where the eye is now, not those it has passed
        if self._busy < 0 and not self._soon.isActive():
            self._soon.start()

    def _next(self) -> None:
        if self._busy >= 0 or not self._wanted:
            return
        number = self._wanted.pop()
        self._busy = number
        keys = self._keys[number * PAGE : (number + 1) * PAGE]
        edition = self._edition
        self._fetch(keys, lambda rows: self._arrived(edition, number, keys, rows))

    def _arrived(self, edition: int, number: int, keys: array[int], rows: Mapping[int, Row]) -> None:
        if edition != self._edition:
            return
        self._busy = -1
        self._pages[number] = [rows.get(key) for key in keys]
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        first, last = number * PAGE, min(len(self._keys), (number + 1) * PAGE) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))
        self._next()

    # --- what Qt asks -----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the listed columns and the state."""
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, for the eye and for a reader of the screen alike."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) or not index.isValid():
            return None
        row = self.row_at(index.row())
        return "" if row is None else self._words(row, index.column())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the head of a column."""
        shown = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if shown and orientation == Qt.Orientation.Horizontal and section < len(self._heads):
            return self._heads[section]
        return None
