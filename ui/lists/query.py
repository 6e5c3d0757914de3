"""What a list is narrowed to and how it is ordered, as the person chose it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from borderpost.domain.figures import Window
from borderpost.domain.words import N_
from borderpost.services.views import Listing

SAVED = (
    ("period", N_("This period")),
    ("not_sent", N_("Not sent")),
    ("rejected", N_("Returned")),
    ("two_values", N_("Two values")),
    ("mine", N_("Mine")),
    ("all", N_("All")),
    ("withdrawn", N_("Withdrawn")),
)
"""Saved filters of every list, in order."""


@dataclass(frozen=True, slots=True)
class Query:
    """One listing. saved: key of SAVED. filters: field name → code. window: of the saved filter `period`."""

    saved: str = "period"
    text: str = ""
    order: str | None = None
    descending: bool = True
    filters: dict[str, str] = field(default_factory=dict)
    window: Window | None = None

    def listing(self) -> Listing:
        """Return what the record service is asked for."""
        return Listing(
            self.order,
            self.descending,
            self.text,
            self.filters,
            self.window if self.saved == "period" else None,
            self.saved if self.saved in ("not_sent", "rejected", "two_values", "withdrawn") else None,
            self.saved == "mine",
        )

    @property
    def widest(self) -> bool:
        """Whether nothing is left out."""
        return self.saved == "all" and not self.text and not self.filters

    def widened(self) -> Query:
        """Return the query that leaves nothing out, in the same order."""
        return replace(self, saved="all", text="", filters={})

    def without(self, name: str) -> Query:
        """Return the query without one filter."""
        return replace(self, filters={key: value for key, value in self.filters.items() if key != name})

    def given(self, name: str, code: str) -> Query:
        """Return the query with one filter more."""
        return replace(self, filters={**self.filters, name: code})


def month_of(day: date) -> Window:
    """Return the reporting month a day counts in: from the 15th to the 14th (TT 58/2020/TT-BQP)."""
    last_month = day.replace(day=1) if day.day <= 14 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    first_month = (last_month - timedelta(days=1)).replace(day=15)
    return Window("month", f"{last_month:%Y-%m}", first_month, last_month.replace(day=14))
