"""What follows what: from which record which other one is written next, and which facts go along.

A tired guard writes a fact once. Everything here is data: the tests hold each name against the registers, the service carries
the values over (`borderpost.services.next_acts`), the window only asks which acts there are. The moment of the new act is
never carried over: a person types it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from borderpost.domain.words import N_


@dataclass(frozen=True, slots=True)
class Own:
    """A field of the record the act starts from."""

    field: str


@dataclass(frozen=True, slots=True)
class Row:
    """A column of the person's row in the record the act starts from."""

    column: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the record a link of the record leads to (the name of a counterpart)."""

    field: str


@dataclass(frozen=True, slots=True)
class Itself:
    """A link to the record the act starts from."""


@dataclass(frozen=True, slots=True)
class Who:
    """A link to the person the act is about."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of the person's own record, as far as the user may read it."""

    field: str


@dataclass(frozen=True, slots=True)
class BirthYear:
    """The person's year of birth, from the date where it may be read."""


@dataclass(frozen=True, slots=True)
class ChecklistOfAge:
    """The newest checklist for the person's age on the day of the record; nothing while the age is not known."""


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest record of a register that names the person: a link to it, or one of its fields.

    Only one of the same event counts, unless `ever`. `role`: the person must stand in it in this role.
    """

    kind: str
    field: str = ""
    ever: bool = False
    role: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """The newest record of a register that refers to the record the act starts from: a link to it, or one of its fields."""

    kind: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Writer:
    """The name of whoever unlocked."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that is always the same."""

    value: str | tuple[str, ...]


From = Own | Row | Words | Itself | Who | Fact | BirthYear | ChecklistOfAge | Newest | Beside | Writer | Fixed
"""Where a value comes from. Of several sources the first that has something counts."""


@dataclass(frozen=True, slots=True)
class RowLink:
    """The record a column of the new record's people leads to."""

    column: str


@dataclass(frozen=True, slots=True)
class Back:
    """What is written into an earlier record once the new one is saved: field → field of the new one, or "" for a link to it.

    `of` says which record: the one the act started from, the person's newest of a register, or those its people's rows lead
    to. What already stands there stays.
    """

    of: Itself | Newest | RowLink
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NextAct:
    """One act. `key` is the letter that starts it, `icon` stands before its words.

    rows: the columns of the `people` of a record that takes all people together; without it each person gets a record.
    one_form: one form is filled in for all of them (the sanctions of one night). keep: what the form of the next person begins
    with, taken from the one just saved. spare: people who have a record of this kind are left out when several are marked.
    """

    source: str
    target: str
    key: str
    label: str
    icon: str
    fields: Mapping[str, tuple[From, ...]]
    rows: Mapping[str, tuple[From, ...]] = field(default_factory=dict)
    back: tuple[Back, ...] = ()
    keep: tuple[str, ...] = ()
    one_form: bool = False
    spare: str = ""

    @property
    def together(self) -> bool:
        """Whether one record takes all people."""
        return bool(self.rows)

    @property
    def alone(self) -> bool:
        """Whether it needs nobody: it starts from the record itself."""
        return not self.rows and not any(Who() in sources for sources in self.fields.values())


