"""The database knows the keys that it was written with."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None
# The next start proves its keys again.
made_anew = ("key_proof",)


def upgrade() -> None:
    op.create_table(
        "key_proof",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("proof", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_key_proof")),
    )


def downgrade() -> None:
    op.drop_table("key_proof")
