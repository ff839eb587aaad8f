"""Assessments of groups and organizations: members, projects, what was deducted."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

LIVES = sa.text("deleted_at IS NULL")


def upgrade() -> None:
    _assessment()
    _members()
    _projects()
    _deductions()
    _team()


def _only(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    """A unique index over some of the rows."""
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def _owned(table: str) -> tuple[sa.Column | sa.Constraint, ...]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f(f"fk_{table}_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _link(table: str, column: str, of: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}_{of}"), **more
    )


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _assessment() -> None:
    op.create_table(
        "assessment",
        *_owned("assessment"),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("group_name", sa.String(length=60), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("assessors", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("project_count", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("grade", sa.String(length=30), nullable=True),
        sa.Column("comment", sa.String(length=500), nullable=True),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("demands", sa.String(length=500), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("suggested", sa.JSON(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("feedback", sa.String(length=500), nullable=True),
        sa.Column("rectify_by", sa.Date(), nullable=True),
        sa.Column("step", sa.String(length=30), nullable=True),
        sa.Column("reply", sa.String(length=1000), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("form_token", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("period BETWEEN 1 AND 4", name=op.f("ck_assessment_has_period")),
        _link("assessment", "target_id", "organization"),
        _link("assessment", "sheet_id", "score_sheet"),
        sa.UniqueConstraint("number", name=op.f("uq_assessment_number")),
        sa.UniqueConstraint("form_token", name=op.f("uq_assessment_form_token")),
    )
    _index("assessment", "organization_id")
    op.create_index("ix_assessment_state", "assessment", ["state", "kind", "organization_id"])
    period = ["kind", "year", "period", "organization_id"]
    op.create_index("ix_assessment_period", "assessment", period)
    _only(
        "uq_assessment_target",
        "assessment",
        ["organization_id", "target_id", "year", "period"],
        sa.text("target_id IS NOT NULL AND deleted_at IS NULL"),
    )


def _members() -> None:
    op.create_table(
        "group_member",
        *_owned("group_member"),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("certificates", sa.String(length=40), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        _link("group_member", "assessment_id", "assessment"),
        _link("group_member", "person_id", "person"),
        _link("group_member", "identity_id", "identity"),
    )
    _index("group_member", "organization_id")
    op.create_index("ix_group_member_assessment", "group_member", ["assessment_id"])
    op.create_index("ix_group_member_person", "group_member", ["person_id"])
    op.create_index("ix_group_member_identity", "group_member", ["identity_id"])
    once = ["identity_id", "year", "quarter"]
    _only("uq_group_member_quarter", "group_member", once, LIVES)


def _projects() -> None:
    op.create_table(
        "assessed_project",
        *_owned("assessed_project"),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("client", sa.String(length=100), nullable=False),
        sa.Column("builder", sa.String(length=100), nullable=True),
        sa.Column("engineer", sa.String(length=100), nullable=True),
        sa.Column("project_class", sa.String(length=30), nullable=True),
        sa.Column("stage", sa.String(length=30), nullable=True),
        sa.Column("size", sa.String(length=60), nullable=True),
        sa.Column("registration", sa.String(length=60), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("vetoes", sa.JSON(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=30), nullable=False),
        sa.Column("saved_by", sa.String(length=60), nullable=False),
        sa.Column("form_token", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        _link("assessed_project", "assessment_id", "assessment"),
        sa.UniqueConstraint("form_token", name=op.f("uq_assessed_project_form_token")),
    )
    _index("assessed_project", "organization_id")
    _index("assessed_project", "assessment_id")
    _only("uq_assessed_project_name", "assessed_project", ["assessment_id", "name"], LIVES)


def _deductions() -> None:
    op.create_table(
        "project_deduction",
        *_owned("project_deduction"),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(length=300), nullable=True),
        sa.CheckConstraint("value > 0", name=op.f("ck_project_deduction_deducts_something")),
        _link("project_deduction", "project_id", "assessed_project", ondelete="CASCADE"),
    )
    _index("project_deduction", "organization_id")
    code = ["project_id", "code"]
    op.create_index("uq_project_deduction_code", "project_deduction", code, unique=True)


def _team() -> None:
    op.create_table(
        "project_team_member",
        *_owned("project_team_member"),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        _link("project_team_member", "project_id", "assessed_project", ondelete="CASCADE"),
        _link("project_team_member", "person_id", "person"),
        _link("project_team_member", "identity_id", "identity"),
    )
    _index("project_team_member", "organization_id")
    op.create_index("ix_project_team_member_person", "project_team_member", ["person_id"])
    once = ["project_id", "identity_id"]
    name = "uq_project_team_member_identity"
    op.create_index(name, "project_team_member", once, unique=True)


def downgrade() -> None:
    for name in (
        "project_team_member",
        "project_deduction",
        "assessed_project",
        "group_member",
        "assessment",
    ):
        op.drop_table(name)
