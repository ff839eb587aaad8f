"""Synchronization of the framework's permission tables with what code declares."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from flask_appbuilder.const import LOGMSG_WAR_SEC_NO_USER
from flask_appbuilder.security.manager import BaseSecurityManager
from flask_appbuilder.security.sqla.models import Permission, PermissionView, Role, ViewMenu
from sqlalchemy import select

from app.core.configuration import cache, reference_data
from app.core.models import Revision

from . import bundles
from .roles import Grant, permissions_of
from .roles import Role as RoleName

Pair = tuple[str, str]
# The framework's advice for a new installation names a command that goes round our rules.
logging.getLogger("flask_appbuilder.security.manager").addFilter(
    lambda record: record.msg != LOGMSG_WAR_SEC_NO_USER
)


def wanted_pairs(appbuilder: Any) -> set[Pair]:
    """Every (permission, resource) that a registered view or menu entry asks for."""
    wanted = {
        (permission, view.class_permission_name)
        for view in appbuilder.baseviews
        for permission in view.base_permissions
    }
    names = appbuilder.menu.get_flat_name_list()
    return wanted | {("menu_access", name) for name in names if name != "-"}


def given_pairs(appbuilder: Any) -> set[Pair]:
    """Every pair that code gives to some role or bundle."""
    held = (*permissions_of(appbuilder.grants).values(), bundles.declared())
    return {(one.action, one.resource) for rights in held for one in rights}


def sync(appbuilder: Any) -> set[Pair]:
    """Add new permissions, and their default grants to roles; returns what nobody declares.

    A permission or role that existed keeps what an administrator made of it.
    """
    session = appbuilder.session
    if session.get(Revision, 1) is None:
        session.add(Revision(id=1, number=1))
    BaseSecurityManager.create_db(appbuilder.sm)
    reference_data.sync(session)
    existing = session.scalars(select(PermissionView))
    have = {(pv.permission.name, pv.view_menu.name): pv for pv in existing}
    grants: Iterable[Grant] = appbuilder.grants
    defaults = permissions_of(grants)
    declared = wanted_pairs(appbuilder) | given_pairs(appbuilder)
    new = _add_pairs(session, declared - set(have))
    _grant_defaults(session, have | new, set(new), defaults)
    bundles.sync(session, have | new)
    cache.bump(session)
    session.commit()
    return set(have) - declared - {(".*", ".*")}


def _add_pairs(session: Any, missing: set[Pair]) -> dict[Pair, PermissionView]:
    permissions = {p.name: p for p in session.scalars(select(Permission))}
    resources = {v.name: v for v in session.scalars(select(ViewMenu))}
    added = {}
    for name, resource in sorted(missing):
        permission = permissions.setdefault(name, Permission(name=name))
        view = resources.setdefault(resource, ViewMenu(name=resource))
        added[name, resource] = PermissionView(permission=permission, view_menu=view)
    session.add_all(added.values())
    return added


def _grant_defaults(
    session: Any,
    pairs: dict[Pair, PermissionView],
    new: set[Pair],
    defaults: dict[RoleName, set[Any]],
) -> None:
    roles = {role.name: role for role in session.scalars(select(Role))}
    for name, held in defaults.items():
        role = roles.get(name.value)
        is_new = role is None
        if role is None:
            role = Role(name=name.value)
            session.add(role)
        for permission in sorted(held):
            if is_new or tuple(permission) in new:
                role.permissions.append(pairs[tuple(permission)])
