"""Links of screens to the reports that belong to them."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.core.access.security_manager import may
from app.core.base.per_request import once
from app.core.screens.views import Button, RowAction

from .declaration import TableReport
from .registry import registered


def summary_buttons(screen: str, group: Any = "", **values: Any) -> list[Button]:
    """The summary tables of a screen that whoever asks may have; each opens its conditions.

    ``values`` are what the conditions begin with, such as the year that the screen shows.
    """
    return [
        Button(
            report.link or report.button,
            url_for("ReportView.conditions", name=report.name, **values),
            "dl",
            "dialog",
            group=group,
        )
        for report in registered().values()
        if isinstance(report, TableReport)
        and report.screen == screen
        and may("export", report.resource)
    ]


def form_actions(name: str, number: int) -> list[RowAction]:
    """The link of a row to the form of its record, which opens as it is printed (导出)."""
    report = registered()[name]
    if not once(("export", report.resource), lambda: may("export", report.resource)):
        return []
    record: dict[str, Any] = {report.subject: number}
    address = url_for("ReportView.preview", name=name, **record)
    return [RowAction(report.link or report.button, address)]
