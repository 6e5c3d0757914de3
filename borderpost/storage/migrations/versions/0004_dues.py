"""What is due, in the order of its end.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it is filled when the post opens, because the rules are new to it."""
    op.create_table(
        "dues",
        sa.Column("record", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record", "rule", name=op.f("pk_dues")),
    )
    op.create_index("ix_dues_ends", "dues", ["ends", "record"], unique=False)
    op.create_index("ix_dues_rule", "dues", ["rule", "record"], unique=False)
    op.execute("DELETE FROM settings WHERE name = 'dues/rules'")


def downgrade() -> None:
    """Take it away."""
    op.drop_table("dues")
