"""Verifications have everything the province records of them, a version and 删除."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLE = "organization_verification"
ADDED = {
    "self_score": sa.BigInteger(),
    "team": sa.String(200),
    "opinion": sa.String(1000),
    "rectification": sa.String(1000),
    "rectify_by": sa.Date(),
    "rechecked_on": sa.Date(),
    "recheck_result": sa.String(30),
    "revoked_as": sa.String(30),
    "revoked_no": sa.String(60),
    "revoked_reason": sa.String(500),
    "form_token": sa.String(36),
    "deleted_at": sa.DateTime(timezone=True),
}


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as batch:
        for name, kind in ADDED.items():
            batch.add_column(sa.Column(name, kind, nullable=True))
        batch.add_column(sa.Column("metrics", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    record = sa.table(TABLE, sa.column("revoked_as"), sa.column("revoked_on"))
    op.execute(record.update().where(record.c.revoked_on.is_not(None)).values(revoked_as="revoked"))
    with op.batch_alter_table(TABLE) as batch:
        batch.alter_column("metrics", server_default=None)
        batch.alter_column("version", server_default=None)
        batch.create_unique_constraint("uq_organization_verification_form_token", ["form_token"])
        batch.create_check_constraint("figures_not_negative", "self_score >= 0 AND score >= 0")
        batch.create_check_constraint(
            "end_with_its_day", "(revoked_on IS NULL) = (revoked_as IS NULL)"
        )


def downgrade() -> None:
    record = sa.table(TABLE, sa.column("deleted_at"))
    op.execute(record.delete().where(record.c.deleted_at.is_not(None)))
    with op.batch_alter_table(TABLE) as batch:
        for name in ("end_with_its_day", "figures_not_negative"):
            batch.drop_constraint(op.f(f"ck_organization_verification_{name}"), type_="check")
        batch.drop_constraint("uq_organization_verification_form_token", type_="unique")
        for name in (*ADDED, "metrics", "version"):
            batch.drop_column(name)
