"""A mark of what was sent back carries a note; a return knows which figures its words explain."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ADDED = {
    "workflow_event": "mark_notes",
    "profile_return": "answered",
    "project_return": "answered",
    "funding_return": "answered",
}


def upgrade() -> None:
    # In place: a table made anew would lose the triggers that let events only grow.
    for table, name in ADDED.items():
        op.add_column(table, sa.Column(name, sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    for table, name in ADDED.items():
        op.drop_column(table, name)
