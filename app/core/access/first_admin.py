"""The technical administrator of a new installation; there is no default account."""

from __future__ import annotations

from flask_appbuilder.security.sqla.models import Role, User
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.core.base.db import db
from app.core.base.errors import Refused

from .sign_in import hash_password, password_refusals


def create(username: str, password: str) -> User:
    """Create it; raises Refused for a taken name or a weak password. Commits."""
    taken = select(User.id).where(func.lower(User.username) == username.lower())
    if db.session.scalar(taken) is not None:
        raise Refused.because("V07", "username", _("该登录账号已存在"))
    user = User(username=username, first_name="", last_name=username, email=f"{username}@localhost")
    Refused.if_any(password_refusals(password, user=user))
    user.password = hash_password(password)
    user.active = True
    user.roles = [db.session.scalars(select(Role).where(Role.name == "Admin")).one()]
    db.session.add(user)
    db.session.commit()
    return user
