"""Which years are closed, and for whom they have been opened again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import exists, select

from app.core import clock
from app.core.db import db
from app.organizations.models import YearLock, YearUnlock


def is_locked(organization_id: int, year: int) -> bool:
    """V40: the year is closed and not open again for this organization today."""
    closed = select(YearLock.year).where(YearLock.year == year)
    opened = exists().where(
        YearUnlock.organization_id == organization_id, YearUnlock.year == year, *in_force()
    )
    return db.session.scalar(closed.where(~opened)) is not None


def in_force() -> Sequence[object]:
    """The criteria of an unlock that holds today."""
    return (YearUnlock.closed_at.is_(None), YearUnlock.until >= clock.today())


def locked_years() -> set[int]:
    """Every closed year."""
    return set(db.session.scalars(select(YearLock.year)))


def unlocks_of(year: int, organization_ids: Iterable[int] | None = None) -> list[YearUnlock]:
    """The unlocks of a year that hold today."""
    statement = select(YearUnlock).where(YearUnlock.year == year, *in_force())
    if organization_ids is not None:
        statement = statement.where(YearUnlock.organization_id.in_(organization_ids))
    return list(db.session.scalars(statement.order_by(YearUnlock.id)))


def ended_unlocks() -> list[YearUnlock]:
    """Unlocks whose time is over and whose returns have to be closed again."""
    return list(
        db.session.scalars(
            select(YearUnlock).where(
                YearUnlock.closed_at.is_(None), YearUnlock.until < clock.today()
            )
        )
    )
