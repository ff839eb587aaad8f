"""What assessments and their projects must fulfil, and what comes of them; no database."""

from .coverage import Coverage, summed
from .periods import first_day, last_day, period_of
from .projects import (
    MOST_TIMES,
    Deduction,
    Findings,
    findings_of,
    project_faults,
    score_of_project,
)
from .submission import (
    GroupGrade,
    Submission,
    assessor_faults,
    few_words,
    outcome_of,
    problems_of,
    project_suggestions,
    submission_faults,
    suggestions,
)
from .tasks import without_task

__all__ = [
    "MOST_TIMES",
    "Coverage",
    "Deduction",
    "Findings",
    "GroupGrade",
    "Submission",
    "assessor_faults",
    "few_words",
    "findings_of",
    "first_day",
    "last_day",
    "outcome_of",
    "period_of",
    "problems_of",
    "project_faults",
    "project_suggestions",
    "score_of_project",
    "submission_faults",
    "suggestions",
    "summed",
    "without_task",
]
