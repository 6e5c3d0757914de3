"""The register of criminal cases and case operations.

Revision: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COLUMNS = (
    "number kind name opened:i opened_by lead with_agency officer detection:i reported_tip:i ring:i offence "
    "articles prosecuted:i decision_no decision_sent:i less_serious:i flagrante:i clear_identity:i border way "
    "destination methods purposes procuracy_sent:i sent:i sent_body sent_to receipt_no receipt_on result ended note "
    "classification nfold"
)
"""Columns beyond the six every register has: text, or `name:i` for whole numbers, moments and links."""
CHILDREN = {"cases__people": "person:i role accused:i accused_on note", "cases__victims": "victim_case:i note"}


def _columns(names: str) -> list[sa.Column[int] | sa.Column[str]]:
    found: list[sa.Column[int] | sa.Column[str]] = []
    for item in names.split():
        name, _, kind = item.partition(":")
        found.append(sa.Column(name, sa.BigInteger()) if kind else sa.Column(name, sa.Text()))
    return found


def upgrade() -> None:
    """Make the tables. What an older program took in of them is shown by `check --repair`."""
    op.create_table(
        "cases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tip", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        *_columns(COLUMNS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.execute(
        "CREATE VIRTUAL TABLE cases_fts USING fts5(nfold, content='cases', content_rowid='id', prefix='1 2 3', "
        "columnsize=0, tokenize='unicode61 remove_diacritics 2')"
    )
    op.create_index("ix_cases_opened", "cases", ["withdrawn", "opened", "id"], unique=False)
    op.create_index("ix_cases_tip", "cases", ["withdrawn", "tip"], unique=False)
    for name, names in CHILDREN.items():
        op.create_table(
            name,
            sa.Column("record", sa.BigInteger(), nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            *_columns(names),
            sa.PrimaryKeyConstraint("record", "position", name=op.f(f"pk_{name}")),
        )


def downgrade() -> None:
    """Take them away; the journal keeps what was written."""
    for name in CHILDREN:
        op.drop_table(name)
    op.execute("DROP TABLE cases_fts")
    op.drop_table("cases")
