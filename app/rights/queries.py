"""Every SELECT of the module: what roles, bundles and users hold, and who holds them."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
    assoc_user_role,
)
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.core.access.bundles import grants_of
from app.core.access.lent_rights import Loan, loans_to
from app.core.access.roles import Role as RoleName
from app.core.access.roles import permissions_of
from app.core.access.security_manager import holding, own_rights_of, runs_on
from app.core.base import clock
from app.core.base.db import db
from app.core.base.visibility import unscoped
from app.core.models import PermissionBundle, User, UserGrant, bundle_right

from .choices import ROLE, Pair


@dataclass(frozen=True, slots=True)
class Source:
    """Where a right comes from: a role, a bundle that was granted, or whom one stands for."""

    role: str = ""
    grant: UserGrant | None = None
    loan: Loan | None = None


def user_in_reach(pk: int) -> User | None:
    """A user of an organization that whoever asks may see."""
    return db.session.scalar(select(User).where(User.id == pk))


def sources_of(user: User, grants: Sequence[UserGrant]) -> dict[Pair, tuple[Source, ...]]:
    """What somebody may do today, each right with every source."""
    by_role, _names = own_rights_of(user.id, clock.today())
    found: dict[Pair, list[Source]] = {
        pair: [Source(role) for role in sorted(names) if role] for pair, names in by_role.items()
    }
    rights = rights_of_bundles([grant.bundle_id for grant in grants])
    for grant in grants:
        for pair in rights.get(grant.bundle_id, ()):
            found.setdefault(pair, []).append(Source(grant=grant))
    for loan in loans_to(user.id):
        for pair in filter(loan.lends, own_rights_of(loan.principal_id, clock.today())[0]):
            found.setdefault(pair, []).append(Source(loan=loan))
    return {pair: tuple(sources) for pair, sources in found.items()}


def grants_in_force(user: User) -> Sequence[UserGrant]:
    """附加权限 of somebody."""
    return grants_of([user.id])[user.id]


def rights_of_bundles(ids: Collection[int]) -> Mapping[int, set[Pair]]:
    """The rights that bundles give now."""
    rows = db.session.execute(
        select(bundle_right.c.bundle_id, Permission.name, ViewMenu.name)
        .join(PermissionView, PermissionView.id == bundle_right.c.permission_view_id)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .where(bundle_right.c.bundle_id.in_(ids))
    )
    found: dict[int, set[Pair]] = {}
    for bundle_id, permission, resource in rows:
        found.setdefault(bundle_id, set()).add((permission, resource))
    return found


# --- roles ------------------------------------------------------------------------------------


def roles() -> Sequence[Role]:
    """The roles of the specification, in its order; the technical one is nobody's to edit."""
    rows = {row.name: row for row in db.session.scalars(select(Role))}
    return [rows[role.value] for role in RoleName if role.value in rows]


def role(key: str) -> Role | None:
    """A role of the specification by its id."""
    return next((one for one in roles() if str(one.id) == key), None)


def rights_of_roles() -> Mapping[int, set[Pair]]:
    """The rights that roles give now."""
    link = assoc_permissionview_role
    rows = db.session.execute(
        select(link.c.role_id, Permission.name, ViewMenu.name)
        .join(PermissionView, PermissionView.id == link.c.permission_view_id)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
    )
    found: dict[int, set[Pair]] = {}
    for role_id, permission, resource in rows:
        found.setdefault(role_id, set()).add((permission, resource))
    return found


def defaults() -> Mapping[RoleName, set[Pair]]:
    """What code gives to each role."""
    held = permissions_of(current_app.extensions["appbuilder"].grants)
    return {name: set[Pair](rights) for name, rights in held.items()}


def stamp(rights: Collection[Pair]) -> int:
    """The version of a set of rights: another one for any other set."""
    return zlib.crc32("\n".join(" ".join(pair) for pair in sorted(rights)).encode())


def holders_of_roles() -> Mapping[int, int]:
    """How many people who may sign in have each role."""
    counted = (
        select(assoc_user_role.c.role_id, func.count())
        .join(User, User.id == assoc_user_role.c.user_id)
        .where(User.active)
        .group_by(assoc_user_role.c.role_id)
    )
    with unscoped("how many people a change concerns, wherever they are"):
        return dict(db.session.execute(counted).all())


def is_edited_by_others(role: Role) -> bool:
    """Whether somebody edits roles who does not by this one."""
    asked = select(User.id).where(User.active, holding("update", ROLE, without=[role.name]))
    with unscoped("whoever is left, wherever they are"):
        return db.session.scalar(asked.limit(1)) is not None


def permission_rows(pairs: Collection[Pair]) -> list[PermissionView]:
    """The rows of some rights."""
    found = db.session.execute(
        select(Permission.name, ViewMenu.name, PermissionView)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
    )
    return [row for permission, resource, row in found if (permission, resource) in pairs]


# --- bundles ----------------------------------------------------------------------------------


def bundles() -> Sequence[PermissionBundle]:
    """Every bundle in its order."""
    asked = select(PermissionBundle).order_by(PermissionBundle.position, PermissionBundle.id)
    return db.session.scalars(asked).all()


def holders_of(bundle: PermissionBundle) -> int:
    """How many people who may sign in hold a bundle today."""
    asked = select(holders_sql()).where(PermissionBundle.id == bundle.id)
    with unscoped("how many people a change concerns, wherever they are"):
        return db.session.scalar(asked) or 0


def holders_sql() -> Any:
    """The same as a column of the list."""
    held = aliased(UserGrant)
    return (
        select(func.count())
        .select_from(held)
        .join(User, User.id == held.user_id)
        .where(User.active, held.bundle_id == PermissionBundle.id, runs_on(clock.today(), held))
        .correlate(PermissionBundle)
        .scalar_subquery()
    )
