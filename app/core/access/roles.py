"""The roles of the system and the permissions they start with.

Roles are rows. ``flask sync-permissions`` gives these defaults to a role or a
permission that is new; what an administrator changed afterwards stays.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Level


class Role(enum.StrEnum):
    """Roles by the name their row carries."""

    PROVINCE_ADMIN = "省级管理员"
    PROVINCE_REVIEWER = "省级审核"
    PROVINCE_LEADER = "省级领导"
    PREFECTURE_ADMIN = "市州级管理员"
    PREFECTURE_LEADER = "市州级领导"
    PREFECTURE_CLERK = "市州级经办"
    COUNTY_ADMIN = "县级管理员"
    COUNTY_LEADER = "县级领导"
    COUNTY_CLERK = "县级经办"
    SYSTEM_ADMIN = "系统管理员"
    SECURITY_ADMIN = "安全管理员"
    AUDITOR = "审计员"


PROVINCE = (Role.PROVINCE_ADMIN, Role.PROVINCE_REVIEWER, Role.PROVINCE_LEADER)
PREFECTURE = (Role.PREFECTURE_ADMIN, Role.PREFECTURE_LEADER, Role.PREFECTURE_CLERK)
COUNTY = (Role.COUNTY_ADMIN, Role.COUNTY_LEADER, Role.COUNTY_CLERK)
BUSINESS = (*PROVINCE, *PREFECTURE, *COUNTY)
# 三员: who keeps the system, who gives rights, who reads the logs; none of them has business data.
OFFICERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
EVERYBODY = tuple(Role)
# For whom the province's administrator stands in where the office does not split the three.
STOOD_IN_FOR = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
# The technical superuser of the first set-up: the one role of the framework that is kept.
TECHNICIAN = "Admin"
# Who fills in an organization's own data.
FILERS = (
    Role.PROVINCE_ADMIN,
    Role.PREFECTURE_ADMIN,
    Role.PREFECTURE_CLERK,
    Role.COUNTY_ADMIN,
    Role.COUNTY_CLERK,
)
# Who sees the rows of subordinate organizations beside the own (specification 5.3: 辖 and 全).
OVERSEERS = tuple(role for role in BUSINESS if role is not Role.PREFECTURE_CLERK)
# Who hands out the summary tables R02 to R06.
SUMMARIZERS = (*PROVINCE, Role.PREFECTURE_ADMIN, Role.PREFECTURE_LEADER)

# Who prints what one organization signs, and takes lists with them.
FORM_PRINTERS = (*SUMMARIZERS, Role.COUNTY_ADMIN, Role.COUNTY_LEADER)

LEVEL_OF: Mapping[Role, Level] = {
    **dict.fromkeys((*PROVINCE, *OFFICERS), Level.PROVINCE),
    **dict.fromkeys(PREFECTURE, Level.PREFECTURE),
    **dict.fromkeys(COUNTY, Level.COUNTY),
}
# What people call a role within its organization.
POSITIONS: Mapping[Role, Any] = {
    **dict.fromkeys((Role.PROVINCE_ADMIN, Role.PREFECTURE_ADMIN, Role.COUNTY_ADMIN), _l("管理员")),
    **dict.fromkeys((Role.PREFECTURE_CLERK, Role.COUNTY_CLERK), _l("经办")),
    **dict.fromkeys((Role.PROVINCE_LEADER, Role.PREFECTURE_LEADER, Role.COUNTY_LEADER), _l("领导")),
    Role.PROVINCE_REVIEWER: _l("审核"),
    Role.SYSTEM_ADMIN: _l("系统管理员"),
    Role.SECURITY_ADMIN: _l("安全管理员"),
    Role.AUDITOR: _l("审计员"),
}
# Who administers an organization of a level.
ADMIN_OF: Mapping[Level, Role] = {
    Level.PROVINCE: Role.PROVINCE_ADMIN,
    Level.PREFECTURE: Role.PREFECTURE_ADMIN,
    Level.COUNTY: Role.COUNTY_ADMIN,
}


class Permission(NamedTuple):
    """``can_<action>`` on ``<module>.<noun>``."""

    action: str
    resource: str


class Grant(NamedTuple):
    """Who holds these actions on a resource when the role or the permission is new."""

    resource: str
    actions: tuple[str, ...]
    roles: tuple[Role, ...]


def permissions_on(resource: str, actions: Iterable[str]) -> set[Permission]:
    """The permissions of actions on a resource; a readable resource has its menu entry."""
    found = {Permission(f"can_{action}", resource) for action in actions}
    if "read" in actions:
        found.add(Permission("menu_access", resource))
    return found


def permissions_of(grants: Iterable[Grant]) -> dict[Role, set[Permission]]:
    """The default permissions of every role."""
    found: dict[Role, set[Permission]] = {role: set() for role in Role}
    for grant in grants:
        for role in grant.roles:
            found[role] |= permissions_on(grant.resource, grant.actions)
    return found
