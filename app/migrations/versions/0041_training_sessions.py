"""Training: sessions with places, subjects and lessons; who is enrolled, and what came of it."""

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
        _not_negative("session_subject", "pass_mark"),
    )
    op.create_index("ix_session_subject_session", "session_subject", ["session_id"])
    _part(
        "session_lesson",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(100), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("teacher", sa.String(40)),
        _not_negative("session_lesson", "hours"),
    )
    op.create_index("ix_session_lesson_session", "session_lesson", ["session_id"])
    op.create_table(
        "organization_quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("quota_id", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats >= 0", name=op.f("ck_organization_quota_seats_not_negative")),
        _refers("organization_quota", "organization_id", "organization"),
        _refers("organization_quota", "session_id", "training_session", ondelete="CASCADE"),
        _refers("organization_quota", "quota_id", "session_quota", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_quota")),
    )
    op.create_index(
        "uq_organization_quota_once",
        "organization_quota",
        ["quota_id", "organization_id"],
        unique=True,
    )
    op.create_index(
        "ix_organization_quota_session", "organization_quota", ["session_id", "organization_id"]
    )
    op.create_index(
        op.f("ix_organization_quota_organization_id"), "organization_quota", ["organization_id"]
    )
    _enrolments(
        "induction_enrolment",
        (
            sa.Column("session_id", sa.Integer()),
            sa.Column("category", sa.String(30), nullable=False),
            sa.Column("quota_id", sa.Integer()),
            sa.Column("engineering_years", sa.Integer(), nullable=False),
            sa.Column("supervising_years", sa.Integer(), nullable=False),
            sa.Column("doubts", sa.JSON(), nullable=False),
            sa.Column("explanation", sa.String(500)),
            sa.Column("recommendation", sa.String(500)),
            sa.Column("certificates", sa.JSON(), nullable=False),
            sa.Column("issued_on", sa.Date()),
            _refers("induction_enrolment", "quota_id", "session_quota"),
            _not_negative("induction_enrolment", "engineering_years", "supervising_years"),
        ),
        {"seats": ("quota_id", "state"), "session": ("session_id", "state")},
    )
    _enrolments(
        "continuing_enrolment",
        (
            sa.Column("session_id", sa.Integer(), nullable=False),
            sa.Column("seat_of_id", sa.Integer(), nullable=False),
            sa.Column("remark", sa.String(200)),
            sa.Column("extensions", sa.JSON(), nullable=False),
            sa.Column("extended_on", sa.Date()),
            _refers("continuing_enrolment", "seat_of_id", "organization"),
        ),
        {"seats": ("session_id", "seat_of_id", "state")},
    )


BINDING = (
    "waiting",
    "filed",
    "city_passed",
    "placed",
    "accepted",
    "returned",
    "passed",
    "issued",
    "extended",
)


def _enrolments(table: str, own: tuple, indexes: dict[str, tuple[str, ...]]) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(30), nullable=False),
        sa.Column("batch", sa.String(30), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("initials", sa.String(40), nullable=False, server_default=""),
        sa.Column("pinyin", sa.String(240), nullable=False, server_default=""),
        sa.Column("id_no", sa.LargeBinary(), nullable=False),
        sa.Column("id_no_hash", sa.String(40), nullable=False),
        sa.Column("mobile", sa.LargeBinary(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("types", sa.JSON(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("applied_by", sa.String(60), nullable=False),
        sa.Column("opinion", sa.String(500)),
        sa.Column("handled_by", sa.String(60)),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("step", sa.String(30)),
        sa.Column("attended", sa.Integer()),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("makeup_scores", sa.JSON(), nullable=False),
        sa.Column("result", sa.String(30)),
        sa.Column("result_remark", sa.String(200)),
        sa.Column("form_token", sa.String(36)),
        sa.Column("deleted_at", MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        *own,
        _refers(table, "organization_id", "organization"),
        _refers(table, "session_id", "training_session"),
        _refers(table, "person_id", "person"),
        _refers(table, "identity_id", "identity"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("number", name=op.f(f"uq_{table}_number")),
        sa.UniqueConstraint("form_token", name=op.f(f"uq_{table}_form_token")),
    )
    shared = {"state": ("state", "organization_id"), "person": ("person_id",)}
    for name, columns in {**shared, **indexes}.items():
        op.create_index(f"ix_{table}_{name}", table, list(columns))
    for name in ("organization_id", "id_no_hash"):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
    names = ", ".join(f"'{one}'" for one in BINDING)
    binds = sa.text(f"state IN ({names}) AND deleted_at IS NULL")
    op.create_index(
        f"uq_{table}_binding",
        table,
        ["identity_id", "year"],
        unique=True,
        sqlite_where=binds,
        postgresql_where=binds,
    )


def _not_negative(table: str, *columns: str) -> sa.CheckConstraint:
    condition = " AND ".join(f"{name} >= 0" for name in columns)
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_figures_not_negative"))


def _refers(
    table: str, column: str, to: str, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


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
    for name in ("continuing_enrolment", "induction_enrolment", "organization_quota"):
        op.drop_table(name)
    for name in ("session_lesson", "session_subject", "session_quota", "training_session"):
        op.drop_table(name)
