"""Finding records by what somebody typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import or_, select

from app.core.base.db import db
from app.core.screens.finder import Wanted
from app.core.screens.search import begins, name_contains
from app.demerits.models import DemeritRecord

from .records import on_screen


def records_found(wanted: Wanted, most: int) -> Sequence[Any]:
    """The records whom a name, its pinyin or the beginning of a number may mean."""
    if not (ways := list(_ways(wanted))):
        return ()
    row = DemeritRecord
    asked = select(row.id, row.number, row.name, row.subject_id).where(*on_screen(), or_(*ways))
    return db.session.execute(asked.order_by(row.id.desc()).limit(most)).all()


def _ways(wanted: Wanted) -> Iterator[Any]:
    row = DemeritRecord
    if wanted.name:
        yield name_contains(row, wanted.name)
    if wanted.letters:
        yield begins(row.initials, wanted.letters)
        yield begins(row.pinyin, wanted.letters)
    if wanted.number:
        yield row.number.startswith(wanted.number, autoescape=True)
