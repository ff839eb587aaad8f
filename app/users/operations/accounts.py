"""Accounts are closed, opened again and changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.core.access import audit, sessions
from app.core.access.accounts import Issued, OneTimePassword, issue_again, role_refusal
from app.core.access.actor import Actor
from app.core.access.bundles import clear_grants
from app.core.access.roles import TECHNICIAN, Role
from app.core.access.second_factor import reset_second_factor
from app.core.access.security_manager import roles_of
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.configuration import cache
from app.core.models import User
from app.core.tree.organization_tree import tree
from app.personnel.models import Person
from app.users import queries, rules

# --- accounts -------------------------------------------------------------------------------


def disable(user: User, actor: Actor) -> None:
    """禁用: every sign-in of the account ends with its next request. Raises Refused.

    Whoever closes accounts holds the configuration, so that two last administrators do not
    close each other's.
    """
    cache.hold()
    db.session.refresh(user)
    last_of = queries.last_administrator_of(user) if user.active else ""
    words = rules.disabling_refusal(is_self=user.id == actor.user_id, last_of=last_of)
    if words:
        raise Refused.because("AC3", "", words)
    close(user)


def close(user: User) -> None:
    """Close an account, whoever it is; rights beside the roles end with it (spec 3.12)."""
    # Whoever gives rights holds the account, too.
    clear_grants(user)
    user.active = False
    sessions.close_all(user.id)
    db.session.flush()


def enable(user: User, _actor: Actor) -> None:
    """启用 of an account whose person still works there. Raises Refused."""
    person = user.person
    is_here = person is None or (
        person.left_on is None
        and person.deleted_at is None
        and person.organization_id == user.organization_id
    )
    runs = user.organization_id is None or user.organization_id in tree()
    if words := rules.enabling_refusal(is_here=is_here, organization_runs=runs):
        raise Refused.because("AC4", "", words)
    user.active = True
    # Unused while it was closed, it begins anew.
    user.opened_at = clock.now()
    db.session.flush()


def reset_password(user: User, password: OneTimePassword, actor: Actor) -> Issued:
    """重置密码: a new one-time password; every sign-in of the account ends. Raises Refused."""
    if user.id == actor.user_id:
        raise Refused.because("AC5", "", _("自己的密码请在“修改密码”中修改"))
    _refuse_officer(user, actor)
    (issued,) = issue_again([user], [password])
    return issued


def reset_factor(user: User, actor: Actor) -> None:
    """重置两步验证. Raises Refused for the own one and for who has none."""
    if user.id == actor.user_id:
        raise Refused.because("AC5", "", _("自己的两步验证请在“账号安全”中设置"))
    _refuse_officer(user, actor)
    if not reset_second_factor(user, actor):
        raise Refused.because("AC7", "", _("该用户没有开启两步验证"))


def end_sessions(user: User, _actor: Actor) -> None:
    """强制下线: every sign-in of the account ends with its next request."""
    sessions.close_all(user.id)
    audit.record("sign_out", object_type="ab_user", object_id=str(user.id))


def change_account(user: User, values: Mapping[str, Any], actor: Actor) -> None:
    """Other roles or another address; who has less rights now is signed out. Raises Refused."""
    cache.hold()
    db.session.refresh(user)
    Refused.if_any(account_refusals(values, user, actor))
    before = {role.name for role in user.roles}
    if set(values["roles"]) != before:
        user.roles = queries.roles_named(values["roles"])
        sessions.close_all(user.id)
    user.email = values["email"] or _no_address(user.username)
    db.session.flush()


def account_refusals(values: Mapping[str, Any], user: User, actor: Actor) -> Iterator[FieldError]:
    """What stands against a change of an account."""
    if email := values.get("email"):
        yield from rules.email_faults(email, queries.taken_emails([email], but=user.id))
    if roles := values.get("roles"):
        yield from _role_refusals(roles, user, actor)


def _role_refusals(roles: Sequence[str], user: User, actor: Actor) -> Iterator[FieldError]:
    lost = {role.name for role in user.roles} - set(roles)
    if lost and user.id == actor.user_id:
        yield FieldError("AC6", "roles", _("不能减少自己的角色"))
    elif words := _officer_refusal({*roles, *lost}, actor):
        yield FieldError("AC8", "roles", words)
    elif words := _level_refusal(roles, user):
        yield FieldError("AC2", "roles", words)
    elif user.active and (last_of := queries.last_administrator_of(user)) in lost:
        words = _("该账号是最后一个启用的%(role)s，不能取消此角色", role=last_of)
        yield FieldError("AC3", "roles", words)


def _level_refusal(roles: Sequence[str], user: User) -> str:
    node = tree().get(user.organization_id or 0)
    if node is None:
        return _("所属机构已停止运行，不能修改角色")
    return role_refusal([Role(one) for one in roles], node.level)


def _officer_refusal(names: Collection[str], actor: Actor) -> str:
    by_technician = actor.user_id is not None and TECHNICIAN in roles_of(actor.user_id)
    return rules.officer_refusal(names, by_technician=by_technician)


def keeping_refusal(user: User, actor: Actor) -> str:
    """Why somebody may not reset password or second factor of an account; nothing where one may."""
    return _officer_refusal([role.name for role in user.roles], actor)


def _refuse_officer(user: User, actor: Actor) -> None:
    if words := keeping_refusal(user, actor):
        raise Refused.because("AC8", "", words)


def _no_address(username: str) -> str:
    return f"{username}@localhost"


def close_account_of(person: Person) -> None:
    """The account of somebody who has left a roster is closed (spec 3.12)."""
    found = queries.accounts_of_people([person.id])
    for user in found.values():
        close(user)
