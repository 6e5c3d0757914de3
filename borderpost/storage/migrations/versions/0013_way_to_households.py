"""How far a household at risk lies from the post.

Revision: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("households", sa.Column("distance", sa.BigInteger()))


def downgrade() -> None:
    """Take it away; the journal keeps what was written."""
    op.drop_column("households", "distance")
