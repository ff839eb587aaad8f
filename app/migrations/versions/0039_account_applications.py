"""Accounts belong to people of a roster, know when they were used, and are applied for."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0034"
branch_labels = None
depends_on = None

user = sa.table(
    "ab_user",
    sa.column("id"),
    sa.column("username"),
    sa.column("created_on"),
    sa.column("opened_at"),
    sa.column("signed_in_at"),
)
attempt = sa.table(
    "login_attempt", sa.column("username"), sa.column("tried_at"), sa.column("succeeded")
)
RUNNING = sa.text("state IN ('filed', 'returned') AND deleted_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("ab_user") as table:
        table.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key("fk_ab_user_person_id_person", "person", ["person_id"], ["id"])
        table.create_index("ix_ab_user_person_id", ["person_id"])
    last = sa.select(sa.func.max(attempt.c.tried_at)).where(
        attempt.c.username == sa.func.lower(user.c.username), attempt.c.succeeded.is_(sa.true())
    )
    op.execute(
        sa.update(user).values(opened_at=user.c.created_on, signed_in_at=last.scalar_subquery())
    )
    _create_applications()
    _create_right_applications()


def _create_applications() -> None:
    op.create_table(
        "account_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("batch", sa.String(length=30), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("mobile", sa.LargeBinary(), nullable=False),
        sa.Column("username", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=True),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("applied_by", sa.String(length=60), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("opinion", sa.String(length=500), nullable=True),
        sa.Column("handled_by", sa.String(length=60), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("form_token", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("initials", sa.String(length=40), server_default="", nullable=False),
        sa.Column("pinyin", sa.String(length=240), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_account_application_organization_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_application_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f("fk_account_application_user_id_ab_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_application")),
        sa.UniqueConstraint("number", name=op.f("uq_account_application_number")),
        sa.UniqueConstraint("form_token", name=op.f("uq_account_application_form_token")),
    )
    for name, columns in (
        ("ix_account_application_organization_id", ["organization_id"]),
        ("ix_account_application_person_id", ["person_id"]),
        ("ix_account_application_state", ["state", "organization_id"]),
    ):
        op.create_index(name, "account_application", columns)
    op.create_index(
        "uq_account_application_running",
        "account_application",
        ["person_id"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )


def _create_right_applications() -> None:
    op.create_table(
        "right_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("batch", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("username", sa.String(length=128), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("bundle_ids", sa.JSON(), nullable=False),
        sa.Column("bundle_names", sa.JSON(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("applied_by", sa.String(length=60), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("opinion", sa.String(length=500), nullable=True),
        sa.Column("handled_by", sa.String(length=60), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("form_token", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("initials", sa.String(length=40), server_default="", nullable=False),
        sa.Column("pinyin", sa.String(length=240), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_right_application_organization_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_right_application_user_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_right_application")),
        sa.UniqueConstraint("number", name=op.f("uq_right_application_number")),
        sa.UniqueConstraint("form_token", name=op.f("uq_right_application_form_token")),
    )
    for name, columns in (
        ("ix_right_application_organization_id", ["organization_id"]),
        ("ix_right_application_user_id", ["user_id"]),
        ("ix_right_application_state", ["state", "organization_id"]),
    ):
        op.create_index(name, "right_application", columns)
    op.create_index(
        "uq_right_application_running",
        "right_application",
        ["user_id"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )


def downgrade() -> None:
    op.drop_table("right_application")
    op.drop_table("account_application")
    with op.batch_alter_table("ab_user") as table:
        table.drop_index("ix_ab_user_person_id")
        table.drop_constraint("fk_ab_user_person_id_person", type_="foreignkey")
        for name in ("person_id", "opened_at", "signed_in_at"):
            table.drop_column(name)
