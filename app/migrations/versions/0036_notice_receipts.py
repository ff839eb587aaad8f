"""Notices are drafts first, are addressed and read; documents are offered and taken."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0032"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _widen_notices()
    _add_addressees()
    _add_receipts()
    _add_documents()


def downgrade() -> None:
    for table in ("document_download", "document", "notice_receipt", "notice_addressee"):
        op.drop_table(table)
    # Nobody was meant to see a draft.
    op.execute("DELETE FROM notice WHERE published_at IS NULL")
    with op.batch_alter_table("notice") as batch:
        batch.drop_constraint("fk_notice_published_by_ab_user", type_="foreignkey")
        for name in (
            "revised_at",
            "announced_at",
            "published_by",
            "published_at",
            "audience",
            "asks_confirmation",
            "is_pinned",
            "ends_on",
        ):
            batch.drop_column(name)


def _widen_notices() -> None:
    no = sa.false()
    with op.batch_alter_table("notice") as batch:
        batch.add_column(sa.Column("ends_on", sa.Date()))
        batch.add_column(sa.Column("is_pinned", sa.Boolean(), nullable=False, server_default=no))
        batch.add_column(
            sa.Column("asks_confirmation", sa.Boolean(), nullable=False, server_default=no)
        )
        batch.add_column(
            sa.Column("audience", sa.String(30), nullable=False, server_default="everybody")
        )
        batch.add_column(sa.Column("published_at", MOMENT))
        batch.add_column(sa.Column("published_by", sa.Integer()))
        batch.add_column(sa.Column("announced_at", MOMENT))
        batch.add_column(sa.Column("revised_at", MOMENT))
        batch.create_foreign_key(
            "fk_notice_published_by_ab_user", "ab_user", ["published_by"], ["id"]
        )
    # What was written so far was seen by everybody at once, and nobody noted who read it.
    op.execute(
        "UPDATE notice SET published_at = CURRENT_TIMESTAMP, announced_at = CURRENT_TIMESTAMP"
    )


def _add_addressees() -> None:
    op.create_table(
        "notice_addressee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(30)),
        sa.Column("organization_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notice.id"],
            name=op.f("fk_notice_addressee_notice_id_notice"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_notice_addressee_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_addressee")),
    )
    op.create_index("ix_notice_addressee_notice", "notice_addressee", ["notice_id"])


def _personal(table: str, whole: str) -> list[sa.schema.SchemaItem]:
    """The columns of a row about a person at an organization and a notice or document."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(f"{whole}_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("user_name", sa.String(60), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            [f"{whole}_id"],
            [f"{whole}.id"],
            name=op.f(f"fk_{table}_{whole}_id_{whole}"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f(f"fk_{table}_user_id_ab_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f(f"fk_{table}_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _add_receipts() -> None:
    op.create_table(
        "notice_receipt",
        *_personal("notice_receipt", "notice"),
        sa.Column("opened_at", MOMENT),
        sa.Column("confirmed_at", MOMENT),
    )
    op.create_index(
        "ix_notice_receipt_once", "notice_receipt", ["notice_id", "user_id"], unique=True
    )
    op.create_index("ix_notice_receipt_unread", "notice_receipt", ["user_id", "opened_at"])
    op.create_index(
        op.f("ix_notice_receipt_organization_id"), "notice_receipt", ["organization_id"]
    )


def _add_documents() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(30), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("edition", sa.String(30), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(500)),
        sa.Column("replaces_id", sa.Integer()),
        sa.Column("replaced_at", MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form_token", sa.String(36)),
        sa.Column("deleted_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["document.id"], name=op.f("fk_document_replaces_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("form_token", name=op.f("uq_document_form_token")),
    )
    op.create_index(op.f("ix_document_published_on"), "document", ["published_on"])
    op.create_index(op.f("ix_document_replaces_id"), "document", ["replaces_id"])
    op.create_table(
        "document_download",
        *_personal("document_download", "document"),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
    )
    op.create_index(
        "ix_document_download_document", "document_download", ["document_id", "user_id"]
    )
    op.create_index(
        op.f("ix_document_download_organization_id"), "document_download", ["organization_id"]
    )
