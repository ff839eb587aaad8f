"""Users, their sign-in, and the bundles of rights that they hold beside their roles."""

from __future__ import annotations

import datetime as dt

from flask_appbuilder.security.sqla.models import PermissionView, Role, User
from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    exists,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.core.base import clock
from app.core.base.choices import EntryState, Level, SessionEnd
from app.core.base.column_types import Moment, SealedText, stored
from app.core.base.db import db

from .organizations import Organization

# A subclass of the framework's User breaks its groups and forms, so columns are added to it.
User.organization_id = mapped_column(ForeignKey("organization.id"), index=True, nullable=True)
User.must_change_password = mapped_column(default=False, nullable=True, type_=db.Boolean)
User.password_expires_at = mapped_column(Moment, nullable=True)
User.preferred_year = mapped_column(db.Integer, nullable=True)
User.language = mapped_column(String(5), nullable=True)
User.is_demo = mapped_column(default=False, nullable=True, type_=db.Boolean)
User.opened_at = mapped_column(Moment, default=clock.now, nullable=True)
User.signed_in_at = mapped_column(Moment, nullable=True)
User.organization = relationship(Organization, foreign_keys=[User.organization_id])
User.get_full_name = lambda self: f"{self.last_name}{self.first_name}"
User.__repr__ = lambda self: f"{self.last_name}{self.first_name}"


# The group of columns that modules add to the user and that every page needs.
WITH_THE_USER = "with_the_user"


class UserSession(db.Model):
    """One live sign-in. The cookie carries the secret, the row its SHA-256."""

    __tablename__ = "user_session"
    shared_because = "sign-in must read it before a scope exists"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[dt.datetime] = mapped_column(Moment)
    used_at: Mapped[dt.datetime] = mapped_column(Moment)
    address: Mapped[str] = mapped_column(String(45), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")
    # Kept until the row is swept, so that the next request can be told.
    ended_as: Mapped[SessionEnd | None] = mapped_column(stored(SessionEnd))


class PendingSignIn(db.Model):
    """A right password that waits for the second factor. It opens nothing by itself."""

    __tablename__ = "pending_sign_in"
    shared_because = "belongs to somebody who is not signed in yet"

    # The SHA-256 of the secret in the cookie.
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[dt.datetime] = mapped_column(Moment)


class SecondFactor(db.Model):
    """两步验证 of one user: the secret of a TOTP generator, in force once a code has confirmed it.

    ``last_step`` is the newest period whose code was used; none at or before it is taken again.
    """

    __tablename__ = "second_factor"
    shared_because = "belongs to one user; sign-in must read it before a scope exists"
    is_audited = True

    user_id: Mapped[int] = mapped_column(
        ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    totp_secret: Mapped[str] = mapped_column(SealedText)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(db.Model):
    """恢复码: takes the place of one code, once. Only its keyed hash is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "code_hash", name="uq_recovery_code_hash"),)
    shared_because = "belongs to one user; sign-in must read it before a scope exists"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(40))
    used_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class LoginAttempt(db.Model):
    """One try to sign in; the sign-in log, and what lock-out is counted from.

    ``counts`` is false for a try on a name that was locked already, and for those that an
    administrator has lifted a lock of.
    """

    __tablename__ = "login_attempt"
    __table_args__ = (
        Index("ix_login_attempt_name", "username", "tried_at"),
        Index("ix_login_attempt_address", "address", "tried_at"),
    )
    shared_because = "written before anybody is signed in"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(128))
    address: Mapped[str] = mapped_column(String(45))
    tried_at: Mapped[dt.datetime] = mapped_column(Moment)
    succeeded: Mapped[bool]
    counts: Mapped[bool] = mapped_column(default=True)


class PasswordHistory(db.Model):
    """A former password hash; the last five may not be used again."""

    __tablename__ = "password_history"
    shared_because = "belongs to a user, read only by the password change"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), index=True)
    password: Mapped[str] = mapped_column(String(256))
    set_at: Mapped[dt.datetime] = mapped_column(Moment)


bundle_right = Table(
    "bundle_right",
    db.metadata,
    Column(
        "bundle_id",
        ForeignKey("permission_bundle.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column(
        "permission_view_id",
        ForeignKey("ab_permission_view.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)


class PermissionBundle(db.Model):
    """权限包: rights that are granted together, by the name that offices apply for.

    Modules declare the first ones by a ``key``; what the office makes of a row stays.
    """

    __tablename__ = "permission_bundle"
    shared_because = "rights are looked up before a scope exists"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(40), info={"label": _l("权限包名称")})
    description: Mapped[str] = mapped_column(String(200), default="", info={"label": _l("说明")})
    position: Mapped[int] = mapped_column(default=0, info={"label": _l("排序")})
    for_province: Mapped[bool] = mapped_column(default=False, info={"label": _l("省级可申请")})
    for_prefecture: Mapped[bool] = mapped_column(default=False, info={"label": _l("市州级可申请")})
    for_county: Mapped[bool] = mapped_column(default=False, info={"label": _l("县级可申请")})
    is_active: Mapped[bool] = mapped_column(default=True, info={"label": _l("启用")})
    version: Mapped[int] = mapped_column(default=1)
    permissions: Mapped[list[PermissionView]] = relationship(secondary=bundle_right)

    @property
    def levels(self) -> list[Level]:
        """The levels of organizations whose people may apply for it."""
        return [level for level in Level if getattr(self, f"for_{level.value}")]

    @property
    def state(self) -> EntryState:
        """Whether people may apply for it, and whether it gives anything."""
        return EntryState.ACTIVE if self.is_active else EntryState.RETIRED

    def __repr__(self) -> str:
        return self.name


class UserGrant(db.Model):
    """附加权限: a bundle of rights beside the user's roles, until a day or for good.

    ``basis`` says on what ground, such as the number of an application.
    """

    __tablename__ = "user_grant"
    __table_args__ = (UniqueConstraint("user_id", "bundle_id", name="uq_user_grant_bundle"),)
    shared_because = "rights are looked up before a scope exists"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), index=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("permission_bundle.id"), index=True)
    expires_on: Mapped[dt.date | None]
    granted_at: Mapped[dt.datetime] = mapped_column(Moment)
    granted_by_id: Mapped[int | None]
    granted_by: Mapped[str] = mapped_column(String(130), default="")
    basis: Mapped[str] = mapped_column(String(60), default="")
    bundle: Mapped[PermissionBundle] = relationship()


# Read together with the signed-in user, whom every request asks for it.
User.has_second_factor = column_property(
    exists()
    .where(SecondFactor.user_id == User.id, SecondFactor.confirmed_at.is_not(None))
    .correlate(User.__table__),
    deferred=True,
    group=WITH_THE_USER,
)

__all__ = [
    "LoginAttempt",
    "PasswordHistory",
    "PendingSignIn",
    "PermissionBundle",
    "RecoveryCode",
    "Role",
    "SecondFactor",
    "User",
    "UserGrant",
    "UserSession",
    "bundle_right",
]
