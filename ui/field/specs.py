"""How the screens of the field are registered with the window."""

from __future__ import annotations

from ui.quick.screen import quick_spec
from ui.registers.desk import Desk
from ui.screen import ScreenSpec


def field_specs(desk: Desk) -> tuple[ScreenSpec, ...]:
    """Return the screens that stand in areas beside the registers."""
    return (quick_spec(desk),)
