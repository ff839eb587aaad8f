"""Rows of assessments for tests, with sensible values for everything that a test does not name."""

from __future__ import annotations

import itertools
from typing import Any

from app.assessments.choices import AssessmentState
from app.assessments.models import (
    AssessedProject,
    Assessment,
    GroupAssessment,
    GroupMember,
    HierarchicalAssessment,
    ProjectDeduction,
)
from app.core.base import clock
from app.core.base.db import db
from app.scoring.choices import Grade, SheetKind
from app.scoring.queries import sheet_for
from tests.support.factories import make_certificate, make_person

_numbers = itertools.count(1)


def make_group(*, organization_id: int, people: Any = (), **facts: Any) -> GroupAssessment:
    """A 监督组考核 of this quarter that runs, of somebody new unless people are named."""
    if not people:
        people = [make_person(organization_id=organization_id, name="王示范")]
        make_certificate(people[0])
    year, quarter = facts.pop("year", clock.year()), facts.pop("period", 1)
    sheet = sheet_for(SheetKind.PROJECT, year)
    assert sheet is not None
    found = GroupAssessment(
        **{
            "organization_id": organization_id,
            "number": f"ZK-{next(_numbers):06d}",
            "year": year,
            "period": quarter,
            "sheet_id": sheet.id,
            "assessors": "赵六",
            **facts,
        }
    )
    found.members = [
        GroupMember(
            organization_id=organization_id,
            person_id=one.id,
            identity_id=one.identity_id,
            year=year,
            quarter=quarter,
            name=one.name,
            certificates="质量",
        )
        for one in people
    ]
    db.session.add(found)
    db.session.flush()
    return found


def make_hierarchy(organization_id: int, target_id: int, **facts: Any) -> HierarchicalAssessment:
    """A 层级考核 of the first half of last year that runs."""
    sheet = sheet_for(SheetKind.PROJECT, clock.year())
    assert sheet is not None
    found = HierarchicalAssessment(
        **{
            "organization_id": organization_id,
            "target_id": target_id,
            "number": f"CK-{next(_numbers):06d}",
            "year": clock.year() - 1,
            "period": 1,
            "sheet_id": sheet.id,
            "assessors": "赵六",
            **facts,
        }
    )
    db.session.add(found)
    db.session.flush()
    return found


def make_project(group: Assessment, *deductions: Any, **facts: Any) -> AssessedProject:
    """A project of an assessment; each deduction is item, code, text, count, value in tenths."""
    found = AssessedProject(
        **{
            "organization_id": group.organization_id,
            "assessment_id": group.id,
            "name": f"工程{next(_numbers)}",
            "client": "示例置业有限公司",
            "score": 95_00,
            "grade": Grade.EXCELLENT,
            "saved_by": "经办人",
            **facts,
        }
    )
    names = ("item", "code", "text", "count", "value")
    found.deductions = [
        ProjectDeduction(
            organization_id=group.organization_id, **dict(zip(names, one, strict=True))
        )
        for one in deductions
    ]
    group.project_count += 1
    db.session.add(found)
    db.session.flush()
    return found


def finish(group: Assessment, score: int, grade: Grade) -> Assessment:
    """An assessment that was submitted with a score in hundredths."""
    group.state, group.score, group.grade = AssessmentState.DONE, score, grade
    group.submitted_on = clock.today()
    db.session.flush()
    return group
