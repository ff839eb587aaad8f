"""first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# The audit trail may only grow: a sealing job fills seq and hash once, nothing else changes.
# Snapshots are never rewritten either; a new archive is a new version.
SQLITE_TRIGGERS = (
    """
    CREATE TRIGGER audit_entry_keeps BEFORE UPDATE ON audit_entry
    WHEN OLD.seq IS NOT NULL OR OLD.hash IS NOT NULL OR NEW.id <> OLD.id OR NEW.at <> OLD.at
      OR NEW.user_id IS NOT OLD.user_id OR NEW.user_name <> OLD.user_name
      OR NEW.organization_id IS NOT OLD.organization_id OR NEW.address <> OLD.address
      OR NEW.request_id <> OLD.request_id OR NEW.action <> OLD.action
      OR NEW.object_type <> OLD.object_type OR NEW.object_id <> OLD.object_id
      OR NEW.outcome <> OLD.outcome OR NEW.changes <> OLD.changes
    BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END
    """,
    """
    CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END
    """,
    """
    CREATE TRIGGER staff_snapshot_keeps BEFORE UPDATE ON staff_snapshot
    BEGIN SELECT RAISE(ABORT, 'snapshots are read-only'); END
    """,
    """
    CREATE TRIGGER staff_snapshot_stays BEFORE DELETE ON staff_snapshot
    BEGIN SELECT RAISE(ABORT, 'snapshots are read-only'); END
    """,
)
POSTGRESQL_TRIGGERS = (
    """
    CREATE FUNCTION refuse_change() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION '% is read-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql
    """,
    """
    CREATE FUNCTION keep_audit_entry() RETURNS trigger AS $$
    BEGIN
      IF OLD.seq IS NOT NULL OR OLD.hash IS NOT NULL
        OR to_jsonb(NEW) - 'seq' - 'hash' <> to_jsonb(OLD) - 'seq' - 'hash' THEN
        RAISE EXCEPTION 'audit entries are append-only';
      END IF;
      RETURN NEW;
    END $$ LANGUAGE plpgsql
    """,
    "CREATE TRIGGER audit_entry_keeps BEFORE UPDATE ON audit_entry"
    " FOR EACH ROW EXECUTE FUNCTION keep_audit_entry()",
    "CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry"
    " FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER audit_entry_not_emptied BEFORE TRUNCATE ON audit_entry"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER staff_snapshot_keeps BEFORE UPDATE OR DELETE ON staff_snapshot"
    " FOR EACH ROW EXECUTE FUNCTION refuse_change()",
)


def _create_triggers() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if is_sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def _drop_triggers() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in (
            "audit_entry_keeps",
            "audit_entry_stays",
            "staff_snapshot_keeps",
            "staff_snapshot_stays",
        ):
            op.execute(f"DROP TRIGGER {name}")
        return
    op.execute("DROP FUNCTION refuse_change() CASCADE")
    op.execute("DROP FUNCTION keep_audit_entry() CASCADE")


def upgrade() -> None:
    op.create_table(
        "ab_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("label", sa.String(length=150), nullable=True),
        sa.Column("description", sa.String(length=512), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_group")),
        sa.UniqueConstraint("name", name=op.f("uq_ab_group_name")),
    )
    op.create_table(
        "ab_permission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_permission")),
        sa.UniqueConstraint("name", name=op.f("uq_ab_permission_name")),
    )
    op.create_table(
        "ab_register_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=64), nullable=False),
        sa.Column("last_name", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=128), nullable=False),
        sa.Column("password", sa.String(length=256), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("registration_date", sa.DateTime(), nullable=True),
        sa.Column("registration_hash", sa.String(length=256), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_register_user")),
        sa.UniqueConstraint("email", name=op.f("uq_ab_register_user_email")),
        sa.UniqueConstraint("username", name=op.f("uq_ab_register_user_username")),
    )
    op.create_table(
        "ab_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_role")),
        sa.UniqueConstraint("name", name=op.f("uq_ab_role_name")),
    )
    op.create_table(
        "ab_view_menu",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_view_menu")),
        sa.UniqueConstraint("name", name=op.f("uq_ab_view_menu_name")),
    )
    op.create_table(
        "audit_entry",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("user_name", sa.String(length=130), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object_type", sa.String(length=60), nullable=False),
        sa.Column("object_id", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("seq", name=op.f("uq_audit_entry_seq")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_at", ["at"], unique=False)
        batch_op.create_index("ix_audit_entry_object", ["object_type", "object_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_entry_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "dictionary_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dictionary", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("group", sa.String(length=40), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dictionary_entry")),
        sa.UniqueConstraint("dictionary", "code", name="uq_dictionary_entry_code"),
    )
    op.create_table(
        "division",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=30), nullable=False),
        sa.Column("parent_code", sa.String(length=6), nullable=True),
        sa.Column("area_code", sa.String(length=4), nullable=True),
        sa.Column("postcode", sa.String(length=6), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_custom", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["division.code"], name=op.f("fk_division_parent_code_division")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_division")),
    )
    with op.batch_alter_table("division", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_division_parent_code"), ["parent_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_division_position"), ["position"], unique=False)

    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=128), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_login_attempt_address", ["address", "tried_at"], unique=False)
        batch_op.create_index("ix_login_attempt_name", ["username", "tried_at"], unique=False)

    op.create_table(
        "name_gram",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("gram", sa.String(length=2), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "gram", "row_id", name=op.f("pk_name_gram")),
    )
    with op.batch_alter_table("name_gram", schema=None) as batch_op:
        batch_op.create_index("ix_name_gram_row", ["kind", "row_id"], unique=False)

    op.create_table(
        "parameter",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_parameter")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_revision_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_table(
        "ab_group_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["ab_group.id"],
            name=op.f("fk_ab_group_role_group_id_ab_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["ab_role.id"],
            name=op.f("fk_ab_group_role_role_id_ab_role"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_group_role")),
        sa.UniqueConstraint("group_id", "role_id", name=op.f("uq_ab_group_role_group_id")),
    )
    with op.batch_alter_table("ab_group_role", schema=None) as batch_op:
        batch_op.create_index("idx_group_id", ["group_id"], unique=False)
        batch_op.create_index("idx_group_role_id", ["role_id"], unique=False)

    op.create_table(
        "ab_permission_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permission_id", sa.Integer(), nullable=False),
        sa.Column("view_menu_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["permission_id"],
            ["ab_permission.id"],
            name=op.f("fk_ab_permission_view_permission_id_ab_permission"),
        ),
        sa.ForeignKeyConstraint(
            ["view_menu_id"],
            ["ab_view_menu.id"],
            name=op.f("fk_ab_permission_view_view_menu_id_ab_view_menu"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_permission_view")),
        sa.UniqueConstraint(
            "permission_id", "view_menu_id", name=op.f("uq_ab_permission_view_permission_id")
        ),
    )
    with op.batch_alter_table("ab_permission_view", schema=None) as batch_op:
        batch_op.create_index("idx_permission_id", ["permission_id"], unique=False)
        batch_op.create_index("idx_view_menu_id", ["view_menu_id"], unique=False)

    op.create_table(
        "organization",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("short_name", sa.String(length=30), nullable=True),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("level", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=60), nullable=False),
        sa.CheckConstraint("path LIKE '/%/'", name=op.f("ck_organization_path_is_closed")),
        sa.ForeignKeyConstraint(
            ["division_code"],
            ["division.code"],
            name=op.f("fk_organization_division_code_division"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organization.id"], name=op.f("fk_organization_parent_id_organization")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("code", name=op.f("uq_organization_code")),
    )
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organization_division_code"), ["division_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_organization_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_organization_path", ["path"], unique=False)

    op.create_table(
        "ab_permission_view_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permission_view_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["permission_view_id"],
            ["ab_permission_view.id"],
            name=op.f("fk_ab_permission_view_role_permission_view_id_ab_permission_view"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["ab_role.id"],
            name=op.f("fk_ab_permission_view_role_role_id_ab_role"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_permission_view_role")),
        sa.UniqueConstraint(
            "permission_view_id",
            "role_id",
            name=op.f("uq_ab_permission_view_role_permission_view_id"),
        ),
    )
    with op.batch_alter_table("ab_permission_view_role", schema=None) as batch_op:
        batch_op.create_index("idx_permission_view_id", ["permission_view_id"], unique=False)
        batch_op.create_index("idx_role_id", ["role_id"], unique=False)

    op.create_table(
        "ab_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=64), nullable=False),
        sa.Column("last_name", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=128), nullable=False),
        sa.Column("password", sa.String(length=256), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("last_login", sa.DateTime(), nullable=True),
        sa.Column("login_count", sa.Integer(), nullable=True),
        sa.Column("fail_login_count", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.DateTime(), nullable=True),
        sa.Column("changed_on", sa.DateTime(), nullable=True),
        sa.Column("created_by_fk", sa.Integer(), nullable=True),
        sa.Column("changed_by_fk", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=True),
        sa.Column("password_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("preferred_year", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_fk"], ["ab_user.id"], name=op.f("fk_ab_user_changed_by_fk_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_fk"], ["ab_user.id"], name=op.f("fk_ab_user_created_by_fk_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_ab_user_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_user")),
        sa.UniqueConstraint("email", name=op.f("uq_ab_user_email")),
        sa.UniqueConstraint("username", name=op.f("uq_ab_user_username")),
    )
    with op.batch_alter_table("ab_user", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ab_user_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "funding_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("funding_type", sa.String(length=40), nullable=True),
        sa.Column("in_budget", sa.Boolean(), nullable=False),
        sa.Column("fully_covered", sa.Boolean(), nullable=False),
        sa.Column("budget_no", sa.String(length=60), nullable=True),
        sa.Column("explanation", sa.String(length=500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("filled_by", sa.String(length=60), nullable=True),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.String(length=60), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("budgeted_personnel", sa.BigInteger(), nullable=True),
        sa.Column("budgeted_office", sa.BigInteger(), nullable=True),
        sa.Column("budgeted_testing", sa.BigInteger(), nullable=True),
        sa.Column("budgeted_equipment", sa.BigInteger(), nullable=True),
        sa.Column("budgeted_training", sa.BigInteger(), nullable=True),
        sa.Column("budgeted_special", sa.BigInteger(), nullable=True),
        sa.Column("received_personnel", sa.BigInteger(), nullable=True),
        sa.Column("received_office", sa.BigInteger(), nullable=True),
        sa.Column("received_testing", sa.BigInteger(), nullable=True),
        sa.Column("received_equipment", sa.BigInteger(), nullable=True),
        sa.Column("received_training", sa.BigInteger(), nullable=True),
        sa.Column("received_special", sa.BigInteger(), nullable=True),
        sa.Column("income_superior", sa.BigInteger(), nullable=True),
        sa.Column("income_other", sa.BigInteger(), nullable=True),
        sa.Column("income_carried", sa.BigInteger(), nullable=True),
        sa.Column("spent_personnel", sa.BigInteger(), nullable=True),
        sa.Column("spent_office", sa.BigInteger(), nullable=True),
        sa.Column("spent_travel", sa.BigInteger(), nullable=True),
        sa.Column("spent_testing", sa.BigInteger(), nullable=True),
        sa.Column("spent_equipment", sa.BigInteger(), nullable=True),
        sa.Column("spent_training", sa.BigInteger(), nullable=True),
        sa.Column("spent_systems", sa.BigInteger(), nullable=True),
        sa.Column("spent_services", sa.BigInteger(), nullable=True),
        sa.Column("spent_other", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "year BETWEEN 2015 AND 2100", name=op.f("ck_funding_return_year_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_funding_return_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_return")),
        sa.UniqueConstraint("organization_id", "year", name="uq_funding_return_year"),
    )
    with op.batch_alter_table("funding_return", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_funding_return_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "organization_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nature", sa.String(length=40), nullable=True),
        sa.Column("funding_type", sa.String(length=40), nullable=True),
        sa.Column("admin_rank", sa.String(length=40), nullable=True),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("competent_department", sa.String(length=60), nullable=True),
        sa.Column("approved_by", sa.String(length=60), nullable=True),
        sa.Column("approval_no", sa.String(length=60), nullable=True),
        sa.Column("established_on", sa.Date(), nullable=True),
        sa.Column("posts_total", sa.Integer(), nullable=False),
        sa.Column("posts_civil", sa.Integer(), nullable=False),
        sa.Column("posts_institution", sa.Integer(), nullable=False),
        sa.Column("posts_other", sa.Integer(), nullable=False),
        sa.Column("head_name", sa.String(length=20), nullable=True),
        sa.Column("head_position", sa.String(length=40), nullable=True),
        sa.Column("head_phone", sa.String(length=20), nullable=True),
        sa.Column("address", sa.String(length=100), nullable=True),
        sa.Column("postcode", sa.String(length=6), nullable=True),
        sa.Column("telephone", sa.String(length=20), nullable=True),
        sa.Column("office_area", sa.BigInteger(), nullable=False),
        sa.Column("vehicles", sa.Integer(), nullable=False),
        sa.Column("computers", sa.Integer(), nullable=False),
        sa.Column("instruments", sa.Integer(), nullable=False),
        sa.Column("instruments_value", sa.BigInteger(), nullable=False),
        sa.Column("submitted_year", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("filled_by", sa.String(length=60), nullable=True),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.String(length=60), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_organization_profile_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_profile")),
        sa.UniqueConstraint("organization_id", name="uq_organization_profile_organization"),
    )
    with op.batch_alter_table("organization_profile", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organization_profile_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "organization_verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("certificate_no", sa.String(length=30), nullable=False),
        sa.Column("issuer", sa.String(length=60), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.String(length=30), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_to > valid_from", name=op.f("ck_organization_verification_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_organization_verification_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_verification")),
    )
    with op.batch_alter_table("organization_verification", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organization_verification_organization_id"),
            ["organization_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_organization_verification_valid", ["organization_id", "valid_to"], unique=False
        )

    op.create_table(
        "organization_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("level", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from",
            name=op.f("ck_organization_version_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(
            ["division_code"],
            ["division.code"],
            name=op.f("fk_organization_version_division_code_division"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_organization_version_organization_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["organization.id"],
            name=op.f("fk_organization_version_parent_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_version")),
        sa.UniqueConstraint("organization_id", "valid_from", name="uq_organization_version_from"),
    )
    with op.batch_alter_table("organization_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organization_version_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("id_no", sa.LargeBinary(), nullable=False),
        sa.Column("id_no_hash", sa.String(length=40), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("sex", sa.String(length=40), nullable=False),
        sa.Column("nation", sa.String(length=40), nullable=True),
        sa.Column("politics", sa.String(length=40), nullable=True),
        sa.Column("mobile", sa.LargeBinary(), nullable=False),
        sa.Column("mobile_hash", sa.String(length=40), nullable=False),
        sa.Column("employ_type", sa.String(length=40), nullable=False),
        sa.Column("duty_status", sa.String(length=40), nullable=False),
        sa.Column("department", sa.String(length=60), nullable=True),
        sa.Column("position", sa.String(length=60), nullable=True),
        sa.Column("post_type", sa.String(length=40), nullable=False),
        sa.Column("supervision_field", sa.String(length=40), nullable=True),
        sa.Column("education", sa.String(length=40), nullable=False),
        sa.Column("degree", sa.String(length=40), nullable=True),
        sa.Column("school", sa.String(length=60), nullable=True),
        sa.Column("major", sa.String(length=60), nullable=True),
        sa.Column("graduated_on", sa.Date(), nullable=True),
        sa.Column("specialty", sa.String(length=40), nullable=False),
        sa.Column("title_level", sa.String(length=40), nullable=False),
        sa.Column("title_name", sa.String(length=40), nullable=True),
        sa.Column("title_on", sa.Date(), nullable=True),
        sa.Column("work_from", sa.Date(), nullable=False),
        sa.Column("engineering_from", sa.Date(), nullable=True),
        sa.Column("supervising_from", sa.Date(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("law_cert_no", sa.String(length=40), nullable=True),
        sa.Column("law_cert_to", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_reason", sa.String(length=40), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_person_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_mobile_hash"), ["mobile_hash"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_person_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            "ix_person_roster",
            ["organization_id", "id"],
            unique=False,
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_person_roster_duty_status",
            ["duty_status", "organization_id", "id"],
            unique=False,
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_person_roster_education",
            ["education", "organization_id", "id"],
            unique=False,
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_person_roster_employ_type",
            ["employ_type", "organization_id", "id"],
            unique=False,
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_person_roster_joined_on",
            ["joined_on", "organization_id", "id"],
            unique=False,
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_person_roster_name",
            ["name", "organization_id", "id"],
            unique=False,
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_person_roster_post_type",
            ["post_type", "organization_id", "id"],
            unique=False,
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_person_roster_specialty",
            ["specialty", "organization_id", "id"],
            unique=False,
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_person_roster_title_level",
            ["title_level", "organization_id", "id"],
            unique=False,
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.create_index(
            "uq_person_id_no_on_roster",
            ["id_no_hash"],
            unique=True,
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )

    op.create_table(
        "profile_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("nature", sa.String(length=40), nullable=True),
        sa.Column("funding_type", sa.String(length=40), nullable=True),
        sa.Column("posts_total", sa.Integer(), nullable=False),
        sa.Column("office_area", sa.BigInteger(), nullable=False),
        sa.Column("vehicles", sa.Integer(), nullable=False),
        sa.Column("instruments", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_profile_year_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_year")),
        sa.UniqueConstraint("organization_id", "year", name="uq_profile_year_year"),
    )
    with op.batch_alter_table("profile_year", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_profile_year_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "project_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("form_token", sa.String(length=36), nullable=True),
        sa.Column("explanations", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("filled_by", sa.String(length=60), nullable=True),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.String(length=60), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quality_checks", sa.Integer(), nullable=True),
        sa.Column("quality_check_people", sa.Integer(), nullable=True),
        sa.Column("spot_tests", sa.Integer(), nullable=True),
        sa.Column("spot_tests_failed", sa.Integer(), nullable=True),
        sa.Column("foundation_acceptances", sa.Integer(), nullable=True),
        sa.Column("structure_acceptances", sa.Integer(), nullable=True),
        sa.Column("completion_acceptances", sa.Integer(), nullable=True),
        sa.Column("quality_rectifications", sa.Integer(), nullable=True),
        sa.Column("quality_rectified", sa.Integer(), nullable=True),
        sa.Column("quality_stop_works", sa.Integer(), nullable=True),
        sa.Column("supervision_reports", sa.Integer(), nullable=True),
        sa.Column("reports_overdue", sa.Integer(), nullable=True),
        sa.Column("quality_complaints", sa.Integer(), nullable=True),
        sa.Column("quality_complaints_closed", sa.Integer(), nullable=True),
        sa.Column("quality_reviews", sa.Integer(), nullable=True),
        sa.Column("quality_reviews_failed", sa.Integer(), nullable=True),
        sa.Column("safety_checks", sa.Integer(), nullable=True),
        sa.Column("safety_check_people", sa.Integer(), nullable=True),
        sa.Column("safety_rectifications", sa.Integer(), nullable=True),
        sa.Column("safety_rectified", sa.Integer(), nullable=True),
        sa.Column("safety_stop_works", sa.Integer(), nullable=True),
        sa.Column("high_risk_works", sa.Integer(), nullable=True),
        sa.Column("high_risk_oversized", sa.Integer(), nullable=True),
        sa.Column("lifting_machinery", sa.Integer(), nullable=True),
        sa.Column("safety_complaints", sa.Integer(), nullable=True),
        sa.Column("safety_complaints_closed", sa.Integer(), nullable=True),
        sa.Column("safety_reviews", sa.Integer(), nullable=True),
        sa.Column("safety_reviews_failed", sa.Integer(), nullable=True),
        sa.Column("penalties", sa.Integer(), nullable=True),
        sa.Column("penalties_quality", sa.Integer(), nullable=True),
        sa.Column("penalties_safety", sa.Integer(), nullable=True),
        sa.Column("penalties_closed", sa.Integer(), nullable=True),
        sa.Column("fines", sa.BigInteger(), nullable=True),
        sa.Column("transferred", sa.Integer(), nullable=True),
        sa.Column("misconduct_companies", sa.Integer(), nullable=True),
        sa.Column("misconduct_people", sa.Integer(), nullable=True),
        sa.Column("managers_scored", sa.Integer(), nullable=True),
        sa.Column("managers_points", sa.Integer(), nullable=True),
        sa.Column("talks", sa.Integer(), nullable=True),
        sa.Column("criticisms", sa.Integer(), nullable=True),
        sa.Column("quality_accidents", sa.Integer(), nullable=True),
        sa.Column("quality_loss", sa.BigInteger(), nullable=True),
        sa.Column("accidents_ordinary", sa.Integer(), nullable=True),
        sa.Column("accidents_larger", sa.Integer(), nullable=True),
        sa.Column("accidents_major", sa.Integer(), nullable=True),
        sa.Column("accidents_extreme", sa.Integer(), nullable=True),
        sa.Column("deaths", sa.Integer(), nullable=True),
        sa.Column("severe_injuries", sa.Integer(), nullable=True),
        sa.Column("accident_loss", sa.BigInteger(), nullable=True),
        sa.Column("coverage", sa.BigInteger(), nullable=True),
        sa.Column("first_pass_rate", sa.BigInteger(), nullable=True),
        sa.Column("awards_luban", sa.Integer(), nullable=True),
        sa.Column("awards_furong", sa.Integer(), nullable=True),
        sa.Column("awards_province", sa.Integer(), nullable=True),
        sa.Column("special_checks", sa.Integer(), nullable=True),
        sa.Column("archives", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "year BETWEEN 2015 AND 2100", name=op.f("ck_project_return_year_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_project_return_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_return")),
        sa.UniqueConstraint("form_token", name="uq_project_return_form_token"),
        sa.UniqueConstraint("organization_id", "year", name="uq_project_return_year"),
    )
    with op.batch_alter_table("project_return", schema=None) as batch_op:
        batch_op.create_index("ix_project_return_list", ["year", "organization_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_project_return_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "roster_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("checked_by", sa.String(length=60), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_roster_check_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_check")),
        sa.UniqueConstraint("organization_id", "year", name="uq_roster_check_year"),
    )
    with op.batch_alter_table("roster_check", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_roster_check_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "staff_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_staff_snapshot_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_snapshot")),
        sa.UniqueConstraint("organization_id", "year", "version", name="uq_staff_snapshot_version"),
    )
    with op.batch_alter_table("staff_snapshot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_staff_snapshot_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index("ix_staff_snapshot_year", ["year", "organization_id"], unique=False)

    op.create_table(
        "supervision_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("superior_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "organization_id <> superior_id", name=op.f("ck_supervision_link_not_its_own_superior")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_supervision_link_organization_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["superior_id"],
            ["organization.id"],
            name=op.f("fk_supervision_link_superior_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_link")),
        sa.UniqueConstraint("organization_id", "superior_id", name="uq_supervision_link_pair"),
    )
    with op.batch_alter_table("supervision_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_supervision_link_superior_id"), ["superior_id"], unique=False
        )

    op.create_table(
        "ab_api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("key_hash", sa.String(length=256), nullable=False),
        sa.Column("lookup_hash", sa.String(length=256), nullable=True),
        sa.Column("key_prefix", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(), nullable=True),
        sa.Column("expires_on", sa.DateTime(), nullable=True),
        sa.Column("revoked_on", sa.DateTime(), nullable=True),
        sa.Column("last_used_on", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f("fk_ab_api_key_user_id_ab_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_api_key")),
        sa.UniqueConstraint("lookup_hash", name=op.f("uq_ab_api_key_lookup_hash")),
        sa.UniqueConstraint("uuid", name=op.f("uq_ab_api_key_uuid")),
    )
    with op.batch_alter_table("ab_api_key", schema=None) as batch_op:
        batch_op.create_index("idx_api_key_lookup_hash", ["lookup_hash"], unique=True)
        batch_op.create_index("idx_api_key_prefix", ["key_prefix"], unique=False)
        batch_op.create_index("idx_api_key_user_id", ["user_id"], unique=False)

    op.create_table(
        "ab_user_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["ab_group.id"],
            name=op.f("fk_ab_user_group_group_id_ab_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f("fk_ab_user_group_user_id_ab_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_user_group")),
        sa.UniqueConstraint("user_id", "group_id", name=op.f("uq_ab_user_group_user_id")),
    )
    with op.batch_alter_table("ab_user_group", schema=None) as batch_op:
        batch_op.create_index("idx_user_group_id", ["group_id"], unique=False)
        batch_op.create_index("idx_user_id", ["user_id"], unique=False)

    op.create_table(
        "ab_user_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["ab_role.id"],
            name=op.f("fk_ab_user_role_role_id_ab_role"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f("fk_ab_user_role_user_id_ab_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_user_role")),
        sa.UniqueConstraint("user_id", "role_id", name=op.f("uq_ab_user_role_user_id")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issuer", sa.String(length=60), nullable=False),
        sa.Column("first_issued_on", sa.Date(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=40), nullable=True),
        sa.Column("reissued", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_on IS NOT NULL)",
            name=op.f("ck_certificate_day_if_cancelled"),
        ),
        sa.CheckConstraint(
            "valid_to > valid_from", name=op.f("ck_certificate_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["person.id"], name=op.f("fk_certificate_holder_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_certificate_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(
            "ix_certificate_holder_organization", ["holder_id", "organization_id"], unique=False
        )
        batch_op.create_index("ix_certificate_holder", ["holder_id", "type"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_certificate_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            "uq_certificate_number",
            ["type", "number"],
            unique=True,
            sqlite_where=sa.text("status != 'cancelled'"),
            postgresql_where=sa.text("status != 'cancelled'"),
        )
        batch_op.create_index(
            "uq_certificate_one_of_a_type",
            ["holder_id", "type"],
            unique=True,
            sqlite_where=sa.text("status != 'cancelled'"),
            postgresql_where=sa.text("status != 'cancelled'"),
        )

    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("queue", sa.String(length=20), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "attempts >= 0 AND done >= 0", name=op.f("ck_job_run_counts_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["ab_user.id"], name=op.f("fk_job_run_requested_by_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("key", name=op.f("uq_job_run_key")),
    )
    with op.batch_alter_table("job_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_run_requested_by"), ["requested_by"], unique=False)
        batch_op.create_index("ix_job_run_state", ["state", "queued_at"], unique=False)

    op.create_table(
        "password_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("password", sa.String(length=256), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f("fk_password_history_user_id_ab_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_history")),
    )
    with op.batch_alter_table("password_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_history_user_id"), ["user_id"], unique=False)

    op.create_table(
        "project_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("flow", sa.String(length=30), nullable=False),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "projects >= 0 AND units >= 0 AND area >= 0 AND length >= 0 AND cost >= 0",
            name=op.f("ck_project_line_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_project_line_organization_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["project_return.id"],
            name=op.f("fk_project_line_return_id_project_return"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_line")),
        sa.UniqueConstraint("return_id", "category", "flow", name="uq_project_line_place"),
    )
    with op.batch_alter_table("project_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_line_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "qualification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_qualification_organization_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_qualification_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification")),
    )
    with op.batch_alter_table("qualification", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qualification_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_qualification_person_id"), ["person_id"], unique=False)

    op.create_table(
        "user_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("permission_view_id", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["permission_view_id"],
            ["ab_permission_view.id"],
            name=op.f("fk_user_grant_permission_view_id_ab_permission_view"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f("fk_user_grant_user_id_ab_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_grant")),
        sa.UniqueConstraint("user_id", "permission_view_id", name="uq_user_grant_permission"),
    )
    with op.batch_alter_table("user_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_grant_user_id"), ["user_id"], unique=False)

    op.create_table(
        "user_session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f("fk_user_session_user_id_ab_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "report_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=True),
        sa.Column("stored_as", sa.String(length=80), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_report_run_organization_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job_run.id"], name=op.f("fk_report_run_job_id_job_run")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["ab_user.id"], name=op.f("fk_report_run_requested_by_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_run")),
    )
    with op.batch_alter_table("report_run", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_run_requested_by"), ["requested_by"], unique=False
        )

    _create_triggers()


def downgrade() -> None:
    _drop_triggers()
    with op.batch_alter_table("report_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_run_requested_by"))

    op.drop_table("report_run")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_user_id"))

    op.drop_table("user_session")
    with op.batch_alter_table("user_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_grant_user_id"))

    op.drop_table("user_grant")
    with op.batch_alter_table("qualification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qualification_person_id"))
        batch_op.drop_index(batch_op.f("ix_qualification_organization_id"))

    op.drop_table("qualification")
    with op.batch_alter_table("project_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_line_organization_id"))

    op.drop_table("project_line")
    with op.batch_alter_table("password_history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_password_history_user_id"))

    op.drop_table("password_history")
    with op.batch_alter_table("job_run", schema=None) as batch_op:
        batch_op.drop_index("ix_job_run_state")
        batch_op.drop_index(batch_op.f("ix_job_run_requested_by"))

    op.drop_table("job_run")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_certificate_one_of_a_type",
            sqlite_where=sa.text("status != 'cancelled'"),
            postgresql_where=sa.text("status != 'cancelled'"),
        )
        batch_op.drop_index(
            "uq_certificate_number",
            sqlite_where=sa.text("status != 'cancelled'"),
            postgresql_where=sa.text("status != 'cancelled'"),
        )
        batch_op.drop_index(batch_op.f("ix_certificate_organization_id"))
        batch_op.drop_index("ix_certificate_holder_organization")
        batch_op.drop_index("ix_certificate_holder")

    op.drop_table("certificate")
    op.drop_table("ab_user_role")
    with op.batch_alter_table("ab_user_group", schema=None) as batch_op:
        batch_op.drop_index("idx_user_id")
        batch_op.drop_index("idx_user_group_id")

    op.drop_table("ab_user_group")
    with op.batch_alter_table("ab_api_key", schema=None) as batch_op:
        batch_op.drop_index("idx_api_key_user_id")
        batch_op.drop_index("idx_api_key_prefix")
        batch_op.drop_index("idx_api_key_lookup_hash")

    op.drop_table("ab_api_key")
    with op.batch_alter_table("supervision_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervision_link_superior_id"))

    op.drop_table("supervision_link")
    with op.batch_alter_table("staff_snapshot", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_snapshot_year")
        batch_op.drop_index(batch_op.f("ix_staff_snapshot_organization_id"))

    op.drop_table("staff_snapshot")
    with op.batch_alter_table("roster_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_check_organization_id"))

    op.drop_table("roster_check")
    with op.batch_alter_table("project_return", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_return_organization_id"))
        batch_op.drop_index("ix_project_return_list")

    op.drop_table("project_return")
    with op.batch_alter_table("profile_year", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_profile_year_organization_id"))

    op.drop_table("profile_year")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_person_id_no_on_roster",
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_person_roster_title_level",
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_person_roster_specialty",
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_person_roster_post_type",
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_person_roster_name",
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_person_roster_joined_on",
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_person_roster_employ_type",
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_person_roster_education",
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_person_roster_duty_status",
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_person_roster",
            sqlite_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
            postgresql_where=sa.text("left_on IS NULL AND deleted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_person_organization_id"))
        batch_op.drop_index(batch_op.f("ix_person_mobile_hash"))

    op.drop_table("person")
    with op.batch_alter_table("organization_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organization_version_organization_id"))

    op.drop_table("organization_version")
    with op.batch_alter_table("organization_verification", schema=None) as batch_op:
        batch_op.drop_index("ix_organization_verification_valid")
        batch_op.drop_index(batch_op.f("ix_organization_verification_organization_id"))

    op.drop_table("organization_verification")
    with op.batch_alter_table("organization_profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organization_profile_organization_id"))

    op.drop_table("organization_profile")
    with op.batch_alter_table("funding_return", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funding_return_organization_id"))

    op.drop_table("funding_return")
    with op.batch_alter_table("ab_user", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ab_user_organization_id"))

    op.drop_table("ab_user")
    with op.batch_alter_table("ab_permission_view_role", schema=None) as batch_op:
        batch_op.drop_index("idx_role_id")
        batch_op.drop_index("idx_permission_view_id")

    op.drop_table("ab_permission_view_role")
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.drop_index("ix_organization_path")
        batch_op.drop_index(batch_op.f("ix_organization_parent_id"))
        batch_op.drop_index(batch_op.f("ix_organization_division_code"))

    op.drop_table("organization")
    with op.batch_alter_table("ab_permission_view", schema=None) as batch_op:
        batch_op.drop_index("idx_view_menu_id")
        batch_op.drop_index("idx_permission_id")

    op.drop_table("ab_permission_view")
    with op.batch_alter_table("ab_group_role", schema=None) as batch_op:
        batch_op.drop_index("idx_group_role_id")
        batch_op.drop_index("idx_group_id")

    op.drop_table("ab_group_role")
    op.drop_table("revision")
    op.drop_table("parameter")
    with op.batch_alter_table("name_gram", schema=None) as batch_op:
        batch_op.drop_index("ix_name_gram_row")

    op.drop_table("name_gram")
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_login_attempt_name")
        batch_op.drop_index("ix_login_attempt_address")

    op.drop_table("login_attempt")
    with op.batch_alter_table("division", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_division_position"))
        batch_op.drop_index(batch_op.f("ix_division_parent_code"))

    op.drop_table("division")
    op.drop_table("dictionary_entry")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_organization_id"))
        batch_op.drop_index("ix_audit_entry_object")
        batch_op.drop_index("ix_audit_entry_at")

    op.drop_table("audit_entry")
    op.drop_table("ab_view_menu")
    op.drop_table("ab_role")
    op.drop_table("ab_register_user")
    op.drop_table("ab_permission")
    op.drop_table("ab_group")
