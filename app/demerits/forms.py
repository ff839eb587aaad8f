"""The forms of the module."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.screens.form_fields import AtMost, Day, LongText, OptionalField, Required, Text
from app.core.screens.model_forms import AppForm
from app.core.screens.table_fields import (
    ChoiceGroup,
    ChoiceLine,
    GroupedChoice,
    RowColumn,
    Rows,
)

from . import queries
from .choices import Suggestion
from .operations import LINES
from .rules import NO, YES, Reason

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


def _words(one: Reason) -> str:
    """A reason as its box reads, behind its code."""
    return _("%(text)s（%(n)d 分）", text=one.text, n=one.points)


def reason_groups() -> list[ChoiceGroup]:
    """The reasons in force, each with its points, a line each below their 类别."""
    return [
        ChoiceGroup(group, [ChoiceLine(one.code, [(one.code, _words(one))]) for one in some])
        for group, some in groupby(queries.offered().values(), lambda one: one.group)
    ]


class RecordForm(AppForm):
    """When it happened, for what points are given, and what is known of it."""

    happened_on = Day(_l("记分时间"), [Required()])
    reasons = GroupedChoice(_l("记分事由"), [Required()], groups=reason_groups)
    project = Text(_l("涉及工程名称"), [OptionalField(), AtMost(100)])
    builder = Text(_l("建设单位"), [OptionalField(), AtMost(100)])
    facts = LongText(_l("事实说明"), [Required(), AtMost(1000)])

    def values(self) -> dict[str, Any]:
        return {**super().values(), "confirmed": request.form.get("confirmed", "")}


class TalkForm(AppForm):
    """When somebody was talked to, by whom, and what was said."""

    done_on = Day(_l("约谈时间"), [Required()])
    talked_by = Text(_l("约谈人"), [Required(), AtMost(40)])
    content = LongText(_l("约谈内容"), [Required(), AtMost(1000)])


RECORD_COLUMNS = ["happened_on", "reasons", "project", "builder", "facts"]
TALK_COLUMNS = ["done_on", "talked_by", "content"]
