"""Writing assessments and their projects; nothing is committed here."""

from .groups import begin, change, group_faults, reasons_against, remove_group
from .hierarchies import begin_each, change_hierarchy, hierarchy_faults
from .hierarchies import reasons_against as reasons_against_organizations
from .projects import (
    FOUND,
    TEAM,
    closed_words,
    content_of,
    grade_limits,
    project_refusals,
    remove,
    remove_project,
    save_project,
    stored_findings,
)
from .submission import (
    forget_outcome,
    freeze,
    keep_reply,
    may_be_submitted,
    outcome,
    rectify_by_faults,
    suggestions_for,
    told_people,
)

__all__ = [
    "FOUND",
    "TEAM",
    "begin",
    "begin_each",
    "change",
    "change_hierarchy",
    "closed_words",
    "content_of",
    "forget_outcome",
    "freeze",
    "grade_limits",
    "group_faults",
    "hierarchy_faults",
    "keep_reply",
    "may_be_submitted",
    "outcome",
    "project_refusals",
    "reasons_against",
    "reasons_against_organizations",
    "rectify_by_faults",
    "remove",
    "remove_group",
    "remove_project",
    "save_project",
    "stored_findings",
    "suggestions_for",
    "told_people",
]
