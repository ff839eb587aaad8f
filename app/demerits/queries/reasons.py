"""Reading the list of reasons."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, selectinload

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

    def read() -> Mapping[str, Reason]:
        row = DemeritReason
        asked = select(row).where(row.list_id == _current()).order_by(row.position)
        return {
            one.code: Reason(
                one.group, one.code, one.text, one.points, one.needs_project, one.suggestion
            )
            for one in db.session.scalars(asked)
        }

    return once(("demerit reasons",), read)


def last_list() -> ReasonList | None:
    """The newest list, whole; a draft, too."""
    asked = select(ReasonList).order_by(ReasonList.issue.desc()).limit(1)
    return db.session.scalar(asked.options(*WHOLE))


def next_issue() -> int:
    """版本 that comes next."""
    return (db.session.scalar(select(func.max(ReasonList.issue))) or 0) + 1