_WHERE: dict[str, tuple[From, ...]] = {"border": (Own("border"),), "marker": (Own("marker"),), "place": (Own("place"),)}
_OFFICER: dict[str, tuple[From, ...]] = {"officer": (Writer(),)}
_RECEIVED: dict[str, tuple[From, ...]] = {"person": (Who(),), "category": (Fixed("in_identification"),)}
_TIP = Newest("tips", ever=True, role="possible_victim")
_SCREENING: dict[str, tuple[From, ...]] = {
    "person": (Who(),),
    "victim_case": (Newest("victim_cases"),),
    "checklist": (ChecklistOfAge(),),
    "interpreter": (Newest("receptions", "interpreter"),),
    **_OFFICER,
}
_SCREENING_BACK = (Back(Newest("victim_cases"), {"screened": "held", "recommendation": "recommendation", "why": "why"}),)
_SCREENING_KEEP = ("held", "officer", "interpreter", "companion", "apart")
_PERSON: dict[str, tuple[From, ...]] = {
    "person": (Who(),),
    "pseudonym": (Fact("pseudonym"),),
    "sex": (Fact("sex"),),
    "birth_year": (BirthYear(),),
    "nationality": (Fact("nationality"),),
    "ethnicity": (Fact("ethnicity"),),
    "occupation": (Fact("occupation"),),
    "province": (Fact("province"),),
}
_SCREENED: dict[str, tuple[From, ...]] = {
    "screened": (Newest("screenings", "held"),),
    "recommendation": (Newest("screenings", "recommendation"),),
    "why": (Newest("screenings", "why"),),
    "guardian": (Newest("screenings", "companion"),),
}
_CASE: dict[str, tuple[From, ...]] = {
    **_PERSON,
    **_SCREENED,
    "category": (Fixed("in_identification"),),
    "reception": (Newest("receptions"),),
    "detection": (Newest("receptions", "detection"), Newest("detections")),
    "reported_tip": (_TIP,),
    "found": (Newest("receptions", "found"), Newest("detections", "found")),
    "received": (Newest("receptions", "received"),),
    "needs_met": (Newest("receptions", "needs_met"),),
    "route": (Newest("receptions", "route"), Fixed("rescued")),
    "status": (Fixed("suspected"),),
}
_CASE_BACK = (Back(Newest("screenings"), {"victim_case": ""}),)
_CASE_KEEP = ("found", "received", "needs_met", "status")
_HANDED: dict[str, tuple[From, ...]] = {
    "person": (Who(),),
    "victim_case": (Newest("victim_cases"),),
    "escort": (Newest("victim_cases", "guardian"),),
}
_HANDOVER: dict[str, tuple[From, ...]] = {
    "direction": (Fixed("outgoing"),),
    "subject": (Fixed(("people",)),),
    **_OFFICER,
}
_HANDOVER_BACK = (Back(RowLink("victim_case"), {"handed_over": "handed", "handover": ""}),)
_PROSECUTED: dict[str, tuple[From, ...]] = {"kind": (Fixed("criminal"),), **_OFFICER}
_ACCUSED: dict[str, tuple[From, ...]] = {"person": (Who(),), "role": (Row("role"),)}

