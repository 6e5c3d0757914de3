"""Step 5: the recovery sheet is printed twice, signed by two, and four of its words are read back from the paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import SystemRandom

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError
from borderpost.domain.text import fold
from borderpost.domain.words import N_, _, render
from ui.printing import print_pages
from ui.theme.look import look
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.cell import CellState, FormCell
from ui.widgets.check import Check
from ui.widgets.paint import box, draw_text, painting
from ui.widgets.pane import Pane
from ui.widgets.text import IconLabel, Text
from ui.wizard.page import Page, Tools, inset, side_by_side

VISIBLE_SECONDS = 60
SCREEN_DPI, PAPER_DPI = 110, 300
ASKED = 4
Printer = Callable[[QWidget, Sequence[bytes], int], bool]


class SheetPreview(QWidget):
    """The sheet on the screen; covered after 60 seconds, shown again while Space is held."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._covered = False
        self._held = False
        self._timer = QTimer(self, singleShot=True, interval=VISIBLE_SECONDS * 1000)
        self._timer.timeout.connect(self.cover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(_("Recovery sheet, preview"))

    def show_page(self, page: bytes) -> None:
        """Show the page and start to count."""
        self._image = QImage.fromData(page)
        self._covered = False
        self._timer.start()
        self.updateGeometry()
        self.update()

    @property
    def covered(self) -> bool:
        """Whether the words are hidden now."""
        return self._covered and not self._held

    def cover(self) -> None:
        """Hide the words."""
        self._covered = True
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size with the proportions of the page."""
        width = look().px(396)
        tall = round(width * self._image.height() / self._image.width()) if self._image.width() else round(width * 1.2)
        return QSize(width, tall)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show while Space is held."""
        self._hold(event, held=True)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Cover again when Space is let go."""
        self._hold(event, held=False)

    def _hold(self, event: QKeyEvent, *, held: bool) -> None:
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat():
            event.ignore()
            return
        self._held = held
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the page or its cover."""
        now, px = look(), look().px
        size = (
            self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            if not self._image.isNull()
            else self.size()
        )
        rect = QRectF(0, 0, size.width(), size.height())
        with painting(self) as painter:
            painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform)
            if self.covered or self._image.isNull():
                box(painter, rect, 2, now.colour("surface"))
                words = _("Hidden. Hold Space to see it.") if self.covered else _("The sheet is being made.")
                draw_text(painter, rect, words, now.font("sm"), now.colour("text2"), Qt.AlignmentFlag.AlignHCenter)
            else:
                painter.drawImage(rect, self._image)
            focused = self.hasFocus()
            edge = now.colour("foc" if focused else "border")
            box(painter, rect, px(2), None, edge, now.ring if focused else 1)


