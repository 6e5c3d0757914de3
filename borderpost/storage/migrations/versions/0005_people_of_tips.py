"""People a tip speaks of, and the tip a victim was reported by.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of people and the column."""
    op.create_table(
        "tips__people",
        sa.Column("record", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person", sa.BigInteger()),
        sa.Column("role", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.PrimaryKeyConstraint("record", "position", name=op.f("pk_tips__people")),
    )
    op.add_column("victim_cases", sa.Column("reported_tip", sa.BigInteger()))


def downgrade() -> None:
    """Take them away; the journal keeps what was written."""
    op.drop_column("victim_cases", "reported_tip")
    op.drop_table("tips__people")
