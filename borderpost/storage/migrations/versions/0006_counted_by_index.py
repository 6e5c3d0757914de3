"""What Today counts, read from an index: records by their newest entry, periods with their rule.

Revision: 0006
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_REGISTERS = (
    "patrols",
    "watches",
    "checkpoints",
    "suspensions",
    "joint_patrols",
    "border_sections",
    "markers",
    "trails",
    "boat_checks",
    "business_checks",
    "detections",
    "persons",
    "subjects",
    "rings",
    "sanctions",
    "custodies",
    "receptions",
    "screenings",
    "victim_cases",
    "referrals",
    "handovers",
    "tips",
    "directives",
    "duties",
    "plans",
    "sessions",
    "pledges",
    "summonses",
    "agencies",
    "meetings",
    "regulations",
    "households",
    "visits",
    "laws",
    "findings",
    "counterparts",
    "talks",
    "repatriations",
)


def upgrade() -> None:
    """Make the indexes."""
    for kind in _REGISTERS:
        op.create_index(f"ix_{kind}_tip", kind, ["withdrawn", "tip"])
    op.drop_index("ix_dues_ends", table_name="dues")
    op.create_index("ix_dues_ends", "dues", ["ends", "record", "rule"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_dues_ends", table_name="dues")
    op.create_index("ix_dues_ends", "dues", ["ends", "record"])
    for kind in _REGISTERS:
        op.drop_index(f"ix_{kind}_tip", table_name=kind)
