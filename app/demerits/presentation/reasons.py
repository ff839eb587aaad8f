"""How a list of reasons reads, and what the form of a new one begins with."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.screens.detail_parts import DetailPart
from app.demerits import queries, rules
from app.demerits.choices import REASON
from app.demerits.models import ReasonList
from app.demerits.operations import LINES


def copied_values() -> dict[str, Any]:
    """What the form of a new list begins with: what the last one says."""
    last = queries.last_list()
    return {
        "title": _("动态考核记分事由") if last is None else last.title,
        LINES: [] if last is None else rules.lines_of(last.reasons),
    }


def _content(item: ReasonList) -> Mapping[str, Any]:
    groups = [(group, list(some)) for group, some in groupby(item.reasons, lambda one: one.group)]
    return {"groups": groups, "count": len(item.reasons)}


LIST_PARTS = (DetailPart(REASON, "content", _l("记分事由"), "demerits/reasons.html", _content),)
