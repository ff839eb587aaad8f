"""Somebody who is added twice by one form is added once; 调动 between organizations."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'filed'")
INDEXES = {
    "ix_person_transfer_person": ["person_id"],
    "ix_person_transfer_state": ["state", "receiver_id"],
    "ix_person_transfer_organization_id": ["organization_id"],
    "uq_person_transfer_form_token": ["form_token"],
}


def upgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("form_token", sa.String(36), nullable=True))
    op.create_index("uq_person_form_token", "person", ["form_token"], unique=True)
    op.create_table(
        "person_transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("sex", sa.String(length=40), nullable=False),
        sa.Column("post_type", sa.String(length=40), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_token", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_person_transfer_person_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["organization.id"], name="fk_person_transfer_receiver_id_organization"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name="fk_person_transfer_organization_id_organization",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_person_transfer"),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "person_transfer", columns, unique=name.startswith("uq"))
    op.create_index(
        "uq_person_transfer_waiting",
        "person_transfer",
        ["person_id"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_table("person_transfer")
    op.drop_index("uq_person_form_token", "person")
    with op.batch_alter_table("person") as batch:
        batch.drop_column("form_token")
