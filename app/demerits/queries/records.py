"""Reading records, totals of cycles, and the measures that followed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, or_, select, true
from sqlalchemy.orm import selectinload

from app.core.access.scope import readable, unscoped
from app.core.base import clock
from app.core.base.conditions import Condition
from app.core.base.db import db
from app.core.base.parts import in_parts
from app.core.configuration.parameters import parameter
from app.demerits import rules
from app.demerits.choices import COUNTING, TOLD, DemeritState, MeasureKind
from app.demerits.models import DemeritItem, DemeritMeasure, DemeritRecord
from app.demerits.rules import Thresholds
from app.personnel.models import ON_ROSTER, Person

WITH_ITEMS = (selectinload(DemeritRecord.items),)
ALONE = "the total of a human is one, whoever recorded its parts"


def thresholds() -> Thresholds:
    """累计 from which measures follow, as the office says today."""
    return Thresholds(
        parameter("point_remind"),
        parameter("point_talk"),
        parameter("point_notice"),
        parameter("point_full"),
    )


def on_screen() -> tuple[Any, ...]:
    """Which records in reach are shown: those about the own people once they are final."""
    read = readable().read
    is_recorder = true() if read is None else DemeritRecord.organization_id.in_(read)
    shown = or_(is_recorder, DemeritRecord.state.in_(TOLD))
    return (
        DemeritRecord.state != DemeritState.DRAFT,
        Condition(shown, _l("记分记录审核通过后，被记分人所在机构才能查看")),
    )


def total_of(identity_id: int, cycle: int) -> int:
    """本周期累计 of somebody."""
    row = DemeritRecord
    asked = select(func.coalesce(func.sum(row.points), 0)).where(
        row.identity_id == identity_id, row.cycle == cycle, row.state.in_(COUNTING)
    )
    with unscoped(ALONE):
        return db.session.scalars(asked).one()


def totals_of(identity_ids: Collection[int], cycle: int) -> dict[int, int]:
    """The same of several humans, of those who have any."""
    row = DemeritRecord
    found: dict[int, int] = {}
    for some in in_parts(list(identity_ids)):
        asked = select(row.identity_id, func.sum(row.points)).where(
            row.identity_id.in_(some), row.cycle == cycle, row.state.in_(COUNTING)
        )
        with unscoped(ALONE):
            found |= {one[0]: one[1] for one in db.session.execute(asked.group_by(row.identity_id))}
    return found


def total_beside() -> Any:
    """本周期累计 beside a record, in SQL; of all parts, whoever recorded them."""
    other = DemeritRecord.__table__.alias()
    return (
        select(func.coalesce(func.sum(other.c.points), 0))
        .where(
            other.c.identity_id == DemeritRecord.identity_id,
            other.c.cycle == DemeritRecord.cycle,
            other.c.state.in_([one.value for one in COUNTING]),
        )
        .correlate(DemeritRecord)
        .scalar_subquery()
    )


def points_beside() -> Any:
    """本周期记分 beside a person, in SQL; blank for who has none."""
    other = DemeritRecord.__table__.alias()
    return (
        select(func.sum(other.c.points))
        .where(
            other.c.identity_id == Person.identity_id,
            other.c.cycle == rules.cycle_of(clock.today()),
            other.c.state.in_([one.value for one in COUNTING]),
        )
        .correlate(Person)
        .scalar_subquery()
    )


def of_batch(batch: str) -> Sequence[DemeritRecord]:
    """The records that were made together."""
    asked = select(DemeritRecord).where(DemeritRecord.batch == batch).order_by(DemeritRecord.id)
    return db.session.scalars(asked).all()


def alike(
    identity_ids: Collection[int],
    codes: Collection[str],
    project: str | None,
    day: dt.date,
) -> list[tuple[DemeritRecord, DemeritItem]]:
    """Records of some people with one of these reasons that may be about the same fact (V37)."""
    near = dt.timedelta(days=rules.ALIKE_DAYS)
    row, item = DemeritRecord, DemeritItem
    asked = (
        select(row, item)
        .join(item, item.record_id == row.id)
        .where(
            row.identity_id.in_(identity_ids),
            row.state.in_((DemeritState.FILED, DemeritState.RETURNED, *COUNTING)),
            row.happened_on.between(day - near, day + near),
            item.code.in_(codes),
        )
        .order_by(row.id, item.position)
    )
    with unscoped(ALONE):
        found = db.session.execute(asked).all()
    return [
        (one, given)
        for one, given in found
        if rules.is_alike(project, day, one.project, one.happened_on)
    ]


def measures_of(identity_id: int, cycle: int | None = None) -> Sequence[DemeritMeasure]:
    """What followed for somebody, in a cycle or ever, the oldest first."""
    row = DemeritMeasure
    asked = select(row).where(row.identity_id == identity_id)
    if cycle is not None:
        asked = asked.where(row.cycle == cycle)
    with unscoped("measures stay with the human"):
        return db.session.scalars(asked.order_by(row.id)).all()


def suspended_identities() -> frozenset[int]:
    """Whose certificates are suspended until retraining is passed; few of all people."""
    row = DemeritMeasure
    asked = select(row.identity_id).where(
        row.kind == MeasureKind.SUSPENSION, row.done_on.is_(None), row.void_on.is_(None)
    )
    with unscoped("wherever the people work"):
        return frozenset(db.session.scalars(asked))


def waiting_measures(kind: MeasureKind, organization_id: int) -> Sequence[DemeritMeasure]:
    """Measures of a kind that wait for the people of an organization, the oldest first."""
    row = DemeritMeasure
    asked = select(row).where(
        row.kind == kind,
        row.organization_id == organization_id,
        row.done_on.is_(None),
        row.void_on.is_(None),
        exists(select(1).where(Person.id == row.person_id, ON_ROSTER)),
    )
    return db.session.scalars(asked.order_by(row.reached_on, row.id)).all()
