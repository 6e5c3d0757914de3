"""Tips, custody and sanctions.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = ("tips", "custodies", "sanctions")


def upgrade() -> None:
    """Make the tables of the new registers. What an older program took in of them is shown by `check --repair`."""
    op.create_table(
        "tips",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tip", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("recorded", sa.BigInteger(), nullable=True),
        sa.Column("officer", sa.Text(), nullable=True),
        sa.Column("reporter_kind", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("happened", sa.BigInteger(), nullable=True),
        sa.Column("offence", sa.Text(), nullable=True),
        sa.Column("suspects", sa.Text(), nullable=True),
        sa.Column("detection", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("classified", sa.BigInteger(), nullable=True),
        sa.Column("classified_as", sa.Text(), nullable=True),
        sa.Column("competence", sa.Text(), nullable=True),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("procuracy_notified", sa.BigInteger(), nullable=True),
        sa.Column("transferred", sa.BigInteger(), nullable=True),
        sa.Column("transferred_to", sa.Text(), nullable=True),
        sa.Column("transfer_receipt", sa.Text(), nullable=True),
        sa.Column("complex", sa.BigInteger(), nullable=True),
        sa.Column("extension_requested", sa.BigInteger(), nullable=True),
        sa.Column("extended", sa.BigInteger(), nullable=True),
        sa.Column("extension_paper", sa.Text(), nullable=True),
        sa.Column("suspended", sa.BigInteger(), nullable=True),
        sa.Column("suspension_reason", sa.Text(), nullable=True),
        sa.Column("suspension_sent", sa.BigInteger(), nullable=True),
        sa.Column("resumed", sa.BigInteger(), nullable=True),
        sa.Column("resumption_sent", sa.BigInteger(), nullable=True),
        sa.Column("decided_again", sa.BigInteger(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided", sa.BigInteger(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("decision_sent", sa.BigInteger(), nullable=True),
        sa.Column("result_told", sa.BigInteger(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("nfold", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tips")),
    )
    op.create_index("ix_tips_received", "tips", ["withdrawn", "received", "id"], unique=False)
    op.create_table(
        "custodies",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tip", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("person", sa.BigInteger(), nullable=True),
        sa.Column("detection", sa.BigInteger(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("held", sa.BigInteger(), nullable=True),
        sa.Column("arrived", sa.BigInteger(), nullable=True),
        sa.Column("decided", sa.BigInteger(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("approver", sa.Text(), nullable=True),
        sa.Column("sent", sa.BigInteger(), nullable=True),
        sa.Column("extensions", sa.BigInteger(), nullable=True),
        sa.Column("extension_paper", sa.Text(), nullable=True),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.Column("end_kind", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("nfold", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custodies")),
    )
    op.create_index("ix_custodies_held", "custodies", ["withdrawn", "held", "id"], unique=False)
    op.create_table(
        "sanctions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tip", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("recorded", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("officer", sa.Text(), nullable=True),
        sa.Column("person", sa.BigInteger(), nullable=True),
        sa.Column("detection", sa.BigInteger(), nullable=True),
        sa.Column("act", sa.Text(), nullable=True),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("refused", sa.BigInteger(), nullable=True),
        sa.Column("witness", sa.Text(), nullable=True),
        sa.Column("complexity", sa.Text(), nullable=True),
        sa.Column("decided", sa.BigInteger(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("approver", sa.Text(), nullable=True),
        sa.Column("fine", sa.BigInteger(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("nfold", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanctions")),
    )
    op.create_index("ix_sanctions_recorded", "sanctions", ["withdrawn", "recorded", "id"], unique=False)
    for kind in KINDS:
        op.execute(
            f"CREATE VIRTUAL TABLE {kind}_fts USING fts5(nfold, content='{kind}', content_rowid='id', prefix='1 2 3', "
            "columnsize=0, tokenize='unicode61 remove_diacritics 2')"
        )


def downgrade() -> None:
    """Take them away; the journal keeps what was written."""
    for kind in KINDS:
        op.execute(f"DROP TABLE {kind}_fts")
        op.drop_table(kind)
