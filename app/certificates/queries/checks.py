"""What anybody may learn of the certificate whose code he has."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.personnel.models import Certificate, standing_on

from .holders import holder_name


def certificate_of_code(code: str) -> Any:
    """Number, type, last day, state of today and holder of the certificate with a check code."""
    asked = select(
        Certificate.number,
        Certificate.type,
        Certificate.valid_to,
        standing_on(clock.today()).label("standing"),
        holder_name().label("name"),
    )
    with unscoped("whoever holds the paper of a certificate may check it by the code on it"):
        return db.session.execute(asked.where(Certificate.check_code == code)).one_or_none()
