"""Forms of assessments: whom and when, and a project with the tables of its sheet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app.assessments import operations, presentation
from app.core.base import clock
from app.core.base.errors import FieldError
from app.core.screens.fixed_rows import FixedRows, GridColumn
from app.core.screens.form_fields import Choice, Required
from app.core.screens.model_forms import AppForm
from app.core.screens.table_fields import SeveralChoice
from app.long_form.unread import UNREAD

CHOOSE = _l("请选择%(label)s")
LONGEST_FACT, LONGEST_REASON = 300, 100
# How many years back an assessment can be entered.
YEARS_BACK = 2
TICKED = GridColumn("ticked", _l("勾选"), "text", length=1)
MARKS = (
    TICKED,
    GridColumn("count", _l("次数")),
    GridColumn("value", _l("扣分"), "tenths"),
    GridColumn("fact", _l("扣分说明"), "text", length=LONGEST_FACT),
)
ITEMS = (
    GridColumn("out", _l("不适用"), "text", length=1),
    GridColumn("reason", _l("不适用的原因"), "text", length=LONGEST_REASON),
)


def _years(_held: str | None) -> list[tuple[str, str]]:
    this = clock.year()
    return [(str(year), str(year)) for year in range(this, this - YEARS_BACK - 1, -1)]


def _quarters(_held: str | None) -> list[tuple[str, Any]]:
    return [(str(n), words) for n, words in presentation.QUARTERS.items()]


def _halves(_held: str | None) -> list[tuple[str, Any]]:
    return [(str(n), words) for n, words in presentation.HALVES.items()]


GROUP_FIELDS = {
    "year": Choice(_l("年度"), [Required(CHOOSE)], coerce=int, offered=_years),
    "period": Choice(_l("季度"), [Required(CHOOSE)], coerce=int, offered=_quarters),
}
HIERARCHY_FIELDS = {
    "year": Choice(_l("年度"), [Required(CHOOSE)], coerce=int, offered=_years),
    "period": Choice(_l("半年"), [Required(CHOOSE)], coerce=int, offered=_halves),
}


class ProjectForm(AppForm):
    """A project: its head, and the tables of the sheet by which its assessment scores.

    It is made of a project or of a ``NewProject``.
    """

    marks = FixedRows(_l("扣分内容"), columns=MARKS)
    items = FixedRows(_l("考核项目"), columns=ITEMS)
    vetoed = FixedRows(_l("一票否决"), columns=(TICKED,))

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # What the organization typed before is offered by the page.
        self["name"].render_kw = {"list": "pad-names"}
        self["client"].render_kw = {"list": "pad-clients"}

    def process(self, formdata: Any = None, obj: Any = None, *rest: Any, **given: Any) -> None:
        for name, rows in presentation.pad_rows(obj).items():
            self[name].offer(rows)
        super().process(formdata, obj, *rest, **{**presentation.pad_cells(obj), **given})

    def told(self, unread: Collection[str]) -> Iterable[FieldError]:
        """The rules look at all cells that could be read, also beside others in a table."""
        if self.rules is None or not unread:
            return ()
        whole = self.values_but({*unread} - {*operations.FOUND})
        return self.rules({**whole, **{name: _readable(self[name]) for name in operations.FOUND}})


class TeamProjectForm(ProjectForm):
    """A project of a 层级考核, with who of the assessed organization supervises it."""

    def process(self, formdata: Any = None, obj: Any = None, *rest: Any, **given: Any) -> None:
        self[operations.TEAM].offered = lambda _held: presentation.team_choices(obj)
        given = {operations.TEAM: presentation.team_codes(obj), **given}
        super().process(formdata, obj, *rest, **given)


TEAM_FIELDS = {
    operations.TEAM: SeveralChoice(_l("监督组成员"), offered=lambda _held: []),
}


def _readable(table: FixedRows) -> Mapping[str, Mapping[str, Any]]:
    """The cells of a table, UNREAD where something was typed that could not be read."""
    return {
        row: {
            key: UNREAD if f"{table.name}-{row}-{key}" in table.faults else value
            for key, value in cells.items()
        }
        for row, cells in table.data.items()
    }
