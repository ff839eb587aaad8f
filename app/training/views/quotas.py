"""培训报名额度分配: a prefecture hands its places of a session on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer
from sqlalchemy.orm import joinedload

from app.core.access.actor import current_actor
from app.core.access.scope import readable
from app.core.base.column_types import stored
from app.core.base.errors import FieldError
from app.core.base.ids import is_id
from app.core.screens.fieldsets import GivenFacts
from app.core.screens.value_display import ListColumn
from app.core.screens.views import AppInterface, Computed
from app.training import forms, operations, presentation, queries
from app.training.choices import ALLOCATION, TONES, SessionPhase, TrainingKind
from app.training.models import SessionQuota

from .placements import PlacingView


class AllocationView(PlacingView):
    """The places of a prefecture, session by session."""

    datamodel = AppInterface(SessionQuota)
    class_permission_name = ALLOCATION
    route_base = "/training/allocations"
    list_title = show_title = _l("培训报名额度分配")
    edit_title = _l("辖区内监督机构")
    edit_label = _l("分配")
    submit_label = _l("提交")
    edited_message = _l("额度分配已提交")
    unit = _l("条额度")
    list_columns = [
        "session.name",
        "organization",
        "session.kind",
        "session.starts_on",
        "session.place",
        "seats",
        "given_out",
        "left",
        "session.allocate_by",
        "phase",
    ]
    search_columns = ["session.name", "organization_id", "session.kind"]
    order_columns = ["seats"]
    base_order = ("id", "desc")
    list_options = (joinedload(SessionQuota.session),)
    computed = {
        "given_out": Computed(Integer, queries.given_out),
        "left": Computed(Integer, queries.left),
        "phase": Computed(stored(SessionPhase), queries.phase_of_session),
    }
    tags = {"phase": TONES}
    formatters = {"session.starts_on": presentation.days_of}
    wrapped_columns = ("session.name", "session.place")
    narrow_columns = (
        "session.kind",
        "session.starts_on",
        "seats",
        "left",
        "session.allocate_by",
    )
    label_columns = {
        "session.name": _l("档期名称"),
        "organization": _l("市州"),
        "organization_id": _l("市州"),
        "session.kind": _l("培训类型"),
        "session.starts_on": _l("培训时间"),
        "session.place": _l("地点"),
        "given_out": _l("已分配"),
        "left": _l("剩余"),
        "session.allocate_by": _l("截止时间"),
        "phase": _l("状态"),
    }
    edit_template = "training/allocate.html"
    edit_form = forms.AllocationForm
    edit_columns = ["shares"]
    field_spans = {"shares": 12}
    exclude_route_methods = {"add", "delete", "show", "lookup", "action", "action_post"}
    empty_hint = _l("没有下达到本机构的培训名额。")
    update = staticmethod(operations.allocate)

    def base_conditions(self) -> Sequence[Any]:
        return (*super().base_conditions(), queries.shown_quotas())

    def sees_own_alone(self) -> bool:
        """A prefecture has its own places; the province looks at those of all."""
        return readable().read is not None

    def shown_columns(self) -> Sequence[ListColumn]:
        """市州 is told to those who see the places of several."""
        found = super().shown_columns()
        if not self.sees_own_alone():
            return found
        return [one for one in found if one.name != "organization"]

    def edit_refusal(self, item: SessionQuota) -> Any:
        """分配 of one's own places, of 继续教育, until the day is over."""
        if item.session.kind is TrainingKind.INDUCTION:
            return _("新进人员培训的名额按报名人员分配")
        return self.place_refusal(item)

    def place_refusal(self, item: SessionQuota) -> Any:
        if item.organization_id != current_actor().organization_id:
            return _("只能分配下达到本机构的名额")
        return operations.closed_words(item.session)

    def item(self, pk: Any, *, lock: bool = False) -> SessionQuota:
        if lock and is_id(pk):
            # The session first, in the order of everybody who moves places.
            queries.hold_sessions(queries.sessions_of_quotas([int(pk)]))
        found = super().item(pk, lock=lock)
        if found.session.kind is TrainingKind.CONTINUING:
            found.is_proposed = request.method == "GET" and "proposed" in request.args
            found.shares = presentation.shares_of(found, proposed=found.is_proposed)
        return found

    def form_context(self, form: Any, item: SessionQuota) -> Mapping[str, Any]:
        proposed_url = f"{self.route_base}/edit/{item.id}?proposed"
        words = presentation.proposal_words() if item.is_proposed else ""
        return {
            **super().form_context(form, item),
            "size": "xl",
            "post_url": request.path,
            "proposed_url": proposed_url,
            "words": words,
        }

    def form_facts(self, form: forms.AllocationForm) -> Sequence[GivenFacts]:
        return presentation.allocation_facts(form.about)

    def refusals(self, values: Mapping[str, Any], item: SessionQuota) -> Iterable[FieldError]:
        return operations.allocation_refusals(item, values)
