"""To-dos are asked for by state and desk: an index for each process that has some."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

RETURNS = ("profile_return", "project_return", "funding_return")


def upgrade() -> None:
    for table in RETURNS:
        op.create_index(f"ix_{table}_waiting", table, ["state", "organization_id"])


def downgrade() -> None:
    for table in RETURNS:
        op.drop_index(f"ix_{table}_waiting", table)
