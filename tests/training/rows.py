"""Rows of training below the pages: a session that was published, places, who is enrolled."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Flask

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.personnel.models import Person
from app.training.choices import ContinuingState, Coverage, InductionState, TrainingKind
from app.training.models import (
    ContinuingEnrolment,
    InductionEnrolment,
    OrganizationQuota,
    SessionQuota,
    SessionSubject,
    TrainingSession,
)

PROVINCE, CHANGSHA, ZHUZHOU, YUELU, TIANYUAN, LIUYANG = range(1, 7)


def session_of(kind: str, issue: int = 1, *, starts_in: int = 30, **facts: Any) -> TrainingSession:
    """A published session that takes three days; its window is open until it begins."""
    first = clock.today() + dt.timedelta(days=starts_in)
    found = TrainingSession(
        number=f"PX-{first.year}-{kind[0]}{issue}",
        kind=TrainingKind.of(kind),
        year=first.year,
        issue=issue,
        name=f"第{issue}期{TrainingKind.of(kind).label}班",
        covers=Coverage.BOTH,
        starts_on=first,
        ends_on=first + dt.timedelta(days=2),
        checks_in_at=clock.now() + dt.timedelta(days=starts_in - 1),
        place="长沙市培训中心",
        organizer="湖南省建设工程质量安全监督管理总站",
        contact="苏湘宁",
        contact_phone="0731-88950001",
        enrol_from=first - dt.timedelta(days=60),
        enrol_to=first - dt.timedelta(days=1),
        allocate_by=first - dt.timedelta(days=2),
        seats=60,
        hours=24,
        extension_months=24 if kind == "continuing" else None,
        published_at=clock.now(),
        subjects=[SessionSubject(position=0, name="综合测试", full_mark=100, pass_mark=60)],
        **facts,
    )
    db.session.add(found)
    db.session.flush()
    return found


def places(session: TrainingSession, shares: dict[int, dict[int, int]]) -> None:
    """市州名额 and 机构额度: prefecture → organization → places; all are handed on."""
    for giver, handed_on in shares.items():
        quota = SessionQuota(
            session_id=session.id, organization_id=giver, seats=sum(handed_on.values())
        )
        db.session.add(quota)
        db.session.flush()
        db.session.add_all(
            OrganizationQuota(
                session_id=session.id, quota_id=quota.id, organization_id=one, seats=seats
            )
            for one, seats in handed_on.items()
        )
    db.session.flush()


def enrolled(person: Person, session: TrainingSession | None, state: str, **facts: Any) -> Any:
    """Somebody who is enrolled, in a state; for 新进 where there is no session or it is of that."""
    continues = session is not None and session.kind is TrainingKind.CONTINUING
    own = {} if continues else {"category": "uncertified", "engineering_years": 5}
    own |= {} if continues else {"supervising_years": 3}
    model = ContinuingEnrolment if continues else InductionEnrolment
    states = ContinuingState if continues else InductionState
    count = db.session.query(model).count() + 1
    row = model(
        organization_id=person.organization_id,
        number=f"{'JX' if continues else 'XJ'}-{clock.year()}-{count:05}",
        batch=f"PB-{clock.year()}-{count:05}",
        year=session.year if session else clock.year(),
        person_id=person.id,
        identity_id=person.identity_id,
        name=person.name,
        id_no=person.id_no,
        id_no_hash=person.id_no_hash,
        mobile=person.mobile,
        session=session,
        types=["quality"],
        applied_by="试",
        state=states.of(state),
        **own,
        **facts,
    )
    db.session.add(row)
    db.session.flush()
    return row


def kept(app: Flask, model: Any, number: int) -> Any:
    """A row as it stands, whoever may see it."""
    with app.app_context(), unscoped("what came of it"):
        found = db.session.get_one(model, number)
        db.session.expunge_all()
        return found
