"""Which papers a list and its chosen record offer."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from borderpost.domain.progress import Progress
from borderpost.domain.records import Register
from borderpost.domain.words import _
from borderpost.services.outgoing import Second
from ui.registers.desk import Desk
from ui.screen import Command
from ui.sheets.papers import PaperPanel, open_paper


def print_register(desk: Desk, register: Register, listing: Any, host: QWidget) -> PaperPanel:
    """Print a register as its list is filtered."""

    def write(path: Path, reason: str, progress: Progress, second: Second | None) -> int:
        printed: int = desk.papers.print_register(register.kind, path, listing, progress, reason, second)
        return printed

    title = _("Print the register: {register}").format(register=_(register.label))
    leaving = partial(desk.papers.leaving, register.kind, listing)
    return open_paper(title, register.kind, write, desk.tasks, host, leaving=leaving)


def print_pocket_form(desk: Desk, register: Register, host: QWidget) -> PaperPanel:
    """Print a blank form of a register for the pocket."""

    def write(path: Path, _reason: str, _progress: Progress, _second: Second | None) -> None:
        desk.papers.print_pocket_form(register.kind, path)

    title = _("Pocket form: {register}").format(register=_(register.label))
    return open_paper(title, f"{register.kind}-phieu", write, desk.tasks, host, blank=True)


def print_record(desk: Desk, view: Any, host: QWidget, *, bilingual: bool = False) -> PaperPanel:
    """Print one record; `bilingual` for both sides of an act of two."""

    def write(path: Path, reason: str, _progress: Progress, _second: Second | None) -> None:
        desk.papers.print_record(view.id, path, bilingual=bilingual, reason=reason)

    title = _("Print {number}").format(number=view.number)
    name = f"{view.kind}-{view.number}".replace("/", "-")
    return open_paper(title, f"{name}-song-ngu" if bilingual else name, write, desk.tasks, host)


def commands(desk: Desk, register: Register, listing: Any, view: Any, host: QWidget) -> tuple[Command, ...]:
    """Return the palette's commands for a list and, with one chosen, its record. `listing()` is asked when it is used."""
    found = [
        Command(_("Print this register"), lambda: print_register(desk, register, listing(), host), "printer"),
        Command(_("Print a form for the pocket"), partial(print_pocket_form, desk, register, host), "printer"),
    ]
    if view is not None:
        found.append(
            Command(_("Print {number}").format(number=view.number), partial(print_record, desk, view, host), "printer")
        )
        if desk.papers.two_sided(view.id):
            act = partial(print_record, desk, view, host, bilingual=True)
            found.append(Command(_("Print {number} in two languages").format(number=view.number), act, "printer"))
    return tuple(found)
