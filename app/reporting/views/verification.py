"""报表核验: the figures of an export by the number on its paper."""

from __future__ import annotations

import re
from typing import Any

from flask import abort, g, request
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.base.db import db
from app.core.base.responses import page
from app.reporting import archive, list_exports, operations
from app.reporting.html import render_pages, stylesheet
from app.reporting.models import ReportContent, ReportRun
from app.reporting.pages import paginate

from .paper import with_paper_policy

LONGEST = 60


class VerificationView(BaseView):
    """Who has the right to a report types its number and sees the figures as they were."""

    route_base = "/reports/verification"
    class_permission_name = "home"
    default_view = "find"

    @expose("/")
    @with_paper_policy
    def find(self) -> Any:
        if not g.user.is_authenticated:
            abort(401)
        number = request.args.get("number", "").strip()[:LONGEST]
        typed = request.args.get("checksum", "").strip()[:LONGEST]
        run = self._run(number) if number else None
        return page(
            self,
            "reporting/verification.html",
            title=_("报表核验"),
            number=number,
            typed=typed,
            run=run,
            **(self._shown(run, typed) if run is not None else {}),
        )

    @staticmethod
    def _run(number: str) -> ReportRun | None:
        """The finished export of a number, if whoever asks may see all of its rows."""
        run = db.session.scalar(
            select(ReportRun)
            .where(
                # As it was given, or typed in small letters.
                ReportRun.number.in_({number, number.upper()}),
                ReportRun.checksum.is_not(None),
            )
            .options(joinedload(ReportRun.requester))
        )
        if run is None or not list_exports.may_see(run, g.user):
            return None
        operations.record_verified(run)
        return run

    @staticmethod
    def _shown(run: ReportRun, typed: str) -> dict[str, Any]:
        proof = {"checksum": archive.short(run.checksum or ""), "matches": _same(typed, run)}
        kept = db.session.get(ReportContent, run.id)
        if kept is None:
            return proof
        sheet, checksum = archive.reopen(kept.content)
        paper = paginate(sheet)
        return {
            **proof,
            "is_sound": checksum == run.checksum,
            "paper": paper,
            "pages": render_pages(paper),
            "style": stylesheet(paper),
        }


def _same(typed: str, run: ReportRun) -> bool | None:
    """Whether the checksum of the paper is that of the export; None when none was typed."""
    if not typed:
        return None
    digits = re.sub(r"[^0-9a-f]", "", typed.lower())
    return len(digits) >= 16 and (run.checksum or "").startswith(digits)
