"""Reading the list of reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, selectinload

from app.core.base import clock
from app.core.base.db import db
from app.core.base.per_request import once
from app.demerits.models import DemeritReason, ReasonList
from app.demerits.rules import Reason

WHOLE = (selectinload(ReasonList.reasons),)


def _current() -> object:
    """The id of the list in force, in SQL: the last one that was published."""
    other = aliased(ReasonList)
    asked = select(other.id).where(other.published_at.is_not(None))
    return asked.order_by(other.issue.desc()).limit(1).scalar_subquery()


def in_force() -> object:
    """Whether a list is the one by which records are made, in SQL."""
    return ReasonList.id == _current()


def offered() -> Mapping[str, Reason]:
    """The reasons in force by their codes, in their order."""
    return once(("demerit reasons",), lambda: _read(_current()))


def offered_on(day: dt.date) -> Mapping[str, Reason]:
    """The reasons that were in force on a day; before any was, those of the first list."""
    return once(("demerit reasons", day), lambda: _read(_in_force_on(day)))


def _in_force_on(day: dt.date) -> Any:
    """The id of the list in force on a day, in SQL."""
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), clock.SHANGHAI)
    other = aliased(ReasonList)
    out = select(other.id).where(other.published_at.is_not(None))
    before = out.where(other.published_at < end).order_by(other.issue.desc()).limit(1)
    first = out.order_by(other.issue).limit(1)
    return func.coalesce(before.scalar_subquery(), first.scalar_subquery())


def _read(list_id: Any) -> Mapping[str, Reason]:
    row = DemeritReason
    asked = select(row).where(row.list_id == list_id).order_by(row.position)
    return {
        one.code: Reason(
            one.group, one.code, one.text, one.points, one.needs_project, one.suggestion
        )
        for one in db.session.scalars(asked)
    }


def last_list() -> ReasonList | None:
    """The newest list, whole; a draft, too."""
    asked = select(ReasonList).order_by(ReasonList.issue.desc()).limit(1)
    return db.session.scalar(asked.options(*WHOLE))


def next_issue() -> int:
    """版本 that comes next."""
    return (db.session.scalar(select(func.max(ReasonList.issue))) or 0) + 1
