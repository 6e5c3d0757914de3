"""What happens after a bug: a sentence for the person, one line for the log. No traceback to a person, no data in the log."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QMessageBox, QWidget

from borderpost.domain.clock import Clock, moment_text
from borderpost.domain.words import _

ROOT = Path(__file__).resolve().parents[1]


def describe(error: BaseException, at: datetime) -> str:
    """Return one line: moment, type, and `file:line` of our own frames. Never the message, which may hold a person's name."""
    places = []
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        code = Path(trace.tb_frame.f_code.co_filename)
        shown = code.relative_to(ROOT).as_posix() if code.is_relative_to(ROOT) else code.name
        places.append(f"{shown}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{moment_text(at)} {type(error).__qualname__} {' > '.join(places)}"


class CrashReport:
    """Writes the log and says the sentence, once: a bug in a timer must not open a hundred boxes."""

    def __init__(self, folder: Path, clock: Clock, show: Callable[[str, str], object] | None = None) -> None:
        self._folder, self._clock = folder, clock
        self._show = show or say
        self._shown = False

    @property
    def file(self) -> Path:
        """Where the lines go: `HOME/log/crash.log`."""
        return self._folder / "log" / "crash.log"

    def __call__(self, error: BaseException) -> None:
        """Log the bug; say it if nothing was said yet."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.open("a", encoding="utf-8") as log:
                log.write(describe(error, self._clock.now()) + "\n")
        except OSError:
            pass  # a full disk must not hide the sentence
        if not self._shown:
            self._shown = True
            self._show(
                _("The program met a fault of its own"),
                _(
                    "What was saved is safe, what was being written is kept as a draft. Close the program and start it again. "
                    "The file {file} tells the maker where it happened; it holds no name and no figure."
                ).format(file=self.file),
            )

    def install(self) -> None:
        """Send every exception that nobody caught here; Ctrl+C in a terminal still stops the program."""

        def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if issubclass(kind, KeyboardInterrupt):
                sys.__excepthook__(kind, error, trace)
            else:
                self(error.with_traceback(trace))

        sys.excepthook = hook


def say(happened: str, do: str, parent: QWidget | None = None) -> None:
    """Show a sentence in a box of its own, without stopping what still runs."""
    shown = QMessageBox(QMessageBox.Icon.Critical, "Borderpost", happened, QMessageBox.StandardButton.Close, parent)
    shown.setInformativeText(do)
    shown.setModal(False)
    shown.show()
    _open.append(shown)
    shown.finished.connect(lambda _result: _open.remove(shown))


_open: list[QMessageBox] = []
