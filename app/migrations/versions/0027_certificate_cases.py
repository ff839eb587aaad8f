"""Applications about certificates, and grounds that ask for more than their name."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

RUNNING = sa.column("is_running", sa.Boolean()).is_(sa.true())
GROUNDS = (("cancel_reason", "other"),)


def upgrade() -> None:
    op.create_table(
        "certificate_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("batch", sa.String(length=30), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("id_no", sa.LargeBinary(), nullable=False),
        sa.Column("id_no_hash", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("applied_by", sa.String(length=60), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("opinion", sa.String(length=500), nullable=True),
        sa.Column("handled_by", sa.String(length=60), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("step", sa.String(length=30), nullable=True),
        sa.Column("form_token", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("initials", sa.String(length=40), server_default="", nullable=False),
        sa.Column("pinyin", sa.String(length=240), server_default="", nullable=False),
        sa.Column("change_types", sa.JSON(), nullable=True),
        sa.Column("new_name", sa.String(length=40), nullable=True),
        sa.Column("new_id_no", sa.LargeBinary(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=40), nullable=True),
        sa.Column("original_paper", sa.String(length=30), nullable=True),
        sa.Column("leaves", sa.Boolean(), nullable=True),
        sa.Column("reissue_reason", sa.String(length=40), nullable=True),
        sa.Column("lost_on", sa.Date(), nullable=True),
        sa.Column("lost_at", sa.String(length=100), nullable=True),
        sa.Column("notice_in", sa.String(length=60), nullable=True),
        sa.Column("noticed_on", sa.Date(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name=op.f("fk_certificate_case_identity_id_identity")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_certificate_case_organization_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_case_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"],
            ["organization.id"],
            name=op.f("fk_certificate_case_receiver_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_case")),
    )
    op.create_index("ix_certificate_case_id_no_hash", "certificate_case", ["id_no_hash"])
    op.create_index("ix_certificate_case_identity_id", "certificate_case", ["identity_id"])
    op.create_index("ix_certificate_case_organization_id", "certificate_case", ["organization_id"])
    op.create_index("ix_certificate_case_person", "certificate_case", ["person_id"])
    op.create_index(
        "ix_certificate_case_state", "certificate_case", ["state", "kind", "organization_id"]
    )
    op.create_index(
        "uq_certificate_case_form_token", "certificate_case", ["form_token"], unique=True
    )
    op.create_index("uq_certificate_case_number", "certificate_case", ["number"], unique=True)

    op.create_table(
        "case_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("is_running", sa.Boolean(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issuer", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("new_number", sa.String(length=40), nullable=True),
        sa.Column("new_issued_on", sa.Date(), nullable=True),
        sa.Column("new_valid_from", sa.Date(), nullable=True),
        sa.Column("new_valid_to", sa.Date(), nullable=True),
        sa.Column("new_field", sa.String(length=40), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["certificate_case.id"],
            name=op.f("fk_case_certificate_case_id_certificate_case"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_case_certificate_certificate_id_certificate"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_case_certificate_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_certificate")),
    )
    op.create_index("ix_case_certificate_certificate", "case_certificate", ["certificate_id"])
    op.create_index("ix_case_certificate_organization_id", "case_certificate", ["organization_id"])
    op.create_index(
        "uq_case_certificate_of_case", "case_certificate", ["case_id", "type"], unique=True
    )
    op.create_index(
        "uq_case_certificate_running",
        "case_certificate",
        ["certificate_id"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )

    entry = sa.table(
        "dictionary_entry",
        *(sa.column(name, sa.String()) for name in ("dictionary", "code", "group")),
    )
    for dictionary, code in GROUNDS:
        of_it = (entry.c.dictionary == dictionary, entry.c.code == code)
        op.execute(entry.update().where(*of_it).values(group=code))


def downgrade() -> None:
    op.drop_table("case_certificate")
    op.drop_table("certificate_case")
