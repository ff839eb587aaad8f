"""A year of training for tests of its reports: sessions that are over, open and cancelled, and
people of several organizations in every state."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Flask
from sqlalchemy import text

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.training.choices import ContinuingState, InductionState, Result, TrainingKind
from app.training.models import TrainingSession
from tests.support.paper import drawn_table
from tests.training import stage
from tests.training.stage import CHANGSHA, LIUYANG, PROVINCE, TIANYUAN, YUELU, ZHUZHOU

YEAR = clock.year()
C, I = ContinuingState, InductionState
QUALITY, SAFETY, BOTH = ("quality",), ("safety",), ("quality", "safety")
OVER, OPEN, CANCELLED = "继续教育结束班", "继续教育开放班", "继续教育取消班"
FIRST, SECOND = "新进第一班", "新进第二班"


def fill() -> None:
    """All of it, in a context that is open."""
    with unscoped("a year of training"):
        _continuing()
        _induction()
        db.session.commit()


def _continuing() -> None:
    over = stage.make_session(starts_in=-40, name=OVER)
    running = stage.make_session(name=OPEN)
    gone = stage.make_session(name=CANCELLED, cancelled_at=clock.now())
    for session, place, seats in (
        (over, YUELU, 6),
        (over, LIUYANG, 3),
        (over, TIANYUAN, 4),
        (running, YUELU, 2),
        (gone, YUELU, 90),
    ):
        stage.give_seats(session, place, seats)
    makeup = {"makeup_scores": {"综合测试": 700}, "result": Result.MAKEUP_PASSED}
    for place, name, state, types, more in (
        (YUELU, "白甲", C.EXTENDED, BOTH, {}),
        (YUELU, "白乙", C.PASSED, QUALITY, {"scores": {"综合测试": 420}, **makeup}),
        (YUELU, "白丙", C.FAILED, SAFETY, {"result_remark": "第二次不合格"}),
        (YUELU, "白丁", C.RETURNED, QUALITY, {"remark": "材料待补"}),
        (TIANYUAN, "天甲", C.ABSENT, QUALITY, {}),
        (TIANYUAN, "天乙", C.ACCEPTED, BOTH, {}),
        (PROVINCE, "省甲", C.EXTENDED, SAFETY, {}),
        (CHANGSHA, "长甲", C.FILED, QUALITY, {}),
        (YUELU, "草稿", C.DRAFT, QUALITY, {}),
        (YUELU, "删去", C.FILED, QUALITY, {"deleted_at": clock.now()}),
    ):
        stage.make_continuing(
            over, organization_id=place, name=name, state=state, types=types, **more
        )
    again = stage.make_continuing(running, organization_id=YUELU, name="白戊", types=QUALITY)
    stage.make_continuing(gone, organization_id=YUELU, name="白己", state=C.LAPSED)
    before = stage.make_session(starts_in=-400, name="去年班")
    stage.make_continuing(
        before,
        person=again.person,
        organization_id=YUELU,
        state=C.EXTENDED,
        year=YEAR - 1,
        applied_on=clock.today() - dt.timedelta(days=420),
        extended_on=clock.today() - dt.timedelta(days=380),
    )


def _induction() -> None:
    kind = TrainingKind.INDUCTION
    first = stage.make_session(kind, starts_in=-40, name=FIRST)
    second = stage.make_session(kind, starts_in=-20, name=SECOND, subjects=("法规", "实务"))
    makeup = {"makeup_scores": {"质量监督实务": 615}, "result": Result.MAKEUP_PASSED}
    marks = {"scores": {"法律法规": 900, "质量监督实务": 555, "安全监督实务": 1000}}
    for session, place, name, state, types, more in (
        (first, YUELU, "岳甲", I.ISSUED, BOTH, {}),
        (first, YUELU, "岳乙", I.PASSED, QUALITY, {**marks, **makeup}),
        (first, LIUYANG, "浏甲", I.FAILED, SAFETY, {"result_remark": "学时不足"}),
        (first, TIANYUAN, "天丙", I.ISSUED, SAFETY, {"held": QUALITY}),
        (first, ZHUZHOU, "株甲", I.ABSENT, BOTH, {}),
        (first, PROVINCE, "省乙", I.ACCEPTED, QUALITY, {}),
        (first, YUELU, "岳丙", I.PLACED, QUALITY, {}),
        (second, YUELU, "岳丁", I.PASSED, BOTH, {}),
        (None, YUELU, "岳戊", I.FILED, SAFETY, {"explanation": "年限不足半年"}),
        (None, CHANGSHA, "长乙", I.CITY_PASSED, QUALITY, {}),
        (None, LIUYANG, "浏乙", I.REFUSED, QUALITY, {}),
        (None, YUELU, "去年", I.LAPSED, QUALITY, {"year": YEAR - 1}),
        (None, YUELU, "草稿", I.DRAFT, QUALITY, {}),
    ):
        stage.make_induction(
            session, organization_id=place, name=name, state=state, types=types, **more
        )


def number_of(app: Flask, name: str) -> int:
    """The id of a session."""
    with app.app_context():
        return db.session.query(TrainingSession.id).filter_by(name=name).scalar()


def sql(app: Flask, statement: str) -> list[Any]:
    """What the tables say, without the module's own query."""
    with app.app_context():
        return list(db.session.connection().execute(text(statement)).mappings().all())


def rows_of(app: Flask, table: str, where: str = "1=1") -> list[Any]:
    """The enrolments of the year as they stand in the tables, in the order of reports."""
    return sql(
        app,
        "SELECT e.*, o.name AS place, o.division_code, s.name AS session_name"
        f" FROM {table} e JOIN organization o ON o.id = e.organization_id"
        " LEFT JOIN training_session s ON s.id = e.session_id"
        f" WHERE e.deleted_at IS NULL AND e.state <> 'draft' AND {where}"
        " ORDER BY substr(o.division_code, 1, 4), o.division_code, e.pinyin, e.id",
    )


def lines_of(answer: Any) -> list[list[str]]:
    """The lines below the heading of a preview, a text in every place that a cell covers."""
    assert answer.status_code == 200, answer.text
    return drawn_table(answer.text).lines
