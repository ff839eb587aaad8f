"""Closing years: the rows of the lock, the states of the returns by the engine."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core.access.actor import Actor
from app.core.access.scope import EVERYTHING, under
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused
from app.core.base.typed_text import clean_text
from app.core.configuration.frozen_dictionaries import freeze
from app.core.configuration.parameters import parameter
from app.workflow import engine, messages

from . import queries, rules, workflows
from .choices import ReturnState
from .models import YearLock, YearUnlock
from .returns import KINDS

SHORTEST_REASON, LONGEST_REASON = 5, 500
LONGEST_DAYS = 90


def lock_date(year: int) -> dt.date:
    """The day on which a year is closed by itself: 31 March of the next, unless changed."""
    month, day = (int(part) for part in parameter("year_lock_date").split("-"))
    return dt.date(year + 1, month, day)


def latest_end() -> dt.date:
    """The last day until which a year may be opened again."""
    return clock.today() + dt.timedelta(days=LONGEST_DAYS)


def years_to_lock() -> list[int]:
    """The years whose day has come and that nobody closed."""
    closed = queries.locked_years()
    years = range(parameter("first_year"), clock.year())
    return [y for y in years if lock_date(y) < clock.today() and y not in closed]


def lock_year(year: int, *, actor: Actor) -> None:
    """锁定: the year is closed at once; its returns follow in the same transaction.

    Raises Refused for a year that is not over or was never kept, Conflict when it is
    closed already.
    """
    lock_years([year], actor=actor)


def lock_years(years: Iterable[int], *, actor: Actor) -> None:
    """Close years, each with the dictionaries of this moment, which its codes keep meaning.

    These are copied last: the copy holds the configuration, and whoever files a return holds
    the return first and the configuration after it.
    """
    closed = list(years)
    for year in closed:
        _close(year, actor)
    for year in closed:
        freeze(year)


def _close(year: int, actor: Actor) -> None:
    Refused.if_any(rules.year_refusals(year, first=parameter("first_year"), today=clock.today()))
    if year >= clock.year():
        raise Refused.because("V40", "", _("本年度尚未结束，不能锁定"))
    if queries.year_lock(year) is not None:
        raise _closed_before(year)
    db.session.add(YearLock(year=year, locked_by=actor.name))
    try:
        db.session.flush()
    except IntegrityError as error:
        # Of two who close a year at once the database lets one through.
        db.session.rollback()
        raise _closed_before(year) from error
    # Closing a year is the province's act on every organization's returns.
    with under(EVERYTHING):
        _move("lock", queries.returns_in(KIND_MODELS, year, ReturnState.SUBMITTED), actor)


def unlock_year(
    organization_id: int, year: int, *, reason: str, until: str, actor: Actor
) -> YearUnlock:
    """解锁: open a closed year for one organization until a day.

    It takes the place of an earlier one. Raises Refused for a year that is open, without
    a reason, or for a day that is past or too far.
    """
    reason, day = clean_text(reason), _day(until)
    Refused.if_any(_unlock_refusals(reason, day))
    assert day is not None
    # Whoever opens or closes a year for somebody waits here for the one before.
    if queries.year_lock(year, lock=True) is None:
        raise Refused.because("V40", "", _("%(year)d 年度未锁定", year=year))
    with under(EVERYTHING):
        # Also one whose time is over: it would close the new one again.
        for earlier in queries.unended_unlocks(year, organization_id):
            earlier.closed_at = clock.now()
        opened = YearUnlock(
            organization_id=organization_id,
            year=year,
            reason=reason,
            until=day,
            opened_by=actor.name,
        )
        db.session.add(opened)
        db.session.flush()
        found = queries.returns_in(KIND_MODELS, year, ReturnState.LOCKED, organization_id)
        _move("unlock", found, actor, opinion=reason)
        _tell(opened)
    return opened


def close_unlock(unlock_id: int, *, actor: Actor) -> None:
    """End an unlock: the organization's returns are closed again; Conflict when it has ended."""
    with under(EVERYTHING):
        found = queries.unlock_by_id(unlock_id, lock=True)
        if found is None or found.closed_at is not None:
            raise Conflict(_("该解锁已结束，请刷新"))
        found.closed_at = clock.now()
        db.session.flush()
        rows = queries.returns_in(
            KIND_MODELS, found.year, ReturnState.SUBMITTED, found.organization_id
        )
        _move("lock", rows, actor)


def close_late(*, actor: Actor) -> None:
    """Close what was handed in while its year was being closed: neither saw the other."""
    with under(EVERYTHING):
        for year in sorted(queries.locked_years()):
            opened = {unlock.organization_id for unlock in queries.unlocks_of(year)}
            found = queries.returns_in(KIND_MODELS, year, ReturnState.SUBMITTED)
            _move("lock", (row for row in found if row.organization_id not in opened), actor)


def _closed_before(year: int) -> Conflict:
    return Conflict(_("%(year)d 年度已锁定", year=year))


def _unlock_refusals(reason: str, day: dt.date | None) -> Iterable[FieldError]:
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        yield FieldError(
            "V34",
            "reason",
            _("解锁原因应为 %(a)d 至 %(b)d 个字", a=SHORTEST_REASON, b=LONGEST_REASON),
        )
    if day is None or not clock.today() <= day <= latest_end():
        yield FieldError(
            "V40",
            "until",
            _("有效期应在今天至 %(day)s 之间", day=latest_end()),
        )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


KIND_MODELS = [kind.model for kind in KINDS]
WORKFLOW_OF = {kind.model: kind.workflow for kind in KINDS}


def _move(name: str, rows: Iterable[Any], actor: Actor, **more: Any) -> None:
    # What one act does to many returns is told as one in their histories.
    batch = uuid.uuid4().hex
    for row in rows:
        engine.fire(WORKFLOW_OF[type(row)], row, name, actor=actor, batch=batch, **more)


def _tell(opened: YearUnlock) -> None:
    """The organization's people who file are told once, not once a return."""

    def words() -> messages.Words:
        said = _(
            "请于 %(day)s 前修改并提交。原因：%(reason)s", day=opened.until, reason=opened.reason
        )
        return messages.Words(_("%(year)d 年度数据已解锁", year=opened.year), said)

    messages.send_each(
        messages.people_at((workflows.FILER,), opened, workflows.WORKFLOWS),
        words,
        key=f"unlock:{opened.id}",
        kind=messages.RESULT,
        link="/",
    )
