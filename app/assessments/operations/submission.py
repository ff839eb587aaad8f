"""提交 and 撤回: what is frozen when an assessment is submitted, and let go again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.assessments import queries, rules
from app.assessments.choices import AssessmentKind as Kind
from app.assessments.choices import Rectification
from app.assessments.models import (
    AssessedProject,
    Assessment,
    GroupAssessment,
    HierarchicalAssessment,
)
from app.assessments.rules import GroupGrade, Submission
from app.core.base import clock
from app.core.base.errors import FieldError
from app.core.configuration.parameters import parameter
from app.scoring.choices import Grade
from app.scoring.rules import group_grade, organization_grade
from app.users.queries import accounts_of_people
from app.workflow.declaration import Move

from .projects import content_of, grade_limits, score, stored_findings

# What the dialog of 提交 asks of each kind, and is kept with it.
OF_BOTH = ("comment", "demands", "late_reason")
ASKED: Mapping[Kind, tuple[str, ...]] = {
    Kind.GROUP: OF_BOTH,
    Kind.HIERARCHICAL: (*OF_BOTH, "feedback", "rectify_by"),
}
# How the grade of an assessment follows from its score and the grades of its projects.
GRADE_BY: Mapping[Kind, GroupGrade] = {
    Kind.GROUP: group_grade,
    Kind.HIERARCHICAL: organization_grade,
}
LEAST_BY: Mapping[Kind, Callable[[], int]] = {
    Kind.GROUP: lambda: parameter("min_projects_group"),
    Kind.HIERARCHICAL: lambda: parameter("min_projects_level"),
}


def may_be_submitted(move: Move) -> Iterator[FieldError]:
    """Guard of 提交."""
    item: Assessment = move.item
    asked = Submission(
        len(queries.projects_of(item.id)),
        ends_on(item),
        clock.today(),
        move.data["late_reason"] or "",
    )
    yield from rules.submission_faults(
        asked,
        least=LEAST_BY[item.kind](),
        backfill_days=parameter("assess_backfill_days"),
    )
    if isinstance(item, GroupAssessment):
        members = [one.name for one in item.members]
        for error in rules.assessor_faults(item.assessors, members):
            yield FieldError(error.code, "", error.message)
    if names := queries.unsaved_by(item):
        words = _("%(who)s填写的项目尚未保存，请先保存，或放弃草稿", who=_("、").join(names))
        yield FieldError("V36", "", words)


def freeze(move: Move) -> None:
    """Effect of 提交: scores and grades by the limits of today, problems, 建议记分."""
    item: Assessment = move.item
    projects, content = queries.projects_of(item.id), content_of(item)
    for one in projects:
        score(one, stored_findings(one), content)
    item.project_count = len(projects)
    item.score, item.grade = outcome(item, projects)
    item.problems = rules.problems_of((one.name, _texts(one)) for one in projects)
    item.suggested = suggestions_for(item)
    for name in ASKED[item.kind]:
        setattr(item, name, move.data[name])
    if isinstance(item, HierarchicalAssessment):
        item.step = Rectification.PENDING if item.problems else Rectification.NONE
    item.submitted_on = clock.today()


def ends_on(item: Assessment) -> dt.date:
    """The last day of the period of an assessment, on which its points count."""
    return rules.last_day(item.year, item.period, item.kind.months)


def outcome(item: Assessment, projects: Sequence[AssessedProject]) -> tuple[int, Grade]:
    """考核得分 and 考核等次 that an assessment with these projects has by the limits of today."""
    found = [(one.score, one.grade) for one in projects]
    return rules.outcome_of(found, grade_limits(), GRADE_BY[item.kind])


def suggestions_for(item: Assessment) -> list[dict[str, Any]]:
    """建议记分 with the projects as they are saved now: of a group by its grade, of a 层级考核 by
    each project that is 不合格."""
    projects = queries.projects_of(item.id)
    if not projects:
        return []
    if isinstance(item, GroupAssessment):
        _score, grade = outcome(item, projects)
        return rules.suggestions(grade, _keys(item.members), ends_on(item))
    failed = [(one.name, _keys(one.team)) for one in projects if one.grade is Grade.FAILED]
    return rules.project_suggestions(failed, ends_on(item))


def _keys(people: Iterable[Any]) -> list[tuple[int, int]]:
    return [(one.person_id, one.identity_id) for one in people]


def forget_outcome(move: Move) -> None:
    """Effect of 撤回: what 提交 froze is open again."""
    item = move.item
    item.score = item.grade = item.submitted_on = None
    item.problems, item.suggested = [], []
    if isinstance(item, HierarchicalAssessment):
        item.step = None


def keep_reply(move: Move) -> None:
    """Effect of 整改回复."""
    move.item.reply, move.item.replied_on = move.data["reply"], clock.today()


def rectify_by_faults(move: Move) -> Iterator[FieldError]:
    """Guard of 提交: 整改期限 lies ahead."""
    day = move.data["rectify_by"]
    if day is not None and day < clock.today():
        yield FieldError("V15", "rectify_by", _("整改期限不能早于今天"))


def told_people(_event: Any, item: GroupAssessment) -> Iterable[int]:
    """The accounts of the assessed."""
    accounts = accounts_of_people([one.person_id for one in item.members])
    return [one.id for one in accounts.values()]


def _texts(project: AssessedProject) -> Iterator[str]:
    """What was found of a project, vetoes first."""
    yield from project.vetoes.values()
    yield from (one.text for one in project.deductions)
