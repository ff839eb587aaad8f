"""Reminders to organizations of the returns they have not handed in (specification 5.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from flask_babel import gettext as _

from app.core.access.roles import Role
from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.db import looking
from app.core.tree.organization_tree import Node, tree
from app.workflow import messages
from app.workflow.declaration import Handler
from app.workflow.desks import OWN, PROVINCE, Belonging

from . import queries
from .locks import lock_date
from .queries import MARKS, Marks

STRUCTURES = "/organizations/staff-structure/list/"
PROVINCE_ADMINS = Handler(PROVINCE, (Role.PROVINCE_ADMIN,))
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


def tell_of_archive(year: int, number: int, at: dt.datetime) -> None:
    """The province hears that 人员结构 of a year is stored, and whether that was late."""

    def words() -> messages.Words:
        title = _("%(year)d 年度人员结构已归档", year=year)
        said = _("共归档 %(n)d 个机构。", n=number)
        if clock.local(at).year > year:
            late = _("系统在年末未运行，本次为补归档，数据按 12 月 31 日 23:50 的情况还原。")
            return messages.Words(title, said + late)
        return messages.Words(title, said)

    key = f"archive:{year}:{at.isoformat()}"
    readers = messages.people_at((PROVINCE_ADMINS,), None)
    messages.send_each(readers, words, key=key, kind=messages.RESULT, link=STRUCTURES)


def tell_of_failed_archive(session: Any, run_id: int, cause: str) -> None:
    """The province hears that storing failed for good today, and that it is tried again."""

    def words() -> messages.Words:
        title = _("人员结构归档失败")
        return messages.Words(title, _("原因：%(cause)s。系统明天会再次归档。", cause=cause))

    # The session of the failure writes already, and on SQLite but one may.
    with looking():
        readers = messages.people_at((PROVINCE_ADMINS,), None)
        said = {"kind": messages.REMINDER, "link": STRUCTURES, "session": session}
        messages.send_each(readers, words, key=f"archive-failed:{run_id}", **said)
