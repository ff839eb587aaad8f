"""Every SELECT about verifications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, case, literal, not_, or_, select, true, type_coerce

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.column_types import stored
from app.core.base.db import db
from app.core.configuration.parameters import parameter
from app.organizations.choices import VerificationEnd, VerificationStanding
from app.organizations.models import (
    OrganizationVerification,
)
from app.organizations.queries import (
    locked_years,
)


def standing(day: dt.date) -> Any:
    """证书状态 of a verification on a day, as SQL."""
    model, kinds = OrganizationVerification, VerificationStanding
    soon = day + dt.timedelta(days=max(parameter("verification_warn_days")))
    ended = model.revoked_on <= day
    found = case(
        (and_(ended, model.revoked_as == VerificationEnd.CANCELLED), literal(kinds.CANCELLED)),
        (ended, literal(kinds.REVOKED)),
        (model.valid_to < day, literal(kinds.EXPIRED)),
        (model.valid_to <= soon, literal(kinds.EXPIRING)),
        else_=literal(kinds.VALID),
    )
    return type_coerce(found, stored(VerificationStanding))


def number_is_taken(number: str, but: int = 0) -> bool:
    """Whether another organization has the number of a certificate; its own stays with it."""
    model = OrganizationVerification
    other = select(model.id).where(model.certificate_no == number, model.organization_id != but)
    with unscoped("uniqueness"):
        return db.session.scalar(other.limit(1)) is not None


def standing_of(record: OrganizationVerification, day: dt.date) -> VerificationStanding:
    """The same of one record at hand."""
    if record.revoked_on is not None and record.revoked_on <= day:
        is_cancelled = record.revoked_as is VerificationEnd.CANCELLED
        return VerificationStanding.CANCELLED if is_cancelled else VerificationStanding.REVOKED
    left = (record.valid_to - day).days
    if left < 0:
        return VerificationStanding.EXPIRED
    soon = left <= max(parameter("verification_warn_days"))
    return VerificationStanding.EXPIRING if soon else VerificationStanding.VALID


def newest(
    ids: Collection[int] | None = None, day: dt.date | None = None
) -> dict[int, OrganizationVerification]:
    """The verification of each organization in scope that is valid longest, as of a day.

    One that had been ended by then, or had not begun, is none.
    """
    model, day = OrganizationVerification, day or clock.today()
    is_ended = and_(model.revoked_on.is_not(None), model.revoked_on <= day)
    statement = select(model).where(not_(is_ended), model.valid_from <= day)
    if ids is not None:
        statement = statement.where(model.organization_id.in_(ids))
    rows = db.session.scalars(statement.order_by(model.valid_to, model.id))
    return {row.organization_id: row for row in rows}


def beside(found: OrganizationVerification) -> list[OrganizationVerification]:
    """The organization's verifications of another certificate that is valid at the same time.

    A later verification of the same certificate is no second one.
    """
    model = OrganizationVerification
    ended = found.revoked_on
    rows = db.session.scalars(
        select(model)
        .where(
            model.organization_id == found.organization_id,
            model.certificate_no != found.certificate_no,
            model.valid_to >= found.valid_from,
            model.valid_from <= found.valid_to,
            or_(model.revoked_on.is_(None), model.revoked_on > found.valid_from),
            model.valid_from < ended if ended else true(),
        )
        .order_by(model.valid_from, model.id)
    )
    return list(rows)


def last_issuer() -> str:
    """Who issued the certificate that was recorded last."""
    model = OrganizationVerification
    return db.session.scalar(select(model.issuer).order_by(model.id.desc()).limit(1)) or ""


def closed_years_within(first: dt.date, last: dt.date) -> list[int]:
    """The locked years at whose end a verification of these days was valid."""
    return sorted(year for year in locked_years() if first <= clock.last_day(year) <= last)
