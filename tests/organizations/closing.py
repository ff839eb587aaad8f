"""Years that are closed and opened again, and the returns that this is tested with."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update

from app.core.access import audit
from app.core.access.actor import SYSTEM
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.organizations import locks
from app.organizations.choices import ReturnState
from app.organizations.jobs import close_years
from app.organizations.models import (
    FundingReturn,
    ProfileReturn,
    ProjectReturn,
    YearLock,
    YearUnlock,
)
from tests.support.acting import As
from tests.support.returns import FUNDING, FUNDINGS, PROFILE, PROFILES, PROJECTS
from tests.support.stored import put, rows

YEAR = clock.year() - 1
LOCKED = "该年度数据已锁定，请联系省级管理员解锁"
MODELS = {PROFILES: ProfileReturn, PROJECTS: ProjectReturn, FUNDINGS: FundingReturn}
FORMS = {PROFILES: PROFILE, PROJECTS: {"talks": "1"}, FUNDINGS: FUNDING}
REASON = "数据有误，需要更正"


def filed(app, *states: ReturnState, organization_id=4, year=YEAR) -> dict[str, int]:
    """A return of each kind, in these states."""
    states = states * 3 if len(states) == 1 else states
    things = [
        model(organization_id=organization_id, year=year, state=state, explanations={})
        for model, state in zip(MODELS.values(), states, strict=True)
    ]
    return dict(zip(MODELS, put(app, *things), strict=True))


def lock(app, year=YEAR, who="hn_admin") -> None:
    with As(app, who) as actor:
        locks.lock_year(year, actor=actor)


def unlock(app, organization_id=4, *, days=10, reason=REASON, year=YEAR) -> int:
    until = (clock.today() + dt.timedelta(days=days)).isoformat()
    with As(app, "hn_admin") as actor:
        return locks.unlock_year(organization_id, year, reason=reason, until=until, actor=actor).id


def states(app, **conditions) -> list[ReturnState]:
    return [row.state for model in MODELS.values() for row in rows(app, model, **conditions)]


def run_out(app) -> None:
    """Time passes: every unlock ended yesterday."""
    with app.app_context(), unscoped("time passes"):
        yesterday = clock.today() - dt.timedelta(days=1)
        db.session.execute(
            audit.bulk(update(YearUnlock).values(until=yesterday), because="the test")
        )
        db.session.commit()
        db.session.remove()


def daily(app, run_jobs) -> None:
    """The job of the day, as the worker runs it."""
    with app.app_context():
        close_years.request(key=f"test {clock.now()}", actor=SYSTEM, arguments={})
        db.session.commit()
        db.session.remove()
    run_jobs()


def rows_of_locks(app) -> list[int]:
    with app.app_context():
        found = list(db.session.scalars(select(YearLock.year)))
        db.session.remove()
    return found
