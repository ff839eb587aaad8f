"""监督组考核: a year of quarters that are over, and some groups of this quarter that are not."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer_group

from app.assessments import operations, queries, rules
from app.assessments.choices import ProjectClass, ProjectStage
from app.assessments.models import Assessment, GroupAssessment
from app.assessments.workflows import GROUP_ASSESSMENT
from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.base.tenths import number_of
from app.core.configuration.cache import steady
from app.personnel.models import Person
from app.scoring.rules import SheetContent
from app.workflow import engine

from . import bulk, users

CLERKS = ("hn_admin", "cs_clerk", "yl_clerk", "zz_clerk", "ty_clerk")
# Whose group of this quarter is not submitted yet.
RUNNING = ("cs_clerk", "yl_clerk")
GROUPS = ("监督一组", "监督二组")
MEMBERS = 2
QUARTERS = 4
ASSESSORS = "考核组：方正平、路清源"
PROJECTS = (
    ("湘江花园二期3号楼", "湖南示例置业有限公司", "湖南示例建工有限公司", ProjectClass.BUILDING),
    ("桃子湖中学教学楼", "示例教育投资有限公司", "示例城建集团有限公司", ProjectClass.BUILDING),
    ("桐梓坡路改造工程", "示例市政建设投资有限公司", "示例路桥有限公司", ProjectClass.MUNICIPAL),
    ("滨江新城安置房", "示例城投有限公司", "示例建筑有限公司", ProjectClass.BUILDING),
)
# How many 扣分内容 are found of a project, from hardly any to many.
FOUND = (1, 3, 4, 6, 9, 16)
COMMENT = "监督工作总体规范，个别环节有待改进。"
FACTS = ("现场抽查发现", "资料核查发现", "与监督记录不一致", None)


def load() -> None:
    """All of them, for an empty table."""
    if not bulk.is_empty(GroupAssessment):
        return
    users.load()
    chance = random.Random(44)
    # Nothing of the configuration changes from here on.
    with steady():
        for who in CLERKS:
            with users.at_work(who) as actor:
                _assess(who, actor, chance)


def _assess(who: str, actor: Actor, chance: random.Random) -> None:
    teams = _teams()
    for year, quarter in _past_quarters():
        for name, people in zip(GROUPS, teams, strict=False):
            item = _begun(name, people, year, quarter, actor)
            _score(item, 2, actor, chance)
            _submit(item, actor)
    today = clock.today()
    if who in RUNNING and teams:
        this = rules.period_of(today, queries.QUARTER)
        _score(_begun(GROUPS[0], teams[0], today.year, this, actor), 1, actor, chance)


def _teams() -> list[Sequence[Person]]:
    """Two and two people of 监督岗位 of the own roster."""
    asked = select(Person).where(*queries.own_supervisors()).order_by(Person.id)
    asked = asked.limit(MEMBERS * len(GROUPS)).options(undefer_group("certified"))
    people = db.session.scalars(asked).all()
    return [people[n : n + MEMBERS] for n in range(0, len(people), MEMBERS)]


def _past_quarters() -> Iterator[tuple[int, int]]:
    """The quarters before this one, the oldest first."""
    today = clock.today()
    place = today.year * 4 + rules.period_of(today, queries.QUARTER) - 1
    for one in range(place - QUARTERS, place):
        yield one // 4, one % 4 + 1


def _begun(
    name: str, people: Sequence[Person], year: int, quarter: int, actor: Actor
) -> GroupAssessment:
    ends_on = min(rules.last_day(year, quarter, queries.QUARTER), clock.today())
    values = {
        "year": year,
        "period": quarter,
        "group_name": name,
        "assessed_on": ends_on,
        "assessors": ASSESSORS,
    }
    item = operations.begin(values, people, actor)
    engine.begin(GROUP_ASSESSMENT, item, actor=actor)
    return item


def _score(item: GroupAssessment, projects: int, actor: Actor, chance: random.Random) -> None:
    content, names = operations.content_of(item), set[str]()
    for _each in range(projects):
        head = head_of(item, chance, but=names)
        names.add(head["name"])
        operations.save_project(item, None, {**head, **found_of(content, chance)}, actor)


def head_of(item: Assessment, chance: random.Random, *, but: Collection[str]) -> dict[str, Any]:
    """What is said of a project, one that is not called as others."""
    free = [one for one in PROJECTS if one[0] not in but]
    name, client, builder, kind = chance.choice(free)
    return {
        "name": name,
        "client": client,
        "builder": builder,
        "engineer": "示例监理咨询有限公司",
        "project_class": kind,
        "stage": chance.choice(list(ProjectStage)),
        "size": None,
        "registration": None,
        "inspected_on": item.assessed_on,
    }


def found_of(content: SheetContent, chance: random.Random) -> dict[str, Any]:
    """What somebody found of a project, as the form gives it."""
    points = [(item, point) for item in content.items for point in item.points]
    ticked = set(chance.sample(range(len(points)), min(chance.choice(FOUND), len(points))))
    blank = {"ticked": None, "count": None, "value": None, "fact": None}
    marks: dict[str, dict[str, Any]] = {}
    for place, (item, point) in enumerate(points):
        marks[str(place)] = dict(blank)
        if place in ticked:
            value = number_of(min(point.points, item.most))
            said = {"count": 1, "value": value, "fact": chance.choice(FACTS)}
            marks[str(place)] = {"ticked": "y", **said}
    return {
        "marks": marks,
        "items": {str(n): {"out": None, "reason": None} for n in range(len(content.items))},
        "vetoed": {str(n): {"ticked": None} for n in range(len(content.vetoes))},
    }


def _submit(item: GroupAssessment, actor: Actor) -> None:
    """提交, which was in time then."""
    said = {
        "comment": "监督工作总体规范，个别环节有待改进。",
        "late_reason": "系统上线前的考核补录",
    }
    engine.fire(GROUP_ASSESSMENT, item, "submit", actor=actor, answers=said)
    item.late_reason, item.submitted_on = None, item.assessed_on
    db.session.flush()
