"""what may only grow is not replaced or emptied either"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SIGNERS = ("head", "checker", "filler", "phone")

# SQLite's OR REPLACE deletes the row in its way without firing a DELETE trigger. An id that
# SQLite gives itself is -1 in a BEFORE trigger, so ids below 1 are none.
SQLITE_TRIGGERS = {
    "audit_entry_once": """
    CREATE TRIGGER audit_entry_once BEFORE INSERT ON audit_entry
    WHEN EXISTS (
      SELECT 1 FROM audit_entry WHERE (id = NEW.id AND NEW.id > 0) OR seq = NEW.seq
    )
    BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END
    """,
    "audit_entry_sealed_once": """
    CREATE TRIGGER audit_entry_sealed_once BEFORE UPDATE OF seq ON audit_entry
    WHEN EXISTS (SELECT 1 FROM audit_entry WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END
    """,
    "staff_snapshot_once": """
    CREATE TRIGGER staff_snapshot_once BEFORE INSERT ON staff_snapshot
    WHEN EXISTS (
      SELECT 1 FROM staff_snapshot
      WHERE (id = NEW.id AND NEW.id > 0)
        OR (organization_id = NEW.organization_id AND year = NEW.year AND version = NEW.version)
    )
    BEGIN SELECT RAISE(ABORT, 'snapshots are read-only'); END
    """,
}


def upgrade() -> None:
    _protect()
    with op.batch_alter_table("login_attempt") as batch_op:
        batch_op.add_column(
            sa.Column("counts", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    op.create_table(
        "refusal",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("object_id", sa.String(length=60), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("repeated", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f("fk_refusal_user_id_ab_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "endpoint", "object_id", name=op.f("pk_refusal")),
    )
    with op.batch_alter_table("report_run") as batch_op:
        batch_op.add_column(sa.Column("signers", sa.LargeBinary(), nullable=True))
    _drop_plain_signers()


def _drop_plain_signers() -> None:
    """Names and phone numbers of signature lines stood beside the conditions."""
    runs = sa.table("report_run", sa.column("id"), sa.column("parameters", sa.JSON()))
    for number, parameters in op.get_bind().execute(sa.select(runs.c.id, runs.c.parameters)).all():
        kept = {k: v for k, v in parameters.items() if k not in SIGNERS}
        if kept != parameters:
            op.execute(sa.update(runs).where(runs.c.id == number).values(parameters=kept))


def _protect() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_TRIGGERS.values():
            op.execute(statement)
    else:
        op.execute(
            "CREATE TRIGGER staff_snapshot_not_emptied BEFORE TRUNCATE ON staff_snapshot"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    with op.batch_alter_table("report_run") as batch_op:
        batch_op.drop_column("signers")
    op.drop_table("refusal")
    with op.batch_alter_table("login_attempt") as batch_op:
        batch_op.drop_column("counts")
    _unprotect()


def _unprotect() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("DROP TRIGGER staff_snapshot_not_emptied ON staff_snapshot")
