"""What waits for a user, computed from the state of things; there is no to-do table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core import clock
from app.core.actor import Actor
from app.core.parameters import parameter
from app.core.security import may
from app.organizations import queries

SOON = 7


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: what, of which kind, since when, until when, and where to do it."""

    title: str
    kind: str
    arrived_on: dt.date
    due_on: dt.date
    endpoint: str
    arguments: dict[str, Any]

    @property
    def days_left(self) -> int:
        return (self.due_on - clock.today()).days

    @property
    def tone(self) -> str:
        """Overdue is bad, a week or less is pressing, more is quiet: the same everywhere."""
        if self.days_left < 0:
            return "bad"
        return "wait" if self.days_left <= SOON else "mute"

    @property
    def words(self) -> str:
        if self.days_left < 0:
            return _("逾期 %(days)d 天", days=-self.days_left)
        return _("剩 %(days)d 天", days=self.days_left)


def due_date(year: int) -> dt.date:
    """The day by which a year's returns are due: 28 February of the next (appendix E)."""
    month, day = (int(part) for part in parameter("annual_due_date").split("-"))
    return dt.date(year + 1, month, day)


def todos(actor: Actor) -> list[Todo]:
    """The actor's to-dos, the most pressing first."""
    if actor.organization_id is None or not may("create", "organizations.project_return"):
        return []
    years = (clock.year() - 1, clock.year())
    waiting = queries.open_project_returns(actor.organization_id, years)
    found = [_missing_return(year, draft_id) for year, draft_id in waiting.items()]
    return sorted(found, key=lambda todo: todo.due_on)


def _missing_return(year: int, draft_id: int | None) -> Todo:
    title = _("填报 %(year)d 年度监督工程情况", year=year)
    if draft_id is not None:
        title = _("继续填报 %(year)d 年度监督工程情况", year=year)
    return Todo(
        title,
        _("年度填报"),
        dt.date(year, 1, 1),
        due_date(year),
        "ProjectReturnView.edit" if draft_id else "ProjectReturnView.add",
        {"pk": draft_id} if draft_id else {"year": year},
    )
