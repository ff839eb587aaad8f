"""附加权限 for tests: a bundle of one permission beside somebody's roles."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from flask_appbuilder.security.sqla.models import Permission, PermissionView, ViewMenu
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import PermissionBundle, User, UserGrant


def permission(action: str, resource: str) -> PermissionView:
    """``can_<action>`` on a resource, in a context that is open."""
    return db.session.scalars(
        select(PermissionView)
        .join(Permission, PermissionView.permission_id == Permission.id)
        .join(ViewMenu, PermissionView.view_menu_id == ViewMenu.id)
        .where(Permission.name == f"can_{action}", ViewMenu.name == resource)
    ).one()


def bundle_of(action: str, resource: str) -> PermissionBundle:
    """The bundle of one permission, made where it is missing, in a context that is open."""
    key = f"{action} {resource}"
    found = db.session.scalar(select(PermissionBundle).where(PermissionBundle.key == key))
    if found is None:
        rights = [permission(action, resource)]
        found = PermissionBundle(key=key, name=key[:40], permissions=rights, for_county=True)
        db.session.add(found)
        db.session.flush()
    return found


def grant(
    app: Flask, who: str, action: str, resource: str, *, expires_on: dt.date | None = None
) -> None:
    """Give somebody a permission, for good or until a day."""
    with app.app_context(), unscoped("a grant of the tests"):
        user = db.session.scalars(select(User).where(User.username == who)).one()
        granted = UserGrant(
            user_id=user.id,
            bundle_id=bundle_of(action, resource).id,
            expires_on=expires_on,
            granted_at=clock.now(),
        )
        db.session.add(granted)
        db.session.commit()
        db.session.remove()
