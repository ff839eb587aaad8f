"""Writing the list of reasons; nothing is committed here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db, one_at_a_time
from app.core.base.errors import FieldError, Refused
from app.demerits import queries, rules
from app.demerits.models import DemeritReason, ReasonList
from app.demerits.rules import Reason

Values = Mapping[str, Any]
LINES = "lines"


def add_list(values: Values, _actor: Actor) -> ReasonList:
    """A new version as a draft."""
    Refused.if_any(list_refusals(values))
    # Of two that are sent at once the second sees the 版本 of the first.
    one_at_a_time(db.session, "reason list")
    found = ReasonList(
        issue=queries.next_issue(), title=values["title"], form_token=values.get("form_token")
    )
    fill_list(found, rules.reasons_of(values[LINES]))
    db.session.add(found)
    db.session.flush()
    return found


def change_list(item: ReasonList, values: Values, _actor: Actor) -> None:
    """Change a draft."""
    Refused.if_any(list_refusals(values))
    _expect_draft(item)
    item.title = values["title"]
    fill_list(item, rules.reasons_of(values[LINES]))


def list_refusals(values: Values) -> Iterator[FieldError]:
    """All that speaks against a list as it was typed, each at its cell."""
    lines: Sequence[Values] | None = values.get(LINES)
    if lines is None:
        return
    if not lines:
        yield FieldError("DR1", LINES, _("请填写记分事由"))
    for place, column, words in rules.list_faults(lines):
        yield FieldError("DR2", f"{LINES}-{place}-{column}", words)


def fill_list(item: ReasonList, reasons: Sequence[Reason]) -> None:
    """Let a list have these reasons, in the place of what it had."""
    item.reasons = []
    db.session.flush()
    item.reasons = [
        DemeritReason(
            position=place,
            group=one.group,
            code=one.code,
            text=one.text,
            points=one.points,
            needs_project=one.needs_project,
            suggestion=one.suggestion,
        )
        for place, one in enumerate(reasons)
    ]


def publish_list(item: ReasonList, _actor: Actor) -> None:
    """发布: records are made by it from now on; it is changed no more."""
    _expect_draft(item)
    item.published_at = clock.now()


def remove_list(item: ReasonList, _actor: Actor) -> None:
    """Delete a draft."""
    _expect_draft(item)
    db.session.delete(item)


def _expect_draft(item: ReasonList) -> None:
    if words := published_words(item):
        raise Refused.because("DR3", "", words)


def published_words(item: ReasonList) -> str:
    """Why a list is changed no more."""
    return "" if item.published_at is None else str(_("记分事由已发布，请复制为新版本后修改"))
