"""What comes of an assessment, in the dialog of 提交 and in 查看."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.assessments import operations, queries, rules
from app.assessments.models import Assessment
from app.attachments.presentation import shown_file
from app.attachments.queries import files_of_each
from app.core.base.tenths import number_of
from app.scoring.choices import TONES as GRADE_TONES

from .words import arithmetic_words, score_text


def submission_facts(item: Assessment) -> list[tuple[Any, str]]:
    """What the dialog of 提交 shows: projects with their scores, and what comes of them."""
    projects = queries.projects_of(item.id)
    found: list[tuple[Any, str]] = [
        (one.name, f"{score_text(one.score)} {one.grade.label}") for one in projects
    ]
    if words := rules.few_words(len(projects)):
        found.append((_("提示"), words))
    if not projects:
        return found
    score, grade = operations.outcome(item, projects)
    return [*found, (_("考核得分"), score_text(score)), (_("等次"), str(grade.label))]


def shown_projects(item: Assessment) -> list[Mapping[str, Any]]:
    """The projects of an assessment as 查看 prints them."""
    content, projects = operations.content_of(item), queries.projects_of(item.id)
    files = files_of_each(item.kind.resource, [one.id for one in projects])
    return [
        {
            "project": one,
            "files": [shown_file(file) for file in files[one.id]],
            "score": score_text(one.score),
            "tone": GRADE_TONES[one.grade],
            "arithmetic": arithmetic_words(operations.stored_findings(one), content),
            "deductions": [(row, number_of(row.value)) for row in one.deductions],
        }
        for one in projects
    ]
