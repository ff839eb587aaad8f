"""保存 and 删除 of a project, under the lock of its assessment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from app.assessments import queries, rules
from app.assessments.choices import AssessmentState
from app.assessments.models import AssessedProject, Assessment, ProjectDeduction, TeamMember
from app.assessments.rules import Deduction, Findings
from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused
from app.core.configuration.parameters import parameter
from app.scoring import operations as sheets
from app.scoring.rules import Limits, SheetContent, grade_of

Values = Mapping[str, Any]
# What was found, as the form names it; all else is said of the project itself.
FOUND = ("marks", "items", "vetoed")
# 监督组成员, by the ids of their rows of the roster.
TEAM = "members"


def closed_words(assessment: Assessment) -> str:
    """Why projects of an assessment are changed no more."""
    if assessment.state is AssessmentState.RUNNING:
        return ""
    return _("考核已提交，不能再修改项目")


def content_of(assessment: Assessment) -> SheetContent:
    """The sheet by which an assessment scores."""
    return sheets.content_of(assessment.sheet)


def grade_limits() -> Limits:
    """The least scores of 优秀, 合格 and 基本合格, as the office has them now."""
    held = (parameter("grade_excellent"), parameter("grade_passed"), parameter("grade_barely"))
    first, second, third = sorted(held, reverse=True)
    return first, second, third


def save_project(
    assessment: Assessment, project: AssessedProject | None, values: Values, actor: Actor
) -> AssessedProject:
    """保存: what was typed of a project, scored by the server.

    The assessment is held until the transaction ends, so that it is not submitted meanwhile.
    """
    held = queries.held(assessment.id)
    if held is None:
        raise Conflict(_("该考核已被删除"))
    Refused.if_any(project_refusals(values, held, project))
    said = {name: value for name, value in values.items() if name not in (*FOUND, TEAM)}
    saved = project or AssessedProject(
        organization_id=held.organization_id, assessment_id=held.id, deductions=[], team=[]
    )
    for name, value in said.items():
        setattr(saved, name, value)
    content = content_of(held)
    found = rules.findings_of(values["marks"], values["items"], values["vetoed"], content)
    _keep(saved, found, content)
    _keep_team(saved, values.get(TEAM) or (), held)
    saved.saved_by = actor.name[:60]
    if project is None:
        held.project_count += 1
        db.session.add(saved)
    db.session.flush()
    return saved


def project_refusals(
    values: Values, assessment: Assessment, project: AssessedProject | None
) -> Iterator[FieldError]:
    """All that speaks against a project as it was typed; what could not be read is None."""
    if words := closed_words(assessment):
        yield FieldError("V36", "", words)
    marks, items = values["marks"], values["items"]
    yield from rules.project_faults(marks, items, content_of(assessment))
    name, day = values.get("name"), values.get("inspected_on")
    if name and queries.name_is_taken(assessment.id, name, project.id if project else None):
        yield FieldError("V36", "name", _("本次考核已有同名的工程"))
    if day is not None and day > clock.today():
        yield FieldError("V15", "inspected_on", _("检查日期不能晚于今天"))
    team = values.get(TEAM) or ()
    if team and set(team) - set(_offered_team(assessment, project)):
        yield FieldError("V36", TEAM, _("监督组成员应为被考核机构的监督人员"))


def remove_project(project: AssessedProject, _actor: Actor) -> None:
    """删除项目; its name is free again."""
    held = queries.held(project.assessment_id)
    if held is None or closed_words(held):
        raise Conflict(_("考核已提交，不能再修改项目"))
    project.deleted_at = clock.now()
    held.project_count -= 1


def remove(assessment: Assessment, _actor: Actor) -> None:
    """删除 of an assessment, with its projects."""
    rows: list[Assessment | AssessedProject] = [*queries.projects_of(assessment.id), assessment]
    for one in rows:
        one.deleted_at = clock.now()


def stored_findings(project: AssessedProject) -> Findings:
    """What is kept of a project, as the rules know it."""
    return Findings(
        [
            Deduction(one.item, one.code, one.text, one.count, one.value, one.fact)
            for one in project.deductions
        ],
        project.left_out,
        project.vetoes,
    )


def _keep(project: AssessedProject, found: Findings, content: SheetContent) -> None:
    """Let a project say what was found; what it said before and still does stays the same row."""
    before = {one.code: one for one in project.deductions}
    project.deductions = [
        _row(before.get(one.code), one, project.organization_id) for one in found.deductions
    ]
    project.left_out, project.vetoes = dict(found.left_out), dict(found.vetoes)
    # Another version, too, where nothing but its deductions has changed.
    flag_modified(project, "left_out")
    score(project, found, content)


def _offered_team(
    assessment: Assessment, project: AssessedProject | None
) -> Mapping[str, TeamMember]:
    """Who can be in the team of a project, by the id of the row of the roster: people of the
    assessed organization, and who is in it already."""
    own = {"organization_id": assessment.organization_id}
    found = {
        str(one.id): TeamMember(**own, person_id=one.id, identity_id=one.identity_id, name=one.name)
        for one in queries.supervisors_at(assessment.target_id)
    }
    kept = {str(one.person_id): one for one in (project.team if project is not None else ())}
    return {**found, **kept}


def _keep_team(project: AssessedProject, codes: Sequence[str], assessment: Assessment) -> None:
    if codes or project.team:
        offered = _offered_team(assessment, project)
        project.team = [offered[code] for code in offered if code in codes]


def score(project: AssessedProject, found: Findings, content: SheetContent) -> None:
    """得分 and 等次 of a project, by the limits of today."""
    came_to = rules.score_of_project(found, content).score
    assert came_to is not None
    project.score = came_to
    project.grade = grade_of(came_to, grade_limits(), vetoed=bool(found.vetoes))


def _row(before: ProjectDeduction | None, one: Deduction, organization_id: int) -> ProjectDeduction:
    row = before or ProjectDeduction(organization_id=organization_id, code=one.code)
    row.item, row.text, row.fact = one.item, one.text, one.fact
    row.count, row.value = one.count, one.value
    return row
