"""Who is given which keys. A role without the grant cannot decrypt, whatever the program does."""

from __future__ import annotations

from borderpost.domain.words import N_

COMPARTMENTS = ("post", "victim", "informant", "legal")
RECOVERY = "recovery"

GRANTS: dict[str, frozenset[str]] = {
    "guard": frozenset({"db", "post"}),
    "victim_officer": frozenset({"db", "post", "victim"}),
    "commander": frozenset({"db", "post", "victim", "informant", "legal"}),
    "administrator": frozenset({"db", "post"}),
    "key_officer": frozenset({"db", "post", "victim", "informant", "legal"}),
    RECOVERY: frozenset({"db", "post", "victim", "informant", "legal"}),
}

SENTENCES: dict[str, tuple[str, ...]] = {
    "guard": (
        N_("Writes and reads patrols, detections, receptions and hand-overs."),
        N_("Can write the identity of a possible victim and cannot read it back."),
        N_("Writes no register to a file."),
    ),
    "victim_officer": (
        N_("Does what a guard does."),
        N_("Reads the identity of victims after giving a reason; every look is written down."),
        N_("Writes registers to files for a reason; above the number the post has set a second officer signs."),
    ),
    "commander": (
        N_("Does what a victim officer does."),
        N_("Closes reporting periods, adds and removes users, hands bundles to couriers."),
        N_("Signs as the second officer when many records leave."),
    ),
    "administrator": (
        N_("Sets up the machine, adds and removes users, makes backups."),
        N_("Cannot read the identity of victims."),
        N_("Writes registers to files for a reason, and signs as the second officer when many records leave."),
    ),
    "key_officer": (N_("Opens, at headquarters, the identities that posts have sealed for it."),),
}
"""The role matrix in plain sentences, for the screen and for print."""

EXPORTS = frozenset({"victim_officer", "commander", "administrator", "key_officer"})
"""Who writes registers to files."""
COUNTERSIGNS = frozenset({"commander", "administrator", "key_officer"})
"""Who signs as the second officer when many records leave."""

MANAGES_USERS = frozenset({"commander", "administrator", "key_officer"})
CLOSES_PERIODS = frozenset({"commander", "key_officer"})
