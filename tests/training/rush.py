"""A rush for the last places: everybody enrols, withdraws and hands places on at one moment."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app.core.access.actor import Actor
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.screens.form_set import Member
from app.long_form.sent_records import SentRecord
from app.training import operations, queries
from app.training.choices import CONTINUING, SEATED, ContinuingState, Coverage, TrainingKind
from app.training.models import (
    ContinuingEnrolment,
    OrganizationQuota,
    SessionQuota,
    SessionSubject,
    TrainingSession,
)
from app.training.workflows import CONTINUING_ENROLMENT
from app.workflow import engine
from app.workflow.models import WorkflowEvent
from tests.certificate_cases.acts import YUELU
from tests.support.acting import As
from tests.support.factories import make_certificate, make_person
from tests.support.together import Wait, together

CHANGSHA, PLACES, PEOPLE, BEFORE = 2, 10, 64, 4
Act = Callable[[Actor], Any]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What stands in the tables afterwards."""

    seats: int
    handed_on: int
    taken: int
    waiting: int
    withdrawals: int


def a_session(app: Flask, *, seats: int = PLACES) -> int:
    """A published session with places for 长沙, all of which 岳麓 has."""
    today = clock.today()
    with app.app_context(), unscoped("a session of the test"):
        session = TrainingSession(
            number=f"PX-{today.year}-90",
            kind=TrainingKind.CONTINUING,
            year=today.year,
            issue=90,
            name="第90期继续教育培训班",
            covers=Coverage.BOTH,
            starts_on=today + dt.timedelta(days=30),
            ends_on=today + dt.timedelta(days=33),
            checks_in_at=clock.now() + dt.timedelta(days=29),
            place="长沙市培训中心",
            organizer="省总站",
            contact="苏湘宁",
            contact_phone="0731-88950001",
            enrol_from=today,
            enrol_to=today + dt.timedelta(days=20),
            allocate_by=today + dt.timedelta(days=10),
            seats=seats + 20,
            hours=24,
            extension_months=24,
            published_at=clock.now(),
            subjects=[SessionSubject(position=0, name="综合测试", full_mark=100, pass_mark=60)],
            quotas=[SessionQuota(organization_id=CHANGSHA, seats=seats + 5)],
        )
        db.session.add(session)
        db.session.flush()
        db.session.add(
            OrganizationQuota(
                session_id=session.id,
                quota_id=session.quotas[0].id,
                organization_id=YUELU,
                seats=seats,
            )
        )
        db.session.commit()
        return session.id


def people_of(app: Flask, count: int = PEOPLE) -> list[int]:
    """So many people of 岳麓 with a certificate."""
    with app.app_context(), unscoped("people of the test"):
        people = [make_person(organization_id=YUELU, name="唐一鸣") for _one in range(count)]
        for one in people:
            make_certificate(one, "quality")
        db.session.commit()
        return [one.id for one in people]


def enrol(session_id: int, person_id: int, actor: Actor, *, in_line: bool = False) -> int:
    """One person for a place, or to wait for one."""
    session = db.session.get(TrainingSession, session_id)
    assert session is not None
    values = {"types": ["quality"], "remark": None}
    rows = operations.begin_enrolments(
        CONTINUING_ENROLMENT,
        session,
        [SentRecord(Member(str(person_id), "", None), values)],
        actor,
        in_line=in_line,
    )
    if in_line:
        operations.put_in_line(rows, actor)
    else:
        engine.fire(CONTINUING_ENROLMENT, rows[0], "file", actor=actor, batch=rows[0].batch)
    return rows[0].id


def withdraw(number: int, actor: Actor) -> None:
    item = db.session.get(ContinuingEnrolment, number)
    engine.fire(CONTINUING_ENROLMENT, item, "withdraw", actor=actor)


def hand_on(session_id: int, seats: int, actor: Actor) -> None:
    """分配 by 长沙, in the order of locks that its screen keeps."""
    queries.hold_sessions([session_id])
    asked = select(SessionQuota).where(SessionQuota.session_id == session_id)
    quota = db.session.scalars(asked.with_for_update()).one()
    operations.allocate(quota, {"shares": {str(YUELU): {"seats": seats}}}, actor)


def done(app: Flask, who: str, act: Act, wait: Wait) -> str:
    """What came of an act of somebody, who waits until all are ready."""
    wait()
    try:
        with As(app, who) as actor:
            act(actor)
    except (Refused, Conflict):
        return "refused"
    return "done"


def rush(app: Flask) -> tuple[Counter[str], Ledger]:
    """64 enrol for what is left of ten places, some of them to wait; meanwhile places come back,
    each sent twice, and are handed on anew."""
    session_id, people = a_session(app), people_of(app)
    with As(app, "yl_clerk") as actor:
        taken = [enrol(session_id, one, actor) for one in people[:BEFORE]]
    acts: list[tuple[str, Act]] = [
        ("yl_clerk", partial(_enrols, session_id, one, in_line=not one % 3))
        for one in people[BEFORE:]
    ]
    acts += [("yl_clerk", partial(withdraw, one)) for one in taken * 2]
    acts += [("cs_admin", partial(hand_on, session_id, seats)) for seats in (8, 12, 10, 0)]
    # As a crowd comes, and not one kind after the other.
    acts = acts[::3] + acts[1::3] + acts[2::3]
    found = together([partial(done, app, who, act) for who, act in acts])
    return Counter(found), ledger(app, session_id)


def _enrols(session_id: int, person_id: int, actor: Actor, *, in_line: bool) -> None:
    enrol(session_id, person_id, actor, in_line=in_line)


def ledger(app: Flask, session_id: int) -> Ledger:
    with app.app_context(), unscoped("what stands there"):
        row, event = ContinuingEnrolment, WorkflowEvent

        def count(*states: str) -> int:
            asked = select(func.count(row.id)).where(
                row.session_id == session_id, row.state.in_(states)
            )
            return db.session.scalar(asked) or 0

        withdrawn = select(func.count(event.id)).where(
            event.resource == CONTINUING, event.name == "withdraw"
        )
        return Ledger(
            db.session.scalars(
                select(SessionQuota.seats).where(SessionQuota.session_id == session_id)
            ).one(),
            db.session.scalar(
                select(func.sum(OrganizationQuota.seats)).where(
                    OrganizationQuota.session_id == session_id
                )
            )
            or 0,
            count(*SEATED),
            count(ContinuingState.WAITING.value),
            db.session.scalar(withdrawn) or 0,
        )


def holds(told: Ledger) -> None:
    """V26, and nobody waits while a place is free."""
    assert 0 <= told.taken <= told.handed_on <= told.seats
    assert told.withdrawals == BEFORE, "each once, also where it was sent twice"
    assert told.waiting == 0 or told.taken == told.handed_on
