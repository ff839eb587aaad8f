"""数据质量: the list of what wants to be mended, each with the way to its record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.actor import current_actor
from app.core.access.security_manager import may
from app.core.screens.views import RowAction, RowsView, show_url
from app.core.tree.organization_tree import organization_names
from app.core.web.years import shown_year

from . import queries
from .choices import DATA_QUALITY, IssueKind

RETURN_LABELS = {
    "organizations.project_return": _l("监督工程"),
    "organizations.funding_return": _l("监督经费"),
}


@dataclass(frozen=True, slots=True)
class IssueRow:
    """A line of the list."""

    id: int
    organization: str
    kind: IssueKind
    subject: str
    problem: str
    issue: queries.Issue


class DataQualityView(RowsView):
    """What wants to be mended, of today's people and of the year's returns."""

    row_class = IssueRow
    class_permission_name = DATA_QUALITY
    method_permission_name = {"list": "read"}
    route_base = "/data-quality"
    list_title = _l("数据质量")
    unit = _l("条")
    list_columns = ["organization", "kind", "subject", "problem"]
    title_column = "subject"
    search_columns = ["organization", "kind", "subject"]
    follows_year = True
    exports = True
    narrow_columns = ("organization", "problem")
    wrapped_columns = ("organization", "problem")
    label_columns = {
        "organization": _l("机构名称"),
        "kind": _l("问题类别"),
        "subject": _l("对象"),
        "problem": _l("问题"),
    }
    tags = {
        "kind": {
            IssueKind.INCOMPLETE: "wait",
            IssueKind.RETIRED: "back",
            IssueKind.EXPIRED: "bad",
            IssueKind.JUMP: "mute",
            IssueKind.THRESHOLD: "bad",
        }
    }
    empty_hint = _l("没有发现需要改正的数据。")

    def rows(self) -> Sequence[IssueRow]:
        names = organization_names()
        return [
            IssueRow(
                place,
                names.get(one.organization_id, ""),
                one.kind,
                _subject(one),
                _problem(one),
                one,
            )
            for place, one in enumerate(queries.issues(shown_year()), start=1)
        ]

    def introduction(self) -> str:
        """That people are left out, where there are too many to list."""
        issues = (row.issue for row in self.all_rows())
        people = {one.record_id for one in issues if one.resource == queries.PERSON}
        if len(people) <= queries.MOST:
            return ""
        return _("需改正的人员超过 %(n)d 人，仅列出一部分，改正后显示其余人员。", n=queries.MOST)

    def row_actions(self, item: IssueRow) -> Sequence[RowAction]:
        """修改 for whoever may mend the record, else 查看."""
        one = item.issue
        is_own = one.organization_id == current_actor().organization_id
        if one.resource == queries.PERSON and is_own and may("update", one.resource):
            address = url_for("PersonView.edit", pk=one.record_id)
            return [RowAction(_("修改"), address, "dialog")]
        if one.kind is IssueKind.THRESHOLD:
            address = url_for("CheckupView.show", pk=one.record_id)
        else:
            address = show_url(one.resource, one.record_id) or ""
        return [RowAction(_("查看"), address, "drawer")] if address else []


def _subject(one: queries.Issue) -> str:
    """Which record it is; a number alone does not say of which return."""
    label = RETURN_LABELS.get(one.resource)
    return f"{label} {one.subject}" if label is not None else one.subject


def _problem(one: queries.Issue) -> str:
    """What is the matter, in a sentence."""
    said = _("、").join(str(part) for part in one.problem)
    if one.kind is IssueKind.INCOMPLETE:
        return _("未填：%(names)s", names=said)
    if one.kind is IssueKind.RETIRED:
        return _("出生日期 %(day)s，已到退休年龄", day=said)
    if one.kind is IssueKind.EXPIRED:
        return _("监督岗位人员没有有效的监督证书，原证书已过期")
    if one.kind is IssueKind.JUMP:
        return _("与上年相比变动较大，说明：%(said)s", said=said)
    return _("不达标：%(names)s", names=said)
