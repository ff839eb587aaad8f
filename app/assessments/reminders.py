"""Reminders of people whom nobody has assessed: before the end of a quarter, and after it."""

from __future__ import annotations

import datetime as dt
from functools import partial

from flask_babel import gettext as _

from app.core.access.roles import ADMIN_OF, Role
from app.core.tree.organization_tree import Node, tree
from app.workflow import messages
from app.workflow.declaration import Handler
from app.workflow.desks import OWN, Belonging

from . import presentation, queries, rules
from .choices import AssessmentKind

ADMINS = Handler(OWN, tuple(ADMIN_OF.values()))
LEADERS = Handler(OWN, (Role.PROVINCE_LEADER, Role.PREFECTURE_LEADER, Role.COUNTY_LEADER))
# So many days before the last one, and after it, somebody is told.
DAYS = 15
# The same for 层级考核, before the last day alone.
DAYS_BEFORE_HALF = 30


def remind(today: dt.date) -> None:
    """Tell whose turn it is, once an occasion, however often it runs."""
    quarter = (today.year, rules.period_of(today, queries.QUARTER))
    last = rules.last_day(*quarter, queries.QUARTER)
    if today >= last - dt.timedelta(days=DAYS):
        _tell(*quarter, is_over=False)
    before = rules.first_day(*quarter, queries.QUARTER) - dt.timedelta(days=1)
    if today <= before + dt.timedelta(days=DAYS):
        _tell(before.year, rules.period_of(before, queries.QUARTER), is_over=True)


def remind_of_organizations(today: dt.date) -> None:
    """Tell who has organizations directly below and has not assessed them all, in the last days of
    a half-year, once."""
    year, half = today.year, rules.period_of(today, queries.HALF)
    if today < rules.last_day(year, half, queries.HALF) - dt.timedelta(days=DAYS_BEFORE_HALF):
        return
    for number in tree():
        left = queries.count_to_assess_below(number, year, half)
        if not left:
            continue
        messages.send_each(
            messages.people_at((ADMINS, LEADERS), Belonging(number)),
            partial(_half_words, year, half, left),
            key=f"inspected:{number}:{year}:{half}",
            kind=messages.REMINDER,
            link=f"{presentation.BASES[AssessmentKind.HIERARCHICAL]}/list/",
        )


def _half_words(year: int, half: int, left: int) -> messages.Words:
    title = _(
        "%(year)d 年%(half)s即将结束，请完成层级考核", year=year, half=presentation.HALVES[half]
    )
    return messages.Words(title, _("辖区内监督机构未考核 %(n)d 个。", n=left))


def _tell(year: int, quarter: int, *, is_over: bool) -> None:
    """Administrators and leaders before the end; whoever is above, when it is over."""
    nodes = tree()
    for number, left in queries.count_unassessed(nodes, year, quarter).items():
        for desk, handlers in _told(nodes[number], is_over=is_over):
            messages.send_each(
                messages.people_at(handlers, Belonging(desk)),
                partial(_words, nodes[number].name, year, quarter, left, is_over=is_over),
                key=f"assessed:{number}:{year}:{quarter}:{is_over}",
                kind=messages.REMINDER,
                link=f"{presentation.BASES[AssessmentKind.GROUP]}/list/",
            )


def _told(node: Node, *, is_over: bool) -> list[tuple[int, tuple[Handler, ...]]]:
    if not is_over:
        return [(node.id, (ADMINS, LEADERS))]
    return [(node.parent_id, (ADMINS,))] if node.parent_id else []


def _words(name: str, year: int, quarter: int, left: int, *, is_over: bool) -> messages.Words:
    named = {"name": name, "year": year, "quarter": presentation.QUARTERS[quarter]}
    if is_over:
        title = _("%(name)s未完成 %(year)d 年%(quarter)s监督组考核", **named)
    else:
        title = _("%(year)d 年%(quarter)s即将结束，请完成监督组考核", **named)
    return messages.Words(title, _("监督岗位未考核 %(n)d 人。", n=left))
