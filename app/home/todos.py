"""What waits for a user, computed from the state of things; there is no to-do table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.base import clock
from app.organizations import queries
from app.organizations.locks import lock_date
from app.organizations.todos import due_date
from app.workflow.todos import FIRST, Todo, TodoList, find


@dataclass(frozen=True, slots=True)
class Pile:
    """To-dos of one kind: how many, and the most pressing of them."""

    kind: str
    count: int
    first: Todo


@dataclass(frozen=True, slots=True)
class Todos:
    """One page of to-dos of all kinds or of one, with the numbers of all of them."""

    found: TodoList
    kind: str
    page: int

    @property
    def total(self) -> int:
        return self.found.total

    @property
    def shown(self) -> Sequence[Todo]:
        """The to-dos of this page."""
        wanted = [one for one in self.found.first if self.kind in ("", one.kind)]
        return wanted[(self.page - 1) * FIRST : self.page * FIRST]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        count = self.found.counts.get(self.kind, 0) if self.kind else self.total
        return max(1, -(-count // FIRST))

    @property
    def piles(self) -> list[Pile]:
        """The to-dos by kind, in the order in which they press."""
        first: dict[str, Todo] = {}
        for one in self.found.first:
            first.setdefault(one.kind, one)
        return [Pile(kind, self.found.counts[kind], one) for kind, one in first.items()]


def todos(actor: Actor, kind: str = "", page: int = 1) -> Todos:
    """A page of the actor's to-dos, the most pressing first."""
    page = min(max(page, 1), MOST_PAGES)
    return Todos(find(actor, limit=page * FIRST), kind, page)


MOST_PAGES = 200


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
