"""Passwords: how they are hashed and compared, which will do, and the change of one's own."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable, Iterator

from flask import current_app
from flask_appbuilder.security.sqla.models import User
from flask_babel import gettext as _
from sqlalchemy import func, select
from werkzeug.security import check_password_hash, generate_password_hash

from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.base.typed_text import clean_edges
from app.core.configuration.parameters import parameter
from app.core.models import PasswordHistory

from .scope import unscoped
from .sessions import close_all
from .sign_in import begin_attempt, settle_attempt, withdraw_attempt

KINDS = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")
# On zxcvbn's scale from 0 to 4; it reads no further than this.
STRONG, LONGEST_RATED = 3, 72
OBVIOUS = (
    "password",
    "passw0rd",
    "admin",
    "qwerty",
    "abc123",
    "123456",
    "hunan",
    "zhijian",
    "anjian",
)


def hash_password(password: str) -> str:
    """Hash as the framework does (scrypt, unless the tests say otherwise)."""
    return generate_password_hash(
        password, method=current_app.config.get("FAB_PASSWORD_HASH_METHOD", "scrypt")
    )


def password_refusals(password: str, *, user: User) -> Iterator[FieldError]:
    """Say why a new password will not do."""
    # 12 MB of word lists, for new passwords alone.
    from zxcvbn import zxcvbn

    if not 10 <= len(password) <= 128:
        yield FieldError("PW1", "password", _("密码须为 10 至 128 个字符"))
    if sum(bool(re.search(kind, password)) for kind in KINDS) < 3:
        yield FieldError("PW2", "password", _("密码须含大写字母、小写字母、数字、符号中的三种"))
    lowered = password.lower()
    obvious = user.username.lower() in lowered or any(word in lowered for word in OBVIOUS)
    if obvious or zxcvbn(password[:LONGEST_RATED], [user.username, *OBVIOUS])["score"] < STRONG:
        yield FieldError("PW3", "password", _("密码过于常见或含登录账号，请换一个"))


def is_right(stored: str | None, password: str) -> bool:
    """Whether a password fits; without a stored one it costs the same and never does.

    Slow by intent, so no transaction is open meanwhile.
    """
    fake = current_app.config["AUTH_DB_FAKE_PASSWORD_HASH_CHECK"]
    return check_password_hash(stored or fake, password) and stored is not None


def is_right_but_for_blanks(stored: str | None, password: str) -> bool:
    """Whether only blanks around it, as a copy brings along, keep a password from fitting."""
    bare = clean_edges(password)
    return bare != password and is_right(stored, bare)


def _recent_passwords(user: User) -> list[str]:
    """The hash in force, then the former ones that may not come back."""
    former = db.session.scalars(
        select(PasswordHistory.password)
        .where(PasswordHistory.user_id == user.id)
        .order_by(PasswordHistory.id.desc())
        .limit(parameter("password_history"))
    )
    return [one for one in (user.password, *former) if one]


def change_password(
    user: User, *, old: str, new: str, address: str = "", beside: Iterable[FieldError] = ()
) -> None:
    """Replace the user's own password; every sign-in of the user ends.

    Wrong old passwords count as wrong sign-ins. ``beside`` is what else is wrong with the form.
    """
    refusals = [*password_refusals(new, user=user), *beside]
    username = user.username
    recent = _recent_passwords(user)
    attempt = begin_attempt(username, address)
    if attempt is None:
        wait = parameter("login_fail_minutes")
        words = _("输错次数过多，请 %(n)d 分钟后再试", n=wait)
        raise Refused([FieldError("PW4", "old_password", words), *refusals])
    if not is_right(recent[0], old):
        settle_attempt(attempt, right=False)
        raise Refused([FieldError("PW4", "old_password", _("原密码不正确")), *refusals])
    withdraw_attempt(attempt)
    # Only whoever knows the password is told which ones it has been.
    if any(is_right(one, new) for one in recent):
        refusals.append(FieldError("PW5", "password", _("不能使用最近用过的密码")))
    Refused.if_any(refusals)
    _set_password(user, recent[0], hash_password(new))


def _set_password(user: User, before: str, after: str) -> None:
    stored = select(User.password).where(User.id == user.id).with_for_update()
    with unscoped("one's own row, also of who belongs to no organization"):
        unchanged = db.session.scalar(stored) == before
    if not unchanged:
        # Changed elsewhere while the new one was being looked at.
        raise Refused.because("PW4", "old_password", _("原密码不正确"))
    db.session.add(PasswordHistory(user_id=user.id, password=before, set_at=clock.now()))
    user.password = after
    user.must_change_password = False
    user.password_expires_at = None
    close_all(user.id)


def is_too_old(user: User) -> bool:
    """Whether a password has been in force for longer than ``max_password_days``."""
    days = parameter("max_password_days")
    if not days:
        return False
    newest = select(func.max(PasswordHistory.set_at)).where(PasswordHistory.user_id == user.id)
    # A former password is kept when the next one is set; before the first there is the account.
    since = db.session.scalar(newest) or (user.created_on and user.created_on.astimezone())
    return since is not None and clock.now() - since > dt.timedelta(days=days)


def first_password() -> str:
    """A random password that satisfies the rules and reads without doubt."""
    letters = "abcdefghjkmnpqrstuvwxyz"
    parts = [
        "".join(secrets.choice(letters) for _i in range(4)),
        "".join(secrets.choice(letters.upper()) for _i in range(4)),
        "".join(secrets.choice("23456789") for _i in range(4)),
    ]
    return "-".join(parts)
