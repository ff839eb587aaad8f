"""How assessments read."""

from .pad import HEAD, NewProject, newer_lines, pad_cells, pad_context, pad_rows
from .people import TIMELINE
from .shown import shown_projects, submission_facts
from .trends import quarter_columns, spoken
from .words import (
    BASE,
    PROJECTS,
    QUARTERS,
    address,
    arithmetic_words,
    pad_address,
    picker_heading,
    plain_score,
    project_address,
    quarter_words,
    score_text,
)

__all__ = [
    "BASE",
    "HEAD",
    "PROJECTS",
    "QUARTERS",
    "TIMELINE",
    "NewProject",
    "address",
    "arithmetic_words",
    "newer_lines",
    "pad_address",
    "pad_cells",
    "pad_context",
    "pad_rows",
    "picker_heading",
    "plain_score",
    "project_address",
    "quarter_columns",
    "quarter_words",
    "score_text",
    "shown_projects",
    "spoken",
    "submission_facts",
]
