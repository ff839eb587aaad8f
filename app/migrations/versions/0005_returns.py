"""Yearly returns on the workflow: the profile as one of them, years that are closed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# 办理记录 may only grow. SQLite's INSERT OR REPLACE deletes without asking a trigger on DELETE.
SQLITE_TRIGGERS = {
    "workflow_event_keeps": "BEFORE UPDATE ON workflow_event",
    "workflow_event_stays": "BEFORE DELETE ON workflow_event",
    "workflow_event_not_replaced": (
        "BEFORE INSERT ON workflow_event"
        " WHEN EXISTS (SELECT 1 FROM workflow_event WHERE id = NEW.id)"
    ),
}
POSTGRESQL_TRIGGERS = {
    "workflow_event_keeps": "BEFORE UPDATE OR DELETE ON workflow_event FOR EACH ROW",
    "workflow_event_not_emptied": "BEFORE TRUNCATE ON workflow_event FOR EACH STATEMENT",
}


def _is_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _keep_events() -> None:
    if _is_sqlite():
        refuse = "BEGIN SELECT RAISE(ABORT, 'workflow events are append-only'); END"
        for name, when in SQLITE_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {when} {refuse}")
        return
    for name, when in POSTGRESQL_TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION refuse_change()")


def _let_events_go() -> None:
    where = "" if _is_sqlite() else " ON workflow_event"
    for name in SQLITE_TRIGGERS if _is_sqlite() else POSTGRESQL_TRIGGERS:
        op.execute(f"DROP TRIGGER {name}{where}")


def upgrade() -> None:
    op.create_table(
        "year_lock",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_year_lock")),
    )
    op.create_table(
        "profile_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=True),
        sa.Column("short_name", sa.String(length=30), nullable=True),
        sa.Column("former_names", sa.String(length=500), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=True),
        sa.Column("nature", sa.String(length=40), nullable=True),
        sa.Column("funding_type", sa.String(length=40), nullable=True),
        sa.Column("admin_rank", sa.String(length=40), nullable=True),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("is_legal_person", sa.Boolean(), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("competent_department", sa.String(length=60), nullable=True),
        sa.Column("is_entrusted", sa.Boolean(), nullable=False),
        sa.Column("entrust_no", sa.String(length=60), nullable=True),
        sa.Column("entrust_to", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(length=60), nullable=True),
        sa.Column("approval_no", sa.String(length=60), nullable=True),
        sa.Column("established_on", sa.Date(), nullable=True),
        sa.Column("posts_total", sa.Integer(), nullable=True),
        sa.Column("posts_civil", sa.Integer(), nullable=True),
        sa.Column("posts_institution", sa.Integer(), nullable=True),
        sa.Column("posts_other", sa.Integer(), nullable=True),
        sa.Column("posts_leader", sa.Integer(), nullable=True),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("legal_name", sa.String(length=20), nullable=True),
        sa.Column("legal_position", sa.String(length=40), nullable=True),
        sa.Column("legal_mobile", sa.LargeBinary(), nullable=True),
        sa.Column("head_name", sa.String(length=20), nullable=True),
        sa.Column("head_position", sa.String(length=40), nullable=True),
        sa.Column("head_title", sa.String(length=40), nullable=True),
        sa.Column("head_mobile", sa.LargeBinary(), nullable=True),
        sa.Column("technical_name", sa.String(length=20), nullable=True),
        sa.Column("technical_title", sa.String(length=40), nullable=True),
        sa.Column("technical_mobile", sa.LargeBinary(), nullable=True),
        sa.Column("quality_head", sa.String(length=20), nullable=True),
        sa.Column("safety_head", sa.String(length=20), nullable=True),
        sa.Column("contact_name", sa.String(length=20), nullable=True),
        sa.Column("contact_phone", sa.String(length=20), nullable=True),
        sa.Column("contact_mobile", sa.LargeBinary(), nullable=True),
        sa.Column("contact_email", sa.String(length=60), nullable=True),
        sa.Column("address", sa.String(length=100), nullable=True),
        sa.Column("postcode", sa.String(length=6), nullable=True),
        sa.Column("telephone", sa.String(length=20), nullable=True),
        sa.Column("fax", sa.String(length=20), nullable=True),
        sa.Column("hotline", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=60), nullable=True),
        sa.Column("office_owner", sa.String(length=30), nullable=True),
        sa.Column("office_area", sa.BigInteger(), nullable=True),
        sa.Column("archive_area", sa.BigInteger(), nullable=True),
        sa.Column("vehicles", sa.Integer(), nullable=True),
        sa.Column("computers", sa.Integer(), nullable=True),
        sa.Column("pads", sa.Integer(), nullable=True),
        sa.Column("recorders", sa.Integer(), nullable=True),
        sa.Column("drones", sa.Integer(), nullable=True),
        sa.Column("instruments", sa.Integer(), nullable=True),
        sa.Column("instruments_value", sa.BigInteger(), nullable=True),
        sa.Column("instrument_list", sa.JSON(), nullable=False),
        sa.Column("systems", sa.JSON(), nullable=False),
        sa.Column("management_rules", sa.JSON(), nullable=False),
        sa.Column("remark", sa.String(length=1000), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=True),
        sa.Column("form_token", sa.String(length=36), nullable=True),
        sa.Column("explanations", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("filled_by", sa.String(length=60), nullable=True),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.String(length=60), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "year BETWEEN 2015 AND 2100", name=op.f("ck_profile_return_year_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_profile_return_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_return")),
        sa.UniqueConstraint("form_token", name="uq_profile_return_form_token"),
        sa.UniqueConstraint("organization_id", "year", name="uq_profile_return_year"),
    )
    with op.batch_alter_table("profile_return", schema=None) as batch_op:
        batch_op.create_index("ix_profile_return_list", ["year", "organization_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_profile_return_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "year_unlock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.String(length=60), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_year_unlock_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_unlock")),
    )
    with op.batch_alter_table("year_unlock", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_year_unlock_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index("ix_year_unlock_year", ["year", "organization_id"], unique=False)

    _take_over()
    with op.batch_alter_table("profile_year", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_profile_year_organization_id"))

    op.drop_table("profile_year")
    with op.batch_alter_table("organization_profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organization_profile_organization_id"))

    op.drop_table("organization_profile")
    with op.batch_alter_table("project_return", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.String(length=30), nullable=True))
    with op.batch_alter_table("funding_return", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.String(length=30), nullable=True))
        batch_op.add_column(sa.Column("form_token", sa.String(length=36), nullable=True))
        batch_op.add_column(
            sa.Column("explanations", sa.JSON(), nullable=False, server_default="{}")
        )
        batch_op.create_index("ix_funding_return_list", ["year", "organization_id"], unique=False)
        batch_op.create_unique_constraint("uq_funding_return_form_token", ["form_token"])
    _keep_events()


COPIED = (
    "admin_rank",
    "uscc",
    "competent_department",
    "approved_by",
    "approval_no",
    "established_on",
    "posts_civil",
    "posts_institution",
    "posts_other",
    "head_name",
    "head_position",
    "address",
    "postcode",
    "telephone",
    "computers",
    "instruments_value",
    "filled_by",
    "filled_at",
    "changed_by",
)
OF_THE_YEAR = ("nature", "funding_type", "posts_total", "office_area", "vehicles", "instruments")


def _take_over() -> None:
    """What was submitted for a year becomes that year's return; the rest is what was said last."""
    columns = ", ".join((*COPIED, *OF_THE_YEAR))
    told = ", ".join((*(f"p.{name}" for name in COPIED), *(f"y.{name}" for name in OF_THE_YEAR)))
    statement = (
        f"INSERT INTO profile_return (organization_id, year, name, kind, {columns}, state,"  # noqa: S608 - the names are ours
        " explanations, version, changed_at, scopes, departments, instrument_list, systems,"
        " management_rules, is_legal_person, is_entrusted)"
        f" SELECT y.organization_id, y.year, o.name, o.kind, {told}, 'submitted', '{{}}', 1,"
        " y.submitted_at, '[]', '[]', '[]', '[]', '[]', true, false"
        " FROM profile_year y JOIN organization_profile p ON p.organization_id = y.organization_id"
        " JOIN organization o ON o.id = y.organization_id"
    )
    op.execute(statement)


