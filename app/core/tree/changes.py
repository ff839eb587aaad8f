"""Changes of the tree and of its divisions; every one leaves the past as it was.

Whoever changes the tree holds the configuration first (`cache.hold`), so that two changes at the
same moment follow one another. Nothing is committed here.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func, select

from app.core.base.db import db
from app.core.models import Division, DivisionVersion, Organization, OrganizationVersion

OF_ORGANIZATION = ("name", "division_code", "level", "kind", "status", "parent_id")
OF_DIVISION = ("name", "level", "parent_code", "position")
# Until the number of a new organization is known, which its path is made of.
NO_PATH = "/0/"


def establish(*, short_name: str | None, day: dt.date, **facts: Any) -> Organization:
    """A new organization from a day on; `facts` are those of OF_ORGANIZATION.

    Its code is that of the division and the next number there (specification 2.1, field 3).
    """
    code = _next_code(facts["division_code"])
    organization = Organization(code=code, short_name=short_name, path=NO_PATH, **facts)
    db.session.add(organization)
    db.session.flush()
    organization.path = _path_below(organization.parent_id, organization.id)
    db.session.add(OrganizationVersion(organization_id=organization.id, valid_from=day, **facts))
    db.session.flush()
    return organization


def _next_code(division_code: str) -> str:
    last = db.session.scalar(
        select(func.max(Organization.code)).where(Organization.code.like(f"{division_code}__"))
    )
    return f"{division_code}{int(last[-2:]) + 1 if last else 1:02d}"


def _path_below(parent_id: int | None, own_id: int) -> str:
    above = db.session.get_one(Organization, parent_id).path if parent_id is not None else "/"
    return f"{above}{own_id}/"


def revise(organization: Organization, *, day: dt.date, **facts: Any) -> bool:
    """Let an organization be another from a day on; its earlier years keep what it was.

    `facts` are some of OF_ORGANIZATION; those below a moved one move along. The day is not before
    the last change. False where nothing differs.
    """
    if all(getattr(organization, name) == value for name, value in facts.items()):
        return False
    for name, value in facts.items():
        setattr(organization, name, value)
    db.session.flush()
    if "parent_id" in facts:
        _move_paths(organization)
    current = current_version(organization.id, lock=True)
    now = {name: getattr(organization, name) for name in OF_ORGANIZATION}
    if not _goes_on(current, now, day):
        db.session.add(OrganizationVersion(organization_id=organization.id, valid_from=day, **now))
    db.session.flush()
    return True


def current_version(organization_id: int, *, lock: bool = False) -> OrganizationVersion | None:
    """What an organization is since its last change."""
    statement = select(OrganizationVersion).where(
        OrganizationVersion.organization_id == organization_id,
        OrganizationVersion.valid_to.is_(None),
    )
    return db.session.scalar(statement.with_for_update() if lock else statement)


def _move_paths(organization: Organization) -> None:
    """Give a moved organization and all below it the paths of their new place."""
    before = organization.path
    after = _path_below(organization.parent_id, organization.id)
    if before == after:
        return
    below = select(Organization).where(Organization.path.startswith(before, autoescape=True))
    for one in db.session.scalars(below):
        one.path = f"{after}{one.path.removeprefix(before)}"


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
    current: OrganizationVersion | DivisionVersion | None, facts: dict[str, Any], day: dt.date
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
