"""Which organization has filed what for which year, and who signed it when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select

from app.core.base import clock
from app.organizations.choices import ReturnState
from app.personnel.choices import CertificateStatus
from app.personnel.models import Certificate, Person

from . import bulk
from .organizations import DemoOrganization

# Two clerks find work to do; two organizations show what the quality list is for.
NOT_FILED = ("430104", "430211")
# 职称 of who may lead the technical side.
QUALIFIED = ("senior_professor", "senior", "intermediate")
WITHOUT_LAST_YEAR, BROKEN_SUM = "430822", "431230"


@dataclass(frozen=True, slots=True)
class Staff:
    """What the returns need to know of an organization's people."""

    total: int
    civil: int
    institution: int
    logistics: int
    head: str
    position: str
    mobile: str
    clerk: str
    technical: str
    technical_title: str
    technical_mobile: str


def years() -> list[int]:
    """The three years before this one, and this one."""
    return list(range(clock.year() - 3, clock.year() + 1))


def lock_date(year: int) -> dt.date:
    """31 March of the next year, as the parameter says at the start."""
    return dt.date(year + 1, 3, 31)


def is_locked(year: int) -> bool:
    """Whether the clock has closed a year."""
    return lock_date(year) < clock.today()


def state(place: DemoOrganization, year: int) -> ReturnState | None:
    """How far a return is; None when nobody began it."""
    if year < clock.year():
        if year == clock.year() - 1 and place.division_code == WITHOUT_LAST_YEAR:
            return None
        return ReturnState.LOCKED if is_locked(year) else ReturnState.SUBMITTED
    if place.division_code in (*NOT_FILED, WITHOUT_LAST_YEAR, BROKEN_SUM):
        return None
    number = place.random("filed").random()
    if number < 0.36:
        return ReturnState.SUBMITTED
    return ReturnState.DRAFT if number < 0.47 else None


def filed_years(place: DemoOrganization) -> list[int]:
    """The years that an organization has handed in."""
    unfiled = (None, ReturnState.DRAFT)
    return [year for year in years() if state(place, year) not in unfiled]


def signed_on(place: DemoOrganization, year: int, purpose: str) -> dt.datetime:
    """A morning of the January or February after; this year's was one of the last weeks."""
    rng = place.random(f"{purpose} {year}")
    if year < clock.year():
        day = dt.date(year + 1, 1, 4) + dt.timedelta(days=rng.randint(0, 50))
    else:
        day = clock.today() - dt.timedelta(days=rng.randint(1, 40))
        day = max(day, dt.date(year, 1, 1))
    return bulk.moment(day, rng.randint(9, 16), rng.randint(0, 59))


def signature(place: DemoOrganization, year: int, clerk: str, purpose: str) -> bulk.Row:
    """填报人、填报时间、最后修改人、最后修改时间"""
    signed = signed_on(place, year, purpose)
    return {"filled_by": clerk, "filled_at": signed, "changed_by": clerk, "changed_at": signed}


def staff() -> dict[int, Staff]:
    """The people of every organization as its returns name and count them."""
    person = Person.__table__.c
    here = person.left_on.is_(None) & person.deleted_at.is_(None)

    def of_type(kind: str) -> Any:
        return func.count().filter(person.employ_type == kind)

    counts = bulk.execute(
        select(
            person.organization_id,
            func.count(),
            of_type("civil"),
            of_type("institution"),
            of_type("logistics"),
            func.min(person.id),
            func.min(person.id).filter(person.post_type == "supervision"),
            func.min(person.id).filter(person.title_level.in_(QUALIFIED), _is_certified(person)),
        )
        .where(here)
        .group_by(person.organization_id)
    ).all()
    named = _people({number for row in counts for number in row[5:] if number})
    found = {}
    for organization_id, total, civil, institution, logistics, *ids in counts:
        head, clerk, technical = (named[one or ids[0]] for one in ids)
        found[organization_id] = Staff(
            total,
            civil,
            institution,
            logistics,
            head.name,
            head.position,
            head.mobile,
            clerk.name,
            technical.name,
            technical.title_level,
            technical.mobile,
        )
    return found


def _is_certified(person: Any) -> Any:
    certificate = Certificate.__table__.c
    return exists().where(
        certificate.identity_id == person.identity_id,
        certificate.status == CertificateStatus.VALID,
        certificate.valid_to >= clock.today(),
    )


def _people(ids: set[int]) -> dict[int, Any]:
    person = Person.__table__.c
    rows = bulk.execute(
        select(person.id, person.name, person.position, person.mobile, person.title_level).where(
            person.id.in_(ids)
        )
    )
    return {row.id: row for row in rows}
