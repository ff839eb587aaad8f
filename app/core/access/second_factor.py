"""两步验证: a TOTP code or a recovery code beside the password, each good for one time.

What takes a code, or makes the first ones, stands in a transaction of its own and is kept whatever
follows; everything else never commits.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.core.base import clock
from app.core.base.check_codes import grouped, new_code, read_code
from app.core.base.db import db, one_at_a_time
from app.core.base.encryption import fingerprint
from app.core.base.services import Service
from app.core.base.typed_text import narrow
from app.core.configuration.parameters import parameter
from app.core.models import RecoveryCode, SecondFactor, User

from . import audit
from .actor import SYSTEM, Actor
from .roles import ADMIN_OF, OFFICERS, TECHNICIAN
from .scope import unscoped
from .sessions import close_all
from .sign_in import own_transaction

if TYPE_CHECKING:
    from pyotp import TOTP

# Whom the parameter obliges: 三员, the administrators of every level, and the technical one.
ADMINISTRATORS = frozenset({*OFFICERS, *ADMIN_OF.values(), TECHNICIAN})
# A clock may be wrong by so many periods of 30 seconds.
DRIFT = 1
CODES = 10
TOTP_CODE, RECOVERY_CODE = "totp", "recovery"
USED = "a code that was used is no change of what was set up"


def is_required_of(roles: Collection[str]) -> bool:
    """Whether somebody with these roles must have a second factor."""
    return bool(parameter("second_factor_required")) and not ADMINISTRATORS.isdisjoint(roles)


def _generator(secret: str) -> TOTP:
    # Read by who has a second factor alone.
    from pyotp import TOTP

    return TOTP(secret)


def address_of(secret: str, username: str) -> str:
    """What the QR code says to the application on a telephone."""
    issuer = _("质安监督管理系统")
    return _generator(secret).provisioning_uri(name=username, issuer_name=issuer)


# --- setting up and giving up ---------------------------------------------------------------


def secret_to_confirm(user_id: int) -> str:
    """The secret that waits for its first code: the same one until it is confirmed."""
    from pyotp import random_base32

    with own_transaction() as own:
        one_at_a_time(own, f"second factor of {user_id}")
        found = own.get(SecondFactor, user_id)
        if found is None:
            found = SecondFactor(user_id=user_id, totp_secret=random_base32(), last_step=0)
            own.add(found)
            own.flush()
        return found.totp_secret


def confirm(user_id: int, typed: str) -> list[str] | None:
    """Put the secret in force; the recovery codes, to be shown once. None for a wrong code."""
    found = db.session.get(SecondFactor, user_id, populate_existing=True, with_for_update=True)
    step = _step_of(found.totp_secret, typed) if found and not found.confirmed_at else None
    if found is None or step is None:
        return None
    found.confirmed_at, found.last_step = clock.now(), step
    return new_recovery_codes(user_id)


def new_recovery_codes(user_id: int) -> list[str]:
    """Ten fresh codes in the place of all that there were, as people read them."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [new_code() for _code in range(CODES)]
    db.session.add_all(
        RecoveryCode(user_id=user_id, code_hash=_mark(user_id, code)) for code in codes
    )
    audit.record("recovery_codes", object_type="ab_user", object_id=str(user_id))
    db.session.flush()
    return [grouped(code) for code in codes]


def give_up(user_id: int) -> bool:
    """Forget secret and recovery codes; whether there was a second factor."""
    found = db.session.get(SecondFactor, user_id)
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    if found is None:
        return False
    was_in_force = found.confirmed_at is not None
    db.session.delete(found)
    db.session.flush()
    return was_in_force


def reset_second_factor(user: User, actor: Actor) -> bool:
    """An administrator takes somebody's second factor away, and ends every sign-in.

    Returns whether there was one; the user is told by whom it was.
    """
    if not give_up(user.id):
        return False
    audit.record("reset_second_factor", object_type="ab_user", object_id=str(user.id))
    close_all(user.id)
    told = {"name": actor.name}

    def words() -> tuple[str, str]:
        return _("两步验证已重置"), _("%(name)s重置了您的两步验证，请重新设置。", **told)

    key = f"second factor {user.id} {clock.now().isoformat()}"
    teller = current_app.extensions[Service.TELLER]
    teller(user.id, words, session=db.session, key=key, link="/account/")
    return True


# --- codes ----------------------------------------------------------------------------------


def take_code(own: Session, user_id: int, typed: str) -> str:
    """Use up a code in the caller's transaction: what kind it was, or nothing for a wrong one."""
    if _take_totp(own, user_id, typed):
        return TOTP_CODE
    return RECOVERY_CODE if _take_recovery(own, user_id, read_code(typed)) else ""


def _take_totp(own: Session, user_id: int, typed: str) -> bool:
    in_force = (SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None))
    secret = own.scalar(select(SecondFactor.totp_secret).where(*in_force))
    step = _step_of(secret, typed) if secret else None
    if step is None:
        return False
    # One statement looks and marks, so that of two who send the same code one is let in.
    used = update(SecondFactor).where(*in_force, SecondFactor.last_step < step)
    marked: Any = own.execute(audit.bulk(used.values(last_step=step), because=USED))
    return bool(marked.rowcount == 1)


def _step_of(secret: str, typed: str) -> int | None:
    """The period whose code was typed; None for a code of none that may be."""
    generator, text = _generator(secret), "".join(narrow(typed).split())
    now = generator.timecode(clock.now())
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(generator.generate_otp(step).encode(), text.encode()):
            return step
    return None


def _take_recovery(own: Session, user_id: int, text: str) -> bool:
    wanted = update(RecoveryCode).where(
        RecoveryCode.user_id == user_id,
        RecoveryCode.code_hash == _mark(user_id, text),
        RecoveryCode.used_at.is_(None),
    )
    marked: Any = own.execute(wanted.values(used_at=clock.now()))
    if marked.rowcount != 1:
        return False
    own.add(audit.entry("recovery_code", object_type="ab_user", object_id=str(user_id)))
    return True


def _mark(user_id: int, code: str) -> str:
    """What is kept of a recovery code: a keyed hash, of this user alone."""
    return fingerprint(f"recovery {user_id} {code}")


def recovery_codes_left(user_id: int) -> int:
    """How many recovery codes have not been used."""
    left = select(func.count()).where(
        RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    )
    return int(db.session.scalar(left) or 0)


def reset_by_name(username: str) -> bool:
    """The same by the login name, for a command of the machine. Commits."""
    with unscoped("an administrator of the machine names an account"):
        folded = func.lower(User.username)
        user = db.session.scalar(select(User).where(folded == username.lower()))
        was_there = user is not None and reset_second_factor(user, SYSTEM)
        db.session.commit()
    return was_there
