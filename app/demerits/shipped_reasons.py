"""The reasons that every installation begins with, read from app/data."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from app.core.base import clock
from app.core.configuration.reference_data import ReferenceRows
from app.demerits import operations, rules
from app.demerits.models import ReasonList
from app.demerits.rules import Reason

FILE = Path(__file__).parents[1] / "data" / "demerit_reasons.csv"
# Reasons stay Chinese, whoever installs them (ruling 18).
PAPER_LANGUAGE = "zh"


def shipped() -> list[Reason]:
    """The reasons as they are shipped."""
    with FILE.open(encoding="utf-8", newline="") as file:
        _headings, *rows = csv.reader(file)
    lines: list[dict[str, Any]] = [
        dict(zip(rules.REASON_COLUMNS, row, strict=True)) for row in rows
    ]
    return rules.reasons_of([{**line, "points": int(line["points"])} for line in lines])


def add_missing(session: Any) -> int:
    """Add the first list where there is none; how many were added."""
    if session.scalar(select(ReasonList.id).limit(1)) is not None:
        return 0
    with force_locale(PAPER_LANGUAGE):
        title = str(_("动态考核记分事由"))
    found = ReasonList(issue=1, title=title, published_at=clock.now())
    session.add(found)
    operations.fill_list(found, shipped())
    session.flush()
    return 1


SHIPPED = ReferenceRows("demerit_reasons", add_missing)
