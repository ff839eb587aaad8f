"""The forms of results: a table of people with hours and marks, and who issues certificates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.base.errors import FieldError
from app.core.screens.fixed_rows import FixedRow, FixedRows, GridColumn
from app.core.screens.model_forms import AppForm
from app.training.rules import (
    ATTENDED,
    HEADINGS,
    NAME,
    NUMBER,
    ORGANIZATION,
    REMARK,
    RESULT,
    Sheet,
    mark_key,
    sheet_of,
)

GIVEN = (
    GridColumn(NUMBER, HEADINGS[NUMBER], "text", given=True),
    GridColumn(ORGANIZATION, HEADINGS[ORGANIZATION], "text", given=True),
)
OUTCOME = GridColumn(RESULT, HEADINGS[RESULT], "text", given=True)
LONGEST_REMARK = 200


def mark_columns(subjects: Sequence[Any], *, has_hours: bool) -> tuple[GridColumn, ...]:
    """The columns of a session: hours, its subjects, a remark."""
    hours = (GridColumn(ATTENDED, HEADINGS[ATTENDED], "tenths"),) if has_hours else ()
    marks = (GridColumn(mark_key(one), one.name, "tenths") for one in subjects)
    remark = GridColumn(REMARK, HEADINGS[REMARK], "text", length=LONGEST_REMARK)
    return (*GIVEN, *hours, *marks, OUTCOME, remark)


class MarksForm(AppForm):
    """Results of some people as they are typed."""

    check: Callable[[Mapping[str, Any]], Iterable[FieldError]]

    def told(self, unread: Any) -> Iterable[FieldError]:
        """A cell that cannot be read keeps no other one from being looked at."""
        return self.check(self.marks.data) if unread else ()


def marks_form(columns: Sequence[GridColumn], rows: Sequence[FixedRow]) -> type[MarksForm]:
    """The form of the people of a page."""
    table = FixedRows(
        _l("成绩"), columns=tuple(columns), offered=lambda _stored: rows, heading=HEADINGS[NAME]
    )
    return type("MarksForm", (MarksForm,), {"marks": table})


def sheets_of(typed: Mapping[str, Mapping[str, Any]], subjects: Sequence[Any]) -> dict[int, Sheet]:
    """What the cells of the table say, by person."""
    return {int(key): sheet_of(cells, subjects) for key, cells in typed.items()}


def cell_of(field: str, subjects: Sequence[Any]) -> str:
    """The cell of what is told at "<id>-<attended or subject>"."""
    number, _dash, key = field.partition("-")
    keys = {one.name: mark_key(one) for one in subjects}
    return f"{number}-{keys.get(key, key)}"
