"""One module per kind of record; KINDS lists them. A new register: its module, one line here, one migration, its words."""

from borderpost.domain.records import Register
from borderpost.registers.agencies import AGENCIES
from borderpost.registers.boat_checks import BOAT_CHECKS
from borderpost.registers.border_sections import BORDER_SECTIONS
from borderpost.registers.business_checks import BUSINESS_CHECKS
from borderpost.registers.cases import CASES
from borderpost.registers.checkpoints import CHECKPOINTS
from borderpost.registers.counterparts import COUNTERPARTS
from borderpost.registers.custodies import CUSTODIES
from borderpost.registers.detections import DETECTIONS
from borderpost.registers.directives import DIRECTIVES
from borderpost.registers.duties import DUTIES
from borderpost.registers.findings import FINDINGS
from borderpost.registers.handovers import HANDOVERS
from borderpost.registers.households import HOUSEHOLDS
from borderpost.registers.internal import BUNDLES, OFFICERS, PERIODS, PERSON_PAIRS, RECEIPTS
from borderpost.registers.joint_patrols import JOINT_PATROLS
from borderpost.registers.laws import LAWS
from borderpost.registers.markers import MARKERS
from borderpost.registers.meetings import MEETINGS
from borderpost.registers.patrols import PATROLS
from borderpost.registers.persons import PERSONS
from borderpost.registers.plans import PLANS
from borderpost.registers.pledges import PLEDGES
from borderpost.registers.receptions import RECEPTIONS
from borderpost.registers.referrals import REFERRALS
from borderpost.registers.regulations import REGULATIONS
from borderpost.registers.repatriations import REPATRIATIONS
from borderpost.registers.rings import RINGS
from borderpost.registers.sanctions import SANCTIONS
from borderpost.registers.screenings import SCREENINGS
from borderpost.registers.sessions import SESSIONS
from borderpost.registers.subjects import SUBJECTS
from borderpost.registers.summonses import SUMMONSES
from borderpost.registers.suspensions import SUSPENSIONS
from borderpost.registers.talks import TALKS
from borderpost.registers.tips import TIPS
from borderpost.registers.tracks import TRACKS
from borderpost.registers.trails import TRAILS
from borderpost.registers.victim_cases import VICTIM_CASES
from borderpost.registers.visits import VISITS
from borderpost.registers.watches import WATCHES

KINDS: dict[str, Register] = {
    register.kind: register
    for register in (
        PATROLS,
        WATCHES,
        CHECKPOINTS,
        SUSPENSIONS,
        JOINT_PATROLS,
        BORDER_SECTIONS,
        MARKERS,
        TRAILS,
        BOAT_CHECKS,
        BUSINESS_CHECKS,
        DETECTIONS,
        PERSONS,
        SUBJECTS,
        RINGS,
        CASES,
        SANCTIONS,
        CUSTODIES,
        RECEPTIONS,
        SCREENINGS,
        VICTIM_CASES,
        REFERRALS,
        HANDOVERS,
        TIPS,
        DIRECTIVES,
        DUTIES,
        PLANS,
        SESSIONS,
        PLEDGES,
        SUMMONSES,
        AGENCIES,
        MEETINGS,
        REGULATIONS,
        HOUSEHOLDS,
        VISITS,
        LAWS,
        FINDINGS,
        COUNTERPARTS,
        TALKS,
        REPATRIATIONS,
        TRACKS,
        OFFICERS,
        PERIODS,
        BUNDLES,
        RECEIPTS,
        PERSON_PAIRS,
    )
}
"""Every register by its kind, in the order of its task: patrol and control, victims, tips, direction, awareness, partners."""
