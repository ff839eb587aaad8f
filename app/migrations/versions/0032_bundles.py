"""附加权限 are bundles of permissions; one that was granted alone becomes a bundle of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

FIRST = "uq_user_grant_permission"
GRANTED = "fk_user_grant_permission_view_id_ab_permission_view"
LEVELS = ("for_province", "for_prefecture", "for_county")


def upgrade() -> None:
    op.create_table(
        "permission_bundle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("description", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in LEVELS),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_permission_bundle"),
        sa.UniqueConstraint("key", name="uq_permission_bundle_key"),
    )
    op.create_table(
        "bundle_right",
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("permission_view_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bundle_id", "permission_view_id", name="pk_bundle_right"),
        sa.ForeignKeyConstraint(
            ["bundle_id"],
            ["permission_bundle.id"],
            name="fk_bundle_right_bundle_id_permission_bundle",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["permission_view_id"],
            ["ab_permission_view.id"],
            name="fk_bundle_right_permission_view_id_ab_permission_view",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_bundle_right_permission_view_id",
        "bundle_right",
        ["permission_view_id"],
    )
    with op.batch_alter_table("user_grant") as batch:
        batch.add_column(sa.Column("bundle_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("granted_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("granted_by", sa.String(130), nullable=True))
        batch.add_column(sa.Column("basis", sa.String(60), nullable=True))
    _carry_over()
    with op.batch_alter_table("user_grant") as batch:
        batch.drop_constraint(FIRST, type_="unique")
        batch.drop_constraint(GRANTED, type_="foreignkey")
        batch.drop_column("permission_view_id")
        for name, kind in (
            ("bundle_id", sa.Integer()),
            ("granted_by", sa.String(130)),
            ("basis", sa.String(60)),
        ):
            batch.alter_column(name, existing_type=kind, nullable=False)
        batch.create_foreign_key(
            "fk_user_grant_bundle_id_permission_bundle",
            "permission_bundle",
            ["bundle_id"],
            ["id"],
        )
        batch.create_unique_constraint("uq_user_grant_bundle", ["user_id", "bundle_id"])
        batch.create_index("ix_user_grant_bundle_id", ["bundle_id"])


def _carry_over() -> None:
    """One bundle for each permission that somebody holds, which nobody can apply for."""
    op.execute(
        """INSERT INTO permission_bundle (key, name, description, position, is_active, version,
                                          for_province, for_prefecture, for_county)
           SELECT 'permission ' || pv.id, substr(p.name || ' ' || v.name, 1, 40), '', 0, true, 1,
                  false, false, false
           FROM ab_permission_view pv
           JOIN ab_permission p ON p.id = pv.permission_id
           JOIN ab_view_menu v ON v.id = pv.view_menu_id
           WHERE pv.id IN (SELECT permission_view_id FROM user_grant)"""
    )
    op.execute(
        """INSERT INTO bundle_right (bundle_id, permission_view_id)
           SELECT b.id, pv.id FROM permission_bundle b
           JOIN ab_permission_view pv ON b.key = 'permission ' || pv.id"""
    )
    op.execute(
        """UPDATE user_grant SET granted_by = '', basis = '', bundle_id =
           (SELECT r.bundle_id FROM bundle_right r
            WHERE r.permission_view_id = user_grant.permission_view_id)"""
    )


def downgrade() -> None:
    """Each grant becomes one of every permission that its bundle has."""
    grants = (
        op.get_bind()
        .execute(
            sa.text(
                """SELECT g.user_id, r.permission_view_id, max(g.granted_at) AS granted_at,
                      CASE WHEN count(g.expires_on) = count(*) THEN max(g.expires_on) END
                      AS expires_on
               FROM user_grant g JOIN bundle_right r ON r.bundle_id = g.bundle_id
               JOIN permission_bundle b ON b.id = g.bundle_id AND b.is_active
               GROUP BY g.user_id, r.permission_view_id"""
            )
        )
        .all()
    )
    op.execute("DELETE FROM user_grant")
    with op.batch_alter_table("user_grant") as batch:
        batch.drop_index("ix_user_grant_bundle_id")
        batch.drop_constraint("uq_user_grant_bundle", type_="unique")
        batch.drop_constraint("fk_user_grant_bundle_id_permission_bundle", type_="foreignkey")
        for name in ("bundle_id", "granted_by_id", "granted_by", "basis"):
            batch.drop_column(name)
        batch.add_column(sa.Column("permission_view_id", sa.Integer(), nullable=False))
        batch.create_foreign_key(GRANTED, "ab_permission_view", ["permission_view_id"], ["id"])
        batch.create_unique_constraint(FIRST, ["user_id", "permission_view_id"])
    row = sa.text(
        """INSERT INTO user_grant (user_id, permission_view_id, granted_at, expires_on)
           VALUES (:user_id, :permission_view_id, :granted_at, :expires_on)"""
    )
    for grant in grants:
        op.get_bind().execute(row, dict(grant._mapping))
    op.drop_table("bundle_right")
    op.drop_table("permission_bundle")
