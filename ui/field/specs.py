"""How the screens of the field are registered with the window."""

from __future__ import annotations

from borderpost.registers import KINDS
from ui.field.hosting import hosted
from ui.field.links import LinkPage
from ui.field.visits import VisitPlanPage
from ui.quick.screen import quick_spec
from ui.registers.desk import Desk
from ui.screen import ScreenSpec

_OUTSIDE = frozenset({"bundles", "receipts", "officers", "periods", "tracks"})


def field_specs(desk: Desk) -> tuple[ScreenSpec, ...]:
    """Return the screens that stand in areas beside the registers."""
    return (
        hosted("ring_view", "waypoints", lambda: LinkPage(desk), frozenset(KINDS) - _OUTSIDE),
        quick_spec(desk),
        hosted("visit_plan", "calendar-days", lambda: VisitPlanPage(desk), ("visits", "households", "persons")),
    )
