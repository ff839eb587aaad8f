"""权限申请: an organization asks for rights of its users beside those of their roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer, String

from app.core.access.actor import Actor, current_actor
from app.core.access.bundles import grants_of
from app.core.models import User
from app.core.screens.fieldsets import GivenFacts
from app.core.screens.form_set import Member
from app.core.screens.picker import Picker, Refusal
from app.core.screens.views import AppInterface, Computed, Declared
from app.long_form.filed_set_view import FiledSetView
from app.long_form.sent_records import SentRecord
from app.users import forms, operations, presentation, queries, rules
from app.users.choices import RIGHTS, SHOWN, RightKind
from app.users.files import RIGHT_FILES
from app.users.labels import RIGHT_LABELS, USER_LABELS
from app.users.models import RightApplication
from app.users.workflows import GRANTING
from app.workflow import engine


def _states() -> list[tuple[str, Any]]:
    return [(state.value, state.label) for state in SHOWN]


class UserPicker(Picker):
    """选择人员: active accounts of the own organization."""

    kind: RightKind
    datamodel = AppInterface(User)
    most = 20
    list_columns = ["person_name", "username", "role_names", "grants"]
    search_columns = ["person_name", "username"]
    computed = {
        "person_name": Computed(String(130), queries.person_name),
        "grants": Computed(Integer(), queries.grants),
    }
    order_columns = ["person_name", "username"]
    base_order = ("id", "asc")
    list_options = queries.LIST_OPTIONS
    formatters = {"role_names": presentation.roles_of}
    label_columns = USER_LABELS
    empty_hint = _l("本机构没有可以选择的用户。")

    def base_conditions(self) -> Sequence[Any]:
        return queries.own_accounts()

    def refusals(self, items: Sequence[User]) -> Mapping[int, Refusal]:
        known = queries.holdings(items)
        told = {number: rules.holding_refusal(self.kind, who) for number, who in known.items()}
        return {number: Refusal(words) for number, words in told.items() if words}


class GrantPicker(UserPicker):
    """Those who never had rights beside their roles."""

    kind = RightKind.GRANT


class RemovalPicker(UserPicker):
    """Those who have rights beside their roles."""

    kind = RightKind.REMOVE


class ChangePicker(UserPicker):
    """Those who have, or had, rights beside their roles."""

    kind = RightKind.CHANGE


class RightApplicationView(FiledSetView):
    """权限申请."""

    datamodel = AppInterface(RightApplication)
    workflow = GRANTING
    pickers = {
        one.kind.value: (one, one.kind.label) for one in (GrantPicker, RemovalPicker, ChangePicker)
    }
    class_permission_name = RIGHTS
    route_base = presentation.RIGHT_BASE
    exclude_route_methods = {"add", "export", "lookup"}
    list_title = show_title = _l("权限申请")
    edit_title = _l("修改权限申请")
    list_columns = [
        "number",
        "kind",
        "organization",
        "name",
        "username",
        "bundle_names",
        "until",
        "applied_on",
        "state",
        "opinion",
    ]
    show_columns = [
        "number",
        "batch",
        "kind",
        "organization",
        "name",
        "username",
        "roles",
        "reason",
        "until",
        "applied_by",
        "applied_on",
        "state",
        "handled_by",
        "opinion",
        "closed_on",
    ]
    search_columns = ["number", "kind", "organization", "name", "username", "state", "applied_on"]
    order_columns = ["number", "kind", "organization", "name", "applied_on", "state"]
    base_order = ("id", "desc")
    filters = {"state": Declared(RightApplication.state.in_, _states)}
    formatters = {
        "roles": lambda item: presentation.role_words(item.roles),
        "bundle_names": lambda item: presentation.bundle_words(item.bundle_names),
    }
    wrapped_columns = ("organization", "bundle_names", "opinion")
    label_columns = RIGHT_LABELS
    tags = {"state": presentation.TONES}
    field_spans = {"reason": 12, "bundles": 12}
    set_form = edit_form = forms.RightForm
    set_columns = edit_columns = forms.RIGHT_COLUMNS
    holder = RIGHT_FILES
    dialog_moves = ("approve", "return", "withdraw")
    bulk_moves = ("approve",)
    show_template = "users/show.html"
    empty_hint = _l("用户需要角色以外的权限时，在这里申请。")

    def set_heading(self) -> Any:
        """What the form is about: 申请权限, 移除权限 or 变更权限."""
        return RightKind.of(self.pick_kind()).label

    def set_kind(self) -> str:
        return self.pick_kind()

    def edit_refusal(self, item: RightApplication) -> Any:
        """修改 of what was sent back, by the own organization."""
        return presentation.correction_refusal(item) or self.write_refusal(item)

    # --- new ones: a tab for each user ------------------------------------------------------

    def members_of(self, items: Sequence[User]) -> Sequence[Member]:
        kind, known = RightKind.of(self.pick_kind()), queries.holdings(items)
        return [self._member(kind, one, known[one.id]) for one in items]

    @staticmethod
    def _member(kind: RightKind, user: User, holding: rules.Holding) -> Member:
        start = SimpleNamespace(about=forms.AboutUser(kind, user, holding))
        if kind is RightKind.CHANGE:
            start.bundles = [str(one) for one in holding.bundles]
            days = set(holding.bundles.values())
            start.until = days.pop() if len(days) == 1 else None
        return Member(str(user.id), user.get_full_name(), start)

    def form_facts(self, form: forms.RightForm) -> Sequence[GivenFacts]:
        user = form.about.user
        return presentation.user_facts(user, grants_of([user.id])[user.id])

    def create_set(self, entries: Sequence[SentRecord], actor: Actor) -> Sequence[RightApplication]:
        kind = RightKind.of(self.pick_kind())
        rows = operations.begin_right_applications(kind, entries, actor)
        engine.begin_each(self.workflow, rows, actor=actor, batch=rows[0].batch)
        return rows

    # --- what was sent back -----------------------------------------------------------------

    def _update(self, form: Any, item: RightApplication) -> Any:
        operations.correct_right_application(item, form.values(), current_actor())
        return item

    def _remove(self, item: RightApplication) -> Any:
        operations.remove_application(item, current_actor())
        return item

    # --- 查看 ---------------------------------------------------------------------------------

    def show_context(self, item: RightApplication) -> Mapping[str, Any]:
        return {
            **super().show_context(item),
            "bundles": presentation.comparison(item),
            "clashes": presentation.clashes_of(item),
        }
