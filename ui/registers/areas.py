"""Which registers stand together behind one entry of the rail: the nine tasks of dispatch 2978, as a post works on them."""

from __future__ import annotations

from borderpost.domain.words import N_
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

BESIDE: dict[str, tuple[tuple[str, str], ...]] = {
    "violations": (("ring_view", N_("Links")),),
    "awareness": (("quick_sessions", N_("Quick entry")),),
    "households": (("visit_plan", N_("Visit planner")),),
}
"""Screens of an area that are no register: (key, words of the tab), after its registers."""


def area_of(kind: str) -> Area:
    """Return the area a register stands in; raises KeyError for a register nobody placed."""
    return {name: area for area, kinds in GROUPS for name in kinds}[kind]


def together(kind: str) -> tuple[str, ...]:
    """Return the registers and then the other screens of the same area, in the order of the tabs."""
    every = ((*kinds, *(key for key, _words in BESIDE.get(area.key, ()))) for area, kinds in GROUPS)
    return next(keys for keys in every if kind in keys)


def beside(key: str) -> tuple[Area, str]:
    """Return the area of a screen that is no register, and the words of its tab; raises KeyError."""
    found = {name: (area, words) for area, _kinds in GROUPS for name, words in BESIDE.get(area.key, ())}
    return found[key]
