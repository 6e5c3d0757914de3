"""One module per kind of record; KINDS lists them. A new register: its module, one line here, one migration, its words."""

from borderpost.domain.records import Register
from borderpost.registers.custodies import CUSTODIES
from borderpost.registers.detections import DETECTIONS
from borderpost.registers.handovers import HANDOVERS
from borderpost.registers.internal import BUNDLES, OFFICERS, PERIODS, RECEIPTS
from borderpost.registers.patrols import PATROLS
from borderpost.registers.persons import PERSONS
from borderpost.registers.receptions import RECEPTIONS
from borderpost.registers.sanctions import SANCTIONS
from borderpost.registers.tips import TIPS
from borderpost.registers.tracks import TRACKS
from borderpost.registers.victim_cases import VICTIM_CASES

KINDS: dict[str, Register] = {
    register.kind: register
    for register in (
        PATROLS,
        DETECTIONS,
        PERSONS,
        RECEPTIONS,
        VICTIM_CASES,
        HANDOVERS,
        TIPS,
        CUSTODIES,
        SANCTIONS,
        TRACKS,
        OFFICERS,
        PERIODS,
        BUNDLES,
        RECEIPTS,
    )
}
"""Every register by its kind, in the order of the rail."""
