"""Certificates say since when, for which reason and with which words they are suspended."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

COLUMNS = (
    ("suspended_on", sa.Date()),
    ("suspension_reason", sa.String(40)),
    ("suspension_text", sa.String(200)),
)


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("certificate", sa.Column(name, kind))


def downgrade() -> None:
    for name, _kind in COLUMNS:
        op.drop_column("certificate", name)
