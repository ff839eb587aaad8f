"""层级考核: two half-years that are over, answered by one organization, and one that runs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from app.assessments import operations, queries, rules
from app.assessments.choices import Rectification
from app.assessments.models import HierarchicalAssessment
from app.assessments.workflows import HIERARCHICAL_ASSESSMENT
from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.configuration.cache import steady
from app.core.models import Organization
from app.workflow import engine

from . import bulk, users
from .group_assessments import found_of, head_of

CLERKS = ("hn_admin", "cs_clerk", "zz_clerk")
# Whose half-year of now is not submitted yet, and who answers what was found of them.
RUNNING, ANSWERS = "cs_clerk", "yl_admin"
ORGANIZATIONS, HALVES, PROJECTS = 3, 2, 2
ASSESSORS = "层级考核组：方正平、路清源"


def load() -> None:
    """All of them, for an empty table."""
    if not bulk.is_empty(HierarchicalAssessment):
        return
    users.load()
    chance = random.Random(45)
    # Nothing of the configuration changes from here on.
    with steady():
        for who in CLERKS:
            with users.at_work(who) as actor:
                _assess(who, actor, chance)
        with users.at_work(ANSWERS) as actor:
            _answer(actor)


def _assess(who: str, actor: Actor, chance: random.Random) -> None:
    organizations = _below(actor)
    for year, half in _past_halves():
        for item in _begun(organizations, year, half, actor):
            for _each in range(PROJECTS):
                _score(item, actor, chance)
            _submit(item, actor)
    if who == RUNNING:
        today = clock.today()
        half = rules.period_of(today, queries.HALF)
        _score(_begun(organizations[:1], today.year, half, actor)[0], actor, chance)


def _below(actor: Actor) -> Sequence[Organization]:
    """Some of the organizations directly below one."""
    below = queries.directly_below(actor.organization_id or 0)
    asked = select(Organization).where(Organization.id.in_(below)).order_by(Organization.id)
    return db.session.scalars(asked.limit(ORGANIZATIONS)).all()


def _past_halves() -> Iterator[tuple[int, int]]:
    """The half-years before this one, the oldest first."""
    today = clock.today()
    place = today.year * 2 + rules.period_of(today, queries.HALF) - 1
    for one in range(place - HALVES, place):
        yield one // 2, one % 2 + 1


def _begun(
    organizations: Sequence[Organization], year: int, half: int, actor: Actor
) -> list[HierarchicalAssessment]:
    values = {
        "year": year,
        "period": half,
        "assessed_on": queries.last_day_of(year, half),
        "assessors": ASSESSORS,
    }
    items = operations.begin_each(values, organizations, actor)
    engine.begin_each(HIERARCHICAL_ASSESSMENT, items, actor=actor)
    return items


def _score(item: HierarchicalAssessment, actor: Actor, chance: random.Random) -> None:
    people = queries.supervisors_at(item.target_id)[:2]
    names = {one.name for one in queries.projects_of(item.id)}
    values = {
        **head_of(item, chance, but=names),
        **found_of(operations.content_of(item), chance),
        operations.TEAM: [str(one.id) for one in people],
    }
    operations.save_project(item, None, values, actor)


def _submit(item: HierarchicalAssessment, actor: Actor) -> None:
    """提交, which was in time then."""
    said = {
        "comment": "监督工作总体规范，整改闭环有待加强。",
        "feedback": "已向被考核机构当面反馈。",
        "demands": "请按存在的主要问题逐项整改。",
        "late_reason": "系统上线前的考核补录",
    }
    engine.fire(HIERARCHICAL_ASSESSMENT, item, "submit", actor=actor, answers=said)
    item.late_reason, item.submitted_on = None, item.assessed_on
    db.session.flush()


def _answer(actor: Actor) -> None:
    """整改回复 of the older half-year."""
    pending = [
        one
        for one in queries.results_of(actor.organization_id or 0)
        if one.step is Rectification.PENDING
    ]
    for item in pending[:1]:
        said = {"reply": "已逐项整改，并补齐监督记录。"}
        engine.fire(HIERARCHICAL_ASSESSMENT, item, "reply", actor=actor, answers=said)
