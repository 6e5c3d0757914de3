"""The form of one record with everything around it: header, section tabs, drafts, saving, and the reasons for a refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from borderpost.domain import dates
from borderpost.domain.clock import local_date
from borderpost.domain.errors import BorderpostError, EnvironmentFault, RefusedInput
from borderpost.domain.fields import Plain
from borderpost.domain.records import Register
from borderpost.domain.words import _, ngettext, render
from borderpost.services.quick_entry import is_quick
from ui.forms.body import FormBody, FormShape
from ui.forms.cells import FieldCell
from ui.forms.context import FormContext
from ui.forms.drafts import DraftKeeper
from ui.forms.fold import HelpFold
from ui.forms.page import Page
from ui.forms.table import RowsEditor
from ui.lists.cells import CHIP_OF, state_words
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.chip import StateChip
from ui.widgets.footer import KeyHint, StatusNote
from ui.widgets.header import Header
from ui.widgets.keycap import KeyCap
from ui.widgets.pane import Pane, scrolled
from ui.widgets.tabs import Tab, Tabs
from ui.widgets.text import IconLabel, Line, Text


class FormPage(Page):
    """Writes a new record, or changes one.

    saved(kind, record id): committed; the draft is gone by then. Nothing is ever lost by leaving: the draft stays.
    """

    saved = Signal(str, str)
    changed = Signal(object)

    def __init__(
        self,
        register: Register,
        records: Any,
        drafts: Any,
        tasks: TaskRunner,
        context: FormContext,
        shape: FormShape | None = None,
    ) -> None:
        super().__init__()
        self.register, self.records, self.tasks, self.context = register, records, tasks, context
        self._seen: Any = {}
        self._hidden: frozenset[str] = frozenset()
        self._loaded: dict[str, Plain] = {}
        self._number = ""
        self._saving = False
        self._ready = False
        self._offered: Any = None
        self._trouble: BorderpostError | None = None
        self._service = drafts
        self._also: tuple[dict[str, Plain], ...] = ()
        self._about = ""
        self.acts = ""
        """The letters of the acts that may start from this record (with Alt)."""
        self.following: tuple[str, str] | None = None
        """The act asked for once it is saved: its letter, empty to choose one, and the person the keyboard was on."""
        self.body = FormBody(register, context, shape)
        self.drafts = self._keeper("")
        self._frame()
        self.body.edited.connect(self._edited)
        self.body.settled.connect(self._settled)
        self.body.entered.connect(self._entered)
        self.body.finished.connect(lambda: self.save_button.setFocus(Qt.FocusReason.TabFocusReason))
        self.body.repeated.connect(self._repeat)
        for part in self.body.parts.values():
            if isinstance(part, RowsEditor):
                part.travelled.connect(self.told)
        self.body.instead.connect(self._instead)
        self.setAutoFillBackground(False)

    @property
    def record_id(self) -> str | None:
        """The record that is changed; None for a new one."""
        return self.body.record_id

    @record_id.setter
    def record_id(self, record_id: str | None) -> None:
        self.body.record_id = record_id

    # --- building -------------------------------------------------------------------------------------------------------

    def _frame(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(_(self.register.new), flat=True)
        self.chip = StateChip("draft")
        self.header.add_chip(self.chip)
        self.later_button = Button(_("Later"), "secondary", key="Esc")
        self.later_button.clicked.connect(self.leave)
        self.save_button = Button(_("Save"), "primary", "save", "Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self.help_fold = HelpFold(_(self.register.help))
        self.help_fold.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.header.add_act(self.help_fold.button)
        self.header.add_act(self.later_button)
        self.header.add_act(self.save_button)
        column.addWidget(self.header)
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, look().px(24), 0)
        row.setSpacing(look().px(6))
        self.tabs = Tabs(self._tabs(), _("Sections of the form"))
        self.tabs.chosen.connect(self._go_section)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(self.tabs, 1)
        self._alert = IconLabel("circle-alert", "red", 16)
        self._wrong = Text("", "sm6", "red")
        self._cap = KeyCap("F8")
        self._next = Text(_("next place"), "sm", "text2")
        for part in (self._alert, self._wrong, self._cap, self._next):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addWidget(bar)
        column.addWidget(Line())
        column.addWidget(self.help_fold)
        self._banners = QVBoxLayout()
        self._banners.setContentsMargins(look().px(24), look().px(8), look().px(24), 0)
        column.addLayout(self._banners)
        pane = Pane()
        self.area = scrolled(self.body)
        pane.body.addWidget(self.area)
        column.addWidget(pane, 1)
        foot = self.body.shape.foot(self.body)
        if foot is not None:
            column.addWidget(foot)
        self._count_wrong()

    def _keeper(self, key: str) -> DraftKeeper:
        keeper = DraftKeeper(self._service, self.tasks, self.context.now, self._take, key, self)
        keeper.kept.connect(self._draft_kept)
        keeper.failed.connect(self._draft_failed)
        return keeper

    def _tabs(self) -> tuple[Tab, ...]:
        marks = self.body.marks()
        return tuple(
            Tab(view.section.key, f"{number}  {_(view.section.label)}", mark=marks[view.section.key])
            for number, view in enumerate(self.body.views, 1)
        )

    # --- opening --------------------------------------------------------------------------------------------------------

    def start_new(self, preset: dict[str, Plain] | None = None, also: Sequence[dict[str, Plain]] = (), about: str = "") -> None:
        """Begin a new record with the values a new form starts with, and offer drafts of earlier ones.

        also: what differs in further records that are written with this one. about: whom it is about, in words.
        """
        self.record_id = None
        self._also, self._about = tuple(also), about

        def look_up() -> tuple[dict[str, Plain], list[Any], dict[str, str]]:
            values = {**self.records.defaults(self.register.kind), **(preset or {})}
            return values, self._all_drafts(), self._titles_of(values)

        self.tasks.run(look_up, lambda found: self._begin(*found), self._failed, owner=self)

    def open_record(self, record_id: str) -> None:
        """Begin to change a record."""
        self.record_id = record_id
        self.tasks.run(
            lambda: (self.records.load(record_id), self._all_drafts(), self._titles(record_id)),
            lambda found: self._amend(*found),
            self._failed,
            owner=self,
        )

    def open_draft(self, draft: Any) -> None:
        """Go on with a draft: exactly the text that was typed."""
        self.record_id = draft.record_id
        if draft.record_id is not None:
            record_id = draft.record_id
            self.tasks.run(
                lambda: (self.records.load(record_id), self._titles(record_id, draft.values)),
                lambda found: self._resume(draft, *found),
                self._failed,
                owner=self,
            )
        else:
            self.tasks.run(
                lambda: self._titles_of(draft.values),
                lambda titles: self._resume(draft, None, titles),
                self._failed,
                owner=self,
            )

    def _all_drafts(self) -> list[Any]:
        return [draft for draft in self._service.all() if draft.kind == self.register.kind and not is_quick(draft.values)]

    def _titles(self, record_id: str, values: dict[str, Plain] | None = None) -> dict[str, str]:
        found = self._titles_of(self.records.load(record_id).values)
        return found | self._titles_of(values) if values else found

    def _titles_of(self, values: dict[str, Plain]) -> dict[str, str]:
        from borderpost.domain.records import walk_links

        return {target: self.records.title(target) for _path, target, _row in walk_links(self.register.fields, values)}

    def _begin(self, values: dict[str, Plain], drafts: list[Any], titles: dict[str, str]) -> None:
        self.context.titles.update(titles)
        self._loaded = dict(values)
        self.body.load(values)
        self._show_title(_(self.register.new))
        self._offer(next((draft for draft in drafts if draft.record_id is None), None))
        self._open()

    def _amend(self, view: Any, drafts: list[Any], titles: dict[str, str]) -> None:
        self._take_view(view, titles)
        self.chip.set_state(CHIP_OF[view.state.code], state_words(view.state))
        self.body.load(self._loaded)
        if self._trouble is not None:
            trouble, self._trouble = self._trouble, None
            self._clear_banners()
            remark = _("The record itself is saved.")
            self._banners.addWidget(Banner("red", render(trouble.message), remark, "circle-alert"))
            self._open()
            return
        self._offer(next((draft for draft in drafts if draft.record_id == view.id), None))
        self._open()

    def _resume(self, draft: Any, view: Any, titles: dict[str, str]) -> None:
        self.context.titles.update(titles)
        if view is not None:
            self._take_view(view, titles)
        else:
            self._show_title(_(self.register.new))
        self._seen = draft.seen or self._seen
        self.drafts = self._keeper(draft.key)
        self.body.load(draft.values, draft.typed)
        self._draft_kept(draft.saved_at)
        self._open()

    def _take_view(self, view: Any, titles: dict[str, str]) -> None:
        self.context.titles.update(titles)
        self.record_id, self._seen, self._hidden = view.id, view.heads, frozenset(view.hidden)
        self._loaded = dict(view.values)
        self._number = str(view.number)
        self._show_title(f"{_(self.register.singular)} {view.number}")
        for name in self._hidden:
            part = self.body.parts.get(name)
            if isinstance(part, FieldCell):
                part.set_sealed()

    def _show_title(self, title: str) -> None:
        self.header.set_title(title)
        self.told.emit()

    def _open(self) -> None:
        self._ready = True
        self._settled()
        self.body.focus_first()

    # --- drafts ---------------------------------------------------------------------------------------------------------

    def _take(self) -> tuple[str, str | None, dict[str, Plain], dict[str, str], Any]:
        values, typed = self.body.values()
        return self.register.kind, self.record_id, values, typed, self._seen

    def _edited(self) -> None:
        if self._ready and not self._saving:
            self.chip.set_state("draft")
            self.drafts.changed()

    def _draft_kept(self, at: object) -> None:
        if isinstance(at, datetime):
            clock = f"{dates.time_text(at)}:{at.second:02d}"
            words = (
                _("Draft kept by itself at {time}") if look().compact else _("Draft kept by itself at {time}, on this machine")
            )
            self.header.set_note(words.format(time=clock))

    def _draft_failed(self, error: object) -> None:
        if isinstance(error, BorderpostError):
            self.header.set_note(render(error.message), "triangle-alert", "amb")

    def _offer(self, draft: Any) -> None:
        self._clear_banners()
        if self._about:
            self._banners.addWidget(Banner("plain", self._about, "", "users"))
        self._offered = draft
        if draft is None:
            return
        at = draft.saved_at
        button = Button(_("Go on with the draft"), "secondary", "pencil-line", "F3")
        button.clicked.connect(self._accept_offer)
        words = _("A draft from {time} has not been saved as a record.").format(
            time=f"{dates.time_text(at)} {dates.date_text(local_date(at))}"
        )
        self._banners.addWidget(Banner("amb", words, _("It stays until it is saved or given up."), "pencil-line", button))

    def _accept_offer(self) -> None:
        draft, self._offered = self._offered, None
        self._also, self._about = (), ""
        self._clear_banners()
        if draft is not None:
            self.drafts.forget()
            self.open_draft(draft)

    def _clear_banners(self) -> None:
        while self._banners.count():
            item = self._banners.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def before_lock(self) -> None:
        """Keep the open form as a draft."""
        if not self._saving:
            self.drafts.flush()

    def leave(self) -> None:
        """Go back to where the form was opened; the draft stays."""
        self.before_lock()
        if self.drafts.stored:
            self.toast.emit(_("Kept as a draft"), "")
        self.closed.emit()

    def _instead(self, kind: str, record_id: str) -> None:
        """Leave for a record that is here already; what was typed stays as a draft."""
        self.leave()
        self.opened.emit(kind, record_id)

    def give_up(self) -> None:
        """Take the draft off the disk and go back: a person does not want what was written. A saved record stays as it is."""
        self._ready = False
        self.drafts.discard(self._given_up)

    def _given_up(self) -> None:
        self.toast.emit(_("Draft given up"), "")
        self.closed.emit()

    def escape(self) -> bool:
        """Go back without losing anything."""
        self.leave()
        return True

    # --- saving ---------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Check everything, then commit. The draft is taken away only after the commit is acknowledged."""
        if self._saving or not self._ready:
            return
        focused = QApplication.focusWidget()
        if focused is not None and hasattr(focused, "commit"):
            focused.commit()
        problems = self.body.problems()
        if any(problem.blocking for problem in problems):
            self.body.refuse()
            self._refused()
            return
        values, _typed = self.body.values()
        self._saving = True
        self.drafts.forget()
        self.save_button.refuse(_("Saving"))
        kind, record_id, seen, draft = self.register.kind, self.record_id, self._seen, self.drafts.key
        service = self.records
        work: Callable[[], Any]
        if record_id is None and self._also:
            items = [(kind, values), *((kind, {**values, **differing}) for differing in self._also)]
            work = lambda: service.create_many(items, draft=draft)  # noqa: E731 - the ways of committing stand side by side
        elif record_id is None:
            work = lambda: service.create(kind, values, draft=draft)  # noqa: E731 - the two ways of committing stand side by side
        else:
            work = lambda: service.amend(kind, record_id, values, seen, draft=draft)  # noqa: E731 - as above
        self.tasks.run(work, self._committed, self._not_committed, owner=self)

    def _committed(self, changes: Any) -> None:
        self.drafts.gone()
        record_id = self.record_id or (changes.records[0] if changes.records else "")
        acts = tuple(self.body.after_save.values())
        if not acts or not record_id:
            self._done(changes, record_id)
            return
        self.tasks.run(
            lambda: [act(record_id) for act in acts],
            lambda _all: self._done(changes, record_id),
            lambda error: self._half_done(record_id, error),
            owner=self,
        )

    def _half_done(self, record_id: str, error: BorderpostError) -> None:
        """Say that the record is saved but what came with it is not, and go on with the saved record."""
        self._saving = False
        self.save_button.allow()
        self.body.after_save.clear()
        self._ready = False
        self._trouble = error
        self.open_record(record_id)

    @property
    def number(self) -> str:
        """The number of the record that is changed; empty for a new one."""
        return self._number

    def _done(self, changes: Any, record_id: str) -> None:
        self._saving = False
        self.save_button.allow()
        self.changed.emit(changes)
        self.saved.emit(self.register.kind, record_id)

    def _not_committed(self, error: BorderpostError) -> None:
        self._saving = False
        self.following = None
        self.save_button.allow()
        self.drafts.save()
        if isinstance(error, RefusedInput):
            self.body.refuse(error.problems)
            self._refused()
            return
        self._failed(error)

    def _refused(self) -> None:
        self.following = None
        self._settled()
        self.body.focus_first_wrong()
        self.drafts.changed()

    def _failed(self, error: BorderpostError) -> None:
        self._clear_banners()
        fault = isinstance(error, EnvironmentFault)
        remark = _("The draft is kept.") if fault else ""
        self._banners.addWidget(Banner("red", render(error.message), remark, "circle-alert"))

    # --- the sections and their state ---------------------------------------------------------------------------------------

    def _settled(self) -> None:
        self.tabs.set_tabs(self._tabs())
        self._count_wrong()
        self.told.emit()

    def _entered(self, section: str) -> None:
        self.tabs.choose(section)
        self.told.emit()

    def _go_section(self, key: str) -> None:
        self.body.focus_section([view.section.key for view in self.body.views].index(key))

    def _count_wrong(self) -> None:
        count = len(self.body.wrong_places())
        self._wrong.setText(ngettext("{n} place to mend", "{n} places to mend", count).format(n=count))
        for part in (self._alert, self._wrong, self._cap, self._next):
            part.setVisible(bool(count) and not (part is self._next and look().compact))

    def _repeat(self, name: str) -> None:
        """Take the value of the record before (Ctrl+D)."""
        part = self.body.parts.get(name)
        if not isinstance(part, FieldCell):
            return
        kind = self.register.kind
        self.tasks.run(
            lambda: self.records.defaults(kind, previous=True),
            lambda values: self._repeated(part, values.get(name)),
            self._failed,
            owner=self,
        )

    def _repeated(self, part: FieldCell, value: Plain) -> None:
        if value is None:
            self.toast.emit(_("The record before has nothing here"), "")
            return
        part.load(value)
        part.mark_touched()
        self._edited()

    # --- keys -----------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Serve the keys of the form that no editor takes for itself."""
        modifiers, key = event.modifiers(), event.key()
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if control and key == Qt.Key.Key_S:
            self.save()
        elif key == Qt.Key.Key_F8:
            self.next_wrong()
        elif alt and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.body.focus_section(key - Qt.Key.Key_1)
        elif key == Qt.Key.Key_F1 and modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.help_fold.turn()
        elif key == Qt.Key.Key_F3 and self._offered is not None:
            self._accept_offer()
        elif self.acts and key == Qt.Key.Key_F5:
            self.follow("")
        elif alt and not control and Qt.Key.Key_A <= key <= Qt.Key.Key_Z and chr(key) in self.acts:
            self.follow(chr(key))
        elif self.body.shape.pressed(key, modifiers):
            event.accept()
        else:
            super().keyPressEvent(event)

    def follow(self, letter: str) -> None:
        """Save, then go on with the next act: for the person the keyboard is on, where it is on one."""
        self.following = (letter, self._person_here())
        self.save()

    def _person_here(self) -> str:
        table = self.body.parts.get("people")
        if not isinstance(table, RowsEditor) or not table.editor.hasFocus():
            return ""
        return str(table.table.slot(table.current_row, "person").value or "")

    def next_wrong(self) -> None:
        """Go to the next place to mend (F8)."""
        if not self.body.wrong_places():
            self.body.refuse()
        self._settled()
        if not self.body.focus_next_wrong():
            self.toast.emit(_("Nothing to mend"), "")

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the form."""
        sections = f"1…{len(self.body.views)}"
        return (
            KeyHint(("Enter",), _("next cell")),
            KeyHint(("Alt", sections), _("section")),
            *((KeyHint(("F5",), _("save, next act")),) if self.acts else ()),
            KeyHint(("F8",), _("place to mend")),
            KeyHint(("F4",), _("list of values")),
            KeyHint(("Ctrl", "D"), _("repeat from above")),
            KeyHint(("F1",), _("keys")),
        )

    def status(self) -> tuple[StatusNote, ...]:
        """Return the help of the cell the keyboard is in, or how short dates are read."""
        focused = QApplication.focusWidget()
        cell = focused.parentWidget() if focused is not None else None
        if isinstance(cell, FieldCell) and cell.help:
            return (StatusNote(cell.help),)
        if isinstance(cell, RowsEditor) and cell.help:
            return (StatusNote(cell.help),)
        return (StatusNote(_("“h” today · “2230” is 22:30 · “14/3” is the day, then the month")),)

    def panes(self) -> tuple[QWidget, ...]:
        """Return the form and its acts."""
        first = next(iter(self.body.order()), None)
        return (first.line if isinstance(first, FieldCell) else self.save_button, self.save_button)

    def enter(self) -> None:
        """Take the first empty required cell."""
        if self._ready:
            self.body.focus_first()
