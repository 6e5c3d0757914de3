"""What a text was recognised as, in a column beside it: the code of a place, a unit, a body, a legal act.

The columns are empty until the post is opened: `recognised.renew` fills them from the texts and their days.

Revision: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_NAMED = {
    "suspensions": ("area", "told"),
    "border_sections": ("commune",),
    "trails": ("area",),
    "boat_checks": ("place",),
    "business_checks": ("address", "with_agency"),
    "detections": ("place", "handed_to"),
    "persons": ("province",),
    "subjects": ("wanted_by", "area"),
    "sanctions": ("place",),
    "custodies": ("basis",),
    "receptions": ("place", "handed_over_by"),
    "victim_cases": ("province",),
    "referrals": ("receiver",),
    "handovers": ("basis", "place", "receiver"),
    "tips": ("place", "transferred_to"),
    "directives": ("issuer",),
    "sessions": ("place", "with_agency"),
    "pledges": ("place",),
    "summonses": ("place", "with_agency"),
    "agencies": ("area", "address"),
    "meetings": ("others", "place"),
    "regulations": ("parties",),
    "households": ("village",),
    "laws": ("issuer",),
    "findings": ("sent_to",),
    "talks": ("place",),
    "repatriations": ("place",),
}
_ROWS = "organisation/rows"


def upgrade() -> None:
    """Add the columns."""
    for kind, names in _NAMED.items():
        for name in names:
            op.add_column(kind, sa.Column(f"{name}_code", sa.Text()))


def downgrade() -> None:
    """Take them away, and forget that they were filled."""
    for kind, names in _NAMED.items():
        for name in names:
            op.drop_column(kind, f"{name}_code")
    op.execute(sa.text("DELETE FROM settings WHERE name = :name").bindparams(name=_ROWS))
