"""Cache of figures over many rows, invalidated by the audit trail, a minute old at most.

Home page and overview count everybody in scope at each look, while rows change seldom. Whatever
people change writes an audit entry in its transaction, so a kept figure is right as long as no
entry about its tables has come since: one look at the end of the primary key. Entries may be
committed out of their order; that is what the minute is for.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import func, select

from app.core.base import clock
from app.core.base.db import db
from app.core.configuration import cache
from app.core.models import AuditEntry

LIFETIME = dt.timedelta(minutes=1)
Result = TypeVar("Result")


@dataclass(slots=True)
class Kept:
    """A figure, until when it may be shown, and the last audit entry that it has seen."""

    value: Any
    until: dt.datetime
    seen: int


def kept_figures(
    *models: type[Any],
) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Decorator: keep the results of a function that reads these tables alone.

    Results are kept by their hashable arguments, which must name whose rows are counted, and
    are shared by all readers of a process: they are never changed in place.
    """
    tables = tuple(model.__tablename__ for model in models)

    def decorate(function: Callable[..., Result]) -> Callable[..., Result]:
        @functools.wraps(function)
        def keeping(*arguments: Any) -> Result:
            memory = cache.memory()
            # What this transaction has written may still be rolled back.
            if memory is None or db.session.info.get("has_written"):
                return function(*arguments)
            slot, moment = (keeping, arguments), clock.now()
            found: Kept | None = memory.get(slot)
            if found is None or not _is_fresh(found, tables, moment):
                _drop_expired(memory, moment)
                # What is committed while it is counted comes after the entry that was seen.
                seen = _last_entry()
                found = memory[slot] = Kept(function(*arguments), moment + LIFETIME, seen)
            value: Result = found.value
            return value

        return keeping

    return decorate


def _drop_expired(memory: dict[Any, Any], moment: dt.datetime) -> None:
    for slot, one in list(memory.items()):
        if isinstance(one, Kept) and one.until <= moment:
            memory.pop(slot, None)


def _is_fresh(kept: Kept, tables: tuple[str, ...], moment: dt.datetime) -> bool:
    if not kept.until - LIFETIME <= moment < kept.until:
        return False
    since = select(
        func.max(AuditEntry.id),
        func.count().filter(AuditEntry.object_type.in_(tables)),
    ).where(AuditEntry.id > kept.seen)
    last, touched = db.session.execute(since).one()
    if touched:
        return False
    kept.seen = max(kept.seen, last or 0)
    return True


def _last_entry() -> int:
    return db.session.scalar(select(func.max(AuditEntry.id))) or 0
