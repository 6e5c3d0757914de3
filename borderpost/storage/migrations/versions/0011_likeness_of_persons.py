"""What persons are found again by: marks of name, birth, document and phone.

Revision: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it is filled when the post opens, because names are sealed and need its keys."""
    op.create_table(
        "likeness",
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("born", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("mark", "born", "record", name=op.f("pk_likeness")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_likeness_record", "likeness", ["record"], unique=False)
    op.execute("DELETE FROM settings WHERE name = 'likeness/marks'")


def downgrade() -> None:
    """Take it away."""
    op.drop_table("likeness")
