"""dictionary validity"""

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# What a closed year is read by is never rewritten.
SQLITE_TRIGGERS = (
    """
    CREATE TRIGGER frozen_dictionary_entry_keeps BEFORE UPDATE ON frozen_dictionary_entry
    BEGIN SELECT RAISE(ABORT, 'entries of a closed year are read-only'); END
    """,
    """
    CREATE TRIGGER frozen_dictionary_entry_stays BEFORE DELETE ON frozen_dictionary_entry
    BEGIN SELECT RAISE(ABORT, 'entries of a closed year are read-only'); END
    """,
)
POSTGRESQL_TRIGGERS = (
    "CREATE TRIGGER frozen_dictionary_entry_keeps BEFORE UPDATE OR DELETE"
    " ON frozen_dictionary_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()",
)


def upgrade() -> None:
    op.create_table(
        "frozen_dictionary_entry",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dictionary", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("group", sa.String(length=40), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(
            "year", "dictionary", "code", name=op.f("pk_frozen_dictionary_entry")
        ),
    )
    _freeze()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if is_sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def _freeze() -> None:
    """Years that are closed already get the entries of the day on which they were.

    What was edited since is read backwards from the audit trail; an entry that was added since
    is kept as it began.
    """
    connection = op.get_bind()
    lock = sa.table(
        "year_lock", sa.column("year"), sa.column("locked_at", sa.DateTime(timezone=True))
    )
    locks = connection.execute(sa.select(lock.c.year, lock.c.locked_at)).all()
    names = ("id", "dictionary", "code", "label", "group", "position", "is_active")
    entries = connection.execute(
        sa.select(*(sa.column(name) for name in names)).select_from(sa.table("dictionary_entry"))
    ).mappings()
    edits = _edits(connection)
    rows = [
        {"year": year, **_as_it_was(entry, edits.get(str(entry["id"]), ()), _in_utc(locked_at))}
        for entry in entries
        for year, locked_at in locks
    ]
    if rows:
        frozen = sa.table("frozen_dictionary_entry", *map(sa.column, ("year", *names[1:])))
        connection.execute(frozen.insert(), rows)


def _edits(connection):
    """The edits of each entry by its id, the newest first."""
    trail = sa.table(
        "audit_entry",
        sa.column("id"),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("object_id"),
        sa.column("object_type"),
        sa.column("action"),
        sa.column("changes", sa.JSON),
    )
    statement = (
        sa.select(trail.c.object_id, trail.c.at, trail.c.changes)
        .where(trail.c.object_type == "dictionary_entry", trail.c.action == "update")
        .order_by(trail.c.id.desc())
    )
    found = {}
    for object_id, at, changes in connection.execute(statement):
        found.setdefault(object_id, []).append((_in_utc(at), changes))
    return found


def _as_it_was(entry, edits, moment):
    found = {name: value for name, value in entry.items() if name != "id"}
    for at, changes in edits:
        if at <= moment:
            break
        found |= {name: held[0] for name, held in changes.items() if name in found}
    return found


def _in_utc(moment):
    """A moment of either database; SQLite keeps none of its zone."""
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def downgrade() -> None:
    op.drop_table("frozen_dictionary_entry")
