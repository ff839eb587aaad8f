"""The screen of transfers, by declaration alone."""

from __future__ import annotations

from typing import Any

from flask import Flask

from app.core.access.roles import BUSINESS, FILERS, Grant
from app.core.screens.views import AppInterface
from app.workflow import registry
from app.workflow.views import FlowView
from tests.workflow.transfer import TRANSFER, Transfer


class SampleTransferView(FlowView):
    """人员调动, of the tests only."""

    datamodel = AppInterface(Transfer)
    workflow = TRANSFER
    class_permission_name = "tests.transfer"
    route_base = "/transfers"
    list_title = show_title = "人员调动"
    unit = "件"
    list_columns = show_columns = ["person", "organization", "state", "step"]
    search_columns = ["state"]
    label_columns = {"person": "姓名", "organization": "机构", "state": "状态", "step": "环节"}
    dialog_moves = ("agree", "return", "withdraw", "urge", "close")
    bulk_moves = ("accept", "return")
    exclude_route_methods = {"export"}


GRANTS = (
    Grant("tests.transfer", ("read",), BUSINESS),
    Grant("tests.transfer", ("delete",), FILERS),
)


def register(app: Flask) -> None:
    """Put the screen into the menu; before the first request."""
    with app.app_context():
        builder: Any = app.appbuilder  # type: ignore[attr-defined]
        builder.add_view(
            SampleTransferView, "tests.transfer", label="人员调动", category="settings"
        )
        builder.grants = (*builder.grants, *GRANTS, *TRANSFER.grants())
        registry.register([TRANSFER])
