"""What waits for a user, computed from the state of things; there is no to-do table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import clock
from app.core.actor import Actor
from app.core.parameters import parameter
from app.core.security import may
from app.organizations import queries
from app.organizations.choices import ReturnState
from app.organizations.returns import KINDS

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
    if actor.organization_id is None:
        return []
    kinds = {
        kind.workflow.resource: kind for kind in KINDS if may("create", kind.workflow.resource)
    }
    if not kinds:
        return []
    models = {resource: kind.model for resource, kind in kinds.items()}
    years = [clock.year() - 1, clock.year()]
    closed = queries.closed_years(actor.organization_id, years)
    years = [year for year in years if year not in closed]
    waiting = queries.open_returns(actor.organization_id, years, models)
    return sorted((_todo(one) for one in waiting), key=lambda todo: todo.due_on)


# What a return is called in a to-do, and its screen.
SCREENS = {
    "organizations.profile": (_l("监督机构基本信息"), "ProfileView"),
    "organizations.project_return": (_l("监督工程情况"), "ProjectReturnView"),
    "organizations.funding_return": (_l("监督经费情况"), "FundingReturnView"),
}


def _todo(found: queries.OpenReturn) -> Todo:
    name, screen = SCREENS[found.resource]
    words = {
        None: _("填报 %(year)d 年度%(name)s", year=found.year, name=name),
        ReturnState.RETURNED: _("补正 %(year)d 年度%(name)s", year=found.year, name=name),
    }
    going_on = _("继续填报 %(year)d 年度%(name)s", year=found.year, name=name)
    return Todo(
        words.get(found.state, going_on),
        _("退回补正") if found.state is ReturnState.RETURNED else _("年度填报"),
        dt.date(found.year, 1, 1),
        due_date(found.year),
        f"{screen}.edit" if found.id else f"{screen}.add",
        {"pk": found.id} if found.id else {"year": found.year},
    )
