"""the seal of the audit trail is checked, and entries are found by user, act and request"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0036"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_audit_entry_user": ["user_id", "id"],
    "ix_audit_entry_action": ["action", "id"],
    "ix_audit_entry_request": ["request_id"],
}
UNSEALED = sa.text("seq IS NULL")


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, "audit_entry", columns)
    op.create_index(
        "ix_audit_entry_unsealed",
        "audit_entry",
        ["id"],
        sqlite_where=UNSEALED,
        postgresql_where=UNSEALED,
    )
    op.create_table(
        "audit_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("user_name", sa.String(length=130), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("unsealed", sa.Integer(), nullable=False),
        sa.Column("broken_seq", sa.BigInteger(), nullable=True),
        sa.Column("broken_id", sa.BigInteger(), nullable=True),
        sa.Column("fault", sa.String(length=30), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_check")),
    )
    op.create_index(op.f("ix_audit_check_asked_at"), "audit_check", ["asked_at"])
    op.create_table(
        "audit_copy",
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_audit_copy")),
    )


def downgrade() -> None:
    op.drop_table("audit_copy")
    op.drop_table("audit_check")
    op.drop_index("ix_audit_entry_unsealed", "audit_entry")
    for name in reversed(INDEXES):
        op.drop_index(name, "audit_entry")
