"""Demerit points: records in every state, one person who is to be talked to, one who is full."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.base.db import db
from app.core.configuration.cache import steady
from app.demerits import operations, queries
from app.demerits.models import DemeritRecord
from app.demerits.workflows import RECORDING
from app.personnel.models import Person
from app.workflow import engine

from . import bulk, users

# Who records, decides and appeals at each office.
OFFICES = {
    "hn": ("hn_admin", "hn_leader", "hn_review"),
    "cs": ("cs_clerk", "cs_leader", "cs_clerk"),
    "zz": ("zz_clerk", "zz_leader", "zz_clerk"),
    "yl": ("yl_clerk", "yl_leader", "yl_clerk"),
    "ty": ("ty_clerk", "ty_leader", "ty_clerk"),
}
BY_RECORDER, BY_LEADER, BY_APPELLANT = 0, 1, 2
ACTS_BY = {
    "pass": BY_LEADER,
    "return": BY_LEADER,
    "uphold": BY_LEADER,
    "revoke": BY_LEADER,
    "give_up": BY_RECORDER,
    "appeal": BY_APPELLANT,
}
OPINIONS = {
    "pass": "事实清楚，同意记分",
    "return": "事实说明不完整，请补充检查记录",
    "give_up": "经核实不属于记分情形",
    "uphold": "证据充分，维持原记分",
    "revoke": "经复查不属实，予以撤销",
}
APPEAL = "当日已按规定整改并留有记录，请予复核。"
# Reasons, so many days ago, and what becomes of the record; each of another person.
USUAL = (
    ("J209", 2, ""),
    ("J205", 6, ""),
    ("J101", 9, ""),
    ("J210", 20, "pass"),
    ("J202 J205", 33, "pass"),
    ("J302", 47, "pass"),
    ("J404", 58, "pass"),
    ("J208", 12, "return"),
    ("J207", 70, "return give_up"),
    ("J303", 15, "pass appeal"),
    ("J203", 80, "pass appeal uphold"),
    ("J406", 95, "pass appeal revoke"),
)
# The leader of this office has nothing to decide.
DECIDED = "ty"
UNDECIDED = ("", "pass appeal")
# What the first person of an office gets in the place of the usual.
FIRST = {"zz": ("J503", 25, "pass"), "ty": ("J602", 40, "pass")}
PROJECTS = (
    ("滨江新城安置房二期", "滨江城建投资有限公司"),
    ("青年路综合管廊", "市政建设开发有限公司"),
    ("雅礼实验学校教学楼", "教育投资发展有限公司"),
)
FACTS = "季度检查中发现，当事人已签字确认，检查记录存档。"


def load() -> None:
    """Records of every office, for an empty table."""
    if not bulk.is_empty(DemeritRecord):
        return
    users.load()
    # Nothing of the configuration changes from here on.
    with steady():
        for office in OFFICES:
            _fill(office)


def _fill(office: str) -> None:
    recorder, *_others = OFFICES[office]
    plan = [one for one in USUAL if office != DECIDED or one[2] not in UNDECIDED]
    if office in FIRST:
        plan = [FIRST[office], *plan[1:]]
    with users.at_work(recorder):
        people = [one.id for one in _own_supervisors(len(plan))]
    for place, (person, (reasons, ago, moves)) in enumerate(zip(people, plan, strict=False)):
        number = _recorded(office, person, reasons.split(), ago, place)
        for name in moves.split():
            _move(office, number, name)


def _own_supervisors(count: int) -> Sequence[Person]:
    """The last of the own roster, whom nothing else of the demo is about."""
    asked = select(Person).where(
        *queries.supervisors(), Person.organization_id == current_actor().organization_id
    )
    return db.session.scalars(asked.order_by(Person.id.desc()).limit(count)).all()


def _recorded(office: str, person: int, reasons: list[str], ago: int, place: int) -> int:
    today = clock.today()
    # Of this cycle, however young it is.
    day = max(today - dt.timedelta(days=ago), dt.date(today.year, 1, 1))
    project, builder = PROJECTS[place % len(PROJECTS)]
    values: dict[str, Any] = {
        "happened_on": day,
        "reasons": reasons,
        "project": project,
        "builder": builder,
        "facts": FACTS,
    }
    with users.at_work(OFFICES[office][BY_RECORDER]) as actor:
        (record,) = operations.begin_records(RECORDING, [person], values, actor)
        engine.fire(RECORDING, record, "file", actor=actor, batch=record.batch)
        return record.id


def _move(office: str, number: int, name: str) -> None:
    with users.at_work(OFFICES[office][ACTS_BY[name]]) as actor:
        record = db.session.get_one(DemeritRecord, number)
        answers = {"appeal": APPEAL} if name == "appeal" else None
        opinion = OPINIONS.get(name, "")
        engine.fire(RECORDING, record, name, actor=actor, opinion=opinion, answers=answers)
