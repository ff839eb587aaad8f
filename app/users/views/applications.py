"""用户申请: an organization asks for accounts of its own people; 系统管理员 opens them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from flask import abort, redirect, request
from flask_appbuilder import expose, has_access
from flask_appbuilder.actions import ActionItem
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.accounts import OneTimePassword, issue, record_issue
from app.core.access.actor import Actor, current_actor
from app.core.base.db import db
from app.core.base.errors import FieldError
from app.core.base.pinyin import name_pinyin
from app.core.base.responses import page
from app.core.configuration.parameters import parameter
from app.core.screens.fieldsets import GivenFacts
from app.core.screens.form_set import Member
from app.core.screens.picker import Picker, Refusal
from app.core.screens.views import AppInterface, Declared, RowAction
from app.core.tree.organization_tree import organization_names
from app.long_form.filed_set_view import FiledSetView
from app.long_form.sent_records import SentRecord
from app.personnel.labels import LABELS as PERSON_LABELS
from app.personnel.models import Person
from app.users import forms, operations, presentation, queries, rules
from app.users.choices import APPLICATION, SHOWN
from app.users.files import APPLICATION_FILES
from app.users.labels import APPLICATION_LABELS
from app.users.models import AccountApplication
from app.users.workflows import ACCOUNT
from app.workflow import access, engine
from app.workflow.declaration import Transition

from .slips import slip_page

APPROVE = "approve"


def _states() -> list[tuple[str, Any]]:
    return [(state.value, state.label) for state in SHOWN]


class StaffPicker(Picker):
    """选择 of somebody on the own roster who has no account."""

    datamodel = AppInterface(Person)
    list_title = _l("添加用户申请")
    submit_label = _l("选择")
    most = 20
    list_columns = ["name", "mobile", "department", "position", "duty_status"]
    search_columns = ["name", "department", "position"]
    order_columns = ["name", "position"]
    base_order = ("id", "asc")
    label_columns = PERSON_LABELS
    empty_hint = _l("本机构没有在职工作人员，请先在“在职工作人员基础数据”中新增。")

    def base_conditions(self) -> Sequence[Any]:
        return queries.own_roster()

    def refusals(self, items: Sequence[Person]) -> Mapping[int, Refusal]:
        known = queries.standings([one.id for one in items])
        told = {number: rules.standing_refusal(who) for number, who in known.items()}
        return {number: Refusal(words) for number, words in told.items() if words}


class ApplicationView(FiledSetView):
    """用户申请."""

    datamodel = AppInterface(AccountApplication)
    workflow = ACCOUNT
    picker, pick_label = StaffPicker, _l("添加")
    class_permission_name = APPLICATION
    route_base = presentation.BASE
    exclude_route_methods = {"add", "export", "lookup", "reveal"}
    method_permission_name = {"approve_each": "read"}
    list_title = show_title = _l("用户申请")
    set_title, edit_title = _l("添加用户申请"), _l("修改用户申请")
    list_columns = [
        "number",
        "organization",
        "name",
        "username",
        "roles",
        "applied_on",
        "state",
        "opinion",
    ]
    show_columns = [
        "number",
        "batch",
        "organization",
        "name",
        "mobile",
        "username",
        "email",
        "roles",
        "reason",
        "applied_by",
        "applied_on",
        "state",
        "handled_by",
        "opinion",
        "closed_on",
    ]
    search_columns = ["number", "organization", "name", "username", "state", "applied_on"]
    order_columns = ["number", "organization", "name", "applied_on", "state"]
    base_order = ("id", "desc")
    filters = {"state": Declared(AccountApplication.state.in_, _states)}
    formatters = {"roles": lambda item: presentation.role_words(item.roles)}
    wrapped_columns = ("organization", "roles", "opinion")
    label_columns = APPLICATION_LABELS
    tags = {"state": presentation.TONES}
    field_spans = {"roles": 12, "reason": 12}
    set_form = edit_form = forms.ApplicationForm
    set_columns = edit_columns = forms.COLUMNS
    holder = APPLICATION_FILES
    dialog_moves = ("return", "withdraw")
    show_template = "users/show.html"
    empty_hint = _l("新的工作人员需要登录系统时，在这里为其申请账号。")

    def __init__(self, **kwargs: Any) -> None:
        self.method_permission_name = {APPROVE: APPROVE, **self.method_permission_name}
        super().__init__(**kwargs)
        self.actions |= {APPROVE: self._on_to_approval(APPROVE)}

    def edit_refusal(self, item: AccountApplication) -> Any:
        """修改 of what was sent back, by the own organization."""
        return presentation.correction_refusal(item) or self.write_refusal(item)

    def row_actions(self, item: AccountApplication) -> list[RowAction]:
        found = [*self.standard_actions(item), *self.move_actions(item)]
        if self._approval(item) is not None:
            found.insert(1, RowAction(_("通过"), self._approval_url([item])))
        return found

    # --- new ones: a tab for each person ----------------------------------------------------

    def members_of(self, items: Sequence[Person]) -> Sequence[Member]:
        known = queries.standings([one.id for one in items])
        names = [name_pinyin(one.name) for one in items]
        taken = set(queries.proposable(names))
        made = []
        for one, name in zip(items, names, strict=True):
            proposed = rules.proposed_name(name, taken)
            taken.add(proposed)
            start = SimpleNamespace(about=forms.About(one, known[one.id]), username=proposed)
            made.append(Member(str(one.id), one.name, start))
        return made

    def form_facts(self, form: forms.ApplicationForm) -> Sequence[GivenFacts]:
        return presentation.form_facts(form.about.person)

    def create_set(
        self, entries: Sequence[SentRecord], actor: Actor
    ) -> Sequence[AccountApplication]:
        rows = operations.begin_applications(entries, actor)
        engine.begin_each(self.workflow, rows, actor=actor, batch=rows[0].batch)
        return rows

    # --- what was sent back -----------------------------------------------------------------

    def _update(self, form: Any, item: AccountApplication) -> Any:
        operations.correct_application(item, form.values(), current_actor())
        return item

    def _remove(self, item: AccountApplication) -> Any:
        operations.remove_application(item, current_actor())
        return item

    # --- 通过 ---------------------------------------------------------------------------------

    def _approval(self, item: AccountApplication) -> Transition | None:
        """The move by which whoever asks opens the account."""
        found = engine.available(self.workflow, item, current_actor())
        return next((one for one in found if one.name == APPROVE), None)

    def _on_to_approval(self, name: str) -> ActionItem:
        """The button above the list that leads to the page of 通过 with the ticked rows."""

        def start(items: Sequence[AccountApplication]) -> Any:
            return redirect(self._approval_url(items), code=303)

        start.__name__ = name
        label = self.workflow[name].label
        return ActionItem(name, label, None, "", multiple=True, single=False, func=start)

    def _approval_url(self, items: Sequence[AccountApplication]) -> str:
        pairs = urlencode([("rowid", one.id) for one in items])
        return f"{self.route_base}/approve?{pairs}"

    @expose("/approve", methods=["GET", "POST"])
    @has_access
    def approve_each(self) -> Any:
        """通过 of one or several: what will be opened; then the slips, which are shown once."""
        approving = self.workflow[APPROVE]
        if not access.handlers_of(self.workflow, approving, current_actor()):
            abort(403)
        items = self.items(request.values.getlist("rowid"))
        if request.method == "GET":
            return self._question(items)
        passwords = issue(len(items))
        # What was read before is out of date by now.
        items = self.items(request.values.getlist("rowid"))
        return self._opened(items, passwords)

    def _question(
        self, items: Sequence[AccountApplication], errors: Sequence[FieldError] = ()
    ) -> Any:
        return page(
            self,
            "users/approve.html",
            title=_("通过用户申请"),
            items=items,
            role_words=presentation.role_words,
            names=organization_names(),
            errors=errors,
            typed=request.form,
            transition=self.workflow[APPROVE],
            days=parameter("first_password_days"),
            list_url=f"{self.route_base}/list/",
        )

    def _opened(
        self,
        items: Sequence[AccountApplication],
        passwords: list[OneTimePassword],
    ) -> Any:
        known: dict[str, Any] = {"passwords": passwords, "issued": []}
        found = engine.fire_each(
            self.workflow,
            items,
            APPROVE,
            actor=current_actor(),
            opinion=request.form.get("opinion", ""),
            known=known,
        )
        refused = [
            FieldError("", "", f"{self.item_name(one.item)}{_('：')}{error.message}")
            for one in found
            for error in one.errors
        ]
        if not known["issued"]:
            db.session.rollback()
            return self._question(self.items(request.form.getlist("rowid")), refused), 422
        record_issue(known["issued"])
        db.session.commit()
        return slip_page(self, known["issued"], f"{self.route_base}/list/", refused)
