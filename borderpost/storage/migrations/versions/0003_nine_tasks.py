"""The registers of all nine tasks, and which persons were compared.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = {
    "watches": (
        "number began:i ended:i place leader weather events crossings:i detection:i handed_to weapons note classification nfold"
    ),
    "checkpoints": (
        "number name kind border section began:i ended:i leader border_guards:i militia:i police:i others:i task plan:i "
        "classification nfold"
    ),
    "suspensions": (
        "number scope began:i planned_end:i area activities reason decided_by paper_no reported:i told extended:i "
        "extension_paper ended:i note classification nfold"
    ),
    "joint_patrols": (
        "number met:i patrol:i counterpart:i host_side our_leader their_leader ours:i theirs:i parted:i minutes_no "
        "languages content next_due next_held:i classification nfold"
    ),
    "border_sections": (
        "number name border marker_from marker_to length:i commune terrain belt:i prohibited valid_from valid_to note "
        "classification nfold"
    ),
    "markers": ("number marker kind size second_border section:i planted note classification nfold"),
    "trails": (
        "number name kind border section:i near_marker area state since risk use checkpoint:i note classification nfold"
    ),
    "boat_checks": (
        "number checked:i direction place plate kind home_port master crew:i crew_without_papers:i passengers:i "
        "papers_seen papers_missing cargo violation sanction:i officer note classification nfold"
    ),
    "business_checks": (
        "number checked:i name kind address owner:i with_agency workers:i strangers:i minors:i indicators findings "
        "result sanction:i detection:i officer classification nfold"
    ),
    "subjects": (
        "number person:i category opened:i reason ring:i paper_no wanted_by offence officer area review_due reviewed "
        "signs state ended result classification nfold"
    ),
    "rings": ("number name opened:i state offence route destination methods lead case_no broken:i result classification nfold"),
    "screenings": (
        "number person:i victim_case:i held:i checklist officer interpreter companion apart:i recommendation why needs "
        "classification weight:i suggested nfold"
    ),
    "referrals": (
        "number referred:i victim_case:i regimes reason receiver_kind receiver consent:i consent_note officer paper_no "
        "answer_due answered accepted:i result classification nfold"
    ),
    "directives": (
        "number symbol kind subject issuer issued received valid_from valid_to replaced_by:i tasks responsible note "
        "classification nfold"
    ),
    "duties": ("number title area directive:i plan:i given:i responsible due state percent:i done result classification nfold"),
    "plans": (
        "number title paper_no kind directive:i approver approved begins:i ends:i patrol_kind patrols:i distance:i "
        "sessions:i checks:i forces content report_due reported result classification nfold"
    ),
    "sessions": (
        "number held:i topics form languages place minutes:i speaker with_agency audiences attendance:i women:i "
        "children:i leaflets:i plan:i note classification nfold"
    ),
    "pledges": (
        "number signed:i kind count:i person:i signer place contents session:i officer until checked broken:i note "
        "classification nfold"
    ),
    "summonses": (
        "number held:i kind person:i place reason officer with_agency people_present:i result pledged:i paper_no "
        "classification nfold"
    ),
    "agencies": (
        "number name kind area does contact phone night_phone address valid_from valid_to successor:i note classification nfold"
    ),
    "meetings": (
        "number held:i kind agency:i others place chair recorder regulation:i content conclusions minutes_no next_due "
        "next_held:i classification nfold"
    ),
    "regulations": (
        "number symbol subject parties signed valid_from valid_to review_due reviewed replaced_by:i note classification nfold"
    ),
    "households": (
        "number noted:i kind head:i village members_count:i reasons level why agency:i closed note classification nfold"
    ),
    "visits": (
        "number planned:i household:i officer purpose visited:i met findings level help_needed next_step tip_raised:i "
        "classification nfold"
    ),
    "laws": (
        "number symbol kind subject issuer issued valid_from valid_to replaced_by:i sure:i reviewed summary "
        "classification nfold"
    ),
    "findings": (
        "number noted:i law:i article kind problem example:i proposal sent_to sent answer_due answered outcome "
        "classification nfold"
    ),
    "counterparts": (
        "number name border place commander phone languages interpreter facing valid_from valid_to successor:i note "
        "classification nfold"
    ),
    "talks": (
        "number held:i kind counterpart:i border host_side place our_head their_head interpreter content told learned "
        "agreed record:i minutes_no answer_due answered next_due next_held:i classification nfold"
    ),
    "repatriations": (
        "number signed:i direction counterpart:i border place list_received:i identity_checked:i our_signer "
        "their_signer interpreter languages paper_no handover:i note classification nfold"
    ),
    "person_pairs": ("first:i second:i verdict reason"),
}
"""Columns of each register beyond the six every one has: text, or `name:i` for whole numbers, moments and links."""

CHILDREN = {
    "markers__states": "day state patrol:i note",
    "boat_checks__people": "person:i note",
    "business_checks__people": "person:i note",
    "rings__members": "person:i role note",
    "screenings__signs": "indicator why",
    "sessions__tips": "tip:i note",
    "households__members": "person:i reasons note",
    "households__help": "kind programme given amount:i provider",
    "repatriations__people": "person:i victim_case:i state papers escort",
}
MOMENTS = {
    "watches": "began",
    "checkpoints": "began",
    "suspensions": "began",
    "joint_patrols": "met",
    "boat_checks": "checked",
    "business_checks": "checked",
    "subjects": "opened",
    "rings": "opened",
    "screenings": "held",
    "referrals": "referred",
    "duties": "given",
    "plans": "begins",
    "sessions": "held",
    "pledges": "signed",
    "summonses": "held",
    "meetings": "held",
    "households": "noted",
    "visits": "planned",
    "findings": "noted",
    "talks": "held",
    "repatriations": "signed",
}


def _columns(names: str) -> list[sa.Column[int] | sa.Column[str]]:
    found: list[sa.Column[int] | sa.Column[str]] = []
    for item in names.split():
        name, _, kind = item.partition(":")
        found.append(sa.Column(name, sa.BigInteger()) if kind else sa.Column(name, sa.Text()))
    return found


def upgrade() -> None:
    """Make the tables. What an older program took in of them is shown by `check --repair`."""
    for kind, names in TABLES.items():
        op.create_table(
            kind,
            sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
            sa.Column("tip", sa.BigInteger(), nullable=False),
            sa.Column("entries", sa.Integer(), nullable=False),
            sa.Column("conflicts", sa.Integer(), nullable=False),
            sa.Column("withdrawn", sa.Integer(), nullable=False),
            sa.Column("author", sa.Text(), nullable=False),
            *_columns(names),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{kind}")),
        )
        if "nfold" in names.split():
            op.execute(
                f"CREATE VIRTUAL TABLE {kind}_fts USING fts5(nfold, content='{kind}', content_rowid='id', prefix='1 2 3', "
                "columnsize=0, tokenize='unicode61 remove_diacritics 2')"
            )
    for name, names in CHILDREN.items():
        op.create_table(
            name,
            sa.Column("record", sa.BigInteger(), nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            *_columns(names),
            sa.PrimaryKeyConstraint("record", "position", name=op.f(f"pk_{name}")),
        )
    for kind, moment in MOMENTS.items():
        op.create_index(f"ix_{kind}_{moment}", kind, ["withdrawn", moment, "id"], unique=False)


def downgrade() -> None:
    """Take them away; the journal keeps what was written."""
    for name in CHILDREN:
        op.drop_table(name)
    for kind, names in TABLES.items():
        if "nfold" in names.split():
            op.execute(f"DROP TABLE {kind}_fts")
        op.drop_table(kind)