def downgrade() -> None:
    _let_events_go()
    with op.batch_alter_table("project_return", schema=None) as batch_op:
        batch_op.drop_column("number")
    with op.batch_alter_table("funding_return", schema=None) as batch_op:
        batch_op.drop_constraint("uq_funding_return_form_token", type_="unique")
        batch_op.drop_index("ix_funding_return_list")
        batch_op.drop_column("explanations")
        batch_op.drop_column("form_token")
        batch_op.drop_column("number")

    op.create_table(
        "organization_profile",
        sa.Column("id", sa.INTEGER(), nullable=False),
        sa.Column("nature", sa.VARCHAR(length=40), nullable=True),
        sa.Column("funding_type", sa.VARCHAR(length=40), nullable=True),
        sa.Column("admin_rank", sa.VARCHAR(length=40), nullable=True),
        sa.Column("uscc", sa.VARCHAR(length=18), nullable=True),
        sa.Column("competent_department", sa.VARCHAR(length=60), nullable=True),
        sa.Column("approved_by", sa.VARCHAR(length=60), nullable=True),
        sa.Column("approval_no", sa.VARCHAR(length=60), nullable=True),
        sa.Column("established_on", sa.DATE(), nullable=True),
        sa.Column("posts_total", sa.INTEGER(), nullable=False),
        sa.Column("posts_civil", sa.INTEGER(), nullable=False),
        sa.Column("posts_institution", sa.INTEGER(), nullable=False),
        sa.Column("posts_other", sa.INTEGER(), nullable=False),
        sa.Column("head_name", sa.VARCHAR(length=20), nullable=True),
        sa.Column("head_position", sa.VARCHAR(length=40), nullable=True),
        sa.Column("head_phone", sa.VARCHAR(length=20), nullable=True),
        sa.Column("address", sa.VARCHAR(length=100), nullable=True),
        sa.Column("postcode", sa.VARCHAR(length=6), nullable=True),
        sa.Column("telephone", sa.VARCHAR(length=20), nullable=True),
        sa.Column("office_area", sa.BIGINT(), nullable=False),
        sa.Column("vehicles", sa.INTEGER(), nullable=False),
        sa.Column("computers", sa.INTEGER(), nullable=False),
        sa.Column("instruments", sa.INTEGER(), nullable=False),
        sa.Column("instruments_value", sa.BIGINT(), nullable=False),
        sa.Column("submitted_year", sa.INTEGER(), nullable=True),
        sa.Column("version", sa.INTEGER(), nullable=False),
        sa.Column("organization_id", sa.INTEGER(), nullable=False),
        sa.Column("filled_by", sa.VARCHAR(length=60), nullable=True),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.VARCHAR(length=60), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_organization_profile_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_profile")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_organization_profile_organization")),
    )
    with op.batch_alter_table("organization_profile", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organization_profile_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "profile_year",
        sa.Column("id", sa.INTEGER(), nullable=False),
        sa.Column("year", sa.INTEGER(), nullable=False),
        sa.Column("nature", sa.VARCHAR(length=40), nullable=True),
        sa.Column("funding_type", sa.VARCHAR(length=40), nullable=True),
        sa.Column("posts_total", sa.INTEGER(), nullable=False),
        sa.Column("office_area", sa.BIGINT(), nullable=False),
        sa.Column("vehicles", sa.INTEGER(), nullable=False),
        sa.Column("instruments", sa.INTEGER(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.INTEGER(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_profile_year_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_year")),
        sa.UniqueConstraint("organization_id", "year", name=op.f("uq_profile_year_year")),
    )
    with op.batch_alter_table("profile_year", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_profile_year_organization_id"), ["organization_id"], unique=False
        )

    with op.batch_alter_table("year_unlock", schema=None) as batch_op:
        batch_op.drop_index("ix_year_unlock_year")
        batch_op.drop_index(batch_op.f("ix_year_unlock_organization_id"))

    op.drop_table("year_unlock")
    with op.batch_alter_table("profile_return", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_profile_return_organization_id"))
        batch_op.drop_index("ix_profile_return_list")

    op.drop_table("profile_return")
    op.drop_table("year_lock")
