"""SELECTs of what is printed of 层级考核: organizations with their halves of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.assessments.choices import AssessmentState
from app.assessments.models import Assessment, HierarchicalAssessment
from app.core.base.db import db
from app.core.tree.organization_tree import Node

from .assessments import WITH_SHEET


@dataclass(slots=True)
class AssessedOrganization:
    """An organization and who assesses it, with what came of each half of a year."""

    node: Node
    assessor_id: int
    halves: dict[int, HierarchicalAssessment] = field(default_factory=dict)


def results_in(
    year: int, half: int | None, places: Mapping[int, Node]
) -> Sequence[HierarchicalAssessment]:
    """The submitted 层级考核 in scope of some organizations in a year, or in one of its halves, in
    the order of these, with their projects."""
    model = HierarchicalAssessment
    asked = select(model).where(
        model.year == year,
        model.state == AssessmentState.DONE,
        model.target_id.in_(list(places)),
    )
    if half is not None:
        asked = asked.where(model.period == half)
    found = db.session.scalars(asked.options(selectinload(Assessment.projects), WITH_SHEET)).all()
    return sorted(found, key=lambda one: (places[one.target_id or 0].order, one.period, one.id))


def assessed_organizations(
    year: int, half: int | None, places: Mapping[int, Node]
) -> list[AssessedOrganization]:
    """Which organizations were assessed in a year, by each assessor apart."""
    found: dict[tuple[int, int], AssessedOrganization] = {}
    for item in results_in(year, half, places):
        target = item.target_id or 0
        made = AssessedOrganization(places[target], item.organization_id)
        found.setdefault((target, item.organization_id), made).halves[item.period] = item
    return list(found.values())
