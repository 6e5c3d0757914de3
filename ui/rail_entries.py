"""The entries of the rail: one for each screen, or one for the screens of an area, with what is due in all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from borderpost.domain.words import _
from ui.screen import Command, ScreenSpec
from ui.widgets.rail import RailEntry


def rail_entries(specs: Iterable[ScreenSpec]) -> tuple[RailEntry, ...]:
    """Return the entries in the order of their first screens."""
    found: dict[str, RailEntry] = {}
    for spec in specs:
        own = spec.area or spec
        entry = RailEntry(spec.rail_key, _(own.title), _(own.short or own.title), own.icon, own.group)
        found.setdefault(spec.rail_key, entry)
    return tuple(found.values())


def badges(specs: Iterable[ScreenSpec], due: Mapping[str, int]) -> dict[str, int]:
    """Return by entry how many acts are due behind it; `due` is by screen."""
    found: dict[str, int] = {}
    for spec in specs:
        found[spec.rail_key] = found.get(spec.rail_key, 0) + due.get(spec.key, 0)
    return found


def go_commands(specs: Iterable[ScreenSpec], go: Callable[[str], object]) -> list[Command]:
    """Return how the palette goes to every screen; the first of an entry shows the number of that entry."""
    every = tuple(specs)
    numbers = {entry.key: str(at) for at, entry in enumerate(rail_entries(every)[:9], 1)}
    found = []
    for spec in every:
        number = numbers.pop(spec.rail_key, "")
        keys = ("Ctrl", number) if number else ()
        found.append(Command(_(spec.title), partial(go, spec.key), spec.icon, keys))
    return found
