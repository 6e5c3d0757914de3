"""The window of the first-run wizard: steps at the left, the page, what belongs to it at the right, and the two buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from borderpost.domain.errors import BorderpostError
from borderpost.domain.words import _, language, render
from ui.appearance import Appearance
from ui.icons import paint_icon
from ui.tasks import TaskRunner
from ui.theme.look import look
from ui.widgets.button import Button
from ui.widgets.footer import KeyFooter, KeyHint
from ui.widgets.paint import box, draw_text, line, painting
from ui.widgets.pane import Pane, scrolled
from ui.widgets.text import ElidedText, Line
from ui.wizard.basics import LanguagePage, MachinePage, NetworkPage
from ui.wizard.later import BackupPage, HeadquartersPage, StartPage
from ui.wizard.page import Draft, Page, Tools
from ui.wizard.people import PeoplePage
from ui.wizard.service import SetupService
from ui.wizard.sheet import SheetPage

PAGES: tuple[Callable[[Tools], Page], ...] = (
    LanguagePage,
    MachinePage,
    NetworkPage,
    PeoplePage,
    SheetPage,
    HeadquartersPage,
    BackupPage,
    StartPage,
)
SIDE, ASIDE, STEP = 286, 452, 56


class StepList(QWidget):
    """The steps at the left: done with a tick and what was decided, the current one filled, the rest quiet."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[tuple[str, str], ...] = ()
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_steps(self, steps: tuple[tuple[str, str], ...], at: int) -> None:
        """Show (title, summary) of each step and which one is current."""
        self._steps, self._at = steps, at
        self.setAccessibleName(_("Step {n} of {all}: {title}").format(n=at + 1, all=len(steps), title=steps[at][0]))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the width of the pane."""
        return QSize(min(look().px(SIDE), 330), look().px(400))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw sign, title and steps."""
        now, px = look(), look().px
        with painting(self) as painter:
            painter.fillRect(self.rect(), now.colour("rail"))
            if now.theme.dark:
                painter.fillRect(self.width() - 1, 0, 1, self.height(), now.colour("railLine"))
            paint_icon(painter, QPointF(px(50), px(43)), "mark", now.colour("railMark"), 36)
            room = self.width() - px(88)
            draw_text(painter, QRectF(px(80), px(22), room, px(26)), _("First set-up"), now.font("h2"), now.colour("railText"))
            words = _("step {n} of {all}").format(n=self._at + 1, all=len(self._steps))
            draw_text(painter, QRectF(px(80), px(46), room, px(20)), words, now.font("sm"), now.colour("railText2"))
            painter.fillRect(px(32), px(88), self.width() - px(64), 1, now.colour("railLine"))
            foot = px(40)
            pitch = min(px(STEP), (self.height() - px(94) - foot - px(10)) // max(1, len(self._steps)))
            for at in range(len(self._steps)):
                self._paint_step(painter, at, px(94) + at * pitch, pitch)
            words = _("Nothing is written before step 5.") if self._at < 4 else _("The post exists on this machine.")
            room_foot = QRectF(px(32), self.height() - foot, self.width() - px(48), px(20))
            draw_text(painter, room_foot, words, now.font("sm"), now.colour("railText2"))

    def _paint_step(self, painter: QPainter, at: int, top: int, pitch: int) -> None:
        now, px = look(), look().px
        title, summary = self._steps[at]
        current, done = at == self._at, at < self._at
        if current:
            box(painter, QRectF(px(20), top, self.width() - px(40), pitch - px(4)), px(5), now.colour("railSel"))
        centre = QPointF(px(44), top + pitch / 2 - px(4) + px(2))
        disc = QRectF(centre.x() - px(12), centre.y() - px(12), px(24), px(24))
        if at:
            start = QPointF(px(44) + 0.5, centre.y() - pitch + px(14))
            line(painter, start, QPointF(px(44) + 0.5, centre.y() - px(14)), now.colour("railLine"))
        edge = now.colour("railMark" if done or current else "railText2")
        box(painter, disc, px(12), now.colour("railMark") if current else None, edge, 1.5)
        if done:
            paint_icon(painter, centre, "check", now.colour("railMark"), 16)
        else:
            ink = now.colour("rail" if current else "railText2")
            draw_text(painter, disc, str(at + 1), now.font("cap6"), ink, Qt.AlignmentFlag.AlignHCenter)
        selected = now.colour("railSelText")
        ink = selected if current else now.colour("railText" if done else "railText2")
        room = self.width() - px(70) - px(24)
        first = top + (pitch - px(40)) / 2 - px(2)
        font = now.font("body6" if current else "body")
        draw_text(painter, QRectF(px(70), first if summary else top + pitch / 2 - px(13), room, px(20)), title, font, ink)
        if summary:
            second = selected if current else now.colour("railText2")
            draw_text(painter, QRectF(px(70), first + px(20), room, px(19)), summary, now.font("sm"), second)


class FirstRun(QWidget):
    """The wizard. `done` once the post is ready to be unlocked. `pages` are replaced by tests that know the numbers asked."""

    done = Signal()

    def __init__(
        self,
        service: SetupService,
        tasks: TaskRunner,
        appearance: Appearance,
        pages: tuple[Callable[[Tools], Page], ...] = PAGES,
    ) -> None:
        super().__init__()
        self._tools = Tools(service, tasks, appearance, Draft())
        self._make = pages
        self._at = 0
        self._busy = False
        self.resize(1366, 728)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        appearance.keys(self, with_language=True)
        appearance.spoke.connect(self._rebuild)
        acts: dict[str, Callable[[], object]] = {"Alt+Left": self.back, "Alt+Right": self.forward, "Ctrl+P": self._print}
        for keys, act in acts.items():
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self._rebuild()

    def _rebuild(self) -> None:
        """Build the words anew; what was typed stays in the draft."""
        while (item := self._outer.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.setWindowTitle(_("First set-up – Borderpost"))
        self.pages = [make(self._tools) for make in self._make]
        self.steps = StepList()
        self._stack = QStackedWidget()
        self._right = QStackedWidget()
        self._right.setFixedWidth(min(look().px(ASIDE), 500))
        for page in self.pages:
            page.changed.connect(self._tell)
            self._stack.addWidget(scrolled(page, "canvas"))
        ground = Pane("canvas", across=True)
        ground.body.addWidget(self._stack, 1)
        ground.body.addWidget(self._right)
        acts = Pane("surface", across=True)
        px = look().px
        acts.body.setContentsMargins(px(36), px(5), px(18), px(5))
        acts.body.setSpacing(px(10))
        self.back_button = Button(_("Back"), "secondary", "arrow-left", "Alt+Left")
        self.back_button.clicked.connect(self.back)
        self.forward_button = Button(_("Start"), "primary", "arrow-right", "Alt+Right", trailing=True)
        self.forward_button.clicked.connect(self.forward)
        self._reason = ElidedText("", "sm", "text2", Qt.AlignmentFlag.AlignRight)
        acts.body.addWidget(self.back_button)
        acts.body.addWidget(self._reason, 1)
        acts.body.addWidget(self.forward_button)
        self._footer = KeyFooter()
        main = QVBoxLayout()
        main.setSpacing(0)
        main.addWidget(ground, 1)
        main.addWidget(Line())
        main.addWidget(acts)
        main.addWidget(self._footer)
        host = QWidget()
        across = QHBoxLayout(host)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.steps)
        across.addLayout(main, 1)
        self._outer.addWidget(host)
        self._show()

    @property
    def page(self) -> Page:
        """The page shown."""
        return self.pages[self._at]

    def _show(self) -> None:
        self._stack.setCurrentIndex(self._at)
        aside = self.page.aside()
        if aside is not None and self._right.indexOf(aside) < 0:
            self._right.addWidget(aside)
        if aside is not None:
            self._right.setCurrentWidget(aside)
        self._right.setVisible(aside is not None)
        self._tell()
        self.page.enter()

    def _tell(self) -> None:
        """Show where one is and what is still missing."""
        self.steps.show_steps(
            tuple((_(page.title), page.summary() if at <= self._at else "") for at, page in enumerate(self.pages)), self._at
        )
        missing = self.page.missing()
        last = self._at == len(self.pages) - 1
        self.forward_button.set_words(_("Open the unlock window") if last else _(self.pages[self._at + 1].title))
        if missing or self._busy:
            self.forward_button.refuse(missing or _("working"))
        else:
            self.forward_button.allow()
        self._reason.setText(missing)
        back = self._at > 0 and not (self._tools.draft.created and self._at <= 4)
        self.back_button.setEnabled(back and not self._busy)
        hints = [
            KeyHint(("Enter",), _("next field")),
            KeyHint(("Alt", "Left"), _("step before")),
            KeyHint(("Alt", "Right"), _("next step")),
        ]
        if isinstance(self.page, SheetPage):
            hints.append(KeyHint(("Ctrl", "P"), _("print the sheet")))
        hints.append(KeyHint(("F9",), _("theme")))
        hints.append(KeyHint(("F10",), "English" if language() == "vi" else "Tiếng Việt"))
        self._footer.show_keys(tuple(hints))

    def back(self) -> None:
        """Go one step back; a post that exists is not unmade."""
        if self.back_button.isEnabled():
            self._at -= 1
            self._show()

    def forward(self) -> None:
        """Leave the page forward, or end the wizard after the last one."""
        if not self.forward_button.isEnabled():
            return
        if self._at == len(self.pages) - 1:
            self._tools.tasks.run(self._tools.service.finish, lambda _nothing: self.done.emit(), self._failed, owner=self)
            return
        self._busy = True
        self._tell()
        self.page.leave(self._next, self._stay)

    def _stay(self) -> None:
        self._busy = False
        self._tell()

    def _next(self) -> None:
        self._busy = False
        self._at += 1
        self._show()

    def _failed(self, error: BorderpostError) -> None:
        self._reason.setText(render(error.message))

    def _print(self) -> None:
        if isinstance(self.page, SheetPage):
            self.page.print_sheet()
