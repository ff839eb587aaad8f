"""Proof: password and code asked of somebody who is signed in, before an account is weakened."""

from __future__ import annotations

from flask_appbuilder.security.sqla.models import User
from flask_babel import gettext as _

from app.core.base.errors import Refused
from app.core.configuration.parameters import parameter

from .passwords import is_right
from .second_factor import take_code
from .sign_in import begin_attempt, own_transaction, settle_attempt, withdraw_attempt


def prove(user: User, *, password: str, code: str, address: str) -> None:
    """Raises Refused unless both are right; wrong ones count as wrong sign-ins."""
    user_id, stored = user.id, user.password
    attempt = begin_attempt(user.username, address)
    if attempt is None:
        wait = parameter("login_fail_minutes")
        words = _("输错次数过多，请 %(n)d 分钟后再试", n=wait)
        raise Refused.because("SF1", "password", words)
    if not is_right(stored, password):
        settle_attempt(attempt, right=False)
        raise Refused.because("SF1", "password", _("密码不正确"))
    with own_transaction() as own:
        kind = take_code(own, user_id, code)
    if not kind:
        settle_attempt(attempt, right=False)
        raise Refused.because("SF2", "code", _("动态码或恢复码不正确，请重新输入"))
    withdraw_attempt(attempt)
