"""Names of people have up to forty characters, as those of minorities do."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = {
    "person": ("name",),
    "profile_return": (
        "legal_name",
        "head_name",
        "technical_name",
        "quality_head",
        "safety_head",
        "contact_name",
    ),
}


def upgrade() -> None:
    _widen(20, 40)


def downgrade() -> None:
    """PostgreSQL refuses where a longer name is stored, so nothing is cut."""
    _widen(40, 20)


def _widen(before: int, after: int) -> None:
    for table, names in COLUMNS.items():
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.alter_column(name, existing_type=sa.String(before), type_=sa.String(after))
