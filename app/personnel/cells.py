"""人员结构: every cell of the staff structure, each a named condition over people.

The same condition counts the cell and lists the people in it, so a figure and
the list behind it cannot differ (specification 2.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, exists, not_, or_, select

from app.core.dictionaries import codes_in, entries

from .choices import CertificateStatus, CertificateType, PostGroup
from .models import Certificate, Person, Qualification

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


def valid_on(day: dt.date) -> Any:
    """A certificate that is 有效 on a day."""
    return and_(
        Certificate.valid_from <= day,
        Certificate.valid_to >= day,
        Certificate.status != CertificateStatus.SUSPENDED,
        or_(Certificate.cancelled_on.is_(None), Certificate.cancelled_on > day),
    )


def holds(kind: CertificateType | None, day: dt.date) -> Any:
    """Holds a valid certificate of a type, or of any type."""
    of_type = () if kind is None else (Certificate.type == kind,)
    return exists(
        select(1).where(Certificate.holder_id == Person.id, valid_on(day), *of_type)
    ).correlate(Person)


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


def _technical() -> Any:
    """专业技术人员: an engineering title from 初级 up, or an engineering qualification."""
    qualified = exists(
        select(1).where(
            Qualification.person_id == Person.id,
            Qualification.kind.in_(codes_in("qualification", "engineering")),
        )
    ).correlate(Person)
    titled = and_(
        Person.title_name.in_(codes_in("title_name", "engineering")),
        Person.title_level.in_(codes_in("title_level", "senior", "intermediate", "junior")),
        Person.title_level != "technician",
    )
    return or_(titled, qualified)


def counted() -> Any:
    """在职: everybody on the roster but 借入."""
    return Person.employ_type.not_in(codes_in("employ_type", PostGroup.SECONDED_IN))


def conditions(day: dt.date) -> Mapping[str, Any]:
    """Every cell by its key; all but ``seconded_in`` are among 在职 people."""
    quality = holds(CertificateType.QUALITY, day)
    safety = holds(CertificateType.SAFETY, day)
    here = counted()
    found: dict[str, Any] = {
        "on_duty": here,
        "authorized": Person.employ_type.in_(codes_in("employ_type", *PostGroup.AUTHORIZED)),
        "contract": Person.employ_type.in_(codes_in("employ_type", PostGroup.CONTRACT)),
        "seconded_in": not_(here),
        "seconded_out": and_(here, Person.duty_status.in_(codes_in("duty_status", "seconded_out"))),
        "certified": and_(here, or_(quality, safety)),
        "quality_only": and_(here, quality, not_(safety)),
        "safety_only": and_(here, safety, not_(quality)),
        "dual": and_(here, quality, safety),
        "uncertified": and_(here, not_(quality), not_(safety)),
        "technical": and_(here, _technical()),
        "party": and_(here, Person.politics.in_(codes_in("politics", "party"))),
    }
    for key, (low, high) in AGES.items():
        found[key] = and_(here, _aged(low, high, day))
    for dictionary, column in CODED.items():
        for code in entries(dictionary):
            found[f"{dictionary}={code}"] = and_(here, column == code)
    return found


def group_keys(dictionary: str, *groups: str) -> list[str]:
    """The cells whose sum is a group of a dictionary ("education", "postgraduate")."""
    return [f"{dictionary}={code}" for code in codes_in(dictionary, *groups)]
