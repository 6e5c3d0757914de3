"""Quick entry: the records of one day as rows of a table, written by one Ctrl+S in one transaction, or none of them.

It serves every register that names its cells (`Register.quick`). What is typed is kept as a draft like any form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain import dates
from borderpost.domain.clock import local_date
from borderpost.domain.errors import BorderpostError, RefusedInput
from borderpost.domain.fields import Day, NamedField, Plain
from borderpost.domain.reading import Unreadable
from borderpost.domain.records import Register, walk_links
from borderpost.domain.words import N_, Message, Problem, _, ngettext, render
from borderpost.services.quick_entry import DAY, ROWS, cell_of, is_quick, record_of
from ui.forms.body import MISSING
from ui.forms.cells import FieldCell, cell_width
from ui.forms.drafts import DraftKeeper
from ui.forms.page import Page
from ui.quick.table import QuickTable, rows_words
from ui.registers.desk import Desk
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.chip import StateChip
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.header import Header
from ui.widgets.pane import Pane, scrolled
from ui.widgets.text import Text

_DAY = NamedField(DAY, Day(label=N_("Day"), required=True, width=12))


class QuickPage(Page):
    """Rows of one register; saved(ids): all of them are committed. `one_day` asks for the day once, above the rows."""

    saved = Signal(object)

    def __init__(self, register: Register, desk: Desk, *, one_day: bool = True) -> None:
        super().__init__()
        self.register, self.desk, self._one_day = register, desk, one_day
        self.context = desk.context()
        self._strict = self._saving = self._ready = False
        self._outside: list[Problem] = []
        self._offered: Any = None
        self.day = FieldCell(_DAY, self.context)
        self.table = QuickTable(register, self.context, one_day=one_day)
        self.drafts = self._keeper("")
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._settle)
        self._frame()
        self.context.day = self._the_day
        self.day.edited.connect(lambda _name: self._edited())
        self.day.settled.connect(lambda _name: self._day_settled())
        self.day.advance.connect(lambda _name: self.table.editor.setFocus(Qt.FocusReason.TabFocusReason))
        self.table.edited.connect(lambda _name: self._edited())
        self.table.settled.connect(lambda _name: self._later.start())
        self.table.advance.connect(lambda _name: self.save_button.setFocus(Qt.FocusReason.TabFocusReason))
        self.table.travelled.connect(self._reveal)

    def _frame(self) -> None:
        px = look().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(_("Quick entry: {register}").format(register=_(self.register.label)))
        self.chip = StateChip("draft")
        self.header.add_chip(self.chip)
        self.later_button = Button(_("Later"), "secondary", key="Esc")
        self.later_button.clicked.connect(self.leave)
        self.save_button = Button(rows_words(0), "primary", "save", "Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self.header.add_act(self.later_button)
        self.header.add_act(self.save_button)
        column.addWidget(self.header)
        self._banners = QVBoxLayout()
        self._banners.setContentsMargins(px(24), 0, px(24), 0)
        column.addLayout(self._banners)
        content = QWidget()
        down = QVBoxLayout(content)
        down.setContentsMargins(px(20), px(12), px(20), px(20))
        down.setSpacing(px(8))
        top = QHBoxLayout()
        top.setSpacing(px(16))
        self.day.setFixedWidth(cell_width(_DAY.field))
        top.addWidget(self.day, 0, Qt.AlignmentFlag.AlignTop)
        hint = _("A time alone is of this day. Ctrl+D repeats from the row above; several values of a list are parted by “;”.")
        top.addWidget(Text(hint if self._one_day else _(_REPEATS), "sm", "text2", wrap=True), 1)
        down.addLayout(top)
        self.day.setVisible(self._one_day)
        down.addWidget(self.table)
        down.addStretch(1)
        pane = Pane()
        self.area = scrolled(content)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        pane.body.addWidget(self.area)
        column.addWidget(pane, 1)

    def _keeper(self, key: str) -> DraftKeeper:
        desk = self.desk
        keeper = DraftKeeper(desk.drafts, desk.tasks, desk.now, self._take, key, self)
        keeper.kept.connect(self._draft_kept)
        keeper.failed.connect(self._failed)
        return keeper

    # --- opening --------------------------------------------------------------------------------------------------------

    def start(self, rows: Sequence[dict[str, Plain]] = (), words: Mapping[str, str] | None = None) -> None:
        """Begin: with rows somebody proposes, or empty with what waits as a draft offered.

        words: what records are called in these rows, where their own title says too little.
        """
        drafts, kind, title = self.desk.drafts, self.register.kind, self._titles
        given, called = list(rows), dict(words or {})

        def look_up() -> tuple[Any, dict[str, str]]:
            waiting = [draft for draft in drafts.all() if draft.kind == kind and is_quick(draft.values)]
            return (None if given else next(iter(waiting), None)), title(given) | called

        self.desk.tasks.run(look_up, lambda found: self._begin(given, *found), self._failed, owner=self)

    def open_draft(self, draft: Any) -> None:
        """Go on with a draft: exactly what was typed."""
        rows = list(draft.values.get(ROWS) or ())
        self.desk.tasks.run(
            lambda: self._titles(rows), lambda titles: self._resume(draft, rows, titles), self._failed, owner=self
        )

    def _titles(self, rows: Sequence[dict[str, Plain]]) -> dict[str, str]:
        links = (link for row in rows for link in walk_links(self.register.fields, record_of(row)))
        return {target: self.desk.records.title(target) for _path, target, _row in links}

    def _begin(self, rows: list[dict[str, Plain]], draft: Any, titles: dict[str, str]) -> None:
        self.context.titles.update(titles)
        self._load(local_date(self.desk.now()).isoformat(), rows, {})
        self._offer(draft)
        if rows:
            self._edited()

    def _resume(self, draft: Any, rows: list[dict[str, Plain]], titles: dict[str, str]) -> None:
        self.context.titles.update(titles)
        self.drafts = self._keeper(draft.key)
        self._load(draft.values.get(DAY), rows, draft.typed)
        self._draft_kept(draft.saved_at)

    def _load(self, day: Plain, rows: list[dict[str, Plain]], typed: dict[str, str]) -> None:
        self._strict = False
        self._outside = []
        self.day.load(day)
        if DAY in typed:
            self.day.load_text(typed[DAY])
        self._day_settled()
        self.table.load(rows)
        self.table.load_typed({key: text for key, text in typed.items() if key != DAY})
        self._ready = True
        self._settle()
        self.enter()

    def _the_day(self) -> date:
        kept = self.day.kept()
        return date.fromisoformat(kept) if isinstance(kept, str) else local_date(self.desk.now())

    def _day_settled(self) -> None:
        self.table.days.day = self._the_day() if self._one_day else None
        self._later.start()

    # --- drafts ---------------------------------------------------------------------------------------------------------

    def _take(self) -> tuple[str, str | None, dict[str, Plain], dict[str, str], Any]:
        values: dict[str, Plain] = {ROWS: self.table.values()}
        typed = self.table.typed()
        try:
            values |= {DAY: self.day.value()} if self._one_day else {}
        except Unreadable:
            typed[DAY] = self.day.text()
        return self.register.kind, None, values, typed, None

    def _edited(self) -> None:
        if self._ready and not self._saving:
            self.drafts.changed()

    def _draft_kept(self, at: object) -> None:
        if isinstance(at, datetime):
            self.header.set_note(_("Draft kept by itself at {time}").format(time=f"{dates.time_text(at)}:{at.second:02d}"))

    def _offer(self, draft: Any) -> None:
        self._clear()
        self._offered = draft
        if draft is None:
            return
        button = Button(_("Go on with the draft"), "secondary", "pencil-line", "F3")
        button.clicked.connect(self._accept_offer)
        when = f"{dates.time_text(draft.saved_at)} {dates.date_text(local_date(draft.saved_at))}"
        words = _("A draft from {time} has not been saved as a record.").format(time=when)
        self._banners.addWidget(Banner("amb", words, _("It stays until it is saved or given up."), "pencil-line", button))

    def _accept_offer(self) -> None:
        draft, self._offered = self._offered, None
        self._clear()
        self.drafts.forget()
        self.open_draft(draft)

    def _clear(self) -> None:
        while (item := self._banners.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def before_lock(self) -> None:
        """Keep what is typed as a draft."""
        if not self._saving:
            self.drafts.flush()

    def leave(self) -> None:
        """Go back to where it was opened; the draft stays."""
        self.before_lock()
        if self.drafts.stored:
            self.toast.emit(_("Kept as a draft"), "")
        self.closed.emit()

    def give_up(self) -> None:
        """Take the draft off the disk and go back: nothing of it is wanted."""
        self._ready = False
        self.drafts.discard(self.closed.emit)

    def escape(self) -> bool:
        """Go back without losing anything."""
        self.leave()
        return True

    # --- what is wrong ----------------------------------------------------------------------------------------------------

    def problems(self) -> list[Problem]:
        """Return everything the register says of the rows: `2.place` is a cell of the third."""
        found = list(self._outside)
        for at, row in enumerate(self.table.values()):
            _clean, said = self.register.check(record_of(row))
            found += [Problem(f"{at}.{each.field}", each.message, each.blocking) for each in said]
        return found

    def _settle(self) -> None:
        told: dict[tuple[int, str], tuple[Message, bool]] = {}
        typed = self.table.typed()
        for problem in self.problems():
            row, _dot, field = problem.field.partition(".")
            name = cell_of(field)
            if f"{row}.{name}" not in typed and (self._strict or problem.message.text != MISSING):
                told.setdefault((int(row), name), (problem.message, problem.blocking))
        self.table.say(told)
        self.save_button.set_words(rows_words(len(self.table.table.rows)))
        self.told.emit()

    # --- saving ---------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Check every row, then write them all in one transaction; else the keyboard goes to the first wrong cell."""
        if self._saving or not self._ready:
            return
        focused = QApplication.focusWidget()
        if focused is not None and hasattr(focused, "commit"):
            focused.commit()
        rows = self.table.values()
        self._strict, self._outside = True, []
        self._settle()
        if not rows:
            self.toast.emit(_("Nothing is written yet"), _("Write the first row."))
            self.table.editor.setFocus()
            return
        if self.table.wrong_cells():
            self.next_wrong()
            return
        self._saving = True
        self.drafts.forget()
        self.save_button.refuse(_("Saving"))
        records, kind, draft = self.desk.records, self.register.kind, self.drafts.key
        values = [record_of(row) for row in rows]
        self.desk.tasks.run(lambda: records.create_rows(kind, values, draft), self._committed, self._refused, owner=self)

    def _committed(self, changes: Any) -> None:
        self.drafts.gone()
        self._saving, self._ready = False, False
        self.save_button.allow()
        count = len(changes.records)
        self.toast.emit(ngettext("{n} record written", "{n} records written", count).format(n=count), "")
        self.saved.emit(changes.records)

    def _refused(self, error: BorderpostError) -> None:
        self._saving = False
        self.save_button.allow()
        self.drafts.save()
        if isinstance(error, RefusedInput):
            self._outside = list(error.problems)
            self._settle()
            self.next_wrong()
        else:
            self._failed(error)

    def _failed(self, error: object) -> None:
        if isinstance(error, BorderpostError):
            self._clear()
            self._banners.addWidget(Banner("red", render(error.message), _("The draft is kept."), "circle-alert"))

    def next_wrong(self) -> None:
        """Go to the first place to mend (F8)."""
        wrong = self.table.wrong_cells()
        if wrong:
            self.table.focus_cell(*wrong[0])
            self._reveal()
        else:
            self.toast.emit(_("Nothing to mend"), "")

    def _reveal(self) -> None:
        self.area.ensureWidgetVisible(self.table.editor, look().px(72), look().px(56))

    # --- what the window asks -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Serve the keys no editor takes for itself."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() == Qt.Key.Key_S:
            self.save()
        elif event.key() == Qt.Key.Key_F8:
            self.next_wrong()
        elif event.key() == Qt.Key.Key_F3 and self._offered is not None:
            self._accept_offer()
        else:
            super().keyPressEvent(event)

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the rows."""
        return (
            KeyHint(("Enter",), _("next cell")),
            KeyHint(("Ctrl", "D"), _("repeat from above")),
            KeyHint(("F4",), _("list of values")),
            KeyHint(("F8",), _("place to mend")),
            KeyHint(("Ctrl", "S"), _("write all rows")),
            KeyHint(("F1",), _("keys")),
        )

    def status(self) -> tuple[StatusNote, ...]:
        """Return how short times are read."""
        return (StatusNote(_("“h” today · “2230” is 22:30 · “14/3” is the day, then the month")),)

    def panes(self) -> tuple[QWidget, ...]:
        """Return the rows and the act."""
        return (self.table.editor, self.save_button)

    def enter(self) -> None:
        """Take the entry row."""
        if self._ready:
            self.table.editor.setFocus(Qt.FocusReason.OtherFocusReason)


_REPEATS = N_("Ctrl+D repeats from the row above.")
