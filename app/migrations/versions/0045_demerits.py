"""Demerit points: reasons in versions, records, and what follows from totals."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

OPEN = sa.text("done_on IS NULL AND void_on IS NULL")


def upgrade() -> None:
    _lists()
    _records()
    _measures()


def _lists() -> None:
    op.create_table(
        "reason_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("form_token", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason_list")),
        sa.UniqueConstraint("form_token", name=op.f("uq_reason_list_form_token")),
    )
    op.create_index("uq_reason_list_issue", "reason_list", ["issue"], unique=True)
    op.create_table(
        "demerit_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        *_reason(),
        sa.Column("needs_project", sa.Boolean(), nullable=False),
        sa.Column("suggestion", sa.String(length=30), nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_demerit_reason_costs_something")),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["reason_list.id"],
            name=op.f("fk_demerit_reason_list_id_reason_list"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demerit_reason")),
    )
    op.create_index("uq_demerit_reason_code", "demerit_reason", ["list_id", "code"], unique=True)


def _reason() -> tuple[sa.Column, ...]:
    """The columns of a reason, in a list and in a record."""
    return (
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
    )


def _person(table: str) -> tuple[sa.Column | sa.Constraint, ...]:
    """The columns of whom a row is about, and their keys."""
    keys = {"organization_id": "organization", "person_id": "person", "identity_id": "identity"}
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in keys),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("initials", sa.String(length=40), server_default="", nullable=False),
        sa.Column("pinyin", sa.String(length=240), server_default="", nullable=False),
        sa.Column("id_no", sa.LargeBinary(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}")
            )
            for name, other in keys.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _records() -> None:
    op.create_table(
        "demerit_record",
        *_person("demerit_record"),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("batch", sa.String(length=30), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("id_no_hash", sa.String(length=40), nullable=False),
        sa.Column("certificates", sa.JSON(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("project", sa.String(length=100), nullable=True),
        sa.Column("builder", sa.String(length=100), nullable=True),
        sa.Column("facts", sa.String(length=1000), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("handled_on", sa.Date(), nullable=True),
        sa.Column("handled_by", sa.String(length=60), nullable=True),
        sa.Column("opinion", sa.String(length=500), nullable=True),
        sa.Column("appealed_on", sa.Date(), nullable=True),
        sa.Column("appeal", sa.String(length=1000), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("form_token", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("points > 0", name=op.f("ck_demerit_record_costs_something")),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["organization.id"],
            name=op.f("fk_demerit_record_subject_id_organization"),
        ),
        sa.UniqueConstraint("form_token", name=op.f("uq_demerit_record_form_token")),
        sa.UniqueConstraint("number", name=op.f("uq_demerit_record_number")),
    )
    for name, columns in (
        ("ix_demerit_record_cycle", ["identity_id", "cycle", "state"]),
        ("ix_demerit_record_state", ["state", "organization_id"]),
        ("ix_demerit_record_subject", ["subject_id", "cycle"]),
        ("ix_demerit_record_person", ["person_id"]),
        (op.f("ix_demerit_record_id_no_hash"), ["id_no_hash"]),
        (op.f("ix_demerit_record_organization_id"), ["organization_id"]),
    ):
        op.create_index(name, "demerit_record", columns)
    op.create_table(
        "demerit_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        *_reason(),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_demerit_item_organization_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["demerit_record.id"],
            name=op.f("fk_demerit_item_record_id_demerit_record"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demerit_item")),
    )
    op.create_index(op.f("ix_demerit_item_organization_id"), "demerit_item", ["organization_id"])
    op.create_index("uq_demerit_item_code", "demerit_item", ["record_id", "code"], unique=True)


def _measures() -> None:
    op.create_table(
        "demerit_measure",
        *_person("demerit_measure"),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("void_on", sa.Date(), nullable=True),
        sa.Column("talked_by", sa.String(length=40), nullable=True),
        sa.Column("content", sa.String(length=1000), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    for name, columns in (
        ("ix_demerit_measure_identity", ["identity_id", "cycle"]),
        ("ix_demerit_measure_kind", ["kind", "organization_id"]),
        (op.f("ix_demerit_measure_organization_id"), ["organization_id"]),
    ):
        op.create_index(name, "demerit_measure", columns)
    op.create_index(
        "uq_demerit_measure_open",
        "demerit_measure",
        ["identity_id", "cycle", "kind"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    for name in (
        "demerit_measure",
        "demerit_item",
        "demerit_record",
        "demerit_reason",
        "reason_list",
    ):
        op.drop_table(name)
