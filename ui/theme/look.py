"""The look in force: theme and text size. Everything that paints asks it at the moment of painting.

One switch for the whole window, like the language in `borderpost.domain.words`; `apply` repaints everything at once.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from ui.fonts import font
from ui.theme.tokens import Theme, load_theme

TEXT_SIZES = (10.0, 10.5, 11.5, 13.0, 15.0)
BASE = 10.5
COMPACT_FROM = 12.0
ROLES = {
    "h1": (21, 600),
    "h2": (17, 600),
    "h3": (15, 600),
    "body": (14, 400),
    "body5": (14, 500),
    "body6": (14, 600),
    "sm": (13, 400),
    "sm5": (13, 500),
    "sm6": (13, 600),
    "cap": (12, 400),
    "cap6": (12, 600),
    "num": (26, 600),
}
"""Role of a text → (px at the base size, weight). Nothing is smaller than `cap`."""


@cache
def _colour(code: str) -> QColor:
    return QColor(code)


class Look:
    """A theme and a text size in pt. Measures are given in px at the base size and grow with the text."""

    def __init__(self, theme: Theme, points: float) -> None:
        self.theme = theme
        self.points = points
        self.scale = points / BASE
        self.compact = points >= COMPACT_FROM

    def colour(self, token: str) -> QColor:
        """Return the colour of a token; raises KeyError for an unknown one. Do not change the result."""
        return _colour(self.theme.colours[token])

    def px(self, base: float) -> int:
        """Return a measure of UI.md's grid in px at the text size in force."""
        return round(base * self.scale)

    def font(self, role: str) -> QFont:
        """Return the font of a role of ROLES."""
        size, weight = ROLES[role]
        return font(self.px(size), weight)

    @property
    def ring(self) -> int:
        """The width of the focus ring in px."""
        return self.theme.focus_width


_in_force: list[Look] = []


def look() -> Look:
    """Return the look in force; light at the base size until `apply` was called."""
    if not _in_force:
        _in_force.append(Look(load_theme("light"), BASE))
    return _in_force[0]


def palette(chosen: Look) -> QPalette:
    """Return the Qt palette of a look, for what Qt paints itself."""
    roles = QPalette.ColorRole
    made = QPalette()
    pairs = {
        roles.Window: "canvas",
        roles.WindowText: "text",
        roles.Base: "surface",
        roles.AlternateBase: "sunken",
        roles.Text: "text",
        roles.PlaceholderText: "text3",
        roles.Button: "surface",
        roles.ButtonText: "text",
        roles.BrightText: "red",
        roles.Highlight: "foc",
        roles.HighlightedText: "surface",
        roles.ToolTipBase: "surface",
        roles.ToolTipText: "text",
        roles.Link: "foc",
        roles.LinkVisited: "foc",
        roles.Light: "surface",
        roles.Midlight: "sunken",
        roles.Mid: "line",
        roles.Dark: "border",
        roles.Shadow: "border",
        roles.Accent: "pri",
    }
    for role, token in pairs.items():
        made.setColor(role, chosen.colour(token))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, chosen.colour("text3"))
    return made


def apply(app: QApplication, theme: str, points: float) -> Look:
    """Put a theme and a text size (pt) into force at once; raises ValueError for an unknown theme."""
    from ui.theme.sheet import sheet

    chosen = Look(load_theme(theme), points)
    _in_force[:] = [chosen]
    app.setPalette(palette(chosen))
    app.setFont(chosen.font("body"))
    app.setStyleSheet(sheet(chosen))
    return chosen


def next_size(points: float, step: int) -> float:
    """Return the next larger (+1) or smaller (-1) text size, or the same at either end."""
    nearest = min(range(len(TEXT_SIZES)), key=lambda at: abs(TEXT_SIZES[at] - points))
    return TEXT_SIZES[max(0, min(len(TEXT_SIZES) - 1, nearest + step))]
