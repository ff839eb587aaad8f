"""Reading how 监督组考核 went over the quarters, and what was deducted most often."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from app.assessments.choices import AssessmentState
from app.assessments.models import AssessedProject, GroupAssessment, ProjectDeduction
from app.core.base.db import db
from app.scoring.choices import Grade

# Year and quarter.
Quarter = tuple[int, int]


def grades_since(
    organization_ids: Collection[int], first: Quarter
) -> dict[Quarter, dict[Grade, int]]:
    """How many submitted assessments of some organizations have each grade, by quarter."""
    row = GroupAssessment
    asked = (
        select(row.year, row.period, row.grade, func.count(row.id))
        .where(*_done(organization_ids), row.year * 10 + row.period >= first[0] * 10 + first[1])
        .group_by(row.year, row.period, row.grade)
    )
    found: dict[Quarter, dict[Grade, int]] = {}
    for year, quarter, grade, number in db.session.execute(asked):
        if grade is not None:
            found.setdefault((year, quarter), {})[grade] = number
    return found


def frequent_deductions(
    organization_ids: Collection[int], year: int, most: int
) -> list[tuple[str, str, int]]:
    """代码, 扣分内容 and in how many projects of a year, what was deducted most often first."""
    row, times = ProjectDeduction, func.count(ProjectDeduction.id)
    asked = (
        select(row.code, row.text, times)
        .join(AssessedProject, row.project_id == AssessedProject.id)
        .join(GroupAssessment, AssessedProject.assessment_id == GroupAssessment.id)
        .where(*_done(organization_ids), GroupAssessment.year == year)
        .group_by(row.code, row.text)
        .order_by(times.desc(), row.code, row.text)
        .limit(most)
    )
    return [(code, text, number) for code, text, number in db.session.execute(asked)]


def _done(organization_ids: Collection[int]) -> tuple[Any, ...]:
    row = GroupAssessment
    return (row.state == AssessmentState.DONE, row.organization_id.in_(organization_ids))
