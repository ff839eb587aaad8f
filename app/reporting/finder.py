"""What the engine for reports adds to the finder: an export by the number on its paper."""

from __future__ import annotations

from collections.abc import Iterator

from flask import g, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core.base.db import db
from app.core.screens.finder import FinderSource, Match, Wanted
from app.core.tree.organization_tree import organization_names

from .list_exports import may_see
from .models import ReportRun


def _exports(wanted: Wanted) -> Iterator[Match]:
    """The export of a whole number, for who would see its figures at 报表核验 as well."""
    if not wanted.number:
        return
    numbers = {wanted.typed, wanted.number}
    asked = select(ReportRun).where(ReportRun.number.in_(numbers), ReportRun.checksum.is_not(None))
    run = db.session.scalar(asked)
    if run is not None and may_see(run, g.user):
        address = url_for("VerificationView.find", number=run.number)
        place = organization_names().get(run.organization_id or 0, "")
        yield Match(f"{run.number} {run.title}", address, place)


FINDER = (FinderSource("home", _l("报表"), _exports),)
