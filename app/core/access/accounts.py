"""Accounts of people: who may have one, how it begins, and its one-time password.

Callers hold the configuration (`cache.hold`), so that of two who give away a name one is refused.
Nothing is committed here. A password is known in plain to whoever issued it alone: it stands in no
row, no log and no audit entry.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.security import generate_password_hash

from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.base.parts import in_parts
from app.core.configuration import cache
from app.core.configuration.parameters import parameter
from app.core.models import PasswordHistory, User
from app.core.models import Role as RoleRow
from app.core.tree.organization_tree import Node, tree

from . import audit
from .passwords import first_password
from .roles import LEVEL_OF, OFFICERS, Role
from .scope import unscoped
from .sessions import close_all

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{3,19}", re.ASCII)
LONGEST_PERSON = 64


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made. ``key`` tells several apart: errors are named ``username-<key>``."""

    username: str
    person: str
    organization_id: int
    roles: tuple[Role, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class OneTimePassword:
    """A first password in plain, to be shown once, and as it is stored."""

    plain: str = field(repr=False)
    hashed: str = field(repr=False)
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Issued:
    """An account with the password that it begins with."""

    user: User
    password: OneTimePassword


def issue(count: int) -> list[OneTimePassword]:
    """Fresh one-time passwords. Slow by intent, so a transaction that has only read ends here."""
    days = dt.timedelta(days=parameter("first_password_days"))
    method = current_app.config.get("FAB_PASSWORD_HASH_METHOD", "scrypt")
    db.session.rollback()
    plain = [first_password() for _number in range(count)]
    # Hashing lets go of the interpreter, so two of them take half the time.
    with ThreadPoolExecutor(2) as workers:
        hashed = list(workers.map(lambda one: generate_password_hash(one, method=method), plain))
    lapse = clock.now() + days
    return [OneTimePassword(*pair, lapse) for pair in zip(plain, hashed, strict=True)]


def create_accounts(
    wanted: Sequence[NewAccount], passwords: Sequence[OneTimePassword]
) -> list[Issued]:
    """All of the accounts or, with every reason at its field, none. Raises Refused."""
    cache.hold()
    with unscoped("login names are unique in the whole installation"):
        Refused.if_any(refusals(wanted))
        roles = {row.name: row for row in db.session.scalars(select(RoleRow))}
        made = [
            _account(one, [roles[role] for role in one.roles], password)
            for one, password in zip(wanted, passwords, strict=True)
        ]
        db.session.add_all(made)
        db.session.flush()
    return [Issued(*pair) for pair in zip(made, passwords, strict=True)]


def _account(one: NewAccount, roles: Sequence[RoleRow], password: OneTimePassword) -> User:
    # Kept in small letters, so that the database's own constraint holds without case, too.
    username = one.username.lower()
    return User(
        username=username,
        last_name=one.person,
        first_name="",
        email=f"{username}@localhost",
        active=True,
        organization_id=one.organization_id,
        roles=list(roles),
        password=password.hashed,
        must_change_password=True,
        password_expires_at=password.expires_at,
    )


def issue_again(users: Sequence[User], passwords: Sequence[OneTimePassword]) -> list[Issued]:
    """重置密码: the former password and every sign-in of these users end."""
    for user, password in zip(users, passwords, strict=True):
        if user.password:
            db.session.add(
                PasswordHistory(user_id=user.id, password=user.password, set_at=clock.now())
            )
        user.password = password.hashed
        user.must_change_password = True
        user.password_expires_at = password.expires_at
        close_all(user.id)
    db.session.flush()
    return [Issued(*pair) for pair in zip(users, passwords, strict=True)]


def record_issue(issued: Sequence[Issued]) -> None:
    """Passwords left the system on a sheet or in a file: for whom, in the audit trail."""
    names = [one.user.username for one in issued]
    told = {"title": _("一次性密码单"), "rows": len(names), "accounts": names}
    audit.record("export", object_type="ab_user", changes=told)


# --- what is refused ------------------------------------------------------------------------


def refusals(wanted: Sequence[NewAccount]) -> Iterator[FieldError]:
    """Why accounts cannot be made, each reason at its field, in the order of the accounts."""
    taken = taken_names([one.username for one in wanted])
    nodes = tree()
    seen: set[str] = set()
    for one in wanted:
        name = one.username.lower()
        yield from _refusals_of(one, nodes)
        if name in taken:
            yield _error(one, "V07", "username", _("登录账号 %(name)s 已存在", name=name))
        elif name in seen:
            yield _error(one, "V07", "username", _("登录账号 %(name)s 重复", name=name))
        seen.add(name)


def _refusals_of(one: NewAccount, nodes: Mapping[int, Node]) -> Iterator[FieldError]:
    if words := name_refusal(one.username):
        yield _error(one, "V07", "username", words)
    if not one.person:
        yield _error(one, "V14", "person", _("请填写姓名"))
    elif len(one.person) > LONGEST_PERSON:
        words = _("姓名不能超过 %(n)d 个字", n=LONGEST_PERSON)
        yield _error(one, "V14", "person", words)
    node = nodes.get(one.organization_id)
    if node is None:
        yield _error(one, "AC1", "organization", _("机构已停止运行，不能建立账号"))
    elif words := role_refusal(one.roles, node.level):
        yield _error(one, "AC2", "roles", words)


def name_refusal(username: str) -> str:
    """V07: why a login name will not do; empty for one that does."""
    if NAME.fullmatch(username):
        return ""
    return _("登录账号为 4 至 20 位字母、数字或下划线，以字母或数字开头")


def role_refusal(roles: Sequence[Role], level: Level) -> str:
    """Why roles cannot be held together in an organization of a level; empty where they can."""
    if not roles:
        return _("请选择角色")
    for role in roles:
        if LEVEL_OF[role] is not level:
            return _("%(role)s不是%(level)s机构的角色", role=role.value, level=level.label)
    if len(roles) > 1 and any(role in OFFICERS for role in roles):
        return _("系统管理员、安全管理员、审计员不能兼任其他角色")
    return ""


def taken_names(names: Sequence[str]) -> set[str]:
    """Which login names there are already, in small letters, whatever their case."""
    wanted = sorted({name.lower() for name in names})
    folded = func.lower(User.username)
    found: set[str] = set()
    with unscoped("login names are unique in the whole installation"):
        for some in in_parts(wanted):
            found.update(db.session.scalars(select(folded).where(folded.in_(some))))
    return found


def _error(one: NewAccount, code: str, name: str, words: str) -> FieldError:
    return FieldError(code, f"{name}-{one.key}" if one.key else name, words)
