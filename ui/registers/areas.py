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
        ("detections", "persons", "subjects", "rings", "cases", "sanctions", "custodies"),
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

LIBRARY = "law_library"
BESIDE: dict[str, tuple[tuple[str, str], ...]] = {
    "direction": (("progress_board", N_("Progress board")), ("plan_board", N_("Plans against done"))),
    "violations": (("ring_view", N_("Links")),),
    "awareness": (("quick_sessions", N_("Quick entry")),),
    "households": (("visit_plan", N_("Visit planner")),),
    "law": ((LIBRARY, N_("Rules in force")),),
}
"""By area, the screens that are no register and stand behind its tabs: (key, label)."""


def area_of(key: str) -> Area:
    """Return the area a register or a screen beside it stands in; raises KeyError for what nobody placed."""
    placed = {name: area for area, kinds in GROUPS for name in kinds}
    placed |= {name: area for area, _kinds in GROUPS for name, _label in BESIDE.get(area.key, ())}
    return placed[key]


def tabs_of(key: str) -> tuple[tuple[str, str], ...]:
    """Return (key, label) of what stands in the same area, in the order of the tabs."""
    area = area_of(key)
    kinds = next(kinds for other, kinds in GROUPS if other is area)
    return (*((kind, KINDS[kind].label) for kind in kinds), *BESIDE.get(area.key, ()))


def label_of(key: str) -> str:
    """Return the words of one tab, to be translated; raises KeyError for what nobody placed."""
    return dict(tabs_of(key))[key]
