"""Sessions of training: their days, places, subjects and lessons."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "training_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(30), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("covers", sa.String(30), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("checks_in_at", MOMENT, nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("organizer", sa.String(100), nullable=False),
        sa.Column("contact", sa.String(40), nullable=False),
        sa.Column("contact_phone", sa.String(30), nullable=False),
        sa.Column("enrol_from", sa.Date(), nullable=False),
        sa.Column("enrol_to", sa.Date(), nullable=False),
        sa.Column("allocate_by", sa.Date(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("extension_months", sa.Integer()),
        sa.Column("published_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("cancelled_at", MOMENT),
        sa.Column("form_token", sa.String(36)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats > 0", name=op.f("ck_training_session_has_seats")),
        sa.CheckConstraint(
            "ends_on >= starts_on", name=op.f("ck_training_session_ends_after_its_start")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session")),
        sa.UniqueConstraint("form_token", name=op.f("uq_training_session_form_token")),
        sa.UniqueConstraint("number", name=op.f("uq_training_session_number")),
    )
    op.create_index("ix_training_session_year", "training_session", ["year", "kind"])
    op.create_index(op.f("ix_training_session_starts_on"), "training_session", ["starts_on"])
    _part(
        "session_quota",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats >= 0", name=op.f("ck_session_quota_seats_not_negative")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_session_quota_organization_id_organization"),
        ),
    )
    op.create_index(
        "uq_session_quota_once", "session_quota", ["session_id", "organization_id"], unique=True
    )
    op.create_index(op.f("ix_session_quota_organization_id"), "session_quota", ["organization_id"])
    _part(
        "session_subject",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("full_mark", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
    )
    op.create_index("ix_session_subject_session", "session_subject", ["session_id"])
    _part(
        "session_lesson",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(100), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("teacher", sa.String(40)),
    )
    op.create_index("ix_session_lesson_session", "session_lesson", ["session_id"])


def _part(name: str, *columns: sa.Column | sa.Constraint) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f(f"fk_{name}_session_id_training_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def downgrade() -> None:
    for name in ("session_lesson", "session_subject", "session_quota", "training_session"):
        op.drop_table(name)
