"""settings"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("dictionary_entry", "parameter"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("version", sa.Integer(), nullable=False, server_default="1")
            )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("note", sa.String(length=50), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "numbering_rule",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("pattern", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_numbering_rule")),
    )
    op.create_table(
        "number_counter",
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_number_counter")),
    )
    op.create_table(
        "given_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_given_number_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_number")),
        sa.UniqueConstraint("rule", "number", name="uq_given_number_number"),
        sa.UniqueConstraint("rule", "year", "seq", name="uq_given_number_seq"),
    )
    with op.batch_alter_table("given_number", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_given_number_organization_id"), ["organization_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("given_number", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_given_number_organization_id"))
    for table in ("given_number", "number_counter", "numbering_rule", "calendar_day"):
        op.drop_table(table)
    for table in ("parameter", "dictionary_entry"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("version")