ACTS: tuple[NextAct, ...] = (
    NextAct(
        "patrols",
        "detections",
        "V",
        N_("Detection"),
        "binoculars",
        {"patrol": (Itself(),), "finder": (Fixed("patrol"),), "border": (Own("border"),)},
    ),
    NextAct(
        "detections",
        "screenings",
        "S",
        N_("Screen"),
        "list-filter",
        _SCREENING,
        back=_SCREENING_BACK,
        keep=_SCREENING_KEEP,
    ),
    NextAct(
        "detections",
        "receptions",
        "T",
        N_("Take into care"),
        "log-in",
        {"route": (Fixed("rescued"),), "found": (Own("found"),), "detection": (Itself(),), **_WHERE, **_OFFICER},
        _RECEIVED,
    ),
    NextAct(
        "detections",
        "victim_cases",
        "N",
        N_("Open a case"),
        "heart-handshake",
        {**_CASE, "detection": (Itself(),), "found": (Own("found"),)},
        back=_CASE_BACK,
        keep=_CASE_KEEP,
    ),
    NextAct(
        "detections",
        "sanctions",
        "X",
        N_("Draw up a record"),
        "scale",
        {
            "person": (Who(),),
            "detection": (Itself(),),
            "act": (Own("legal_class"),),
            "place": (Own("place"),),
            **_OFFICER,
        },
        one_form=True,
        spare="victim_cases",
    ),
    NextAct(
        "detections",
        "custodies",
        "G",
        N_("Hold"),
        "hourglass",
        {
            "person": (Who(),),
            "detection": (Itself(),),
            "held": (Own("found"),),
            "arrived": (Beside("receptions", "received"),),
        },
        keep=("measure", "basis", "arrived"),
        spare="victim_cases",
    ),
    NextAct(
        "detections",
        "handovers",
        "B",
        N_("Hand over"),
        "handshake",
        {**_HANDOVER, "detection": (Itself(),), "reception": (Beside("receptions"),)},
        _HANDED,
        _HANDOVER_BACK,
    ),
    NextAct(
        "detections",
        "cases",
        "A",
        N_("Open a criminal case"),
        "scale",
        {**_PROSECUTED, "detection": (Itself(),), "offence": (Own("legal_class"),), "border": (Own("border"),)},
        _ACCUSED,
    ),
    NextAct(
        "receptions",
        "screenings",
        "S",
        N_("Screen"),
        "list-filter",
        {**_SCREENING, "interpreter": (Own("interpreter"),)},
        back=_SCREENING_BACK,
        keep=_SCREENING_KEEP,
    ),
    NextAct(
        "receptions",
        "victim_cases",
        "N",
        N_("Open a case"),
        "heart-handshake",
        {
            **_CASE,
            "reception": (Itself(),),
            "detection": (Own("detection"), Newest("detections")),
            "found": (Own("found"), Newest("detections", "found")),
            "received": (Own("received"),),
            "needs_met": (Own("needs_met"),),
            "route": (Own("route"),),
            "category": (Row("category"),),
            "guardian": (Newest("screenings", "companion"), Row("minor_escort")),
        },
        back=_CASE_BACK,
        keep=_CASE_KEEP,
    ),
    NextAct(
        "receptions",
        "handovers",
        "B",
        N_("Hand over"),
        "handshake",
        {**_HANDOVER, "detection": (Own("detection"),), "reception": (Itself(),)},
        {**_HANDED, "state": (Row("health"),), "escort": (Row("minor_escort"), Newest("victim_cases", "guardian"))},
        _HANDOVER_BACK,
    ),
    NextAct(
        "screenings",
        "victim_cases",
        "N",
        N_("Open a case"),
        "heart-handshake",
        {
            **_CASE,
            "screened": (Own("held"),),
            "recommendation": (Own("recommendation"),),
            "why": (Own("why"),),
            "guardian": (Own("companion"),),
        },
        back=(Back(Itself(), {"victim_case": ""}),),
    ),
    NextAct(
        "victim_cases",
        "screenings",
        "S",
        N_("Screen"),
        "list-filter",
        {**_SCREENING, "victim_case": (Itself(),)},
        back=(Back(Itself(), {"screened": "held", "recommendation": "recommendation", "why": "why"}),),
    ),
    NextAct(
        "victim_cases",
        "handovers",
        "B",
        N_("Hand over"),
        "handshake",
        {**_HANDOVER, "detection": (Own("detection"),), "reception": (Own("reception"),)},
        {"person": (Who(),), "victim_case": (Itself(),), "escort": (Own("guardian"),)},
        _HANDOVER_BACK,
    ),
    NextAct(
        "victim_cases",
        "referrals",
        "C",
        N_("Refer"),
        "arrow-right",
        {"victim_case": (Itself(),), **_OFFICER},
    ),
    NextAct(
        "tips",
        "receptions",
        "T",
        N_("Take into care"),
        "log-in",
        {"route": (Fixed("self_report"),), "detection": (Own("detection"),), **_OFFICER},
        _RECEIVED,
    ),
    NextAct(
        "tips",
        "victim_cases",
        "N",
        N_("Open a case"),
        "heart-handshake",
        {
            **_CASE,
            "reported_tip": (Itself(),),
            "detection": (Own("detection"), Newest("detections")),
            "route": (Newest("receptions", "route"), Fixed("self_report")),
        },
        back=_CASE_BACK,
    ),
    NextAct(
        "tips",
        "cases",
        "A",
        N_("Open a criminal case"),
        "scale",
        {
            **_PROSECUTED,
            "reported_tip": (Itself(),),
            "detection": (Own("detection"),),
            "offence": (Own("offence"),),
            "prosecuted": (Own("decided"),),
            "decision_no": (Own("decision_no"),),
        },
        _ACCUSED,
    ),
    NextAct(
        "talks",
        "repatriations",
        "R",
        N_("Repatriation"),
        "log-in",
        {
            "direction": (Fixed("incoming"),),
            "counterpart": (Own("counterpart"),),
            "border": (Own("border"),),
            "list_received": (Own("held"),),
            "our_signer": (Writer(),),
        },
    ),
    NextAct(
        "repatriations",
        "receptions",
        "T",
        N_("Take into care"),
        "log-in",
        {
            "route": (Fixed("returned"),),
            "received": (Own("signed"),),
            "border": (Own("border"),),
            "place": (Own("place"),),
            "handed_over_by": (Words("counterpart"),),
            "interpreter": (Own("interpreter"),),
            **_OFFICER,
        },
        {**_RECEIVED, "health": (Row("state"),), "minor_escort": (Row("escort"),)},
    ),
    NextAct(
        "repatriations",
        "handovers",
        "B",
        N_("Two-sided record"),
        "handshake",
        {
            "direction": (Own("direction"),),
            "subject": (Fixed(("people",)),),
            "handed": (Own("signed"),),
            "place": (Own("place"),),
            "receiver_kind": (Fixed("neighbour"),),
            "receiver": (Words("counterpart"),),
            "receiver_person": (Own("their_signer"),),
            "officer": (Own("our_signer"), Writer()),
        },
        {
            "person": (Who(),),
            "victim_case": (Row("victim_case"),),
            "state": (Row("state"),),
            "belongings": (Row("papers"),),
            "escort": (Row("escort"),),
        },
        (Back(Itself(), {"handover": ""}),),
    ),
)
"""Every act, in the order the window offers them. The letters are those of the Vietnamese words."""


def acts_after(kind: str) -> tuple[NextAct, ...]:
    """Return the acts that start from a record of a register; none for most."""
    return tuple(act for act in ACTS if act.source == kind)
