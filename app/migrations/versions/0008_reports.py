"""reports"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("notes", sa.String(length=1000), nullable=False),
        sa.Column("signature", sa.String(length=200), nullable=False),
        sa.Column("paper", sa.String(length=2), nullable=False),
        sa.Column("landscape", sa.Boolean(), nullable=False),
        sa.Column("font_pt", sa.BigInteger(), nullable=False),
        sa.Column("watermark", sa.String(length=40), nullable=False),
        sa.Column("changed_by", sa.String(length=60), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_layout")),
        sa.UniqueConstraint("report", "version", name="uq_report_layout_version"),
    )
    with op.batch_alter_table("report_layout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_layout_report"), ["report"], unique=False)

    op.create_table(
        "report_content",
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["report_run.id"],
            name=op.f("fk_report_content_run_id_report_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_report_content")),
    )
    with op.batch_alter_table("report_run", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("with_details", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("number", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("conditions", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("data_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("checksum", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("seen", sa.JSON(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_report_run_number"), ["number"])
    _move_seen()
    with op.batch_alter_table("report_run", schema=None) as batch_op:
        batch_op.alter_column("with_details", server_default=None)
        batch_op.alter_column("conditions", server_default=None)


def _move_seen() -> None:
    """Whose rows the file of a list holds stood among its conditions."""
    run = sa.table(
        "report_run",
        sa.column("id", sa.Integer),
        sa.column("parameters", sa.JSON),
        sa.column("seen", sa.JSON),
    )
    connection = op.get_bind()
    for number, parameters in connection.execute(sa.select(run.c.id, run.c.parameters)).all():
        if "seen" in parameters:
            seen = parameters.pop("seen")
            connection.execute(
                run.update().where(run.c.id == number).values(parameters=parameters, seen=seen)
            )


def downgrade() -> None:
    with op.batch_alter_table("report_run", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_report_run_number"), type_="unique")
        batch_op.drop_column("seen")
        batch_op.drop_column("checksum")
        batch_op.drop_column("data_at")
        batch_op.drop_column("conditions")
        batch_op.drop_column("number")
        batch_op.drop_column("with_details")

    op.drop_table("report_content")
    with op.batch_alter_table("report_layout", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_layout_report"))

    op.drop_table("report_layout")
