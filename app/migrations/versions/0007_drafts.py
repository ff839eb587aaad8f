"""drafts"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource", sa.String(length=60), nullable=False),
        sa.Column("record_key", sa.String(length=60), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in", sa.JSON(), nullable=False),
        sa.Column("stored_revision", sa.Integer(), nullable=False),
        sa.Column("stored_by", sa.String(length=60), nullable=False),
        sa.Column("discarded_revision", sa.Integer(), nullable=False),
        sa.Column("discarded_by", sa.String(length=60), nullable=False),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=True),
        sa.Column("saves", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_form_draft_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_draft")),
        sa.UniqueConstraint(
            "organization_id", "resource", "record_key", name="uq_form_draft_record"
        ),
    )
    with op.batch_alter_table("form_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_draft_changed_at"), ["changed_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_form_draft_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "form_draft_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("client", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("user_name", sa.String(length=60), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("discarded", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["form_draft.id"],
            name=op.f("fk_form_draft_field_draft_id_form_draft"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_form_draft_field_organization_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f("fk_form_draft_field_user_id_ab_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_draft_field")),
        sa.UniqueConstraint("draft_id", "name", "client", "discarded", name="uq_form_draft_field"),
    )
    with op.batch_alter_table("form_draft_field", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_form_draft_field_organization_id"), ["organization_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("form_draft_field", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_draft_field_organization_id"))

    op.drop_table("form_draft_field")
    with op.batch_alter_table("form_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_draft_organization_id"))
        batch_op.drop_index(batch_op.f("ix_form_draft_changed_at"))

    op.drop_table("form_draft")
