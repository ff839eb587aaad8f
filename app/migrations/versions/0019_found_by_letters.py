"""People are found by letters and the end of their ID numbers; messages speak every language."""

import sqlalchemy as sa
from alembic import op

from app.core.base.encryption import tail_fingerprint, unseal
from app.core.base.pinyin import name_initials, name_pinyin

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ON_ROSTER = sa.text("left_on IS NULL AND deleted_at IS NULL")
COLUMNS = {"initials": 40, "pinyin": 240, "id_tail_hash": 40}
AT_ONCE = 1000
PERSON = sa.table(
    "person",
    *(sa.column(name) for name in ("id", "name", "id_no", *COLUMNS)),
)


def upgrade() -> None:
    with op.batch_alter_table("message") as table:
        table.add_column(sa.Column("texts", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("person") as table:
        for name, length in COLUMNS.items():
            table.add_column(
                sa.Column(name, sa.String(length=length), nullable=False, server_default="")
            )
    _fill()
    for name in COLUMNS:
        op.create_index(
            f"ix_person_roster_{name}",
            "person",
            [name, "organization_id", "id"],
            sqlite_where=ON_ROSTER,
            postgresql_where=ON_ROSTER,
        )


def _fill() -> None:
    """What is worked out of the name and of the sealed number, a portion of rows after another."""
    connection = op.get_bind()
    rows = sa.select(PERSON.c.id, PERSON.c.name, PERSON.c.id_no).order_by(PERSON.c.id)
    update = (
        sa.update(PERSON)
        .where(PERSON.c.id == sa.bindparam("of"))
        .values({name: sa.bindparam(f"new_{name}") for name in COLUMNS})
    )
    last = 0
    while found := connection.execute(rows.where(PERSON.c.id > last).limit(AT_ONCE)).all():
        connection.execute(update, [_worked_out(*row) for row in found])
        last = found[-1].id


def _worked_out(number: int, name: str, id_no: bytes) -> dict[str, object]:
    return {
        "of": number,
        "new_initials": name_initials(name),
        "new_pinyin": name_pinyin(name),
        "new_id_tail_hash": tail_fingerprint(unseal(bytes(id_no)).decode()),
    }


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_index(f"ix_person_roster_{name}", "person")
    with op.batch_alter_table("person") as table:
        for name in COLUMNS:
            table.drop_column(name)
    with op.batch_alter_table("message") as table:
        table.drop_column("texts")
