"""SELECTs of what is printed of 监督组考核: people with their quarters, projects of a quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from app.assessments import rules
from app.assessments.choices import GROUP, AssessmentState
from app.assessments.models import AssessedProject, GroupAssessment
from app.core.access.narrowed_screens import own_unless_overseen
from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.db import db
from app.core.configuration.dictionaries import codes_in
from app.core.tree.organization_tree import Node
from app.personnel.models import Person
from app.training.queries import places_of

from .assessments import QUARTER, WITH_SHEET


@dataclass(slots=True)
class AssessedPerson:
    """Somebody at an organization, with what came of each quarter of a year."""

    node: Node
    identity_id: int
    name: str
    certificates: str
    group: str
    quarters: dict[int, GroupAssessment] = field(default_factory=dict)


def done_in(year: int, quarter: int | None, places: Mapping[int, Node]) -> list[GroupAssessment]:
    """The submitted assessments of a year, or of one of its quarters, at some organizations, in
    the order of these, with members and sheets."""
    asked = select(GroupAssessment).where(
        GroupAssessment.year == year,
        GroupAssessment.state == AssessmentState.DONE,
        GroupAssessment.organization_id.in_(list(places)),
        *own_unless_overseen(GroupAssessment, oversees=may("oversee", GROUP)),
    )
    if quarter is not None:
        asked = asked.where(GroupAssessment.period == quarter)
    found = db.session.scalars(asked.options(selectinload(GroupAssessment.members), WITH_SHEET))
    return sorted(found, key=lambda one: (places[one.organization_id].order, one.period, one.id))


def group_names(year: int) -> list[str]:
    """What the groups are called that were assessed in a year, of those in reach."""
    asked = select(GroupAssessment.group_name).where(
        GroupAssessment.year == year,
        GroupAssessment.state == AssessmentState.DONE,
        GroupAssessment.group_name.is_not(None),
        *own_unless_overseen(GroupAssessment, oversees=may("oversee", GROUP)),
    )
    return [str(name) for name in db.session.scalars(asked.distinct()) if name]


def places_asked(year: int, prefecture: str, organization: str) -> Mapping[int, Node]:
    """The organizations of a year's end that are asked for, by id."""
    return {
        number: node
        for number, node in places_of(year).items()
        if (not prefecture or node.prefecture_code == prefecture)
        and (not organization or str(number) == organization)
    }


def assessed_people(
    year: int, quarter: int | None, places: Mapping[int, Node], grade: str = ""
) -> list[AssessedPerson]:
    """Who was assessed in a year, at each organization apart; a grade is that of some quarter."""
    found: dict[tuple[int, int], AssessedPerson] = {}
    for item in done_in(year, quarter, places):
        for member in item.members:
            key = (item.organization_id, member.identity_id)
            if key not in found:
                node = places[item.organization_id]
                told = (member.identity_id, member.name, member.certificates)
                found[key] = AssessedPerson(node, *told, "")
            found[key].group = item.group_name or ""
            found[key].quarters[item.period] = item
    return [
        one
        for one in found.values()
        if not grade or any(item.grade == grade for item in one.quarters.values())
    ]


def count_to_assess(year: int, quarter: int | None, places: Mapping[int, Node]) -> int:
    """应考核人数: people of 监督岗位 at some organizations in a year, or in one of its quarters."""
    first = rules.first_day(year, quarter or 1, QUARTER)
    last = min(rules.last_day(year, quarter or 4, QUARTER), clock.today())
    asked = select(func.count(func.distinct(Person.identity_id))).where(
        Person.organization_id.in_(list(places)),
        Person.post_type.in_(codes_in("post_type", "supervision", year=year)),
        *_on_roster(first, last),
        *own_unless_overseen(Person, oversees=may("oversee", GROUP)),
    )
    return db.session.scalar(asked) or 0


def _on_roster(first: dt.date, last: dt.date) -> Sequence[Any]:
    """The criteria for people who were on a roster on some day of a time."""
    return (Person.joined_on <= last, or_(Person.left_on.is_(None), Person.left_on > first))


def projects_of_each(
    items: Sequence[GroupAssessment],
) -> Mapping[int, Sequence[AssessedProject]]:
    """The projects of assessments with what was deducted, by assessment."""
    found: dict[int, list[AssessedProject]] = {one.id: [] for one in items}
    asked = select(AssessedProject).where(AssessedProject.assessment_id.in_(found))
    asked = asked.order_by(AssessedProject.id).options(
        selectinload(AssessedProject.deductions), selectinload(AssessedProject.team)
    )
    for one in db.session.scalars(asked):
        found[one.assessment_id].append(one)
    return found
