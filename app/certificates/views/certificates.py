"""监督证书: the certificates of the organizations in scope; the province suspends and restores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from flask import redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.actions import ActionItem
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import String
from sqlalchemy.orm import selectinload

from app.certificates import operations, presentation, queries
from app.certificates.certificate_import import CERTIFICATE_IMPORT
from app.certificates.choices import CERTIFICATE, CERTIFICATE_PAPER, PAPER
from app.certificates.labels import LABELS
from app.certificates.picture_import import PICTURE_IMPORT
from app.core.access.actor import current_actor
from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.column_types import stored
from app.core.base.db import db
from app.core.base.responses import done
from app.core.screens.form_fields import Required
from app.core.screens.views import (
    AppInterface,
    AppModelView,
    Button,
    Computed,
    Declared,
    RowAction,
)
from app.imports.presentation import import_button
from app.personnel.choices import CertificateStanding
from app.personnel.models import Certificate, Person, standing_on
from app.personnel.presentation import STANDING_TONES
from app.reporting.buttons import summary_buttons

BASE = "/certificates"
SUSPENSION = ("suspension_reason", "suspended_on", "suspension_text")


class CertificateView(AppModelView):
    """Each certificate as it is now; what it said before is in its life."""

    datamodel = AppInterface(Certificate)
    class_permission_name = CERTIFICATE
    narrows_to_own = True
    route_base = BASE
    method_permission_name = {"suspend": "suspend", "restore": "suspend"}
    edit_template = "zj/form.html"
    field_spans = dict.fromkeys(SUSPENSION, 12)
    validators_columns = {name: [Required()] for name in SUSPENSION[:2]}
    exclude_route_methods = {"lookup", "delete"}
    list_title = show_title = _l("监督证书")
    unit = _l("本")
    list_columns = [
        "number",
        "type",
        "name",
        "organization",
        "issued_on",
        "valid_from",
        "valid_to",
        "state",
        "field",
        "source",
    ]
    search_columns = ["name", "organization", "type", "state", "number", "valid_to", "field"]
    show_columns = [
        *list_columns,
        "issuer",
        "first_issued_on",
        "reissued",
        "cancelled_on",
        "cancelled_reason",
    ]
    narrow_columns = ("type", "name", "organization", "valid_to", "state")
    wrapped_columns = ("organization",)
    base_order = ("organization_id", "asc")
    computed = {
        "name": Computed(String(40), queries.holder_name),
        "state": Computed(stored(CertificateStanding), lambda: standing_on(clock.today())),
    }
    filters = {"name": Declared(queries.held_by_somebody_called)}
    formatters = {"name": presentation.holder_link}
    tags = {"state": STANDING_TONES}
    list_options = (
        selectinload(Certificate.roster_rows).load_only(
            Person.name, Person.left_on, Person.identity_id, Person.organization_id
        ),
    )
    label_columns = LABELS
    empty_hint = _l("本机构人员的监督证书会显示在这里。")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.suspension_form = self.form_of(SUSPENSION, {})
        words = _l("打印证书")
        self.actions["print_papers"] = ActionItem(
            "print_papers", words, None, "", multiple=True, single=False, func=self._print
        )

    @staticmethod
    def _print(items: Sequence[Any]) -> Any:
        """The papers of the ticked certificates, as they are printed."""
        ids = ",".join(str(item.id) for item in items)
        address = url_for("ReportView.preview", name=CERTIFICATE_PAPER, certificates=ids)
        return redirect(address, code=303)

    def _may_act(self, _name: str) -> bool:
        """打印证书 is a right of its own, which goes with the paper."""
        return may("export", PAPER)

    def row_actions(self, item: Any) -> Sequence[RowAction]:
        paper = presentation.paper_actions(item.id, item.state)
        return [*self.standard_actions(item), *paper, *self._turns(item)]

    # --- 暂扣 and 恢复 ------------------------------------------------------------------------

    def _turns(self, item: Any) -> Iterator[RowAction]:
        if not self.has_right("suspend"):
            return
        if item.state is CertificateStanding.SUSPENDED:
            asked = _("恢复后证书重新有效，本机构会收到通知。确定恢复？")
            yield RowAction(_("恢复"), f"{BASE}/restore/{item.id}", "post", confirm=asked)
        elif item.state is not CertificateStanding.CANCELLED:
            yield RowAction(_("暂扣"), f"{BASE}/suspend/{item.id}", "dialog", danger=True)

    @expose("/suspend/<pk>", methods=["GET", "POST"])
    @has_access
    def suspend(self, pk: Any) -> Any:
        """暂扣: why, from which day on."""
        item = self.item(pk, lock=request.method == "POST")
        form = self.suspension_form(data={"suspended_on": clock.today()})
        if request.method == "POST":
            form.rules = partial(operations.suspension_refusals, item)
            write = partial(self._suspended, form, item)
            if form.validate() and self._stored(form, write, of=item):
                return done(_("已暂扣"), f"{BASE}/list/")
            item = self.item(pk)
        return self._form_page(form, item, _("暂扣证书"), None, SUSPENSION)

    @staticmethod
    def _suspended(form: Any, item: Certificate) -> Certificate:
        operations.suspend(item, form.values(), current_actor())
        return item

    @expose("/restore/<pk>", methods=["POST"])
    @has_access
    def restore(self, pk: Any) -> Any:
        """恢复 of a suspended one."""
        operations.restore(self.item(pk, lock=True), current_actor())
        db.session.commit()
        return done(_("已恢复"), f"{BASE}/list/")

    def buttons(self) -> list[Button]:
        brought = (
            import_button(CERTIFICATE_IMPORT),
            import_button(PICTURE_IMPORT, _("导入照片")),
        )
        own = (button for button in brought if button is not None)
        return [*super().buttons(), *summary_buttons(CERTIFICATE), *own]
