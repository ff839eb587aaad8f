"""The score sheets that every installation begins with, read from app/data."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from app.core.base import clock
from app.core.configuration.reference_data import ReferenceRows
from app.scoring import operations, rules
from app.scoring.choices import SheetKind
from app.scoring.models import ScoreSheet
from app.scoring.rules import SheetContent

FOLDER = Path(__file__).parents[1] / "data"
# The shipped ones are those of every year that can be assessed.
BEGINNING = 2000
NUMBERS = ("most", "points")
# Sheets stay Chinese, whoever installs them (ruling 18).
PAPER_LANGUAGE = "zh"


def shipped(kind: SheetKind) -> SheetContent:
    """The content of a sheet as it is shipped."""
    path = FOLDER / f"score_sheet_{kind.value}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        _headings, *rows = csv.reader(file)
    return rules.content_of([_line(row) for row in rows])


def _line(row: list[str]) -> dict[str, Any]:
    texts = dict(zip(rules.COLUMNS, (text or None for text in row), strict=True))
    return {
        name: Decimal(text) if text and name in NUMBERS else text for name, text in texts.items()
    }


def add_missing(session: Any) -> int:
    """Add the first version of each sheet where there is none; how many were added."""
    known = set(session.scalars(select(ScoreSheet.kind)))
    missing = [kind for kind in SheetKind if kind not in known]
    for kind in missing:
        with force_locale(PAPER_LANGUAGE):
            title = str(kind.label)
        sheet = ScoreSheet(kind=kind, issue=1, title=title, year=BEGINNING)
        sheet.published_at = clock.now()
        session.add(sheet)
        operations.fill(sheet, shipped(kind))
    session.flush()
    return len(missing)


SHIPPED = ReferenceRows("score_sheets", add_missing)
