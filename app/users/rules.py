"""What must hold of accounts and their applications (spec 2.20, 2.22, 3.12, V38); no database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.core.access.accounts import name_refusal, role_refusal
from app.core.access.roles import LEVEL_OF, OFFICERS, Role
from app.core.base.choices import Level
from app.core.base.errors import FieldError

from .choices import RightKind

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}")
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of somebody an account is asked for.

    ``account`` is the login name of an account in force, ``running`` the number of another
    application that is not decided yet; blank for none.
    """

    is_on_roster: bool
    account: str = ""
    running: str = ""


GONE = Standing(is_on_roster=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """Login names and addresses that others have, in small letters."""

    names: Collection[str] = ()
    emails: Collection[str] = ()


def roles_of(level: Level) -> tuple[Role, ...]:
    """The roles of the business in an organization of a level, in their order."""
    return tuple(role for role in Role if LEVEL_OF[role] is level and role not in OFFICERS)


def officer_refusal(names: Collection[str], *, by_technician: bool) -> str:
    """Why accounts of officers are not this one's to keep: who could reset the password of another
    officer would have the rights of both."""
    if by_technician or not set(names) & set(OFFICERS):
        return ""
    return _("系统管理员、安全管理员、审计员的账号由技术管理员维护")


def standing_refusal(who: Standing) -> str:
    """V38: why no account can be asked for somebody; empty where it can."""
    if not who.is_on_roster:
        return _("该人员已不在本机构在职")
    if who.account:
        return _("已有账号 %(name)s", name=who.account)
    if who.running:
        return _("有未审核的用户申请（%(number)s）", number=who.running)
    return ""


def application_faults(values: Values, level: Level, taken: Taken) -> Iterator[FieldError]:
    """What is wrong with what was typed; what could not be read is None, and not asked."""
    name, email = values.get("username"), values.get("email")
    if name is not None:
        if words := name_refusal(name):
            yield FieldError("V07", "username", words)
        elif name.lower() in taken.names:
            yield FieldError("V07", "username", _("登录账号 %(name)s 已存在", name=name))
    if email:
        yield from email_faults(email, taken.emails)
    roles = values.get("roles")
    if roles:
        words = officer_refusal(roles, by_technician=False) or role_refusal(_known(roles), level)
        if words:
            yield FieldError("AC2", "roles", words)


def email_faults(email: str, taken: Collection[str]) -> Iterator[FieldError]:
    """V11: an address is one, and nobody else's."""
    if not EMAIL.fullmatch(email):
        yield FieldError("V11", "email", _("邮箱格式不正确"))
    elif email.lower() in taken:
        yield FieldError("V11", "email", _("该邮箱已被其他账号使用"))


def _known(names: Sequence[str]) -> list[Role]:
    return [Role(name) for name in names]


def proposed_name(wanted: str, taken: Collection[str]) -> str:
    """A login name from the pinyin of somebody's name that nobody has yet."""
    base = re.sub(r"[^a-z0-9]", "", wanted.lower())[:16].ljust(4, "0")
    if base not in taken:
        return base
    return next(name for n in range(2, 10_000) if (name := f"{base}{n}") not in taken)


def disabling_refusal(*, is_self: bool, last_of: str) -> str:
    """Why an account cannot be disabled; ``last_of`` is the role that nobody else would hold."""
    if is_self:
        return _("不能禁用自己的账号")
    if last_of:
        return _("该账号是最后一个启用的%(role)s，不能禁用", role=last_of)
    return ""


def enabling_refusal(*, is_here: bool, organization_runs: bool) -> str:
    """Why an account cannot be enabled again."""
    if not organization_runs:
        return _("所属机构已停止运行，不能启用账号")
    if not is_here:
        return _("对应的工作人员已不在该机构在职，不能启用账号")
    return ""


# --- rights ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Holding:
    """What is known of somebody rights are asked for.

    ``bundles`` are the ids of those in force, each with its last day; ``running`` is the number
    of another application that is not decided yet.
    """

    is_here: bool
    is_officer: bool = False
    has_applied: bool = False
    bundles: Mapping[int, dt.date | None] = field(default_factory=dict)
    running: str = ""


NOBODY = Holding(is_here=False)


def holding_refusal(kind: RightKind, who: Holding) -> str:
    """V39, ruling 9: why no application of a kind can be filed about somebody."""
    if not who.is_here:
        return _("该账号已停用或已不属于本机构")
    if who.is_officer:
        return _("系统管理员、安全管理员、审计员不能申请附加权限")
    if who.running:
        return _("有未审核的权限申请（%(number)s）", number=who.running)
    return _kind_refusal(kind, who)


def _kind_refusal(kind: RightKind, who: Holding) -> str:
    """Ruling 9: who once had rights beside the roles changes them, also from an empty set."""
    has_had = who.has_applied or bool(who.bundles)
    if kind is RightKind.GRANT and has_had:
        return _("该用户已有附加权限，请使用变更权限")
    if kind is RightKind.CHANGE and not has_had:
        return _("该用户未申请过附加权限，请使用申请权限")
    if kind is RightKind.REMOVE and not who.bundles:
        return _("该用户没有附加权限")
    return ""


def right_faults(
    kind: RightKind, values: Values, who: Holding, offered: Collection[str], *, today: dt.date
) -> Iterator[FieldError]:
    """What is wrong with what was ticked; what could not be read is None, and not asked."""
    chosen, until = values.get("bundles"), values.get("until")
    if until and until < today:
        yield FieldError("V39", "until", _("授权截止日期不能早于今天"))
    if chosen is None:
        return
    if not chosen:
        yield FieldError("V39", "bundles", _("请至少勾选一项权限"))
    elif not set(chosen) <= set(offered):
        yield FieldError("V39", "bundles", _("所选权限不适用于本机构，请重新勾选"))
    elif kind is RightKind.CHANGE and _says_the_same(chosen, until, who):
        yield FieldError("V39", "bundles", _("与当前附加权限相同，无需变更"))


def _says_the_same(chosen: Collection[str], until: dt.date | None, who: Holding) -> bool:
    wanted = {int(one): until for one in chosen}
    return wanted == dict(who.bundles)
