"""人员调动: whom the own organization offers, and who is offered to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import abort, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.base.conditions import Condition
from app.core.base.errors import FieldError
from app.core.base.ids import is_id
from app.core.screens.organization_choices import MOST, answer_choices, typed_into_picker
from app.core.screens.views import AppInterface
from app.core.tree.organization_tree import tree
from app.personnel import forms, queries, rules, transfers
from app.personnel.choices import TransferState as State
from app.personnel.models import PersonTransfer
from app.personnel.workflows import TRANSFER
from app.workflow.declaration import Transition
from app.workflow.views import FlowView

NO_PARTY = _l("调动只有调出机构和调入机构可以看到")


class TransferView(FlowView):
    """人员调动 of the own organization, out and in."""

    datamodel = AppInterface(PersonTransfer)
    workflow = TRANSFER
    class_permission_name = "personnel.transfer"
    method_permission_name = {"receivers": "create", "people": "create"}
    route_base = "/personnel/transfers"
    exclude_route_methods = {"export", "lookup", "edit", "delete", "action", "action_post"}

    list_title = show_title = _l("人员调动")
    add_label = _l("新增调动")
    add_title = _l("新增调动")
    submit_label = _l("提交")
    added_message = _l("已提交，等待调入机构接收")
    unit = _l("件")
    list_columns = [
        "name",
        "sex",
        "post_type",
        "organization",
        "receiver",
        "filed_at",
        "joined_on",
        "state",
    ]
    show_columns = [*list_columns, "note"]
    search_columns = ["name", "state"]
    order_columns = ["name", "filed_at", "joined_on", "state"]
    base_order = ("filed_at", "desc")
    label_columns = {
        "sex": _l("性别"),
        "post_type": _l("岗位类别"),
        "organization": _l("调出机构"),
        "receiver": _l("调入机构"),
        "filed_at": _l("提出时间"),
        "joined_on": _l("到岗日期"),
        "note": _l("调动说明"),
    }
    tags = {
        "state": {
            State.FILED: "wait",
            State.ACCEPTED: "ok",
            State.REFUSED: "bad",
            State.WITHDRAWN: "off",
        }
    }
    add_form = forms.TransferForm
    field_spans = {"person": 12, "receiver": 12, "note": 12}
    add_columns = ["person", "receiver", "note"]
    create = staticmethod(transfers.file_transfer)
    dialog_moves = ("accept", "refuse", "withdraw")
    empty_hint = _l("非持证人员在系统内调动时，由原单位提出，调入机构接收后生效。")

    def base_conditions(self) -> Any:
        """Whoever files sees what concerns the own organization, whatever else is in scope."""
        own = current_actor().organization_id
        parties = or_(PersonTransfer.organization_id == own, PersonTransfer.receiver_id == own)
        return (Condition(parties, NO_PARTY),)

    def add_values(self) -> Mapping[str, Any]:
        """The person whose row the dialog was opened from."""
        number = request.args.get("person", "")
        if not number:
            return {}
        person = queries.own_person(int(number)) if is_id(number) else None
        if person is None:
            abort(404)
        return {"person": person}

    def refusals(self, values: Mapping[str, Any], item: Any) -> Iterable[FieldError]:
        return transfers.filing_refusals(values, current_actor())

    @expose("/receivers/")
    @has_access
    def receivers(self) -> Any:
        """Every open organization of the province but one's own, for the picker."""
        own = current_actor().organization_id
        others = [node for node in tree().values() if node.id != own]
        return answer_choices(typed_into_picker(), others)

    @expose("/people/")
    @has_access
    def people(self) -> Any:
        """Who of the own roster may be offered, for the picker; who holds a certificate may not."""
        found, others = queries.movable_people(typed_into_picker(), MOST + 1)
        results: list[dict[str, Any]] = [
            {"id": one.id, "text": forms.named_apart(one)} for one in found[:MOST]
        ]
        if others and len(results) < MOST:
            words = _("另有 %(n)d 名持证人员，调动请办理证书变更（工作单位变更）", n=others)
            results.append({"text": words})
        return {"results": results, "more": len(found) > MOST}

    def move_facts(self, transition: Transition, item: PersonTransfer) -> Sequence[Any]:
        facts = [(_("调出机构"), item.organization.name)]
        since = queries.on_roster_since(item.person_id)
        if transition.name == "accept" and since is not None:
            day = rules.earliest_day(since, clock.today())
            facts.append((_("最早到岗日期"), day.isoformat()))
        return facts

    def after_add_url(self, item: Any) -> str:
        return str(url_for("TransferView.list"))
