"""The forms of the module."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.screens.table_fields import RowColumn, Rows

from .choices import Suggestion
from .operations import LINES
from .rules import NO, YES

# More reasons than any list of the field has.
MOST_LINES = 200


def _answers() -> list[tuple[str, object]]:
    return [(YES, _l("是")), (NO, _l("否"))]


def _suggestions() -> list[tuple[str, object]]:
    return [(one.value, one.label) for one in Suggestion]


COLUMNS = (
    RowColumn("group", _l("类别"), length=20),
    RowColumn("code", _l("代码"), length=20, required=True),
    RowColumn("text", _l("记分事由"), length=200, required=True),
    RowColumn("points", _l("分值"), "count", required=True),
    RowColumn("needs_project", _l("涉及工程"), "choice", choices=_answers, required=True),
    RowColumn("suggestion", _l("系统建议"), "choice", choices=_suggestions, required=True),
)
LIST_FIELDS = {LINES: Rows(_l("记分事由"), columns=COLUMNS, most=MOST_LINES)}
