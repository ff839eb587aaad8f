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

from .choices import RUNNING, ApplicationState, RightKind
from .labels import APPLICATION_LABELS as LABELS
from .labels import RIGHT_LABELS

# The row of a roster that an account belongs to; none for those made without one.
User.person_id = mapped_column(ForeignKey("person.id"), index=True, nullable=True)
User.person = relationship(Person, foreign_keys=[User.person_id])
User.role_names = property(lambda self: [role.name for role in self.roles])


class Application(OrgOwned, SoftDeleted, SpelledName):
    """What applications for accounts and for rights have in common."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(
        String(30), unique=True, info={"label": LABELS["number"], "reads": "code"}
    )
    batch: Mapped[str] = mapped_column(String(30), info={"label": LABELS["batch"], "reads": "code"})
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
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)

    def __repr__(self) -> str:
        return self.number


class AccountApplication(Application, db.Model):
    """用户申请: an account that an organization asks for, for somebody on its roster."""

    __tablename__ = "account_application"
    __table_args__ = (Index("ix_account_application_state", "state", "organization_id"),)

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
    # The account that came of it.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(Person)

    __mapper_args__ = {"version_id_col": version}


# Nobody is applied for twice at once (V38).
RUNS = AccountApplication.state.in_(RUNNING) & AccountApplication.deleted_at.is_(None)
one_only("uq_account_application_running", RUNS, AccountApplication.person_id)


class RightApplication(Application, db.Model):
    """权限申请: bundles of rights that an organization asks for, for one of its users.

    ``before`` is what the user held when it was filed: (name, last day or blank).
    """

    __tablename__ = "right_application"
    __table_args__ = (Index("ix_right_application_state", "state", "organization_id"),)

    kind: Mapped[RightKind] = mapped_column(stored(RightKind), info={"label": RIGHT_LABELS["kind"]})
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    name: Mapped[str] = mapped_column(
        String(40), info={"label": RIGHT_LABELS["name"], "reads": "name"}
    )
    username: Mapped[str] = mapped_column(String(128), info={"label": LABELS["username"]})
    # Names of roles, ids of bundles and their names on that day.
    roles: Mapped[list[str]] = mapped_column(JSON, info={"label": RIGHT_LABELS["roles"]})
    before: Mapped[list[list[str]]] = mapped_column(JSON, info={"label": RIGHT_LABELS["before"]})
    bundle_ids: Mapped[list[int]] = mapped_column(JSON)
    bundle_names: Mapped[list[str]] = mapped_column(
        JSON, info={"label": RIGHT_LABELS["bundle_names"]}
    )
    until: Mapped[dt.date | None] = mapped_column(info={"label": RIGHT_LABELS["until"]})
    reason: Mapped[str] = mapped_column(String(500), info={"label": LABELS["reason"]})
    version: Mapped[int] = mapped_column(default=1)

    user: Mapped[User] = relationship(User)

    __mapper_args__ = {"version_id_col": version}

    @property
    def bundles(self) -> list[str]:
        """The bundles as a form ticks them."""
        return [str(one) for one in self.bundle_ids]


# One running request per user.
RIGHTS_RUN = RightApplication.state.in_(RUNNING) & RightApplication.deleted_at.is_(None)
one_only("uq_right_application_running", RIGHTS_RUN, RightApplication.user_id)
