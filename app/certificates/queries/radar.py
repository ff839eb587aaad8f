"""资格雷达: who runs out of a certificate, has none or is past the age, found by conditions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, exists, func, literal, not_, or_, select, type_coerce

from app.certificates.choices import RADAR, RadarKind
from app.certificates.radar import Finding
from app.certificates.rules import extendable_until
from app.core.access.narrowed_screens import own_unless_overseen
from app.core.access.security_manager import may
from app.core.base.column_types import stored
from app.core.base.db import db
from app.core.configuration.parameters import parameter
from app.personnel.choices import CertificateStanding, CertificateStatus
from app.personnel.models import (
    HELD_HERE,
    NOT_CANCELLED,
    ON_ROSTER,
    Certificate,
    Person,
    last_day_of_warning,
    standing_on,
)
from app.personnel.queries import groups, holds_valid, on_duty, past_retirement

# So many findings of each kind are listed; what is behind them shows once these are settled.
MOST = 2000
SHOWN = (Person.organization_id, Person.id.label("person_id"), Person.name, Person.born_on)


def findings(today: dt.date) -> Iterator[Finding]:
    """Everything that whoever asks may look at, the most pressing first; one statement a kind."""
    grace = parameter("expired_grace_months")
    for kind, statement in _statements(today).items():
        for row in db.session.execute(statement.limit(MOST)):
            is_lapsed = kind is RadarKind.EXPIRED and extendable_until(row.valid_to, grace) < today
            yield Finding(kind, **row._mapping, is_lapsed=is_lapsed)


def counts(found: Iterable[Finding], today: dt.date) -> Mapping[RadarKind, int]:
    """How many there are of each kind; asked of the database where not all are listed."""
    listed = Counter(one.kind for one in found)
    if max(listed.values(), default=0) < MOST:
        return {kind: listed[kind] for kind in RadarKind}
    numbers = (
        select(func.count()).select_from(one.order_by(None).subquery()).scalar_subquery()
        for one in _statements(today).values()
    )
    return dict(zip(RadarKind, db.session.execute(select(*numbers)).one(), strict=True))


def _statements(today: dt.date) -> Mapping[RadarKind, Any]:
    """The rows of each kind, in the order of the kinds."""
    return {
        RadarKind.EXPIRING: _running_out(CertificateStanding.EXPIRING, today),
        RadarKind.EXPIRED: _running_out(CertificateStanding.EXPIRED, today),
        RadarKind.MISSING: _people(_missing(today)),
        RadarKind.OVERAGE: _people(_overage(today)),
    }


def _in_reach() -> tuple[Any, ...]:
    return ON_ROSTER, *own_unless_overseen(Person, oversees=may("oversee", RADAR))


def _people(condition: Any) -> Any:
    asked = select(*SHOWN).where(*_in_reach(), condition)
    return asked.order_by(Person.organization_id, Person.id)


def _running_out(standing: CertificateStanding, today: dt.date) -> Any:
    """Certificates of people on rosters in a state; the days found by index hold all of them."""
    return (
        select(
            *SHOWN,
            Certificate.id.label("certificate_id"),
            Certificate.type,
            Certificate.number,
            Certificate.valid_to,
        )
        .join(Person, HELD_HERE)
        .where(
            *_in_reach(),
            Certificate.status == CertificateStatus.VALID,
            Certificate.valid_to <= last_day_of_warning(today),
            _stands(standing, today),
        )
        .order_by(Certificate.valid_to, Certificate.id)
    )


def _stands(standing: CertificateStanding, today: dt.date) -> Any:
    return standing_on(today) == type_coerce(literal(standing), stored(CertificateStanding))


def ends_between(
    first: dt.date, last: dt.date, organization_id: int | None = None
) -> Sequence[Any]:
    """Organization, name and last day of what runs out in a time and was not decided about."""
    own = [] if organization_id is None else [Certificate.organization_id == organization_id]
    asked = (
        select(Certificate.organization_id, Person.name, Certificate.valid_to)
        .join(Person, HELD_HERE)
        .where(
            ON_ROSTER,
            Certificate.status == CertificateStatus.VALID,
            Certificate.valid_to.between(first, last),
            *own,
        )
        .order_by(Certificate.valid_to, Certificate.id)
    )
    return db.session.execute(asked).all()


def running_out_at_each(today: dt.date) -> Mapping[int, tuple[int, int]]:
    """How many certificates are 即将到期 and 已过期, by the organization of their holders."""
    counted = [
        func.count().filter(_stands(standing, today))
        for standing in (CertificateStanding.EXPIRING, CertificateStanding.EXPIRED)
    ]
    asked = (
        select(Certificate.organization_id, *counted)
        .join(Person, HELD_HERE)
        .where(
            ON_ROSTER,
            Certificate.status == CertificateStatus.VALID,
            Certificate.valid_to <= last_day_of_warning(today),
        )
        .group_by(Certificate.organization_id)
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(asked)}


def _missing(today: dt.date) -> Any:
    """在岗 on a supervising post without a certificate that is valid.

    Whose certificate ran out stands as 已过期 alone, under what is to be done about that one.
    """
    ran_out = _stands(CertificateStanding.EXPIRED, today)
    return and_(
        on_duty(),
        Person.post_type.in_(groups().supervising),
        not_(holds_valid(today)),
        not_(_has_certificate(ran_out)),
    )


def _overage(today: dt.date) -> Any:
    """Past the age of retirement, and on a supervising post or certified still."""
    concerned = or_(Person.post_type.in_(groups().supervising), _has_certificate(NOT_CANCELLED))
    return and_(past_retirement(today), concerned)


def _has_certificate(condition: Any) -> Any:
    return exists(select(1).where(HELD_HERE, condition)).correlate(Person)
