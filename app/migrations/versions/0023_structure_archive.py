"""A stored 人员结构 has 核定编制数, its rules, its checksum, and who asked for it why."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

COLUMNS = {
    "posts": sa.Integer(),
    "rule_version": sa.Integer(),
    "checksum": sa.String(64),
    "taken_by": sa.String(130),
    "reason": sa.String(500),
}


def upgrade() -> None:
    # In place: a table made anew would lose the triggers that let snapshots only grow.
    for name, kind in COLUMNS.items():
        op.add_column("staff_snapshot", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("staff_snapshot", name)
