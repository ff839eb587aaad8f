"""Which years are closed, and for whom they have been opened again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from app.core.access.scope import readable
from app.core.base import clock
from app.core.base.db import db
from app.core.tree.organization_tree import tree
from app.organizations.choices import ReturnState, YearState
from app.organizations.models import YearLock, YearUnlock


def is_locked(organization_id: int, year: int) -> bool:
    """V40: the year is closed and not open again for this organization today."""
    return year in closed_years(organization_id, [year])


def closed_years(organization_id: int, years: Iterable[int]) -> set[int]:
    """Those of these years that are closed to an organization today, in one statement."""
    return set(db.session.scalars(closed_to(organization_id, years, (YearLock.year,))))


def closed_to(organization_id: int, years: Iterable[int], columns: Sequence[Any]) -> Any:
    """A SELECT of the years that are closed to an organization today."""
    opened = exists().where(
        YearUnlock.organization_id == organization_id,
        YearUnlock.year == YearLock.year,
        *in_force(),
    )
    return select(*columns).where(YearLock.year.in_(years), ~opened)


def in_force() -> Sequence[Any]:
    """The criteria of an unlock that holds today."""
    return (YearUnlock.closed_at.is_(None), YearUnlock.until >= clock.today())


def locked_years() -> set[int]:
    """Every closed year."""
    return set(db.session.scalars(select(YearLock.year)))


def unlocks_of(year: int, organization_ids: Iterable[int] | None = None) -> list[YearUnlock]:
    """The unlocks of a year that hold today."""
    return [one for one in unlocks_in_force(organization_ids) if one.year == year]


def unlocks_in_force(organization_ids: Iterable[int] | None = None) -> list[YearUnlock]:
    """Every unlock that holds today."""
    statement = select(YearUnlock).where(*in_force())
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


def year_lock(year: int, *, lock: bool = False) -> YearLock | None:
    """The lock of a year, if it is closed."""
    return db.session.get(YearLock, year, with_for_update=lock)


def unlock_by_id(unlock_id: int, *, lock: bool = False) -> YearUnlock | None:
    """An unlock in scope; held for a change, with its year, when asked."""
    statement = select(YearUnlock).where(YearUnlock.id == unlock_id)
    found = db.session.scalar(statement)
    if lock and found is not None:
        year_lock(found.year, lock=True)
        db.session.refresh(found, with_for_update={"of": YearUnlock})
    return found


def unended_unlocks(year: int, organization_id: int) -> list[YearUnlock]:
    """An organization's unlocks of a year that nobody has ended, in force or not any more."""
    return list(
        db.session.scalars(
            select(YearUnlock).where(
                YearUnlock.year == year,
                YearUnlock.organization_id == organization_id,
                YearUnlock.closed_at.is_(None),
            )
        )
    )


def returns_in(
    models: Iterable[type[Any]], year: int, state: ReturnState, organization_id: int | None = None
) -> Iterator[Any]:
    """The returns of a year that stand in a state, of one organization or of all.

    They are held for a move: what somebody is changing now counts as it is afterwards.
    """
    for model in models:
        statement = select(model).where(model.year == year, model.state == state)
        statement = statement.with_for_update(of=model)
        statement = statement.execution_options(populate_existing=True)
        if organization_id is not None:
            statement = statement.where(model.organization_id == organization_id)
        yield from db.session.scalars(statement.order_by(model.id)).all()


@dataclass(frozen=True, slots=True)
class LockRow:
    """An organization's year: open, closed, or open again."""

    id: int
    name: str
    is_closed: bool
    unlock: YearUnlock | None

    @property
    def state(self) -> YearState:
        """How the year stands for the organization."""
        if self.unlock is not None:
            return YearState.UNLOCKED
        return YearState.LOCKED if self.is_closed else YearState.OPEN


def lock_rows(year: int, *, is_closed: bool) -> list[LockRow]:
    """Every organization in scope by the tree of the year, with its unlock in force."""
    ids = readable().read
    unlocks = {unlock.organization_id: unlock for unlock in unlocks_of(year)}
    nodes = tree(clock.last_day(year)).values()
    return [
        LockRow(node.id, node.name, is_closed, unlocks.get(node.id))
        for node in nodes
        if ids is None or node.id in ids
    ]
