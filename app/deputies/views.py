"""代办设置: who acts in whose place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import abort
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.base.column_types import stored
from app.core.base.db import db
from app.core.base.errors import FieldError
from app.core.base.responses import done
from app.core.models import Deputy
from app.core.screens.views import AppInterface, AppModelView, Computed, RowAction

from . import operations, presentation, queries
from .choices import DEPUTY, TONES, DeputyState
from .forms import FIELDS


class DeputyView(AppModelView):
    """代办设置: the own arrangements, and for administrators those of the organization."""

    datamodel = AppInterface(Deputy)
    class_permission_name = DEPUTY
    route_base = "/deputies"
    method_permission_name = {"withdraw": "create"}
    exclude_route_methods = {"edit", "delete", "lookup", "export", "action", "action_post"}
    list_title = show_title = _l("代办设置")
    add_title = add_label = _l("设置代办")
    added_message = _l("代办已设置")
    list_columns = [
        "deputy_name",
        "principal_name",
        "organization",
        "starts_on",
        "ends_on",
        "resources",
        "state",
    ]
    search_columns = ["deputy_name", "principal_name", "organization", "state"]
    base_order = ("id", "desc")
    computed = {"state": Computed(stored(DeputyState), queries.state)}
    show_columns = [
        "deputy_name",
        "principal_name",
        "organization",
        "starts_on",
        "ends_on",
        "resources",
        "reason",
        "arranged_at",
        "ended_at",
    ]
    add_columns = ["deputy", "starts_on", "ends_on", "reason", "resources"]
    add_form_extra_fields = FIELDS
    label_columns = {
        "deputy": _l("代办人"),
        "organization": _l("机构名称"),
        "resources": _l("代办事项"),
        "arranged_at": _l("设置时间"),
        "state": _l("状态"),
    }
    formatters = {"resources": presentation.scope_words}
    tags = {"state": TONES}
    wrapped_columns = ("organization", "resources")
    unsorted_columns = ("resources",)
    field_spans = {"reason": 12, "resources": 12}
    empty_hint = _l("没有代办设置。外出期间可以委托本机构人员代为办理。")
    create = staticmethod(operations.arrange)

    def base_conditions(self) -> Sequence[Any]:
        seen = queries.seen_by(current_actor(), oversees=self.has_right("oversee"))
        return (*super().base_conditions(), *(() if self.has_right("read_all") else (seen,)))

    def refusals(self, values: Mapping[str, Any], item: Any) -> Iterable[FieldError]:
        return operations.refusals(values, current_actor())

    def row_actions(self, item: Any) -> Sequence[RowAction]:
        found = [*self.standard_actions(item)]
        if self._may_end(item) and item.ended_at is None and item.ends_on >= clock.today():
            asked = _("终止后代办人立即不能再代为办理。确定终止？")
            address = f"{self.route_base}/withdraw/{item.id}"
            found.append(RowAction(_("终止"), address, "post", danger=True, confirm=asked))
        return found

    def _may_end(self, item: Deputy) -> bool:
        """Whose place it is ends it, or an administrator of the organization."""
        actor = current_actor()
        is_own = item.organization_id == actor.organization_id and self.has_right("oversee")
        return item.principal_id == actor.user_id or is_own

    @expose("/withdraw/<pk>", methods=["POST"])
    @has_access
    def withdraw(self, pk: str) -> Any:
        """终止, at once."""
        item = self.item(pk, lock=True)
        if not self._may_end(item):
            abort(403)
        operations.end(item)
        db.session.commit()
        return done(_("代办已终止"), f"{self.route_base}/list/")
