"""A person stays one person: identities, versions of certificates, qualifications by day.

Going down keeps what certificates and qualifications say now; their earlier versions are lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ON_ROSTER = sa.text("left_on IS NULL AND deleted_at IS NULL")
NOT_CANCELLED = sa.text("status != 'cancelled'")
IN_FORCE = sa.text("to_day IS NULL")


def _where(condition: sa.TextClause) -> dict[str, sa.TextClause]:
    return {"sqlite_where": condition, "postgresql_where": condition}


def upgrade() -> None:
    _create_tables()
    _number_people()
    _hang_certificates_on_identities()
    _hang_qualifications_on_identities()


def _create_tables() -> None:
    op.create_table(
        "identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
    )
    op.create_table(
        "identity_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("id_no", sa.LargeBinary(), nullable=False),
        sa.Column("id_no_hash", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name=op.f("fk_identity_number_identity_id_identity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_number")),
        sa.UniqueConstraint("id_no_hash", name="uq_identity_number_id_no_hash"),
        sa.UniqueConstraint("identity_id", "id_no_hash", name="uq_identity_number_of_identity"),
    )
    op.create_table(
        "certificate_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issuer", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.CheckConstraint(
            "to_day > from_day", name=op.f("ck_certificate_version_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_version_certificate_id_certificate"),
        ),
        sa.ForeignKeyConstraint(
            ["identity_id"],
            ["identity.id"],
            name=op.f("fk_certificate_version_identity_id_identity"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_certificate_version_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_version")),
    )
    with op.batch_alter_table("certificate_version") as table:
        table.create_index("ix_certificate_version_certificate_id", ["certificate_id"])
        table.create_index("ix_certificate_version_organization_id", ["organization_id"])
        table.create_index("ix_certificate_version_identity", ["identity_id", "organization_id"])
        table.create_index(
            "uq_certificate_version_in_force", ["certificate_id"], unique=True, **_where(IN_FORCE)
        )


def _number_people() -> None:
    """One identity for each ID number; it takes the id of the first row that bears the number."""
    op.execute(
        "INSERT INTO identity (id, created_at)"
        " SELECT min(id), min(created_at) FROM person GROUP BY id_no_hash"
    )
    op.execute(
        "INSERT INTO identity_number (id, identity_id, id_no, id_no_hash, since)"
        " SELECT p.id, p.id, p.id_no, p.id_no_hash, p.created_at"
        " FROM person p JOIN identity i ON i.id = p.id"
    )
    for table in ("identity", "identity_number"):
        _count_on(table)
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("identity_id", sa.Integer(), nullable=True))
        table.drop_index("uq_person_id_no_on_roster")
    op.execute(
        "UPDATE person SET identity_id = (SELECT n.identity_id FROM identity_number n"
        " WHERE n.id_no_hash = person.id_no_hash)"
    )
    with op.batch_alter_table("person") as table:
        table.alter_column("identity_id", existing_type=sa.Integer(), nullable=False)
        table.create_index("ix_person_identity", ["identity_id", "organization_id"])
        table.create_index(
            "uq_person_identity_on_roster", ["identity_id"], unique=True, **_where(ON_ROSTER)
        )
        table.create_foreign_key(
            "fk_person_identity_number",
            "identity_number",
            ["identity_id", "id_no_hash"],
            ["identity_id", "id_no_hash"],
        )


def _count_on(table: str) -> None:
    """Let PostgreSQL give out ids behind those that were given by hand."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"  # noqa: S608 - ours
            f" coalesce(max(id), 1), max(id) IS NOT NULL) FROM {table}"
        )


def _hang_certificates_on_identities() -> None:
    with op.batch_alter_table("certificate") as table:
        table.add_column(sa.Column("identity_id", sa.Integer(), nullable=True))
        table.drop_index("ix_certificate_holder")
        table.drop_index("ix_certificate_holder_organization")
        table.drop_index("uq_certificate_one_of_a_type")
    op.execute(
        "UPDATE certificate SET identity_id ="
        " (SELECT p.identity_id FROM person p WHERE p.id = certificate.holder_id)"
    )
    with op.batch_alter_table("certificate") as table:
        table.alter_column("identity_id", existing_type=sa.Integer(), nullable=False)
        table.create_index("ix_certificate_identity", ["identity_id", "type"])
        table.create_index(
            "uq_certificate_one_of_a_type",
            ["identity_id", "type"],
            unique=True,
            **_where(NOT_CANCELLED),
        )
        table.drop_constraint("fk_certificate_holder_id_person", type_="foreignkey")
        table.create_foreign_key(
            op.f("fk_certificate_identity_id_identity"), "identity", ["identity_id"], ["id"]
        )
        table.drop_column("holder_id")
    _write_versions()


