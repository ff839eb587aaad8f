"""Forms of sessions, of their places and of who is enrolled."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.screens.fixed_rows import FixedRow, FixedRows, GridColumn
from app.core.screens.form_fields import AtMost, OptionalField, Required, Text
from app.core.screens.model_forms import AppForm
from app.core.screens.table_fields import RowColumn, Rows, SeveralChoice
from app.core.screens.ticked import Ticked
from app.personnel.choices import CertificateType

from . import queries
from .choices import TrainingKind

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


def _distributors(_stored: Any) -> Sequence[FixedRow]:
    return [FixedRow(str(node.id), node.name) for node in queries.distributors()]


class SessionForm(AppForm):
    """A session as it is written; an extension is asked for where certificates are extended."""

    applies = {"extension_months": Ticked("kind", (TrainingKind.CONTINUING.value,))}
    starred = ("extension_months",)


FIELDS = {
    "places": FixedRows(_l("市州名额"), columns=SEATS, offered=_distributors),
    "subjects": Rows(_l("考核科目"), columns=SUBJECTS),
    "lessons": Rows(_l("课程表"), columns=LESSONS),
}


SHARES = (
    GridColumn("certified", _l("持证人数"), given=True, total=True),
    GridColumn("soon", _l("90天内到期"), given=True, total=True),
    GridColumn("later", _l("180天内到期"), given=True, total=True),
    GridColumn("enrolled", _l("已报名"), given=True, total=True),
    GridColumn("seats", _l("分配人数"), total=True, at_least="enrolled"),
)


def _organizations(stored: Any) -> Sequence[FixedRow]:
    """``stored`` has every organization below a prefecture with its figures."""
    return [FixedRow(key, cells["name"], cells) for key, cells in stored.items()]


class AllocationForm(AppForm):
    """机构额度 of all organizations below a prefecture, with what they follow from."""

    shares = FixedRows(_l("辖区内监督机构"), columns=SHARES, offered=_organizations)


def _types(_held: Collection[str]) -> list[tuple[str, str]]:
    return [(one.value, str(one.label)) for one in CertificateType]


class EnrolmentForm(AppForm):
    """Which certificates of a person the training is to extend."""

    types = SeveralChoice(_l("延续证书"), [Required()], offered=_types)
    remark = Text(_l("备注"), [OptionalField(), AtMost(200)])

    def __init__(self, *arguments: Any, obj: Any = None, **named: Any) -> None:
        super().__init__(*arguments, obj=obj, **named)
        # What the certificates and their holder are now, which the form shows.
        self.about = obj
        if obj is not None:
            self.types.narrow(obj.free)
