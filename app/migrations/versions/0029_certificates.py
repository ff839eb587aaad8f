"""Certificates are found by the day on which they run out."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_certificate_valid_to", "certificate", ["status", "valid_to"])


def downgrade() -> None:
    op.drop_index("ix_certificate_valid_to", "certificate")
