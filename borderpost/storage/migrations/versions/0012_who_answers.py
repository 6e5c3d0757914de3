"""Who answers for what is due, so that Today can be narrowed to a person.

Revision: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; it is filled when the post opens, because what is due is counted anew."""
    op.add_column("dues", sa.Column("who", sa.Text()))
    op.create_index("ix_dues_who", "dues", ["who", "author", "ends"])
    op.execute("DELETE FROM settings WHERE name = 'dues/rules'")


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_dues_who", table_name="dues")
    op.drop_column("dues", "who")
