"""Score sheets in versions: items, what is deducted in them, vetoes."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "score_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("form_token", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=op.f("ck_score_sheet_has_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_sheet")),
        sa.UniqueConstraint("form_token", name=op.f("uq_score_sheet_form_token")),
    )
    op.create_index("uq_score_sheet_issue", "score_sheet", ["kind", "issue"], unique=True)
    _part(
        "score_item",
        "sheet_id",
        "score_sheet",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.CheckConstraint("most > 0", name=op.f("ck_score_item_is_worth_something")),
    )
    op.create_index("uq_score_item_number", "score_item", ["sheet_id", "number"], unique=True)
    _part(
        "deduction_point",
        "item_id",
        "score_item",
        *_found(),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_deduction_point_deducts_something")),
    )
    op.create_index("ix_deduction_point_item", "deduction_point", ["item_id"])
    _part("score_veto", "sheet_id", "score_sheet", *_found())
    op.create_index("ix_score_veto_sheet", "score_veto", ["sheet_id"])


def _found() -> tuple[sa.Column, ...]:
    """The columns of what can be found of a project."""
    return (
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
    )


def _part(name: str, column: str, of: str, *columns: sa.Column | sa.Constraint) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(column, sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            [column], [f"{of}.id"], name=op.f(f"fk_{name}_{column}_{of}"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def downgrade() -> None:
    for name in ("score_veto", "deduction_point", "score_item", "score_sheet"):
        op.drop_table(name)