class SheetPage(Page):
    """`numbers` are the four words asked back, counted from 1; chosen at random when not given."""

    key = "sheet"
    title = N_("Recovery sheet")

    def __init__(self, tools: Tools, printer: Printer = print_pages, numbers: tuple[int, ...] = ()) -> None:
        super().__init__(tools)
        self._printer = printer
        self._words: tuple[str, ...] = ()
        self._printed = tools.draft.sheet_done
        self._numbers = numbers or tuple(sorted(SystemRandom().sample(range(1, 25), ASKED)))
        self.headed(
            _("Recovery sheet"),
            _(
                "A lost passphrase, a broken machine, a person gone: this sheet is the last way to open the register. "
                "Without it nobody can save the data, not even those who made the program."
            ),
        )
        self._first = self._line(
            _("Print 2 copies, no file is kept"), _("Use a printer on a cable. The sheet stays on no disk.")
        )
        self._second = self._line(
            _("Two people sign, two envelopes"),
            _("One into the commander's safe, one to the superior command by official post."),
        )
        self.signed = Check(_("Signed and sealed"))
        self.signed.toggled.connect(lambda _on: self._tell())
        self.column.addLayout(inset(self.signed, 26))
        self._third = self._line(
            _("Read back from the paper"),
            _("Type four words by their numbers, without accents, to prove the print is readable."),
        )
        self.cells: list[FormCell] = []
        for number in self._numbers:
            editor = QLineEdit()
            cell = FormCell(_("Word {number}").format(number=number), editor)
            editor.textChanged.connect(lambda _text, cell=cell: self._typed(cell))
            editor.editingFinished.connect(lambda cell=cell: self._judge(cell))
            editor.returnPressed.connect(self.focusNextChild)
            self.cells.append(cell)
        row = side_by_side(*((cell, 1) for cell in self.cells))
        row.setContentsMargins(look().px(26), 0, 0, 0)
        self.column.addLayout(row)
        self.trouble = Banner("red", "", "")
        self.trouble.hide()
        self.column.addLayout(inset(self.trouble))
        self.column.addStretch(1)
        self._side: Pane | None = None
        self.preview = SheetPreview()
        self.print_button = Button(_("Print 2 copies"), "secondary", "printer", "Ctrl+P")
        self.print_button.clicked.connect(self.print_sheet)

    def _line(self, words: str, remark: str) -> IconLabel:
        px = look().px
        mark = IconLabel("circle", "text2", 18)
        row = QHBoxLayout()
        row.setSpacing(px(11))
        row.setContentsMargins(0, px(6), 0, 0)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Text(words, "body6", wrap=True))
        column.addWidget(Text(remark, "sm", "text2", wrap=True))
        row.addLayout(column, 1)
        host = QWidget()
        host.setLayout(row)
        self.column.addLayout(inset(host))
        return mark

    def aside(self) -> QWidget:
        """Return the preview with its print button."""
        if self._side is None:
            px = look().px
            self._side = Pane("sunken")
            body = self._side.body
            body.setContentsMargins(px(28), px(20), px(20), px(16))
            body.setSpacing(px(6))
            body.addLayout(side_by_side((Text(_("Preview of the print"), "sm6", "text2"), 1), (self.print_button, 0)))
            body.addWidget(self.preview, 1)
            note = QHBoxLayout()
            note.setSpacing(px(8))
            note.addWidget(IconLabel("eye-off", "text2", 16))
            note.addWidget(
                Text(
                    _("The words are hidden after 60 seconds; hold Space in the preview to see them."), "sm", "text2", wrap=True
                ),
                1,
            )
            body.addLayout(note)
        return self._side

    def enter(self) -> None:
        """Ask for the sheet and put the keyboard on the print button."""
        if not self._words:
            service = self.tools.service

            def work() -> tuple[tuple[str, ...], tuple[bytes, ...]]:
                return service.recovery_words(), service.recovery_pages(SCREEN_DPI)

            self.tools.tasks.run(work, self._show, self._failed, owner=self)
        if self._printed:
            self.cells[0].editor.setFocus()
        else:
            self.print_button.setFocus()

    def _show(self, made: tuple[tuple[str, ...], tuple[bytes, ...]]) -> None:
        self._words, pages = made
        self.preview.show_page(pages[0])

    def print_sheet(self) -> None:
        """Print two copies; the pictures go to the printer and nowhere else."""

        def ready(pages: tuple[bytes, ...]) -> None:
            if self._printer(self, pages, 2):
                self._printed = True
                self.cells[0].editor.setFocus()
                self._tell()

        service = self.tools.service
        self.tools.tasks.run(lambda: service.recovery_pages(PAPER_DPI), ready, self._failed, owner=self)

    def _failed(self, error: BorderpostError) -> None:
        self.trouble.say(_("The sheet could not be made"), render(error.message))
        self.trouble.show()

    def _right(self, cell: FormCell) -> bool:
        number = self._numbers[self.cells.index(cell)]
        editor = cell.editor
        return bool(self._words) and isinstance(editor, QLineEdit) and fold(editor.text()) == fold(self._words[number - 1])

    def _typed(self, cell: FormCell) -> None:
        if self._right(cell):
            cell.set_state(CellState.UNDERSTOOD, _("right"))
        else:
            cell.set_state(CellState.NORMAL)
        self._tell()

    def _judge(self, cell: FormCell) -> None:
        editor = cell.editor
        if isinstance(editor, QLineEdit) and editor.text().strip() and not self._right(cell):
            cell.set_state(CellState.WRONG, _("Not this word."))

    def _tell(self) -> None:
        done = {True: ("circle-check", "grn"), False: ("circle", "text2")}
        self._first.set_icon(*done[self._printed])
        self._second.set_icon(*done[self.signed.isChecked()])
        self._third.set_icon(*done[all(self._right(cell) for cell in self.cells)])
        self.changed.emit()

    def missing(self) -> str:
        """Say what is still to be done."""
        if self.tools.draft.sheet_done:
            return ""
        if not self._printed:
            return _("still to print: 2 copies")
        left = sum(not self._right(cell) for cell in self.cells)
        if left:
            return _("{n} words not read back yet").format(n=left)
        return "" if self.signed.isChecked() else _("still to sign and seal")

    def leave(self, then: Callable[[], object], stay: Callable[[], object]) -> None:
        """Note that the sheet was read back, forget its words, go on."""
        if self.tools.draft.sheet_done:
            then()
            return

        def done(_nothing: None) -> None:
            self.tools.draft.sheet_done = True
            self._words = ()
            self.preview.cover()
            then()

        def failed(error: BorderpostError) -> None:
            self._failed(error)
            stay()

        self.tools.tasks.run(self.tools.service.sheet_printed, done, failed, owner=self)

    def summary(self) -> str:
        """Say whether it is done."""
        return _("printed and read back") if self.tools.draft.sheet_done else ""
