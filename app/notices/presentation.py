"""How notices and their receipts read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.core.base.choices import Level
from app.core.web import markup

from .choices import Audience
from .models import Notice
from .queries import ReachedOrganization


def titled(notice: Notice) -> Any:
    """The title with what is to be known of it."""
    marks = [
        markup.tag(word, tone)
        for word, tone, holds in (
            (_("置顶"), "mute", notice.is_pinned),
            (_("需确认"), "wait", notice.asks_confirmation),
            (_("已修订"), "back", notice.revised_at is not None),
        )
        if holds
    ]
    return markup.beside(notice.title, Markup(" ").join(marks)) if marks else notice.title


def audience_words(notice: Notice) -> str:
    """To whom a notice is addressed."""
    if notice.audience is not Audience.CHOSEN:
        return str(Audience.EVERYBODY.label)
    levels = [str(Level.of(one).label) for one in notice.levels]
    return _("、").join([*levels, *(one.organization for one in notice.organizations)])


def sums(rows: Sequence[ReachedOrganization]) -> ReachedOrganization:
    """合计 over all organizations."""
    told, read = sum(row.told for row in rows), sum(row.read for row in rows)
    confirmed = sum(row.confirmed for row in rows)
    return ReachedOrganization(0, _("合计"), told, read, confirmed)


def sheet(rows: Sequence[ReachedOrganization]) -> tuple[Sequence[Any], Sequence[Any]]:
    """Headings and lines of the file of a notice's receipts by organization."""
    counts = (_("应读"), _("已读"), _("未读"), _("已确认"))
    heads = [(_("机构名称"), "text"), *((label, "int") for label in counts)]
    total = [sums(rows)] if len(rows) > 1 else []
    lines = [[row.name, row.told, row.read, row.unread, row.confirmed] for row in [*rows, *total]]
    return heads, lines
