"""What a move asked for, whom it and its messages concern, its step and batch; who waits.

The columns are added in place: a table made anew would lose the triggers that let
``workflow_event`` only grow.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

RETURNS = ("profile_return", "project_return", "funding_return")


def upgrade() -> None:
    for name in ("data", "words"):
        op.add_column(
            "workflow_event", sa.Column(name, sa.JSON(), nullable=False, server_default="{}")
        )
    for name, length in (("subject", 200), ("batch", 60)):
        op.add_column(
            "workflow_event",
            sa.Column(name, sa.String(length), nullable=False, server_default=""),
        )
    op.add_column("workflow_event", sa.Column("step", sa.String(30), nullable=True))
    op.add_column(
        "message", sa.Column("subject", sa.String(200), nullable=False, server_default="")
    )
    for table in RETURNS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("returned_by_id", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_{table}_returned_by_id_organization"),
                "organization",
                ["returned_by_id"],
                ["id"],
            )


def downgrade() -> None:
    for table in RETURNS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(
                batch_op.f(f"fk_{table}_returned_by_id_organization"), type_="foreignkey"
            )
            batch_op.drop_column("returned_by_id")
    op.drop_column("message", "subject")
    for name in ("step", "batch", "subject", "words", "data"):
        op.drop_column("workflow_event", name)
