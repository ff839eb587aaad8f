"""资格雷达: whose certificate runs out or is missing, and who is past the age."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.certificates import presentation, queries
from app.certificates.choices import RADAR, RadarKind
from app.certificates.radar import Finding, actions_of
from app.core.base import clock
from app.core.base.per_request import once
from app.core.screens.views import RowAction, RowsView
from app.core.tree.organization_tree import organization_names


@dataclass(frozen=True, slots=True)
class RadarRow:
    """A line of the list."""

    id: int
    organization: str
    name: str
    kind: RadarKind
    what: str
    valid_to: dt.date | None
    days: int | None
    finding: Finding


class RadarView(RowsView):
    """People who need attention, each with what can be done."""

    row_class = RadarRow
    class_permission_name = RADAR
    method_permission_name = {"list": "read"}
    route_base = "/certificates/radar"
    list_title = _l("资格雷达")
    list_template = "certificates/radar.html"
    unit = _l("条")
    list_columns = ["name", "organization", "kind", "what", "valid_to", "days"]
    search_columns = ["name", "organization", "kind", "valid_to"]
    exports = True
    narrow_columns = ("organization", "what", "days")
    wrapped_columns = ("organization", "what")
    label_columns = {
        "name": _l("姓名"),
        "organization": _l("单位名称"),
        "kind": _l("预警类别"),
        "what": _l("说明"),
        "valid_to": _l("有效期止"),
        "days": _l("剩余天数"),
    }
    tags = {"kind": presentation.RADAR_TONES}
    empty_hint = _l("没有需要处理的证书和人员。")

    def rows(self) -> Sequence[RadarRow]:
        names, today = organization_names(), clock.today()
        return [
            RadarRow(
                place,
                names.get(one.organization_id, ""),
                one.name,
                one.kind,
                presentation.finding_words(one),
                one.valid_to,
                (one.valid_to - today).days if one.valid_to is not None else None,
                one,
            )
            for place, one in enumerate(queries.findings(today), start=1)
        ]

    def row_actions(self, item: RadarRow) -> Sequence[RowAction]:
        """The person, and what modules offer to do."""
        address = presentation.person_url(item.finding.person_id, item.finding.organization_id)
        looked_at = [RowAction(_("查看"), address, "drawer")] if address else []
        return [*looked_at, *actions_of(item.finding)]

    def _counts(self) -> Mapping[RadarKind, int]:
        found = (row.finding for row in self.all_rows())
        return once(("counts", self), lambda: queries.counts(found, clock.today()))

    def introduction(self) -> str:
        """That some are left out, where there are too many to list."""
        if max(self._counts().values()) <= queries.MOST:
            return ""
        return _("每类最多列出 %(n)d 条，处理后显示其余。", n=queries.MOST)

    def list_context(self) -> Mapping[str, Any]:
        """The number of each kind, leading to its rows."""
        figures = [
            (kind.label, count, url_for("RadarView.list", _flt_0_kind=kind.value))
            for kind, count in self._counts().items()
        ]
        return {"figures": figures}
