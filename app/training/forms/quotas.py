"""The form in which a prefecture hands its places on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.screens.fixed_rows import FixedRow, FixedRows, GridColumn, Room
from app.core.screens.model_forms import AppForm

SHARES = (
    GridColumn("certified", _l("持证人数"), given=True, total=True),
    GridColumn("soon", _l("90天内到期"), given=True, total=True),
    GridColumn("later", _l("180天内到期"), given=True, total=True),
    GridColumn("given", _l("已分配"), given=True, total=True),
    GridColumn("enrolled", _l("已报名"), given=True, total=True),
    GridColumn("waiting", _l("候补"), given=True, total=True),
    GridColumn("seats", _l("分配人数"), total=True, at_least="enrolled"),
)
# What a proposed number follows from.
BASIS = GridColumn("basis", _l("依据"), "text", given=True)


def _organizations(stored: Any) -> Sequence[FixedRow]:
    """``stored`` has every organization below a prefecture with its figures."""
    return [FixedRow(key, cells["name"], cells) for key, cells in stored.items()]


class AllocationForm(AppForm):
    """机构额度 of all organizations below a prefecture, with what they follow from."""

    shares = FixedRows(
        _l("辖区内监督机构"), columns=SHARES, offered=_organizations, heading=_l("机构名称")
    )

    def __init__(self, *arguments: Any, obj: Any = None, **named: Any) -> None:
        super().__init__(*arguments, obj=obj, **named)
        # The places that are handed on, which the form shows.
        self.about = obj
        if obj is not None:
            if obj.is_proposed:
                self.shares.columns = (*SHARES, BASIS)
            self.shares.rooms = {"seats": Room(_l("剩余名额"), obj.seats)}
