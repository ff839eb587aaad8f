"""Conditions over people on rosters that several lists ask for, as SQL."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import and_, exists, or_, select

from app.core.base.formats import years_from
from app.core.configuration.dictionaries import codes_in
from app.core.configuration.parameters import parameter
from app.personnel.choices import CertificateType, PostGroup
from app.personnel.models import CertificateVersion, Person, held_by, valid_on


def of_retirement_age(today: dt.date) -> Any:
    """Has reached the age of retirement, whatever the post."""
    ages = {
        "male": parameter("retirement_age_men"),
        "female": parameter("retirement_age_women"),
    }
    reached = (
        and_(Person.sex == sex, Person.born_on <= years_from(today, -age))
        for sex, age in ages.items()
    )
    return or_(*reached)


def past_retirement(today: dt.date) -> Any:
    """V03 Q: in an authorized post past the age of retirement."""
    authorized = codes_in("employ_type", *PostGroup.AUTHORIZED)
    return and_(Person.employ_type.in_(authorized), of_retirement_age(today))


def holds_valid(today: dt.date, kind: CertificateType | None = None) -> Any:
    """Has a certificate, of a type or of any, that is 有效 on a day."""
    of_kind = () if kind is None else (CertificateVersion.type == kind,)
    return exists(select(1).where(held_by(Person), valid_on(today), *of_kind)).correlate(Person)


def on_duty() -> Any:
    """在岗."""
    return Person.duty_status.in_(codes_in("duty_status", "present"))
