"""Changes of the organization tree; every one leaves the past as it was."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.core.base.choices import OrganizationKind
from app.core.base.db import db
from app.core.models import Organization, OrganizationVersion

COPIED = ("name", "division_code", "level", "kind", "status", "parent_id")


def revise(organization: Organization, *, name: str, kind: OrganizationKind, day: dt.date) -> None:
    """Give an organization another name or kind from a day on; its earlier years keep theirs."""
    if (organization.name, organization.kind) == (name, kind):
        return
    organization.name, organization.kind = name, kind
    current = db.session.scalar(
        select(OrganizationVersion)
        .where(
            OrganizationVersion.organization_id == organization.id,
            OrganizationVersion.valid_to.is_(None),
        )
        .with_for_update()
    )
    if current is not None and current.valid_from == day:
        current.name, current.kind = name, kind
        return
    if current is not None:
        current.valid_to = day
    copy = {column: getattr(organization, column) for column in COPIED}
    db.session.add(OrganizationVersion(organization_id=organization.id, valid_from=day, **copy))
