"""Every period the law gives a record, with its end and when the thing was done: what ran out is counted from it.

Revision: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it is filled when the post opens, because the rules are new to it."""
    op.create_table(
        "lapses",
        sa.Column("record", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("record", "rule", name=op.f("pk_lapses")),
    )
    op.execute("DELETE FROM settings WHERE name = 'dues/rules'")


def downgrade() -> None:
    """Take it away."""
    op.drop_table("lapses")
