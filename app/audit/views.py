"""操作日志 and 登录日志: read only, with the list engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, flash, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry, LoginAttempt
from app.core.screens.organization_choices import organizations_called
from app.core.screens.value_display import NOTHING, moment_text
from app.core.screens.views import AppInterface, AppModelView, Button, Declared

from . import jobs, operations, presentation, queries, searches
from .choices import ACTIONS, CHECK, CHECKS, KINDS, OBJECTS
from .models import AuditCheck
from .sentences import tell

DAYS = 30
READ_ONLY = {"lookup", "delete", "action", "action_post"}


def _month_ago() -> str:
    return (clock.today() - dt.timedelta(days=DAYS)).isoformat()


class AuditView(AppModelView):
    """操作日志: who did what to which record, from where; numbers of people are masked in it."""

    datamodel = AppInterface(AuditEntry)
    class_permission_name = "audit.entry"
    route_base = "/audit/entries"
    exclude_route_methods = READ_ONLY
    list_title = show_title = _l("操作日志")
    list_template = "audit/list.html"
    list_columns = [
        "at",
        "changes",
        "request_id",
        "action",
        "outcome",
        "user_name",
        "organization_id",
        "object_type",
        "object_id",
        "address",
    ]
    folded_columns = ("user_name", "organization_id", "object_type", "object_id", "address")
    search_columns = [
        "at",
        "operator",
        "organization",
        "object",
        "act",
        "person",
        "account",
        "record",
        "identity",
        "request",
    ]
    show_columns = [name for name in list_columns if name not in ("changes", "request_id")]
    order_columns = ["at"]
    unsorted_columns = ("request_id",)
    base_order = ("id", "desc")
    default_filters = {"at": _month_ago}
    wrapped_columns = ("organization_id", "changes", "request_id")
    narrow_columns = ("changes", "request_id", "action", "outcome")
    filters_in_view = 6
    label_columns = {
        "at": _l("时间"),
        "user_name": _l("操作人"),
        "organization_id": _l("操作人机构"),
        "action": _l("操作"),
        "object_type": _l("对象"),
        "object_id": _l("对象编号"),
        "changes": _l("记录"),
        "request_id": _l("依据"),
        "address": _l("网络地址"),
        "outcome": _l("结果"),
        "operator": _l("操作人"),
        "organization": _l("操作人机构"),
        "object": _l("对象类别"),
        "act": _l("操作"),
        "person": _l("涉及人员"),
        "account": _l("账号"),
        "record": _l("同一对象"),
        "identity": _l("同一人员"),
        "request": _l("同一次操作"),
    }
    filters = {
        "operator": Declared(lambda typed: searches.by_operator(typed[0])),
        "organization": Declared(
            lambda typed: AuditEntry.organization_id.in_(organizations_called(typed[0]))
        ),
        "object": Declared(AuditEntry.object_type.in_, OBJECTS.items),
        "act": Declared(AuditEntry.action.in_, ACTIONS.items),
        "person": Declared(lambda typed: searches.about_called(typed[0])),
        "account": Declared(lambda given: searches.of_account(given[0])),
        "record": Declared(
            lambda given: searches.of_record(given[0]), linked=True, words=presentation.record_words
        ),
        "identity": Declared(
            lambda given: searches.about_identity(given[0]),
            linked=True,
            words=searches.identity_words,
        ),
        "request": Declared(
            lambda given: AuditEntry.request_id == given[0],
            linked=True,
            words=lambda _value: _("与所选记录同时"),
        ),
    }
    formatters = {
        "organization_id": presentation.organization_words,
        "action": presentation.action_words,
        "object_type": presentation.object_words,
        "changes": lambda entry: entry.told.sentence,
        "request_id": lambda entry: entry.told.ground or NOTHING,
        "outcome": presentation.outcome_words,
    }
    show_template = "audit/show.html"
    empty_hint = _l("有人操作后会显示在这里。")
    unit = _l("条记录")

    def item_name(self, item: AuditEntry) -> str:
        return f"{presentation.action_words(item)} {presentation.object_words(item)}"

    def completed(self, rows: Sequence[AuditEntry]) -> Sequence[AuditEntry]:
        return tell(rows)

    def list_context(self) -> Mapping[str, Any]:
        asked = tuple(request.args.getlist("_flt_0_act"))
        return {"kinds": [(label, acts, asked == acts) for label, acts in KINDS]}

    def show_context(self, item: AuditEntry) -> Mapping[str, Any]:
        tell([item])
        return {
            "sentence": item.told.sentence,
            "beside": searches.links(item),
            "changes": presentation.changes_of(item),
            "kept": list(presentation.details(item)),
        }


class ChainView(AppModelView):
    """日志校验: how far the audit trail is sealed, and whether its chain holds."""

    datamodel = AppInterface(AuditCheck)
    class_permission_name = CHECK
    route_base = CHECKS
    exclude_route_methods = READ_ONLY
    method_permission_name = {"check": "check"}
    list_title = show_title = _l("日志校验")
    list_template = "audit/checks.html"
    list_columns = show_columns = [
        "asked_at",
        "user_name",
        "state",
        "seq",
        "unsealed",
        "fault",
        "finished_at",
    ]
    search_columns = ["asked_at", "state"]
    base_order = ("id", "desc")
    tags = {"state": presentation.TONES}
    wrapped_columns = ("fault",)
    narrow_columns = ("user_name", "state", "seq", "fault")
    label_columns = {"finished_at": _l("完成时间")}
    formatters = {
        "fault": presentation.fault_words,
        "unsealed": lambda check: presentation.unsealed_words(check.unsealed),
    }
    toolbar = (Button(_l("校验"), f"{CHECKS}/run", "check", "post", "check", primary=True),)
    unit = _l("次校验")
    empty_hint = _l("校验后，结果会显示在这里。")

    def list_context(self) -> Mapping[str, Any]:
        address = current_app.config["AUDIT_COPY"]
        return {
            "state": queries.seal_state(address),
            "copied": bool(address),
            "words": presentation,
            "is_running": queries.is_checking(),
        }

    def item_name(self, item: AuditCheck) -> str:
        return moment_text(item.asked_at)

    @expose("/run", methods=["POST"])
    @has_access
    def check(self) -> Any:
        """校验: the whole chain is walked along by a job, one at a time."""
        if queries.is_checking():
            flash(_("正在校验，请稍候"), "warning")
        else:
            actor = current_actor()
            found = operations.begin_check(actor)
            jobs.check.request(
                key=f"audit.check:{found.id}", actor=actor, arguments={"check_id": found.id}
            )
            db.session.commit()
            flash(_("已开始校验，结果会显示在下面"), "success")
        return redirect(f"{self.route_base}/list/", code=303)


class LoginAttemptView(AppModelView):
    """登录日志: every try to sign in, under which name and from where."""

    datamodel = AppInterface(LoginAttempt)
    class_permission_name = "audit.sign_in"
    route_base = "/audit/sign-ins"
    exclude_route_methods = READ_ONLY
    list_title = show_title = _l("登录日志")
    list_columns = show_columns = ["tried_at", "username", "address", "succeeded"]
    search_columns = ["tried_at", "username", "address", "succeeded"]
    order_columns = ["tried_at"]
    base_order = ("id", "desc")
    default_filters = {"tried_at": _month_ago}
    title_column = "username"
    label_columns = {
        "tried_at": _l("时间"),
        "username": _l("登录账号"),
        "address": _l("网络地址"),
        "succeeded": _l("登录成功"),
    }
    formatters = {"succeeded": lambda row: _("成功") if row.succeeded else _("失败")}
    unit = _l("条记录")

    def item_name(self, item: LoginAttempt) -> str:
        return item.username
