"""Divisions keep what they were; figures below 0 are refused where they are stored."""

import datetime as dt

import sqlalchemy as sa
from alembic import context, op
from alembic.util import CommandError

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None
# What divisions are today stays on the way back; what they were, see there.
made_anew = ("division_version",)

# The divisions of before are taken for those of every year that can be filed.
BEGINNING = dt.date(2000, 1, 1)
COPIED = ("code", "name", "level", "parent_code", "position")
NAME = "figures_not_negative"
FIGURES = {
    "project_return": (
        "quality_checks quality_check_people spot_tests spot_tests_failed foundation_acceptances"
        " structure_acceptances completion_acceptances quality_rectifications quality_rectified"
        " quality_stop_works supervision_reports reports_overdue quality_complaints"
        " quality_complaints_closed quality_reviews quality_reviews_failed safety_checks"
        " safety_check_people safety_rectifications safety_rectified safety_stop_works"
        " high_risk_works high_risk_oversized lifting_machinery safety_complaints"
        " safety_complaints_closed safety_reviews safety_reviews_failed penalties"
        " penalties_quality penalties_safety penalties_closed fines transferred"
        " misconduct_companies misconduct_people managers_scored managers_points talks criticisms"
        " quality_accidents quality_loss accidents_ordinary accidents_larger accidents_major"
        " accidents_extreme deaths severe_injuries accident_loss coverage first_pass_rate"
        " awards_luban awards_furong awards_province special_checks archives"
    ),
    "funding_return": (
        "budgeted_personnel budgeted_office budgeted_testing budgeted_equipment"
        " budgeted_training budgeted_special received_personnel received_office received_testing"
        " received_equipment received_training received_special income_superior income_other"
        " income_carried spent_personnel spent_office spent_travel spent_testing spent_equipment"
        " spent_training spent_systems spent_services spent_other"
    ),
    "profile_return": (
        "posts_total posts_civil posts_institution posts_other posts_leader office_area"
        " archive_area vehicles computers pads recorders drones instruments instruments_value"
    ),
}


def upgrade() -> None:
    op.create_table(
        "division_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=30), nullable=False),
        sa.Column("parent_code", sa.String(length=6), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from",
            name=op.f("ck_division_version_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(
            ["code"], ["division.code"], name=op.f("fk_division_version_code_division")
        ),
        sa.ForeignKeyConstraint(
            ["parent_code"],
            ["division.code"],
            name=op.f("fk_division_version_parent_code_division"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_division_version")),
        sa.UniqueConstraint("code", "valid_from", name="uq_division_version_from"),
    )
    division = sa.table("division", *map(sa.column, COPIED))
    version = sa.table("division_version", *map(sa.column, ("valid_from", *COPIED)))
    op.execute(
        version.insert().from_select(
            ["valid_from", *COPIED],
            sa.select(sa.literal(BEGINNING, sa.Date()), *(division.c[name] for name in COPIED)),
        )
    )
    for table, figures in FIGURES.items():
        names = figures.split()
        _require_none_below_zero(table, names)
        with op.batch_alter_table(table) as batch:
            batch.create_check_constraint(
                op.f(f"ck_{table}_{NAME}"), " AND ".join(f"{name} >= 0" for name in names)
            )


def _require_none_below_zero(table: str, names: list[str]) -> None:
    """Stop with the rows that have such figures: nobody but their office can say what is right."""
    figures = [sa.column(name) for name in names]
    rows = op.get_bind().execute(
        sa.select(sa.column("id"))
        .select_from(sa.table(table))
        .where(sa.or_(*(figure < 0 for figure in figures)))
    )
    found = [str(row.id) for row in rows]
    if found:
        raise RuntimeError(f"{table} has figures below 0 in its rows {', '.join(found[:20])}")


def downgrade() -> None:
    version = sa.table("division_version", sa.column("valid_to"))
    past = sa.select(sa.func.count()).where(version.c.valid_to.is_not(None))
    losing = context.get_x_argument(as_dictionary=True).get("lose-rows") == "yes"
    if op.get_bind().scalar(past) and not losing:
        raise CommandError(
            "The way back would lose what divisions were. Whoever wants that adds -x lose-rows=yes."
        )
    for table in FIGURES:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_{NAME}"), type_="check")
    op.drop_table("division_version")
