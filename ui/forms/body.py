"""The body of a form: every section of a register on one page, its cells in order, and what is wrong with them.

No service is known here. Values go in by `load`, plain values come out by `values`; problems go in by `show_problems`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from borderpost.domain.clock import local_date
from borderpost.domain.fields import Moment, NamedField, Packed, Plain, Rows
from borderpost.domain.reading import Unreadable
from borderpost.domain.records import Register, Section
from borderpost.domain.words import N_, Message, Problem, _
from ui.forms.cells import FieldCell, cell_width
from ui.forms.context import FormContext
from ui.forms.flow import FlowLayout
from ui.forms.table import RowsEditor
from ui.theme.look import look
from ui.widgets.cell import FormCell
from ui.widgets.paint import margin
from ui.widgets.text import SectionTitle

Part = FieldCell | RowsEditor


MISSING = N_("This must be filled in.")
"""What a register says of an empty required cell."""


class FormShape:
    """What a register adds to the form its declaration makes. The default adds nothing."""

    def table(self, named: NamedField, context: FormContext) -> RowsEditor:
        """Return the inline table of a field."""
        return RowsEditor(named, context)

    def above(self, section: str, body: FormBody) -> QWidget | None:  # noqa: ARG002 - a register uses them
        """Return what stands above the cells of a section (a strip of a GPX file)."""
        return None

    def beside(self, section: str, body: FormBody) -> FormCell | None:  # noqa: ARG002 - as above
        """Return one more cell, computed and only read, behind the cells of a section."""
        return None

    def behind(self, name: str) -> str:
        """Return the name of the field the extra cell stands behind, or nothing for the end."""
        return name

    def remark(self, section: str, values: dict[str, Plain]) -> str:  # noqa: ARG002 - as above
        """Return what the heading of a section says at its right end."""
        return ""

    def day(self, values: dict[str, Plain]) -> date | None:  # noqa: ARG002 - as above
        """Return the day whose codes are offered, where the register's own moments do not tell it."""
        return None

    def settle(self, body: FormBody, values: dict[str, Plain]) -> None:
        """Take note of new values: fill what is computed."""

    def foot(self, body: FormBody) -> QWidget | None:  # noqa: ARG002 - as above
        """Return what stands under the whole form, where its coming and going moves no cell."""
        return None

    def pressed(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:  # noqa: ARG002 - as above
        """Serve a key no editor wanted; tell whether it was taken."""
        return False


@dataclass(slots=True)
class SectionView:
    """A section on the page: its declaration, its heading and its parts in order."""

    section: Section
    title: SectionTitle
    parts: list[Part] = field(default_factory=list)


class FormBody(QWidget):
    """All sections under each other.

    edited: something was typed. settled: a cell became final for now. entered(section): the keyboard is in that section.
    finished: Enter after the last cell. `record_id` is the record that is changed, None for a new one; `after_save` holds what
    is done with the record's id once it is committed, off the GUI thread (a track is taken in).
    instead(kind, record id): a record that is here already is wanted in place of this new one.
    """

    edited = Signal()
    settled = Signal()
    entered = Signal(str)
    finished = Signal()
    repeated = Signal(str)
    instead = Signal(str, str)

    def __init__(self, register: Register, context: FormContext, shape: FormShape | None = None) -> None:
        super().__init__()
        self.register, self.context, self.shape = register, context, shape or FormShape()
        self.views: list[SectionView] = []
        self.parts: dict[str, Part] = {}
        self.extra: dict[str, FormCell] = {}
        self.record_id: str | None = None
        self.after_save: dict[str, Callable[[str], object]] = {}
        self._base: dict[str, Plain] = {}
        self._strict = False
        self._outside: list[Problem] = []
        self._look_soon = QTimer(self)
        self._look_soon.setSingleShot(True)
        self._look_soon.setInterval(0)
        self._look_soon.timeout.connect(self._look_at_row)
        self._column = QVBoxLayout(self)
        px = look().px
        self._column.setContentsMargins(px(24) - margin(), px(12), px(24) - margin(), px(24))
        self._column.setSpacing(px(6))
        for number, section in enumerate(register.sections, 1):
            self._build(number, section)
        self._column.addStretch(1)
        context.border = self._border
        context.day = self._day
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._settle_all)

    # --- building -------------------------------------------------------------------------------------------------------

    def _build(self, number: int, section: Section) -> None:
        px = look().px
        title = SectionTitle(_(section.label), str(number), _(section.hint) if section.hint else "")
        title.setContentsMargins(margin(), px(8) if number > 1 else 0, margin(), 0)
        view = SectionView(section, title)
        self.views.append(view)
        self._column.addWidget(title)
        above = self.shape.above(section.key, self)
        if above is not None:
            self._column.addWidget(above)
        grid = QWidget()
        flow = FlowLayout(grid)
        for named in self.register.fields:
            if named.field.section == section.key and not named.field.automatic and not isinstance(named.field, Packed):
                self._add(view, flow, named, section)
        self._extra(section, flow)
        self._column.addWidget(grid)

    def _add(self, view: SectionView, flow: FlowLayout, named: NamedField, section: Section) -> None:
        if isinstance(named.field, Rows):
            editor = self.shape.table(named, self.context)
            editor.focused.connect(lambda: self.entered.emit(section.key))
            editor.travelled.connect(self._look_soon.start)
            part: Part = editor
            flow.addWidget(editor)
            flow.set_width(editor, look().px(300), whole=True)
        else:
            cell = FieldCell(named, self.context)
            cell.focused.connect(lambda: self.entered.emit(section.key))
            cell.repeated.connect(self.repeated.emit)
            if isinstance(named.field, Moment):
                cell.after = self._moment_before(named.name)
            part = cell
            flow.addWidget(cell)
            flow.set_width(cell, max(cell_width(named.field), cell.minimumSizeHint().width()))
            if self.shape.behind(named.name) == f"extra:{section.key}":
                self._extra(section, flow)
        part.edited.connect(lambda _name: self.edited.emit())
        part.settled.connect(lambda _name: self._later.start())
        part.advance.connect(self._advance)
        self.parts[named.name] = part
        view.parts.append(part)
        if named.field.former:
            part.hide()

    def _extra(self, section: Section, flow: FlowLayout) -> None:
        if section.key in self.extra:
            return
        cell = self.shape.beside(section.key, self)
        if cell is not None:
            self.extra[section.key] = cell
            flow.addWidget(cell)
            flow.set_width(cell, look().px(72) + 2 * margin())

    def _moment_before(self, name: str) -> Callable[[], datetime | None]:
        names = [named.name for named in self.register.fields if isinstance(named.field, Moment)]
        before = names[: names.index(name)]

        def after() -> datetime | None:
            for earlier in reversed(before):
                part = self.parts.get(earlier)
                found = part.kept() if isinstance(part, FieldCell) else None
                if isinstance(found, str):
                    return datetime.fromisoformat(found)
            return None

        return after

    def _border(self) -> str | None:
        part = self.parts.get("border")
        found = part.kept() if isinstance(part, FieldCell) else self._base.get("border")
        return found if isinstance(found, str) else None

    def _day(self) -> date | None:
        kept = {name: part.kept() for name in self.register.act_moments if isinstance(part := self.parts.get(name), FieldCell)}
        return self.shape.day(kept) or self.register.act_day(kept) or local_date(self.context.now())

    # --- values ---------------------------------------------------------------------------------------------------------

    def load(self, values: dict[str, Plain], typed: dict[str, str] | None = None) -> None:
        """Show plain values, then texts that could not be read (`name`, or `name.row.column` inside a table)."""
        self._base = {name: value for name, value in values.items() if name not in self.parts}
        self._strict = False
        self._outside = []
        for name, part in self.parts.items():
            part.load(values.get(name))
        self._show_former({*(name for name, value in values.items() if value is not None), *(typed or {})})
        nested: dict[str, dict[str, str]] = {}
        for path, text in (typed or {}).items():
            name, dot, rest = path.partition(".")
            part_at = self.parts.get(name)
            if dot and isinstance(part_at, RowsEditor):
                nested.setdefault(name, {})[rest] = text
            elif isinstance(part_at, FieldCell):
                part_at.load_text(text)
        for name, texts in nested.items():
            table = self.parts[name]
            if isinstance(table, RowsEditor):
                table.load_typed(texts)
        for name in typed or {}:
            part_at = self.parts.get(name)
            if isinstance(part_at, FieldCell):
                part_at.settle()
        self._settle_all()

    def _show_former(self, written: set[str]) -> None:
        """Show the cells nothing asks for any more only on a record that holds one of them, so that it can be mended."""
        former = [name for name, field in self.register.fields if field.former and name in self.parts]
        for name in former:
            self.parts[name].setHidden(not written.intersection(former))

    def values(self) -> tuple[dict[str, Plain], dict[str, str]]:
        """Return the plain values, and the raw text of every cell that cannot be read."""
        found: dict[str, Plain] = dict(self._base)
        typed: dict[str, str] = {}
        for name, part in self.parts.items():
            if isinstance(part, RowsEditor):
                rows = part.values()
                if rows:
                    found[name] = rows
                typed.update({f"{name}.{key}": text for key, text in part.typed().items()})
                continue
            try:
                value = part.value()
            except Unreadable:
                typed[name] = part.text()
            else:
                if value is not None:
                    found[name] = value
        return found, typed

    def problems(self) -> list[Problem]:
        """Return everything the register says about the values, and every text that cannot be read."""
        values, typed = self.values()
        found = self._check(values)
        unread = {path: Problem(path, Message(N_("This cannot be read."))) for path in typed}
        return [unread.get(problem.field, problem) for problem in found] + [
            problem for path, problem in unread.items() if path not in {item.field for item in found}
        ]

    def _check(self, values: dict[str, Plain]) -> list[Problem]:
        """Return everything the register says; its rules speak while required cells are still empty, not only at the end."""
        clean, found = self.register.check(values)
        blocking = [problem for problem in found if problem.blocking]
        if blocking and all(problem.message.text == MISSING for problem in blocking):
            record = self.register.typed(clean)
            found += [problem for rule in self.register.rules for problem in rule(record)]
        return found

    def refuse(self, problems: Iterable[Problem] = ()) -> None:
        """Show everything that stands in the way of saving, empty required cells included, and what the service added."""
        self._strict = True
        self._outside = list(problems)
        for part in self.parts.values():
            if isinstance(part, FieldCell) and part.unreadable is None:
                part.settle()
        self._settle_all()

    def _settle_all(self) -> None:
        values, typed = self.values()
        found = self._check(values)
        known = {problem.field for problem in found}
        found += [problem for problem in self._outside if problem.field not in known and problem.field not in self.parts]
        for name, part in self.parts.items():
            if isinstance(part, RowsEditor):
                part.say(self._row_problems(name, found, typed))
            else:
                part.say(next((item for item in found if item.field == name and self._said(part, item, values)), None))
        for view in self.views:
            remark = self.shape.remark(view.section.key, values)
            view.title.set_right(remark)
        self.shape.settle(self, values)
        self.settled.emit()

    def _said(self, part: FieldCell, problem: Problem, values: dict[str, Plain]) -> bool:
        return self._strict or problem.field in values or (part.touched and not problem.blocking)

    def _row_problems(
        self, name: str, found: list[Problem], typed: dict[str, str]
    ) -> dict[tuple[int, str], tuple[Message, bool]]:
        told: dict[tuple[int, str], tuple[Message, bool]] = {}
        for problem in found:
            parts = problem.field.split(".")
            if parts[0] != name:
                continue
            if len(parts) == 3 and problem.field not in typed:
                missing = problem.message.text == MISSING
                if self._strict or not missing:
                    told[(int(parts[1]), parts[2])] = (problem.message, problem.blocking)
            elif len(parts) == 1 and self._strict:
                told[(0, "")] = (problem.message, problem.blocking)
        return told

    # --- the keyboard ---------------------------------------------------------------------------------------------------

    def order(self) -> list[Part]:
        """Return the parts in the order of the page."""
        return [part for view in self.views for part in view.parts if not part.isHidden()]

    def _advance(self, name: str) -> None:
        order = self.order()
        at = order.index(self.parts[name])
        for part in order[at + 1 :]:
            if not (isinstance(part, FieldCell) and part.line.isReadOnly()):
                self.take(part)
                return
        self.finished.emit()

    def take(self, part: Part) -> None:
        """Bring the keyboard into a part and the part into sight."""
        target = part.line if isinstance(part, FieldCell) else part.editor
        target.setFocus()
        self.reveal(part)

    def reveal(self, widget: QWidget) -> None:
        """Scroll until the widget is seen."""
        viewport = self.parentWidget()
        area = viewport.parentWidget() if viewport is not None else None
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(widget, 0, look().px(56))

    def _look_at_row(self) -> None:
        for part in self.parts.values():
            if isinstance(part, RowsEditor) and part.editor.hasFocus():
                self.reveal(part.editor)

    def focus_first(self) -> None:
        """Bring the keyboard into the first empty required cell, else into the first cell."""
        order = self.order()
        empty = [part for part in order if isinstance(part, FieldCell) and part.required and not part.text().strip()]
        chosen = next(iter(empty or order), None)
        if chosen is not None:
            self.take(chosen)

    def focus_section(self, number: int) -> bool:
        """Bring the keyboard into the first cell of a section; False if there is none of that number."""
        if not 0 <= number < len(self.views) or not self.views[number].parts:
            return False
        self.take(self.views[number].parts[0])
        self.reveal(self.views[number].title)
        return True

    def wrong_places(self) -> list[tuple[Part, tuple[int, str] | None]]:
        """Return every place that stands in the way of saving, in the order of the page."""
        places: list[tuple[Part, tuple[int, str] | None]] = []
        for part in self.order():
            if isinstance(part, RowsEditor):
                places += [(part, cell) for cell in part.wrong_cells()]
            elif part.wrong:
                places.append((part, None))
        return places

    def focus_next_wrong(self) -> bool:
        """Bring the keyboard to the next wrong place after the present one; False if nothing is wrong."""
        places = self.wrong_places()
        if not places:
            return False
        order = self.order()
        here = self._here()
        later = [place for place in places if here is not None and self._after(order, place, here)]
        part, cell = (later or places)[0]
        if isinstance(part, RowsEditor) and cell is not None:
            part.focus_cell(*cell)
            self.reveal(part)
        else:
            self.take(part)
        return True

    def focus_first_wrong(self) -> bool:
        """Bring the keyboard to the first wrong place."""
        places = self.wrong_places()
        if not places:
            return False
        part, cell = places[0]
        if isinstance(part, RowsEditor) and cell is not None:
            part.focus_cell(*cell)
            self.reveal(part)
        else:
            self.take(part)
        return True

    def _here(self) -> tuple[int, tuple[int, int]] | None:
        for at, part in enumerate(self.order()):
            if isinstance(part, FieldCell) and part.line.hasFocus():
                return at, (0, 0)
            if isinstance(part, RowsEditor) and part.editor.hasFocus():
                return at, part.place
        return None

    @staticmethod
    def _after(order: list[Part], place: tuple[Part, tuple[int, str] | None], here: tuple[int, tuple[int, int]]) -> bool:
        part, cell = place
        inside = (0, 0) if cell is None or not isinstance(part, RowsEditor) else part.place_of(*cell)
        return (order.index(part), inside) > here

    # --- the state of sections ------------------------------------------------------------------------------------------

    def marks(self) -> dict[str, str]:
        """Return `done`, `wrong`, `open` or `optional` for every section."""
        found: dict[str, str] = {}
        for view in self.views:
            written = required = missing = wrong = 0
            for part in view.parts:
                if isinstance(part, RowsEditor):
                    written += len(part.table.rows)
                    wrong += len(part.wrong_cells())
                    continue
                filled = bool(part.text().strip())
                written += filled
                required += part.required
                missing += part.required and not filled
                wrong += part.wrong
            if wrong:
                found[view.section.key] = "wrong"
            elif (required and not missing) or (written and not required):
                found[view.section.key] = "done"
            else:
                found[view.section.key] = "open" if required or not written else "optional"
        return found
