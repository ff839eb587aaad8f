"""人员结构: every cell of the staff structure, each a named condition over people.

The same condition counts the cell and lists the people in it, so a figure and
the list behind it cannot differ (specification 2.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, exists, func, not_, or_, select, true

from app.core.base.formats import years_from
from app.core.configuration.dictionaries import codes_in, entries
from app.core.configuration.parameters import parameter

from .choices import CertificateStatus, CertificateType, PostGroup
from .models import CertificateVersion, Person, Qualification

# The version of what the cells mean; a stored structure says by which it was counted.
RULE_VERSION = 2
# Dictionaries of which every code is a cell ("education=bachelor").
CODED = ("employ_type", "post_type", "title_level", "education", "specialty", "sex")
AGES = {"age_35": (0, 35), "age_45": (36, 45), "age_54": (46, 54), "age_55": (55, 200)}
# 从事监督年限 in full years, of those who are certified.
EXPERIENCE = {
    "experience_2": (0, 2),
    "experience_5": (3, 5),
    "experience_10": (6, 10),
    "experience_20": (11, 20),
    "experience_21": (21, 200),
}


@dataclass(frozen=True, slots=True)
class Records:
    """The rows that cells read: as they are, or as they stood at a past moment."""

    person: Any = Person
    # What certificates said on a day: their versions, or themselves as they stood.
    certificate: Any = CertificateVersion
    qualification: Any = Qualification

    def said_on(self, day: dt.date) -> Any:
        """The criterion for what certificates said on a day."""
        is_versioned = hasattr(self.certificate, "from_day")
        return self.certificate.on(day) if is_versioned else true()


LIVE = Records()


def on_roster(day: dt.date, person: Any = Person) -> Any:
    """P(organization, day): joined by then and not yet gone."""
    return and_(person.joined_on <= day, or_(person.left_on.is_(None), person.left_on > day))


def _engineering(year: int) -> list[str]:
    """The qualifications that make their holders 专业技术人员."""
    return codes_in("qualification", "engineering", year=year)


@dataclass(frozen=True, slots=True)
class CertificateConditions:
    """What a person holds, as conditions; ``tables`` are joined to people for them."""

    quality: Any
    safety: Any
    expiring: Any
    expired: Any
    qualified: Any
    kinds: Mapping[str, Any]
    tables: tuple[tuple[Any, Any], ...] = ()


def _terms(certificate: Any, day: dt.date) -> Mapping[str, Any]:
    """Of certificates that are 有效 but for their term: valid, about to expire, expired."""
    soon = day + dt.timedelta(days=max(parameter("cert_warn_days")))
    valid = certificate.valid_to >= day
    return {
        "quality": and_(valid, certificate.type == CertificateType.QUALITY),
        "safety": and_(valid, certificate.type == CertificateType.SAFETY),
        "expiring": and_(valid, certificate.valid_to <= soon),
        "expired": certificate.valid_to < day,
    }


def _granted(records: Records, day: dt.date) -> Any:
    """Certificates that are neither suspended nor cancelled on a day, whatever their term."""
    one = records.certificate
    granted = and_(one.valid_from <= day, one.status == CertificateStatus.VALID)
    return and_(records.said_on(day), granted)


def held_by_each(day: dt.date, records: Records = LIVE) -> CertificateConditions:
    """Asked of one person after the other, which is quick for a few."""
    certificate, qualification = records.certificate, records.qualification
    granted = _granted(records, day)

    def certified(term: Any) -> Any:
        found = select(certificate.id).where(_at_the_roster(certificate, records), granted, term)
        return exists(found).correlate(records.person)

    def qualified(*kinds: str) -> Any:
        held = (_at_the_roster(qualification, records), qualification.on(day))
        found = select(qualification.id).where(*held, qualification.kind.in_(kinds))
        return exists(found).correlate(records.person)

    terms = {name: certified(term) for name, term in _terms(certificate, day).items()}
    return CertificateConditions(
        **terms,
        qualified=qualified(*_engineering(day.year)),
        kinds={code: qualified(code) for code in entries("qualification", year=day.year)},
    )


def held_by_all(
    day: dt.date, organization_ids: Sequence[int] | None, records: Records = LIVE
) -> CertificateConditions:
    """Read once for everybody and joined, which is quick for many: most cells ask for it."""
    certificate, qualification = records.certificate, records.qualification
    terms = dict(_terms(certificate, day))
    ends = {name: terms.pop(name) for name in ("expiring", "expired")}
    kinds = list(entries("qualification", year=day.year))
    each = {code: qualification.kind == code for code in kinds}
    among = organization_ids
    valid = (_granted(records, day), certificate.valid_to >= day)
    # Apart, for the figures of home and overview ask for the first two terms alone.
    held = _flags(certificate, terms, *valid, among=among)
    ending = _flags(certificate, ends, _granted(records, day), among=among)
    of_engineers = qualification.kind.in_(_engineering(day.year))
    engineers = _flags(qualification, {}, qualification.on(day), of_engineers, among=among)
    by_kind = _flags(qualification, each, qualification.on(day), among=among)
    tables = (held, ending, engineers, by_kind)
    return CertificateConditions(
        **{name: _is_set(held, name) for name in terms},
        **{name: _is_set(ending, name) for name in ends},
        qualified=engineers.c.identity_id.is_not(None),
        kinds={code: _is_set(by_kind, code) for code in kinds},
        tables=tuple((table, _at_the_roster(table.c, records)) for table in tables),
    )


def _flags(
    holding: Any, flags: Mapping[str, Any], *criteria: Any, among: Sequence[int] | None
) -> Any:
    """One row for each who holds something at an organization: which conditions any of it meets."""
    owner = (holding.identity_id, holding.organization_id)
    columns = (func.max(case((met, 1), else_=0)).label(name) for name, met in flags.items())
    found = select(*owner, *columns).where(*criteria).group_by(*owner)
    if among is not None:
        found = found.where(holding.organization_id.in_(among))
    return found.subquery()


def _is_set(table: Any, name: str) -> Any:
    return func.coalesce(table.c[name], 0) == 1


def _at_the_roster(held: Any, records: Records) -> Any:
    """What somebody of a roster holds at its organization."""
    return and_(
        held.identity_id == records.person.identity_id,
        held.organization_id == records.person.organization_id,
    )


def _since(column: Any, low: int, high: int, day: dt.date) -> Any:
    """So many full years ago; the highest span has no end."""
    return and_(column <= years_from(day, -low), column > years_from(day, -high - 1))


def _titled(person: Any, year: int) -> Any:
    """An engineering title from 初级 up, 员级 included."""
    levels = codes_in("title_level", "senior", "intermediate", "junior", year=year)
    return and_(_engineering_title(person, year), person.title_level.in_(levels))


def _engineering_title(person: Any, year: int) -> Any:
    return person.title_name.in_(codes_in("title_name", "engineering", year=year))


def counted(year: int, person: Any = Person) -> Any:
    """在职: everybody on the roster but 借入."""
    return person.employ_type.not_in(codes_in("employ_type", PostGroup.SECONDED_IN, year=year))


def conditions(
    day: dt.date, held: CertificateConditions | None = None, records: Records = LIVE
) -> Mapping[str, Any]:
    """Every cell by its key; all but ``seconded_in`` are among 在职 people.

    Codes are counted in the classes of the day's year.
    """
    person, year = records.person, day.year
    held = held or held_by_each(day, records)
    here = counted(year, person)
    found: dict[str, Any] = {
        "on_duty": here,
        "seconded_in": not_(here),
        **_certified(person, held, here, day),
        "technical": and_(here, or_(_titled(person, year), held.qualified)),  # 专业技术人员
        "engineering_titled": and_(here, _engineering_title(person, year)),
    }
    for key, dictionary, groups in GROUPED:
        codes = codes_in(dictionary, *groups, year=year)
        found[key] = and_(here, getattr(person, dictionary).in_(codes))
    for key, (low, high) in AGES.items():
        found[key] = and_(here, _since(person.born_on, low, high, day))
    for code, holds in held.kinds.items():
        found[f"qualification={code}"] = and_(here, holds)
    for dictionary in CODED:
        for code in entries(dictionary, year=year):
            found[f"{dictionary}={code}"] = and_(here, getattr(person, dictionary) == code)
    return found


# Cells that are groups of a dictionary.
GROUPED = (
    ("authorized", "employ_type", PostGroup.AUTHORIZED),
    ("contract", "employ_type", (PostGroup.CONTRACT,)),
    ("seconded_out", "duty_status", ("seconded_out",)),
    ("party", "politics", ("party",)),
)


def _certified(
    person: Any, held: CertificateConditions, here: Any, day: dt.date
) -> Mapping[str, Any]:
    """持证, and what is counted among those who are certified."""
    quality, safety = held.quality, held.safety
    certified, since = and_(here, or_(quality, safety)), person.supervising_from
    in_force = or_(person.law_cert_to.is_(None), person.law_cert_to >= day)

    def of_field(*groups: str) -> Any:
        codes = codes_in("specialty", *groups, year=day.year)
        return and_(certified, person.specialty.in_(codes))

    return {
        "certified": certified,
        "quality_only": and_(here, quality, not_(safety)),
        "safety_only": and_(here, safety, not_(quality)),
        "dual": and_(here, quality, safety),
        "uncertified": and_(here, not_(quality), not_(safety)),
        "law_certified": and_(here, func.coalesce(person.law_cert_no, "") != "", in_force),
        "expiring": and_(here, held.expiring),
        "expired": and_(here, held.expired),
        "certified_civil": of_field("civil"),
        "certified_installation": of_field("installation"),
        # Stored from version 2 on.
        "certified_municipal": of_field("municipal"),
        **{
            key: and_(certified, _since(since, low, high, day))
            for key, (low, high) in EXPERIENCE.items()
        },
        "experience_unknown": and_(certified, or_(since.is_(None), since > day)),
    }


def group_keys(dictionary: str, *groups: str, year: int) -> list[str]:
    """The cells whose sum is a group of a dictionary ("education", "postgraduate") in a year."""
    return [f"{dictionary}={code}" for code in codes_in(dictionary, *groups, year=year)]
