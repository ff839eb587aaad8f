"""培训档期: the sessions that the province plans, publishes and ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from flask import request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer
from sqlalchemy.orm import selectinload

from app.core.base import clock
from app.core.base.column_types import stored
from app.core.base.conditions import Condition
from app.core.base.errors import FieldError
from app.core.screens.views import AppInterface, Button, Computed, RowAction
from app.long_form.kept_form import KeptFormView
from app.training import operations, presentation, queries, rules
from app.training.choices import SESSION, TONES, SessionPhase, TrainingKind
from app.training.forms import FIELDS, SessionForm
from app.training.models import TrainingSession
from app.training.workflows import BY_KIND

from .session_papers import session_papers

BASE = "/training/sessions"
NOT_PUBLISHED = _l("档期尚未发布，只有省级可以看到")


def _new(kind: TrainingKind) -> str:
    return str(_("新增：%(kind)s", kind=kind.label))


def _copy(kind: TrainingKind) -> str:
    return str(_("复制上一期：%(kind)s", kind=kind.label))


class SessionView(KeptFormView):
    """培训档期; organizations see those that are published."""

    datamodel = AppInterface(TrainingSession)
    class_permission_name = SESSION
    route_base = BASE
    method_permission_name = {"publish": "update", "end": "update", "cancel": "update"}
    list_title = show_title = _l("培训档期")
    add_title, edit_title = _l("新增培训档期"), _l("修改培训档期")
    unit = _l("个档期")
    list_columns = [
        "number",
        "name",
        "kind",
        "covers",
        "starts_on",
        "place",
        "enrol_to",
        "allocate_by",
        "seats",
        "given",
        "phase",
    ]
    folded_columns = ("covers", "allocate_by", "place")
    search_columns = ["year", "kind", "name", "covers", "phase", "starts_on"]
    order_columns = ["number", "name", "kind", "allocate_by", "seats", "phase"]
    base_order = ("id", "desc")
    row_columns = None
    list_options = (selectinload(TrainingSession.quotas),)
    computed = {
        "phase": Computed(stored(SessionPhase), queries.phase),
        "given": Computed(Integer, queries.given_seats),
    }
    tags = {"phase": TONES}
    formatters = {"starts_on": presentation.days_of_session}
    list_labels = {"starts_on": _l("培训时间"), "enrol_to": _l("报名截止")}
    label_columns = {
        "phase": _l("状态"),
        "given": _l("已下达"),
        "places": _l("市州名额"),
        "subjects": _l("考核科目"),
        "lessons": _l("课程表"),
    }
    wrapped_columns = ("name", "place")
    show_columns = [
        "number",
        "name",
        "kind",
        "covers",
        "year",
        "issue",
        "starts_on",
        "ends_on",
        "checks_in_at",
        "place",
        "organizer",
        "contact",
        "contact_phone",
        "enrol_from",
        "enrol_to",
        "allocate_by",
        "seats",
        "hours",
        "extension_months",
        "published_at",
        "ended_at",
        "cancelled_at",
    ]
    add_fieldsets = edit_fieldsets = [
        (
            _l("档期"),
            {"fields": ["kind", "covers", "year", "issue", "name", "hours", "extension_months"]},
        ),
        (
            _l("时间和地点"),
            {
                "fields": [
                    "starts_on",
                    "ends_on",
                    "checks_in_at",
                    "place",
                    "organizer",
                    "contact",
                    "contact_phone",
                ]
            },
        ),
        (
            _l("报名和名额"),
            {"fields": ["enrol_from", "enrol_to", "allocate_by", "seats", "places"]},
        ),
        (_l("考核科目和课程表"), {"fields": ["subjects", "lessons"]}),
    ]
    add_form_extra_fields = edit_form_extra_fields = FIELDS
    form_base = SessionForm
    field_spans = {"name": 12, "places": 12, "subjects": 12, "lessons": 12}
    exclude_route_methods = {"lookup", "action", "action_post"}
    added_message = _l("已存为草稿，发布后各机构才能看到")
    empty_hint = _l("没有培训档期。")
    keeps_history = True
    draft = True
    most_links = 4
    create = staticmethod(operations.add)
    update = staticmethod(operations.change)
    remove = staticmethod(operations.remove)

    # --- who sees what ------------------------------------------------------------------------

    def base_conditions(self) -> Sequence[Any]:
        if self.has_right("update"):
            return super().base_conditions()
        return (*super().base_conditions(), Condition(queries.published(), NOT_PUBLISHED))

    def edit_refusal(self, item: TrainingSession) -> Any:
        found = rules.phase(item, clock.today())
        if found in (SessionPhase.ENDED, SessionPhase.CANCELLED):
            return _("档期%(phase)s，不能修改", phase=found.label)
        return super().edit_refusal(item)

    def delete_refusal(self, item: TrainingSession) -> Any:
        """删除 of a draft; what was published can be cancelled."""
        return operations.published_words(item) or super().delete_refusal(item)

    # --- 查看 -----------------------------------------------------------------------------------

    def show_value(self, name: str, item: TrainingSession) -> Any:
        """Both days have a line of their own; 培训时间 of the list is one column."""
        return str(item.starts_on) if name == "starts_on" else super().show_value(name, item)

    def show_parts(self, item: TrainingSession) -> Sequence[Any]:
        """Nothing is extended by 新进人员培训."""
        parts = super().show_parts(item)
        if item.kind is TrainingKind.CONTINUING:
            return parts
        return [
            (title, [row for row in rows if row[0] != "extension_months"]) for title, rows in parts
        ]

    # --- new ones -----------------------------------------------------------------------------

    def buttons(self) -> list[Button]:
        """新增 asks which 培训类型 first, for subjects and 期次 follow from it."""
        found = [one for one in super().buttons() if one.url != f"{BASE}/add"]
        if not self.can("add"):
            return found
        wanted: list[tuple[str, Any]] = [(f"kind={one.value}", _new(one)) for one in TrainingKind]
        wanted += [(f"like={one.value}", _copy(one)) for one in TrainingKind]
        for place, (asked, words) in enumerate(wanted):
            key = "" if place else "new"
            url = f"{BASE}/add?{asked}"
            found.append(Button(words, url, "plus", "dialog", primary=not place, key=key))
        return found

    def add_values(self) -> Mapping[str, Any]:
        """The usual ones of a kind, or those of its last session."""
        wanted = request.args.get("like") or request.args.get("kind", "")
        kind = TrainingKind.of(wanted) if wanted in set(TrainingKind) else TrainingKind.CONTINUING
        last = queries.last_of(kind) if "like" in request.args else None
        return presentation.copied_values(last) if last else presentation.fresh_values(kind)

    def refusals(self, values: Mapping[str, Any], item: Any) -> Iterable[FieldError]:
        return operations.refusals(values, item)

    # --- 发布, 结束, 取消 ------------------------------------------------------------------------

    def row_actions(self, item: TrainingSession) -> Sequence[RowAction]:
        """What does no harm stands first."""
        papers = session_papers(item, item.phase)
        found = [*self.standard_actions(item), *self._turns(item), *papers]
        return sorted(found, key=lambda one: one.danger)

    def completed(self, rows: Sequence[Any]) -> Sequence[Any]:
        """With how many passed and have no certificate, where that is asked about."""
        over = [one.id for one in rows if one.phase is SessionPhase.EXAMINED]
        counts = queries.count_uncertified(over) if over and self.can("end") else {}
        for one in rows:
            one.uncertified = counts.get(one.id, 0)
        return rows

    def item(self, pk: str, *, lock: bool = False) -> TrainingSession:
        found = super().item(pk, lock=lock)
        self.completed([found])
        return found

    def _turns(self, item: TrainingSession) -> Iterable[RowAction]:
        if not self.can("publish"):
            return
        if item.phase is SessionPhase.DRAFT:
            asked = _("发布后各市州收到名额，类型、适用证书和期次不能再更改。确定发布？")
            yield RowAction(_("发布"), f"{BASE}/publish/{item.id}", "post", confirm=asked)
        if item.phase in (SessionPhase.DRAFT, SessionPhase.OPEN):
            asked = _("取消后不能恢复，已收到名额的市州会收到通知。确定取消该档期？")
            cancel = f"{BASE}/cancel/{item.id}"
            yield RowAction(_("取消档期"), cancel, "post", confirm=asked, danger=True)
        if item.phase is SessionPhase.EXAMINED:
            asked = presentation.ending_words(item.uncertified)
            yield RowAction(_("结束"), f"{BASE}/end/{item.id}", "post", confirm=asked)

    @expose("/publish/<pk>", methods=["POST"])
    @has_access
    def publish(self, pk: str) -> Any:
        """发布: from now on organizations see it."""
        return self.acted(pk, operations.publish, _("已发布"))

    @expose("/end/<pk>", methods=["POST"])
    @has_access
    def end(self, pk: str) -> Any:
        """结束, after the examination."""
        return self.acted(pk, operations.end, _("已结束"))

    @expose("/cancel/<pk>", methods=["POST"])
    @has_access
    def cancel(self, pk: str) -> Any:
        """取消 of a draft, or of one for which people enrol."""
        return self.acted(pk, partial(operations.cancel, workflows=BY_KIND), _("已取消"))
