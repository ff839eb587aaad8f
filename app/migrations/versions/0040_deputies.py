"""Who acts in whose place, and in whose place a move was made."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=False),
        sa.Column("principal_name", sa.String(60), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("deputy_name", sa.String(60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("resources", sa.JSON(), nullable=False),
        sa.Column("arranged_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("begin_told_at", MOMENT),
        sa.Column("end_told_at", MOMENT),
        sa.Column("form_token", sa.String(36)),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_deputy_ends_after_its_start")),
        sa.CheckConstraint("principal_id <> deputy_id", name=op.f("ck_deputy_is_somebody_else")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_deputy_organization_id_organization"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{who}_id"],
                ["ab_user.id"],
                name=op.f(f"fk_deputy_{who}_id_ab_user"),
                ondelete="CASCADE",
            )
            for who in ("principal", "deputy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
        sa.UniqueConstraint("form_token", name=op.f("uq_deputy_form_token")),
    )
    op.create_index(op.f("ix_deputy_organization_id"), "deputy", ["organization_id"])
    for who in ("principal", "deputy"):
        op.create_index(f"ix_deputy_{who}", "deputy", [f"{who}_id", "ends_on"])
    # Added in place: a table made anew would lose the triggers that let it only grow.
    op.add_column("workflow_event", sa.Column("principal_id", sa.Integer()))


def downgrade() -> None:
    op.drop_column("workflow_event", "principal_id")
    op.drop_table("deputy")
