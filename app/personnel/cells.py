"""人员结构: every cell of the staff structure, each a named condition over people.

The same condition counts the cell and lists the people in it, so a figure and
the list behind it cannot differ (specification 2.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, exists, func, not_, or_, select

from app.core.configuration.dictionaries import codes_in, entries

from .choices import CertificateType, PostGroup
from .models import CertificateVersion, Person, Qualification, held_by, valid_on

# Dictionaries of which every code is a cell ("education=bachelor").
CODED = {
    "employ_type": Person.employ_type,
    "post_type": Person.post_type,
    "title_level": Person.title_level,
    "education": Person.education,
    "specialty": Person.specialty,
    "sex": Person.sex,
}
AGES = {"age_35": (0, 35), "age_45": (36, 45), "age_54": (46, 54), "age_55": (55, 200)}


def on_roster(day: dt.date) -> Any:
    """P(organization, day): joined by then and not yet gone."""
    return and_(Person.joined_on <= day, or_(Person.left_on.is_(None), Person.left_on > day))


def _is_engineer(day: dt.date) -> Any:
    """A qualification that makes its holder 专业技术人员."""
    kinds = codes_in("qualification", "engineering", year=day.year)
    return and_(Qualification.on(day), Qualification.kind.in_(kinds))


@dataclass(frozen=True, slots=True)
class CertificateConditions:
    """What a person holds, as conditions; ``tables`` are joined to people for them."""

    quality: Any
    safety: Any
    qualified: Any
    tables: tuple[tuple[Any, Any], ...] = ()


def held_by_each(day: dt.date) -> CertificateConditions:
    """Asked of one person after the other, which is quick for a few."""

    def certified(kind: CertificateType) -> Any:
        of_kind = CertificateVersion.type == kind
        return exists(select(1).where(held_by(Person), valid_on(day), of_kind)).correlate(Person)

    qualified = select(1).where(
        Qualification.identity_id == Person.identity_id,
        Qualification.organization_id == Person.organization_id,
        _is_engineer(day),
    )
    return CertificateConditions(
        certified(CertificateType.QUALITY),
        certified(CertificateType.SAFETY),
        exists(qualified).correlate(Person),
    )


def held_by_all(day: dt.date, organization_ids: Sequence[int] | None) -> CertificateConditions:
    """Read once for everybody and joined, which is quick for many: eight cells ask for it."""
    version = CertificateVersion
    has = {kind: func.max(case((version.type == kind, 1), else_=0)) for kind in CertificateType}
    certificates = select(
        version.identity_id,
        version.organization_id,
        has[CertificateType.QUALITY].label("quality"),
        has[CertificateType.SAFETY].label("safety"),
    ).where(valid_on(day))
    qualifications = select(Qualification.identity_id, Qualification.organization_id).where(
        _is_engineer(day)
    )
    if organization_ids is not None:
        certificates = certificates.where(version.organization_id.in_(organization_ids))
        qualifications = qualifications.where(Qualification.organization_id.in_(organization_ids))
    held = certificates.group_by(version.identity_id, version.organization_id).subquery()
    engineers = qualifications.distinct().subquery()
    return CertificateConditions(
        func.coalesce(held.c.quality, 0) == 1,
        func.coalesce(held.c.safety, 0) == 1,
        engineers.c.identity_id.is_not(None),
        ((held, _at_the_roster(held)), (engineers, _at_the_roster(engineers))),
    )


def _at_the_roster(table: Any) -> Any:
    """What somebody of a roster holds at its organization."""
    return and_(
        table.c.identity_id == Person.identity_id,
        table.c.organization_id == Person.organization_id,
    )


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day some years earlier; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return dt.date(day.year - years, 3, 1)


def _aged(low: int, high: int, day: dt.date) -> Any:
    born_by = years_before(day, low)
    born_after = years_before(day, high + 1)
    return and_(Person.born_on <= born_by, Person.born_on > born_after)


def _titled(year: int) -> Any:
    """An engineering title from 初级 up, 员级 included."""
    levels = codes_in("title_level", "senior", "intermediate", "junior", year=year)
    return and_(
        Person.title_name.in_(codes_in("title_name", "engineering", year=year)),
        Person.title_level.in_(levels),
    )


def counted(year: int) -> Any:
    """在职: everybody on the roster but 借入."""
    return Person.employ_type.not_in(codes_in("employ_type", PostGroup.SECONDED_IN, year=year))


def conditions(day: dt.date, held: CertificateConditions | None = None) -> Mapping[str, Any]:
    """Every cell by its key; all but ``seconded_in`` are among 在职 people.

    Codes are counted in the classes of the day's year.
    """

    def of(column: Any, dictionary: str, *groups: str) -> Any:
        return column.in_(codes_in(dictionary, *groups, year=day.year))

    held = held or held_by_each(day)
    quality, safety = held.quality, held.safety
    here = counted(day.year)
    found: dict[str, Any] = {
        "on_duty": here,
        "authorized": of(Person.employ_type, "employ_type", *PostGroup.AUTHORIZED),
        "contract": of(Person.employ_type, "employ_type", PostGroup.CONTRACT),
        "seconded_in": not_(here),
        "seconded_out": and_(here, of(Person.duty_status, "duty_status", "seconded_out")),
        "certified": and_(here, or_(quality, safety)),
        "quality_only": and_(here, quality, not_(safety)),
        "safety_only": and_(here, safety, not_(quality)),
        "dual": and_(here, quality, safety),
        "uncertified": and_(here, not_(quality), not_(safety)),
        "technical": and_(here, or_(_titled(day.year), held.qualified)),  # 专业技术人员
        "party": and_(here, of(Person.politics, "politics", "party")),
    }
    for key, (low, high) in AGES.items():
        found[key] = and_(here, _aged(low, high, day))
    for dictionary, column in CODED.items():
        for code in entries(dictionary, year=day.year):
            found[f"{dictionary}={code}"] = and_(here, column == code)
    return found


def group_keys(dictionary: str, *groups: str, year: int) -> list[str]:
    """The cells whose sum is a group of a dictionary ("education", "postgraduate") in a year."""
    return [f"{dictionary}={code}" for code in codes_in(dictionary, *groups, year=year)]
