"""The business parameters: defaults declared here, changed values kept as rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from .db import db
from .models import Parameter
from .revision import kept

DEFAULTS: Mapping[str, Any] = {
    "ratio_supervisor": 75,
    "year_lock_date": "03-31",
    "annual_due_date": "02-28",
    "first_year": 2015,
    "jump_percent": 50,
    "jump_units": 10,
    "idle_minutes": 30,
    "login_fail_count": 5,
    "login_fail_minutes": 30,
    "address_fail_count": 30,
    "address_fail_minutes": 15,
    "password_history": 5,
    # The law asks for six months of logs of sign-ins (网络安全法, article 21).
    "login_log_days": 1096,
    "exports_at_once": 3,
    "draft_days": 400,
    "first_password_hours": 72,
    "cert_warn_days": 90,
    "org_warn_days": 180,
}


@kept
def _changed() -> Mapping[str, Any]:
    return {row.key: row.value for row in db.session.scalars(select(Parameter))}


def parameter(key: str) -> Any:
    """The value in force; KeyError for a key nobody declared."""
    default = DEFAULTS[key]
    return _changed().get(key, default)
