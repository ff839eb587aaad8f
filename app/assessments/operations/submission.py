"""提交 and 撤回: what is frozen when an assessment is submitted, and let go again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.assessments import queries, rules
from app.assessments.choices import AssessmentKind
from app.assessments.models import AssessedProject, Assessment, GroupAssessment
from app.assessments.rules import Submission
from app.core.base import clock
from app.core.base.errors import FieldError
from app.core.configuration.parameters import parameter
from app.scoring.choices import Grade
from app.scoring.rules import group_grade
from app.users.queries import accounts_of_people
from app.workflow.declaration import Move

from .projects import content_of, grade_limits, score, stored_findings

ASKED = ("comment", "demands", "late_reason")


def may_be_submitted(move: Move) -> Iterator[FieldError]:
    """Guard of 提交."""
    item: GroupAssessment = move.item
    ends_on = rules.last_day(item.year, item.period, queries.QUARTER)
    asked = Submission(
        len(queries.projects_of(item.id)), ends_on, clock.today(), move.data["late_reason"] or ""
    )
    yield from rules.submission_faults(
        asked,
        least=parameter("min_projects_group"),
        backfill_days=parameter("assess_backfill_days"),
    )
    names = [one.name for one in item.members]
    for error in rules.assessor_faults(item.assessors, names):
        yield FieldError(error.code, "", error.message)
    if names := queries.unsaved_by(item):
        words = _("%(who)s填写的项目尚未保存，请先保存，或放弃草稿", who=_("、").join(names))
        yield FieldError("V36", "", words)


def freeze(move: Move) -> None:
    """Effect of 提交: scores and grades by the limits of today, problems, 建议记分."""
    item: GroupAssessment = move.item
    projects, content = queries.projects_of(item.id), content_of(item)
    for one in projects:
        score(one, stored_findings(one), content)
    item.project_count = len(projects)
    item.score, item.grade = group_outcome(projects)
    item.problems = rules.problems_of((one.name, _texts(one)) for one in projects)
    item.suggested = suggestions_for(item)
    for name in ASKED:
        setattr(item, name, move.data[name])
    item.submitted_on = clock.today()


def group_outcome(projects: Sequence[AssessedProject]) -> tuple[int, Grade]:
    """考核得分 and 等次 that some projects have together, by the limits of today."""
    return rules.outcome_of(
        [(one.score, one.grade) for one in projects], grade_limits(), group_grade
    )


def suggestions_for(item: Assessment) -> list[dict[str, Any]]:
    """建议记分 of an assessment with its projects as they are saved now, whatever its kind."""
    projects = queries.projects_of(item.id)
    return SUGGESTIONS[item.kind](item, projects) if projects else []


def _of_group(item: GroupAssessment, projects: Sequence[AssessedProject]) -> list[dict[str, Any]]:
    members = [(one.person_id, one.identity_id) for one in item.members]
    ends_on = rules.last_day(item.year, item.period, queries.QUARTER)
    _score, grade = group_outcome(projects)
    return rules.suggestions(grade, members, ends_on)


# How the 建议记分 of each kind come about.
SUGGESTIONS: Mapping[
    AssessmentKind, Callable[[Any, Sequence[AssessedProject]], list[dict[str, Any]]]
] = {AssessmentKind.GROUP: _of_group}


def forget_outcome(move: Move) -> None:
    """Effect of 撤回: what 提交 froze is open again."""
    item = move.item
    item.score = item.grade = item.submitted_on = None
    item.problems, item.suggested = [], []


def told_people(_event: Any, item: GroupAssessment) -> Iterable[int]:
    """The accounts of the assessed."""
    accounts = accounts_of_people([one.person_id for one in item.members])
    return [one.id for one in accounts.values()]


def _texts(project: AssessedProject) -> Iterator[str]:
    """What was found of a project, vetoes first."""
    yield from project.vetoes.values()
    yield from (one.text for one in project.deductions)
