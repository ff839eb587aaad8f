"""How assessments read."""

from .pad import (
    HEAD,
    NewProject,
    newer_lines,
    pad_cells,
    pad_context,
    pad_rows,
    team_choices,
    team_codes,
)
from .people import TIMELINE
from .shown import shown_projects, submission_facts
from .trends import quarter_columns, spoken
from .words import (
    BASES,
    HALVES,
    PROJECTS,
    QUARTERS,
    address,
    arithmetic_words,
    hierarchy_address,
    pad_address,
    period_words,
    picker_heading,
    plain_score,
    project_address,
    score_text,
    show_address,
)

__all__ = [
    "BASES",
    "HALVES",
    "HEAD",
    "PROJECTS",
    "QUARTERS",
    "TIMELINE",
    "NewProject",
    "address",
    "arithmetic_words",
    "hierarchy_address",
    "newer_lines",
    "pad_address",
    "pad_cells",
    "pad_context",
    "pad_rows",
    "period_words",
    "picker_heading",
    "plain_score",
    "project_address",
    "quarter_columns",
    "score_text",
    "show_address",
    "shown_projects",
    "spoken",
    "submission_facts",
    "team_choices",
    "team_codes",
]
