"""Finding sessions and who is enrolled by what somebody typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import or_, select

from app.core.access.narrowed_screens import own_unless_overseen
from app.core.base.db import db
from app.core.screens.finder import Wanted
from app.core.screens.search import begins, name_contains
from app.training.models import Enrolment, TrainingSession

from .sessions import published


def enrolments_found(
    model: type[Enrolment], wanted: Wanted, most: int, *, oversees: bool
) -> Sequence[Any]:
    """The enrolments whom a name, its pinyin or the beginning of a number may mean."""
    if not (ways := list(_ways(model, wanted))):
        return ()
    asked = (
        select(model.id, model.number, model.name, model.organization_id)
        .where(model.state != "draft", *own_unless_overseen(model, oversees=oversees), or_(*ways))
        .order_by(model.id.desc())
        .limit(most)
    )
    return db.session.execute(asked).all()


def _ways(model: type[Enrolment], wanted: Wanted) -> Iterator[Any]:
    if wanted.name:
        yield name_contains(model, wanted.name)
    if wanted.letters:
        yield begins(model.initials, wanted.letters)
        yield begins(model.pinyin, wanted.letters)
    if wanted.number:
        yield model.number.startswith(wanted.number, autoescape=True)


def sessions_found(wanted: Wanted, most: int, *, plans: bool) -> Sequence[Any]:
    """The sessions that a part of a name or the beginning of a number may mean."""
    row = TrainingSession
    ways = []
    if wanted.name:
        ways.append(row.name.contains(wanted.name, autoescape=True))
    if wanted.number:
        ways.append(row.number.startswith(wanted.number, autoescape=True))
    if not ways:
        return ()
    known = () if plans else (published(),)
    asked = select(row.id, row.number, row.name).where(or_(*ways), *known)
    return db.session.execute(asked.order_by(row.id.desc()).limit(most)).all()
