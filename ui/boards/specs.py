"""How the boards of direction are registered with the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ui.boards.plans import PlansScreen
from ui.boards.screen import ProgressScreen, StartTask
from ui.registers.areas import BESIDE, area_of
from ui.registers.desk import Desk
from ui.screen import Screen, ScreenSpec

ICONS = {"progress_board": "square-check", "plan_board": "calendar-days"}


def board_specs(post: Any, desk: Desk, start_task: StartTask) -> tuple[ScreenSpec, ...]:
    """Return the boards of an unlocked post (`borderpost.bootstrap.Post`), behind the entry of their area."""
    factories: dict[str, Callable[[], Screen]] = {
        "progress_board": partial(ProgressScreen, post.progress, post.annexes, desk, start_task),
        "plan_board": partial(PlansScreen, post.plans, post.annexes, desk),
    }
    area = area_of("progress_board")
    return tuple(ScreenSpec(key, title, ICONS[key], factories[key], area.group, area=area) for key, title in BESIDE[area.key])
