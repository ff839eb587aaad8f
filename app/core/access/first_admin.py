"""The technical administrator of a new installation; there is no default account."""

from __future__ import annotations

from flask_appbuilder.security.sqla.models import Role, User
from flask_babel import gettext as _
from sqlalchemy import select

from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.configuration import cache

from .accounts import name_refusal, taken_names
from .passwords import hash_password, password_refusals
from .scope import unscoped


def is_wanted() -> bool:
    """Whether nobody can sign in yet."""
    with unscoped("anybody at all"):
        return db.session.scalar(select(User.id).limit(1)) is None


def create(username: str, password: str) -> User:
    """Create it; raises Refused for a name that will not do or a weak password. Commits."""
    cache.hold()
    user = User(username=username, first_name="", last_name=username, email=f"{username}@localhost")
    words = name_refusal(username) or (taken_names([username]) and _("该登录账号已存在"))
    wrong = [FieldError("V07", "username", words)] if words else []
    Refused.if_any([*wrong, *password_refusals(password, user=user)])
    user.password = hash_password(password)
    user.active = True
    user.roles = [db.session.scalars(select(Role).where(Role.name == "Admin")).one()]
    db.session.add(user)
    db.session.commit()
    return user
