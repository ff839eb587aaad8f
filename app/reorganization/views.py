"""机构维护: the organizations of the province, and every way in which they change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from flask import request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.base.choices import OrganizationStatus
from app.core.base.errors import FieldError
from app.core.base.responses import done
from app.core.configuration import cache
from app.core.models import Organization
from app.core.screens.views import AppInterface, AppModelView, RowAction

from . import forms, operations, queries

FIELDS = ["day", "name", "short_name", "division_code", "kind", "parent"]
Operation = Callable[[Organization, Mapping[str, Any]], Organization]
Refusals = Callable[[Mapping[str, Any], Organization], Iterable[FieldError]]


class OrganizationView(AppModelView):
    """Every organization, open or not, and what it was when."""

    datamodel = AppInterface(Organization)
    class_permission_name = "reorganization.organization"
    route_base = "/reorganization/organizations"
    method_permission_name = {
        "close": "update",
        "reopen": "update",
        "join": "update",
        "part": "update",
    }
    exclude_route_methods = {"delete", "action", "action_post"}

    list_title = show_title = _l("机构维护")
    add_title, edit_title = _l("新增机构"), _l("变更机构")
    edit_label = _l("变更")
    unit = _l("个机构")
    list_columns = ["code", "name", "level", "kind", "division", "parent", "status"]
    search_columns = ["name", "code", "level", "kind", "status"]
    order_columns = ["code", "name"]
    base_order = ("code", "asc")
    title_column = "name"
    show_columns = ["code", "name", "short_name", "level", "kind", "division", "parent", "status"]
    add_columns = edit_columns = FIELDS
    label_columns = {
        "code": _l("机构编码"),
        "name": _l("机构名称"),
        "short_name": _l("机构简称"),
        "level": _l("机构级别"),
        "kind": _l("机构类别"),
        "division": _l("所在行政区划"),
        "parent": _l("上级机构"),
        "status": _l("机构状态"),
    }
    tags = {
        "status": {
            OrganizationStatus.ACTIVE: "ok",
            OrganizationStatus.PREPARING: "wait",
            OrganizationStatus.MERGED: "off",
            OrganizationStatus.REVOKED: "off",
            OrganizationStatus.DISABLED: "off",
        }
    }
    narrow_columns = ("parent",)
    formatters = {"kind": lambda item: item.kind.short}
    field_spans = {"name": 12, "own_name": 12, "people": 12}
    row_columns = None
    keeps_history = True
    create = staticmethod(lambda values, _actor: operations.establish(values))

    def item(self, pk: Any, *, lock: bool = False) -> Any:
        """Changes of the tree follow one another from the first look on."""
        if lock:
            cache.hold()
        return super().item(pk, lock=lock)

    def item_name(self, item: Organization) -> str:
        return item.name

    # --- forms ------------------------------------------------------------------------------

    def add_form(self, *arguments: Any, **named: Any) -> Any:
        return forms.StandingForm(*arguments, **named)

    def edit_form(self, *arguments: Any, **named: Any) -> Any:
        return forms.StandingForm(*arguments, **named)

    def edit_refusal(self, item: Organization) -> Any:
        """Its keepers change any organization, not only their own."""
        return "" if queries.is_open(item) else _l("机构已停止运行")

    def delete_refusal(self, item: Organization) -> Any:
        """No organization is ever deleted, for past years speak of it."""
        return _l("机构不能删除，只能撤销或合并")

    def refusals(
        self, values: Mapping[str, Any], item: Organization | None
    ) -> Iterable[FieldError]:
        return operations.standing_refusals(values, item)

    def _update(self, form: Any, item: Organization) -> Any:
        return operations.alter(item, self._values(form))

    @staticmethod
    def _values(form: Any) -> dict[str, Any]:
        sent = {"confirmed": request.form.get("confirmed", "")}
        return {**form.values(), **sent, "stamp": request.form.get("version", "")}

    def form_context(self, form: Any, item: Any) -> Mapping[str, Any]:
        """What was true of the organization as the form was opened; what its button does first."""
        if item is None:
            return {"version": None}
        found: dict[str, Any] = {"version": queries.stamp_of(item)}
        if form.asks_first:
            found["submit_label"] = _("下一步（查看影响）")
        return found

    # --- what else may happen to an organization --------------------------------------------

    @expose("/close/<pk>", methods=["GET", "POST"])
    @has_access
    def close(self, pk: Any) -> Any:
        """撤销."""
        words = (_("撤销机构"), _("机构已撤销或停用"))
        acts = (operations.close, operations.closing_refusals)
        return self._change(pk, forms.ClosingForm, acts, words)

    @expose("/reopen/<pk>", methods=["GET", "POST"])
    @has_access
    def reopen(self, pk: Any) -> Any:
        """恢复."""
        words = (_("恢复机构"), _("机构已恢复"))
        acts = (operations.reopen, operations.reopening_refusals)
        return self._change(pk, forms.DatedForm, acts, words)

    @expose("/join/<pk>", methods=["GET", "POST"])
    @has_access
    def join(self, pk: Any) -> Any:
        """合并."""
        words = (_("合并机构"), _("机构已合并"))
        acts = (operations.join, operations.joining_refusals)
        return self._change(pk, forms.JoiningForm, acts, words)

    @expose("/part/<pk>", methods=["GET", "POST"])
    @has_access
    def part(self, pk: Any) -> Any:
        """拆分."""
        item = self.item(pk)
        start = {"own_name": item.name, "own_kind": item.kind}
        words = (_("拆分机构"), _("机构已拆分"))
        acts = (operations.part, operations.parting_refusals)
        return self._change(pk, forms.parting_form(item), acts, words, start)

    def _change(
        self,
        pk: Any,
        kind: type[Any],
        acts: tuple[Operation, Refusals],
        words: tuple[str, str],
        start: Mapping[str, Any] | None = None,
    ) -> Any:
        """A dialog that asks for what a change needs, and does it unless something refuses."""
        (operation, refusals), (title, message) = acts, words
        item = self.item(pk, lock=request.method == "POST")
        form = kind(data=start) if request.method == "GET" else kind()
        form.rules = lambda values: refusals(values, item)
        if request.method == "POST" and form.validate():
            act = partial(operation, item, self._values(form))
            if self._stored(form, act):
                return done(message, f"{self.route_base}/list/")
            item = self.item(pk)
        columns = [field.name for field in form if field.name != "csrf_token"]
        return self._form_page(form, item, title, None, columns)

    def row_actions(self, item: Organization) -> Sequence[RowAction]:
        found = list(self.standard_actions(item))
        if not self.rights().edit:
            return found
        ways = (
            (("join", _("合并")), ("part", _("拆分")), ("close", _("撤销")))
            if queries.is_open(item)
            else (("reopen", _("恢复")),)
        )
        links = [
            RowAction(label, f"{self.route_base}/{way}/{item.id}", "dialog") for way, label in ways
        ]
        return [*found, *links]
