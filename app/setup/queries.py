"""Every SELECT of 首次设置."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from app.core.access.roles import ADMIN_OF, OFFICERS
from app.core.access.roles import Role as RoleName
from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.db import db
from app.core.base.parts import in_parts
from app.core.configuration.cache import kept
from app.core.models import Organization, OrganizationVersion, Parameter, Role, User
from app.core.tree.organization_tree import OPEN, Node, tree
from app.organizations.returns import filing_year
from app.reorganization.queries import locked_until

from .choices import FINISHED
from .models import SetupStep
from .rules import Known

_OFFICER_NAMES = [role.value for role in OFFICERS]


@kept
def settled() -> Mapping[str, str]:
    """The steps that somebody settled, and who."""
    return {row.key: row.settled_by for row in db.session.scalars(select(SetupStep))}


def is_finished() -> bool:
    """Whether 首次设置 is over."""
    return FINISHED in settled()


def known() -> list[Known]:
    """Every open organization, as the database says now."""
    rows = db.session.execute(
        select(
            Organization.id,
            Organization.name,
            Organization.level,
            Organization.kind,
            Organization.division_code,
        ).where(Organization.status.in_(OPEN))
    )
    return [Known(*row) for row in rows]


def ids_by_code() -> Mapping[str, int]:
    """The ids of open organizations by their codes."""
    rows = select(Organization.code, Organization.id).where(Organization.status.in_(OPEN))
    return {row.code: row.id for row in db.session.execute(rows)}


def counts() -> Mapping[Level, int]:
    """How many organizations there are of each level."""
    found = dict.fromkeys(Level, 0)
    for node in tree().values():
        found[node.level] += 1
    return found


def has_organizations() -> bool:
    """Whether there is any organization, open or not."""
    return db.session.scalar(select(Organization.id).limit(1)) is not None


def province() -> Node | None:
    """The province's organization, once there is one."""
    return next((node for node in tree().values() if node.level is Level.PROVINCE), None)


def beginning() -> dt.date:
    """The day from which new organizations are there: the province's own, in no locked year."""
    first = select(func.min(OrganizationVersion.valid_from))
    day = db.session.scalar(first) or default_beginning()
    locked = locked_until()
    return max(day, locked + dt.timedelta(days=1)) if locked else day


def default_beginning() -> dt.date:
    """The first day of the year that is filed now, whose reports ask who was there at its end."""
    return min(dt.date(filing_year(), 1, 1), clock.today())


def organizations_without_admin() -> list[Node]:
    """Open organizations for which nobody administers, in the order of reports."""
    names = [role.value for role in ADMIN_OF.values()]
    having = set(
        db.session.scalars(
            select(User.organization_id)
            .join(User.roles)
            .where(User.active, Role.name.in_(names), User.organization_id.is_not(None))
            .distinct()
        )
    )
    return [node for node in tree().values() if node.id not in having]


def vacant_offices() -> list[RoleName]:
    """Which of the three officers nobody is; for 首次设置 none, once it is over.

    Else who keeps the system could come to hold the other two offices years later.
    """
    if is_finished():
        return []
    offices = Role.name.in_(_OFFICER_NAMES)
    statement = select(Role.name).join(Role.user).where(User.active, offices).distinct()
    held = set(db.session.scalars(statement))
    return [role for role in OFFICERS if role.value not in held]


def waiting_accounts() -> Sequence[User]:
    """Accounts whose one-time password nobody has changed yet, by their organizations' order.

    Officers are not among them once 首次设置 is over.
    """
    rows = db.session.scalars(
        select(User).where(
            User.active,
            User.must_change_password,
            User.organization_id.is_not(None),
            *([~User.roles.any(Role.name.in_(_OFFICER_NAMES))] if is_finished() else ()),
        )
    ).all()
    places = {number: place for place, number in enumerate(tree())}
    return sorted(rows, key=lambda user: (places.get(user.organization_id, len(places)), user.id))


def parameter_versions(keys: Sequence[str]) -> Mapping[str, int]:
    """The version of each stored parameter, 0 for one at its default."""
    rows = db.session.execute(
        select(Parameter.key, Parameter.version).where(Parameter.key.in_(keys))
    )
    return dict.fromkeys(keys, 0) | {row.key: row.version for row in rows}


def accounts_at(names: Sequence[str]) -> Mapping[str, int | None]:
    """The organizations of accounts that there are, by their names in small letters."""
    folded = func.lower(User.username)
    found: dict[str, int | None] = {}
    for some in in_parts([name.lower() for name in names]):
        rows = db.session.execute(select(folded, User.organization_id).where(folded.in_(some)))
        found.update((row[0], row[1]) for row in rows)
    return found
