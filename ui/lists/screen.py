"""The list of one register: saved filters, search, chips, rows, sums, and the chosen record beside it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from borderpost.domain import reading
from borderpost.domain.errors import BorderpostError, UserError
from borderpost.domain.fields import Choice, Count, Length, NamedField
from borderpost.domain.records import Register
from borderpost.domain.words import _, ngettext, render
from borderpost.services.views import RowView
from ui.forms.page import Page
from ui.lists.cells import cell_words, state_words
from ui.lists.detail import Companion, DetailPane
from ui.lists.filters import FilterChip
from ui.lists.model import Arrived, RecordModel
from ui.lists.query import SAVED, Query, month_of
from ui.lists.table import RecordTable
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.button import Button
from ui.widgets.cell import FormCell
from ui.widgets.empty import EmptyState
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.header import Header
from ui.widgets.paint import draw_text, painting, text_width
from ui.widgets.pane import Pane
from ui.widgets.tabs import Tab, Tabs
from ui.widgets.text import Line

SEARCH_DELAY = 150
MOST_KEYS = 7
"""Keys the footer has room for."""


class SumsLine(QWidget):
    """What the rows add up to, and at the right what was left out."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[str, ...] = ()
        self._left_out = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_sums(self, parts: Sequence[str], left_out: str) -> None:
        """Show the parts, the first of them strong."""
        self._parts, self._left_out = tuple(parts), left_out
        self.setAccessibleName("; ".join([*parts, left_out]).strip("; "))
        self.update()

    @property
    def words(self) -> str:
        """Everything the line says."""
        return self.accessibleName()

    def sizeHint(self) -> QSize:
        """Return the height of the line."""
        return QSize(look().px(200), look().px(34))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the parts from the left and what was left out at the right."""
        now, px = look(), look().px
        with painting(self) as painter:
            painter.fillRect(self.rect(), now.colour("canvas"))
            painter.fillRect(0, 0, self.width(), 1, now.colour("border"))
            right = float(self.width() - px(18))
            if self._left_out:
                wide = text_width(self._left_out, now.font("sm"))
                area = QRectF(right - wide, 0, wide + 1, self.height())
                draw_text(painter, area, self._left_out, now.font("sm"), now.colour("text2"))
                right -= wide + px(16)
            at = float(px(24))
            for number, words in enumerate(self._parts):
                font = now.font("body6" if number == 0 else "sm")
                wide = text_width(words, font)
                if at + wide > right:
                    break
                colour = now.colour("text" if number == 0 else "text2")
                draw_text(painter, QRectF(at, 0, wide + 1, self.height()), words, font, colour)
                at += wide + px(16)


class ListPage(Page):
    """Any register as a list.

    opened(kind, id): Enter. edited(id): F2. started: Ctrl+N. history(id), resolve(id), printed(id), exported: as asked.
    followed(id): F5, what comes next is wanted.
    """

    edited = Signal(str)
    started = Signal()
    history = Signal(str)
    resolve = Signal(str)
    printed = Signal(str)
    followed = Signal(str)
    follows = False
    """Whether an act may start from a record of this register."""

    def __init__(self, register: Register, records: Any, drafts: Any, tasks: TaskRunner, today: Callable[[], date]) -> None:
        super().__init__()
        self.register, self.records, self.drafts, self.tasks = register, records, drafts, tasks
        self._today = today
        listed = register.listed()
        self._order = sorted(range(len(listed)), key=lambda at: listed[at].field.listed)
        self.columns: list[NamedField] = [listed[at] for at in self._order]
        saved = "period" if register.moment else "all"
        window = month_of(today())
        self.query = Query(saved, order=register.moment or "number", window=window)
        self._edition = 0
        self._counts: dict[str, int] = {}
        self._draft_count = 0
        self._titles: dict[str, str] = {}
        self._frame()
        self._search_soon = QTimer(self)
        self._search_soon.setSingleShot(True)
        self._search_soon.setInterval(SEARCH_DELAY)
        self._search_soon.timeout.connect(self._search)
        self._detail_soon = QTimer(self)
        self._detail_soon.setSingleShot(True)
        self._detail_soon.setInterval(60)
        self._detail_soon.timeout.connect(self._load_detail)
        self._stay: str | None = None

    # --- building -------------------------------------------------------------------------------------------------------

    def _frame(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(_(self.register.label), self._subtitle())
        self.new_button = Button(_(self.register.new), "primary", "plus", "Ctrl+N")
        self.new_button.clicked.connect(self.started)
        self.header.add_act(self.new_button)
        column.addWidget(self.header)
        halves = QHBoxLayout()
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(0)
        left = self._left()
        halves.addWidget(left, 1)
        halves.addWidget(Line(vertical=True))
        self.detail = DetailPane(self.register, lambda record_id: self._titles.get(record_id, ""))
        self.detail.opened.connect(self._open)
        self.detail.edited.connect(self._edit)
        self.detail.history.connect(lambda: self._tell(self.history))
        self.detail.resolve.connect(lambda: self._tell(self.resolve))
        self.detail.printed.connect(lambda: self._tell(self.printed))
        halves.addWidget(self.detail)
        column.addLayout(halves, 1)
        self._show_filters()

    def _left(self) -> Pane:
        px = look().px
        left = Pane()
        self.tabs = Tabs(self._saved_tabs(), _("Saved filters"))
        self.tabs.chosen.connect(self._choose_saved)
        left.body.addWidget(self.tabs)
        bar = QWidget()
        self._bar = QHBoxLayout(bar)
        self._bar.setContentsMargins(px(21), px(4), px(12), px(8))
        self._bar.setSpacing(px(2))
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Number, marker, name"))
        self.search.textChanged.connect(lambda _text: self._search_soon.start())
        self.search_cell = FormCell("", self.search, unit="Ctrl+F")
        self.search.setAccessibleName(_("Search"))
        self.search_cell.setFixedWidth(px(256))
        self._bar.addWidget(self.search_cell)
        self._chips: list[FilterChip] = []
        self.more_button = Button(_("Filter"), "quiet", "plus")
        self.more_button.clicked.connect(self._offer_filters)
        self._bar.addWidget(self.more_button)
        self._bar.addStretch(1)
        left.body.addWidget(bar)
        left.body.addWidget(Line())
        heads = [_(named.field.label) for named in self.columns] + [_("State of the record")]
        self.model = RecordModel(self.columns, self._fetch, self._words, heads)
        self.table = RecordTable(self.model, self.columns, self._today().year)
        self.table.setAccessibleName(_(self.register.label))
        self.table.activated_row.connect(self._open)
        self.table.edited_row.connect(self._edit)
        self.table.sort_asked.connect(self._sort)
        self.table.moved.connect(self._moved)
        self._stack = QStackedLayout()
        # First into the pane: a stack without a widget shows its first page as a window, which takes the keyboard.
        left.body.addLayout(self._stack, 1)
        self._stack.addWidget(self.table)
        self._start = Button(_(self.register.new), "secondary", "plus", "Ctrl+N")
        self._start.clicked.connect(self.started)
        self.empty = EmptyState(self.register.icon, "", "", self._start)
        self._stack.addWidget(self.empty)
        self.sums = SumsLine()
        left.body.addWidget(self.sums)
        return left

    def _subtitle(self) -> str:
        window = month_of(self._today())
        return _("reporting month {name}: {first} to {last}").format(
            name=f"{window.last.month}/{window.last.year}",
            first=f"{window.first.day:02d}/{window.first.month:02d}",
            last=f"{window.last.day:02d}/{window.last.month:02d}",
        )

    def _saved_tabs(self) -> tuple[Tab, ...]:
        counts = getattr(self, "_counts", {})
        tabs = []
        for key, label in SAVED:
            if key == "period" and not self.register.moment:
                continue
            words = _("Month {n}").format(n=month_of(self._today()).last.month) if key == "period" else _(label)
            count = counts.get(key)
            shown = "" if count is None else reading.number_text(count)
            tabs.append(Tab(key, words, shown, urgent=key == "rejected" and bool(count)))
        return tuple(tabs)

    # --- loading --------------------------------------------------------------------------------------------------------

    def reload(self, stay: str | None = None) -> None:
        """Look everything up anew and stay on the record the keyboard is on.

        `stay` is a record just written: when the filters hide it they are taken away, so that nobody believes it lost.
        """
        self._stay = stay or self._stay or self._record_id()
        wanted = self._stay
        self._edition += 1
        edition, kind, listing = self._edition, self.register.kind, self.query.listing()
        records = self.records
        self.tasks.run(
            lambda: records.first_page(kind, listing), lambda rows: self._first(edition, rows), self._failed, owner=self
        )
        self.tasks.run(
            lambda: (records.ids(kind, listing), self._key_of(wanted)),
            lambda found: self._all(edition, *found, written=stay is not None),
            self._failed,
            owner=self,
        )
        self.tasks.run(
            lambda: (records.count(kind, listing), records.sums(kind, listing)),
            lambda found: self._sum(edition, *found),
            self._failed,
            owner=self,
        )
        queries = {key: replace(Query(key, order=None), window=self.query.window) for key, _label in SAVED}
        listings = {key: query.listing() for key, query in queries.items() if key != "period" or self.register.moment}
        drafts = self.drafts
        self.tasks.run(
            lambda: ({key: records.count(kind, each) for key, each in listings.items()}, drafts.count()),
            lambda found: self._count(edition, *found),
            self._failed,
            owner=self,
        )

    def _first(self, edition: int, rows: Sequence[Any]) -> None:
        if edition == self._edition:
            self.model.show_first([self._ordered(row) for row in rows])
            self._settle()

    def _key_of(self, record_id: str | None) -> int | None:
        if record_id is None:
            return None
        try:
            return int(self.records.load(record_id).key)
        except UserError:
            return None

    def _all(self, edition: int, keys: array[int], key: int | None, *, written: bool) -> None:
        if edition != self._edition:
            return
        self.model.show_keys(keys)
        place = self.model.place_of(key) if key is not None else -1
        if place >= 0:
            self.table.choose(place)
        elif written and key is not None and not self.query.widest:
            self.query = self.query.widened()
            self.search.clear()
            self.tabs.choose("all")
            self._show_filters()
            self.reload(self._stay)
            return
        self._settle()

    def _settle(self) -> None:
        empty = self.model.rowCount() == 0
        held = self.table.hasFocus() or self._start.hasFocus()
        self._stack.setCurrentIndex(1 if empty else 0)
        if held:
            self.enter()
        if empty:
            self.detail.show_view(None)
            self._say_empty()
            return
        if not self.table.currentIndex().isValid():
            self.table.choose(0)
        self._moved()

    def _say_empty(self) -> None:
        elsewhere = self._counts.get("all", 0)
        if self.query.text or self.query.filters:
            self.empty.say(_("Nothing matches"), _("Take a filter away, or write the first record."))
        elif elsewhere and self.query.saved != "all":
            words = ngettext(
                "The register holds {n} record under “All”.", "The register holds {n} records under “All”.", elsewhere
            )
            self.empty.say(_("Nothing in this saved filter"), words.format(n=reading.number_text(elsewhere)))
        else:
            self.empty.say(_("Nothing here yet"), _("Write the first record."), _(self.register.help))

    def _fetch(self, keys: Sequence[int], arrived: Arrived) -> None:
        wanted = list(keys)
        self.tasks.run(
            lambda: self.records.rows(self.register.kind, wanted),
            lambda rows: arrived({key: self._ordered(row) for key, row in rows.items()}),
            self._failed,
            owner=self,
        )

    def _ordered(self, row: RowView) -> RowView:
        return replace(row, cells=tuple(row.cells[at] for at in self._order))

    def _words(self, row: Any, column: int) -> str:
        return (
            state_words(row.state) if column >= len(self.columns) else cell_words(self.columns[column].field, row.cells[column])
        )

    def _sum(self, edition: int, count: int, sums: Mapping[str, tuple[int, int]]) -> None:
        if edition != self._edition:
            return
        parts = [ngettext("{n} record", "{n} records", count).format(n=reading.number_text(count))]
        left_out: list[str] = []
        for named in self.columns:
            if named.name not in sums:
                continue
            total, missing = sums[named.name]
            label = _(named.field.label)
            if isinstance(named.field, Length):
                parts.append(f"{reading.number_text(total, 3)} km")
            elif isinstance(named.field, Count) and named.field.minimum < 1000:
                parts.append(f"{label}: {reading.number_text(total)}")
            else:
                continue
            if missing:
                left_out.append(_("{n} without {field}, not counted").format(n=reading.number_text(missing), field=label))
        self.sums.show_sums(parts, " · ".join(left_out))

    def _count(self, edition: int, counts: Mapping[str, int], drafts: int) -> None:
        if edition == self._edition:
            self._counts, self._draft_count = dict(counts), drafts
            self.tabs.set_tabs(self._saved_tabs())
            if self.model.rowCount() == 0:
                self._say_empty()
            self.told.emit()

    def _failed(self, error: BorderpostError) -> None:
        self._stack.setCurrentIndex(1)
        self.empty.say(render(error.message))

    # --- the chosen record ------------------------------------------------------------------------------------------------

    def _record_id(self) -> str | None:
        row = self.model.row_at(self.table.currentIndex().row()) if self.table.currentIndex().isValid() else None
        return None if row is None else str(row.id)

    def _moved(self) -> None:
        self._detail_soon.start()

    def _load_detail(self) -> None:
        record_id = self._record_id()
        if record_id is None:
            if self.table.currentIndex().isValid():
                self._detail_soon.start()
            return
        if self.detail.view is not None and self.detail.view.id == record_id and self._stay is None:
            return
        self._stay = None
        self.tasks.run(
            lambda: self._load(record_id), lambda found: self._show_detail(record_id, *found), self._failed, owner=self
        )

    def _load(self, record_id: str) -> tuple[Any, dict[str, str]]:
        from borderpost.domain.records import walk_links

        view = self.records.load(record_id)
        links = walk_links(self.register.fields, view.values)
        return view, {target: self.records.title(target) for _path, target, _row in links}

    def _show_detail(self, record_id: str, view: Any, titles: dict[str, str]) -> None:
        if record_id == self._record_id():
            self._titles = titles
            self.detail.show_view(view)
            self.told.emit()

    def show_record(self, record_id: str, key: int | None = None) -> None:
        """Bring the keyboard to a record, if the list as it is holds it."""
        place = self.model.place_of(key) if key is not None else -1
        if place >= 0:
            self.table.choose(place)
        self._stay = record_id

    # --- what the person does ---------------------------------------------------------------------------------------------

    def _open(self) -> None:
        record_id = self._record_id()
        if record_id is not None:
            self.opened.emit(self.register.kind, record_id)

    def _edit(self) -> None:
        self._tell(self.edited)

    def _tell(self, signal: Any) -> None:
        record_id = self._record_id()
        if record_id is not None:
            signal.emit(record_id)

    def _ask(self, query: Query) -> None:
        self.query = query
        self._show_filters()
        self.reload()

    def _choose_saved(self, key: str) -> None:
        self._ask(replace(self.query, saved=key))

    def _search(self) -> None:
        text = self.search.text().strip()
        if text != self.query.text:
            self._ask(replace(self.query, text=text))

    def _sort(self, name: str) -> None:
        descending = not self.query.descending if name == self.query.order else True
        self._ask(replace(self.query, order=name, descending=descending))

    def _show_filters(self) -> None:
        names = [named.name for named in self.columns]
        self.table.heads.sorted_by = names.index(self.query.order) if self.query.order in names else -1
        self.table.heads.descending = self.query.descending
        self.table.heads.viewport().update()
        for chip in self._chips:
            self._bar.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for name, code in self.query.filters.items():
            declared = self.register.by_name[name]
            chip = FilterChip(_(declared.label), reading.show(declared, code))
            chip.clicked.connect(partial(self._drop, name))
            self._bar.insertWidget(1 + len(self._chips), chip)
            self._chips.append(chip)

    def _drop(self, name: str, _checked: bool = False) -> None:
        self._ask(self.query.without(name))

    def _narrow(self, name: str, code: str, _checked: bool = False) -> None:
        self._ask(self.query.given(name, code))

    def _offer_filters(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, declared in self.register.fields:
            if declared.dimension and isinstance(declared, Choice):
                below = menu.addMenu(_(declared.label))
                for code, words in reading.choices(declared):
                    below.addAction(words, partial(self._narrow, name, code))
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    # --- keys -----------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Serve the keys of the list."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = event.key()
        if control and key == Qt.Key.Key_F:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
        elif control and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.tabs.step(1 if key == Qt.Key.Key_Right else -1)
        elif control and key == Qt.Key.Key_P:
            self._tell(self.printed)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down) and self.search.hasFocus():
            self._search()
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
        elif key == Qt.Key.Key_V and self.table.hasFocus() and self.detail.view is not None and self.detail.view.conflicts:
            self._tell(self.resolve)
        elif key == Qt.Key.Key_F5 and self.follows:
            self._tell(self.followed)
        elif key == Qt.Key.Key_H and self.table.hasFocus():
            self._tell(self.history)
        elif self.detail.companion is not None and self.detail.companion.serve(key):
            event.accept()
        else:
            super().keyPressEvent(event)

    def escape(self) -> bool:
        """Take back what the record's own part shows, then empty the search, then take the filters away."""
        if self.detail.companion is not None and self.detail.companion.escape():
            return True
        if self.search.text():
            self.search.clear()
            self._search()
            self.table.setFocus()
            return True
        if self.query.filters:
            self._ask(replace(self.query, filters={}))
            return True
        return False

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the list."""
        own = self.detail.companion.hints() if self.detail.companion is not None else ()
        found = (
            KeyHint(("Up", "Down"), _("row")),
            KeyHint(("Enter",), _("open")),
            KeyHint(("F2",), _("change")),
            *own,
            *((KeyHint(("F5",), _("next act")),) if self.follows else ()),
            KeyHint(("Ctrl", "LeftRight"), _("saved filter")),
            *(() if self.follows else (KeyHint(("F6",), _("to the detail")),)),
            KeyHint(("H",), _("history")),
            KeyHint(("F1",), _("keys")),
        )
        return (*found[: MOST_KEYS - 1], found[-1])

    def accompany(self, companion: Companion) -> None:
        """Show a register's own part in the detail; the keyboard comes back to the rows from it."""
        self.detail.accompany(companion)
        companion.told.connect(self.told)
        companion.left.connect(self.enter)

    def before_lock(self) -> None:
        """Hide what the record's own part shows."""
        if self.detail.companion is not None:
            self.detail.companion.before_lock()

    def status(self) -> tuple[StatusNote, ...]:
        """Return the drafts and what has not been sent."""
        waiting = self._counts.get("not_sent", 0)
        own = self.detail.companion.status() if self.detail.companion is not None else ()
        return (
            *own,
            StatusNote(ngettext("{n} draft", "{n} drafts", self._draft_count).format(n=self._draft_count), "pencil-line"),
            StatusNote(_("{n} not sent").format(n=reading.number_text(waiting)), "hard-drive"),
        )

    def panes(self) -> tuple[QWidget, ...]:
        """Return the list and the detail."""
        return (self.table, self.detail.open_button)

    def enter(self) -> None:
        """Take the rows, or what stands in their place."""
        place = self._stack.currentWidget()
        (self.table if place is self.table else self._start).setFocus(Qt.FocusReason.OtherFocusReason)