def _write_versions() -> None:
    """What a certificate says now it has said since it began, or until it was cancelled."""
    columns = (
        "certificate_id, identity_id, type, organization_id, number, issuer, issued_on,"
        " valid_from, valid_to, field, status, from_day, to_day"
    )
    said = (
        "id, identity_id, type, organization_id, number, issuer, issued_on,"
        " valid_from, valid_to, field"
    )
    for rest, condition in (
        ("'valid', valid_from, cancelled_on", "cancelled_on > valid_from"),
        ("status, coalesce(cancelled_on, valid_from), NULL", "true"),
    ):
        op.execute(
            f"INSERT INTO certificate_version ({columns})"  # noqa: S608 - ours
            f" SELECT {said}, {rest} FROM certificate WHERE {condition} ORDER BY id"
        )


def _hang_qualifications_on_identities() -> None:
    with op.batch_alter_table("qualification") as table:
        table.add_column(sa.Column("identity_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("from_day", sa.Date(), nullable=True))
        table.add_column(sa.Column("to_day", sa.Date(), nullable=True))
        table.drop_index("ix_qualification_person_id")
    for column, source in (
        ("identity_id", "identity_id"),
        ("from_day", "joined_on"),
        ("to_day", "left_on"),
    ):
        op.execute(
            f"UPDATE qualification SET {column} ="  # noqa: S608 - ours
            f" (SELECT p.{source} FROM person p WHERE p.id = qualification.person_id)"
        )
    with op.batch_alter_table("qualification") as table:
        table.alter_column("identity_id", existing_type=sa.Integer(), nullable=False)
        table.alter_column("from_day", existing_type=sa.Date(), nullable=False)
        table.create_index("ix_qualification_identity", ["identity_id", "organization_id"])
        table.drop_constraint("fk_qualification_person_id_person", type_="foreignkey")
        table.create_foreign_key(
            op.f("fk_qualification_identity_id_identity"), "identity", ["identity_id"], ["id"]
        )
        table.drop_column("person_id")


# --- down -----------------------------------------------------------------------------------


def downgrade() -> None:
    _hang_on_people(
        "qualification",
        "person_id",
        indexes=("ix_qualification_identity",),
        also="AND p.joined_on <= qualification.from_day",
    )
    with op.batch_alter_table("qualification") as table:
        table.create_index("ix_qualification_person_id", ["person_id"])
        table.drop_column("to_day")
        table.drop_column("from_day")
    _hang_on_people(
        "certificate",
        "holder_id",
        indexes=("ix_certificate_identity", "uq_certificate_one_of_a_type"),
    )
    with op.batch_alter_table("certificate") as table:
        table.create_index("ix_certificate_holder", ["holder_id", "type"])
        table.create_index("ix_certificate_holder_organization", ["holder_id", "organization_id"])
        table.create_index(
            "uq_certificate_one_of_a_type",
            ["holder_id", "type"],
            unique=True,
            **_where(NOT_CANCELLED),
        )
    with op.batch_alter_table("person") as table:
        table.drop_constraint("fk_person_identity_number", type_="foreignkey")
        table.drop_index("uq_person_identity_on_roster")
        table.drop_index("ix_person_identity")
        table.create_index(
            "uq_person_id_no_on_roster", ["id_no_hash"], unique=True, **_where(ON_ROSTER)
        )
        table.drop_column("identity_id")
    op.drop_table("certificate_version")
    op.drop_table("identity_number")
    op.drop_table("identity")


def _hang_on_people(name: str, column: str, indexes: tuple[str, ...], also: str = "") -> None:
    """Give rows back to the latest row of a roster of their human at their organization."""
    with op.batch_alter_table(name) as table:
        table.add_column(sa.Column(column, sa.Integer(), nullable=True))
        for index in indexes:
            table.drop_index(index)
    op.execute(
        f"UPDATE {name} SET {column} = (SELECT p.id FROM person p"  # noqa: S608 - ours
        f" WHERE p.identity_id = {name}.identity_id"
        f" AND p.organization_id = {name}.organization_id {also}"
        " ORDER BY p.joined_on DESC, p.id DESC LIMIT 1)"
    )
    with op.batch_alter_table(name) as table:
        table.alter_column(column, existing_type=sa.Integer(), nullable=False)
        table.drop_constraint(f"fk_{name}_identity_id_identity", type_="foreignkey")
        table.create_foreign_key(op.f(f"fk_{name}_{column}_person"), "person", [column], ["id"])
        table.drop_column("identity_id")
