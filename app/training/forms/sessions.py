"""The form of a session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.screens.fixed_rows import FixedRow, FixedRows, GridColumn
from app.core.screens.model_forms import AppForm
from app.core.screens.table_fields import RowColumn, Rows
from app.core.screens.ticked import Ticked
from app.core.tree.organization_tree import organization_names
from app.training import queries
from app.training.choices import TrainingKind

SEATS = (GridColumn("seats", _l("名额"), total=True),)
SUBJECTS = (
    RowColumn("name", _l("科目"), length=40, required=True),
    RowColumn("full_mark", _l("满分"), "count", required=True),
    RowColumn("pass_mark", _l("合格线"), "count", required=True),
)
LESSONS = (
    RowColumn("day", _l("日期"), "date", required=True),
    RowColumn("topic", _l("课程内容"), length=100, required=True),
    RowColumn("hours", _l("学时"), "count", required=True),
    RowColumn("teacher", _l("授课人"), length=40),
)


def _distributors(stored: Any) -> Sequence[FixedRow]:
    """Who hands out places now, and who was given some before it was closed."""
    found = {str(node.id): node.name for node in queries.distributors()}
    gone = {key: organization_names().get(int(key), "") for key in stored if key not in found}
    return [FixedRow(key, name) for key, name in (found | gone).items()]


class SessionForm(AppForm):
    """A session as it is written; an extension is asked for where certificates are extended."""

    applies = {"extension_months": Ticked("kind", (TrainingKind.CONTINUING.value,))}
    starred = ("extension_months",)


FIELDS = {
    "places": FixedRows(
        _l("市州名额"), columns=SEATS, offered=_distributors, heading=_l("机构名称")
    ),
    "subjects": Rows(_l("考核科目"), columns=SUBJECTS),
    "lessons": Rows(_l("课程表"), columns=LESSONS),
}
