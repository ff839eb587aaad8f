"""Every SELECT about the logs."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core.base.db import db
from app.core.models import AuditEntry, LoginAttempt


def newest(actions: Sequence[str], most: int) -> Sequence[AuditEntry]:
    """The newest entries of some acts."""
    asked = select(AuditEntry).where(AuditEntry.action.in_(actions))
    return db.session.scalars(asked.order_by(AuditEntry.id.desc()).limit(most)).all()


def newest_failures(most: int) -> Sequence[LoginAttempt]:
    """The newest tries to sign in that did not succeed."""
    asked = select(LoginAttempt).where(LoginAttempt.succeeded.is_(False))
    return db.session.scalars(asked.order_by(LoginAttempt.id.desc()).limit(most)).all()
