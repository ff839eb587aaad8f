"""Sessions that are over, with people who came to them, as rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import Flask

from app.core.access.actor import SYSTEM
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.training.choices import (
    ContinuingState,
    Coverage,
    InductionCategory,
    InductionState,
    TrainingKind,
)
from app.training.models import (
    ContinuingEnrolment,
    InductionEnrolment,
    SessionSubject,
    TrainingSession,
)
from app.workflow import engine
from app.workflow.registry import registered
from tests.support.factories import make_certificate, make_person

YUELU, TIANYUAN = 4, 5
# What is said of certificates, not of enrolments.
HELD = ("valid_to", "status")
STATES: dict[TrainingKind, Any] = {
    TrainingKind.INDUCTION: InductionState,
    TrainingKind.CONTINUING: ContinuingState,
}
SUBJECTS = {
    "induction": ("法律法规", "质量监督实务", "安全监督实务"),
    "continuing": ("综合测试",),
}


def day(after: int) -> dt.date:
    return clock.today() + dt.timedelta(days=after)


def over(app: Flask, kind: str, *, ended: int = -2, issue: int = 1, **facts: Any) -> int:
    """A published session that ended some days ago; its id."""
    with app.app_context(), unscoped("a row of the test"):
        session = TrainingSession(
            number=f"PX-{clock.year()}-{kind}-{issue}",
            kind=TrainingKind.of(kind),
            year=clock.year(),
            issue=issue,
            name=f"第{issue}期{TrainingKind.of(kind).label}班",
            covers=Coverage.BOTH,
            starts_on=day(ended - 3),
            ends_on=day(ended),
            checks_in_at=clock.now(),
            place="长沙市芙蓉南路培训中心",
            organizer="湖南省建设工程质量安全监督管理总站",
            contact="苏湘宁",
            contact_phone="0731-88950001",
            enrol_from=day(ended - 40),
            enrol_to=day(ended - 20),
            allocate_by=day(ended - 20),
            seats=9000,
            hours=24,
            extension_months=24 if kind == "continuing" else None,
            published_at=clock.now(),
            subjects=[
                SessionSubject(position=n, name=name, full_mark=100, pass_mark=60)
                for n, name in enumerate(SUBJECTS[kind])
            ],
        )
        for name, value in facts.items():
            setattr(session, name, value)
        db.session.add(session)
        db.session.commit()
        return session.id


def coming(
    app: Flask,
    session_id: int,
    *names: str,
    organization_id: int = YUELU,
    types: Sequence[str] = ("quality",),
    **facts: Any,
) -> list[int]:
    """People who come to a session, each with what training needs; the ids of enrolments."""
    with app.app_context(), unscoped("rows of the test"):
        session = db.session.get(TrainingSession, session_id)
        assert session is not None
        rows = [_enrolment(session, name, organization_id, types, facts) for name in names]
        engine.begin_each(registered()[f"training.{session.kind}"], rows, actor=SYSTEM)
        for row in rows:
            row.state = STATES[session.kind].ACCEPTED
        db.session.commit()
        return [row.id for row in rows]


def _enrolment(
    session: TrainingSession,
    name: str,
    organization_id: int,
    types: Sequence[str],
    facts: dict[str, Any],
) -> Any:
    held = {key: value for key, value in facts.items() if key in HELD}
    said = {key: value for key, value in facts.items() if key not in HELD}
    person = make_person(organization_id=organization_id, name=name)
    common: dict[str, Any] = {
        "organization_id": organization_id,
        "number": f"BM-{clock.year()}-{person.id:05d}",
        "batch": "PB-1",
        "session": session,
        "year": clock.year(),
        "person_id": person.id,
        "identity_id": person.identity_id,
        "name": name,
        "id_no": person.id_no,
        "id_no_hash": person.id_no_hash,
        "mobile": person.mobile,
        "applied_by": "岳麓区经办",
        "types": list(types),
        **said,
    }
    if session.kind is TrainingKind.CONTINUING:
        for kind in types:
            make_certificate(person, kind, **held)
        return ContinuingEnrolment(state=ContinuingState.DRAFT, **common)
    return InductionEnrolment(
        category=InductionCategory.UNCERTIFIED,
        engineering_years=5,
        supervising_years=3,
        **common,
    )
