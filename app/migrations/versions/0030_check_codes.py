"""Every certificate has a code by which its paper is checked."""

import secrets

import sqlalchemy as sa
from alembic import context, op
from alembic.util import CommandError

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

SIGNS, LENGTH = "0123456789ACDEFGHJKMNPQRTVWXY", 12
certificate = sa.table("certificate", sa.column("id"), sa.column("check_code"))
AT_ONCE = 1_000


def upgrade() -> None:
    column = sa.Column("check_code", sa.String(LENGTH), nullable=False, server_default="")
    op.add_column("certificate", column)
    _fill()
    op.create_index("uq_certificate_check_code", "certificate", ["check_code"], unique=True)


def _fill() -> None:
    connection = op.get_bind()
    ids = list(connection.scalars(sa.select(certificate.c.id)))
    told = (
        sa.update(certificate)
        .where(certificate.c.id == sa.bindparam("which"))
        .values(check_code=sa.bindparam("code"))
    )
    for start in range(0, len(ids), AT_ONCE):
        rows = [{"which": one, "code": _code()} for one in ids[start : start + AT_ONCE]]
        connection.execute(told, rows)


def _code() -> str:
    return "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))


def downgrade() -> None:
    _refuse_to_forget()
    op.drop_index("uq_certificate_check_code", "certificate")
    op.drop_column("certificate", "check_code")


def _refuse_to_forget() -> None:
    """Codes stand on paper: made anew, they would be others, and no paper could be checked."""
    if context.get_x_argument(as_dictionary=True).get("lose-rows") == "yes":
        return
    number = op.get_bind().scalar(sa.select(sa.func.count()).select_from(certificate))
    if number:
        raise CommandError(
            f"The database stays at {revision}: the way back would lose the check codes of"
            f" {number} certificates, which stand on printed paper. Make a backup; whoever wants"
            " to lose them adds -x lose-rows=yes."
        )
