"""The certificates of a person at an organization are found by both at once.

Without statistics SQLite takes the index of the organization alone, and then reads all of its
certificates for each of its people.
"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_certificate_holder", "certificate", ["identity_id", "organization_id"])


def downgrade() -> None:
    op.drop_index("ix_certificate_holder", "certificate")
