"""One register in the main window: its list, and over it a form, a history, the choice between two values, or a case."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from borderpost.domain.fields import Plain
from borderpost.domain.records import Register
from borderpost.domain.words import _
from borderpost.registers import KINDS
from borderpost.services.quick_entry import DAY, is_quick
from borderpost.services.ring_view import names_people
from ui.field.line_history import LinePage
from ui.field.links import LinkPage
from ui.forms.body import FormShape
from ui.forms.page import Page
from ui.forms.screen import FormPage
from ui.history.screen import HistoryPage
from ui.history.two_values import TwoValuesPage
from ui.lists.screen import ListPage
from ui.quick.page import QuickPage
from ui.registers import papers
from ui.registers.areas import GROUPS
from ui.registers.desk import Desk
from ui.registers.following import Following
from ui.registers.neighbours import AreaTabs
from ui.registers.next_acts import NextActsPage
from ui.registers.shapes import companion_of, more_of, shape_of, summary_of
from ui.screen import Command, Screen, ScreenSpec
from ui.sheets.giving import GivingPanel, open_giving
from ui.sheets.taking import TakingPanel
from ui.widgets.footer import KeyHint, StatusNote

PageMaker = Callable[[Desk, str], Page]
"""Makes the page a record of one kind is opened on, if not its form."""


class RegisterScreen(Screen):
    """The list stays below; pages come and go over it. Esc takes the upper page away and loses nothing."""

    def __init__(self, register: Register, desk: Desk, opener: PageMaker | None = None) -> None:
        super().__init__()
        self.register, self.desk, self._opener = register, desk, opener
        self.title = _(register.label)
        self.list = ListPage(register, desk.records, desk.drafts, desk.tasks, desk.today)
        self.list.detail.summary = summary_of(register.kind)
        companion = companion_of(register.kind, desk)
        if companion is not None:
            self.list.accompany(companion)
        self.list.detail.more = more_of(register.kind, desk)
        self.list.opened.connect(lambda _kind, record_id: self.open_page(record_id))
        self.list.edited.connect(self.edit)
        self.list.started.connect(lambda: self.start_new(""))
        self.list.history.connect(self.show_history)
        self.list.resolve.connect(self.show_two_values)
        self.list.followed.connect(self.follow)
        self.list.told.connect(self.told)
        if desk.print_record is not None:
            self.list.printed.connect(partial(desk.print_record, register.kind))
        self.list.detail.print_button.setVisible(desk.print_record is not None)
        self._home = QWidget()
        self.tabs = AreaTabs(register.kind, self._home, self._to_neighbour)
        down = QVBoxLayout(self._home)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self.tabs)
        down.addWidget(self.list, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._home)
        self._pages: list[Page] = []
        self._stale = True
        self._linked = register.kind in ("persons", "rings") or names_people(register)
        self.following = Following(self)
        self.list.follows = bool(self.following.offers(register.kind))

    def _to_neighbour(self, key: str) -> None:
        """Go to another screen of the same area; this one keeps its own tab for when one comes back."""
        if not self._pages:
            self.go.emit(key)

    # --- pages ----------------------------------------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._pages[-1] if self._pages else self.list

    def _push(self, page: Page) -> None:
        page.told.connect(self.told)
        page.toast.connect(self.toast)
        page.closed.connect(lambda: self._pop(page))
        page.opened.connect(self.open_record)
        self._pages.append(page)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.told.emit()

    def _pop(self, page: Page, stay: str | None = None) -> None:
        if page not in self._pages:
            return
        self._pages.remove(page)
        self._stack.removeWidget(page)
        page.hide()
        page.deleteLater()
        self._stack.setCurrentWidget(self.page if self._pages else self._home)
        if not self._pages:
            self.list.reload(stay)
        self.page.enter()
        self.told.emit()

    def put(self, page: Page) -> None:
        """Put a page over what is shown."""
        self._push(page)

    def form(self) -> FormPage:
        """Put a new form over the list and return it."""
        page = self.form_of(self.register.kind)
        page.saved.connect(lambda _kind, record_id: self._saved(page, record_id))
        return page

    def form_of(self, kind: str) -> FormPage:
        """Put a new form of any register over what is shown; its caller says what follows once it is saved."""
        desk = self.desk
        page = FormPage(KINDS[kind], desk.records, desk.drafts, desk.tasks, desk.context(), self._shape(kind))
        page.acts = "".join(act.key for act in self.following.offers(kind))
        self._push(page)
        return page

    def _shape(self, kind: str) -> FormShape:
        return shape_of(kind, self.desk)

    def _saved(self, page: FormPage, record_id: str) -> None:
        """Take a saved form away; where an act was asked for in it, that act begins."""
        following = page.following
        self.done_with(page, record_id)
        if following is not None:
            self.follow(record_id, *following)

    def done_with(self, page: FormPage, record_id: str) -> None:
        """Take a saved form away, say so, and let what lies under it look again."""
        number = page.number
        self._pop(page, record_id if page.register is self.register else None)
        self.toast.emit(_("Saved {number}").format(number=number) if number else _("Saved"), "")
        if self._pages and hasattr(self.page, "reload"):
            self.page.reload()

    def follow(self, record_id: str, key: str = "", person: str = "") -> None:
        """Show the people of a record and what can be written next (F5); with a letter begin that act."""
        self.following.look(record_id, key, [person] if person else [])

    def open_page(self, record_id: str) -> None:
        """Open a record: on the page of its kind, else in its form."""
        if self._opener is None:
            self.edit(record_id)
        else:
            page = self._opener(self.desk, record_id)
            edited, followed = getattr(page, "edited", None), getattr(page, "followed", None)
            if edited is not None:
                edited.connect(self.edit)
            if followed is not None:
                followed.connect(partial(self.follow, record_id))
            self._push(page)
            page.enter()

    def edit(self, record_id: str) -> None:
        """Open a record in its form."""
        self.form().open_record(record_id)

    def open_draft(self, draft: Any) -> None:
        """Go on with a draft."""
        page = self._rows(one_day=DAY in {**draft.values, **draft.typed}) if is_quick(draft.values) else self.form()
        page.open_draft(draft)

    def quick_entry(self, rows: Sequence[dict[str, Plain]] = (), *, one_day: bool = True) -> QuickPage:
        """Put a quick entry over the list, with rows somebody proposes, and return it."""
        page = self._rows(one_day=one_day)
        page.start(rows)
        return page

    def _rows(self, *, one_day: bool = True) -> QuickPage:
        page = QuickPage(self.register, self.desk, one_day=one_day)
        page.saved.connect(lambda ids: self._pop(page, next(iter(ids), None)))
        self._push(page)
        return page

    def show_person(self, record_id: str) -> None:
        """Show where a person stands, and who may be the same."""
        from ui.registers.person_page import PersonPage

        page = PersonPage(self.desk, record_id)
        self._push(page)
        page.enter()

    def show_links(self, record_id: str) -> None:
        """Show who stands with whom around a record."""
        page = LinkPage(self.desk, record_id)
        self._push(page)
        page.enter()

    def show_history(self, record_id: str) -> None:
        """Show what happened to a record."""
        page = HistoryPage(self.desk.records, self.desk.tasks)
        self._push(page)
        page.show_record(record_id)
        page.enter()

    def show_two_values(self, record_id: str) -> None:
        """Choose between two values."""
        page = TwoValuesPage(self.register, self.desk.records, self.desk.tasks, self.desk.context())
        self._push(page)
        page.show_record(record_id)

    # --- what the window asks -------------------------------------------------------------------------------------------

    def keys(self) -> tuple[KeyHint, ...]:
        """Return the keys of the page shown."""
        return self.page.keys()

    def status(self) -> tuple[StatusNote, ...]:
        """Return the facts of the page shown."""
        return self.page.status()

    def help(self) -> tuple[str, str] | None:
        """Return what belongs in this register."""
        return _(self.register.label), _(self.register.help)

    def panes(self) -> tuple[QWidget, ...]:
        """Return the panes of the page shown."""
        return self.page.panes()

    def commands(self) -> tuple[Command, ...]:
        """Return the acts on the chosen record, or on the form that is open."""
        if isinstance(self.page, LinkPage):
            return self.page.commands()
        if isinstance(self.page, FormPage | QuickPage):
            return (Command(_("Give up this draft"), self.page.give_up, "trash-2"),)
        if isinstance(self.page, NextActsPage):
            return self.page.commands()
        view = self.list.detail.view
        if self._pages:
            return ()
        sheets: tuple[Command, ...] = (
            Command(_("Write this list to a spreadsheet"), self.give_sheet, "download"),
            Command(_("Take in a spreadsheet"), self.take_sheet, "upload"),
        )
        shipped = self.desk.sheets.shipped(self.register.kind)
        if shipped is not None:
            sheets += (
                Command(_("Take in the list that comes with the program"), partial(self.take_sheet, shipped), "download"),
            )
        if self.register.quick:
            sheets = (Command(_("Quick entry of a day"), self.quick_entry, "list-filter", ("Q",)), *sheets)
        sheets += papers.commands(self.desk, self.register, self.list.query.listing, view, self.window())
        if view is None:
            return sheets
        own = self.list.detail.companion.commands() if self.list.detail.companion is not None else ()
        person = Command(_("Person over all roles"), partial(self.show_person, view.id), "users")
        words = _("Links of {number}").format(number=view.number)
        links = Command(words, partial(self.show_links, view.id), "waypoints", ("L",))
        return (
            *own,
            *((person,) if view.kind == "persons" else ()),
            *((links,) if self._linked else ()),
            *self._next_commands(view),
            *sheets,
            Command(_("Change {number}").format(number=view.number), partial(self.edit, view.id), "pencil-line", ("F2",)),
            Command(
                _("History of {number}").format(number=view.number), partial(self.show_history, view.id), "history", ("H",)
            ),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Serve the letters of the list that its table leaves to the screen."""
        view = self.list.detail.view
        if not self._pages and event.key() == Qt.Key.Key_Q and self.register.quick and not self.list.search.hasFocus():
            self.quick_entry()
        elif (
            not self._pages and event.key() == Qt.Key.Key_L and view is not None and self._linked and self.list.table.hasFocus()
        ):
            self.show_links(view.id)
        else:
            super().keyPressEvent(event)

    def _next_commands(self, view: Any) -> tuple[Command, ...]:
        """Return the acts that start from the chosen record."""
        return tuple(
            Command(_(act.label), partial(self.follow, view.id, act.key), act.icon, ("F5", act.key), view.number)
            for act in self.following.offers(view.kind)
        )

    def give_sheet(self) -> GivingPanel:
        """Write the records of the list, as it is filtered, to a spreadsheet."""
        desk, listing = self.desk, self.list.query.listing()
        return open_giving(self.register, listing, self.list.model.rowCount(), desk.sheets, desk.tasks, self.window())

    def take_sheet(self, path: Path | None = None) -> TakingPanel:
        """Take a spreadsheet into this register; without a path the person is asked for one."""
        panel = TakingPanel(self.register, self.desk.sheets, self.desk.tasks, self.window(), self.list.reload)
        if path is None:
            panel.choose()
        else:
            panel.path = path
            panel.look_at()
        return panel

    def enter(self) -> None:
        """Be shown: look the list up the first time, and put the keyboard where the work is."""
        if self._stale:
            self._stale = False
            self.list.reload()
        self.page.enter()

    def refresh(self, changes: object) -> None:
        """Look the list up anew when its kind changed; an open form is never touched."""
        kinds: Collection[str] = getattr(changes, "kinds", ())
        if self.register.kind in kinds:
            if self.isVisible() and not self._pages:
                self.list.reload()
            else:
                self._stale = True

    def before_lock(self) -> None:
        """Keep open forms as drafts, and hide what only one user may see."""
        self.list.before_lock()
        for page in self._pages:
            page.before_lock()

    def escape(self) -> bool:
        """Take one step back: inside the page, then the page away."""
        page = self.page
        if page.escape():
            return True
        if self._pages:
            self._pop(page)
            return True
        return False

    def show_record(self, kind: str, record_id: str) -> None:
        """Open a record of this register."""
        if kind == self.register.kind:
            self.open_page(record_id)

    def start_new(self, kind: str) -> bool:
        """Start a new record; while a form is open nothing is put over it."""
        return self.start_with(kind, {})

    def start_with(self, kind: str, preset: dict[str, Plain]) -> bool:
        """Start a new record that already holds some values (a hand-over of one person)."""
        if kind not in ("", self.register.kind) or isinstance(self.page, FormPage | QuickPage):
            return False
        self.form().start_new(preset)
        return True


def register_specs(desk: Desk) -> tuple[ScreenSpec, ...]:
    """Return how every register with a list is registered with the window, in the order of the rail."""
    from ui.registers.victim_case import VictimCasePage

    openers: dict[str, PageMaker] = {"victim_cases": VictimCasePage}
    for kind in ("markers", "border_sections"):
        openers[kind] = partial(LinePage, kind=kind)
    return tuple(
        ScreenSpec(
            key=register.kind,
            title=register.label,
            icon=register.icon if register.icon != "user" else "user-round",
            factory=partial(RegisterScreen, register, desk, openers.get(register.kind)),
            group=area.group,
            kinds=(register.kind,),
            new=((register.kind, register.new),),
            area=area,
        )
        for area, kinds in GROUPS
        for register in (KINDS[kind] for kind in kinds)
    )
