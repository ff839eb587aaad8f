"""监督证书: the certificates of the organizations in scope, read only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, url_for
from flask_appbuilder.actions import ActionItem
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import String
from sqlalchemy.orm import selectinload

from app.certificates import presentation, queries
from app.certificates.certificate_import import CERTIFICATE_IMPORT
from app.certificates.choices import CERTIFICATE, CERTIFICATE_PAPER, PAPER
from app.certificates.labels import LABELS
from app.certificates.picture_import import PICTURE_IMPORT
from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.column_types import stored
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


class CertificateView(AppModelView):
    """Each certificate as it is now; what it said before is in its life."""

    datamodel = AppInterface(Certificate)
    class_permission_name = CERTIFICATE
    narrows_to_own = True
    route_base = "/certificates"
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
        return [*self.standard_actions(item), *presentation.paper_actions(item.id, item.state)]

    def buttons(self) -> list[Button]:
        brought = (
            import_button(CERTIFICATE_IMPORT),
            import_button(PICTURE_IMPORT, _("导入照片")),
        )
        own = (button for button in brought if button is not None)
        return [*super().buttons(), *summary_buttons(CERTIFICATE), *own]
