"""Alarms: officers are told when an account is locked, an address slowed, the trail changed."""

from __future__ import annotations

from flask import url_for
from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.access.roles import Role
from app.core.access.scope import unscoped
from app.core.access.security_manager import holding
from app.core.access.sign_in import Alarm, own_transaction
from app.core.base.db import db, reading
from app.core.models import User
from app.core.web.notify import tell

from . import operations
from .choices import CHECK, CHECKS


def raise_alarm(session: Session, alarm: Alarm, subject: str, *, key: str) -> None:
    """Tell them in the caller's transaction; the same key reaches each once."""
    link = url_for("LoginAttemptView.list")

    def words() -> tuple[str, str]:
        return _words(alarm, subject)

    for user_id in _officers(session):
        tell(session, user_id, words, key=key, link=link)


def _words(alarm: Alarm, subject: str) -> tuple[str, str]:
    if alarm is Alarm.LOCKED:
        told = _("登录账号 %(name)s 连续登录失败，已被锁定，请查看登录日志。", name=subject)
        return _("账号已锁定"), told
    told = _("网络地址 %(address)s 登录失败过多，已暂停登录，请查看登录日志。", address=subject)
    return _("网络地址已限制登录"), told


def check_and_tell(check_id: int) -> None:
    """Walk along the chain; whoever reads the checks is told of a place where it breaks, once."""
    seq = operations.check(check_id)
    if seq is None:
        return
    with reading(), unscoped("whoever watches over the trail, wherever they sit"):
        wanted = select(User.id).where(User.active, holding("read", CHECK))
        readers = list(db.session.scalars(wanted))
        db.session.rollback()

    def words() -> tuple[str, str]:
        told = _("日志校验发现审计日志从第 %(seq)d 条起与封存时不一致，请立即核查。", seq=seq)
        return _("审计日志被改动"), told

    with own_transaction() as session:
        for user_id in readers:
            tell(session, user_id, words, key=f"audit:broken:{seq}", link=f"{CHECKS}/list/")


def _officers(session: Session) -> list[int]:
    is_officer = User.roles.any(RoleRow.name == Role.SECURITY_ADMIN.value)
    with unscoped("whoever watches over sign-ins, wherever they sit"):
        return list(session.scalars(select(User.id).where(User.active, is_officer)))
