"""What happens to the organization tree: one begins, one becomes another from a day on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from app.core.base.choices import OrganizationStatus
from app.core.base.db import db
from app.core.models import Organization, OrganizationVersion


def settle(number: int, **facts: Any) -> None:
    """An organization and what it is from the day on that it begins."""
    since = facts.pop("valid_from", dt.date(2015, 1, 1))
    parent = db.session.get(Organization, facts["parent_id"])
    path = f"{parent.path if parent else '/'}{number}/"
    code = f"{facts['division_code']}{number:02d}"
    status = facts.pop("status", OrganizationStatus.ACTIVE)
    db.session.add(Organization(id=number, code=code, path=path, status=status, **facts))
    db.session.flush()
    version = {**facts, "status": status, "valid_from": since}
    db.session.add(OrganizationVersion(organization_id=number, **version))
    db.session.flush()


def change(number: int, day: dt.date, **facts: Any) -> None:
    """Let an organization be another one from a day on; before, it stays what it was."""
    one = db.session.get_one(Organization, number)
    current = db.session.scalars(
        select(OrganizationVersion).where(
            OrganizationVersion.organization_id == number, OrganizationVersion.valid_to.is_(None)
        )
    ).one()
    names = ("name", "kind", "level", "division_code", "parent_id", "status")
    kept = {name: getattr(current, name) for name in names}
    current.valid_to = day
    for name, value in facts.items():
        setattr(one, name, value)
    if above := db.session.get(Organization, one.parent_id or 0):
        one.path = f"{above.path}{number}/"
    db.session.flush()
    db.session.add(OrganizationVersion(organization_id=number, valid_from=day, **{**kept, **facts}))
    db.session.flush()
