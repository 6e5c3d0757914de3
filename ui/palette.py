"""The command palette: everything the window can do, the records that match, and where the manual explains it.

Matching is folded (no accents needed). Commands are searched here; records by an injected search off the GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListView, QWidget

from borderpost.domain.errors import BorderpostError
from borderpost.domain.words import _, ngettext
from ui.fonts import font
from ui.matching import match, rank
from ui.overlay import Overlay
from ui.palette_rows import Row, RowDelegate
from ui.screen import Command
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.footer import KeyFooter, KeyHint, StatusNote
from ui.widgets.text import IconLabel, Line, Text

Index = QModelIndex | QPersistentModelIndex
Only = Literal["all", "commands", "records"]
PAUSE_MS = 120
MOST_RECORDS = 8


@dataclass(frozen=True, slots=True)
class RecordHit:
    """A record that matches: where it lives, what is shown, a remark. Never a victim's name."""

    kind: str
    record_id: str
    title: str
    remark: str = ""
    icon: str = "file-text"
    number: str = ""


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """A place in the manual."""

    text: str
    where: str
    act: Callable[[], object]


SearchRecords = Callable[[str], Sequence[RecordHit]]


class RowsModel(QAbstractListModel):
    """Section heads and rows."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def show_rows(self, rows: list[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows, heads included."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words for readers of the screen, the row for the delegate."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.text} {row.remark}".strip()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let only rows that do something be chosen."""
        return super().flags(index) if self.rows[index.row()].act is not None else Qt.ItemFlag.NoItemFlags


