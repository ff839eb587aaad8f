"""监督资格验证情况填报: organizations see what was found of them, the province keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l

from app.core.access.scope import may_read
from app.core.base import clock
from app.core.base.column_types import stored
from app.core.base.db import db
from app.core.base.ids import is_id
from app.core.configuration.parameters import parameter
from app.core.models import Organization
from app.core.screens.form_fields import AtMost, OptionalField, RelationField, Required, Text
from app.core.screens.model_forms import CHOOSE
from app.core.screens.views import AppInterface, Computed
from app.long_form.kept_form import KeptFormView
from app.organizations.choices import VerificationResult, VerificationStanding
from app.organizations.models import OrganizationVerification
from app.verification import operations, presentation, queries, rules
from app.verification.choices import RECORD
from app.verification.files import RECORD_FILES
from app.verification.forms import VerificationForm

BASICS = ["kind", "year", "certificate_no", "issuer", "first_on", "valid_from", "valid_to"]
FINDING = ["self_score", "score", "result", "verified_on", "team", "opinion"]
RECTIFYING = ["rectification", "rectify_by", "rechecked_on", "recheck_result"]
ENDING = ["revoked_as", "revoked_on", "revoked_no", "revoked_reason"]


def _fieldsets(*basics: str) -> list[tuple[Any, dict[str, list[str]]]]:
    return [
        (_l("证书"), {"fields": [*basics, *BASICS]}),
        (_l("验证"), {"fields": FINDING}),
        (_l("整改与复验"), {"fields": RECTIFYING}),
        (_l("撤销（注销）"), {"fields": ENDING}),
    ]


class OrganizationVerificationView(KeptFormView):
    """The verifications of the organizations in scope, the newest first."""

    datamodel = AppInterface(OrganizationVerification)
    class_permission_name = RECORD
    route_base = "/verification/records"
    narrows_to_own = True
    exclude_route_methods = {"lookup", "action", "action_post"}

    list_title = show_title = _l("监督资格验证情况填报")
    add_title, edit_title = _l("新增资格验证"), _l("修改资格验证")
    unit = _l("条")
    list_columns = [
        "organization",
        "kind",
        "year",
        "certificate_no",
        "valid_from",
        "valid_to",
        "score",
        "result",
        "verified_on",
        "standing",
    ]
    title_column = "organization"
    search_columns = ["organization", "certificate_no", "year", "kind", "result", "standing"]
    base_order = ("verified_on", "desc")
    narrow_columns = ("certificate_no", "valid_to", "result")
    wrapped_columns = ("organization",)
    table_css = "zj-many"
    computed = {
        "standing": Computed(stored(VerificationStanding), lambda: queries.standing(clock.today()))
    }
    tags = {
        "result": {
            VerificationResult.PASSED: "ok",
            VerificationResult.BARELY: "back",
            VerificationResult.FAILED: "bad",
        },
        "standing": presentation.STANDING_TONES,
    }
    show_fieldsets = _fieldsets("organization", "standing")
    add_fieldsets = _fieldsets("organization")
    edit_fieldsets = _fieldsets()
    field_spans = {"rectification": 12, "opinion": 12, "revoked_reason": 12, "team": 8}
    label_columns = {"organization": _l("机构名称"), "standing": _l("证书状态")}
    form_base = VerificationForm
    validators_columns = {
        "kind": [Required(CHOOSE)],
        "first_on": [Required(CHOOSE)],
        "score": [Required()],
    }
    add_form_extra_fields = {
        "organization": RelationField(
            _l("机构名称"),
            [Required(CHOOSE)],
            model=Organization,
            lookup=lambda: url_for("OrganizationChoicesView.find"),
        ),
        "certificate_no": Text(
            _l("考核证书编号"),
            [OptionalField(), AtMost(30)],
            description=_l("留空则按编号规则自动编号"),
        ),
    }
    keeps_history = True
    draft = True
    holder = RECORD_FILES
    empty_hint = _l("本机构的资格验证记录会显示在这里，由省级登记。")
    delete_hint = _l("只用于登记有误的记录；资格终止请用撤销（注销）。")
    remove = staticmethod(lambda item, _actor: operations.remove(item))

    def standing_refusals(self, item: OrganizationVerification) -> Iterable[str]:
        return operations.removal_refusals(item)

    def item_name(self, item: OrganizationVerification) -> str:
        return item.certificate_no

    def history_words(self, item: OrganizationVerification) -> Any:
        return {"metrics": presentation.metrics_line}

    def add_values(self) -> Mapping[str, Any]:
        """A term of three years from today, and the organization that a to-do names."""
        today = clock.today()
        asked = request.args.get("organization", "")
        known = is_id(asked) and may_read(int(asked))
        return {
            "organization": db.session.get(Organization, int(asked)) if known else None,
            "year": today.year,
            "issuer": queries.last_issuer(),
            "valid_from": today,
            "valid_to": rules.term_from(today, parameter("verification_years")),
        }

    def _create(self, form: Any) -> Any:
        token = request.form.get("form_token", "")[:36] or None
        return operations.record({**form.values(), "form_token": token})

    def _update(self, form: Any, item: OrganizationVerification) -> Any:
        operations.revise(item, form.values())
        return item
