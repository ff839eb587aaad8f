"""Where supervisors worked before; files of a record have an order."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_resume",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("employer", sa.String(length=60), nullable=False),
        sa.Column("position", sa.String(length=60), nullable=True),
        sa.Column("witness", sa.String(length=40), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_person_resume_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name=op.f("fk_person_resume_identity_id_identity")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_person_resume_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_resume")),
    )
    op.create_index(
        "ix_person_resume_identity", "person_resume", ["identity_id", "organization_id"]
    )
    op.create_index(op.f("ix_person_resume_organization_id"), "person_resume", ["organization_id"])
    op.add_column(
        "attachment", sa.Column("position", sa.Integer(), nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("attachment", "position")
    op.drop_table("person_resume")