class ResultList(QListView):
    """What was found, under the line it is typed in: the keyboard stays in the line."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = RowsModel()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(self))


class Palette(Overlay):
    """The palette over a window. `open_with` shows it, optionally with only some commands (Ctrl+N without a kind)."""

    def __init__(
        self, host: QWidget, tasks: TaskRunner, search: SearchRecords, open_record: Callable[[str, str], object]
    ) -> None:
        super().__init__(host, 640, 84)
        self._tasks, self._search, self._open_record = tasks, search, open_record
        self._commands: tuple[Command, ...] = ()
        self._topics: tuple[HelpTopic, ...] = ()
        self._hits: Sequence[RecordHit] = ()
        self._asked = 0
        self._only: Only = "all"
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._build()

    def _build(self) -> None:
        px = look().px
        head = QHBoxLayout()
        head.setContentsMargins(px(20), px(14), px(20), px(14))
        head.setSpacing(px(12))
        head.addWidget(IconLabel("search", "text2", 18))
        self.line = QLineEdit()
        self.line.setFrame(False)
        self.line.setMaxLength(80)
        self.line.textChanged.connect(self._typed)
        self.line.installEventFilter(self)
        head.addWidget(self.line, 1)
        self._hint = Text("", "sm", "text2")
        head.addWidget(self._hint)
        self.panel.column.addLayout(head)
        self.panel.column.addWidget(Line(ink="foc"))
        self.panel.column.addWidget(Line(ink="foc"))
        self.list = ResultList()
        self._rows = self.list.rows
        self.list.clicked.connect(lambda index: self._run(index.row()))
        self.panel.column.addWidget(self.list, 1)
        self._footer = KeyFooter(bare=True)
        self.panel.column.addWidget(self._footer)
        self.panel.column.setContentsMargins(1, 1, 1, px(4))

    def open_with(self, commands: tuple[Command, ...], topics: tuple[HelpTopic, ...] = (), only: Only = "all") -> None:
        """Show the palette with these commands."""
        self._commands, self._topics, self._only = commands, topics, only
        self._hits = ()
        self.line.setFont(font(look().px(17)))
        self.line.setAccessibleName(_("Command, record or question"))
        self.line.setPlaceholderText(_("Command, record or question"))
        self.list.setAccessibleName(_("Results"))
        self._hint.setText(_("accents not needed"))
        self.line.clear()
        self._show()
        self.open()
        self.line.setFocus()

    def _typed(self) -> None:
        self._show()
        if self._only != "commands":
            self._pause.start()

    def _ask(self) -> None:
        """Search records; an answer to an older question is dropped."""
        query = self.line.text().strip()
        self._asked += 1
        number = self._asked
        if not query or not self.isVisible():
            self._take(number, ())
            return

        def failed(_error: BorderpostError) -> None:
            self._take(number, ())

        self._tasks.run(lambda: self._search(query), lambda hits: self._take(number, hits), failed, owner=self)

    def _take(self, number: int, hits: Sequence[RecordHit]) -> None:
        if number == self._asked:
            self._hits = hits
            self._show()

    def _section(self, title: str, rows: list[Row]) -> list[Row]:
        return [Row(title, None), *rows] if rows else []

    def _found(self) -> list[Row]:
        query = self.line.text()
        rows: list[Row] = []
        if self._only != "records":
            fitting = [
                (rank(query, command.text), command, spans)
                for command in self._commands
                if (spans := match(query, command.text)) is not None
            ]
            fitting.sort(key=lambda each: each[0])
            found = [Row(c.text, c.act, c.icon, c.remark, c.keys, tuple(spans)) for _rank, c, spans in fitting]
            rows += self._section(_("Commands"), found)
        if self._only != "commands":
            hits = [
                Row(hit.title, self._opener(hit), hit.icon, hit.remark, (), tuple(match(query, hit.title) or ()))
                for hit in self._hits[:MOST_RECORDS]
            ]
            records = self._section(_("Records"), hits)
            exact = any(hit.number.casefold() == query.strip().casefold() for hit in self._hits if hit.number)
            rows = [*records, *rows] if exact else [*rows, *records]
        if self._only == "all" and query.strip():
            topics = [
                Row(topic.text, topic.act, "circle-question-mark", topic.where, (), tuple(spans))
                for topic in self._topics
                if (spans := match(query, topic.text)) is not None
            ]
            rows += self._section(_("Help"), topics)
        return rows

    def _opener(self, hit: RecordHit) -> Callable[[], object]:
        return lambda: self._open_record(hit.kind, hit.record_id)

    def _show(self) -> None:
        rows = self._found()
        count = sum(row.act is not None for row in rows)
        if not count:
            rows = [Row(_("Nothing found. A shorter word finds more."), None, "search")]
        self._rows.show_rows(rows)
        first = next((at for at, row in enumerate(rows) if row.act is not None), -1)
        self._choose(first)
        px = look().px
        tall = sum(px(40) if row.act is not None or row.icon else px(30) for row in rows) + px(8)
        self.list.setFixedHeight(min(tall, px(422)))
        only = {"all": _("only commands / records"), "commands": _("only records"), "records": _("everything")}[self._only]
        self._footer.show_keys(
            (
                KeyHint(("Up", "Down"), _("choose")),
                KeyHint(("Enter",), _("open")),
                KeyHint(("Tab",), only),
                KeyHint(("Esc",), _("close")),
            ),
            (StatusNote(ngettext("{n} result", "{n} results", count).format(n=count)),),
        )
        self.fit()

    def _choose(self, at: int) -> None:
        if at >= 0:
            self.list.setCurrentIndex(self._rows.index(at, 0))
            words = self._rows.rows[at]
            self.line.setAccessibleDescription(f"{words.text} {words.remark}".strip())

    def _move(self, by: int) -> None:
        able = [at for at, row in enumerate(self._rows.rows) if row.act is not None]
        if able:
            here = self.list.currentIndex().row()
            at = able.index(here) if here in able else 0
            self._choose(able[(at + by) % len(able)])

    def _run(self, at: int) -> None:
        act = self._rows.rows[at].act if 0 <= at < len(self._rows.rows) else None
        if act is not None:
            self.close_panel()
            act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list while the keyboard stays in the field."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
            key = Qt.Key(event.key())
            if key in steps:
                self._move(steps[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentIndex().row())
                return True
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                following: dict[Only, Only] = {"all": "commands", "commands": "records", "records": "all"}
                self._only = following[self._only]
                self._typed()
                return True
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """Return the size of the panel."""
        return self.panel.sizeHint()
