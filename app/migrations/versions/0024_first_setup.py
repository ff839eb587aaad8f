"""A new installation is set up in steps; one that has organizations already is not asked."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setup_step",
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.String(length=130), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setup_step")),
    )
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM organization")):
        op.execute("INSERT INTO setup_step VALUES ('finished', CURRENT_TIMESTAMP, '')")


def downgrade() -> None:
    op.drop_table("setup_step")
