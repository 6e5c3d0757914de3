"""Which registers stand together behind one entry of the rail: the nine tasks of dispatch 2978, as a post works on them."""

from __future__ import annotations

from borderpost.domain.words import N_
from borderpost.registers import KINDS
from ui.screen import Area

GROUPS: tuple[tuple[Area, tuple[str, ...]], ...] = (
    (
        Area("patrol", N_("Patrol, control"), N_("Patrol"), "footprints", 1),
        ("patrols", "watches", "checkpoints", "suspensions", "boat_checks", "business_checks"),
    ),
    (Area("line", N_("Line and markers"), N_("Line"), "flag-triangle-right", 1), ("border_sections", "markers", "trails")),
    (
        Area("violations", N_("Detections, subjects"), N_("Cases"), "binoculars", 1),
        ("detections", "persons", "subjects", "rings", "sanctions", "custodies"),
    ),
    (
        Area("victims", N_("Victims"), N_("Victims"), "heart-handshake", 1),
        ("receptions", "screenings", "victim_cases", "referrals"),
    ),
    (Area("tips", N_("Tips"), N_("Tips"), "message-square-warning", 1), ("tips",)),
    (Area("direction", N_("Direction, plans"), N_("Plans"), "square-check", 2), ("duties", "directives", "plans")),
    (Area("awareness", N_("Awareness"), N_("Talks"), "megaphone", 2), ("sessions", "pledges", "summonses")),
    (
        Area("partners", N_("Coordination"), N_("Partners"), "handshake", 2),
        ("handovers", "agencies", "meetings", "regulations"),
    ),
    (Area("households", N_("Households at risk"), N_("Homes"), "house", 2), ("households", "visits")),
    (Area("law", N_("Legal review"), N_("Law"), "scale", 2), ("laws", "findings")),
    (
        Area("abroad", N_("International"), N_("Abroad"), "languages", 2),
        ("counterparts", "talks", "joint_patrols", "repatriations"),
    ),
)
"""Every register people write in, once, in the order of the rail and of the tabs."""


BOARDS: dict[str, tuple[tuple[str, str], ...]] = {
    "direction": (("progress_board", N_("Progress board")), ("plan_board", N_("Plans against done"))),
}
"""Screens of their own beside the registers of an area: (key, title), before the registers in the tabs."""


def tabs_of(key: str) -> tuple[tuple[str, str], ...]:
    """Return (key, words to translate) of the tabs of the area a register or a screen of its own stands in."""
    for area, kinds in GROUPS:
        boards = BOARDS.get(area.key, ())
        if key in kinds or key in dict(boards):
            return (*boards, *((kind, KINDS[kind].label) for kind in kinds))
    raise KeyError(key)


def area_of(kind: str) -> Area:
    """Return the area a register stands in; raises KeyError for a register nobody placed."""
    return {name: area for area, kinds in GROUPS for name in kinds}[kind]
