"""Changes of the tree and of its divisions; every one leaves the past as it was."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.core.base.choices import OrganizationKind
from app.core.base.db import db
from app.core.models import Division, DivisionVersion, Organization, OrganizationVersion

OF_ORGANIZATION = ("name", "division_code", "level", "kind", "status", "parent_id")
OF_DIVISION = ("name", "level", "parent_code", "position")


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
    facts = {column: getattr(organization, column) for column in OF_ORGANIZATION}
    if not _goes_on(current, facts, day):
        db.session.add(
            OrganizationVersion(organization_id=organization.id, valid_from=day, **facts)
        )


def revise_division(division: Division, *, name: str, parent_code: str, day: dt.date) -> None:
    """Let a division have another name or lie in another one from a day on, at most today.

    The rows of past years stay under the division that they lay in then.
    """
    if (division.name, division.parent_code) == (name, parent_code):
        return
    division.name, division.parent_code = name, parent_code
    current = db.session.scalar(
        select(DivisionVersion)
        .where(DivisionVersion.code == division.code, DivisionVersion.valid_to.is_(None))
        .with_for_update()
    )
    facts = {column: getattr(division, column) for column in OF_DIVISION}
    if not _goes_on(current, facts, day):
        db.session.add(DivisionVersion(code=division.code, valid_from=day, **facts))


def _goes_on(
    current: OrganizationVersion | DivisionVersion | None, facts: dict[str, object], day: dt.date
) -> bool:
    """Whether the current version began on this day and now says this; else it ends here."""
    if current is None:
        return False
    if current.valid_from != day:
        current.valid_to = day
        return False
    for name, value in facts.items():
        setattr(current, name, value)
    return True
