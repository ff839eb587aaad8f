"""Lists of the kernel's screens as spreadsheets: short ones at once, long ones by a job."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import abort, current_app, flash, redirect, send_file, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.core.access.actor import current_actor
from app.core.access.scope import readable
from app.core.access.security_manager import may
from app.core.base import file_store
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.jobs import JobFailed, Progress, job
from app.core.screens.interfaces import Exported

from . import operations
from .declaration import Column
from .models import LIST, ReportRun
from .question import read_question
from .registry import registered
from .xlsx import write_list_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_COUNTED = 1_000_000
WIDTHS = {"text": 32.0, "int": 18.0, "dec2": 24.0, "date": 24.0}


def columns_of(headers: Sequence[tuple[str, Any]]) -> list[Column]:
    """The columns of a list's file from its (label, format) pairs."""
    return [
        Column(str(place), label, WIDTHS[fmt], fmt) for place, (label, fmt) in enumerate(headers)
    ]


def write_list(
    path: str | os.PathLike[str],
    title: str,
    headers: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Any]],
) -> int:
    """Write the file of a list and say how many rows it has."""
    named = ({str(place): value for place, value in enumerate(row)} for row in rows)
    return write_list_xlsx(path, title, columns_of(headers), named)


def answer_list(
    title: str, headers: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]
) -> Any:
    """A short list, written within the request and sent at once."""
    with tempfile.TemporaryDirectory(prefix="zj-list-") as folder:
        path = Path(folder) / "list.xlsx"
        write_list(path, title, headers, rows)
        content = BytesIO(path.read_bytes())
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=f"{title}.xlsx")


def answer_by_job(view: Exported, arguments: dict[str, list[str]]) -> Any:
    """A long list: written by a job, with a page that shows how far it is."""
    try:
        number = _request(view, arguments)
    except Refused as refused:
        flash(refused.errors[0].message, "danger")
        return redirect(url_for("DownloadView.list"), code=303)
    return redirect(url_for("ReportView.run", pk=number), code=303)


def _request(view: Exported, arguments: dict[str, list[str]]) -> int:
    """Write the row of a list's export and commit it; its id. Raises Refused."""
    # Counted first: the person's other exports wait from the request to the commit.
    count = view.export_count(arguments, MOST_COUNTED)
    run = operations.request_list_run(
        type(view).__name__,
        view.export_title(arguments),
        arguments,
        actor=current_actor(),
        language=str(get_locale()),
        job=export_list,
    )
    view.record_export(arguments, count)
    db.session.commit()
    return run.id


def ask_again(run: ReportRun) -> int:
    """The same list again; the id of its row. Raises Refused."""
    view = _view(run.parameters["view"])
    if view is None or not view.has_right("export"):
        abort(403)
    arguments = run.parameters["arguments"]
    return _request(view, arguments)


@job(
    queue="exports",
    timeout=600,
    only_reads=True,
    failed=operations.tell_failed,
    former=("reporting.lists.export_list",),
)
def export_list(progress: Progress, report_run_id: int) -> None:
    """Write the file of one long list. A second run finds the file and leaves it."""
    run = db.session.get(ReportRun, report_run_id)
    if run is None or run.stored_as is not None:
        return
    view = _view(run.parameters["view"])
    if view is None:
        raise JobFailed(_("该列表已不存在"))
    if not view.has_right("export"):
        raise JobFailed(_("您没有导出权限，可到“权限申请”办理"))
    arguments, seen = run.parameters["arguments"], _sight(view)
    progress.expect(view.export_count(arguments, MOST_COUNTED))
    title, headers, rows = view.export_rows(arguments)
    stored_as = file_store.name_of(report_run_id, ".xlsx")
    path = file_store.place(operations.FOLDER, stored_as)
    written = write_list(path, title, headers, _told(rows, progress))
    try:
        progress.finish(written)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    operations.keep_run(report_run_id, stored_as, written, seen=seen)


def is_still_allowed(run: ReportRun, user: Any) -> bool:
    """Whether a finished file may be fetched by its requester: same organization, right, reach."""
    return run.organization_id == user.organization_id and may_see(run, user)


def may_see(run: ReportRun, user: Any) -> bool:
    """Whether somebody has the right to what was exported, and reaches all of its rows."""
    if run.report == LIST:
        view = _view(run.parameters["view"])
        return (
            view is not None
            and view.has_right("export")
            and run.seen is not None
            and run.seen["oversee"] <= view.has_right("oversee")
            and _reaches(run.seen, readable().read)
        )
    report = registered().get(run.report)
    if report is None or not may("export", report.resource):
        return False
    try:
        question = read_question(report, user, run.parameters)
    except Refused:
        # Conditions that were good when asked, such as a prefecture that is no more.
        return False
    if run.seen is None or not set(run.seen.get("rights", ())) <= set(question.held):
        return False
    with question.reach():
        reach = readable().read
    return question.is_allowed() and _reaches(run.seen, reach)


def _sight(view: Exported) -> dict[str, Any]:
    """Whose rows of a list the actor sees at this moment, as plain values."""
    ids = readable().read
    return {"read": None if ids is None else list(ids), "oversee": view.has_right("oversee")}


def _reaches(seen: dict[str, Any], reach: Collection[int] | None) -> bool:
    """Whether somebody of this reach sees everybody whose rows the file was made of."""
    if seen["read"] is None or reach is None:
        return reach is None
    return set(seen["read"]) <= set(reach)


def _view(name: str) -> Any:
    """The screen by the name of its class; None when it has been removed since."""
    views = current_app.extensions["appbuilder"].baseviews
    return next((view for view in views if type(view).__name__ == name), None)


def _told(rows: Iterable[Any], progress: Progress) -> Iterator[Any]:
    for number, row in enumerate(rows):
        progress.reach(number)
        yield row
