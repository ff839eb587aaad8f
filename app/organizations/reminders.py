"""Reminders to organizations of the returns they have not handed in (specification 5.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial

from flask_babel import gettext as _

from app.core.access.roles import Role
from app.core.base import clock
from app.core.base.choices import Level
from app.core.tree.organization_tree import Node, tree
from app.workflow import messages
from app.workflow.declaration import Handler
from app.workflow.desks import OWN, Belonging

from . import queries
from .locks import lock_date
from .queries import MARKS, Marks

ADMINS = Handler(OWN, (Role.PROVINCE_ADMIN, Role.PREFECTURE_ADMIN, Role.COUNTY_ADMIN))
# Weekly from the middle of February on.
WEEKLY_FROM = (2, 15)
LISTED = 20


def periods(today: dt.date) -> list[str]:
    """The reminders of last year's returns that must have been sent by a day: one, then weekly."""
    if today > lock_date(today.year - 1):
        return []
    found = ["start"]
    first = dt.date(today.year, *WEEKLY_FROM)
    if today >= first:
        found.append(f"week-{(today - first).days // 7}")
    return found


def remind(today: dt.date) -> None:
    """Tell each organization what it has not handed in, and each prefecture who has not.

    Sent once a period, however often it runs; only the newest period is made up for.
    """
    year = today.year - 1
    for period in periods(today)[-1:]:
        marks = queries.marks_of(None, year)
        nodes = list(tree(clock.last_day(year)).values())
        late = [node for node in nodes if missing(marks.get(node.id))]
        for node in late:
            _tell(node, year, marks.get(node.id), f"annual:{year}:{period}")
        _tell_prefectures(nodes, late, year, period)


def missing(marks: Marks | None) -> list[str]:
    """What the organization itself has still to do; 资格验证 is the province's."""
    present = marks.present if marks is not None else frozenset()
    own = [mark for mark in MARKS if mark != "verification"]
    return [str(MARKS[mark]) for mark in own if mark not in present]


def _tell(node: Node, year: int, marks: Marks | None, key: str) -> None:
    def words() -> messages.Words:
        items = missing(marks)
        said = _(
            "未完成：%(items)s。截止 %(day)s，到期后自动锁定。",
            items=_("、").join(items),
            day=lock_date(year),
        )
        return messages.Words(_("%(year)d 年度有 %(n)d 项未完成", year=year, n=len(items)), said)

    _send(node.id, key, words, "/")


def _tell_prefectures(nodes: Iterable[Node], late: Iterable[Node], year: int, period: str) -> None:
    for node in nodes:
        below = [other.name for other in late if other.parent_id == node.id]
        if node.level is not Level.PREFECTURE or not below:
            continue
        _send(
            node.id,
            f"annual-list:{year}:{period}",
            partial(_late_below, below, year),
            "/organizations/overview/list/",
        )


def _late_below(below: list[str], year: int) -> messages.Words:
    title = _("%(year)d 年度有 %(n)d 个下级机构未完成填报", year=year, n=len(below))
    return messages.Words(title, _("、").join(below[:LISTED]))


def _send(organization_id: int, key: str, words: Callable[[], messages.Words], link: str) -> None:
    people = messages.people_at((ADMINS,), Belonging(organization_id))
    messages.send_each(people, words, key=key, kind=messages.REMINDER, link=link)
