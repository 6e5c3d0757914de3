"""Extensions as rows, what the rules count of them, and the act, the conduct and the decider of a sanction.

Revision: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_EXTENDED = ("custodies", "tips")
_COUNTED = ("extensions_granted", "extension_asked", "extension_answered", "extended_until")
_SANCTION = (("happened", sa.BigInteger()), ("conduct", sa.Text()), ("approver_position", sa.Text()))
_BEFORE = (
    "UPDATE custodies SET extensions_granted = NULLIF(extensions, 0)",
    "UPDATE tips SET extensions_granted = 1 WHERE extended IS NOT NULL",
    "UPDATE tips SET extension_asked = extension_requested, extension_answered = extended",
)
"""What follows, in records of before, from the number and the moments that stood in place of the rows."""


def upgrade() -> None:
    """Make tables and columns, and fill what is counted."""
    for kind in _EXTENDED:
        op.create_table(
            f"{kind}__extension_events",
            sa.Column("record", sa.BigInteger(), nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            sa.Column("asked", sa.BigInteger()),
            sa.Column("answered", sa.BigInteger()),
            sa.Column("answer", sa.Text()),
            sa.Column("approver", sa.Text()),
            sa.Column("paper", sa.Text()),
            sa.Column("until", sa.BigInteger()),
            sa.PrimaryKeyConstraint("record", "position", name=op.f(f"pk_{kind}__extension_events")),
        )
        for name in _COUNTED:
            op.add_column(kind, sa.Column(name, sa.BigInteger()))
    for name, column in _SANCTION:
        op.add_column("sanctions", sa.Column(name, column))
    for statement in _BEFORE:
        op.execute(statement)


def downgrade() -> None:
    """Take them away; the journal keeps what was written."""
    for name, _column in reversed(_SANCTION):
        op.drop_column("sanctions", name)
    for kind in _EXTENDED:
        for name in reversed(_COUNTED):
            op.drop_column(kind, name)
        op.drop_table(f"{kind}__extension_events")
