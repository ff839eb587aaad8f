"""Reading points by people, for the summary table (R24) and the sheet of one person (R23)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.parts import in_parts
from app.core.screens.organization_choices import organizations_seen
from app.demerits.choices import COUNTING, RECORD, DemeritState
from app.demerits.models import DemeritItem, DemeritMeasure, DemeritRecord
from app.personnel.models import Person

from .reasons import offered
from .records import WITH_ITEMS, on_screen, thresholds

Asked = Mapping[str, Any]
LOW, MIDDLE, FULL = "low", "middle", "full"


@dataclass(slots=True)
class PersonPoints:
    """The points of somebody in a cycle, by groups of reasons."""

    record: DemeritRecord
    count: int
    total: int
    last_on: dt.date
    by_group: dict[str, int] = field(default_factory=dict)
    measures: list[DemeritMeasure] = field(default_factory=list)


def bands() -> Mapping[str, tuple[int, int | None]]:
    """累计分值段 by the thresholds of the office: from which total to which."""
    limits = thresholds()
    return {
        LOW: (1, limits.talk - 1),
        MIDDLE: (limits.talk, limits.full - 1),
        FULL: (limits.full, None),
    }


def _where(asked: Asked) -> list[Any]:
    """The criteria of what is asked for, about people of organizations in reach."""
    row = DemeritRecord
    states = [DemeritState.of(asked["state"])] if asked["state"] else [*COUNTING]
    seen = [
        node.id
        for node in organizations_seen(RECORD)
        if asked["prefecture"] in ("", node.prefecture_code)
        and asked["organization"] in ("", str(node.id))
    ]
    found: list[Any] = [row.cycle == asked["year"], row.state.in_(states), row.subject_id.in_(seen)]
    if asked["recorder"]:
        found.append(row.organization_id == int(asked["recorder"]))
    if asked["since"]:
        found.append(row.happened_on >= dt.date.fromisoformat(asked["since"]))
    if asked["until"]:
        found.append(row.happened_on <= dt.date.fromisoformat(asked["until"]))
    return [*found, *on_screen()]


def _totals(asked: Asked, where: Sequence[Any]) -> Any:
    """Of each human the records, their points, the last day and the newest record."""
    row, total = DemeritRecord, func.sum(DemeritRecord.points)
    found = select(
        row.identity_id, func.count(row.id), total, func.max(row.happened_on), func.max(row.id)
    )
    found = found.where(*where).group_by(row.identity_id)
    if asked["band"]:
        least, most = bands()[asked["band"]]
        found = found.having(total >= least)
        found = found if most is None else found.having(total <= most)
    return found


def people_with_points(asked: Asked) -> list[PersonPoints]:
    """Everybody with points in a cycle, in a fixed number of statements and by no order."""
    where = _where(asked)
    rows = db.session.execute(_totals(asked, where)).all()
    latest = _by_id([one[4] for one in rows])
    groups, measures = _points_by_group(where), _measures_in(asked["year"])
    return [
        PersonPoints(
            latest[record_id],
            count,
            points,
            last_on,
            groups.get(identity_id, {}),
            measures.get(identity_id, []),
        )
        for identity_id, count, points, last_on, record_id in rows
    ]


def count_people(asked: Asked) -> int:
    """How many they are."""
    return len(db.session.execute(_totals(asked, _where(asked))).all())


def _by_id(ids: Sequence[int]) -> Mapping[int, DemeritRecord]:
    found: dict[int, DemeritRecord] = {}
    for some in in_parts(list(ids)):
        asked = select(DemeritRecord).where(DemeritRecord.id.in_(some))
        found |= {one.id: one for one in db.session.scalars(asked)}
    return found


def _points_by_group(where: Sequence[Any]) -> Mapping[int, dict[str, int]]:
    row, item = DemeritRecord, DemeritItem
    asked = (
        select(row.identity_id, item.group, func.sum(item.points))
        .join(item, item.record_id == row.id)
        .where(*where)
        .group_by(row.identity_id, item.group)
    )
    found: dict[int, dict[str, int]] = {}
    for identity_id, group, points in db.session.execute(asked):
        found.setdefault(identity_id, {})[group] = points
    return found


def _measures_in(cycle: int) -> Mapping[int, list[DemeritMeasure]]:
    asked = select(DemeritMeasure).where(
        DemeritMeasure.cycle == cycle, DemeritMeasure.void_on.is_(None)
    )
    found: dict[int, list[DemeritMeasure]] = {}
    for one in db.session.scalars(asked.order_by(DemeritMeasure.id)):
        found.setdefault(one.identity_id, []).append(one)
    return found


def groups_in(asked: Asked) -> list[str]:
    """类别 of the reasons that were given, and of those in force: the columns of points."""
    item, row = DemeritItem, DemeritRecord
    given = select(item.group).join(row, item.record_id == row.id).where(*_where(asked))
    found = db.session.scalars(given.group_by(item.group).order_by(func.min(item.code)))
    return [*dict.fromkeys([*(one.group for one in offered().values()), *found])]


def points_by_reason(asked: Asked) -> Sequence[tuple[int, str, str, int, int]]:
    """Whose people, 代码, 记分事由, how often it was given, and its points together."""
    item, row = DemeritItem, DemeritRecord
    where = _where(asked)
    if asked["band"]:
        # Of those alone who stand in the table.
        people = _totals(asked, where).with_only_columns(row.identity_id)
        where = [*where, row.identity_id.in_(people)]
    counted = (
        select(row.subject_id, item.code, item.text, func.count(item.id), func.sum(item.points))
        .join(row, item.record_id == row.id)
        .where(*where)
        .group_by(row.subject_id, item.code, item.text)
    )
    return [
        (subject, code, text, times, points)
        for subject, code, text, times, points in db.session.execute(counted)
    ]


def person_in_reach(person_id: int) -> Person | None:
    """Somebody of an organization in reach."""
    return db.session.scalar(select(Person).where(Person.id == person_id))


def records_in_cycle(
    identity_id: int, cycle: int, states: Sequence[DemeritState]
) -> Sequence[DemeritRecord]:
    """The records of a human in a cycle, the oldest first, whoever recorded what counts."""
    row = DemeritRecord
    asked = (
        select(row)
        .where(row.identity_id == identity_id, row.cycle == cycle, row.state.in_(states))
        .order_by(row.happened_on, row.id)
        .options(*WITH_ITEMS)
    )
    with unscoped("the points of a human are one sum"):
        return db.session.scalars(asked).all()


def printed_record(record_id: int) -> DemeritRecord | None:
    """A record in reach that counts; None for any other."""
    row = DemeritRecord
    asked = select(row).where(row.id == record_id, row.state.in_(COUNTING), *on_screen())
    return db.session.scalar(asked.options(*WITH_ITEMS))
