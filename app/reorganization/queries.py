"""Every SELECT of 机构维护."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.core.base.choices import Level
from app.core.base.db import db
from app.core.models import Organization, OrganizationVersion, SupervisionLink, User
from app.core.tree import changes
from app.core.tree.organization_tree import OPEN, divisions, organization_names
from app.organizations.queries import locked_years


def locked_until() -> dt.date | None:
    """The last day of the last year that is locked; None where none is."""
    years = locked_years()
    return dt.date(max(years), 12, 31) if years else None


def stamp_of(organization: Organization) -> str:
    """Another text after every change; a form that carries an older one is out of date."""
    current = changes.current_version(organization.id)
    facts = [getattr(organization, name) for name in (*changes.OF_ORGANIZATION, "short_name")]
    return "-".join(str(one) for one in (current.id if current else 0, *facts))


def is_open(organization: Organization) -> bool:
    """Whether it works, or is about to."""
    return organization.status in OPEN


def begun_on(organization: Organization) -> dt.date:
    """The day of its first version."""
    statement = select(func.min(OrganizationVersion.valid_from)).where(
        OrganizationVersion.organization_id == organization.id
    )
    return db.session.scalar(statement) or dt.date.min


def has_other_province(organization: Organization | None) -> bool:
    """Whether there is an open organization of the province beside this one."""
    own = organization.id if organization is not None else 0
    other = select(Organization.id).where(
        Organization.level == Level.PROVINCE,
        Organization.id != own,
        Organization.status.in_(OPEN),
    )
    return db.session.scalar(other.limit(1)) is not None


def directly_below(organization_id: int) -> Sequence[Organization]:
    """The open organizations whose superior this one is."""
    return db.session.scalars(
        select(Organization).where(
            Organization.parent_id == organization_id, Organization.status.in_(OPEN)
        )
    ).all()


def all_below(organization: Organization) -> Sequence[int]:
    """The ids of an organization and of everything below it."""
    below = Organization.path.startswith(organization.path, autoescape=True)
    return db.session.scalars(select(Organization.id).where(below)).all()


def versions_of(organization_id: int) -> Sequence[OrganizationVersion]:
    """What an organization has been, the newest first."""
    return db.session.scalars(
        select(OrganizationVersion)
        .where(OrganizationVersion.organization_id == organization_id)
        .order_by(OrganizationVersion.valid_from.desc())
    ).all()


def active_users(organization_id: int) -> int:
    """How many people sign in for an organization."""
    statement = select(func.count()).select_from(User)
    own = statement.where(User.organization_id == organization_id, User.active)
    return db.session.scalar(own) or 0


def guided_by(organization_id: int) -> list[int]:
    """The organizations that one guides beside their parents (业务指导)."""
    link = SupervisionLink
    asked = select(link.organization_id).where(link.superior_id == organization_id)
    return list(db.session.scalars(asked.order_by(link.organization_id)))


def users_of(organization_id: int) -> Sequence[User]:
    """Every user of an organization, also who cannot sign in."""
    return db.session.scalars(select(User).where(User.organization_id == organization_id)).all()


LABELS = {
    "name": _l("机构名称"),
    "division_code": _l("所在行政区划"),
    "level": _l("机构级别"),
    "kind": _l("机构类别"),
    "status": _l("机构状态"),
    "parent_id": _l("上级机构"),
}


def change_words(name: str, before: Any, after: Any) -> str:
    """A fact of an organization before and after."""
    old, new = words_of(name, before), words_of(name, after)
    return _("%(label)s：%(old)s → %(new)s", label=LABELS[name], old=old, new=new)


def words_of(name: str, value: Any) -> str:
    """How a fact of an organization reads."""
    if value is None:
        return "—"
    if name == "division_code":
        return divisions()[value].name if value in divisions() else str(value)
    if name == "parent_id":
        return organization_names().get(value, "—")
    return str(getattr(value, "label", value))
