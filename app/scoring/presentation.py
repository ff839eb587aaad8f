"""How a score sheet reads, and what the form of a new one begins with."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.base import clock
from app.core.base.tenths import number_of
from app.core.screens.detail_parts import DetailPart
from app.scoring import operations, queries
from app.scoring.choices import SHEET, SheetKind
from app.scoring.models import ScoreSheet


def copied_values(kind: SheetKind) -> dict[str, Any]:
    """What the form of a new sheet begins with: what the last one of the kind says."""
    last = queries.last_of(kind)
    return {
        "kind": kind,
        "year": clock.year() if last is None else max(last.year, clock.year()),
        "title": kind.label if last is None else last.title,
        operations.LINES: [] if last is None else operations.lines_of(last),
    }


def _content(sheet: ScoreSheet) -> Mapping[str, Any]:
    content = operations.content_of(sheet)
    return {
        "content": content,
        "is_example": sheet.issue == 1,
        "count": sum(len(one.points) for one in content.items),
        "worth": number_of(content.worth),
        "sections": [
            (section, list(items))
            for section, items in groupby(content.items, lambda one: one.section)
        ],
        "points_of": number_of,
    }


DETAIL_PARTS = (
    DetailPart(SHEET, "content", _l("考核项目和扣分内容"), "scoring/sheet.html", _content),
)
