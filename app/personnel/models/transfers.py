"""调动: somebody without a certificate is offered to another organization."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.scope import OrgOwned
from app.core.base import clock
from app.core.base.column_types import Moment, stored
from app.core.base.db import db
from app.core.tree.organization_tree import organization_names
from app.personnel.choices import TransferState

from .common import coded, one_only


class PersonTransfer(OrgOwned, db.Model):
    """A person whom one organization offers to another, which takes over or refuses.

    The receiver sees no roster but its own: what it may know of the person stands here.
    """

    __tablename__ = "person_transfer"
    parties = ("receiver_id",)
    __table_args__ = (
        Index("ix_person_transfer_person", "person_id"),
        Index("ix_person_transfer_state", "state", "receiver_id"),
        Index("uq_person_transfer_form_token", "form_token", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(40), info={"label": _l("姓名"), "reads": "name"})
    sex: Mapped[str] = coded("sex", nullable=False)
    post_type: Mapped[str] = coded("post_type", nullable=False)
    receiver_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    note: Mapped[str | None] = mapped_column(String(200), info={"label": _l("调动说明")})
    joined_on: Mapped[dt.date | None]
    state: Mapped[TransferState] = mapped_column(
        stored(TransferState), default=TransferState.DRAFT, info={"label": _l("状态")}
    )
    filed_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now)
    form_token: Mapped[str | None] = mapped_column(String(36))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def receiver(self) -> str:
        """调入机构."""
        return organization_names().get(self.receiver_id, "")

    def __repr__(self) -> str:
        return self.name


# Nobody is offered to two organizations at once.
WAITING = PersonTransfer.state == TransferState.FILED
one_only("uq_person_transfer_waiting", WAITING, PersonTransfer.person_id)
