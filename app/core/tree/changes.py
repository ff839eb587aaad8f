"""Changes of the tree and of its divisions; every one leaves the past as it was.

Whoever changes the tree holds the configuration first (`cache.hold`), so that two changes at the
same moment follow one another. Nothing is committed here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.base.parts import in_parts
from app.core.models import Division, DivisionVersion, Organization, OrganizationVersion

OF_ORGANIZATION = ("name", "division_code", "level", "kind", "status", "parent_id")
OF_DIVISION = ("name", "level", "parent_code", "position")
# Until the number of a new organization is known, which its path is made of.
NO_PATH = "/0/"
# The code of an organization has two digits behind those of its division.
MOST_IN_A_DIVISION = 99


def establish(*, short_name: str | None, day: dt.date, **facts: Any) -> Organization:
    """A new organization from a day on; `facts` are those of OF_ORGANIZATION."""
    (found,) = establish_all([{"short_name": short_name, **facts}], day=day)
    return found


def establish_all(rows: Sequence[Mapping[str, Any]], *, day: dt.date) -> list[Organization]:
    """New organizations from a day on, in few statements however many there are.

    Each row has the facts of OF_ORGANIZATION and a short name; its superior is there already. The
    code is that of the division and the next number there (specification 2.1, field 3).
    """
    codes = _next_codes([row["division_code"] for row in rows])
    found = [
        Organization(code=code, path=NO_PATH, **row) for code, row in zip(codes, rows, strict=True)
    ]
    db.session.add_all(found)
    db.session.flush()
    above = _paths_of({row["parent_id"] for row in rows})
    for one in found:
        one.path = f"{above[one.parent_id]}{one.id}/"
        facts = {name: getattr(one, name) for name in OF_ORGANIZATION}
        version = OrganizationVersion(organization_id=one.id, valid_from=day, **facts)
        db.session.add(version)
    db.session.flush()
    return found


def _next_codes(division_codes: Sequence[str]) -> list[str]:
    """The next code of each division, one after another where several lie in the same."""
    place = func.substr(Organization.code, 1, 6)
    last = {
        row[0]: int(row[1][6:])
        for row in db.session.execute(select(place, func.max(Organization.code)).group_by(place))
    }
    found = []
    for code in division_codes:
        last[code] = last.get(code, 0) + 1
        if last[code] > MOST_IN_A_DIVISION:
            words = _(
                "同一行政区划（%(code)s）下最多有 %(n)d 个机构", code=code, n=MOST_IN_A_DIVISION
            )
            raise Refused.because("RO12", "division_code", words)
        found.append(f"{code}{last[code]:02d}")
    return found


def _paths_of(ids: set[int | None]) -> dict[int | None, str]:
    """The paths of superiors; that of nobody is the root."""
    wanted = sorted(one for one in ids if one is not None)
    found: dict[int | None, str] = {None: "/"}
    for some in in_parts(wanted):
        rows = select(Organization.id, Organization.path).where(Organization.id.in_(some))
        found.update((row.id, row.path) for row in db.session.execute(rows))
    return found


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
