"""Writing assessments and their projects; nothing is committed here."""

from .groups import begin, change, group_faults, reasons_against, remove
from .projects import (
    FOUND,
    closed_words,
    content_of,
    grade_limits,
    project_refusals,
    remove_project,
    save_project,
    stored_findings,
)
from .submission import (
    forget_outcome,
    freeze,
    group_outcome,
    may_be_submitted,
    suggestions_for,
    told_people,
)

__all__ = [
    "FOUND",
    "begin",
    "change",
    "closed_words",
    "content_of",
    "forget_outcome",
    "freeze",
    "grade_limits",
    "group_faults",
    "group_outcome",
    "may_be_submitted",
    "project_refusals",
    "reasons_against",
    "remove",
    "remove_project",
    "save_project",
    "stored_findings",
    "suggestions_for",
    "told_people",
]
