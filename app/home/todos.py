"""What waits for a user, computed from the state of things; there is no to-do table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import clock
from app.core.actor import Actor
from app.core.parameters import parameter
from app.core.security import may
from app.core.tree import organization_names
from app.organizations import queries
from app.organizations.choices import ReturnState
from app.organizations.locks import lock_date
from app.organizations.returns import KINDS
from app.workflow.todos import waiting_for

SOON = 7


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: what, of which kind, since when, until when, and where to do it."""

    title: str
    kind: str
    arrived_on: dt.date | None
    due_on: dt.date | None
    url: str
    opens: str = "dialog"
    source: str = ""

    @property
    def days_left(self) -> int | None:
        return (self.due_on - clock.today()).days if self.due_on else None

    @property
    def tone(self) -> str:
        """Overdue is bad, a week or less is pressing, more is quiet: the same everywhere."""
        if self.days_left is None:
            return "wait"
        if self.days_left < 0:
            return "bad"
        return "wait" if self.days_left <= SOON else "mute"

    @property
    def words(self) -> str:
        if self.days_left is None:
            return _("待办理")
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
    found = [*_returns(actor.organization_id), *_waiting(actor)]
    return sorted(found, key=lambda todo: todo.due_on or dt.date.max)


def _waiting(actor: Actor) -> Iterator[Todo]:
    """What waits in every other process, as its declaration says."""
    names = organization_names()
    for one in waiting_for(actor, but=SCREENS):
        yield Todo(
            _("%(process)s：%(act)s", process=one.workflow.title, act=one.transition.label),
            str(one.workflow.title),
            None,
            None,
            one.link,
            "page",
            names.get(one.item.organization_id, ""),
        )


def _returns(organization_id: int) -> list[Todo]:
    """The yearly returns that this person's organization has not handed in."""
    kinds = {
        kind.workflow.resource: kind for kind in KINDS if may("create", kind.workflow.resource)
    }
    if not kinds:
        return []
    models = {resource: kind.model for resource, kind in kinds.items()}
    years = [clock.year() - 1, clock.year()]
    closed = queries.closed_years(organization_id, years)
    years = [year for year in years if year not in closed]
    return [_todo(one) for one in queries.open_returns(organization_id, years, models)]


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
        url_for(f"{screen}.edit", pk=found.id)
        if found.id
        else url_for(f"{screen}.add", year=found.year),
        "page" if screen == "ProfileView" else "dialog",
    )


@dataclass(frozen=True, slots=True)
class Pile:
    """To-dos of one kind: how many, and the most pressing of them."""

    kind: str
    count: int
    first: Todo


def piles(found: Sequence[Todo]) -> list[Pile]:
    """The to-dos by kind, in the order in which they press."""
    kinds = dict.fromkeys(todo.kind for todo in found)
    grouped = {kind: [todo for todo in found if todo.kind == kind] for kind in kinds}
    return [Pile(kind, len(some), some[0]) for kind, some in grouped.items()]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day that comes near, and what it is the last day of."""

    on: dt.date
    words: str
    hint: str

    @property
    def days_left(self) -> int:
        return (self.on - clock.today()).days


def deadlines(actor: Actor) -> list[Deadline]:
    """The days of this year's round: returns due, years closed, unlocks that end."""
    year = clock.year()
    found = [
        Deadline(due_date(year), _("%(year)d 年度填报截止", year=year), _("工程、经费和基本信息")),
        Deadline(lock_date(year), _("%(year)d 年度数据锁定", year=year), _("锁定后不能再修改")),
        Deadline(
            dt.date(year, 12, 31),
            _("%(year)d 年度人员结构归档", year=year),
            _("系统自动保存，请提前核对"),
        ),
    ]
    if actor.organization_id is not None:
        found += [
            Deadline(unlock.until, _("%(year)d 年度解锁到期", year=unlock.year), unlock.reason)
            for unlock in queries.unlocks_in_force([actor.organization_id])
        ]
    return sorted(found, key=lambda one: one.on)
