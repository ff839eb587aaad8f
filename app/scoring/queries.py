"""Reading score sheets."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, selectinload

from app.core.base import clock
from app.core.base.db import db
from app.scoring.choices import SheetKind
from app.scoring.models import ScoreSheet

# What else a sheet consists of, for who reads one through another row.
WHOLE = (selectinload(ScoreSheet.items), selectinload(ScoreSheet.vetoes))


def sheet_for(kind: SheetKind, year: int) -> ScoreSheet | None:
    """The sheet by which a year is assessed."""
    asked = (
        select(ScoreSheet)
        .where(
            ScoreSheet.kind == kind,
            ScoreSheet.year <= year,
            ScoreSheet.published_at.is_not(None),
        )
        .order_by(ScoreSheet.year.desc(), ScoreSheet.issue.desc())
        .limit(1)
    )
    return db.session.scalar(asked)


def last_of(kind: SheetKind) -> ScoreSheet | None:
    """The newest sheet of a kind: a draft, too."""
    asked = select(ScoreSheet).where(ScoreSheet.kind == kind).order_by(ScoreSheet.issue.desc())
    return db.session.scalar(asked.limit(1))


def next_issue(kind: SheetKind) -> int:
    """版本 that comes next."""
    asked = select(func.max(ScoreSheet.issue)).where(ScoreSheet.kind == kind)
    return (db.session.scalar(asked) or 0) + 1


def in_force() -> object:
    """Whether a sheet is the one by which this year is assessed, in SQL."""
    other = aliased(ScoreSheet)
    best = (
        select(other.id)
        .where(
            other.kind == ScoreSheet.kind,
            other.year <= clock.year(),
            other.published_at.is_not(None),
        )
        .order_by(other.year.desc(), other.issue.desc())
        .limit(1)
        .correlate(ScoreSheet)
        .scalar_subquery()
    )
    return ScoreSheet.id == best
