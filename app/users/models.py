"""What accounts have beside the framework's columns, and applications for them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import OrgOwned, SoftDeleted
from app.core.base import clock
from app.core.base.column_types import SealedText, stored
from app.core.base.db import db
from app.core.models import User
from app.core.screens.search import SpelledName
from app.personnel.models import Person
from app.personnel.models.common import one_only

from .choices import RUNNING, ApplicationState
from .labels import APPLICATION_LABELS as LABELS

# The row of a roster that an account belongs to; none for those made without one.
User.person_id = mapped_column(ForeignKey("person.id"), index=True, nullable=True)
User.person = relationship(Person, foreign_keys=[User.person_id])
User.role_names = property(lambda self: [role.name for role in self.roles])


class AccountApplication(OrgOwned, SoftDeleted, SpelledName, db.Model):
    """用户申请: an account that an organization asks for, for somebody on its roster."""

    __tablename__ = "account_application"
    __table_args__ = (
        Index("ix_account_application_state", "state", "organization_id"),
        Index("uq_account_application_number", "number", unique=True),
        Index("uq_account_application_form_token", "form_token", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(
        String(30), info={"label": LABELS["number"], "reads": "code"}
    )
    batch: Mapped[str] = mapped_column(String(30), info={"label": LABELS["batch"], "reads": "code"})
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(40), info={"label": LABELS["name"], "reads": "name"})
    mobile: Mapped[str] = mapped_column(
        SealedText, info={"label": LABELS["mobile"], "mask": "mobile"}
    )
    username: Mapped[str] = mapped_column(String(20), info={"label": LABELS["username"]})
    email: Mapped[str | None] = mapped_column(String(120), info={"label": LABELS["email"]})
    # Names of roles.
    roles: Mapped[list[str]] = mapped_column(JSON, info={"label": LABELS["roles"]})
    reason: Mapped[str | None] = mapped_column(String(500), info={"label": LABELS["reason"]})
    applied_on: Mapped[dt.date] = mapped_column(
        default=clock.today, info={"label": LABELS["applied_on"]}
    )
    applied_by: Mapped[str] = mapped_column(String(60), info={"label": LABELS["applied_by"]})
    closed_on: Mapped[dt.date | None] = mapped_column(info={"label": LABELS["closed_on"]})
    opinion: Mapped[str | None] = mapped_column(String(500), info={"label": LABELS["opinion"]})
    handled_by: Mapped[str | None] = mapped_column(String(60), info={"label": LABELS["handled_by"]})
    state: Mapped[ApplicationState] = mapped_column(
        stored(ApplicationState), default=ApplicationState.DRAFT, info={"label": LABELS["state"]}
    )
    # The account that came of it.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))
    form_token: Mapped[str | None] = mapped_column(String(36))
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(Person)

    __mapper_args__ = {"version_id_col": version}

    def __repr__(self) -> str:
        return self.number


# Nobody is applied for twice at once (V38).
RUNS = AccountApplication.state.in_(RUNNING) & AccountApplication.deleted_at.is_(None)
one_only("uq_account_application_running", RUNS, AccountApplication.person_id)
