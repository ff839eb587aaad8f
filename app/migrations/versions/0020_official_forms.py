"""Reports have what stands around a form of official statistics; a file may carry a warning."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TEXTS = {
    "table_no": 40,
    "issued_by": 60,
    "approval_no": 60,
    "valid_until": 40,
    "compiled_by": 60,
    "guide": 2000,
}


def upgrade() -> None:
    """Stored versions say nothing of these and go on to follow the definition."""
    with op.batch_alter_table("report_layout") as batch:
        for name, length in TEXTS.items():
            batch.add_column(sa.Column(name, sa.String(length), nullable=True))
        batch.add_column(sa.Column("numbered", sa.Boolean(), nullable=True))
    with op.batch_alter_table("report_run") as batch:
        batch.add_column(sa.Column("warning", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("report_run") as batch:
        batch.drop_column("warning")
    with op.batch_alter_table("report_layout") as batch:
        for name in (*TEXTS, "numbered"):
            batch.drop_column(name)
